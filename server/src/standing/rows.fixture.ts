import type { PgStore } from "../db/pg-store.ts";
import { changing } from "./changing.ts";

/** Changes rows of officers as the node itself does: what a test wants of them, and not what it attacks. */
export const changeOfficers = (
  store: PgStore,
  sql: string,
  values: readonly unknown[] = [],
): Promise<number> => store.tx((tx) => changing(tx, null, () => tx.db.change(sql, values)));
