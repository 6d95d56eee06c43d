import {
  isItemAct,
  isPulse,
  parsePulse,
  SetuError,
  type Act,
  type ItemId,
  type LogAct,
  type RecordId,
} from "@setu/core";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports, Touched } from "./ports.ts";
import { storedLeaf } from "./receive.ts";
import { openAct, SLOT } from "./seal.ts";
import type { ActRow, KeyRow, LogEntry, PeerLog, Tx } from "./store.ts";

/** So many entries a transaction: commits of our officers wait for it (rule 8). */
const BATCH = 64;

export type Applied = Touched & { readonly more: boolean };

/**
 * Opens what has been receipted, in order. Judgement comes after the receipt, so an entry that cannot be opened or
 * read is named in the next pulse (`except`) and the next entry goes on unharmed (CVE-2025-30355 is the other way).
 */
export async function apply(ports: Ports, lane: string): Promise<Applied> {
  const { store, identity } = ports;
  const origin = peerOrigin(identity, lane);
  const waiting = await store.tx(async (tx) => {
    const log = await tx.peer(origin, "none");
    return log.applied < log.held;
  });
  if (!waiting) return { more: false, items: [], acts: [] };
  return store.tx(async (tx) => {
    const before = await tx.peer(origin, "alone");
    const entries = await tx.entries(origin, before.applied, Math.min(before.held, before.applied + BATCH));
    const ids = entries.flatMap(({ id }) => id ?? []);
    const [material, known] = await Promise.all([
      tx.keys(identity.peer.party, ids),
      tx.used(identity.peer.party, ids),
    ]);
    const keys = new Map(material.filter(({ slot }) => slot === SLOT.act).map((key) => [key.id, key]));
    const used = new Set(known);
    const rows: ActRow[] = [];
    let log = before;
    for (const entry of entries) {
      const row = openEntry(ports, log, entry, entry.id ? keys.get(entry.id) : undefined, used);
      if (row) {
        rows.push(row);
        used.add(row.act.id);
      }
      log = await advanced(ports, tx, lane, log, entry, row);
    }
    await Promise.all([tx.putActs(rows), tx.savePeer(log)]);
    const items = [...new Set(rows.flatMap(({ act }): ItemId[] => (isItemAct(act) ? [act.item] : [])))];
    return { more: log.applied < log.held, items, acts: rows.map(({ act }) => act.id) };
  });
}

/** The readable act, or null when this entry cannot be taken. */
function openEntry(
  { crypto, identity }: Ports,
  log: PeerLog,
  entry: LogEntry,
  key: KeyRow | undefined,
  used: ReadonlySet<RecordId>,
): ActRow | null {
  if (!key) return null;
  try {
    const { act, approvals } = openAct(crypto, storedLeaf(entry), key, entry.act);
    const ours = act.from === identity.peer.party && act.to === identity.party && inItem(act, identity);
    // unique(from, id): a record that is sent again under its own id is a replay, whatever log position it has.
    if (!ours || used.has(act.id)) return null;
    return {
      origin: log.origin,
      pos: log.applied,
      place: null,
      t: entry.t,
      seen: entry.seen,
      floor: log.floor,
      act,
      approvals,
    };
  } catch (error) {
    if (error instanceof SetuError) return null;
    throw error;
  }
}

/** An item is of the two parties of this link; nobody opens one in another's name. */
function inItem(act: Act, { party, peer }: Ports["identity"]): boolean {
  if (!isItemAct(act)) return true;
  const opener = act.item.slice(0, act.item.indexOf(":"));
  return opener === party || opener === peer.party;
}

const EXCEPT_SHOWN = 256;

async function advanced(
  ports: Ports,
  tx: Tx,
  lane: string,
  log: PeerLog,
  entry: LogEntry,
  row: ActRow | null,
): Promise<PeerLog> {
  const pulse = row && isPulse(row.act) ? await checkPulse(ports, tx, lane, log, row) : null;
  const taken = row !== null && pulse !== "malformed";
  return {
    ...log,
    applied: log.applied + 1,
    floor: Math.max(log.floor, entry.seen),
    personal: row && isItemAct(row.act) ? log.applied + 1 : log.personal,
    except: taken ? log.except : [...log.except, log.applied].slice(-EXCEPT_SHOWN),
    ...(pulse && pulse !== "malformed" && { pulse, beyond: await beyondOwn(ports, tx, lane, log, pulse) }),
  };
}

/** A claim to hold more of our log than we do: judged at the next opening, when it is known whether we were restored. */
async function beyondOwn(
  { identity }: Ports,
  tx: Tx,
  lane: string,
  log: PeerLog,
  pulse: PeerLog["pulse"],
): Promise<number> {
  const own = await tx.own(ownOrigin(identity, lane), false);
  return pulse.cosigned > own.size ? Math.max(log.beyond, pulse.cosigned) : log.beyond;
}

/** Only a signed pulse that contradicts an earlier signed pulse is a lie or a loss: alarm and stop. */
async function checkPulse(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  log: PeerLog,
  row: ActRow,
): Promise<PeerLog["pulse"] | "malformed"> {
  let pulse;
  try {
    pulse = parsePulse(row.act as LogAct);
  } catch (error) {
    if (error instanceof SetuError) return "malformed";
    throw error;
  }
  const { no, cosigned, applied } = pulse;
  if (no <= log.pulse.no || cosigned < log.pulse.cosigned || applied < log.pulse.applied) {
    const evidence = JSON.stringify({
      earlier: log.pulse,
      later: { no, cosigned, applied },
      checkpoint: log.checkpoint,
    });
    await tx.alarm(identity.peer.party, { code: "ROLLBACK", at: world.now(), lane, evidence }, true);
  }
  return { no, cosigned, applied };
}
