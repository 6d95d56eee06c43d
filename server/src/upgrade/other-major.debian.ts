import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { restoreBackup } from "../backup/restore.ts";
import { atRest } from "../db/at-rest.ts";
import { createDatabase, DATABASE, socketUrl, startPostgres } from "../pg/index.ts";
import { olderCluster, SUPERUSER } from "../pg/cluster.ts";
import { onServer } from "../pg/admin.ts";
import { keptBeside } from "../pg/moved.ts";
import { placesOf } from "../pg/paths.ts";
import { launchPostmaster, stopPostmaster } from "../pg/postmaster.ts";
import { chooseWay, commandPrefix } from "../pg/way.ts";
import { moveToThisMajor } from "./other-major.ts";

// Run by .ci/run, where Debian's server is: `npm test` needs none.
const VECTORS = join(import.meta.dirname, "..", "backup", "vectors");
const OF = JSON.parse(readFileSync(join(VECTORS, "schema-29.json"), "utf8")) as {
  readonly atRest: string;
  readonly party: string;
  readonly instance: number;
};
const KEY = atRest(new Uint8Array(Buffer.from(OF.atRest, "base64url")));
const FILES = { backup: join(VECTORS, "schema-29.backup"), keyring: join(VECTORS, "schema-29.keyring") };
const DEBIAN = "/usr/lib/postgresql";

test("a database of another major version is moved by copy, and the old folder is kept", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "setu-major-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const dataDir = join(folder, "postgres");
  const places = placesOf(dataDir);
  const version = readdirSync(DEBIAN).toSorted().at(-1) ?? assert.fail("no server of Debian's");
  const bin = join(DEBIAN, version, "bin");
  const [program = "", ...args] = [...commandPrefix(chooseWay(places.data)), join(bin, "initdb")];
  execFileSync(program, [...args, "-A", "trust", "-U", SUPERUSER, "--locale=C.UTF-8", "-D", places.data], {
    cwd: folder,
  });
  const old = await launchPostmaster(places, await olderCluster(places, bin));
  await createDatabase(socketUrl(old.socketFolder, "postgres"), DATABASE);
  const url = socketUrl(old.socketFolder, DATABASE);
  const { rows } = await restoreBackup({ url, atRest: KEY, party: "ca", instance: 1 }, FILES);
  await stopPostmaster(old);

  await assert.rejects(startPostgres({ dataDir }), { code: "PG_OTHER_MAJOR", message: /setu upgrade-db/ });
  const moved = await moveToThisMajor(dataDir, bin, { ...OF, atRest: KEY, now: Date.now() });
  assert.equal(moved.rows["entry"], rows["entry"]);
  const now = await startPostgres({ dataDir });
  const counted = await onServer(now.url, (client) =>
    client.query(
      "SELECT (SELECT count(*) FROM entry)::int AS n, (SELECT count(*) FROM keyring)::int > 0 AS keys",
    ),
  );
  assert.deepEqual(counted.rows, [{ n: rows["entry"], keys: true }]);
  await now.stop();
  assert.equal(readFileSync(join(keptBeside(dataDir), "pgdata", "PG_VERSION"), "utf8").trim(), version);
  assert.ok(!existsSync(`${dataDir}.copy-keys`));
});
