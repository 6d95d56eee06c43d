import type { ItemId, Party, RecordId } from "@setu/core";
import { ownOrigin, peerOrigin, type ActRow, type Identity, type KeyRow, type LogEntry } from "@setu/link";
import type { PgTx } from "../db/pg-store.ts";

/**
 * The same transaction with what a batch of items needs read beforehand, in a few questions instead of several an
 * item. What was not foreseen is asked as ever.
 */
const BODIES = `SELECT entry.origin, entry.pos, entry.body, entry.tombstone FROM entry
  JOIN unnest($1::text[], $2::bigint[]) AS want (origin, pos) ON entry.origin = want.origin AND entry.pos = want.pos`;
type BodyRow = {
  readonly origin: string;
  readonly pos: number;
  readonly body: Uint8Array | null;
  readonly tombstone: LogEntry["body"];
};

export async function preloaded(tx: PgTx, identity: Identity, items: readonly ItemId[]): Promise<PgTx> {
  const rows = await tx.actsOfItems(items);
  const acts = Map.groupBy(rows, ({ act }) => act.item as ItemId);
  const openings = rows.filter(({ act }) => act.item?.endsWith(`:${act.id}`) === true);
  const bodies = await readBodies(tx, openings);
  const keys = await readKeys(tx, identity, openings);
  const floors = await readFloors(tx, identity);
  return {
    ...tx,
    actsOf: async (item) => acts.get(item) ?? [],
    entries: async (origin, from, to) => {
      const known = to === from + 1 ? bodies.get(`${origin}/${from}`) : undefined;
      return known ? [known as LogEntry] : tx.entries(origin, from, to);
    },
    keys: async (from, ids) => {
      const [id] = ids;
      return ids.length === 1 && id && keys.has(`${from}/${id}`)
        ? (keys.get(`${from}/${id}`) as KeyRow[])
        : tx.keys(from, ids);
    },
    // A line of a list does not show receipts.
    receiptFor: async () => null,
    // Nothing of a log covers a position that its largest `seen` does not.
    firstCover: async (origin, pos) =>
      (floors.get(origin) ?? Infinity) <= pos ? null : tx.firstCover(origin, pos),
  };
}

/** Only the body of such an entry is ever asked for. */
async function readBodies(
  tx: PgTx,
  openings: readonly ActRow[],
): Promise<Map<string, Pick<LogEntry, "body">>> {
  const placed = openings.filter((row) => row.pos !== null);
  const found = await tx.db.rows<BodyRow>(BODIES, [
    placed.map((row) => row.origin),
    placed.map((row) => row.pos),
  ]);
  return new Map(
    found.map(({ origin, pos, body, tombstone }) => [`${origin}/${pos}`, { body: body ?? tombstone }]),
  );
}

async function readKeys(
  tx: PgTx,
  { party, peer }: Identity,
  openings: readonly ActRow[],
): Promise<Map<string, KeyRow[]>> {
  const found = new Map<string, KeyRow[]>();
  for (const from of [party, peer.party] as Party[]) {
    const ids = openings.filter(({ act }) => act.from === from).map(({ act }): RecordId => act.id);
    for (const id of ids) found.set(`${from}/${id}`, []);
    for (const key of ids.length > 0 ? await tx.keys(from, ids) : [])
      found.get(`${from}/${key.id}`)?.push(key);
  }
  return found;
}

async function readFloors(tx: PgTx, identity: Identity): Promise<Map<string, number>> {
  const floors = new Map<string, number>();
  for (const lane of identity.lanes) {
    const [own, peer] = [ownOrigin(identity, lane), peerOrigin(identity, lane)];
    floors.set(own, (await tx.own(own, false)).floor).set(peer, (await tx.peer(peer, "none")).floor);
  }
  return floors;
}
