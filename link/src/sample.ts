import { hmacSha256 } from "tlog";
import { utf8 } from "./bytes.ts";

/**
 * Which entries a reviewer's seed draws from a log. The seed is his own; whoever knows seed, origin and size draws the
 * same, so that the node can answer and anybody can check that it answered what was asked.
 */
export const MAX_SAMPLE = 10_000;
export const MAX_SEED = 200;
/** A seed is shown wherever a report is: it must not move a cursor or turn the order of what stands beside it. */
const UNSHOWABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

export const isSeed = (text: string): boolean =>
  text !== "" && text.length <= MAX_SEED && text.isWellFormed() && !UNSHOWABLE.test(text);

const BITS = 48;

/** @returns positions in ascending order; all of them when `n` is the size or more */
export function drawn(seed: string, origin: string, size: number, n: number): readonly number[] {
  if (n >= size) return Array.from({ length: size }, (_, at) => at);
  const found = new Set<number>();
  // Numbers above the last whole multiple of the size would make its first positions likelier.
  const fair = Math.floor(2 ** BITS / size) * size;
  const key = utf8(seed);
  for (let counter = 0; found.size < n; counter++) {
    const bytes = hmacSha256(key, utf8(`setu-sample/1\n${origin}\n${size}\n${counter}\n`));
    const number = bytes.subarray(0, BITS / 8).reduce((value, byte) => value * 256 + byte, 0);
    if (number < fair) found.add(number % size);
  }
  return [...found].sort((a, b) => a - b);
}
