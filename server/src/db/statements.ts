import { SetuError, type Party } from "@setu/core";
import type { Alarm, LinkRow, Receipt } from "@setu/link/store.ts";
import type { Session } from "./session.ts";
import { plain } from "./wire.ts";

/** What the peer has signed about us, what may never roll back, and the state of the link. */
const PUT_RECEIPT = `INSERT INTO receipt (origin, size, t, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
const RECEIPT = `SELECT origin, size, t, note FROM receipt WHERE origin = $1 AND size > $2 ORDER BY size LIMIT 1`;
const UP_TO = `SELECT origin, size, t, note FROM receipt WHERE origin = $1 AND size > $2 AND size <= $3
  ORDER BY size DESC LIMIT 1`;

export async function putReceipt(db: Session, { origin, size, t, note }: Receipt): Promise<void> {
  await db.change(PUT_RECEIPT, [origin, size, t, note]);
}

export async function receiptFor(db: Session, origin: string, pos: number): Promise<Receipt | null> {
  const [row] = await db.rows<Receipt>(RECEIPT, [origin, pos]);
  return row ?? null;
}

export async function receiptUpTo(
  db: Session,
  ...asked: readonly [origin: string, from: number, to: number]
) {
  const [row] = await db.rows<Receipt>(UP_TO, asked);
  return row ?? null;
}

// One statement, so that the comparison and the write are one: nobody gets between them.
const ADVANCE = `INSERT INTO monotone (key, size, root) VALUES ($1, $2, $3)
  ON CONFLICT (key) DO UPDATE SET size = excluded.size, root = excluded.root
  WHERE monotone.size < excluded.size OR (monotone.size = excluded.size AND monotone.root = excluded.root)`;

export async function advance(db: Session, key: string, size: number, root: Uint8Array): Promise<void> {
  if ((await db.change(ADVANCE, [key, size, root])) === 1) return;
  throw new SetuError("MONOTONE", "what may never roll back would have", { detail: { key, size } });
}

const MARK = `SELECT size, root FROM monotone WHERE key = $1`;

export async function mark(
  db: Session,
  key: string,
): Promise<{ readonly size: number; readonly root: Uint8Array } | null> {
  const [row] = await db.rows<{ size: number; root: Uint8Array }>(MARK, [key]);
  return row ? { size: row.size, root: plain(row.root) } : null;
}

const STOPPED = `SELECT stopped FROM link WHERE peer = $1`;
/** The newest that nobody has looked into are shown; all are kept (`admin/alarms.ts`). */
const ALARMS = `SELECT code, at, lane, evidence FROM (
    SELECT no, code, at, lane, evidence FROM alarm WHERE peer = $1 AND acknowledged_by IS NULL ORDER BY no DESC LIMIT 100
  ) AS newest ORDER BY no`;
const RAISE = `INSERT INTO alarm (peer, code, at, lane, evidence, digest)
  VALUES ($1, $2, $3, $4::text, $5::text, sha256(convert_to(coalesce($4::text, '') || chr(10) || $5::text, 'UTF8'))) ON CONFLICT DO NOTHING`;
// The first reason stays: it is the one to look into.
const STOP = `INSERT INTO link (peer, stopped) VALUES ($1, $2)
  ON CONFLICT (peer) DO UPDATE SET stopped = coalesce(link.stopped, excluded.stopped)`;

export async function readStopped(db: Session, peer: Party): Promise<LinkRow["stopped"]> {
  const [row] = await db.rows<Pick<LinkRow, "stopped">>(STOPPED, [peer]);
  return row?.stopped ?? null;
}

export async function readLink(db: Session, peer: Party): Promise<LinkRow> {
  return { peer, stopped: await readStopped(db, peer), alarms: await db.rows<Alarm>(ALARMS, [peer]) };
}

export async function raiseAlarm(db: Session, peer: Party, alarm: Alarm, stop: boolean): Promise<void> {
  await db.change(RAISE, [peer, alarm.code, alarm.at, alarm.lane, alarm.evidence]);
  if (stop) await db.change(STOP, [peer, alarm.code]);
}
