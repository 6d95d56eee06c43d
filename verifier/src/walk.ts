import { isSetuError, parseLeaf, type Leaf } from "@setu/core";
import {
  append,
  bundles,
  emptyFrontier,
  HASH_BYTES,
  leafHash,
  MAX_ENTRY_BYTES,
  root,
  TILE_WIDTH,
  tilePath,
  type Frontier,
  type Tile,
} from "tlog";
import { Prints } from "./prints.ts";
import type { Source } from "./source.ts";

/** Stops and shows what is under way. */
export type Watch = {
  readonly signal?: AbortSignal;
  /** Hears how many more entries were read. */
  readonly read?: (entries: number) => void;
};

/** Which trees and which leaves will be asked for once the log has been read. */
export type Wanted = {
  /** Sizes at which somebody has signed a root. */
  readonly sizes: ReadonlySet<number>;
  readonly positions: ReadonlySet<number>;
};

export type Walked = {
  /** Of the entries, as they stand in the export. */
  readonly prints: Prints;
  /** Of the hashes in the lowest tiles of the tree: the export's own second word on the same entries. */
  readonly tree: Prints;
  readonly frontier: Frontier;
  readonly roots: ReadonlyMap<number, Uint8Array>;
  readonly leaves: ReadonlyMap<number, Leaf>;
  /** Position of the first entry that is no leaf, and of the first that is older than the one before. */
  readonly malformed: number | null;
  readonly backwards: number | null;
};

const MAX_BUNDLE = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);
const ROOT_OF_NOTHING = emptyFrontier();

/** Reads a whole log once, a bundle at a time: what is kept of an entry is eight bytes, and what was asked for. */
export async function walk(
  source: Source,
  origin: string,
  size: number,
  { sizes, positions }: Wanted,
  { signal, read }: Watch,
): Promise<Walked> {
  const prints = new Prints();
  const tree = new Prints();
  const roots = new Map<number, Uint8Array>([[0, root(ROOT_OF_NOTHING)]]);
  const leaves = new Map<number, Leaf>();
  let frontier = ROOT_OF_NOTHING;
  let malformed: number | null = null;
  let backwards: number | null = null;
  let lastT = 0;
  for (const tile of bundles(size)) {
    signal?.throwIfAborted();
    const entries = entriesOf(await fileOf(source, origin, tile, MAX_BUNDLE), tile.width);
    const hashes = await fileOf(source, origin, { ...tile, level: 0 }, TILE_WIDTH * HASH_BYTES);
    // A size that was made up must not be walked to its end.
    if (entries.length === 0 && hashes.length === 0) break;
    for (let at = 0; at < tile.width; at++) tree.push(hashAt(hashes, at));
    let fresh: Uint8Array[] = [];
    for (const entry of entries) {
      const at = prints.length;
      const hash = leafHash(entry);
      prints.push(hash);
      fresh.push(hash);
      const leaf = leafOf(entry);
      if (!leaf) malformed ??= at;
      else {
        if (leaf.t < lastT) backwards ??= at;
        lastT = leaf.t;
        if (positions.has(at)) leaves.set(at, leaf);
      }
      if (sizes.has(at + 1)) {
        frontier = append(frontier, fresh);
        fresh = [];
        roots.set(at + 1, root(frontier));
      }
    }
    frontier = append(frontier, fresh);
    read?.(tile.width);
  }
  return { prints, tree, frontier, roots, leaves, malformed, backwards };
}

/** A partial file may have been replaced by its full successor (C2SP tlog-tiles). */
async function fileOf(source: Source, origin: string, tile: Tile, max: number): Promise<Uint8Array> {
  const exact = await source.read(`${origin}/${tilePath(tile)}`, max);
  if (exact || tile.width === TILE_WIDTH) return exact ?? new Uint8Array();
  return (
    (await source.read(`${origin}/${tilePath({ ...tile, width: TILE_WIDTH })}`, max)) ?? new Uint8Array()
  );
}

/** As many as are whole, at most `width`: a log that was damaged is read as far as it goes. */
function entriesOf(bytes: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries: Uint8Array[] = [];
  for (let at = 0; at + 2 <= bytes.length && entries.length < width;) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

const NO_HASH = new Uint8Array(HASH_BYTES);

const hashAt = (tile: Uint8Array, at: number): Uint8Array =>
  (at + 1) * HASH_BYTES <= tile.length ? tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES) : NO_HASH;

function leafOf(entry: Uint8Array): Leaf | null {
  try {
    return parseLeaf(entry);
  } catch (error) {
    if (isSetuError(error)) return null;
    throw error;
  }
}
