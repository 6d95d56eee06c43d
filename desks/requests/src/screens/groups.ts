import { urgencyOf } from "@setu/ui/time.ts";
import type { RequestRow } from "../api.ts";
import { pressOrder } from "../feedback.ts";

/** The groups of a list in their order: what presses stands first. */
export const GROUPS = [
  "newest",
  "us",
  "overdue",
  "within-2h",
  "within-24h",
  "later",
  "them",
  "done",
] as const;
export type Group = (typeof GROUPS)[number];
export type View = "inbox" | "sent";
export type Sort = "due" | "updated";

/**
 * Where a request stands in a list. In the inbox the clock is ours, so its urgency is the group; in the sent list
 * what needs an act of ours stands first and the clock of the other side follows.
 */
export function groupOf(row: RequestRow, view: View, now: number): Group {
  if (row.turn === "none") return "done";
  if (view === "inbox" && row.turn === "them") return "them";
  if (view === "sent" && row.turn === "us") return "us";
  return row.clock.due === null || row.clock.state === "stopped" ? "later" : urgencyOf(row.clock.due, now);
}

/** Within a group: the nearest deadline first, then the oldest change. */
export function byPressure(a: RequestRow, b: RequestRow): number {
  const due = (row: RequestRow): number => pressOrder(row) ?? row.clock.due ?? Number.MAX_SAFE_INTEGER;
  return due(a) - due(b) || a.updated - b.updated || (a.item < b.item ? -1 : 1);
}

const byChange = (a: RequestRow, b: RequestRow): number =>
  b.updated - a.updated || (a.item < b.item ? -1 : 1);

export type Placed = { readonly item: string; readonly group: Group };

/** The order in which a list is shown until the reader asks for a new one. By newest change there is one group. */
export function place(
  rows: readonly RequestRow[],
  view: View,
  now: number,
  sort: Sort = "due",
): readonly Placed[] {
  if (sort === "updated") return rows.toSorted(byChange).map(({ item }) => ({ item, group: "newest" }));
  return rows
    .toSorted(byPressure)
    .map((row) => ({ item: row.item, group: groupOf(row, view, now) }))
    .toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group));
}

/**
 * How many rows are new, would stand elsewhere, or have left the list, were it ordered again. What the reader's own
 * hand has moved (`own`) is no news.
 */
export function changedPlaces(
  shown: readonly Placed[],
  next: readonly Placed[],
  own: ReadonlySet<string> = new Set(),
): number {
  const known = new Map(shown.map((each) => [each.item, each.group]));
  const here = new Set(next.map((each) => each.item));
  const left = shown.filter((each) => !here.has(each.item) && !own.has(each.item));
  return (
    next.filter((each) => known.get(each.item) !== each.group && !own.has(each.item)).length + left.length
  );
}
