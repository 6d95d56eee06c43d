import { count, SetuError, type Count } from "@setu/core";
import { isSeed, MAX_SAMPLE, MAX_SEED } from "@setu/link/sample.ts";

/** What the reviewer gave: the same words, or the draw is another. @throws USAGE */
export function seedOf(seed: string): string {
  if (isSeed(seed)) return seed;
  throw new SetuError("USAGE", `a seed has 1 to ${MAX_SEED} characters that can be shown`);
}

/** @throws USAGE */
export function entriesOf(text: string): Count {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > MAX_SAMPLE)
    throw new SetuError("USAGE", `the number of entries is from 1 to ${MAX_SAMPLE}`);
  return count(n, "entries");
}
