import { TlogError } from "./errors.ts";

/**
 * A perfect subtree: `level` 0 is a leaf, level n has 2^n leaves; `index` counts the subtrees of that level
 * from the left. It covers the leaves `index * 2^level` up to `(index + 1) * 2^level`, exclusive.
 */
export type Coordinate = readonly [level: number, index: number];

/** Leaves `start` (inclusive) to `end` (exclusive). */
export type Range = { readonly start: number; readonly end: number };

// Sizes go up to 2^53 - 1. JavaScript's bit operators cut their operands to 32 bits and would corrupt every
// size above 2^31, so all arithmetic here is multiplication and division by two, which is exact.

export function requireSize(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new TlogError("SIZE_RANGE", `a tree size is an integer from 0 to 2^53 - 1, not ${size}`);
  }
  return size;
}

export function requireIndex(index: number, size: number): number {
  if (!Number.isSafeInteger(index) || index < 0 || index >= requireSize(size)) {
    throw new TlogError("INDEX_RANGE", `there is no leaf ${index} in a tree of ${size}`);
  }
  return index;
}

/** RFC 6962's k: the largest power of two smaller than `size`, for `size` of two or more. */
export function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** The perfect subtrees, largest first, that make up one subtree of an RFC 6962 tree. */
export function perfectSubtrees({ start, end }: Range): Coordinate[] {
  const found: Coordinate[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    let width = 1;
    while (width * 2 <= end - at) {
      width *= 2;
      level += 1;
    }
    found.push([level, at / width]);
    at += width;
  }
  return found;
}
