import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { isSetuError } from "@setu/core";
import { loadKeys, replaceKeys } from "../keys/node-keys.ts";
import { commitmentOf } from "../keys/succession.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { initNode } from "./init.ts";
import { carriedOut, makePlan } from "./rotation-plan.ts";
import { makeNext, refreshNext, takeNext } from "./succession.ts";
import { configOf } from "./two-nodes.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "setu-next-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a file of next keys that was brought up to date knows what was followed since, when all else is lost", async () => {
  const home = join(folder, "ca");
  await initNode(home, await configOf("ca", "in", "postgres://none"));
  const file = join(folder, "next.json");
  const { next } = await makeNext(home, file);
  const path = homeFiles(home).keys;
  const card = () => ownCard(loadConfig(home), loadKeys(path));
  const rotated: ReturnType<typeof card>["logs"][] = [];
  for (let i = 0; i < 2; i++) {
    const before = card();
    const plan = await makePlan(home, ["log", "sealing"], { party: "ca", follows: commitmentOf(before) });
    rmSync(homeFiles(home).rotation);
    replaceKeys(path, carriedOut(loadKeys(path), plan, { ...before, since: null, until: null }));
    rotated.push(before.logs);
  }
  const present = card();
  refreshNext(home, file);
  assert.equal(card().next, next, "the card commits to the same keys");
  await makeNext(home, join(folder, "other.json"));
  assert.throws(
    () => refreshNext(home, file),
    (error) => isSetuError(error, "WRONG_PEER"),
  );
  const [seed] = loadKeys(path).kem.slice(-1);
  rmSync(path);
  const taken = takeNext(home, file, null);
  assert.deepEqual(
    taken.former?.map(({ logs }) => logs),
    [...rotated, present.logs],
  );
  assert.ok(
    loadKeys(path).kem.some((each) => seed && Buffer.compare(each, seed) === 0),
    "what was sealed opens",
  );
});
