import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ERRORS } from "@setu/core";
import { initNode } from "../node/init.ts";
import { configOf } from "../node/two-nodes.fixture.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const UNIT = readFileSync(join(ROOT, "deploy/setu.service"), "utf8");
const settings = UNIT.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
const setting = (name: string): readonly string[] =>
  settings.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));

test("the unit starts what is there, and what a supervisor must not repeat is not repeated", () => {
  const [program = ""] = /\/opt\/setu\/server\S+/.exec(setting("ExecStart")[0] ?? "") ?? [];
  assert.ok(existsSync(program.replace("/opt/setu", ROOT)), program);
  const never = new Set((setting("RestartPreventExitStatus")[0] ?? "").split(" ").map(Number));
  const ours: readonly number[] = [ERRORS.USAGE.exit, ERRORS.BAD_FIELD.exit];
  assert.deepEqual(never, new Set(ours));
  const { status } = spawnSync(process.execPath, [join(ROOT, "server/src/main.ts")]);
  assert.ok(never.has(status ?? -1), String(status));
});

test("the unit leaves the runtime its memory and the viewer its limits", () => {
  assert.deepEqual(setting("MemoryDenyWriteExecute"), []);
  const denied = setting("SystemCallFilter").filter((filter) => filter.startsWith("~"));
  assert.ok(denied.length > 0);
  assert.ok(!denied.some((filter) => filter.includes("@resources")), denied.join());
  for (const name of ["NoNewPrivileges", "PrivateUsers", "RestrictNamespaces"])
    assert.deepEqual(setting(name), ["yes"]);
  assert.deepEqual(setting("ProtectSystem"), ["strict"]);
});

test("a database that is not there yet is a reason to start again", async () => {
  const home = join(mkdtempSync(join(tmpdir(), "setu-unit-")), "home");
  await initNode(home, await configOf("ca", "in", "postgres://setu@127.0.0.1:1/setu"));
  const { status } = spawnSync(process.execPath, [join(ROOT, "server/src/main.ts"), "--home", home]);
  assert.equal(status, ERRORS.BUSY.exit);
  rmSync(join(home, ".."), { recursive: true });
});
