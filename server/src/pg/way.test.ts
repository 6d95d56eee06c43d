import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { HOLDER, goneWithin, hold, query, temporaryFolder } from "./harness.fixture.ts";
import { startPostgres } from "./index.ts";
import { placesOf } from "./paths.ts";

const NOBODY = 65534;
const root = process.getuid?.() === 0 && process.platform === "linux";
const asNobody = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];

const runs = (command: string[]): boolean =>
  spawnSync(command[0] ?? "", command.slice(1), { stdio: "ignore", cwd: "/" }).status === 0;
const namespaces = root && runs(["unshare", "--user", "--map-user=65534", "--map-group=65534", "true"]);

/** A folder whose sockets stand under /tmp, where another user can reach them: that goes too. */
function clusterFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const { short } = placesOf(folder);
  t.after(() => rmSync(short, { recursive: true, force: true }));
  return folder;
}

test(
  "root changes the user where it is told to, and a change of way keeps the rows",
  { skip: !root },
  async (t) => {
    const dataDir = clusterFolder(t); // 0700 and root's: the other user cannot walk to it
    const started = await startPostgres({ dataDir, way: "user" });
    assert.equal(lstatSync(join(dataDir, "pgdata")).uid, NOBODY);
    await query(started.url, "CREATE TABLE kept (n int)");
    assert.equal(lstatSync(started.host).mode & 0o777, 0o700);
    await started.stop();

    // The owner of the folder is the memory of the way: without an order nothing changes.
    const same = await startPostgres({ dataDir });
    assert.equal(lstatSync(join(dataDir, "pgdata")).uid, NOBODY);
    await same.stop();

    if (!namespaces) return;
    for (const [way, owner] of [["namespace", 0] as const, ["user", NOBODY] as const]) {
      const changed = await startPostgres({ dataDir, way });
      assert.equal(lstatSync(join(dataDir, "pgdata")).uid, owner, way);
      assert.deepEqual(await query(changed.url, "SELECT count(*)::int AS n FROM kept"), [{ n: 0 }], way);
      await changed.stop();
    }
  },
);

test("root without user namespaces finds the other way by trying", { skip: !root }, async (t) => {
  const dataDir = clusterFolder(t);
  const tools = temporaryFolder(t);
  writeFileSync(
    join(tools, "unshare"),
    "#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2; exit 1\n",
  );
  chmodSync(join(tools, "unshare"), 0o755);
  const holder = await hold(t, dataDir, ["env", `PATH=${tools}:${process.env["PATH"]}`]);
  assert.equal(lstatSync(join(dataDir, "pgdata")).uid, NOBODY);
  assert.deepEqual(await query(holder.url, "SELECT 1 AS n"), [{ n: 1 }]);
  holder.process.kill("SIGKILL");
  assert.ok(await goneWithin(5_000, holder.pids.supervisor));
});

const reachable = root && runs([...asNobody, process.execPath, "--check", HOLDER]);
test("a plain user needs nothing of all that", { skip: !reachable }, async (t) => {
  const parent = mkdtempSync("/tmp/setu-pg-test-");
  t.after(() => rmSync(parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  chmodSync(parent, 0o711);
  const dataDir = join(parent, "data");
  mkdirSync(dataDir, { mode: 0o700 });
  spawnSync("chown", [`${NOBODY}:${NOBODY}`, dataDir]);
  const holder = await hold(t, dataDir, asNobody);
  assert.equal(holder.adopted, false);
  // Root may look in; another plain user could not.
  assert.deepEqual(await query(holder.url, "SELECT 1 AS n"), [{ n: 1 }]);
  const stranger = [
    "setpriv",
    "--reuid=12345",
    "--regid=12345",
    "--clear-groups",
    "ls",
    join(dataDir, "run", "s"),
  ];
  assert.equal(runs(stranger), false);
  holder.process.kill("SIGKILL");
  assert.ok(await goneWithin(5_000, holder.pids.supervisor));
});
