import { parseCheckpoint } from "./checkpoint.ts";
import { concat, equalBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { HASH_BYTES, leafHash } from "./hash.ts";
import { MAX_NOTE_BYTES, parseNote } from "./note.ts";
import { openCheckpoint } from "./policy.ts";
import type { Policy, VerifiedCheckpoint } from "./policy.ts";
import { boundedText, utf8 } from "./text.ts";
import {
  TILE_HEIGHT,
  TILE_WIDTH,
  bundles,
  encodeBundle,
  parseBundle,
  parseTilePath,
  tilePath,
} from "./tiles.ts";
import type { Tile } from "./tiles.ts";
import { append, emptyFrontier, root } from "./tree.ts";
import type { Frontier } from "./tree.ts";

/** A file of a tlog-tiles directory; `path` is relative, with forward slashes. */
export type LogFile = { readonly path: string; readonly bytes: Uint8Array };

export const CHECKPOINT_PATH = "checkpoint";

/**
 * Every file of the log that `checkpoint` (a signed note) heads, as C2SP tlog-tiles lays them out: full files
 * as soon as they are complete, partial ones after them, the checkpoint last, so that a directory with a
 * checkpoint is a whole one. Memory stays at one bundle whatever the size of the log.
 *
 * The tree is built from the entries alone. If they are not the ones the checkpoint covers, it throws
 * `ENTRY_COUNT` or `ROOT_MISMATCH` before the checkpoint is given out. Signatures are not verified here.
 */
export async function* exportFiles(
  checkpoint: string,
  entries: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<LogFile> {
  const head = parseCheckpoint(parseNote(checkpoint).text);
  const tree: Growing = { frontier: emptyFrontier(), levels: [] };
  let bundle: Uint8Array[] = [];
  for await (const entry of entries) {
    bundle.push(entry);
    if (bundle.length === TILE_WIDTH) {
      yield* addBundle(tree, bundle);
      bundle = [];
    }
  }
  if (bundle.length > 0) yield* addBundle(tree, bundle);
  const { size } = tree.frontier;
  if (size !== head.size) {
    throw new TlogError("ENTRY_COUNT", `the checkpoint covers ${head.size} entries, ${size} were given`);
  }
  if (!equalBytes(root(tree.frontier), head.root)) {
    throw new TlogError("ROOT_MISMATCH", "the entries are not the ones the checkpoint covers");
  }
  yield* partialTiles(tree);
  yield { path: CHECKPOINT_PATH, bytes: utf8(checkpoint) };
}

/** Gives a file's bytes, or undefined if there is none. The port bounds what it is willing to read. */
export type FileReader = (path: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;

/**
 * Verifies a whole directory: the checkpoint against the policy, every entry against the root, and every
 * tile byte for byte against the tree. A partial file may be replaced by its full successor, as tlog-tiles
 * allows. Files that the tree does not have are not looked at.
 *
 * Throws `FILE_MISSING`, `FILE_MISMATCH`, `ROOT_MISMATCH`, `BUNDLE_MALFORMED`, and what `openCheckpoint` throws.
 */
export async function verifyFiles(read: FileReader, policy: Policy): Promise<VerifiedCheckpoint> {
  const note = await read(CHECKPOINT_PATH);
  if (note === undefined) throw missing(CHECKPOINT_PATH);
  const text = boundedText(note, MAX_NOTE_BYTES, "NOTE_SIZE");
  const checkpoint = openCheckpoint(text, policy);
  for await (const { path, bytes } of exportFiles(text, readEntries(read, checkpoint.size))) {
    if (path !== CHECKPOINT_PATH && !equalBytes(await readTile(read, parseTilePath(path)), bytes)) {
      throw new TlogError("FILE_MISMATCH", `${path} is not what the entries hash to`);
    }
  }
  return checkpoint;
}

/** `levels[n]` holds the hashes of the tile at level n that is not full yet. */
type Growing = { frontier: Frontier; levels: Uint8Array[][] };

/** The bundle, then each tile of hashes that it fills. */
function* addBundle(tree: Growing, entries: readonly Uint8Array[]): Generator<LogFile> {
  const index = Math.floor(tree.frontier.size / TILE_WIDTH);
  yield file({ level: "entries", index, width: entries.length }, encodeBundle(entries));
  const full: LogFile[] = [];
  tree.frontier = append(tree.frontier, entries.map(leafHash), (treeLevel, nodeIndex, hash) => {
    if (treeLevel % TILE_HEIGHT !== 0) return;
    const level = treeLevel / TILE_HEIGHT;
    const hashes = (tree.levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length === TILE_WIDTH) {
      const tile: Tile = { level, index: Math.floor(nodeIndex / TILE_WIDTH), width: TILE_WIDTH };
      full.push(file(tile, concat(hashes)));
      tree.levels[level] = [];
    }
  });
  yield* full;
}

/** The right edge of the tree: what is left once every full tile is out. */
function* partialTiles({ frontier, levels }: Growing): Generator<LogFile> {
  for (const [level, hashes] of levels.entries()) {
    if (hashes.length === 0) continue;
    const index = Math.floor(frontier.size / TILE_WIDTH ** (level + 1));
    yield file({ level, index, width: hashes.length }, concat(hashes));
  }
}

function file(tile: Tile, bytes: Uint8Array): LogFile {
  return { path: tilePath(tile), bytes };
}

async function* readEntries(read: FileReader, size: number): AsyncGenerator<Uint8Array> {
  for (const tile of bundles(size)) yield* parseBundle(await readTile(read, tile), tile.width);
}

/** The tile's bytes; for a partial tile that is gone, the first part of its full successor. */
async function readTile(read: FileReader, tile: Tile): Promise<Uint8Array> {
  const path = tilePath(tile);
  const exact = await read(path);
  if (exact !== undefined) return exact;
  const full = tile.width < TILE_WIDTH ? await read(tilePath({ ...tile, width: TILE_WIDTH })) : undefined;
  if (full === undefined) throw missing(path);
  if (tile.level !== "entries") return full.subarray(0, tile.width * HASH_BYTES);
  return encodeBundle(parseBundle(full, TILE_WIDTH).slice(0, tile.width));
}

function missing(path: string): TlogError {
  return new TlogError("FILE_MISSING", `${path} is missing`);
}
