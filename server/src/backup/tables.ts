import type pg from "pg";

/**
 * Kept once, in the one file beside the backups that each of them replaces: what opens a record, and what officers have
 * written that stands in no log yet. An old copy of either would undo what was destroyed (record.md section 2): what is
 * written is sealed under the key at rest alone, which this node still has. A newer file is read into older tables too (`setu upgrade
 * --back`), so later migrations only add columns here.
 */
export const KEPT_ONCE: readonly string[] = ["keyring", "upload", "draft", "held", "proposal", "saved_view"];
/** What of a database stands in a backup: every table of the four stores but these. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    KEPT_ONCE.map((name) => [name, "one copy beside the backups, overwritten each time"]),
  ),
  session: "whoever was signed out since stays so",
  feed: "an address that opens without a person: whoever has ended one since stays without",
  enrolment: "a code that was used since is not new",
  spent_proof: "lasts minutes",
  migration: "stands in the head of the file",
};

export type Table = {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** By which its rows are ordered. */
  readonly key: readonly string[];
};

const COLUMNS = `SELECT c.relname AS name, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnum = ANY (i.indkey::smallint[]) AS key
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relkind = 'r' AND c.relpersistence = 'p' ORDER BY c.relname, a.attnum`;
const NEEDS = `SELECT conrelid::regclass::text AS name, confrelid::regclass::text AS needs FROM pg_constraint
  WHERE contype = 'f' AND conrelid <> confrelid`;

/** Every table that outlives a crash, each after those that its rows point to. */
export async function tablesOf(client: pg.ClientBase): Promise<readonly Table[]> {
  const { rows } = await client.query<{ name: string; column: string; type: string; key: boolean }>(COLUMNS);
  const needs = await client.query<{ name: string; needs: string }>(NEEDS);
  const left = new Map(
    [...Map.groupBy(rows, ({ name }) => name)].map(([name, columns]): [string, Table] => [
      name,
      {
        name,
        columns: columns.map(({ column, type }) => ({ name: column, type })),
        key: columns.filter(({ key }) => key).map(({ column }) => column),
      },
    ]),
  );
  const ordered: Table[] = [];
  while (left.size > 0) {
    const ready = [...left.values()].filter(
      ({ name }) => !needs.rows.some((each) => each.name === name && left.has(each.needs)),
    );
    if (ready.length === 0) throw new Error("tables point to each other in a circle");
    for (const table of ready) {
      left.delete(table.name);
      ordered.push(table);
    }
  }
  return ordered;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
