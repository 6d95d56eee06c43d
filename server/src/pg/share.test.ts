import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { prepareCluster } from "./cluster.ts";
import { goneWithin, hold, isAlive, query, queryWithin, temporaryFolder } from "./harness.fixture.ts";
import { startPostgres } from "./index.ts";
import { placesOf } from "./paths.ts";
import { launchPostmaster } from "./postmaster.ts";

test("two processes that start at once get one server: one starts it, the other joins", async (t) => {
  const dataDir = temporaryFolder(t);
  const holders = await Promise.all([hold(t, dataDir), hold(t, dataDir), hold(t, dataDir)]);
  assert.deepEqual(holders.map(({ adopted }) => adopted).toSorted(), [false, true, true]);
  assert.equal(new Set(holders.map(({ pids }) => pids.postmaster)).size, 1);
  assert.equal(new Set(holders.map(({ url }) => url)).size, 1);

  // kill -9 of the one that started it takes nothing from the others.
  const starter = holders.find(({ adopted }) => !adopted);
  const [other, last] = holders.filter(({ adopted }) => adopted);
  assert.ok(starter && other && last);
  starter.process.kill("SIGKILL");
  other.process.kill("SIGKILL");
  await goneWithin(1_000, starter.process.pid ?? 0);
  assert.equal(await goneWithin(1_200, starter.pids.postmaster), false);
  assert.deepEqual(await query(last.url, "SELECT 1 AS n"), [{ n: 1 }]);

  // When the last one dies without a word, PostgreSQL goes after the grace (0.5 s here), and the supervisor too.
  last.process.kill("SIGKILL");
  assert.ok(await goneWithin(5_000, last.pids.postmaster));
  assert.ok(await goneWithin(2_000, last.pids.supervisor));
});

test("stop() of one holder leaves PostgreSQL to the others", async (t) => {
  const dataDir = temporaryFolder(t);
  const [one, two] = await Promise.all([startPostgres({ dataDir }), startPostgres({ dataDir })]);
  await one.stop();
  await one.stop();
  assert.deepEqual(await query(two.url, "SELECT 1 AS n"), [{ n: 1 }]);
  await two.stop();
  assert.equal(isAlive(two.pids.postmaster), false);
});

test("a start right after a stop, or during one, succeeds", async (t) => {
  const dataDir = temporaryFolder(t);
  let postgres = await startPostgres({ dataDir });
  for (let round = 0; round < 3; round++) {
    const stopped = postgres.stop();
    if (round === 0) await stopped;
    postgres = await startPostgres({ dataDir });
    await stopped;
    assert.deepEqual(await query(postgres.url, "SELECT 1 AS n"), [{ n: 1 }]);
  }
  await postgres.stop();
});

test("a live server without a supervisor is adopted, and replaced when it dies", async (t) => {
  const dataDir = temporaryFolder(t);
  const places = placesOf(dataDir);
  const orphan = await launchPostmaster(places, await prepareCluster(places));
  t.after(() => isAlive(orphan.pid) && process.kill(orphan.pid, "SIGKILL"));
  const postgres = await startPostgres({ dataDir });
  assert.equal(postgres.adopted, true);
  assert.equal(postgres.pids.postmaster, orphan.pid);

  process.kill(orphan.pid, "SIGKILL");
  await orphan.ended;
  assert.deepEqual(await queryWithin(5_000, postgres.url, "SELECT 1 AS n"), [{ n: 1 }]);
  await postgres.stop();
});

test("a pid file whose number now belongs to another program does not stop a start", async (t) => {
  const dataDir = temporaryFolder(t);
  const first = await startPostgres({ dataDir });
  await first.stop();
  const lines = [process.pid, join(dataDir, "pgdata"), 1, 5432, first.host, "", "1 1", "ready", ""];
  writeFileSync(join(dataDir, "pgdata", "postmaster.pid"), lines.join("\n"));
  const second = await startPostgres({ dataDir });
  assert.equal(second.adopted, false);
  assert.deepEqual(await query(second.url, "SELECT 1 AS n"), [{ n: 1 }]);
  await second.stop();
});
