import { SetuError } from "@setu/core";
import type pg from "pg";

/**
 * One transaction, in the three outcomes of the storage port: it resolves (committed), it rejects (nothing happened),
 * or it rejects with UNKNOWN_OUTCOME (the connection broke while the commit was on its way).
 */
const ATTEMPTS = 6;
/** serialization_failure, deadlock_detected: PostgreSQL has undone everything; the same work may be done again. */
const AGAIN = new Set(["40001", "40P01"]);
type Work<T> = (client: pg.PoolClient, first: pg.QueryResult) => Promise<T>;

const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

/** @param first a question that travels with BEGIN, and whose answer the work gets */
export async function transaction<T>(pool: pg.Pool, first: string, work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, first, work);
    } catch (error) {
      if (!AGAIN.has(sqlState(error)) || attempt === ATTEMPTS) throw answer(error);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

async function once<T>(pool: pg.Pool, first: string, work: Work<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Several statements in one message answer with a list.
    const answers = (await client.query(`${BEGIN}; ${first}`)) as unknown as
      | pg.QueryResult
      | pg.QueryResult[];
    const result = await work(client, [answers].flat().at(-1) as pg.QueryResult);
    await commit(client);
    return result;
  } catch (error) {
    broken = await undo(client, error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  let answered: pg.QueryResult;
  try {
    answered = await client.query("COMMIT");
  } catch (cause) {
    // Class 40 is PostgreSQL's own word that nothing happened; any other failure here may have come after the flush.
    if (sqlState(cause).startsWith("40")) throw cause;
    throw new SetuError("UNKNOWN_OUTCOME", "the connection broke during the commit: read again", { cause });
  }
  // A failed statement whose error was swallowed: PostgreSQL answers COMMIT with ROLLBACK.
  if (answered.command !== "COMMIT") throw new Error("the transaction had failed before its end");
}

/** @returns the error when the connection cannot be used again */
async function undo(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  if (error instanceof SetuError && error.code === "UNKNOWN_OUTCOME") return error;
  try {
    await client.query("ROLLBACK");
    return undefined;
  } catch (lost) {
    return lost as Error;
  }
}

/** Violations that are an answer to the caller, by the name of the constraint. */
const CONSTRAINTS: Readonly<Record<string, readonly [code: "DUPLICATE" | "MONOTONE", sentence: string]>> = {
  record_pkey: ["DUPLICATE", "this party has used the id before"],
  pending_pkey: ["DUPLICATE", "this party has used the id before"],
  act_pkey: ["DUPLICATE", "this party has used the id before"],
  act_place: ["MONOTONE", "a position is given once"],
  entry_pkey: ["MONOTONE", "a position is given once"],
  tile_pkey: ["MONOTONE", "a position is given once"],
};
/** Classes and codes that say "not now": connection, resources, operator, lock_not_available, I/O. */
const BUSY = /^(?:08|53|57P|55P03|58)/;
const NETWORK = /^(?:ECONN|EPIPE|ENOENT|ETIMEDOUT|EHOSTUNREACH)/;

/** Says nothing about the work itself: the same work may succeed another time. */
export function isOfTheDatabase(error: unknown): boolean {
  const state = sqlState(error);
  return BUSY.test(state) || NETWORK.test(state) || AGAIN.has(state) || isLost(error);
}

function answer(error: unknown): unknown {
  if (error instanceof SetuError) return error;
  const state = sqlState(error);
  const known = CONSTRAINTS[(error as pg.DatabaseError).constraint ?? ""];
  if (state === "23505" && known) return new SetuError(known[0], known[1], { cause: error });
  if (isOfTheDatabase(error)) {
    return new SetuError("BUSY", "the database cannot be reached now; nothing was changed", { cause: error });
  }
  return error;
}

/** `pg` reports a lost or refused connection as a plain Error without a code. */
const isLost = (error: unknown): boolean =>
  error instanceof Error &&
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  );

const sqlState = (error: unknown): string => (error as { code?: string } | null)?.code ?? "";
