/** What an entry or pulse of the owing side's log says: its own `t`, and how much of the asker's log it applied. */
export type Entry = { readonly t: number; readonly applied: number };

/**
 * The instant from which the owing side owes: `t` of the first entry of its own log whose `applied` covers a
 * record. `upTo` is the size of the asker's log just past that record. Null while no entry covers it: a line
 * that is down for three weeks delays the start by three weeks, and `delays` shows it.
 * The same call gives the instant at which a clarification's reply resumes the clock.
 */
export function startOf(owingLog: Iterable<Entry>, upTo: number): number | null {
  for (const { applied, t } of owingLog) if (applied >= upTo) return t;
  return null;
}

/** Milliseconds from sending to the first cosignature and to the start; null for what has not happened. */
export type Delays = { readonly toReceipt: number | null; readonly toStart: number | null };

/**
 * Shown beside the clock and counted in the statistics; changes nothing. The instants come from two machines,
 * so a delay may be negative: that says their clocks disagree, and is shown as it is.
 */
export function delays(sent: number, receipt: number | null, start: number | null): Delays {
  return {
    toReceipt: receipt === null ? null : receipt - sent,
    toStart: start === null ? null : start - sent,
  };
}
