import type { RequestRow } from "../api.ts";

/** The most that one act in bulk takes, on the server and here. */
export const MAX_SELECTED = 500;

/** The most that are exported by themselves: their names stand in one address. A whole list has no such end. */
export const MAX_EXPORTED = 250;

/** The rows that were chosen, which may lie on several pages, and the one from which a range is drawn. */
export type Selection = {
  readonly rows: ReadonlyMap<string, RequestRow>;
  readonly anchor: string | null;
};

export const NOTHING: Selection = { rows: new Map(), anchor: null };

export function toggle({ rows }: Selection, row: RequestRow): Selection {
  const next = new Map(rows);
  if (!next.delete(row.item) && next.size < MAX_SELECTED) next.set(row.item, row);
  return { rows: next, anchor: row.item };
}

/** From the last row that was chosen to this one, in the order in which they are shown. */
export function extend(selection: Selection, row: RequestRow, shown: readonly RequestRow[]): Selection {
  const from = shown.findIndex((each) => each.item === selection.anchor);
  const to = shown.findIndex((each) => each.item === row.item);
  if (from === -1 || to === -1) return toggle(selection, row);
  return {
    ...add(selection, shown.slice(Math.min(from, to), Math.max(from, to) + 1)),
    anchor: selection.anchor,
  };
}

/** Up to `MAX_SELECTED`; the rest stays unselected. */
export function add(selection: Selection, more: readonly RequestRow[]): Selection {
  const next = new Map(selection.rows);
  for (const row of more) if (next.size < MAX_SELECTED || next.has(row.item)) next.set(row.item, row);
  return { ...selection, rows: next };
}

/** What was done leaves the choice; what was refused, and what was chosen meanwhile, stays. */
export function without({ rows, anchor }: Selection, done: ReadonlySet<string>): Selection {
  const left = new Map([...rows].filter(([item]) => !done.has(item)));
  return { rows: left, anchor: anchor !== null && left.has(anchor) ? anchor : null };
}

/** Where the eye goes when a row leaves: the next one, else the one before. */
export function neighbourOf(
  item: string,
  shown: readonly string[],
  leaving: ReadonlySet<string>,
): string | null {
  const at = shown.indexOf(item);
  const free = (each: string | undefined): each is string => each !== undefined && !leaving.has(each);
  return shown.slice(at + 1).find(free) ?? shown.slice(0, Math.max(at, 0)).findLast(free) ?? null;
}
