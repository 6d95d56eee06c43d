import { actBytes, parseAct, SetuError, type ItemId, type Party, type RecordId } from "@setu/core";
import type { Persons } from "@setu/link/persons.ts";
import type { ActRow, Placed } from "@setu/link/store.ts";
import type { Session } from "./session.ts";
import { pack, unpack } from "./wire.ts";

/** Readable acts: a cache of what the logs hold sealed. */
const INSERT = `INSERT INTO derived.act (party, id, origin, pos, t, seen, floor, item, act, approvals, persons)
  SELECT party, id, origin, pos, t, seen, floor, item, ${unpack("$9::bytea", "act_end", "act_size")}, approvals, persons::jsonb
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
      $10::int[], $11::int[], $12::text[], $13::text[])
    AS new (party, id, origin, pos, t, seen, floor, item, act_end, act_size, approvals, persons)
  ON CONFLICT (party, id) DO UPDATE SET origin = excluded.origin, pos = excluded.pos, t = excluded.t, seen = excluded.seen,
    floor = excluded.floor, item = excluded.item, act = excluded.act, approvals = excluded.approvals,
    persons = excluded.persons
  WHERE act.pos IS NULL AND excluded.pos IS NOT NULL`;

const PLACE = `UPDATE derived.act SET pos = new.pos, t = new.t, seen = new.seen, floor = new.floor, persons = new.persons::jsonb
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
    AS new (id, pos, t, seen, floor, persons)
  WHERE act.party = split_part($1, '/', 1) AND act.id = new.id AND act.origin = $1 AND act.pos IS NULL RETURNING act.item`;

// An act that waits has its place; one that neither waits nor stands in a log came back to its officer.
const COLUMNS = `SELECT act.origin, act.pos, pending.place, act.t, act.seen, act.floor, act.act, act.approvals, act.persons
  FROM derived.act LEFT JOIN pending ON act.pos IS NULL AND pending.origin = act.origin AND pending.id = act.id
  WHERE (act.pos IS NOT NULL OR pending.place IS NOT NULL)`;
const OF_ITEMS = `${COLUMNS} AND act.item = ANY ($1::text[]) ORDER BY act.origin, act.pos, pending.place`;
const BY_ID = `${COLUMNS} AND act.party = $1 AND act.id = $2`;
const AT = `${COLUMNS} AND act.origin = $1 AND act.pos = $2`;

const SIGNED = `${COLUMNS} AND act.party = $1 AND act.id = ANY ($2::text[]) AND act.approvals <> '[]'`;

type Row = Omit<ActRow, "act" | "persons"> & { readonly act: Uint8Array; readonly persons: Persons | null };

/**
 * An act of ours that waited, and is found in the log that the peer gave back, takes its position there.
 * @throws DUPLICATE when the party has used the id in a log before
 */
export async function putActs(db: Session, rows: readonly ActRow[]): Promise<void> {
  if (rows.length === 0) return;
  const acts = pack(rows.map((row) => actBytes(row.act)));
  const put = await db.change(INSERT, [
    rows.map((row) => row.act.from),
    rows.map((row) => row.act.id),
    rows.map((row) => row.origin),
    rows.map((row) => row.pos),
    rows.map((row) => row.t),
    rows.map((row) => row.seen),
    rows.map((row) => row.floor),
    rows.map((row) => row.act.item ?? null),
    acts.bytes,
    acts.ends,
    acts.sizes,
    rows.map((row) => row.approvals),
    rows.map(({ persons }) => (persons ? JSON.stringify(persons) : null)),
  ]);
  if (put !== rows.length) throw new SetuError("DUPLICATE", "this party has used the id before");
}

/**
 * @returns the items of the acts
 * @throws MONOTONE when one of them has a position already or was never committed
 */
export async function placeActs(db: Session, origin: string, rows: readonly Placed[]): Promise<ItemId[]> {
  if (rows.length === 0) return [];
  const placed = await db.rows<{ item: ItemId | null }>(PLACE, [
    origin,
    rows.map((row) => row.id),
    rows.map((row) => row.pos),
    rows.map((row) => row.t),
    rows.map((row) => row.seen),
    rows.map((row) => row.floor),
    rows.map(({ persons }) => (persons ? JSON.stringify(persons) : null)),
  ]);
  if (placed.length !== rows.length) {
    throw new SetuError("MONOTONE", "a position is given once", { detail: { placed: placed.length } });
  }
  return placed.flatMap(({ item }) => item ?? []);
}

const BETWEEN = `SELECT DISTINCT item FROM derived.act WHERE origin = $1 AND pos >= $2 AND pos < $3 AND item IS NOT NULL`;

/** The items of which acts stand at the positions [from, to) of a log. */
export async function itemsBetween(
  db: Session,
  ...asked: readonly [origin: string, from: number, to: number]
): Promise<ItemId[]> {
  return (await db.rows<{ item: ItemId }>(BETWEEN, asked)).map((row) => row.item);
}

export async function actsOfItems(db: Session, items: readonly ItemId[]): Promise<ActRow[]> {
  return (await db.rows<Row>(OF_ITEMS, [items])).map(toAct);
}

export async function actById(db: Session, from: Party, id: RecordId): Promise<ActRow | null> {
  const [row] = await db.rows<Row>(BY_ID, [from, id]);
  return row ? toAct(row) : null;
}

const OPENED = `SELECT item, origin FROM derived.act WHERE item = ANY ($1::text[]) AND item = party || ':' || id`;

export async function openedIn(db: Session, items: readonly ItemId[]): Promise<ReadonlyMap<ItemId, string>> {
  const rows = await db.rows<{ item: ItemId; origin: string }>(OPENED, [items]);
  return new Map(rows.map(({ item, origin }) => [item, origin]));
}

const USED = `SELECT id FROM derived.act WHERE party = $1 AND id = ANY ($2::text[])`;

export async function usedIds(
  db: Session,
  from: Party,
  ids: readonly RecordId[],
): Promise<ReadonlySet<RecordId>> {
  return new Set((await db.rows<{ id: RecordId }>(USED, [from, ids])).map((row) => row.id));
}

export async function actAt(db: Session, origin: string, pos: number): Promise<ActRow | null> {
  const [row] = await db.rows<Row>(AT, [origin, pos]);
  return row ? toAct(row) : null;
}

export async function signedActs(db: Session, from: Party, ids: readonly RecordId[]): Promise<ActRow[]> {
  return ids.length === 0 ? [] : (await db.rows<Row>(SIGNED, [from, ids])).map(toAct);
}

const toAct = ({ persons, ...row }: Row): ActRow => ({
  ...row,
  act: parseAct(row.act),
  ...(persons && { persons }),
});
