import type { PgStore } from "../db/pg-store.ts";
import { changing } from "./changing.ts";
import { entered, type Entered, type Entrance } from "./entrances.ts";

/** Changes rows of officers as the node itself does: what a test wants of them, and not what it attacks. */
export const changeOfficers = (
  store: PgStore,
  sql: string,
  values: readonly unknown[] = [],
): Promise<number> => store.tx((tx) => changing(tx, null, () => tx.db.change(sql, values)));

/** The same of what lets somebody in. @param set what follows SET: assignments, and a condition where not all are meant */
export const changeEntrances = (store: PgStore, of: Entrance, set: string): Promise<void> =>
  store.tx(async ({ db }) => {
    const rows = await db.rows<Entered<Entrance>>(`UPDATE ${of} SET ${set} RETURNING ${entered(of)}`, []);
    for (const row of rows)
      await db.change(`UPDATE ${of} SET mac = $1 WHERE mac = $2`, [
        db.witness.entrances.codeOf(of, row),
        row.mac,
      ]);
  });
