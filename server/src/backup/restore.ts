import { SetuError } from "@setu/core";
import pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { applyWithin, loadMigrations, migrate, type Migration } from "../db/migrate.ts";
import { described, migrationsOf } from "../db/schema-versions.ts";
import { sessionOf } from "../db/session.ts";
import { types } from "../db/wire.ts";
import { keepingSeals } from "../standing/migrating.ts";
import { sealed, standings } from "../standing/sealing.ts";
import { Witness } from "../standing/witness.ts";
import { checkFile, type Checked } from "./check.ts";
import { backupKey, readFile } from "./file.ts";
import { LEFT_OUT, quoted, tablesOf, type Table } from "./tables.ts";
import type { BackupOf } from "./write.ts";

const BATCH = 32;
const USED = `SELECT (SELECT count(*) FROM own_log) + (SELECT count(*) FROM officer) AS n`;
// A window that was open before the restore knows numbers that the backup does not: none of them is given to another draft.
const REVISIONS = `SELECT setval('draft_revision', coalesce((SELECT max(revision) FROM draft), 0) + 1000000)`;
// What was signed since in the place of what had been given up may be lost by this: it is given up anew, or by nobody.
const ACCEPTED = "DELETE FROM public.monotone WHERE key LIKE 'accepted:%'";
const IDENTITY = `SELECT c.relname AS name, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' WHERE a.attidentity <> '' AND c.relkind = 'r'`;

/**
 * Fills an empty database from a backup and today's keyring, in one transaction, after both were read to their end. What
 * happened since then the node takes back from the peer at its next start, before it signs anything. A file of an earlier
 * schema fills the tables as they were then, and the same transaction brings them up to this program's. The keyring is of a
 * later day and so perhaps of a later schema: it is filled in where the tables have become its own, or, where they stay as
 * they were, without the columns that were added since.
 * @param schema "as-it-was": the tables stay as in the file, for the earlier program to go on with
 * @throws BAD_BUNDLE for what is no backup of this node; USAGE for a database that is in use, a backup that a newer version
 *   of this program has written, or a keyring of before it; no row is there then
 */
