import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type pg from "pg";
import type { Witness } from "../standing/witness.ts";

/** One connection inside one transaction, as the parts of the store see it. */
export interface Session {
  /** Runs a prepared statement. */
  rows<R>(sql: string, values: readonly unknown[]): Promise<R[]>;
  /** How many rows it changed. */
  change(sql: string, values: readonly unknown[]): Promise<number>;
}

/** Knows which rows of officers are to be believed. */
export type Witnessed = { readonly witness: Witness };

/** The session as its transaction sees it. */
export type OwnSession = Session & {
  /** Whether it may have changed anything. */
  readonly wrote: boolean;
  /** Nothing more is taken: what would follow the end of the transaction would be a transaction of its own. */
  close(): void;
};

export function sessionOf(client: pg.ClientBase): OwnSession {
  let open = true;
  let wrote = false;
  const run = async (sql: string, values: readonly unknown[]) => {
    if (!open) throw new Error("a statement after the end of its transaction");
    const { name, reads } = statementOf(sql);
    wrote ||= !reads;
    sendTogether(client);
    return client.query({ name, text: sql, values: values as unknown[] });
  };
  return {
    rows: async <R>(sql: string, values: readonly unknown[]) => (await run(sql, values)).rows as R[],
    change: async (sql, values) => (await run(sql, values)).rowCount ?? 0,
    get wrote() {
      return wrote;
    },
    close: () => void (open = false),
  };
}

type Statement = { readonly name: string; readonly reads: boolean };
const statements = new Map<string, Statement>();

/** PostgreSQL cuts names at 63 bytes, so a statement is named by its hash. Statements are constants: the map is bounded. */
function statementOf(sql: string): Statement {
  let known = statements.get(sql);
  if (known === undefined) {
    const name = createHash("sha256").update(sql).digest("base64url").slice(0, 22);
    statements.set(sql, (known = { name, reads: /^SELECT\b/.test(sql) }));
  }
  return known;
}

const held = new WeakSet<Duplex>();

/**
 * What is asked of one connection before the program next waits leaves in one write. A write wakes a process of
 * PostgreSQL, and that costs more than many a statement.
 */
export function sendTogether(client: pg.ClientBase): void {
  const { stream } = (client as pg.ClientBase & { readonly connection: { readonly stream: Duplex } })
    .connection;
  if (held.has(stream)) return;
  held.add(stream);
  stream.cork();
  const release = () => {
    held.delete(stream);
    stream.uncork();
  };
  // A tick that is asked for by a promise runs when all promises that can go on have done so.
  queueMicrotask(() => process.nextTick(release));
}
