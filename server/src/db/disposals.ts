import type { Session } from "./session.ts";

/**
 * What was destroyed, in the four stores: the ciphertext goes from its entry, a tombstone stands in its place, and the
 * data keys and salts go from the keyring. Of the act nothing is touched: leaf, act and its key stay for the life of the log.
 */
export type Disposal = {
  readonly party: string;
  readonly id: string;
  readonly origin: string;
  readonly pos: number;
  /** When it was destroyed, milliseconds since 1970. */
  readonly at: number;
  readonly ground: string;
  readonly by: string;
  readonly agreed: string | null;
};
export type Attested = Disposal & { readonly attested: number | null };

const PUT = `INSERT INTO disposal (party, id, origin, pos, at, ground, by, agreed, attested)
  SELECT party, id, origin, pos, at, ground, by, agreed, attested FROM jsonb_to_recordset($1::jsonb)
  AS new (party text, id text, origin text, pos bigint, at bigint, ground text, by text, agreed text, attested bigint)
  ON CONFLICT (party, id) DO NOTHING`;
const GONE = `jsonb_to_recordset($1::jsonb) AS gone (party text, id text, origin text, pos bigint)`;
const BODIES = `UPDATE entry SET body = NULL, tombstone = 'destroyed' FROM ${GONE}
  WHERE entry.origin = gone.origin AND entry.pos = gone.pos AND (body IS NOT NULL OR tombstone IS NOT NULL)
    AND (coalesce(entry.id, gone.id) = gone.id OR split_part(entry.origin, '/', 2) <> 'home')`;
/** Slot 0 is the act, 255 the salt of a pulse: both for the life of the log. */
const KEYS = `DELETE FROM keyring USING ${GONE}
  WHERE keyring.party = gone.party AND keyring.id = gone.id AND slot BETWEEN 1 AND 254`;
const FILES = `UPDATE attachment SET state = 'destroyed' FROM ${GONE}
  WHERE attachment.party = gone.party AND attachment.id = gone.id`;
const AT = `SELECT party, id, origin, pos, at, ground, by, agreed, attested FROM disposal WHERE origin = $1 AND pos = $2`;
const ALL = `SELECT party, id, origin, pos, at, ground, by, agreed, attested FROM disposal ORDER BY at, party, id`;

/** What never rolls back of it: how many records were destroyed. */
export const DISPOSED_MARK = "disposals:";
const COUNT = "SELECT count(*)::int AS n FROM disposal";

/** How many there are now, in the transaction that destroys. */
export async function countDisposals(db: Session): Promise<number> {
  return (await db.rows<{ n: number }>(COUNT, []))[0]?.n ?? 0;
}

/** @throws what `derived.keep_held` raises for what oversight holds, whoever forgot to ask */
export async function destroyRecords(db: Session, rows: readonly Attested[]): Promise<void> {
  if (rows.length === 0) return;
  const given = [JSON.stringify(rows)];
  await Promise.all([
    db.change(PUT, given),
    db.change(BODIES, given),
    db.change(KEYS, given),
    db.change(FILES, given),
  ]);
}

/** By whose order what stood there was destroyed; null: nobody's. */
export async function disposalAt(db: Session, origin: string, pos: number): Promise<Attested | null> {
  return (await db.rows<Attested>(AT, [origin, pos]))[0] ?? null;
}

export const disposals = (db: Session): Promise<Attested[]> => db.rows<Attested>(ALL, []);
