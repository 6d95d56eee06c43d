import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import type { Session } from "./session.ts";
import type { Premise } from "./transaction.ts";
import { raiseWall, WALL } from "./walls.ts";

/** What makes the tables. */
export const DERIVED = [
  "derived.sql",
  "derived-duty.sql",
  "derived-desks.sql",
  "derived-individuals.sql",
  "derived-suspension.sql",
  "derived-recalls.sql",
  "derived-keys.sql",
]
  .map((file) => readFileSync(join(import.meta.dirname, file), "utf8"))
  .join("\n");
const VERSION = createHash("sha256").update(DERIVED).update(WALL).digest("hex").slice(0, 16);

const READY = "SELECT version FROM derived.ready";
/** Asked with every BEGIN. */
export const DERIVED_READY: Premise = { sql: READY, holds: isThisVersion };
const DONE = "INSERT INTO derived.ready VALUES ($1)";
const EXISTS = "SELECT to_regclass('derived.ready') IS NOT NULL AS exists";
/** Processes that find the tables empty at once do the work once. */
const LOCK = "SELECT pg_advisory_xact_lock(7268331)";

/**
 * The derived tables are there and full before any transaction reads them. They are UNLOGGED: a crash of PostgreSQL
 * or a failover empties them, and a transaction over an empty table would take every item for unopened.
 */
export class Derived {
  readonly #fill: (db: Session) => Promise<void>;

  constructor(fill: (db: Session) => Promise<void>) {
    this.#fill = fill;
  }

  /** In the caller's transaction: it is seen whole or not at all. */
  async rebuild(client: pg.ClientBase, db: Session, when: "now" | "if-needed"): Promise<void> {
    await client.query(LOCK);
    if (when === "if-needed" && (await isReady(client))) return;
    await client.query(DERIVED);
    await raiseWall(client);
    await this.#fill(db);
    await db.change(DONE, [VERSION]);
  }
}

async function isReady(client: pg.ClientBase): Promise<boolean> {
  const found = await client.query<{ exists: boolean }>(EXISTS);
  return found.rows[0]?.exists === true && isThisVersion(await client.query(READY));
}

function isThisVersion({ rows }: pg.QueryResult): boolean {
  return (rows as { version: string }[])[0]?.version === VERSION;
}
