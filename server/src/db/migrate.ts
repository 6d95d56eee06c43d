import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import type pg from "pg";

/**
 * Numbered, forward only, one transaction each. A file that begins with `--! breaking` says that programs from before
 * it cannot work with the schema after it; every other migration must leave them working.
 */
export type Migration = {
  readonly no: number;
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
  readonly breaking: boolean;
};

const FOLDER = join(import.meta.dirname, "migrations");

export function loadMigrations(folder = FOLDER): readonly Migration[] {
  const found = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(folder, name), "utf8");
      const digest = createHash("sha256").update(sql).digest("hex");
      return { no: Number(name.slice(0, 4)), name, sql, digest, breaking: sql.startsWith("--! breaking\n") };
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
 * inserted before it runs, so the others wait there and then find it done.
 * @throws INTERNAL when the database was changed by a newer program in a breaking way, or a migration was edited
 */
export async function migrate(pool: pg.Pool, migrations = loadMigrations()): Promise<void> {
  await createTable(pool);
  for (const migration of migrations) {
    if (!(await isDone(pool, migration))) await apply(pool, migration);
  }
  const newest = migrations.at(-1)?.no ?? 0;
  const { rows } = await pool.query<{ name: string }>(
    "SELECT name FROM migration WHERE no > $1 AND breaking ORDER BY no LIMIT 1",
    [newest],
  );
  if (rows[0]) throw new SetuError("INTERNAL", `a newer program has changed this database: ${rows[0].name}`);
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

async function apply(pool: pg.Pool, migration: Migration): Promise<void> {
  const { no, name, digest, breaking, sql } = migration;
  const client = await pool.connect();
  try {
    // DDL of a long migration may wait behind readers longer than a command may.
    await client.query("BEGIN; SET LOCAL lock_timeout = 0");
    const { rowCount } = await client.query(
      "INSERT INTO migration (no, name, digest, breaking) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
      [no, name, digest, breaking],
    );
    if (rowCount === 1) await client.query(sql);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
  await isDone(pool, migration);
}

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? "";
