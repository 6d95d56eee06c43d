import { createHash } from "node:crypto";
import type pg from "pg";

/** One connection inside one transaction, as the parts of the store see it. */
export interface Session {
  /** Runs a prepared statement. */
  rows<R>(sql: string, values: readonly unknown[]): Promise<R[]>;
  /** How many rows it changed. */
  change(sql: string, values: readonly unknown[]): Promise<number>;
}

export function sessionOf(client: pg.ClientBase): Session {
  const run = (sql: string, values: readonly unknown[]) =>
    client.query({ name: nameOf(sql), text: sql, values: values as unknown[] });
  return {
    rows: async <R>(sql: string, values: readonly unknown[]) => (await run(sql, values)).rows as R[],
    change: async (sql, values) => (await run(sql, values)).rowCount ?? 0,
  };
}

const names = new Map<string, string>();

/** PostgreSQL cuts names at 63 bytes, so a statement is named by its hash. Statements are constants: the map is bounded. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined)
    names.set(sql, (name = createHash("sha256").update(sql).digest("base64url").slice(0, 22)));
  return name;
}
