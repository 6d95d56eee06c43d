import { SetuError, type WorkflowId } from "@setu/core";
import type { OwnLog, PeerLog, Tx } from "@setu/link/store.ts";
import { unheardLog, unsignedLog } from "@setu/link/unwritten.ts";
import type { Frontier } from "tlog";
import type { Session } from "./session.ts";
import { plain } from "./wire.ts";

/** Heads of the logs: the rows on which processes and peers meet. */
const HASH = 32;

const packHashes = (hashes: readonly Uint8Array[]): Buffer => Buffer.concat(hashes);

function frontier(size: number, packed: Uint8Array): Frontier {
  const hashes = Array.from({ length: packed.length / HASH }, (_, i) =>
    plain(packed.subarray(i * HASH, (i + 1) * HASH)),
  );
  return { size, hashes };
}

type OwnRow = Omit<OwnLog, "frontier"> & { readonly hashes: Uint8Array };

const EMPTY_OWN = `INSERT INTO own_log VALUES ($1, 0, '', '', 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING`;
const READ_OWN = `SELECT origin, size, frontier AS hashes, checkpoint, last_t AS "lastT", floor, cosigned,
    pulse_no AS "pulseNo", pulse_at AS "pulseAt", pulse_cosigned AS "pulseCosigned", closed_from AS "closedFrom"
  FROM own_log WHERE origin = $1`;
const LOCK_OWN = `${READ_OWN} FOR UPDATE`;
// What is signed, cosigned and counted only grows, whatever a caller has computed from an old reading.
const SAVE_OWN = `UPDATE own_log SET size = $2, frontier = $3, checkpoint = $4, last_t = $5, floor = $6, cosigned = $7,
    pulse_no = $8, pulse_at = $9, pulse_cosigned = $10, closed_from = $11
  WHERE origin = $1 AND size <= $2 AND last_t <= $5 AND floor <= $6 AND cosigned <= $7 AND pulse_no <= $8`;

export async function readOwn(db: Session, origin: string, lock: boolean): Promise<OwnLog> {
  const sql = lock ? LOCK_OWN : READ_OWN;
  let [row] = await db.rows<OwnRow>(sql, [origin]);
  if (!row && lock) {
    await db.change(EMPTY_OWN, [origin]);
    [row] = await db.rows<OwnRow>(sql, [origin]);
  }
  if (!row) return unsignedLog(origin);
  const { hashes, ...rest } = row;
  return { ...rest, frontier: frontier(row.size, hashes) };
}

export async function saveOwn(db: Session, log: OwnLog): Promise<void> {
  const row = [
    log.origin,
    log.size,
    packHashes(log.frontier.hashes),
    log.checkpoint,
    log.lastT,
    log.floor,
    log.cosigned,
    log.pulseNo,
    log.pulseAt,
    log.pulseCosigned,
    log.closedFrom,
  ];
  await save(db, SAVE_OWN, EMPTY_OWN, row);
}

type PeerRow = Omit<PeerLog, "frontier" | "pulse"> & {
  readonly versions: readonly WorkflowId[];
  readonly hashes: Uint8Array;
  readonly no: number;
  readonly pulseCosigned: number;
  readonly pulseApplied: number;
};

const EMPTY_PEER = `INSERT INTO peer_log VALUES ($1, 0, '', '', 0, 0, 0, '{}', 0, 0, 0, 0, 0, '') ON CONFLICT DO NOTHING`;
const READ_PEER = `SELECT origin, held, frontier AS hashes, checkpoint, applied, floor, personal, except_at AS except,
    pulse_no AS no, pulse_cosigned AS "pulseCosigned", pulse_applied AS "pulseApplied", pulse_versions AS versions, heard_at AS "heardAt", beyond, opening,
    wanted, asked
  FROM peer_log WHERE origin = $1`;
const SAVE_PEER = `UPDATE peer_log SET held = $2, frontier = $3, checkpoint = $4, applied = $5, floor = $6, personal = $7,
    except_at = $8, pulse_no = $9, pulse_cosigned = $10, pulse_applied = $11, heard_at = $12, beyond = $13, opening = $14,
    pulse_versions = $15, wanted = $16, asked = $17
  WHERE origin = $1 AND held <= $2 AND applied <= $5 AND floor <= $6 AND pulse_no <= $9`;

const LOCKS = {
  none: { gate: null, read: READ_PEER },
  share: {
    gate: "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 1))::text",
    read: `${READ_PEER} FOR SHARE`,
  },
  alone: {
    gate: "SELECT pg_advisory_xact_lock(hashtextextended($1, 1))::text",
    read: `${READ_PEER} FOR UPDATE`,
  },
} as const;

/**
 * The row lock is what makes rule 8 true. The gate before it only makes the waiting fair: PostgreSQL lets new sharers
 * of a row overtake one who waits for it alone, and under a steady stream of commits `applied` would never advance.
 */
export async function readPeer(
  db: Session,
  origin: string,
  lock: Parameters<Tx["peer"]>[1],
): Promise<PeerLog> {
  const { gate, read } = LOCKS[lock];
  // Sent in this order and run in this order: the row is read after the gate has opened.
  const waiting = gate === null ? null : db.rows(gate, [origin]);
  const [found] = await Promise.all([db.rows<PeerRow>(read, [origin]), waiting]);
  let [row] = found;
  if (!row && lock === "alone") {
    await db.change(EMPTY_PEER, [origin]);
    [row] = await db.rows<PeerRow>(read, [origin]);
  }
  // Before the first word of the peer there is no row to share; the gate alone holds off whoever writes it.
  if (!row) return unheardLog(origin);
  const { hashes, no, pulseCosigned, pulseApplied, versions, ...rest } = row;
  return {
    ...rest,
    frontier: frontier(row.held, hashes),
    pulse: { no, cosigned: pulseCosigned, applied: pulseApplied, versions },
  };
}

export async function savePeer(db: Session, log: PeerLog): Promise<void> {
  const row = [
    log.origin,
    log.held,
    packHashes(log.frontier.hashes),
    log.checkpoint,
    log.applied,
    log.floor,
    log.personal,
    log.except,
    log.pulse.no,
    log.pulse.cosigned,
    log.pulse.applied,
    log.heardAt,
    log.beyond,
    log.opening,
    log.pulse.versions,
    log.wanted,
    log.asked,
  ];
  await save(db, SAVE_PEER, EMPTY_PEER, row);
}

const backwards = (origin: string): SetuError =>
  new SetuError("MONOTONE", "a log can only grow", { detail: { origin } });

/** The row is there but for the first time. @throws MONOTONE */
async function save(db: Session, update: string, empty: string, row: readonly unknown[]): Promise<void> {
  if ((await db.change(update, row)) === 1) return;
  await db.change(empty, row.slice(0, 1));
  if ((await db.change(update, row)) !== 1) throw backwards(String(row[0]));
}
