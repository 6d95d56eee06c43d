import { linkOrigin, encodeBundle, type Bundle } from "@setu/link";
import { append, consistencyProof, emptyFrontier, nodeHash, root, signCheckpoint } from "tlog";
import { logSigners } from "@setu/server/keys/node-keys.ts";
import type { Bed } from "./bed.ts";
import type { Epoch, Made } from "./record.ts";

/** The log of the bed in one lane: it signs whatever it is told to. */
export class MockLog {
  readonly origin: string;
  readonly entries: Made[] = [];
  readonly #bed: Bed;
  readonly #epoch: Epoch;

  constructor(bed: Bed, epoch: Epoch, lane: string) {
    this.#bed = bed;
    this.#epoch = epoch;
    this.origin = linkOrigin(bed.own.party, bed.node.party, lane, bed.own.instance);
  }

  get size(): number {
    return this.entries.length;
  }

  /** A checkpoint over these entries, by both keys of the log. */
  sign(entries: readonly Made[] = this.entries): string {
    return this.signRoot(entries.length, rootOf(entries));
  }

  signRoot(size: number, hash: Uint8Array): string {
    const signers = logSigners(this.#bed.keys, this.origin);
    return signCheckpoint({ origin: this.origin, size, root: hash }, signers, Math.floor(Date.now() / 1000));
  }

  /** The stretch from `from` to the end of these entries, under their checkpoint, with some of it changed. */
  bundle(from: number, entries: readonly Made[] = this.entries, change: Partial<Bundle> = {}): Uint8Array {
    const { id, kemKey, enc } = this.#epoch;
    return encodeBundle({
      origin: this.origin,
      from,
      checkpoint: this.sign(entries),
      proof: proofOf(from, entries),
      epochs: [{ id, kemKey, enc }],
      entries: entries.slice(from),
      ...change,
    });
  }
}

export const rootOf = (entries: readonly Made[]): Uint8Array =>
  root(
    append(
      emptyFrontier(),
      entries.map(({ leafHash }) => leafHash),
    ),
  );

export function proofOf(from: number, entries: readonly Made[]): Uint8Array[] {
  return consistencyProof(from, entries.length, (level, index) => subtree(entries, level, index));
}

/** RFC 6962's hash of a perfect subtree. */
function subtree(entries: readonly Made[], level: number, index: number): Uint8Array {
  if (level === 0) return (entries[index] as Made).leafHash;
  return nodeHash(subtree(entries, level - 1, 2 * index), subtree(entries, level - 1, 2 * index + 1));
}
