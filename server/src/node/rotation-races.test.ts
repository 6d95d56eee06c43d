import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSetuError } from "@setu/core";
import { loadKeys, replaceKeys } from "../keys/node-keys.ts";
import { commitmentOf } from "../keys/succession.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { HighWater } from "./high-water.ts";
import { KeysInUse } from "./in-use.ts";
import { initNode } from "./init.ts";
import { carriedOut, dropPlan, makePlan, readPlan, ROTATED } from "./rotation-plan.ts";
import { makeNext, peerFormer, savePeerFormer } from "./succession.ts";
import { configOf } from "./two-nodes.fixture.ts";

/** Several processes and commands write the files of one home. */
const folder = mkdtempSync(join(tmpdir(), "setu-races-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function made(name: string) {
  const home = join(folder, name);
  await initNode(home, await configOf("ca", "in", "postgres://none"));
  const path = homeFiles(home).keys;
  const keys = () => loadKeys(path);
  const card = () => ownCard(loadConfig(home), keys());
  const plan = () => makePlan(home, ROTATED, { party: "ca", follows: commitmentOf(card()) });
  return { home, path, keys, card, plan };
}

test("keys that are taken into use while the next ones are made are not written over", async () => {
  const { home, path, keys, card, plan } = await made("next");
  const before = card();
  const rotation = carriedOut(keys(), await plan(), { ...before, since: null, until: null });
  const file = join(folder, "next.json");
  const making = makeNext(home, file);
  replaceKeys(path, rotation);
  await assert.rejects(making, (error) => isSetuError(error, "BUSY"));
  assert.equal(
    Buffer.compare(keys().log, rotation.log),
    0,
    "the secret halves of what the peer believes are still here",
  );
  assert.ok(!existsSync(file));
});

test("who ends a rotation leaves the plan of the next one", async () => {
  const { home, plan } = await made("drop");
  const first = await plan();
  dropPlan(home, first.rotation);
  const second = await plan();
  dropPlan(home, first.rotation);
  assert.equal(readPlan(home)?.rotation, second.rotation);
});

test("a plan is there whole or not at all", async () => {
  const { home, plan } = await made("whole");
  // What was written before a kill, by a process of the same number.
  writeFileSync(`${homeFiles(home).rotation}.${process.pid}.new`, '{"v":');
  const { rotation } = await plan();
  assert.equal(readPlan(home)?.rotation, rotation);
  assert.deepEqual(
    readdirSync(home).filter((name) => name.endsWith(".new")),
    [],
  );
  await assert.rejects(plan(), (error) => isSetuError(error, "BUSY"));
});

test("a small head under keys that follow takes back nothing of what was cosigned under those before", async () => {
  const { home, card } = await made("held");
  const { logs, mirror } = card();
  savePeerFormer(home, [{ logs, mirror, since: null, until: logs.map(() => null) }]);
  const origin = logs[0]?.[0]?.name ?? "";
  const marks = new HighWater(homeFiles(home).highWater);
  await marks.write({ key: `cosigned:${origin}`, size: 500, root: new Uint8Array(32) });
  new KeysInUse(home).followed(origin, 1);
  assert.equal(peerFormer(home)[0]?.until?.[0], 500);
});
