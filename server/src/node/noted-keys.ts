import type { Hash, RecordId } from "@setu/core";
import type { Ports } from "@setu/link";
import type { PgStore } from "../db/pg-store.ts";
import { homeLog, writeHome } from "../requests/home.ts";

/** Keys of ours that are in use from here on, or of the peer that are believed from here on. */
export type Changed = "keys-rotated" | "keys-followed";

const NOTED = `SELECT FROM derived.trail WHERE what = $1 AND args ->> 'rotation' = $2 AND args ->> 'becomes' = $3
  LIMIT 1`;

/**
 * Writes into the home log that the keys of a rotation are those in force: for a reviewer, who verifies what came before
 * with others. Once, whoever comes here again after a crash, or beside another process.
 * @param said `becomes` is the commitment to all keys after it, as the announcement names it (record.md section 3); of the
 *   peer's also the commitment before and the hash of its card from then on
 */
export async function noteKeys(
  { store, ports }: { readonly store: PgStore; readonly ports: Ports },
  what: Changed,
  said: {
    readonly rotation: RecordId;
    readonly becomes: Hash;
    readonly follows?: Hash;
    readonly card?: Hash;
  },
): Promise<void> {
  await store.tx(async (tx) => {
    const head = homeLog(ports, tx);
    // Before looking: another process may be writing the same.
    await head;
    if ((await tx.db.rows(NOTED, [what, said.rotation, said.becomes])).length > 0) return;
    await writeHome(ports, tx, what, said, head);
  });
}
