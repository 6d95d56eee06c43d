import { useNow } from "@setu/ui";
import { useEffect, useMemo, useRef, useState } from "react";
import type { RequestList, RequestRow } from "../api.ts";
import { changedPlaces, GROUPS, place, type Group, type Placed, type Sort, type View } from "./groups.ts";

/** `gone`: somebody has taken it out of this list; it stays in sight until the reader asks for what is new. */
export type Shown = { readonly row: RequestRow; readonly gone: boolean };
export type Section = { readonly group: Group; readonly rows: readonly Shown[] };

type Options = {
  /** Undefined while the answer for `key` is on its way. */
  readonly list: RequestList | undefined;
  readonly view: View;
  readonly sort: Sort;
  /** Another page or filter has another key, and an order of its own. */
  readonly key: string;
};
type Frozen = { readonly key: string; readonly order: readonly Placed[]; readonly own: ReadonlySet<string> };

/**
 * A list whose order does not change under the reader's hand. What a row says is always new; where it stands changes
 * only when the reader asks. What the reader put out of the list goes at once, and comes back to its place when that
 * is undone.
 */
export function useFrozenList({ list, view, sort, key }: Options) {
  const now = useNow();
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const known = useRef(new Map<string, RequestRow>());
  for (const row of list?.rows ?? []) known.current.set(row.item, row);
  const next = useMemo(
    () => (list === undefined ? [] : place(list.rows, view, now, sort)),
    [list, view, now, sort],
  );
  const fresh = frozen === null || frozen.key !== key;
  useEffect(() => {
    if (list !== undefined && fresh) setFrozen({ key, order: next, own: new Set() });
  }, [list, fresh, key, next]);
  // Until the answer for a new filter is here, the old rows stay in sight.
  const order = fresh && list !== undefined ? next : (frozen?.order ?? []);
  const own = fresh ? new Set<string>() : frozen.own;
  const here = new Set(list?.rows.map((row) => row.item));
  const awaited = list === undefined;
  const sections = sectionsOf(order, known.current, (item) =>
    awaited || here.has(item) ? "here" : own.has(item) ? "put-out" : "gone",
  );
  return {
    sections,
    changed: fresh || awaited ? 0 : changedPlaces(order, next, own),
    update: () => setFrozen({ key, order: next, own: new Set() }),
    /** These were touched by the reader's own hand. */
    touch: (items: readonly string[]) =>
      setFrozen((was) => was && { ...was, own: new Set([...was.own, ...items]) }),
  };
}

export function sectionsOf(
  order: readonly Placed[],
  known: ReadonlyMap<string, RequestRow>,
  placeOf: (item: string) => "here" | "gone" | "put-out",
): readonly Section[] {
  return GROUPS.map((group) => ({
    group,
    rows: order.flatMap((each) => {
      const row = each.group === group ? known.get(each.item) : undefined;
      const where = placeOf(each.item);
      return row === undefined || where === "put-out" ? [] : [{ row, gone: where === "gone" }];
    }),
  })).filter((section) => section.rows.length > 0);
}
