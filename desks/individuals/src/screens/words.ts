import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Lang } from "@setu/ui/lang.ts";
import type { CaseState } from "../case.ts";

/** A code in the reader's language; one that this version does not know stays readable as itself. */
export const codeWords = (list: ListName, code: string, lang: Lang): string =>
  LISTS[list].get(code)?.label[lang] ?? code;

export const codeOptions = (list: ListName, lang: Lang, only?: readonly string[]) =>
  [...LISTS[list].values()]
    .filter(({ code }) => only?.includes(code) ?? true)
    .map(({ code, label }) => ({ value: code, label: label[lang] }));

export const STATE: { readonly [state in CaseState]: MessageDescriptor } = {
  registered: msg`Registered, not admitted yet`,
  admitted: msg`Admitted, to be decided`,
  rejected: msg`Not admissible`,
  decided: msg`Decided, the letter is to be sent`,
  closed: msg({ context: "case of an individual", message: "Closed" }),
};

/** What an act has said, in the history: after a name. */
export const ACTS: Readonly<Record<string, MessageDescriptor>> = {
  "case-register": msg`registered the request`,
  "case-identify": msg`identified the person`,
  "case-admit": msg`admitted the request`,
  "case-reject": msg`found the request not admissible`,
  "case-search": msg`searched our holdings`,
  "case-attach": msg`attached a matter`,
  "case-detach": msg`took a matter out again`,
  "case-restrict": msg`restricted a matter`,
  "case-lift": msg`lifted the restriction of a matter`,
  "case-consult": msg`asked the owner of a matter`,
  "case-decide": msg`decided`,
  "case-notify": msg`wrote down that the letter has left`,
};

/** Every cell of both halves of a consultation. */
export const STATUS: Readonly<Record<string, MessageDescriptor>> = {
  consulted: msg`Asked, not answered yet`,
  "no-objection": msg`No objection`,
  "no-objection-in-part": msg`No objection to a part`,
  objection: msg`The owner objects`,
  "measure-attested": msg`The owner says what it has done`,
  "consultation-withdrawn": msg`Withdrawn before an answer`,
  "withdrawn-crossed-no-objection": msg`Withdrawn; no objection had crossed it`,
  "withdrawn-crossed-objection": msg`Withdrawn; an objection had crossed it`,
  "withdrawn-crossed-measure": msg`Withdrawn; the owner says what it has done`,
};

/** What an act of a consultation has said: after the name of a side. */
export const CONSULTATION_ACTS: Readonly<Record<string, MessageDescriptor>> = {
  consult: msg`asked the owner`,
  withdraw: msg`withdrew the question`,
  agree: msg`has no objection`,
  "agree-in-part": msg`has no objection to a part`,
  object: msg`objects`,
  attest: msg`says what it has done`,
};

/** What an owner can answer, for who is about to do it. */
export const ANSWERS: Readonly<
  Record<string, { readonly name: MessageDescriptor; readonly means: MessageDescriptor }>
> = {
  agree: {
    name: msg({ context: "consultation", message: "No objection" }),
    means: msg`The other side may give to the person all that it asks about.`,
  },
  "agree-in-part": {
    name: msg({ context: "consultation", message: "No objection to a part" }),
    means: msg`Say in the text which part. The rest is objected to on the ground that you choose.`,
  },
  object: {
    name: msg({ context: "consultation", message: "Object" }),
    means: msg`The other side hears the ground, and decides by itself. The person never hears it.`,
  },
  attest: {
    name: msg({ context: "consultation", message: "Say what was done" }),
    means: msg`What you have done to what you hold, and when: the other side relies on it.`,
  },
  withdraw: {
    name: msg({ context: "consultation", message: "Withdraw the question" }),
    means: msg`What was answered before it stays.`,
  },
};
