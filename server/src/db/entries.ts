import { SetuError } from "@setu/core";
import type { LogEntry, Named, Tombstone } from "@setu/link/store.ts";
import type { Session } from "./session.ts";
import { completeTiles } from "./tiles.ts";
import { pack, unpack } from "./wire.ts";

/**
 * The entries of logs, ours and the peer's: appended once, never changed but for bodies that are destroyed. What was
 * destroyed and comes again, out of a backup or from the other side, is a tombstone as it arrives.
 */
// What was destroyed in a log of the link was received: its place is its own for ever, whatever name comes with it. The end of
// the home log a restore loses for good, and another record takes the place.
// One statement: nobody comes between the last position and the next. A lying peer's `seen` may fall; what has once
// been covered stays covered at its first instant, so an entry raises only above all before it.
const INSERT = `WITH last AS (
    SELECT coalesce((SELECT pos + 1 FROM entry WHERE origin = $1 ORDER BY pos DESC LIMIT 1), 0) AS size,
      coalesce((SELECT seen FROM entry WHERE origin = $1 AND raises ORDER BY seen DESC LIMIT 1), -1) AS top
  )
  INSERT INTO entry (origin, pos, leaf, leaf_hash, t, seen, raises, id, act, body, tombstone)
  SELECT $1, $2::bigint + no - 1, ${unpack("$3::bytea", "leaf_end", "leaf_size")},
    substr($6::bytea, (no::int - 1) * 32 + 1, 32), t, seen,
    seen > greatest(top, max(seen) OVER (ORDER BY no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)), id,
    ${unpack("$10::bytea", "act_end", "act_size")},
    CASE WHEN gone THEN NULL ELSE ${unpack("$13::bytea", "body_end", "body_size")} END,
    CASE WHEN gone AND (body_size > 0 OR tombstone IS NOT NULL) THEN 'destroyed' ELSE tombstone END
  FROM unnest($4::int[], $5::int[], $7::bigint[], $8::bigint[], $9::text[], $11::int[], $12::int[],
      $14::int[], $15::int[], $16::text[])
    WITH ORDINALITY AS new (leaf_end, leaf_size, t, seen, id, act_end, act_size, body_end, body_size, tombstone, no), last,
    LATERAL (SELECT EXISTS (SELECT FROM disposal WHERE disposal.origin = $1 AND disposal.pos = $2::bigint + no - 1
      AND (disposal.id = coalesce(new.id, disposal.id) OR split_part($1, '/', 2) <> 'home')) AS gone) AS disposed
  WHERE last.size = $2 ORDER BY no`;

const READ = `SELECT leaf, leaf_hash AS "leafHash", t, seen, id, act, body, tombstone FROM entry
  WHERE origin = $1 AND pos >= $2 AND pos < $3 ORDER BY pos`;

const COVER = `SELECT t FROM entry WHERE origin = $1 AND raises AND seen > $2 ORDER BY seen LIMIT 1`;

type Row = Omit<LogEntry, "body"> & {
  readonly body: Uint8Array | null;
  readonly tombstone: Tombstone | null;
};

/** @throws MONOTONE unless the entries follow the present last one: positions are final */
export async function appendEntries(
  db: Session,
  origin: string,
  first: number,
  entries: readonly LogEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const leaves = pack(entries.map((entry) => entry.leaf));
  const acts = pack(entries.map((entry) => entry.act));
  const bodies = pack(entries.map(({ body }) => (body instanceof Uint8Array ? body : null)));
  const put = db.change(INSERT, [
    origin,
    first,
    leaves.bytes,
    leaves.ends,
    leaves.sizes,
    Buffer.concat(entries.map((entry) => entry.leafHash)),
    entries.map((entry) => entry.t),
    entries.map((entry) => entry.seen),
    entries.map((entry) => entry.id),
    acts.bytes,
    acts.ends,
    acts.sizes,
    bodies.bytes,
    bodies.ends,
    bodies.sizes,
    entries.map(({ body }) => (typeof body === "string" ? body : null)),
  ]);
  const hashes = entries.map((entry) => entry.leafHash);
  const [count] = await Promise.all([put, completeTiles(db, origin, first, hashes)]);
  if (count !== entries.length) {
    throw new SetuError("MONOTONE", "entries follow the last one", { detail: { first } });
  }
}

export async function readEntries(
  db: Session,
  origin: string,
  from: number,
  to: number,
): Promise<LogEntry[]> {
  const rows = await db.rows<Row>(READ, [origin, from, to]);
  return rows.map(({ body, tombstone, ...row }) => ({
    ...row,
    id: row.id,
    body: body ?? tombstone,
  }));
}

export async function firstCover(db: Session, origin: string, pos: number): Promise<number | null> {
  const [row] = await db.rows<{ t: number }>(COVER, [origin, pos]);
  return row?.t ?? null;
}

const NAME = `UPDATE entry SET id = named.id FROM unnest($2::bigint[], $3::text[]) AS named (pos, id)
  WHERE entry.origin = $1 AND entry.pos = named.pos`;

export async function nameEntries(db: Session, origin: string, named: readonly Named[]): Promise<void> {
  if (named.length === 0) return;
  await db.change(NAME, [origin, named.map(({ pos }) => pos), named.map(({ id }) => id)]);
}

const PASS = `UPDATE entry SET id = NULL WHERE origin = $1 AND pos = ANY ($2::bigint[])`;

export async function passEntries(db: Session, origin: string, positions: readonly number[]): Promise<void> {
  if (positions.length > 0) await db.change(PASS, [origin, positions]);
}
