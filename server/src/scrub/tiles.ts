import { append, emptyFrontier, equalBytes, root } from "tlog";
import { END, type Part } from "./part.ts";

/** Every stored tile of every level: its hashes are those of the leaves or tiles below, and its root is theirs. */
const BATCH = 16;
const HASH = 32;
const WIDTH = 256;

const NEXT = `SELECT origin, level, index, hashes, root FROM tile WHERE (origin, level, index) > ($1, $2::smallint, $3::bigint)
  ORDER BY origin, level, index LIMIT ${BATCH}`;
const LEAVES = `SELECT leaf_hash AS hash FROM entry WHERE origin = $1 AND pos >= $2 AND pos < $3 ORDER BY pos`;
const ROOTS = `SELECT root AS hash FROM tile WHERE origin = $1 AND level = $4 AND index >= $2 AND index < $3 ORDER BY index`;

type Row = {
  readonly origin: string;
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
};

export const tiles: Part = async (_desk, tx, place) => {
  const { origin, level, index } = (place ?? { origin: "", level: 0, index: -1 }) as Omit<
    Row,
    "hashes" | "root"
  >;
  const rows = await tx.db.rows<Row>(NEXT, [origin, level, index]);
  const last = rows.at(-1);
  if (!last) return END;
  const found: string[] = [];
  for (const row of rows) {
    const first = row.index * WIDTH;
    const range = [row.origin, first, first + WIDTH];
    const below = await tx.db.rows<{ hash: Uint8Array }>(
      row.level === 0 ? LEAVES : ROOTS,
      row.level === 0 ? range : [...range, row.level - 1],
    );
    const hashes = Array.from(
      { length: WIDTH },
      (_, i) => new Uint8Array(row.hashes.subarray(i * HASH, (i + 1) * HASH)),
    );
    const where = `${row.origin} ${first * WIDTH ** row.level}`;
    const same =
      below.length === WIDTH && below.every(({ hash }, i) => equalBytes(hash, hashes[i] ?? hash.subarray(1)));
    if (!same) found.push(`${where}: tile of level ${row.level}`);
    else if (!equalBytes(root(append(emptyFrontier(), hashes)), row.root))
      found.push(`${where}: root of the tile of level ${row.level}`);
  }
  return { next: { origin: last.origin, level: last.level, index: last.index }, found };
};
