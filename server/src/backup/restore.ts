import { SetuError } from "@setu/core";
import pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { applyWithin, loadMigrations, migrate } from "../db/migrate.ts";
import { migrationsOf } from "../db/schema-versions.ts";
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
const IDENTITY = `SELECT c.relname AS name, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' WHERE a.attidentity <> '' AND c.relkind = 'r'`;

/**
 * Fills an empty database from a backup and today's keyring, in one transaction, after both were read to their end. What
 * happened since then the node takes back from the peer at its next start, before it signs anything. A file of an earlier
 * schema fills the tables as they were then, and the same transaction brings them up to this program's.
 * @param schema "as-it-was": the tables stay as in the file, for the earlier program to go on with
 * @throws BAD_BUNDLE for what is no backup of this node; USAGE for a database that is in use, or a file that a newer version
 *   of this program has written; no row is there then
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
  if (backup.head.migrations.join() !== keyring.head.migrations.join())
    throw new SetuError(
      "USAGE",
      "the keyring is of another schema than the backup: use the two of one version",
    );
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
      for (const path of [from.backup, from.keyring]) await fill(client, tables, readFile(path, key));
      await client.query(REVISIONS);
      const since =
        schema === "upgraded"
          ? loadMigrations().filter(({ no }) => !then.some((each) => each.no === no))
          : [];
      for (const each of since) await applyWithin(client, each, keepingSeals(atRest));
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

async function fill(
  client: pg.ClientBase,
  tables: ReadonlyMap<string, Table>,
  lines: ReturnType<typeof readFile>,
): Promise<void> {
  let table: Table | undefined;
  let rows: (readonly (string | null)[])[] = [];
  const put = async () => {
    if (table && rows.length > 0) await insert(client, table, rows);
    rows = [];
  };
  for await (const line of lines) {
    if ("table" in line) {
      await put();
      table = inOrder(tables.get(line.table), line.columns);
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

/** Two databases may have come to the same columns in another order. @throws BAD_BUNDLE */
function inOrder(table: Table | undefined, columns: readonly string[]): Table {
  const found = columns.map((name) => table?.columns.find((column) => column.name === name));
  const known = found.filter((column) => column !== undefined);
  if (!table || known.length !== columns.length || known.length !== table.columns.length)
    throw new SetuError("BAD_BUNDLE", "the backup has other tables than this database");
  return { ...table, columns: known };
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

/** Today's keyring may know of more than the backup: a file that came since is in neither of the two as a whole. */
const THERE: Readonly<Record<string, string>> = {
  upload: `EXISTS (SELECT FROM public.officer WHERE officer.id = new.officer)
    AND EXISTS (SELECT FROM public.attachment_part WHERE attachment_part.c = new.c)`,
};

/** A list of columns, each a list of values: as many parameters as columns, however many rows. */
async function insert(
  client: pg.ClientBase,
  { name, columns }: Table,
  rows: readonly (readonly (string | null)[])[],
): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join(", ");
  const values = columns.map(({ name: column, type }) => `new.${quoted(column)}::${type}`).join(", ");
  const lists = columns.map((_, i) => `$${i + 1}::text[]`).join(", ");
  await client.query(
    `INSERT INTO public.${quoted(name)} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM unnest(${lists}) AS new (${names}) WHERE ${THERE[name] ?? true}`,
    columns.map((_, i) => rows.map((row) => row[i] ?? null)),
  );
}
