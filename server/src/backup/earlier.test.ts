import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { leafBytes, type Leaf } from "@setu/core";
import { ciphertextHash } from "@setu/link";
import { append, emptyFrontier, leafHash } from "tlog";
import { atRest } from "../db/at-rest.ts";
import { keyPlace } from "../db/keyring.ts";
import { loadMigrations, migrate } from "../db/migrate.ts";
import { PgStore } from "../db/pg-store.ts";
import { openPool } from "../db/pool.ts";
import { described, migrationsOf, SCHEMA_VERSION, schemaVersion } from "../db/schema-versions.ts";
import { sessionOf } from "../db/session.ts";
import type pg from "pg";
import { testDatabase } from "../pg/testing.ts";
import { keepingSeals } from "../standing/migrating.ts";
import { standings } from "../standing/sealing.ts";
import { Witness } from "../standing/witness.ts";
import { restoreBackup } from "./restore.ts";
import { KEPT_ONCE } from "./tables.ts";
import { writeBackup } from "./write.ts";

const FOLDER = join(import.meta.dirname, "vectors");
const OF = JSON.parse(readFileSync(join(FOLDER, "schema-29.json"), "utf8")) as {
  readonly atRest: string;
  readonly party: string;
  readonly instance: number;
};
const FILES = { backup: join(FOLDER, "schema-29.backup"), keyring: join(FOLDER, "schema-29.keyring") };
const KEY = atRest(new Uint8Array(Buffer.from(OF.atRest, "base64url")));

async function restored(t: TestContext, schema: "upgraded" | "as-it-was", files = FILES) {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  t.after(async () => {
    await pool.end();
    await database.drop();
  });
  const checked = await restoreBackup({ ...OF, url: database.url, atRest: KEY }, files, schema);
  const { rows } = await pool.query<{ no: number }>("SELECT max(no) AS no FROM migration");
  return { url: database.url, checked, pool, newest: rows[0]?.no, believed: await believed(pool) };
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

test("abuse 61: after an upgrade the one keyring is today's, and the backup of before still comes back with it, either way", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "setu-once-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const today = await restored(t, "upgraded");
  const first = "SELECT party, id, slot FROM keyring WHERE slot > 0 ORDER BY party, id, slot LIMIT 1";
  const [gone] = (await today.pool.query<{ party: string; id: string; slot: number }>(first)).rows;
  assert.ok(gone);
  const place = [gone.party, gone.id, gone.slot];
  await today.pool.query("DELETE FROM keyring WHERE (party, id, slot) = ($1, $2, $3)", place);
  const material = KEY.seal(new Uint8Array(64), keyPlace("ca", "later", 1));
  await today.pool.query("INSERT INTO keyring VALUES ('ca', 'later', 1, $1)", [material]);
  // As if a migration since had added a column to it.
  await today.pool.query("ALTER TABLE keyring ADD COLUMN since bigint NOT NULL DEFAULT 0");
  // The backup of before has a draft, as it was then.
  await today.pool.query("DELETE FROM draft");
  const DRAFT = "INSERT INTO draft (officer, key, at, content) VALUES ('ca.officer-2', $1, $2, '\\x01')";
  await today.pool.query(DRAFT, ["new", Date.now()]);
  const files = { backup: join(folder, "now.backup"), keyring: join(folder, "keyring") };
  const of = { ...OF, atRest: KEY, url: today.url };
  const { head } = await writeBackup({ ...of, now: Date.now() }, files);
  assert.ok((head.schema ?? 0) > 2);
  // What officers have written goes into no series.
  assert.ok(!gunzipSync(readFileSync(files.backup)).includes('"table":"draft"'));

  const KEYS = `SELECT (SELECT count(*) FROM keyring WHERE (party, id, slot) = ($1, $2, $3))::int AS gone,
    (SELECT count(*) FROM keyring WHERE id = 'later')::int AS later, (SELECT count(*) FROM draft)::int AS drafts`;
  const mixed = { backup: FILES.backup, keyring: files.keyring };
  const back = await restored(t, "as-it-was", mixed);
  const kept = { gone: 0, later: 1, drafts: 1 };
  assert.deepEqual([back.newest, (await back.pool.query(KEYS, place)).rows], [29, [kept]]);
  await today.pool.query("ALTER TABLE keyring DROP COLUMN since");
  await writeBackup({ ...of, now: Date.now() }, files);
  const forward = await restored(t, "upgraded", mixed);
  assert.deepEqual((await forward.pool.query(KEYS, place)).rows, [kept]);
  assert.deepEqual(forward.believed, [true, true]);

  const old = { backup: files.backup, keyring: FILES.keyring };
  await assert.rejects(restored(t, "upgraded", old), { code: "USAGE", message: /older than the backup/ });
  // Two at once: the older of them would leave its keyring.
  const client = await today.pool.connect();
  await client.query("SELECT pg_advisory_lock(hashtextextended('setu backup', 0))");
  await assert.rejects(writeBackup({ ...of, now: Date.now() }, files), { code: "BUSY" });
  client.release(true);
});

test("a log of more than ten entries is written in the order of its numbers, and read back", async (t) => {
  const { pool, url } = await restored(t, "upgraded");
  const store = new PgStore({ pool, atRest: KEY });
  await store.replay();
  const origin = "ca/link/in/long/1";
  const act = new Uint8Array([1]);
  const a = ciphertextHash(act);
  const entries = Array.from({ length: 12 }, (_, i) => {
    const of = { v: 1, t: i, seen: 0, a, b: null, c: [a, null], n: [1, 0] };
    const leaf = leafBytes(of as unknown as Leaf);
    return { leaf, leafHash: leafHash(leaf), t: i, seen: 0, id: null, act, body: null };
  });
  const frontier = append(
    emptyFrontier(),
    entries.map((entry) => entry.leafHash),
  );
  await store.tx(async (tx) => {
    const log = await tx.own(origin, true);
    await tx.appendEntries(origin, 0, entries);
    await tx.saveOwn({ ...log, size: 12, frontier });
    for (const kind of ["carried", "accepted"]) await tx.advance(`${kind}:${origin}`, 20, new Uint8Array(32));
  });
  const folder = mkdtempSync(join(tmpdir(), "setu-long-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const files = { backup: join(folder, "long"), keyring: join(folder, "keyring") };
  await writeBackup({ ...OF, url, atRest: KEY, now: Date.now() }, files);
  const { checked, pool: again } = await restored(t, "upgraded", files);
  assert.ok((checked.rows["entry"] ?? 0) >= 12);
  // What two persons had given up stood for what is lost now as well: they say so again before anything is signed there.
  const { rows: marks } = await again.query("SELECT key FROM monotone WHERE key LIKE $1", [`%:${origin}`]);
  assert.deepEqual(marks, [{ key: `carried:${origin}` }]);
});

test("what is kept once gains columns and loses none: the way back has to fill the tables of before", async (t) => {
  const [then, now] = [await restored(t, "as-it-was"), await restored(t, "upgraded")];
  const COLUMNS = `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ANY ($1)`;
  const columns = async ({ pool }: { readonly pool: pg.Pool }) =>
    (await pool.query<{ name: string }>(COLUMNS, [KEPT_ONCE])).rows.map(({ name }) => name);
  const today = new Set(await columns(now));
  assert.deepEqual(
    (await columns(then)).filter((name) => !today.has(name)),
    [],
  );
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
