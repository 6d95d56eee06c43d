import { setImmediate } from "node:timers/promises";
import type { ItemId, Party, RecordId } from "@setu/core";
import { ownOrigin, peerOrigin, type ActRow, type Identity, type KeyRow, type LogEntry } from "@setu/link";
import type { Receipt } from "@setu/link/store.ts";
import type { PgTx } from "../db/pg-store.ts";

/**
 * The same transaction with what a screen or a batch of lines needs of these acts read beforehand, in questions that
 * leave together. What was not foreseen is asked as ever.
 */
const BODIES = `SELECT entry.origin, entry.pos, entry.body, entry.tombstone FROM entry
  JOIN unnest($1::text[], $2::bigint[]) AS want (origin, pos) ON entry.origin = want.origin AND entry.pos = want.pos`;
const WAITING = `SELECT pending.origin, pending.id, pending.body FROM pending
  JOIN unnest($1::text[], $2::text[]) AS want (origin, id) ON pending.origin = want.origin AND pending.id = want.id`;
const COVERS = `SELECT want.origin, want.pos, (SELECT t FROM entry
    WHERE entry.origin = want.origin AND raises AND seen > want.pos ORDER BY seen LIMIT 1) AS t
  FROM (SELECT DISTINCT origin, pos FROM unnest($1::text[], $2::bigint[]) AS want (origin, pos)) AS want`;
const RECEIPTS = `SELECT want.pos, covering.* FROM unnest($1::text[], $2::bigint[]) AS want (origin, pos)
  CROSS JOIN LATERAL (SELECT origin, size, t, note FROM receipt
    WHERE receipt.origin = want.origin AND size > want.pos ORDER BY size LIMIT 1) AS covering`;

const PIECE = 8;

type BodyRow = {
  readonly origin: string;
  readonly pos: number;
  readonly body: Uint8Array | null;
  readonly tombstone: LogEntry["body"];
};
type WaitingRow = { readonly origin: string; readonly id: RecordId; readonly body: Uint8Array | null };
type CoverRow = { readonly origin: string; readonly pos: number; readonly t: number | null };
type Placed = ActRow & { readonly pos: number };

/** For the lines of these items: their acts, and all that a line shows of each opening. */
/** @param opened whether the text of an act that opens no item will be asked for */
export async function preloaded(
  tx: PgTx,
  identity: Identity,
  items: readonly ItemId[],
  opened: (row: ActRow) => boolean,
): Promise<PgTx> {
  const rows = await tx.actsOfItems(items);
  const acts = Map.groupBy(rows, ({ act }) => act.item as ItemId);
  const texts = rows.filter((row) => row.act.item?.endsWith(`:${row.act.id}`) === true || opened(row));
  let asked = 0;
  return {
    ...(await preloadedFor(tx, identity, texts, false)),
    actsOf: async (item) => {
      // A batch is work of one piece; who else waits for this process goes between.
      if (++asked % PIECE === 0) await setImmediate();
      return acts.get(item) ?? [];
    },
  };
}

/** @param receipts whether they are shown: a line of a list does not */
export async function preloadedFor(
  tx: PgTx,
  identity: Identity,
  rows: readonly ActRow[],
  receipts: boolean,
): Promise<PgTx> {
  const placed = rows.filter((row): row is Placed => row.pos !== null);
  const across = (row: ActRow) => {
    const lane = row.origin.split("/")[3] ?? "";
    return row.act.from === identity.party ? peerOrigin(identity, lane) : ownOrigin(identity, lane);
  };
  const ours = receipts ? placed.filter(({ act }) => act.from === identity.party) : [];
  const waiting = rows.filter(({ pos }) => pos === null);
  const ids = waiting.map(({ act }) => act.id);
  const [bodies, waits, covers, receipted, ...keys] = await Promise.all([
    tx.db.rows<BodyRow>(BODIES, places(placed)),
    ids.length === 0 ? [] : tx.db.rows<WaitingRow>(WAITING, [waiting.map(({ origin }) => origin), ids]),
    tx.db.rows<CoverRow>(COVERS, [placed.map(across), placed.map(({ pos }) => pos)]),
    ours.length === 0 ? [] : tx.db.rows<Receipt & { readonly pos: number }>(RECEIPTS, places(ours)),
    ...[identity.party, identity.peer.party].map((from) => keysOf(tx, from, rows)),
  ]);
  const bodyAt = new Map(bodies.map(({ body, tombstone, ...at }) => [placeOf(at), body ?? tombstone]));
  const waitingAt = new Map(waits.map(({ origin, id, body }) => [`${origin}/${id}`, body]));
  const coverAt = new Map(covers.map(({ t, ...at }) => [placeOf(at), t]));
  const receiptAt = new Map<string, Receipt | null>(ours.map((row) => [placeOf(row), null]));
  for (const { pos, ...row } of receipted) receiptAt.set(placeOf({ origin: row.origin, pos }), row);
  const keysAt = new Map(keys.flatMap((each) => [...each]));
  const peers = new Map<string, ReturnType<PgTx["peer"]>>();
  return {
    ...tx,
    // Only the body of such an entry is ever asked for.
    entries: async (origin, from, to) => {
      const body = to === from + 1 ? bodyAt.get(placeOf({ origin, pos: from })) : undefined;
      return body === undefined ? tx.entries(origin, from, to) : [{ body } as LogEntry];
    },
    waitingBody: async (origin, id) => {
      const body = waitingAt.get(`${origin}/${id}`);
      return body === undefined ? tx.waitingBody(origin, id) : body;
    },
    keys: async (from, ids) => (ids.length === 1 && keysAt.get(`${from}/${ids[0]}`)) || tx.keys(from, ids),
    receiptFor: async (origin, pos) => {
      const receipt = receiptAt.get(placeOf({ origin, pos }));
      return receipt === undefined && receipts ? tx.receiptFor(origin, pos) : (receipt ?? null);
    },
    firstCover: async (origin, pos) => {
      const t = coverAt.get(placeOf({ origin, pos }));
      return t === undefined ? tx.firstCover(origin, pos) : t;
    },
    peer: (origin, lock) => {
      const asked = lock === "none" ? peers.get(origin) : undefined;
      const row = asked ?? tx.peer(origin, lock);
      if (lock === "none") peers.set(origin, row);
      return row;
    },
  };
}

type Place = { readonly origin: string; readonly pos: number };
const placeOf = ({ origin, pos }: Place): string => `${origin}/${pos}`;
const places = (rows: readonly Place[]) => [rows.map(({ origin }) => origin), rows.map(({ pos }) => pos)];

async function keysOf(tx: PgTx, from: Party, rows: readonly ActRow[]): Promise<Map<string, KeyRow[]>> {
  const ids = rows.flatMap(({ act }): RecordId[] => (act.from === from ? [act.id] : []));
  const found = new Map<string, KeyRow[]>(ids.map((id) => [`${from}/${id}`, []]));
  for (const key of ids.length > 0 ? await tx.keys(from, ids) : []) found.get(`${from}/${key.id}`)?.push(key);
  return found;
}
