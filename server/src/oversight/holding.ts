import { SetuError, type ItemId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";

const IS_HELD = `SELECT FROM derived.hold WHERE item = $1`;

/** Whether oversight holds a matter: whoever would destroy anything of it asks this before. */
export const isHeld = async (tx: Pick<PgTx, "db">, item: ItemId): Promise<boolean> =>
  (await tx.db.rows(IS_HELD, [item])).length > 0;

/** @throws ON_HOLD */
export async function assertNotHeld(tx: Pick<PgTx, "db">, item: ItemId): Promise<void> {
  if (await isHeld(tx, item))
    throw new SetuError("ON_HOLD", "oversight holds this matter: nothing of it is destroyed");
}
