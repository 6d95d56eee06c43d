import { useNow } from "@setu/ui";
import { useEffect, useRef, useState } from "react";
import type { RequestList, RequestRow } from "../api.ts";
import { changedPlaces, GROUPS, place, type Group, type Placed, type View } from "./groups.ts";

export type Section = { readonly group: Group; readonly rows: readonly RequestRow[] };

/**
 * A list whose order does not change under the reader's hand. What a row says is always new; where it stands
 * changes only when the reader asks, or turns to another page or filter (`key`). `list` is undefined while the answer
 * for that key is on its way.
 */
export function useFrozenList(list: RequestList | undefined, view: View, key: string) {
  const now = useNow();
  const [shown, setShown] = useState<{ readonly key: string; readonly order: readonly Placed[] } | null>(
    null,
  );
  const known = useRef(new Map<string, RequestRow>());
  for (const row of list?.rows ?? []) known.current.set(row.item, row);
  const next = list === undefined ? [] : place(list.rows, view, now);
  const fresh = shown === null || shown.key !== key;
  useEffect(() => {
    if (list !== undefined && fresh) setShown({ key, order: place(list.rows, view, now) });
  }, [list, fresh, key, view, now]);
  // Until the answer for a new filter is here, the old rows stay in sight.
  const order = fresh && list !== undefined ? next : (shown?.order ?? []);
  const sections: Section[] = GROUPS.map((group) => ({
    group,
    rows: order.flatMap((each) => {
      const row = each.group === group ? known.current.get(each.item) : undefined;
      return row === undefined ? [] : [row];
    }),
  })).filter((section) => section.rows.length > 0);
  return {
    sections,
    changed: fresh || list === undefined ? 0 : changedPlaces(order, next),
    update: () => setShown({ key, order: next }),
  };
}
