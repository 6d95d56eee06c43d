import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { atRest } from "../db/at-rest.ts";
import { loadMigrations, migrate } from "../db/migrate.ts";
import { openPool } from "../db/pool.ts";
import { described, migrationsOf, SCHEMA_VERSION, schemaVersion } from "../db/schema-versions.ts";
import { sessionOf } from "../db/session.ts";
import type pg from "pg";
import { testDatabase } from "../pg/testing.ts";
import { keepingSeals } from "../standing/migrating.ts";
import { standings } from "../standing/sealing.ts";
import { Witness } from "../standing/witness.ts";
import { restoreBackup } from "./restore.ts";

const FOLDER = join(import.meta.dirname, "vectors");
const OF = JSON.parse(readFileSync(join(FOLDER, "schema-29.json"), "utf8")) as {
  readonly atRest: string;
  readonly party: string;
  readonly instance: number;
};
const FILES = { backup: join(FOLDER, "schema-29.backup"), keyring: join(FOLDER, "schema-29.keyring") };
const KEY = atRest(new Uint8Array(Buffer.from(OF.atRest, "base64url")));

async function restored(t: TestContext, schema: "upgraded" | "as-it-was") {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  const checked = await restoreBackup({ ...OF, url: database.url, atRest: KEY }, FILES, schema);
  const { rows } = await pool.query<{ no: number }>("SELECT max(no) AS no FROM migration");
  return { checked, pool, newest: rows[0]?.no, believed: await believed(pool) };
}

async function believed(pool: pg.Pool): Promise<readonly boolean[]> {
  const client = await pool.connect();
  const witness = new Witness(KEY);
  const officers = await standings({ db: Object.assign(sessionOf(client), { witness }) }, null, false);
  client.release();
  return officers.map((row) => witness.vouches(row));
}

test("abuse 61: a backup that an earlier version wrote is restored, and brought to this version's schema", async (t) => {
  const { checked, pool, newest, believed } = await restored(t, "upgraded");
  assert.equal(newest, loadMigrations().at(-1)?.no);
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM entry)::int AS entries, (SELECT count(*) FROM keyring)::int > 0 AS keys,
      (SELECT count(*) FROM token)::int AS tokens`,
  );
  assert.deepEqual(rows, [{ entries: checked.rows["entry"], keys: true, tokens: 0 }]);
  // Whatever the migrations since have done to their rows: nobody else has changed them.
  assert.deepEqual(believed, [true, true]);
});

test("on the way back the tables stay as the earlier program knows them", async (t) => {
  const { newest, believed } = await restored(t, "as-it-was");
  assert.deepEqual([newest, believed], [29, [true, true]]);
});

test("abuse 61: a migration that changes officers leaves them believed, and one whom somebody else has changed not", async (t) => {
  const { pool } = await restored(t, "as-it-was");
  await pool.query("UPDATE officer SET clearance = 3 WHERE id = 'ca.officer-2'");
  const then = loadMigrations().filter(({ no }) => no <= 29);
  const next = (sql: string) => [...then, { no: 9999, name: "next", digest: "next", sql }];
  const change = "UPDATE officer SET clearance = 1";
  await assert.rejects(migrate(pool, next(`${change}; SELECT 1/0`), keepingSeals(KEY)));
  assert.deepEqual(await believed(pool), [true, false]);
  await migrate(pool, next(change), keepingSeals(KEY));
  const { rows } = await pool.query("SELECT DISTINCT clearance FROM officer");
  assert.deepEqual([rows, await believed(pool)], [[{ clearance: 1 }], [true, false]]);
});

test("a file of a schema that this program does not know is refused", () => {
  const known = loadMigrations().map(described);
  assert.equal(migrationsOf(known).length, known.length);
  assert.throws(() => migrationsOf([...known, "9999-later.sql 00"]), {
    code: "USAGE",
    message: /newer version/,
  });
  assert.deepEqual([1, 28, 29, 30].map(schemaVersion), [1, 1, 2, SCHEMA_VERSION]);
});
