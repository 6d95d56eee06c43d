import type { Party } from "@setu/core";
import { consistencyCoordinates, consistencyProof, listReader } from "tlog";
import type { Ports } from "./ports.ts";
import type { LogEntry, Tx } from "./store.ts";
import { encodeBundle, MAX_BUNDLE_ENTRIES, type WireEntry } from "./wire.ts";
import { wrapKeys } from "./wrap.ts";

/** A stretch of one log under a checkpoint of its owner. */
export type Stretch = {
  readonly origin: string;
  /** Owner of the log: its party is inside every ciphertext. */
  readonly owner: Party;
  readonly from: number;
  readonly to: number;
  readonly checkpoint: string;
};

/** Frames the entries [from, to) with the keys we hold for them; of our own log or of the peer's. */
export async function makeBundle(ports: Ports, tx: Tx, stretch: Stretch): Promise<Uint8Array> {
  const { origin, owner, from, to, checkpoint } = stretch;
  const coordinates = consistencyCoordinates(from, to);
  const [entries, hashes] = await Promise.all([
    tx.entries(origin, from, Math.min(to, from + MAX_BUNDLE_ENTRIES)),
    tx.hashes(origin, coordinates),
  ]);
  const proof = consistencyProof(from, to, listReader(coordinates, hashes));
  const { epochs, wraps } = await wrapKeys(ports, tx, owner, entries);
  const wire = entries.map((entry, i): WireEntry => ({ ...bytesOf(entry), wrap: wraps[i] ?? null }));
  return encodeBundle({ origin, from, checkpoint, proof, epochs, entries: wire });
}

const bytesOf = ({ leaf, act, body }: LogEntry): Omit<WireEntry, "wrap"> => ({ leaf, act, body });
