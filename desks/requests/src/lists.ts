import type { Args } from "@setu/core";
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
  disposed: { ground: "disposal" },
  kept: { ground: "kept" },
  evaluate: { scheme: "evaluation-scheme" },
  "re-evaluate": { scheme: "evaluation-scheme" },
  disagree: { reason: "evaluation-disagreement" },
};

type Scales = Readonly<Record<"source" | "information", ListName>>;

/** A scheme of evaluation is two scales. */
export const SCALES: Readonly<Record<string, Scales>> = {
  "europol-4x4": { source: "europol-4x4-source", information: "europol-4x4-information" },
  "admiralty-6x6": { source: "admiralty-6x6-source", information: "admiralty-6x6-information" },
};

/** The lists of an act as it stands: what a scheme leaves open is known with the scheme. */
export function listsOf(act: string, args: Args): Readonly<Record<string, ListName>> {
  const lists = ARG_LISTS[act] ?? {};
  const { scheme } = args;
  if (!Object.hasOwn(lists, "scheme") || typeof scheme !== "string") return lists;
  return Object.hasOwn(SCALES, scheme) ? { ...lists, ...SCALES[scheme] } : lists;
}
