import { bundles, encodeBundle, hashTiles, TILE_WIDTH, tilePath, type Tile } from "tlog";
import type { PgStore } from "../db/pg-store.ts";
import type { Folder } from "./folder.ts";

/**
 * A log as the database holds it, and not as it should be: rows that are missing are left out, and the hashes are those
 * that were stored when the entries were written. A reviewer learns more from what does not fit than from a refusal.
 */
const TILE = `SELECT hashes FROM tile WHERE origin = $1 AND level = $2 AND index = $3`;
const ROOTS = `SELECT root AS hash FROM tile WHERE origin = $1 AND level = $2 AND index >= $3 AND index < $4 ORDER BY index`;

type Hashes = readonly Uint8Array[];

export async function putEntries(
  store: PgStore,
  folder: Folder,
  origin: string,
  size: number,
): Promise<void> {
  const put = (tile: Tile, bytes: Uint8Array) => folder.put(`${origin}/${tilePath(tile)}`, bytes);
  for (const bundle of bundles(size)) {
    const from = bundle.index * TILE_WIDTH;
    const entries = await store.tx((tx) => tx.entries(origin, from, from + bundle.width));
    const leaves = entries.map(({ leaf }) => leaf);
    put(bundle, leaves.length > 0 ? encodeBundle(leaves) : new Uint8Array());
    const below = entries.map(({ leafHash }) => leafHash);
    put({ ...bundle, level: 0 }, await hashesOf(store, origin, { ...bundle, level: 0 }, below));
  }
  for (const tile of hashTiles(size)) {
    if (tile.level !== 0) put(tile, await hashesOf(store, origin, tile));
  }
}

/** A full tile was stored when it became full; the right edge stands in what is below it. */
async function hashesOf(
  store: PgStore,
  origin: string,
  { level, index, width }: Tile,
  below?: Hashes,
): Promise<Uint8Array> {
  return store.tx(async ({ db }) => {
    const [full] =
      width === TILE_WIDTH ? await db.rows<{ hashes: Uint8Array }>(TILE, [origin, level, index]) : [];
    if (full) return full.hashes;
    if (below) return Buffer.concat(below);
    const from = index * TILE_WIDTH;
    const rows = await db.rows<{ hash: Uint8Array }>(ROOTS, [origin, Number(level) - 1, from, from + width]);
    return Buffer.concat(rows.map(({ hash }) => hash));
  });
}
