import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type pg from "pg";
import { testDatabase, type TestDatabase } from "../pg/testing.ts";
import { atRest } from "./at-rest.ts";
import { loadMigrations, migrate } from "./migrate.ts";
import { PgStore } from "./pg-store.ts";
import { checkServer, openPool } from "./pool.ts";

let database: TestDatabase;
let pool: pg.Pool;
before(async () => {
  database = await testDatabase();
  pool = openPool({ url: database.url });
});
after(async () => {
  await pool.end();
  await database.drop();
});

const SHAPE = `
  SELECT format('%s.%s %s %s%s', c.relnamespace::regnamespace, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' not null' ELSE '' END) AS line
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('public', 'derived')
  UNION ALL
  SELECT format('%s.%s %s', c.relnamespace::regnamespace, c.relname, CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'logged' END)
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('public', 'derived')
  UNION ALL
  SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE contype <> 'n' AND connamespace::regnamespace::text IN ('public', 'derived') AND conrelid <> 0
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'derived')`;

test("several processes may migrate at once; doing it again does nothing", async () => {
  const others = [openPool({ url: database.url }), openPool({ url: database.url })];
  await Promise.all([pool, ...others].map((each) => migrate(each)));
  await Promise.all(others.map((each) => each.end()));
  await migrate(pool);
  const { rows } = await pool.query<{ no: number }>("SELECT no FROM migration ORDER BY no");
  assert.deepEqual(
    rows.map((row) => row.no),
    loadMigrations().map((migration) => migration.no),
  );
});

test("the schema is the one that was read and agreed (UPDATE_SNAPSHOT=1 writes it)", async () => {
  await new PgStore({ pool, atRest: atRest(new Uint8Array(32)) }).replay("if-needed");
  const { rows } = await pool.query<{ line: string }>(SHAPE);
  const shape = `${rows
    .map((row) => row.line)
    .toSorted()
    .join("\n")}\n`;
  const path = join(import.meta.dirname, "schema.snapshot.txt");
  if (process.env["UPDATE_SNAPSHOT"] === "1") writeFileSync(path, shape);
  assert.equal(shape, readFileSync(path, "utf8"));
});

test("a migration that was edited after it ran is refused", async () => {
  const [first, ...rest] = loadMigrations();
  assert.ok(first);
  await assert.rejects(migrate(pool, [{ ...first, digest: "other" }, ...rest]), /changed after/);
});

test("abuse 61: what a newer program has changed is refused in one sentence, and nothing is changed", async () => {
  const no = (loadMigrations().at(-1)?.no ?? 0) + 1;
  await pool.query("INSERT INTO migration VALUES ($1, 'x', 'x', false)", [no]);
  await assert.rejects(migrate(pool), { message: /^a newer program has changed this database \(x\)/ });
  await pool.query("DELETE FROM migration WHERE no = $1", [no]);
  await migrate(pool);
});

test("a migration that fails leaves nothing behind", async () => {
  const known = loadMigrations();
  const bad = {
    no: (known.at(-1)?.no ?? 0) + 1,
    name: "bad",
    digest: "bad",
    sql: "CREATE TABLE half (); SELECT 1/0",
  };
  await assert.rejects(migrate(pool, [...known, bad]), /division by zero/);
  const { rows } = await pool.query(
    "SELECT to_regclass('half') AS half, (SELECT count(*) FROM migration WHERE name = 'bad') AS n",
  );
  assert.deepEqual(rows, [{ half: null, n: 0 }]);
});

test("abuse 61: a migration that is killed behind any of its statements leaves nothing behind, and is gone on with", async () => {
  const fresh = await testDatabase();
  const other = openPool({ url: fresh.url });
  const shape = async () =>
    (await other.query<{ line: string }>(SHAPE)).rows.map(({ line }) => line).toSorted();
  const known = loadMigrations();
  let killed = 0;
  for (const [i, migration] of known.entries()) {
    const before = i === 0 ? null : await shape();
    const statements = statementsOf(migration.sql);
    // Behind the last one nothing is left but the commit.
    for (let n = 1; n <= statements.length; n++) {
      const sql = [...statements.slice(0, n), "SELECT pg_terminate_backend(pg_backend_pid())"].join(";\n");
      const upTo = [...known.slice(0, i), { ...migration, sql }];
      await assert.rejects(migrate(other, upTo), { code: "57P01" }, `${migration.name}, statement ${n}`);
      if (before) assert.deepEqual(await shape(), before, `${migration.name}, statement ${n}`);
      killed++;
    }
    await migrate(other, known.slice(0, i + 1));
  }
  assert.ok(killed > known.length);
  const { rows } = await pool.query<{ line: string }>(SHAPE);
  const stores = (lines: readonly string[]) => lines.filter((line) => !line.includes("derived")).toSorted();
  assert.deepEqual(stores(await shape()), stores(rows.map(({ line }) => line)));
  await other.end();
  await fresh.drop();
});

/** Where a line ends with a semicolon, outside of the text of a function. */
function statementsOf(sql: string): readonly string[] {
  const found: string[] = [];
  for (const piece of sql.replaceAll(/--.*$/gm, "").split(/;\s*$/m)) {
    const open = (found.at(-1)?.split("$$").length ?? 1) % 2 === 0;
    if (open) found.push(`${found.pop()};\n${piece}`);
    else if (piece.trim() !== "") found.push(piece.trim());
  }
  return found;
}

test("before there were topics a power held in all of them up to the clearance, and is written out so", async () => {
  const sql = loadMigrations().find(({ name }) => name.includes("topics"))?.sql ?? assert.fail();
  const client = await pool.connect();
  try {
    await client.query("BEGIN; ALTER TABLE officer DROP COLUMN topics, DROP COLUMN topics_written");
    await client.query(
      `INSERT INTO officer (id, name, agency, lang, clearance, powers) VALUES
        ('ca.one', 'One', 'ca.a', 'en', 2, '{read,approve,seal}'), ('ca.two', 'Two', 'ca.a', 'en', 4, '{oversee}')`,
    );
    await client.query(sql);
    const { rows } = await client.query("SELECT topics, topics_written FROM officer ORDER BY id");
    const all = { general: 2, cyber: 2, drugs: 2, fraud: 2, organised: 2, persons: 2, terrorism: 2 };
    assert.deepEqual(rows, [
      { topics: { read: all, approve: all }, topics_written: true },
      { topics: {}, topics_written: false },
    ]);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});

test("the node refuses a server that may lose what it has acknowledged", async () => {
  await checkServer(pool);
  const loose = openPool({
    url: `${database.url}${database.url.includes("?") ? "&" : "?"}options=-c%20synchronous_commit%3Doff`,
  });
  await assert.rejects(checkServer(loose), /synchronous_commit = off/);
  await loose.end();
});
