import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { query, temporaryFolder } from "./harness.fixture.ts";
import { keptBeside, nextBeside } from "./moved.ts";
import { databaseUrl, startPostgres } from "./index.ts";
import { MAX_SOCKET_PATH, placesOf, privateFolder } from "./paths.ts";

test("a started server is durable, private and keeps its rows over a restart", async (t) => {
  const dataDir = temporaryFolder(t);
  const first = await startPostgres({ dataDir });
  assert.equal(first.adopted, false);
  assert.match(first.version, /^18\./);

  const wanted = {
    fsync: "on",
    full_page_writes: "on",
    synchronous_commit: "on",
    data_checksums: "on",
    server_encoding: "UTF8",
    listen_addresses: "",
    shared_buffers: "64MB",
    max_connections: "200",
  };
  for (const [name, value] of Object.entries(wanted)) {
    const [row] = await query(first.url, `SHOW ${name}`);
    assert.equal(row?.[name], value, name);
  }
  const [locale] = await query(first.url, "SELECT datcollate FROM pg_database WHERE datname = 'setu'");
  assert.equal(locale?.["datcollate"], "C.UTF-8");
  assert.equal(lstatSync(first.host).mode & 0o777, 0o700);

  await query(first.url, "CREATE TABLE kept (n int)");
  await query(first.url, "INSERT INTO kept VALUES (42)");
  await first.stop();
  assert.ok(!existsSync(join(dataDir, "pgdata", "postmaster.pid")), "stop() waits for a clean shutdown");

  const again = await startPostgres({ dataDir });
  t.after(() => again.stop());
  assert.equal(again.url, first.url);
  assert.deepEqual(await query(again.url, "SELECT n FROM kept"), [{ n: 42 }]);
  await again.stop();
  assert.doesNotMatch(readFileSync(join(dataDir, "postgres.log"), "utf8"), /not properly shut down/);
});

test("a data folder of another major version is refused in one sentence", async (t) => {
  const dataDir = temporaryFolder(t);
  mkdirSync(join(dataDir, "pgdata"), { mode: 0o700 });
  writeFileSync(join(dataDir, "pgdata", "PG_VERSION"), "17\n");
  await assert.rejects(startPostgres({ dataDir }), {
    code: "PG_OTHER_MAJOR",
    message: /made by PostgreSQL 17 and this is PostgreSQL 18: setu upgrade-db --old-bin FOLDER moves it/,
  });
});

test("a move to another major version, killed before its last rename, is ended by the start; nothing empty takes its place", async (t) => {
  const dataDir = join(temporaryFolder(t), "postgres");
  const moved = await startPostgres({ dataDir: nextBeside(dataDir) });
  await query(moved.url, "CREATE TABLE moved (n int)");
  await moved.stop();
  mkdirSync(keptBeside(dataDir));
  const postgres = await startPostgres({ dataDir });
  assert.deepEqual(await query(postgres.url, "SELECT count(*)::int AS n FROM moved"), [{ n: 0 }]);
  await postgres.stop();

  rmSync(dataDir, { recursive: true });
  await assert.rejects(startPostgres({ dataDir }), { code: "PG_FOLDER", message: /the one of before is in/ });
  assert.ok(!existsSync(join(dataDir, "pgdata")));
});

test("a cluster that cannot start says why", async (t) => {
  const dataDir = temporaryFolder(t);
  const postgres = await startPostgres({ dataDir });
  await postgres.stop();
  writeFileSync(join(dataDir, "pgdata", "postgresql.conf"), "no_such_setting = 1\n");
  await assert.rejects(startPostgres({ dataDir }), {
    code: "PG_START",
    message: /configuration file.*errors/,
  });
});

test("a half-made cluster of a killed start is made anew", async (t) => {
  const dataDir = temporaryFolder(t);
  mkdirSync(join(dataDir, "pgdata.new", "base"), { recursive: true });
  const postgres = await startPostgres({ dataDir });
  assert.deepEqual(await query(postgres.url, "SELECT 1 AS n"), [{ n: 1 }]);
  await postgres.stop();
});

test("a folder too deep for a socket address gets a short socket folder", async (t) => {
  const dataDir = join(temporaryFolder(t), "d".repeat(100));
  const postgres = await startPostgres({ dataDir, ephemeral: true });
  assert.ok(Buffer.byteLength(join(postgres.host, ".s.PGSQL.5432")) <= MAX_SOCKET_PATH);
  assert.deepEqual(await query(postgres.url, "SELECT 1 AS n"), [{ n: 1 }]);
  await postgres.stop();
  assert.ok(!existsSync(dataDir), "an ephemeral cluster leaves nothing");
  assert.ok(!existsSync(join(postgres.host, "..")), "nor does its socket folder");
});

test("two names of one folder are one cluster", (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "real"));
  symlinkSync(join(folder, "real"), join(folder, "link"));
  assert.deepEqual(placesOf(join(folder, "link")), placesOf(join(folder, "real")));
});

test("a socket folder that somebody else prepared is refused", (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "theirs"));
  symlinkSync(join(folder, "theirs"), join(folder, "run"));
  assert.throws(() => privateFolder(join(folder, "run"), 0o700), { code: "PG_FOLDER" });
  mkdirSync(join(folder, "open"));
  chmodSync(join(folder, "open"), 0o777);
  assert.throws(() => privateFolder(join(folder, "open"), 0o700), { code: "PG_FOLDER" });
  privateFolder(join(folder, "mine"), 0o700);
  assert.equal(lstatSync(join(folder, "mine")).mode & 0o777, 0o700);
});

test("DATABASE_URL is used as it stands and nothing is started", async (t) => {
  const dataDir = join(temporaryFolder(t), "never");
  const url = "postgresql://somewhere.example/db";
  const found = await databaseUrl({ dataDir }, { DATABASE_URL: url });
  assert.equal(found.url, url);
  await found.stop();
  assert.ok(!existsSync(dataDir));
});
