import type { PgStore, PgTx } from "@setu/server/db/pg-store.ts";
import type { Memory } from "./memory.ts";

const RECORDS = `INSERT INTO record (party, id, origin) SELECT split_part(origin, '/', 1), id, origin
  FROM unnest($1::text[], $2::text[]) AS new (id, origin)`;
/** A statement carries what fits well below the gigabyte that PostgreSQL takes at most. */
const AT_ONCE = 500;

/** Puts a past that was made up in memory into an empty database, in one transaction: it is there whole or not at all. */
export async function layDown(memory: Memory, store: PgStore): Promise<void> {
  await store.tx(async (tx) => {
    for (const [origin, entries] of memory.logs) {
      for (let from = 0; from < entries.length; from += AT_ONCE)
        await tx.appendEntries(origin, from, entries.slice(from, from + AT_ONCE));
    }
    await heads(memory, tx);
    for (let from = 0; from < memory.keyring.length; from += AT_ONCE)
      await tx.putKeys(memory.keyring.slice(from, from + AT_ONCE));
    await tx.db.change(RECORDS, [[...memory.records.keys()], [...memory.records.values()]]);
    await Promise.all([
      ...memory.epochs.map((epoch) => tx.putEpoch(epoch)),
      ...memory.receipts.map((receipt) => tx.putReceipt(receipt)),
    ]);
  });
}

async function heads(memory: Memory, tx: PgTx): Promise<void> {
  for (const log of memory.ownLogs.values()) await tx.saveOwn(log);
  for (const log of memory.peerLogs.values()) await tx.savePeer(log);
  for (const [key, { size, root }] of memory.marks) await tx.advance(key, size, root);
}
