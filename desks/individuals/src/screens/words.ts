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
