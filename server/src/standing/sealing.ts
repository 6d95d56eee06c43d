import type { PgTx } from "../db/pg-store.ts";
import { newestOf, writeStates } from "./log.ts";
import { CREDENTIALS, STANDING, WHOLE, type Sealed, type Standing } from "./witness.ts";

const ROWS = `SELECT id, ${STANDING()}, ${WHOLE()} FROM officer
  WHERE $1::text[] IS NULL OR id = ANY ($1) ORDER BY id`;
const LOCKED = `${ROWS} FOR UPDATE`;
const COUNT = `UPDATE officer SET standing_no = new.no, credentials = ${CREDENTIALS()}
  FROM unnest($1::text[], $2::bigint[]) AS new (id, no) WHERE officer.id = new.id
  RETURNING officer.id, ${STANDING()}`;
const SEAL = `UPDATE officer SET standing_mac = new.mac FROM unnest($1::text[], $2::bytea[]) AS new (id, mac)
  WHERE officer.id = new.id`;

/** @param officers null: everybody */
export const standings = (
  { db }: Pick<PgTx, "db">,
  officers: readonly string[] | null,
  locked: boolean,
): Promise<Sealed[]> => db.rows<Sealed>(locked ? LOCKED : ROWS, [officers]);

/** Seals the rows as they are now, one change further. @returns them as they are then */
export async function sealed(
  { db }: Pick<PgTx, "db">,
  rows: readonly Standing[],
): Promise<readonly Standing[]> {
  const { witness } = db;
  const [ids, numbers] = [rows.map(({ id }) => id), rows.map((row) => witness.next(row))];
  const counted = await db.rows<Standing>(COUNT, [ids, numbers]);
  const codes = counted.map((row) => witness.codeOf(row));
  await db.change(SEAL, [counted.map(({ id }) => id), codes]);
  return counted;
}

/** The same, and written down where there is a home log. */
export async function seal(tx: PgTx, rows: readonly Standing[]): Promise<void> {
  if (rows.length === 0) return;
  const ports = tx.db.witness.ports();
  const counted = await sealed(tx, rows);
  if (ports) await writeStates(ports, tx, counted);
}

/** Of a database that is older than all this: no row was ever sealed, and the log has never spoken of one. */
export async function isFirst(tx: PgTx): Promise<(row: Standing) => boolean> {
  const { witness } = tx.db;
  const ports = witness.ports();
  const never = ports === null || (await newestOf(ports, tx)) === 0;
  return ({ standingNo, standingMac }) => never && standingNo === 0 && standingMac === null;
}
