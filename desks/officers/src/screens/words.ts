import { LISTS } from "@setu/core/codes/index.ts";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Lang } from "@setu/ui/lang.ts";
import type { Standing } from "../terms.ts";

export type CodeList = "officer-post" | "officer-mandate" | "language" | "agency-role" | "copy-exception";

/** A code in the reader's language; one that this version does not know stays readable as itself. */
export const codeWords = (list: CodeList, code: string, lang: Lang): string =>
  LISTS[list].get(code)?.label[lang] ?? code;

export const codeOptions = (list: CodeList, lang: Lang) =>
  [...LISTS[list].values()].map(({ code, label }) => ({ value: code, label: label[lang] }));

export const STANDING: { readonly [standing in Standing]: MessageDescriptor } = {
  nominated: msg`Nominated, not agreed yet`,
  agreed: msg`Agreed, not accredited yet`,
  refused: msg`Agreement refused`,
  withdrawn: msg`Nomination withdrawn`,
  before: msg`Accredited, not begun yet`,
  "in-force": msg`Accredited`,
  over: msg`Ended by its date`,
  suspended: msg`Suspended`,
  ended: msg`No longer accepted`,
  recalled: msg`Recalled`,
};

/** Nothing more can come of these. */
export const PAST: readonly Standing[] = ["refused", "withdrawn", "over", "ended", "recalled"];

type Move = {
  readonly name: MessageDescriptor;
  readonly means: MessageDescriptor;
  /** Pressed twice: it takes somebody's powers, or the other government hears a no. */
  readonly again?: MessageDescriptor;
};

/** What each move does, for who is about to make it. */
export const MOVES: Readonly<Record<string, Move>> = {
  agree: {
    name: msg({ context: "posting", message: "Agree" }),
    means: msg`You accept the officer on the terms that stand above.`,
  },
  refuse: {
    name: msg({ context: "posting", message: "Refuse" }),
    means: msg`The nomination ends. You owe no grounds.`,
    again: msg`Press again to refuse`,
  },
  accredit: {
    name: msg({ context: "posting", message: "Accredit" }),
    means: msg`Both sides have agreed: powers at the post begin and end with its dates.`,
  },
  suspend: {
    name: msg({ context: "posting", message: "Suspend" }),
    means: msg`The officer is signed out at once, and from now on the other side takes none of the officer’s acts.`,
    again: msg`Press again to suspend`,
  },
  resume: {
    name: msg({ context: "posting", message: "Lift the suspension" }),
    means: msg`The powers come back as they were agreed.`,
  },
  recall: {
    name: msg({ context: "posting", message: "Recall" }),
    means: msg`The posting ends for good. Nothing gives these powers back.`,
    again: msg`Press again to recall`,
  },
  decline: {
    name: msg({ context: "posting", message: "Decline the change" }),
    means: msg`The terms stay as they were agreed before.`,
  },
  end: {
    name: msg({ context: "posting", message: "Accept no longer" }),
    means: msg`The officer is no longer received here. You owe no grounds.`,
    again: msg`Press again: no longer accepted`,
  },
};

/** What an act has said, in the history. */
export const ACTS: Readonly<Record<string, MessageDescriptor>> = {
  nominate: msg`nominated the officer`,
  accredit: msg`accredited the officer`,
  amend: msg`asked for other terms`,
  suspend: msg`suspended the officer`,
  resume: msg`lifted the suspension`,
  recall: msg`recalled the officer`,
  agree: msg`agreed`,
  refuse: msg`refused to agree`,
  decline: msg`declined the change`,
  end: msg`no longer accepts the officer`,
};
