/** Closed lists of the acts of a permission. A code that a node does not know permits nothing (`permission.ts`). */
export const USES = ["evidence", "onward"] as const;
export type Use = (typeof USES)[number];

export const PROCEEDINGS = ["criminal", "administrative", "civil", "extradition", "inquest"] as const;
export const COURTS = ["first-instance", "appeal", "supreme", "tribunal"] as const;

export const CONDITIONS = [
  "not-sole-evidence",
  "closed-session",
  "not-to-third-state",
  "anonymised",
  "return-after-use",
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** The code of a list that a word is; null for a word that the list does not have. */
export const oneOf = <T extends string>(list: readonly T[], word: unknown): T | null =>
  list.find((each) => each === word) ?? null;
