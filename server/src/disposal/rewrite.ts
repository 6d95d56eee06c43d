import type pg from "pg";
import type { PgStore } from "../db/pg-store.ts";

/**
 * PostgreSQL frees what is deleted and does not write over it, an index of words forgets no word, and the write-ahead log
 * keeps what was once written. After a disposal the tables in which a text or its key can have stood are therefore written
 * anew from what is left, and the segments before are given up. The log of entries is not: without its key ciphertext
 * says nothing. Each table is locked while it is written, in a node of 100,000 matters for seconds.
 */
const TABLES = [
  // Sealed under the key at rest, which this node still has.
  "keyring",
  "upload",
  "draft",
  "held",
  "proposal",
  "saved_view",
  "derived.file",
  "derived.rendering",
  "derived.rendering_page",
  // Readable.
  "derived.request",
  "derived.word",
  "derived.home_act",
  "derived.release_act",
  "derived.handling",
] as const;
/** Those of which the deletion has committed; what is destroyed meanwhile waits for the next round. */
const BEGUN = "UPDATE disposal SET rewritten = 0 WHERE rewritten IS NULL";
const LEFT = "SELECT FROM disposal WHERE rewritten IS NULL OR rewritten = 0 LIMIT 1";
const DONE = "UPDATE disposal SET rewritten = $1 WHERE rewritten = 0";
/** What the planner has noted of values, readable too. */
const NOTED = ["ANALYZE derived.request, derived.word", "VACUUM (FULL) pg_catalog.pg_statistic"];
/** Segments before this one hold what was written before; a checkpoint gives them up where none is recycled. */
const GIVE_UP = ["SELECT pg_switch_wal()", "CHECKPOINT"];
/** Whoever reads goes first; the next round tries again. */
const LOCK_WAIT = "SET lock_timeout = '5s'";
const NO_LONGER = "RESET lock_timeout";
/** insufficient_privilege: a server of the ministry's own, whose log and statistics its administrator looks after. */
const NOT_OURS = "42501";

export type Rewritten = {
  readonly records: number;
  /** False: the write-ahead log is not this node's to give up. */
  readonly log: boolean;
};

/** @throws lock_not_available where a table is read for so long; nothing is noted then, and it is done again */
export async function rewriteFreed({ pool }: Pick<PgStore, "pool">, now: number): Promise<Rewritten> {
  if ((await pool.query(LEFT)).rowCount === 0) return { records: 0, log: true };
  await pool.query(BEGUN);
  const client = await pool.connect();
  let log = true;
  let broken: Error | undefined;
  try {
    await client.query(LOCK_WAIT);
    for (const table of TABLES) await client.query(`VACUUM (FULL) ${table}`);
    for (const statement of [...NOTED, ...GIVE_UP]) log = (await allowed(client, statement)) && log;
    await client.query(NO_LONGER);
  } catch (error) {
    // Nobody else is to wait for locks as briefly as this connection does.
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
  const { rowCount } = await pool.query(DONE, [now]);
  return { records: rowCount ?? 0, log };
}

async function allowed(client: pg.PoolClient, statement: string): Promise<boolean> {
  try {
    await client.query(statement);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === NOT_OURS) return false;
    throw error;
  }
}
