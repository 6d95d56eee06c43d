import type { Retired } from "./succession.ts";

/** An entry of a log that has its place, by its writer's clock, milliseconds. */
export type Signed = { readonly origin: string; readonly pos: number; readonly t: number };

/**
 * Since when somebody else may have had the keys under which an entry was first signed, if it was written since then: it
 * is flagged and never void (decision 0010). An entry that was there when other keys followed stays that of the
 * keys before, however often its log is signed again. Of keys whose end nobody knows, everything since is flagged.
 * @param retired one side's, oldest first
 * @returns milliseconds; null: nothing is said of these keys, or it was written before
 */
export function suspectSince(retired: readonly Retired[], { origin, pos, t }: Signed): number | null {
  for (const { logs, until, since } of retired) {
    const at = logs.findIndex(([key]) => key?.name === origin);
    if (at < 0 || pos >= (until?.[at] ?? Infinity)) continue;
    return since !== null && t >= since ? since : null;
  }
  return null;
}
