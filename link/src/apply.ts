import {
  isItemAct,
  isKeysAct,
  isPersonsAct,
  isPulse,
  isSetuError,
  isSuspensionAct,
  itemOf,
  openerOf,
  parseKeysAct,
  parsePulse,
  parseSuspensionAct,
  SetuError,
  type Act,
  type ItemId,
  type LogAct,
  type RecordId,
} from "@setu/core";
import { heedPulse, tell, tellMany, tooMany } from "./heed.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import { judgeRows, NONE_WAITING, readPersonsAct, registerFor } from "./persons.ts";
import type { Ports, Touched } from "./ports.ts";
import { openAct, SLOT, storedLeaf } from "./seal.ts";
import type { ActRow, KeyRow, LogEntry, PeerLog, Tx } from "./store.ts";

/** So many entries a transaction: commits of our officers wait for it (rule 8). */
const BATCH = 64;
const MAX_EXCEPT = 256;

export type Applied = Touched & { readonly more: boolean };

/**
 * Opens what has been receipted, in order. Judgement comes after the receipt, so an entry that cannot be opened or
 * read is named in the next pulse (`except`) and the next entry goes on unharmed (CVE-2025-30355 is the other way).
 */
export async function apply(ports: Ports, lane: string): Promise<Applied> {
  const { store, identity } = ports;
  const origin = peerOrigin(identity, lane);
  const waiting = await store.tx(async (tx) => {
    const [log, own, mark, stopped] = await Promise.all([
      tx.peer(origin, "none"),
      tx.own(ownOrigin(identity, lane), false),
      tx.mark(`cosigned:${origin}`),
      tx.stopped(identity.peer.party),
    ]);
    // After a restore: what comes may be another history than was cosigned before, and shows only when it reaches that.
    if (log.held < (mark?.size ?? 0)) return false;
    // What the peer acts on may have been opened in what of our own log is closed yet (`keys-again.ts`).
    return log.applied < log.held && own.closedFrom === null && !stopped;
  });
  if (!waiting) return { more: false, items: [], acts: [] };
  return store.tx(async (tx) => {
    const before = await tx.peer(origin, "alone");
    const from = lastTaken(before);
    const read = await tx.entries(origin, from, Math.min(before.held, before.applied + BATCH));
    const entries = read.slice(before.applied - from);
    const opened = await openAll(ports, tx, before, entries);
    const taken = await ofThisLane(
      ports,
      tx,
      lane,
      opened.map((row) => (row === CLOSED ? null : row)),
    );
    const rows: ActRow[] = [];
    let log = before;
    let t = Math.max(0, ...read.slice(0, before.applied - from).map((entry) => entry.t));
    for (const [i, entry] of entries.entries()) {
      // Once its keys have been asked for again, it is passed over like whatever else cannot be read.
      if (opened[i] === CLOSED && log.applied >= log.asked) {
        log = { ...log, wanted: log.applied + 1 };
        break;
      }
      const row = entry.t >= t ? (taken[i] ?? null) : null;
      if (!row && log.except.length === MAX_EXCEPT) {
        await tooMany(ports, tx, lane, log);
        break;
      }
      if (row) rows.push({ ...row, floor: log.floor });
      log = await advanced(ports, tx, lane, log, entry, row);
      t = Math.max(t, entry.t);
    }
    const judged = judgeRows(await registerFor(tx, origin, rows, NONE_WAITING), rows, ports.verify);
    await tell(ports, tx, lane, log, judged);
    await Promise.all([
      tx.putActs(judged).then(() => tellMany(ports, tx, lane, judged)),
      tx.passEntries(
        origin,
        log.except.filter((pos) => pos >= before.applied),
      ),
      tx.savePeer(log),
    ]);
    const items = [...new Set(rows.flatMap(({ act }): ItemId[] => (isItemAct(act) ? [act.item] : [])))];
    return {
      more: log.applied < log.held && log.wanted <= log.asked,
      items,
      acts: rows.map(({ act }) => act.id),
    };
  });
}

/**
 * The last entry that was taken: `t` never decreases along a log, and what was taken is not before anything that stands
 * before it. One that was passed over may be.
 */
function lastTaken({ applied, except }: PeerLog): number {
  const passed = new Set(except);
  let pos = Math.max(0, applied - 1);
  while (pos > 0 && passed.has(pos)) pos--;
  return pos;
}

