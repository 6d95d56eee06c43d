import { isSetuError, type ItemId } from "@setu/core";
import { assertMay, type Sight } from "../access/deciding.ts";
import { joinedMark } from "../access/item-facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Known } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";

/** How an officer sees a matter, and with it what is about the matter. */
export type Seeing = { readonly sight: Sight; readonly home: Awaited<ReturnType<typeof homePartOf>> };

/** How she sees the matter; null for one that she may not know of. */
export async function sightOf(desk: Desk, tx: PgTx, by: string, item: ItemId): Promise<Seeing | null> {
  try {
    const sight = await assertMay(desk, tx, by, { action: "list", item });
    return { sight, home: await homePartOf(tx, item) };
  } catch (error) {
    if (isSetuError(error, "NOT_FOUND") || isSetuError(error, "FORBIDDEN")) return null;
    throw error;
  }
}

/** No more of it than its own marking lets her. */
export function isShown(known: Known, { sight, home }: Seeing): boolean {
  const mark = joinedMark(known);
  return mark !== null && sight.withheld({ mark }, home) === null;
}
