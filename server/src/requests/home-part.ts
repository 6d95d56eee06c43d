import type { ItemId } from "@setu/core";
import { foldHome, type HomeAct, type HomePart } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";

/** Our half of items, as its acts stand in the derived table. */
const OF_ITEMS = `SELECT id, item, at, by, what AS do, args, text, paper FROM derived.home_act WHERE item = ANY ($1::text[]) ORDER BY pos`;

export async function homeActsOf(
  tx: PgTx,
  items: readonly ItemId[],
): Promise<ReadonlyMap<ItemId, readonly HomeAct[]>> {
  const rows = await tx.db.rows<HomeAct & { readonly item: ItemId }>(OF_ITEMS, [items]);
  return Map.groupBy(rows, (row) => row.item);
}

export async function homePartOf(tx: PgTx, item: ItemId): Promise<HomePart> {
  return foldHome((await homeActsOf(tx, [item])).get(item) ?? []);
}
