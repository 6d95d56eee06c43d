import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createDatabase, dropDatabase } from "./index.ts";
import { query } from "./harness.fixture.ts";
import { testDatabase } from "./testing.ts";

const FILE = fileURLToPath(new URL("./template.fixture.ts", import.meta.url));

test("test files that start at once share one template, and each has rows of its own", async () => {
  const key = randomUUID();
  const run = async () =>
    JSON.parse((await promisify(execFile)(process.execPath, [FILE, key])).stdout) as {
      migrated: number;
      rows: unknown;
    };
  const files = await Promise.all([run(), run(), run()]);
  assert.equal(
    files.reduce((sum, { migrated }) => sum + migrated, 0),
    1,
  );
  for (const { rows } of files) assert.deepEqual(rows, [{ n: 2 }]);
});

test("a template that failed half-way is not used", async () => {
  const key = randomUUID();
  const broken = async (url: string): Promise<void> => {
    await query(url, "CREATE TABLE half (n int)");
    throw new Error("migration failed");
  };
  await assert.rejects(testDatabase({ key, migrate: broken }), /migration failed/);
  const database = await testDatabase({
    key,
    migrate: async (url) => void (await query(url, "CREATE TABLE whole (n int)")),
  });
  assert.deepEqual(await query(database.url, "SELECT to_regclass('half')::text AS half"), [{ half: null }]);
  await database.drop();
});

test("a dropped database is gone although a session was open", async () => {
  const server = await testDatabase();
  const name = `odd "name" ${randomUUID()}`;
  const url = await createDatabase(server.url, name);
  await assert.rejects(createDatabase(server.url, name), { code: "42P04" });
  assert.equal(await createDatabase(server.url, name, { ifMissing: true }), url);
  const sleeping = assert.rejects(query(url, "SELECT pg_sleep(60)"));
  await query(url, "SELECT 1");
  await dropDatabase(server.url, name);
  await sleeping;
  await assert.rejects(query(url, "SELECT 1"), { code: "3D000" });
  await dropDatabase(server.url, name);
  await server.drop();
});
