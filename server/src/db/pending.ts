import type { Hash, ItemId, RecordId } from "@setu/core";
import type { NewPending, Pending } from "@setu/link/store.ts";
import type { Session } from "./session.ts";
import { pack, unpack } from "./wire.ts";

/** Committed acts of ours that have no position yet. */
// `place` is drawn in the order of the list, after the sort.
const INSERT = `WITH new AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $8::int[], $9::int[], $11::int[], $12::int[], $13::bigint[])
      WITH ORDINALITY AS new (origin, id, item, seen, a, b, act_end, act_size, body_end, body_size, t, no)
  ), registered AS (INSERT INTO record (party, id, origin) SELECT split_part(origin, '/', 1), id, origin FROM new)
  INSERT INTO pending (origin, id, item, seen, a, b, t, act, body)
  SELECT origin, id, item, seen, a, b, t, ${unpack("$7::bytea", "act_end", "act_size")}, ${unpack("$10::bytea", "body_end", "body_size")}
  FROM new ORDER BY no RETURNING id, place`;

const READ = `SELECT origin, place, id, item, seen, t, a, b, act, body FROM pending
  WHERE origin = $1 AND seen <= $2 ORDER BY seen, place LIMIT $3`;
const BODY = `SELECT body FROM pending WHERE origin = $1 AND id = $2`;
const REMOVE = `DELETE FROM pending WHERE origin = $1 AND id = ANY ($2::text[])`;
const DOUBT = `UPDATE pending SET seen = -1 WHERE origin = $1`;
const RETURN = `WITH gone AS (DELETE FROM pending WHERE origin = $1 AND id = ANY ($2::text[]) RETURNING id),
    acts AS (DELETE FROM derived.act USING gone WHERE act.origin = $1 AND act.id = gone.id AND act.pos IS NULL)
  UPDATE held SET state = 'returned', returned = $3, returned_at = extract(epoch FROM now()) * 1000
  FROM gone WHERE held.id = gone.id`;
const ITEMS = `SELECT DISTINCT item FROM pending WHERE origin = $1 AND id = ANY ($2::text[]) AND item IS NOT NULL`;

type Row = {
  readonly origin: string;
  readonly place: number;
  readonly id: RecordId;
  readonly item: ItemId | null;
  readonly seen: number;
  readonly t: number;
  readonly a: Hash;
  readonly b: Hash | null;
  readonly act: Uint8Array;
  readonly body: Uint8Array | null;
};

/** An id that this party has used before violates `record_pkey`, which the store answers as DUPLICATE. */
export async function insertPending(db: Session, rows: readonly NewPending[]): Promise<Pending[]> {
  const origins = rows.map((row) => row.origin);
  const ids = rows.map((row) => row.id);
  const acts = pack(rows.map((row) => row.sealed.act));
  const bodies = pack(rows.map((row) => row.sealed.body));
  const placed = await db.rows<{ id: RecordId; place: number }>(INSERT, [
    origins,
    ids,
    rows.map((row) => row.item),
    rows.map((row) => row.seen),
    rows.map((row) => row.sealed.a),
    rows.map((row) => row.sealed.b),
    acts.bytes,
    acts.ends,
    acts.sizes,
    bodies.bytes,
    bodies.ends,
    bodies.sizes,
    rows.map((row) => row.t),
  ]);
  const places = new Map(placed.map(({ id, place }) => [id, place]));
  return rows.map((row) => ({ ...row, place: places.get(row.id) as number }));
}

/** Ciphertext of the text of an act that waits; null where it has none, or waits no longer. */
export async function waitingBody(db: Session, origin: string, id: RecordId): Promise<Uint8Array | null> {
  const [row] = await db.rows<{ body: Uint8Array | null }>(BODY, [origin, id]);
  return row?.body ?? null;
}

export async function readPending(
  db: Session,
  origin: string,
  maxSeen: number,
  limit: number,
): Promise<Pending[]> {
  const rows = await db.rows<Row>(READ, [origin, maxSeen, limit]);
  return rows.map(({ a, b, act, body, ...row }) => ({ ...row, sealed: { a, b, act, body } }));
}

export async function removePending(db: Session, origin: string, ids: readonly RecordId[]): Promise<void> {
  await db.change(REMOVE, [origin, ids]);
}

export async function doubtPending(db: Session, origin: string): Promise<void> {
  await db.change(DOUBT, [origin]);
}

/** The items that change with them. */
export async function itemsOf(db: Session, origin: string, ids: readonly RecordId[]): Promise<ItemId[]> {
  return (await db.rows<{ item: ItemId }>(ITEMS, [origin, ids])).map((row) => row.item);
}

/** The officer finds the command again, as it was sent, among what is held (`requests/held.ts`). */
export async function returnActs(
  db: Session,
  origin: string,
  ids: readonly RecordId[],
  why: "STALE" | "CORRUPT",
): Promise<void> {
  await db.change(RETURN, [origin, ids, why]);
}
