import type { Case, Step } from "./cases.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One act of the plan: the opening of a matter, or its next step. */
export type Due = { readonly at: number; readonly one: Case; readonly step: Step | null };

export const planOf = (cases: readonly Case[], now: number): readonly Due[] =>
  cases
    .flatMap((one): Due[] => [
      { at: now - one.age * HOUR, one, step: null },
      ...one.steps.map((step) => ({ at: now - (one.age - step.after) * HOUR, one, step })),
    ])
    .toSorted((a, b) => a.at - b.at);

/** What is long ago need not be told to the hour: so much of it happens at once. */
const GRAIN: readonly (readonly [older: number, grain: number])[] = [
  [30 * DAY, 6 * DAY],
  [9 * DAY, 3 * DAY],
  [2 * DAY, 6 * HOUR],
  [0, HOUR / 4],
];

/**
 * Acts that are written at one time, oldest first: of a matter at most one, so that each stands on what came before it.
 * The acts of a stretch of time go in rounds, the first of each matter, then the second.
 */
export function batches(plan: readonly Due[]): readonly (readonly Due[])[] {
  const now = Math.max(...plan.map(({ at }) => at));
  const made: Due[][] = [];
  let stretch: Due[][] = [];
  let until = -Infinity;
  for (const due of plan) {
    if (due.at > until) {
      made.push(...stretch);
      stretch = [];
      until = due.at + (GRAIN.find(([older]) => now - due.at >= older)?.[1] ?? 0);
    }
    const round = stretch.findLastIndex((each) => each.some(({ one }) => one === due.one)) + 1;
    (stretch[round] ??= []).push(due);
  }
  made.push(...stretch);
  return inOrder(made);
}

/** Time only moves on: a later round is not before an earlier one. */
function inOrder(made: readonly (readonly Due[])[]): readonly (readonly Due[])[] {
  let last = -Infinity;
  return made.map((batch) => {
    last = Math.max(last + 1, ...batch.map(({ at }) => at));
    return batch.map((due) => ({ ...due, at: last }));
  });
}
