import { SetuError } from "@setu/core";
import type pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { applyWithin, loadMigrations, migrate, type Migration } from "../db/migrate.ts";
import { schemaVersion } from "../db/schema-versions.ts";
import { keepingSeals, migrateKeeping } from "../standing/migrating.ts";

export type Plan = {
  /** Versions of the schema; the same where migrations were added to a version that is not given out yet. */
  readonly from: number;
  readonly to: number;
  readonly steps: readonly Step[];
  /** Of the database, in bytes: a backup takes no more, and is read once to be checked. */
  readonly bytes: number;
};
/** Forward only: none is undone by itself, all of them by the backup that is made before. */
type Step = { readonly name: string; readonly what: string };

const APPLIED = "SELECT no FROM migration ORDER BY no";

/** @throws INTERNAL when a newer program has changed the database */
export async function planUpgrade(pool: pg.Pool): Promise<Plan> {
  const known = loadMigrations();
  const done = await applied(pool);
  // Says the one sentence for a newer database; of what is applied nothing is run again.
  await migrate(
    pool,
    known.filter(({ no }) => done.has(no)),
  );
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT pg_database_size(current_database()) AS bytes",
  );
  return {
    from: schemaVersion(Math.max(...done)),
    to: schemaVersion(Math.max(...known.map(({ no }) => no))),
    steps: known.filter(({ no }) => !done.has(no)).map(({ name, sql }) => ({ name, what: headOf(sql) })),
    bytes: Number(rows[0]?.bytes),
  };
}

/** The comment at the head of a migration, as one line. */
const headOf = (sql: string): string =>
  (/^(?:--.*\n)+/.exec(sql)?.[0] ?? "").replaceAll(/^-- ?/gm, "").replaceAll("\n", " ").trim();

/**
 * Does it all on the data that is there, and takes it back: what fails here would have failed then, and the time is measured.
 * Nobody else may use the database meanwhile.
 * @returns milliseconds of each step
 */
export async function rehearse(pool: pg.Pool, atRest: AtRest): Promise<readonly number[]> {
  const waiting = await pendingOf(pool);
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const times: number[] = [];
    for (const each of waiting) {
      const began = performance.now();
      await applyWithin(client, each, keepingSeals(atRest));
      times.push(Math.round(performance.now() - began));
    }
    return times;
  } finally {
    await client.query("ROLLBACK").finally(() => client.release());
  }
}

/** One after the other, each in its transaction; what was killed in between is gone on with by the next call. */
export async function upgrade(pool: pg.Pool, atRest: AtRest, done: (name: string) => void): Promise<void> {
  const known = loadMigrations();
  const before = await applied(pool);
  for (const each of known.filter(({ no }) => !before.has(no))) {
    before.add(each.no);
    await migrate(
      pool,
      known.filter(({ no }) => before.has(no)),
      keepingSeals(atRest),
    );
    done(each.name);
  }
}

/**
 * The schema as this program needs it. An empty database gets it, and so does a demonstration; any other is changed by
 * `setu upgrade` alone, which makes a backup first (decision 0024).
 * @throws USAGE with the command to give; INTERNAL when a newer program has changed the database
 */
export async function requireSchema(pool: pg.Pool, atRest: AtRest, demo: boolean): Promise<void> {
  const waiting = demo || (await isEmpty(pool)) ? [] : await pendingOf(pool);
  if (waiting.length > 0)
    throw new SetuError(
      "USAGE",
      `the database is of an earlier version, ${waiting.length} migrations behind: run setu upgrade, which makes a backup first`,
    );
  await migrateKeeping(pool, atRest);
}

async function pendingOf(pool: pg.Pool): Promise<readonly Migration[]> {
  const done = await applied(pool);
  return loadMigrations().filter(({ no }) => !done.has(no));
}

async function applied(pool: pg.Pool): Promise<Set<number>> {
  return new Set((await pool.query<{ no: number }>(APPLIED)).rows.map(({ no }) => no));
}

/** Nobody has used it: no officer, no log, or not even their tables. */
async function isEmpty(pool: pg.Pool): Promise<boolean> {
  const tables = await pool.query(
    "SELECT FROM pg_class WHERE oid IN (to_regclass('officer'), to_regclass('own_log'))",
  );
  if (tables.rowCount !== 2) return true;
  const used = await pool.query("SELECT FROM officer UNION ALL SELECT FROM own_log LIMIT 1");
  return used.rowCount === 0;
}
