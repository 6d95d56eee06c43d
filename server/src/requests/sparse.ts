import type { PgTx } from "../db/pg-store.ts";

/** Blocks of 8 KiB that are looked at; of the lines in them, some nine a block, so many have to be the reader's. */
const BLOCKS = 16;
const ENOUGH = 28;
/** Below this all of it is read as soon as a part. */
const SMALL = 16 * 1024 * 1024;
const SAMPLE = `SELECT pg_relation_size('derived.request') AS size, (SELECT count(*) FROM derived.request
  TABLESAMPLE SYSTEM (least(100, 100.0 * ${BLOCKS} * 8192 / greatest(1, pg_relation_size('derived.request'))))) AS seen`;

/**
 * Whether a reader sees less than about a fifth of very many lines. To find a page of hers is quick all the same; to
 * count them would be to read everybody's.
 */
export async function isSparse(tx: PgTx): Promise<boolean> {
  const [sample] = await tx.db.rows<{ size: number; seen: number }>(SAMPLE, []);
  return sample !== undefined && sample.size > SMALL && sample.seen < ENOUGH;
}
