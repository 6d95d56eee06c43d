/** How an officer comes to know the desk. Kept at the node under their name; codes only, no content. */

/** The guided scenario, in its order. */
export const STEPS = [
  "find",
  "claim",
  "read",
  "clarify",
  "reply",
  "block",
  "take-back",
  "part",
  "hand-over",
  "export",
] as const;
export type StepId = (typeof STEPS)[number];

/** Before the first shift: what no fact shows has to be said by the officer. */
export const TICKS = ["zone", "keys", "outside"] as const;
export type Tick = (typeof TICKS)[number];

export type Learning = {
  /** Steps of the scenario that were done: a beginning of `STEPS`. */
  readonly steps: number;
  /** The request that the scenario is about now. */
  readonly item: string | null;
  readonly ticks: readonly Tick[];
};

/** `practice`: this node is a demonstration, so the scenario may be played on its requests. */
export type LearningView = Learning & { readonly practice: boolean };

export const NOTHING_LEARNT: Learning = { steps: 0, item: null, ticks: [] };
