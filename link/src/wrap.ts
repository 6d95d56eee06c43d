import { isSetuError, type Hash, type Party, type RecordId } from "@setu/core";
import { equalBytes } from "tlog";
import { hex, utf8 } from "./bytes.ts";
import type { Ports } from "./ports.ts";
import { SLOT, storedLeaf } from "./seal.ts";
import type { Epoch, KeyRow, LogEntry, Tx } from "./store.ts";
import type { WireEpoch, Wrap } from "./wire.ts";

/**
 * Keys on their way to the peer (record.md section 2): one X-Wing encapsulation per link and day of use, and under
 * it `wrapKey = HKDF(epoch, record id, slot, commitment)`. Each wrap key covers one plaintext for ever, so there is no counter
 * that a restore could turn back. A wrap is a delivery: it can be made again and is never part of the log.
 */
const DAY = 86_400_000;

export type Delivery = { readonly epochs: readonly WireEpoch[]; readonly wraps: readonly (Wrap | null)[] };

/** Wraps what the keyring holds for the given entries of the log of `from`. */
export async function wrapKeys(
  ports: Ports,
  tx: Tx,
  from: Party,
  entries: readonly LogEntry[],
): Promise<Delivery> {
  const ids = entries.flatMap(({ id }) => id ?? []);
  const rows = Map.groupBy(await tx.keys(from, ids), (row) => row.id);
  if (rows.size === 0) return { epochs: [], wraps: entries.map(() => null) };
  const epoch = await sendEpoch(ports, tx);
  const wraps = entries.map((entry) => {
    const { id } = entry;
    // The salt of a pulse's home commitment stays at home: an auditor opens it, never the peer.
    const keys = (id && rows.get(id))?.filter((row) => row.slot !== SLOT.home) ?? [];
    if (!id || keys.length === 0) return null;
    const { a } = storedLeaf(entry);
    const slots = keys.map(({ slot, material }) => {
      const info = wrapInfo(from, id, slot, a);
      return { slot, bytes: ports.crypto.seal(ports.crypto.derive(epoch.secret, info), material, info) };
    });
    return { id, epoch: 0, slots };
  });
  return { epochs: [{ id: epoch.id, kemKey: epoch.kemKey, enc: epoch.enc }], wraps };
}

/**
 * Unwraps what can be unwrapped. What cannot is left out: a key that does not open blocks one record, never the
 * receipt (the receipt comes before the opening, and a wrap can be asked for again).
 */
export async function unwrapKeys(
  ports: Ports,
  tx: Tx,
  from: Party,
  epochs: readonly WireEpoch[],
  entries: readonly LogEntry[],
  wraps: readonly (Wrap | null)[],
): Promise<readonly KeyRow[]> {
  const secrets: (Uint8Array | null)[] = [];
  for (const epoch of epochs) secrets.push(await receiveEpoch(ports, tx, epoch));
  return wraps.flatMap((wrap, i) => {
    const secret = wrap && secrets[wrap.epoch];
    const entry = entries[i];
    if (!wrap || !secret || !entry) return [];
    const id = wrap.id as RecordId;
    const { a } = storedLeaf(entry);
    return wrap.slots.flatMap(({ slot, bytes }) => {
      const info = wrapInfo(from, id, slot, a);
      const material = orNull(() => ports.crypto.open(ports.crypto.derive(secret, info), bytes, info));
      return material ? [{ from, id, slot, material }] : [];
    });
  });
}

async function sendEpoch(ports: Ports, tx: Tx): Promise<Epoch> {
  const { crypto, identity, world } = ports;
  const day = Math.floor(world.now() / DAY);
  const kemKey = crypto.peerKemKey();
  const known = await tx.sendEpoch(identity.peer.party, day, kemKey);
  if (known) return known;
  const epoch = {
    id: hex(world.random(16)),
    peer: identity.peer.party,
    day,
    kemKey,
    ...crypto.encapsulate(kemKey),
  };
  await tx.putEpoch(epoch);
  return epoch;
}

async function receiveEpoch(ports: Ports, tx: Tx, wire: WireEpoch): Promise<Uint8Array | null> {
  const known = await tx.epoch(wire.id);
  if (known && equalBytes(known.enc, wire.enc)) return known.secret;
  // Other bytes under a known name are another encapsulation: what came first may have been the false one.
  const secret = orNull(() => ports.crypto.decapsulate(wire.kemKey, wire.enc));
  if (secret && !known) await tx.putEpoch({ ...wire, peer: ports.identity.peer.party, day: -1, secret });
  return secret;
}

/** The commitment is in it too: an act sealed a second time, after a restore, is wrapped under another key. */
const wrapInfo = (from: Party, id: RecordId, slot: number, a: Hash): Uint8Array =>
  utf8(`setu/1 wrap ${from} ${id} ${slot} ${a}`);

function orNull<T>(open: () => T): T | null {
  try {
    return open();
  } catch (error) {
    if (isSetuError(error, "CANNOT_OPEN")) return null;
    throw error;
  }
}
