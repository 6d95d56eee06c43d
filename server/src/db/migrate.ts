import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import type pg from "pg";

/** Numbered, forward only, one transaction each. The comment at its head says to an operator what it does. */
export type Migration = {
  readonly no: number;
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
};

/** Runs beside a migration, in its transaction. */
export type Around = (client: pg.ClientBase, run: () => Promise<void>) => Promise<void>;

const FOLDER = join(import.meta.dirname, "migrations");

export function loadMigrations(folder = FOLDER): readonly Migration[] {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name), "utf8");
      const digest = createHash("sha256").update(sql).digest("hex");
      return { no: Number(name.slice(0, 4)), name, sql, digest };
    });
  // A number may be left out, for those who write one at the same time; none stands twice, and none is no number.
  for (const [i, { no, name }] of found.entries()) {
    if (!(no > (found[i - 1]?.no ?? 0))) throw new Error(`the migrations are not numbered upwards: ${name}`);
  }
  return found;
}

const TABLE = `CREATE TABLE IF NOT EXISTS migration (
  no integer PRIMARY KEY,
  name text NOT NULL,
  digest text NOT NULL,
  breaking boolean NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
)`;

/**
 * Brings the schema up to this program's. Any number of processes may call it at once: the row of a migration is
 * inserted before it runs, so the others wait there and then find it done. What is killed on the way is as if the
 * migration had not begun, and the next call goes on with it.
 * @throws INTERNAL when a newer program has changed the database, or a migration was edited; nothing is changed then
 */
export async function migrate(
  pool: pg.Pool,
  migrations = loadMigrations(),
  around: Around = (_, run) => run(),
): Promise<void> {
  await createTable(pool);
  const { rows } = await pool.query<{ name: string }>(
    "SELECT name FROM migration WHERE no <> ALL ($1::int[]) ORDER BY no DESC LIMIT 1",
    [migrations.map(({ no }) => no)],
  );
  if (rows[0])
    throw new SetuError(
      "INTERNAL",
      `a newer program has changed this database (${rows[0].name}): start that one, or take its upgrade back with setu upgrade --back`,
    );
  for (const migration of migrations) {
    if (!(await isDone(pool, migration))) await apply(pool, migration, around);
  }
}

/** What `IF NOT EXISTS` still answers when two sessions create at once: a key, the table, or the type of its rows. */
const COLLIDED: readonly string[] = ["23505", "42P07", "42710"];

/** The loser looks again. */
async function createTable(pool: pg.Pool): Promise<void> {
  try {
    await pool.query(TABLE);
  } catch (error) {
    if (!COLLIDED.includes(codeOf(error))) throw error;
    await pool.query(TABLE);
  }
}

async function isDone(pool: pg.Pool, { no, name, digest }: Migration): Promise<boolean> {
  const { rows } = await pool.query<{ digest: string }>("SELECT digest FROM migration WHERE no = $1", [no]);
  if (rows[0] && rows[0].digest !== digest) {
    throw new SetuError("INTERNAL", `migration ${name} was changed after it had been applied`);
  }
  return rows[0] !== undefined;
}

async function apply(pool: pg.Pool, migration: Migration, around: Around): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // DDL of a long migration may wait behind readers longer than a command may.
    await client.query("BEGIN; SET LOCAL lock_timeout = 0");
    await applyWithin(client, migration, around);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
  await isDone(pool, migration);
}

/** Within a transaction of the caller's; nothing when it was done already. */
export async function applyWithin(
  client: pg.ClientBase,
  { no, name, digest, sql }: Migration,
  around: Around,
): Promise<void> {
  const { rowCount } = await client.query(
    // Databases of before have the column `breaking`, which says nothing any more.
    "INSERT INTO migration (no, name, digest, breaking) VALUES ($1, $2, $3, false) ON CONFLICT DO NOTHING",
    [no, name, digest],
  );
  if (rowCount !== 1) return;
  await around(client, async () => {
    await client.query(sql);
  });
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "";
