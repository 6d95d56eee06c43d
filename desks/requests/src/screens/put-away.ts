import type { RequestRow } from "../api.ts";

/** What of these is not over: it is asked about before it is put away. */
export type Unfinished = {
  readonly rows: readonly RequestRow[];
  /** They wait for an act of ours. They stay among what is open, whoever puts them away. */
  readonly owed: readonly RequestRow[];
  /** A clock runs, and somebody else has the turn or nobody had to be answered. They leave the list. */
  readonly running: readonly RequestRow[];
};

/** Null where nothing is open: such are put away without a word. */
export function unfinishedOf(rows: readonly RequestRow[]): Unfinished | null {
  const open = rows.filter((row) => !row.home.done);
  const owed = open.filter((row) => row.turn === "us" && row.cameBy === null);
  const running = open.filter(
    (row) => !owed.includes(row) && row.clock.state === "running" && row.clock.due !== null,
  );
  return owed.length + running.length === 0 ? null : { rows, owed, running };
}

/** Whether the question was about these rows and no others: only then the same key again is a yes. */
export const isAbout = (asked: Unfinished | null, rows: readonly RequestRow[]): boolean =>
  asked !== null &&
  asked.rows.length === rows.length &&
  asked.rows.every((row, index) => row.item === rows[index]?.item);
