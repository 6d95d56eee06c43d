import { concat, uint16, viewOf } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { requireSize } from "./range.ts";

// C2SP tlog-tiles: the tree and its entries as a finite set of immutable files.

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
/** Levels of the tree that one tile spans. */
export const TILE_HEIGHT = 8;
/** The length prefix of an entry in a bundle is a uint16. */
export const MAX_ENTRY_BYTES = 65_535;

/**
 * One file: tile `index` at `level`, or the bundle of entries with that index. `width` is 1 to 256; below 256
 * the file is partial.
 */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number };

const MAX_TILE_LEVEL = 63;

/** `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`. Throws `TILE_PATH`. */
export function tilePath({ level, index, width }: Tile): string {
  const levelFits = level === "entries" || (Number.isInteger(level) && level >= 0 && level <= MAX_TILE_LEVEL);
  const widthFits = Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH;
  if (!levelFits || !widthFits || !Number.isSafeInteger(index) || index < 0) {
    throw new TlogError("TILE_PATH", `there is no tile ${index} of width ${width} at level ${level}`);
  }
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.../g)!;
  const last = groups.pop()!;
  const number = [...groups.map((group) => `x${group}`), last].join("/");
  const partial = width === TILE_WIDTH ? "" : `.p/${width}`;
  return `tile/${level}/${number}${partial}`;
}

const PATH = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** The inverse of `tilePath`; only the one canonical spelling is accepted. Throws `TILE_PATH`. */
export function parseTilePath(path: string): Tile {
  // No match leaves empty groups: the path rebuilt from them is another one than `path`.
  const [, level = "", number = "", width] = PATH.exec(path) ?? [];
  const tile: Tile = {
    level: level === "entries" ? level : Number(level),
    index: Number(number.replaceAll(/[x/]/g, "")),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (tilePath(tile) !== path)
    throw new TlogError("TILE_PATH", "the path is not that of a tile in its one spelling");
  return tile;
}

/** Every tile of hashes of a tree, level by level, from the left. Throws `SIZE_RANGE`. */
export function* hashTiles(size: number): Generator<Tile> {
  let count = requireSize(size);
  for (let level = 0; count > 0; level += 1) {
    yield* row(level, count);
    count = Math.floor(count / TILE_WIDTH);
  }
}

/** Every bundle of entries of a tree, from the left. Throws `SIZE_RANGE`. */
export function bundles(size: number): Generator<Tile> {
  return row("entries", requireSize(size));
}

function* row(level: Tile["level"], count: number): Generator<Tile> {
  for (let index = 0; index * TILE_WIDTH < count; index += 1) {
    yield { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) };
  }
}

/** Each entry behind its length as a big-endian uint16. Throws `ENTRY_SIZE`, `ENTRY_COUNT`. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  requireWidth(entries.length);
  return concat(entries.flatMap((entry) => [lengthPrefix(entry), entry]));
}

/** Exactly `width` entries and nothing after them. Throws `BUNDLE_MALFORMED`, `ENTRY_COUNT`. */
export function parseBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  requireWidth(width);
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < width) {
    if (at + 2 > bytes.length) throw malformedBundle(width);
    const start = at + 2;
    at = start + viewOf(bytes).getUint16(at);
    entries.push(bytes.subarray(start, at));
  }
  // Too short, too: `at` has passed the end if the last entry was cut.
  if (at !== bytes.length) throw malformedBundle(width);
  return entries;
}

function malformedBundle(width: number): TlogError {
  return new TlogError("BUNDLE_MALFORMED", `the bundle is not exactly ${width} entries`);
}

function requireWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new TlogError("ENTRY_COUNT", `a bundle holds 1 to ${TILE_WIDTH} entries, not ${width}`);
  }
}

function lengthPrefix({ length }: Uint8Array): Uint8Array {
  if (length > MAX_ENTRY_BYTES) {
    throw new TlogError("ENTRY_SIZE", `an entry has ${length} bytes, more than ${MAX_ENTRY_BYTES}`);
  }
  return uint16(length);
}
