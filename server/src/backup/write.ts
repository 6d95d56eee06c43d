import pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { described, schemaVersion } from "../db/schema-versions.ts";
import { checkFile, type Checked } from "./check.ts";
import { backupKey, writeFile, type Head, type Line } from "./file.ts";
import { KEYRING, LEFT_OUT, quoted, tablesOf, type Table } from "./tables.ts";

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
 * @throws BAD_BUNDLE when what stands in the database is not what was signed
 */
export async function writeBackup(
  { url, atRest, party, instance, now }: BackupOf,
  to: { readonly backup: string; readonly keyring: string },
): Promise<Checked> {
  const client = new pg.Client({ connectionString: url, application_name: "setu backup" });
  await client.connect();
  try {
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
    const keyring = tables.filter(({ name }) => KEYRING.includes(name));
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
    const order = key.length > 0 ? ` ORDER BY ${key.map(quoted).join(", ")}` : "";
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
