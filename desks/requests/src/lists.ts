import type { ListName } from "@setu/core/codes/index.ts";

/** Which list speaks for which argument of which act. */
export const ARG_LISTS: Readonly<Record<string, Readonly<Record<string, ListName>>>> = {
  ask: {
    purpose: "purpose",
    offence: "offence",
    basis: "legal-basis",
    link: "link",
    kinds: "information",
    language: "language",
    reason: "urgency-reason",
    use: "use",
  },
  revise: { reason: "urgency-reason" },
  withdraw: { reason: "close" },
  close: { outcome: "close" },
  clarify: { kind: "clarification" },
  contest: { reason: "urgency-contest" },
  extend: { reason: "extension" },
  refuse: { ground: "refusal" },
  recall: { reason: "recall" },
  declined: { code: "decline" },
};
