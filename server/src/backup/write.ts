import { SetuError } from "@setu/core";
import pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { described, schemaVersion } from "../db/schema-versions.ts";
import { checkFile, type Checked } from "./check.ts";
import { backupKey, writeFile, type Head, type Line } from "./file.ts";
import { KEPT_ONCE, LEFT_OUT, quoted, tablesOf, type Table } from "./tables.ts";

/** Of the connection, on whichever machine of the node: a process that dies lets go of it. */
const ALONE = "SELECT pg_try_advisory_lock(hashtextextended('setu backup', 0)) AS alone";
/** A row may be a part of an attachment: so many are in memory at once. */
const FETCH = 32;

export type BackupOf = {
  readonly url: string;
  readonly atRest: AtRest;
  readonly party: string;
  readonly instance: number;
  readonly now: number;
};

/**
 * Writes the database as it is at one instant, beside whatever runs over it, and its keyring of the same instant into the
 * one file that is kept of it. A file stands under its name only after it was read back and found whole.
 * @throws BAD_BUNDLE when what stands in the database is not what was signed; BUSY while another backup is written: the
 *   older of two would leave its keyring
 */
export async function writeBackup(
  { url, atRest, party, instance, now }: BackupOf,
  to: { readonly backup: string; readonly keyring: string },
): Promise<Checked> {
  const client = new pg.Client({ connectionString: url, application_name: "setu backup" });
  await client.connect();
  try {
    const { rows: mine } = await client.query<{ alone: boolean }>(ALONE);
    if (mine[0]?.alone !== true)
      throw new SetuError("BUSY", "another backup of this database is being written");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const tables = await tablesOf(client);
    const { rows: applied } = await client.query<Applied>(
      "SELECT no, name, digest FROM migration ORDER BY no",
    );
    const head = (of: Head["of"]): Head => ({
      format: "setu-backup/1",
      of,
      party,
      instance,
      at: now,
      migrations: applied.map(described),
      schema: schemaVersion(applied.at(-1)?.no ?? 0),
    });
    const key = backupKey(atRest);
    // The keyring first: a backup that counts has one beside it.
    const keyring = tables.filter(({ name }) => KEPT_ONCE.includes(name));
    await writeFile(to.keyring, key, linesOf(client, head("keyring"), keyring), async (path) => {
      await checkFile(path, atRest);
    });
    const stores = tables.filter(({ name }) => !Object.hasOwn(LEFT_OUT, name));
    let checked: Checked | null = null;
    await writeFile(to.backup, key, linesOf(client, head("database"), stores), async (path) => {
      checked = await checkFile(path, atRest);
    });
    if (!checked) throw new Error("the backup was not looked through");
    return checked;
  } finally {
    await client.end();
  }
}

type Applied = { readonly no: number; readonly name: string; readonly digest: string };

async function* linesOf(client: pg.Client, head: Head, tables: readonly Table[]): AsyncGenerator<Line> {
  yield head;
  for (const { name, columns, key } of tables) {
    yield { table: name, columns: columns.map((column) => column.name) };
    const list = columns.map((column) => `${quoted(column.name)}::text`).join(", ");
    // Named with its table: the bare name is that of the text beside it, by which 10 comes before 2.
    const order =
      key.length > 0
        ? ` ORDER BY ${key.map((column) => `${quoted(name)}.${quoted(column)}`).join(", ")}`
        : "";
    await client.query(
      `DECLARE rows NO SCROLL CURSOR FOR SELECT ${list} FROM public.${quoted(name)}${order}`,
    );
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({
        text: `FETCH ${FETCH} FROM rows`,
        rowMode: "array",
      });
      yield* rows;
      if (rows.length < FETCH) break;
    }
    await client.query("CLOSE rows");
  }
}
