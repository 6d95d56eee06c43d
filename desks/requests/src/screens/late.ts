import type { RequestRow } from "../api.ts";

/**
 * How late an answer is, and whether the other side knows why. Directive (EU) 2023/977 Art. 5(2) wants the reason and the
 * length told before the deadline, not after it.
 */
export type Lateness =
  /** Three quarters of the time have passed and nothing was said. */
  | "soon"
  /** The deadline has passed and nothing was said. */
  | "untold"
  /** The other side knows why, and by when. */
  | "told"
  /** So it was told, and that instant has passed too. */
  | "told-and-passed";

const THREE_QUARTERS = 1;

/** Null while there is nothing to say. */
export function latenessOf(
  { clock, late }: Pick<RequestRow, "clock" | "late">,
  now: number,
): Lateness | null {
  if (late !== null) return clock.state === "running" && now > late.until ? "told-and-passed" : "told";
  if (clock.state !== "running" || clock.due === null) return null;
  if (now > clock.due) return "untold";
  const mark = clock.marks?.[THREE_QUARTERS];
  return mark !== undefined && now >= mark ? "soon" : null;
}

/** Whether we owe the word: of what came another way there is nobody to whom Setu could say it. */
export const owesReason = (
  row: Pick<RequestRow, "role" | "clock" | "late" | "cameBy">,
  now: number,
): boolean => {
  const lateness = row.role === "answerer" && row.cameBy === null ? latenessOf(row, now) : null;
  return lateness !== null && lateness !== "told";
};
