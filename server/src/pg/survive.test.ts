import assert from "node:assert/strict";
import test from "node:test";
import { goneWithin, hold, isAlive, query, queryWithin, temporaryFolder } from "./harness.fixture.ts";
import { startPostgres } from "./index.ts";

const startTime = "SELECT pg_postmaster_start_time() AS since";

test("kill -9 of PostgreSQL: it is back within about a second, with every acknowledged row", async (t) => {
  const dataDir = temporaryFolder(t);
  const postgres = await startPostgres({ dataDir });
  await query(postgres.url, "CREATE TABLE acknowledged (n int)");
  for (let n = 0; n < 20; n++) await query(postgres.url, `INSERT INTO acknowledged VALUES (${n})`);
  const [before] = await query(postgres.url, startTime);

  const killed = performance.now();
  process.kill(postgres.pids.postmaster, "SIGKILL");
  const rows = await queryWithin(10_000, postgres.url, "SELECT count(*)::int AS n FROM acknowledged");
  t.diagnostic(`answered ${Math.round(performance.now() - killed)} ms after the kill`);
  assert.deepEqual(rows, [{ n: 20 }]);
  const [after] = await query(postgres.url, startTime);
  assert.notDeepEqual(after, before, "a new server answered");
  await postgres.stop();
});

test("kill -9 of the supervisor: a holder starts another, and the rows are there", async (t) => {
  const dataDir = temporaryFolder(t);
  const said: string[] = [];
  const postgres = await startPostgres({ dataDir, log: (line) => said.push(line) });
  await query(postgres.url, "CREATE TABLE kept (n int)");
  process.kill(postgres.pids.supervisor, "SIGKILL");
  // PostgreSQL goes with it (so that none is ever left that nobody owns) and comes back under the new one.
  if (process.platform === "linux") assert.ok(await goneWithin(10_000, postgres.pids.postmaster));
  const rows = await queryWithin(10_000, postgres.url, "SELECT count(*)::int AS n FROM kept");
  assert.deepEqual(rows, [{ n: 0 }]);
  assert.ok(said.some((line) => line.includes("supervised again")));
  await postgres.stop();
});

test("kill -9 of everything: the next start recovers", async (t) => {
  const dataDir = temporaryFolder(t);
  const holder = await hold(t, dataDir);
  await query(holder.url, "CREATE TABLE kept (n int)");
  for (const pid of [holder.process.pid ?? 0, holder.pids.supervisor, holder.pids.postmaster]) {
    process.kill(pid, "SIGKILL");
  }
  const next = await startPostgres({ dataDir });
  assert.equal(next.adopted, false);
  assert.deepEqual(await query(next.url, "SELECT count(*)::int AS n FROM kept"), [{ n: 0 }]);
  await next.stop();
  assert.equal(isAlive(next.pids.postmaster), false);
});
