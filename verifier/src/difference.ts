import type { Prints } from "./prints.ts";

/** What was done to a history that was known, at its first entry that is another. */
export const KINDS = ["omitted", "inserted", "swapped", "substituted", "truncated", "rewritten"] as const;
export type Kind = (typeof KINDS)[number];

export type Difference = {
  readonly kind: Kind;
  /** Position of the first entry that is not what it was, counted in the history that was known. */
  readonly first: number;
  /** With which entry it changed places. */
  readonly other?: number;
  /** How many were left out, put in, or are missing at the end. */
  readonly count?: number;
};

/**
 * Where `shown` stops being a continuation of `known`, and what that looks like; null when it continues it.
 * The first position is exact; the kind is the simplest that explains what stands there.
 */
export function difference(known: Prints, shown: Prints): Difference | null {
  const common = Math.min(known.length, shown.length);
  let first = 0;
  while (first < common && known.same(first, shown, first)) first += 1;
  if (first === known.length) return null;
  if (first === shown.length) return { kind: "truncated", first, count: known.length - first };
  const moved = find(shown, known, first);
  if (moved !== null && known.same(moved, shown, first)) return { kind: "swapped", first, other: moved };
  // Where both would explain it, what takes fewer entries does.
  const next = find(known, shown, first) ?? Infinity;
  const later = moved ?? Infinity;
  if (next < later && continues(known, next, shown, first))
    return { kind: "omitted", first, count: next - first };
  if (later < next && continues(shown, later, known, first))
    return { kind: "inserted", first, count: later - first };
  const rest = known.length - first - 1;
  const goesOn = rest === 0 || known.same(first + 1, shown, first + 1);
  return { kind: goesOn ? "substituted" : "rewritten", first };
}

/** Where, after `at`, the entry stands that the other has at `at`. */
function find(within: Prints, other: Prints, at: number): number | null {
  for (let i = at + 1; i < within.length; i++) if (within.same(i, other, at)) return i;
  return null;
}

/** Whether the entry after the one that was found is the next one, too, as far as both go. */
function continues(a: Prints, at: number, b: Prints, there: number): boolean {
  return at + 1 >= a.length || there + 1 >= b.length || a.same(at + 1, b, there + 1);
}
