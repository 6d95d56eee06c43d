import type { Party, RecordId } from "@setu/core";
import type { Epoch, KeyRow } from "@setu/link/store.ts";
import type { AtRest } from "./at-rest.ts";
import type { Session } from "./session.ts";
import { pack, unpack } from "./wire.ts";

/**
 * Keys of records, and the epochs under which they travel; each sealed to its own place. A key that was destroyed does not
 * come back, whoever still has it and delivers it again.
 */
const INSERT = `INSERT INTO keyring (party, id, slot, material)
  SELECT party, id, slot, ${unpack("$4::bytea", "ending", "size")}
  FROM unnest($1::text[], $2::text[], $3::int[], $5::int[], $6::int[]) AS new (party, id, slot, ending, size)
  WHERE slot IN (0, 255) OR NOT EXISTS (SELECT FROM disposal WHERE disposal.party = new.party AND disposal.id = new.id)
  ON CONFLICT DO NOTHING`;
const READ = `SELECT party, id, slot, material FROM keyring WHERE party = $1 AND id = ANY ($2::text[]) ORDER BY id, slot`;

/** Where a key stands, which is part of what seals it. */
export const keyPlace = (party: string, id: string, slot: number) => `keyring ${party} ${id} ${slot}`;

const REPLACE = INSERT.replace(
  "ON CONFLICT DO NOTHING",
  "ON CONFLICT (party, id, slot) DO UPDATE SET material = excluded.material",
);

export const putKeys = (db: Session, atRest: AtRest, rows: readonly KeyRow[]): Promise<void> =>
  write(db, atRest, INSERT, rows);

export const replaceKeys = (db: Session, atRest: AtRest, rows: readonly KeyRow[]): Promise<void> =>
  write(db, atRest, REPLACE, rows);

async function write(db: Session, atRest: AtRest, sql: string, rows: readonly KeyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sealed = pack(rows.map((row) => atRest.seal(row.material, keyPlace(row.from, row.id, row.slot))));
  await db.change(sql, [
    rows.map((row) => row.from),
    rows.map((row) => row.id),
    rows.map((row) => row.slot),
    sealed.bytes,
    sealed.ends,
    sealed.sizes,
  ]);
}

export async function readKeys(
  db: Session,
  atRest: AtRest,
  from: Party,
  ids: readonly RecordId[],
): Promise<KeyRow[]> {
  const rows = await db.rows<{ party: Party; id: RecordId; slot: number; material: Uint8Array }>(READ, [
    from,
    ids,
  ]);
  return rows.map(({ party, id, slot, material }) => ({
    from: party,
    id,
    slot,
    material: atRest.open(material, keyPlace(party, id, slot)),
  }));
}

const COLUMNS = `SELECT id, peer, day, kem_key AS "kemKey", enc, secret FROM epoch`;
const SEND = `${COLUMNS} WHERE peer = $1 AND day = $2 AND kem_key = $3 ORDER BY no DESC LIMIT 1`;
const BY_ID = `${COLUMNS} WHERE id = $1`;
const PUT = `INSERT INTO epoch (id, peer, day, kem_key, enc, secret) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

export async function sendEpoch(
  db: Session,
  atRest: AtRest,
  ...asked: readonly [peer: Party, day: number, kemKey: string]
): Promise<Epoch | null> {
  const [row] = await db.rows<Epoch>(SEND, asked);
  return row ? openEpoch(atRest, row) : null;
}

export async function readEpoch(db: Session, atRest: AtRest, id: string): Promise<Epoch | null> {
  const [row] = await db.rows<Epoch>(BY_ID, [id]);
  return row ? openEpoch(atRest, row) : null;
}

export async function putEpoch(db: Session, atRest: AtRest, epoch: Epoch): Promise<void> {
  const { id, peer, day, kemKey, enc } = epoch;
  await db.change(PUT, [id, peer, day, kemKey, enc, atRest.seal(epoch.secret, `epoch ${id}`)]);
}

const openEpoch = (atRest: AtRest, row: Epoch): Epoch => ({
  ...row,
  secret: atRest.open(row.secret, `epoch ${row.id}`),
});
