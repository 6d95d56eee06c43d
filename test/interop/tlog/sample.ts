import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  KEY_TYPES,
  append,
  consistencyProof,
  emptyFrontier,
  exportFiles,
  formatTlogProof,
  formatVkey,
  frontierAt,
  inclusionProof,
  leafHash,
  root,
  signCheckpoint,
  signer,
} from "tlog";

export const ORIGIN = "log.example/interop";
const WITNESS = "witness.example/w1";

const seed = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const signers = [
  signer(ORIGIN, KEY_TYPES.ed25519, seed(1)),
  signer(ORIGIN, KEY_TYPES.mldsa44, seed(2)),
  signer(WITNESS, KEY_TYPES.cosignature, seed(3)),
  signer(WITNESS, KEY_TYPES.mldsa44, seed(4)),
];
export const VKEYS = signers.map(({ key }) => formatVkey(key));
const TIMESTAMP = 1_800_000_000;

/** Entries of many lengths, the empty one and the longest that a bundle can hold among them. */
function entry(index: number): Uint8Array {
  if (index === 3) return new Uint8Array();
  if (index === 7) return new Uint8Array(65_535).fill(7);
  return new TextEncoder().encode(`entry ${index} ${".".repeat(index % 97)}`);
}

/** Files of a log of `size` entries, for Go to judge, in a new directory `dir`. */
export async function writeSampleLog(dir: string, size: number): Promise<void> {
  const entries = Array.from({ length: size }, (_, index) => entry(index));
  const nodes = new Map<string, Uint8Array>();
  const frontier = append(emptyFrontier(), entries.map(leafHash), (level, index, hash) => {
    nodes.set(`${level}/${index}`, hash);
  });
  const read = (level: number, index: number): Uint8Array => nodes.get(`${level}/${index}`)!;
  const checkpoint = signCheckpoint({ origin: ORIGIN, size, root: root(frontier) }, signers, TIMESTAMP);
  for await (const { path, bytes } of exportFiles(checkpoint, entries)) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }

  const proven = size - 1;
  await writeFile(join(dir, "entry"), entry(proven));
  const proof = inclusionProof(size, proven, read);
  await writeFile(join(dir, "tlog-proof"), formatTlogProof({ index: proven, proof, checkpoint }));

  const base64 = (hash: Uint8Array): string => hash.toBase64();
  const step = Math.ceil(size / 500);
  const indexes = Array.from({ length: Math.floor((size - 1) / step) + 1 }, (_, at) => at * step);
  const samples = {
    inclusion: indexes.map((index) => ({
      index,
      leaf: base64(read(0, index)),
      proof: inclusionProof(size, index, read).map(base64),
    })),
    consistency: indexes.map((index) => ({
      oldSize: index + 1,
      oldRoot: base64(root(frontierAt(index + 1, read))),
      proof: consistencyProof(index + 1, size, read).map(base64),
    })),
  };
  await writeFile(join(dir, "samples.json"), JSON.stringify(samples));
}
