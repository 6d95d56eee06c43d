/** What may come of what was asked for: a table before any branch. Neutral outcomes are open to every kind. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  access: ["disclosed", "disclosed-in-part"],
  correction: ["corrected", "restricted", "deleted"],
  deletion: ["deleted", "restricted"],
  restriction: ["restricted", "restriction-lifted"],
};
const NEUTRAL = ["nothing-to-disclose", "refused"];

/** @param kind a code of `individual-kind` */
export const outcomesOf = (kind: string): readonly string[] => [
  ...(Object.hasOwn(OUTCOMES, kind) ? (OUTCOMES[kind] ?? []) : []),
  ...NEUTRAL,
];

/** Of these the person learns nothing but that the request was dealt with (`letter.ts`). */
export const isNeutral = (outcome: string): boolean => NEUTRAL.includes(outcome);
