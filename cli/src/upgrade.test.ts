import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { restoreBackup } from "@setu/server/backup/restore.ts";
import { atRest } from "@setu/server/db/at-rest.ts";
import { openPool } from "@setu/server/db/pool.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { initNode } from "@setu/server/node/init.ts";
import { configOf } from "@setu/server/node/two-nodes.fixture.ts";
import { goingBackIn, holdHome } from "@setu/server/node/running.ts";
import { testDatabase } from "@setu/server/pg/testing.ts";
import { requireSchema } from "@setu/server/upgrade/plan.ts";
import { backupInto } from "./backup.ts";
import { upgradeNode } from "./upgrade.ts";

const VECTORS = join(import.meta.dirname, "..", "..", "server", "src", "backup", "vectors");
const OF = JSON.parse(readFileSync(join(VECTORS, "schema-29.json"), "utf8")) as { readonly atRest: string };
const KEY = atRest(new Uint8Array(Buffer.from(OF.atRest, "base64url")));
const TALK = { json: true };

test("abuse 61: an older database is changed by its command alone, after a backup, and there is a way back", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "setu-upgrade-"));
  const [database, fresh] = [await testDatabase(), await testDatabase()];
  const [pool, after] = [openPool({ url: database.url }), openPool({ url: fresh.url })];
  t.after(async () => {
    await pool.end();
    await after.end();
    await database.drop();
    await fresh.drop();
    rmSync(folder, { recursive: true });
  });
  const home = join(folder, "home");
  const config = { ...(await configOf("ca", "in", database.url)), demo: false };
  await initNode(home, { ...config, demo: true });
  const on = (url: string) =>
    writeFileSync(homeFiles(home).config, JSON.stringify({ ...config, demo: true, database: url }));
  const { keys } = homeFiles(home);
  writeFileSync(keys, JSON.stringify({ ...JSON.parse(readFileSync(keys, "utf8")), atRest: OF.atRest }));
  const files = {
    backup: join(VECTORS, "schema-29.backup"),
    keyring: join(VECTORS, "schema-29.keyring"),
  };
  await restoreBackup({ url: database.url, atRest: KEY, party: "ca", instance: 1 }, files);
  // As if one of the migrations were of today.
  await pool.query("DROP INDEX notice_asked; DELETE FROM migration WHERE no = 22");
  const behind = async () =>
    (await pool.query("SELECT to_regclass('notice_asked') AS index")).rows[0] as { index: string | null };

  await assert.rejects(requireSchema(pool, KEY, false), { code: "USAGE", message: /run setu upgrade/ });
  assert.equal((await behind()).index, null);
  await upgradeNode(home, { dryRun: true }, TALK);
  assert.equal((await behind()).index, null);
  await assert.rejects(upgradeNode(home, {}, TALK), { code: "USAGE", message: /--backups/ });
  await assert.rejects(upgradeNode(home, { back: true }, TALK), { code: "NOT_FOUND" });

  // A bit that has turned: no backup counts, and then nothing is changed.
  const turn = () =>
    pool.query(
      "UPDATE entry SET act = set_byte(act, 40, get_byte(act, 40) # 1) WHERE origin LIKE '%/flash/1' AND pos = 0",
    );
  mkdirSync(join(folder, "safe"));
  const to = { backups: join(folder, "backups"), keyring: join(folder, "safe", "keyring") };
  await turn();
  await assert.rejects(upgradeNode(home, to, TALK), { code: "BAD_BUNDLE" });
  assert.equal((await behind()).index, null);
  await turn();
  await upgradeNode(home, to, TALK);
  assert.equal((await behind()).index, "notice_asked");
  await requireSchema(pool, KEY, false);

  // Killed before its last step: the next call goes on with it, and the backup of before stays the way back.
  const noted = join(home, "upgrade.json");
  const begun = JSON.parse(readFileSync(noted, "utf8")) as { readonly backup: string };
  await pool.query("DROP INDEX notice_asked; DELETE FROM migration WHERE no = 22");
  await assert.rejects(upgradeNode(home, {}, TALK), { code: "USAGE" });
  writeFileSync(noted, JSON.stringify({ ...begun, steps: 2, done: false }));
  await upgradeNode(home, {}, TALK);
  assert.deepEqual(JSON.parse(readFileSync(noted, "utf8")), { ...begun, steps: 2, done: true });
  assert.equal((await behind()).index, "notice_asked");

  // The next backup replaces the one keyring: the way back takes that one.
  await backupInto(home, to.backups, to.keyring);

  // Over a server the way back leads into a database that is empty, never over one that is not.
  await assert.rejects(upgradeNode(home, { back: true }, TALK));
  on(fresh.url);

  // A way back that was killed between its renames: no start takes what is there, and the next way back begins anew.
  const { postgres } = homeFiles(home);
  writeFileSync(goingBackIn(home), "");
  mkdirSync(postgres, { recursive: true });
  mkdirSync(`${postgres}.upgraded`);
  writeFileSync(join(`${postgres}.upgraded`, "whole"), "");
  assert.throws(() => holdHome(home), { code: "USAGE" });
  await upgradeNode(home, { back: true }, TALK);
  assert.ok(existsSync(join(postgres, "whole")));
  holdHome(home)();
  const { rows } = await after.query(
    "SELECT count(*)::int AS officers, to_regclass('notice_asked') AS index FROM officer",
  );
  assert.deepEqual(rows, [{ officers: 2, index: null }]);
  await assert.rejects(requireSchema(after, KEY, false), { code: "USAGE" });
  await requireSchema(after, KEY, true);

  // What a way back has kept is given up by hand, and never when it is all there is.
  const discard = () => upgradeNode(home, { discard: true }, TALK);
  await assert.rejects(discard(), { code: "NOT_FOUND" });
  mkdirSync(`${postgres}.upgraded`);
  await assert.rejects(discard(), { code: "USAGE", message: /holds no database/ });
  mkdirSync(join(postgres, "pgdata"));
  writeFileSync(join(postgres, "pgdata", "PG_VERSION"), "18");
  await discard();
  assert.deepEqual([existsSync(`${postgres}.upgraded`), existsSync(join(postgres, "whole"))], [false, true]);
});
