import pg from "pg";

const DUPLICATE_DATABASE = "42P04";
const UNIQUE_VIOLATION = "23505";

/**
 * Creates a database on the server of `url`, as a copy of `template` when given (which must have no sessions then).
 * Returns the new database's url.
 *
 * @throws the server's error, such as 42P04 when the name is taken (unless `ifMissing`)
 */
export async function createDatabase(
  url: string,
  name: string,
  options: { readonly template?: string; readonly ifMissing?: boolean } = {},
): Promise<string> {
  const source = options.template === undefined ? "" : ` TEMPLATE ${pg.escapeIdentifier(options.template)}`;
  try {
    await onServer(url, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${source}`));
  } catch (error) {
    // Two at once: the loser sees the name taken, or the unique index hit.
    const { code } = error as pg.DatabaseError;
    const taken = code === DUPLICATE_DATABASE || code === UNIQUE_VIOLATION;
    if (!(options.ifMissing && taken)) throw error;
  }
  return urlOfDatabase(url, name);
}

/** Drops a database and cuts its sessions. Nothing happens when it does not exist. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  const statement = `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`;
  await onServer(url, (client) => client.query(statement));
}

/** The same server, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

/** Runs on one connection of its own, which is closed afterwards. */
export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  // A server that goes away between two queries reports here; the next query reports it to the caller.
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
