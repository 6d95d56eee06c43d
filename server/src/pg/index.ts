import pg from "pg";
import { createDatabase } from "./admin.ts";
import { SUPERUSER } from "./cluster.ts";
import { takeLease } from "./lease.ts";
import { placesOf, PORT } from "./paths.ts";

export { createDatabase, dropDatabase } from "./admin.ts";
export { PostgresError, type PostgresErrorCode } from "./errors.ts";

export interface PostgresOptions {
  /** A folder for this cluster alone; made when missing. */
  readonly dataDir: string;
  /** Events in plain words: started, adopted, supervised again. */
  readonly log?: (line: string) => void;
  /** How long PostgreSQL outlives a last holder that died without `stop()`; milliseconds, 10 s by default. */
  readonly graceMs?: number;
  /** Delete the data folder when the last holder is gone: for tests. */
  readonly ephemeral?: boolean;
  /** How root runs PostgreSQL. Chosen by trying when absent. */
  readonly way?: "namespace" | "user";
}

export interface Postgres {
  /** Of the database `setu`, for `pg`. Stays the same over restarts. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Of the server, such as "18.4". */
  readonly version: string;
  /** PostgreSQL was running before this call. */
  readonly adopted: boolean;
  /** Process ids at the time of the call, for tests and for `doctor`. */
  readonly pids: { readonly supervisor: number; readonly postmaster: number };
  /** Lets go. When no other process holds PostgreSQL, resolves after it has shut down cleanly. */
  stop(): Promise<void>;
}

export const DATABASE = "setu";

/**
 * Starts the embedded PostgreSQL on a folder, or joins the one that runs there. Any number of processes may hold the
 * same folder; PostgreSQL runs until the last one has gone.
 *
 * @throws PostgresError with one sentence and a stable code
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { dataDir, log = () => {}, graceMs = 10_000, ephemeral = false, way } = options;
  const places = placesOf(dataDir);
  const orders = { dataDir: places.home, graceMs, ephemeral, ...(way && { way }) };
  const lease = await takeLease(places, orders, log);
  const { socketFolder: host, version, supervisor, postmaster } = lease.first;
  const adopted = !lease.started || lease.first.adopted;
  const url = socketUrl(host, DATABASE);
  try {
    await ensureDatabase(url, host);
  } catch (error) {
    await lease.release();
    throw error;
  }
  log(`PostgreSQL ${version} ${adopted ? "was running already" : "started"} in ${places.home}`);
  return {
    url,
    host,
    port: PORT,
    user: SUPERUSER,
    database: DATABASE,
    version,
    adopted,
    pids: { supervisor, postmaster },
    stop: () => lease.release(),
  };
}

/**
 * Where the database is: `DATABASE_URL` when the operator set it (then nothing is started and `stop` does nothing),
 * else the embedded PostgreSQL on the given folder.
 */
export async function databaseUrl(
  options: PostgresOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Pick<Postgres, "url" | "stop">> {
  const url = env["DATABASE_URL"];
  if (url !== undefined && url !== "") return { url, stop: async () => {} };
  return startPostgres(options);
}

export const socketUrl = (folder: string, database: string): string =>
  `postgresql://${SUPERUSER}@localhost:${PORT}/${database}?host=${encodeURIComponent(folder)}`;

async function ensureDatabase(url: string, host: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
  } catch (error) {
    if ((error as pg.DatabaseError).code !== "3D000") throw error; // invalid_catalog_name
    await createDatabase(socketUrl(host, "postgres"), DATABASE, { ifMissing: true });
  } finally {
    await client.end().catch(() => {});
  }
}
