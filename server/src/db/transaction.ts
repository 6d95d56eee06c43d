import { SetuError } from "@setu/core";
import type pg from "pg";
import { sendTogether, sessionOf, type OwnSession } from "./session.ts";

/**
 * One transaction, in the three outcomes of the storage port: it resolves (committed), it rejects (nothing happened),
 * or it rejects with UNKNOWN_OUTCOME (the connection broke while the commit was on its way).
 */
const ATTEMPTS = 6;
/** serialization_failure, deadlock_detected: PostgreSQL has undone everything; the same work may be done again. */
const AGAIN = new Set(["40001", "40P01"]);

const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

/** A question that travels with BEGIN, and the answer without which nothing of the work counts. */
export type Premise = { readonly sql: string; readonly holds: (answer: pg.QueryResult) => boolean };

/** What the work hands over: statements whose answers it does not wait for may leave together with COMMIT. */
type Done<T> = { readonly result: T; readonly last?: () => Promise<unknown> };
type Work<T> = (client: pg.PoolClient, db: OwnSession) => Promise<Done<T>>;

/** The premise did not hold; nothing happened. */
export class Unfounded extends Error {}

/** @throws Unfounded, and the three outcomes */
export async function transaction<T>(pool: pg.Pool, premise: Premise | null, work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, premise, work);
    } catch (error) {
      if (!AGAIN.has(sqlState(error)) || attempt === ATTEMPTS) throw answer(error);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

/** One statement, which is a transaction by itself. @throws BUSY and what the statement throws */
export async function statement<R>(
  pool: pg.Pool,
  ...[sql, values]: readonly [sql: string, values: readonly unknown[]]
): Promise<R[]> {
  try {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      return await sessionOf(client).rows<R>(sql, values);
    } catch (error) {
      // An error of PostgreSQL leaves the connection as it was; any other is the connection's own.
      if (sqlState(error) === "" || isOfTheDatabase(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  } catch (error) {
    throw answer(error);
  }
}

async function once<T>(pool: pg.Pool, premise: Premise | null, work: Work<T>): Promise<T> {
  const client = await pool.connect();
  const db = sessionOf(client);
  // The work begins before the answer is here; whatever it finds or throws, the premise is heard first.
  const begun = begin(client, db, premise);
  begun.catch(() => {});
  let ending: Promise<void>;
  let done: Done<T>;
  try {
    done = await work(client, db).finally(() => begun);
    const last = done.last?.();
    ending = end(client, last);
    db.close();
  } catch (error) {
    // What else the work had begun must not go on behind its end.
    db.close();
    client.release(await undo(client));
    throw error;
  }
  const released = ending.then(
    () => client.release(),
    (error: unknown) => client.release(isUnknown(error) ? (error as Error) : undefined),
  );
  // Where nothing was written there is nothing that the end could lose, and nobody waits for it.
  if (db.wrote) await ending.finally(() => released);
  return done.result;
}

async function begin(client: pg.PoolClient, db: OwnSession, premise: Premise | null): Promise<void> {
  try {
    sendTogether(client);
    // Several statements in one message answer with a list.
    const answers = (await client.query(`${BEGIN}; ${premise?.sql ?? ""}`)) as unknown as
      | pg.QueryResult
      | pg.QueryResult[];
    if (premise && !premise.holds([answers].flat().at(-1) as pg.QueryResult)) throw new Unfounded();
  } catch (error) {
    // Without a transaction every statement that followed would be one of its own.
    db.close();
    throw error;
  }
}

/** Sends COMMIT behind the last statements; one of them that fails makes PostgreSQL answer it with ROLLBACK. */
async function end(client: pg.PoolClient, last: Promise<unknown> | undefined): Promise<void> {
  sendTogether(client);
  const [ended, committed] = await Promise.allSettled([last, client.query("COMMIT")]);
  if (committed.status === "rejected") {
    const cause: unknown = committed.reason;
    // Class 40 is PostgreSQL's own word that nothing happened; any other failure here may have come after the flush.
    if (sqlState(cause).startsWith("40")) throw cause;
    throw new SetuError("UNKNOWN_OUTCOME", "the connection broke during the commit: read again", { cause });
  }
  const undone = committed.value.command !== "COMMIT";
  if (ended.status === "rejected") {
    const cause: unknown = ended.reason;
    if (undone) throw cause;
    throw new SetuError("UNKNOWN_OUTCOME", "committed, and then something failed: read again", { cause });
  }
  // A failed statement whose error was swallowed.
  if (undone) throw new Error("the transaction had failed before its end");
}

const isUnknown = (error: unknown): boolean => error instanceof SetuError && error.code === "UNKNOWN_OUTCOME";

/** @returns the error when the connection cannot be used again */
async function undo(client: pg.PoolClient): Promise<Error | undefined> {
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
