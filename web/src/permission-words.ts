import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Towards } from "@setu/permissions";
import { agencyName } from "@setu/ui/agencies.ts";
import type { Lang } from "@setu/ui/lang.ts";

/** A code in the reader's language; one that this version does not know stays readable as itself. */
export const codeWords = (list: ListName, code: string, lang: Lang): string =>
  LISTS[list].get(code)?.label[lang] ?? code;

export const codeOptions = (list: ListName, lang: Lang) =>
  [...LISTS[list].values()].map(({ code, label }) => ({ value: code, label: label[lang] }));

/** By the name of the cell in both tables' product (`spec/permissions.md`). */
export const STATUS: Readonly<Record<string, MessageDescriptor>> = {
  "permission-asked": msg({ context: "permission", message: "Asked, not answered yet" }),
  "permission-clarifying": msg({ context: "permission", message: "Asked back" }),
  "permission-clarified": msg({ context: "permission", message: "Clarified, not answered yet" }),
  "permission-granted": msg({ context: "permission", message: "Granted" }),
  "permission-refused": msg({ context: "permission", message: "Refused" }),
  "permission-revoked": msg({ context: "permission", message: "Revoked" }),
  "permission-returned": msg({ context: "permission", message: "Given back" }),
  "permission-returned-revoked": msg({ context: "permission", message: "Given back, and revoked" }),
  "permission-withdrawn": msg({ context: "permission", message: "Withdrawn" }),
  "permission-withdrawn-crossed-grant": msg({
    context: "permission",
    message: "Withdrawn while it was granted: it was never in force",
  }),
  "permission-withdrawn-crossed-refusal": msg({
    context: "permission",
    message: "Withdrawn while it was refused",
  }),
};

/** What each act says, in the history and on its button. */
export const ACTS: Readonly<Record<string, MessageDescriptor>> = {
  seek: msg({ context: "permission", message: "Ask for leave" }),
  reply: msg({ context: "permission", message: "Clarify" }),
  withdraw: msg({ context: "permission", message: "Ask no longer" }),
  used: msg({ context: "permission", message: "Tell that it was used" }),
  return: msg({ context: "permission", message: "Give the leave back" }),
  clarify: msg({ context: "permission", message: "Ask back" }),
  grant: msg({ context: "permission", message: "Grant" }),
  refuse: msg({ context: "permission", message: "Refuse" }),
  revoke: msg({ context: "permission", message: "Revoke the leave" }),
};

/** Acts that say something in words to the other side. */
export const BEARS: readonly string[] = ["clarify", "reply", "grant"];
/** Acts that take something away: pressed twice. */
export const TAKES: readonly string[] = ["withdraw", "return", "revoke", "refuse"];

/** Before what, or to whom. */
export const towardsWords = (to: Towards, lang: Lang): string =>
  to.use === "evidence"
    ? [
        codeWords("permission-use", to.use, lang),
        codeWords("permission-proceeding", to.proceeding, lang),
        codeWords("permission-court", to.court, lang),
      ].join(" · ")
    : [
        codeWords("permission-use", to.use, lang),
        "agency" in to ? agencyName(to.agency, lang) : to.third,
      ].join(" · ");