export async function restoreBackup(
  { url, atRest, party, instance }: Omit<BackupOf, "now">,
  from: { readonly backup: string; readonly keyring: string },
  schema: "upgraded" | "as-it-was" = "upgraded",
): Promise<Checked> {
  const key = backupKey(atRest);
  const [backup, keyring] = [await checkFile(from.backup, atRest), await checkFile(from.keyring, atRest)];
  for (const [{ head }, of] of [
    [backup, "database"],
    [keyring, "keyring"],
  ] as const)
    assertFits(head, { party, instance, of });
  assertLater(keyring.head, backup.head);
  const then = migrationsOf(backup.head.migrations);
  const pool = new pg.Pool({ connectionString: url, max: 2, types });
  try {
    await migrate(pool, then);
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const { rows } = await client.query<{ n: number }>(USED);
      if (rows[0]?.n !== 0)
        throw new SetuError("USAGE", "this database is in use: restore into an empty one");
      const tables = new Map((await tablesOf(client)).map((table) => [table.name, table]));
      for (const name of [...tables.keys()].toReversed())
        if (!(name in LEFT_OUT)) await client.query(`DELETE FROM public.${quoted(name)}`);
      await fill(client, tables, readFile(from.backup, key));
      const since = schema === "upgraded" ? missing(then) : [];
      const [first, rest] = [true, false].map((known) =>
        since.filter((each) => keyring.head.migrations.includes(described(each)) === known),
      );
      for (const each of first ?? []) await applyWithin(client, each, keepingSeals(atRest));
      const grown = new Map((await tablesOf(client)).map((table) => [table.name, table]));
      await fill(client, grown, readFile(from.keyring, key), backup.head.at);
      for (const each of rest ?? []) await applyWithin(client, each, keepingSeals(atRest));
      await client.query(REVISIONS);
      await client.query(ACCEPTED);
      await endTokens(client, atRest);
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
  return backup;
}

type Expected = { readonly party: string; readonly instance: number; readonly of: Checked["head"]["of"] };

function assertFits(head: Checked["head"], { party, instance, of }: Expected): void {
  if (head.party !== party || head.instance !== instance || head.of !== of)
    throw new SetuError("BAD_BUNDLE", `this is not the ${of} of this node`);
}

/** A keyring of before lacks keys, and has those of what was destroyed before the backup. @throws USAGE */
function assertLater(keyring: Checked["head"], backup: Checked["head"]): void {
  const known = new Set(keyring.migrations);
  if (keyring.at < backup.at || !backup.migrations.every((each) => known.has(each)))
    throw new SetuError("USAGE", "the keyring is older than the backup: use the one that was written last");
}

const missing = (then: readonly Migration[]): readonly Migration[] =>
  loadMigrations().filter(({ no }) => !then.some((each) => each.no === no));

/** @param keptOnce when the backup was made, for the file that is kept once: it may know more than these tables */
async function fill(
  client: pg.ClientBase,
  tables: ReadonlyMap<string, Table>,
  lines: ReturnType<typeof readFile>,
  keptOnce: number | null = null,
): Promise<void> {
  let into: Into | undefined;
  let rows: (readonly (string | null)[])[] = [];
  const put = async () => {
    if (into && rows.length > 0) await insert(client, into, rows, keptOnce);
    rows = [];
  };
  for await (const line of lines) {
    if ("table" in line) {
      await put();
      const table = tables.get(line.table);
      into = table || keptOnce === null ? inOrder(table, line.columns, keptOnce !== null) : undefined;
      // Files of before schema version 3 have in the backup what is kept once by now, as it was then.
      if (into && keptOnce !== null) await client.query(`DELETE FROM public.${quoted(line.table)}`);
    } else if (!("format" in line) && rows.push(line) === BATCH) await put();
  }
  await put();
  const { rows: counters } = await client.query<{ name: string; column: string }>(IDENTITY);
  for (const { name, column } of counters)
    await client.query(
      `SELECT setval(pg_get_serial_sequence($1, $2), greatest((SELECT max(${quoted(column)}) FROM public.${quoted(name)}), 1))`,
      [`public.${quoted(name)}`, column],
    );
}

type Into = Table & {
  /** Which value of a line is of which column. */
  readonly at: readonly number[];
};

/**
 * Two databases may have come to the same columns in another order.
 * @param more the file may have columns that the table has not got yet
 * @throws BAD_BUNDLE
 */
function inOrder(table: Table | undefined, names: readonly string[], more: boolean): Into {
  const found = names.map((name) => table?.columns.find((column) => column.name === name));
  const columns = found.filter((column) => column !== undefined);
  if (!table || columns.length !== table.columns.length || (columns.length !== names.length && !more))
    throw new SetuError("BAD_BUNDLE", "the backup has other tables than this database");
  return { ...table, columns, at: found.flatMap((column, i) => (column ? [i] : [])) };
}

/**
 * A token opens without a person, and which of them were ended since nobody knows any more: all are. It is part of what the
 * officer's row stands for, so those that were believed are sealed anew; the next start tells the home log.
 */
async function endTokens(client: pg.ClientBase, atRest: AtRest): Promise<void> {
  const witness = new Witness(atRest);
  const db = Object.assign(sessionOf(client), { witness });
  const believed = (await standings({ db }, null, true)).filter((row) => witness.vouches(row));
  await db.change("DELETE FROM token", []);
  const after = await standings(
    { db },
    believed.map(({ id }) => id),
    true,
  );
  await sealed(
    { db },
    after.filter((row) => !witness.vouches(row)),
  );
}

/**
 * What is kept once may be of a later day than the backup. A file that came since is in neither as a whole; of a proposal that
 * was made since, the home log of here knows nothing.
 */
const IS_OFFICER = `EXISTS (SELECT FROM public.officer WHERE officer.id = new.officer)`;
const THERE: Readonly<Record<string, (backupAt: number) => string>> = {
  upload: () =>
    `${IS_OFFICER} AND EXISTS (SELECT FROM public.attachment_part WHERE attachment_part.c = new.c)`,
  draft: () => IS_OFFICER,
  held: () => IS_OFFICER,
  saved_view: () => IS_OFFICER,
  proposal: (backupAt) => `${IS_OFFICER} AND new.at::bigint <= ${backupAt}
    AND (new.approver IS NULL OR EXISTS (SELECT FROM public.officer WHERE officer.id = new.approver))`,
};

/** A list of columns, each a list of values: as many parameters as columns, however many rows. */
async function insert(
  client: pg.ClientBase,
  { name, columns, at }: Into,
  rows: readonly (readonly (string | null)[])[],
  keptOnce: number | null,
): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map(({ name: column, type }) => `new.${quoted(column)}::${type}`).join(", ");
  const lists = columns.map((_, i) => `$${i + 1}::text[]`).join(", ");
  const there = keptOnce === null ? null : THERE[name]?.(keptOnce);
  await client.query(
    `INSERT INTO public.${quoted(name)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM unnest(${lists}) AS new (${names}) WHERE ${there ?? true}`,
    at.map((i) => rows.map((row) => row[i] ?? null)),
  );
}
