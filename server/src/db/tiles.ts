import { SetuError } from "@setu/core";
import { append, emptyFrontier, root, type Coordinate } from "tlog";
import type { Session } from "./session.ts";
import { plain } from "./wire.ts";

/**
 * The hashes of a log's tree, as C2SP tlog-tiles cuts it: tiles of 256 hashes, eight levels of the tree each. A full
 * tile is stored once; the right edge is computed from the leaf hashes of the entries and the roots of full tiles.
 */
const WIDTH = 256;
const HEIGHT = 8;
const HASH = 32;

const STORE = `INSERT INTO tile (origin, level, index, hashes, root) VALUES ($1, $2, $3, $4, $5)`;
const TILES = `SELECT level, index, hashes FROM tile JOIN unnest($2::int[], $3::bigint[]) AS asked (l, i)
  ON origin = $1 AND level = l AND index = i`;
const LEAVES = `SELECT pos AS at, leaf_hash AS hash FROM entry WHERE origin = $1 AND pos >= $2 AND pos < $3 ORDER BY pos`;
const ROOTS = `SELECT index AS at, root AS hash FROM tile
  WHERE origin = $1 AND level = $4 AND index >= $2 AND index < $3 ORDER BY index`;
// The bottom of what no full tile holds, for every subtree that is asked for: leaves, or roots of the tiles below.
const BARE = `SELECT asked.no, coalesce(leaf.hash, below.hash) AS hash
  FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY AS asked (l, tile, lo, hi, no)
  LEFT JOIN LATERAL (SELECT pos AS at, leaf_hash AS hash FROM entry
    WHERE asked.l = 0 AND origin = $1 AND pos >= lo AND pos < hi) AS leaf ON true
  LEFT JOIN LATERAL (SELECT index AS at, root AS hash FROM tile
    WHERE asked.l > 0 AND origin = $1 AND level = asked.l - 1 AND index >= lo AND index < hi) AS below ON true
  WHERE NOT EXISTS (SELECT FROM tile WHERE origin = $1 AND level = asked.l AND index = asked.tile)
    AND (leaf.hash IS NOT NULL OR below.hash IS NOT NULL)
  ORDER BY asked.no, coalesce(leaf.at, below.at)`;

/** Stores every tile that the new leaves complete, level by level. */
export async function completeTiles(
  db: Session,
  origin: string,
  first: number,
  leafHashes: readonly Uint8Array[],
): Promise<void> {
  let from = first;
  let fresh = leafHashes;
  for (let level = 0; fresh.length > 0; level++) {
    const roots: Uint8Array[] = [];
    const start = Math.floor(from / WIDTH);
    const end = Math.floor((from + fresh.length) / WIDTH);
    for (let index = start; index < end; index++) {
      const before = index === start ? await base(db, origin, level, index * WIDTH, from) : [];
      const at = Math.max(0, index * WIDTH - from);
      const hashes = [...before, ...fresh.slice(at, at + WIDTH - before.length)];
      const top = fold(hashes);
      await db.change(STORE, [origin, level, index, Buffer.concat(hashes), top]);
      roots.push(top);
    }
    from = start;
    fresh = roots;
  }
}

/** Each perfect subtree lies within one tile: read the tile when it is full, else the hashes it will be made of. */
export async function readHashes(
  db: Session,
  origin: string,
  coordinates: readonly Coordinate[],
): Promise<Uint8Array[]> {
  if (coordinates.length === 0) return [];
  const places = coordinates.map(placeOf);
  const levels = places.map((place) => place.level);
  const at = places.map((place) => place.tile);
  const [tiles, bare] = await Promise.all([
    db.rows<{ level: number; index: number; hashes: Uint8Array }>(TILES, [origin, levels, at]),
    db.rows<{ no: number; hash: Uint8Array }>(BARE, [
      origin,
      levels,
      at,
      places.map((place) => place.first),
      places.map((place) => place.first + place.width),
    ]),
  ]);
  const known = new Map(tiles.map(({ level, index, hashes }) => [`${level}/${index}`, hashes]));
  const bottoms = Map.groupBy(bare, (row) => row.no);
  return places.map(({ level, tile, first, width }, i) => {
    const hashes = known.get(`${level}/${tile}`);
    const parts = hashes
      ? split(hashes, first - tile * WIDTH, width)
      : (bottoms.get(i + 1) ?? []).map((row) => row.hash);
    // Nobody asks beyond a head that was signed: what it stands on is not here any more.
    if (parts.length !== width)
      throw new SetuError("CORRUPT", "what is stored of a log does not reach so far", {
        detail: { origin, pos: first * WIDTH ** level, level },
      });
    return fold(parts);
  });
}

function placeOf([level, index]: Coordinate) {
  const width = 2 ** (level % HEIGHT);
  const first = index * width;
  return { level: Math.floor(level / HEIGHT), tile: Math.floor(first / WIDTH), first, width };
}

/** Hashes at the bottom of tiles of this level: leaves, or roots of the full tiles below. */
async function base(
  db: Session,
  origin: string,
  level: number,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  if (from >= to) return [];
  const rows =
    level === 0
      ? await db.rows<{ hash: Uint8Array }>(LEAVES, [origin, from, to])
      : await db.rows<{ hash: Uint8Array }>(ROOTS, [origin, from, to, level - 1]);
  return rows.map((row) => row.hash);
}

const split = (hashes: Uint8Array, at: number, width: number): Uint8Array[] =>
  Array.from({ length: width }, (_, i) => plain(hashes.subarray((at + i) * HASH, (at + i + 1) * HASH)));

const fold = (hashes: readonly Uint8Array[]): Uint8Array => root(append(emptyFrontier(), hashes));
