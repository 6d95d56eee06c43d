import { SetuError } from "@setu/core";
import pg from "pg";
import { types } from "./wire.ts";

export type PoolOptions = {
  readonly url: string;
  readonly max?: number;
  /** A connection that nobody was using is gone. */
  readonly lost?: (error: Error) => void;
};

/**
 * A pool that survives the loss of PostgreSQL: a broken connection is dropped and the next question opens a new one.
 */
export function openPool({ url, max = 16, lost = () => {} }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: "setu",
    // Statements of one transaction that do not wait for each other's answers go out together, in their order.
    pipeline: true,
    // A process that was stopped inside a transaction must not keep the locks of the others' work.
    idle_in_transaction_session_timeout: 30_000,
    lock_timeout: 20_000,
  });
  // Without listeners a connection lost while idle ends the process.
  pool.on("error", lost);
  pool.on("connect", (client) => void client.on("error", lost));
  return pool;
}

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  // With `off` an acknowledged commit can be lost; `local` and `remote_write` trust less than they say on a standby.
  synchronous_commit: ["on", "remote_apply"],
  fsync: ["on"],
  full_page_writes: ["on"],
  server_encoding: ["UTF8"],
};
const OLDEST = 150_000;

/** What a server says of itself while it starts or stops (PostgreSQL, appendix A, class 57). */
const NOT_NOW: ReadonlySet<string> = new Set(["57P01", "57P02", "57P03"]);

/** Whoever supervises this process starts it again for BUSY: the server may only be later than we are. */
function unreached(cause: unknown): unknown {
  const { code = "", syscall } = cause as { readonly code?: string; readonly syscall?: string };
  const away = syscall === "connect" || NOT_NOW.has(code);
  return away ? new SetuError("BUSY", "the database does not answer", { cause }) : cause;
}

/** @throws BUSY when it cannot be reached, INTERNAL when it could lose what it has acknowledged or is older than PostgreSQL 15 */
export async function checkServer(pool: pg.Pool): Promise<void> {
  const { rows } = await pool
    .query<{ name: string; setting: string }>("SELECT name, setting FROM pg_settings WHERE name = ANY ($1)", [
      [...Object.keys(REQUIRED), "server_version_num"],
    ])
    .catch((error: unknown) => {
      throw unreached(error);
    });
  const settings = new Map(rows.map((row) => [row.name, row.setting]));
  for (const [name, allowed] of Object.entries(REQUIRED)) {
    const value = settings.get(name) ?? "";
    if (!allowed.includes(value)) {
      throw new SetuError(
        "INTERNAL",
        `PostgreSQL runs with ${name} = ${value}: it could lose acknowledged data`,
        {
          detail: { setting: name },
        },
      );
    }
  }
  if (Number(settings.get("server_version_num")) < OLDEST) {
    throw new SetuError("INTERNAL", "PostgreSQL 15 or later is needed");
  }
}