/** No key here opens the entry; one that comes later may. */
const CLOSED = Symbol("closed");
type Opening = ActRow | null | typeof CLOSED;

/** The readable acts of the entries, null where one cannot be read, is not of this link, or has come before. */
async function openAll(
  ports: Ports,
  tx: Tx,
  log: PeerLog,
  entries: readonly LogEntry[],
): Promise<readonly Opening[]> {
  const { party } = ports.identity.peer;
  const ids = entries.flatMap(({ id }) => id ?? []);
  const [material, known] = await Promise.all([tx.keys(party, ids), tx.used(party, ids)]);
  const keys = new Map(material.filter(({ slot }) => slot === SLOT.act).map((key) => [key.id, key]));
  const used = new Set(known);
  return entries.map((entry, i) => {
    const row = openEntry(
      ports,
      log,
      log.applied + i,
      entry,
      entry.id ? keys.get(entry.id) : undefined,
      used,
    );
    if (row && row !== CLOSED) used.add(row.act.id);
    return row;
  });
}

/**
 * Rule 1: an item lives in the lane in which it was opened. An act on it in another lane, or before its opening, would
 * make the two folds read different positions.
 */
async function ofThisLane(
  { identity }: Ports,
  tx: Tx,
  lane: string,
  opened: readonly (ActRow | null)[],
): Promise<readonly (ActRow | null)[]> {
  const here = new Set([ownOrigin(identity, lane), peerOrigin(identity, lane)]);
  const items = new Set(opened.flatMap((row): ItemId[] => (row && isItemAct(row.act) ? [row.act.item] : [])));
  const openedIn = new Map(await tx.openedIn([...items]));
  return opened.map((row) => {
    if (!row || !isItemAct(row.act)) return row;
    const { item, from, id } = row.act;
    if (item === itemOf(from, id) && !openedIn.has(item)) openedIn.set(item, row.origin);
    return here.has(openedIn.get(item) ?? "") ? row : null;
  });
}

/** The readable act, or null when this entry cannot be taken. */
function openEntry(
  { crypto, identity }: Ports,
  log: PeerLog,
  pos: number,
  entry: LogEntry,
  key: KeyRow | undefined,
  used: ReadonlySet<RecordId>,
): Opening {
  if (!key) return CLOSED;
  try {
    const { act, approvals } = openAct(crypto, storedLeaf(entry), key, entry.act);
    const ours = act.from === identity.peer.party && act.to === identity.party && isOurs(act, identity);
    // unique(from, id): a record that is sent again under its own id is a replay, whatever log position it has.
    if (!ours || used.has(act.id)) return null;
    return {
      origin: log.origin,
      pos,
      place: null,
      t: entry.t,
      seen: entry.seen,
      floor: log.floor,
      act,
      approvals,
    };
  } catch (error) {
    if (isSetuError(error, "CANNOT_OPEN") || isSetuError(error, "COMMITMENT_MISMATCH")) return CLOSED;
    if (error instanceof SetuError) return null;
    throw error;
  }
}

/** An item is of the two parties of this link, and nobody opens one in another's name; a log act is one that is known. */
function isOurs(act: Act, { party, peer }: Ports["identity"]): boolean {
  if (isItemAct(act)) return [party, peer.party].includes(openerOf(act.item));
  if (isPulse(act)) parsePulse(act);
  else if (isPersonsAct(act)) readPersonsAct(act);
  else if (isSuspensionAct(act)) parseSuspensionAct(act);
  else if (isKeysAct(act)) parseKeysAct(act);
  else return false;
  return true;
}

async function advanced(
  ports: Ports,
  tx: Tx,
  lane: string,
  log: PeerLog,
  entry: LogEntry,
  row: ActRow | null,
): Promise<PeerLog> {
  const pulse = row && isPulse(row.act) ? await heedPulse(ports, tx, lane, log, row.act as LogAct) : null;
  return {
    ...log,
    applied: log.applied + 1,
    floor: Math.max(log.floor, entry.seen),
    personal: row && isItemAct(row.act) ? log.applied + 1 : log.personal,
    except: row ? log.except : [...log.except, log.applied],
    ...pulse,
  };
}
