import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import { openPool } from "@setu/server/db/pool.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { twoNodes, until, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { revokeKey } from "./revoke.ts";
import { rotate } from "./rotate.ts";

let nodes: TwoNodes;
before(async () => {
  nodes = await twoNodes();
});
after(() => nodes.close());

const talk = { json: false };
const keys = () => loadKeys(homeFiles(nodes.homes.ca).keys);

test("beside a running node, keys are other keys when the command ends; one that is named changes alone", async () => {
  const first = keys();
  await rotate(nodes.homes.ca, { wait: true }, talk);
  const second = keys();
  assert.notDeepEqual([second.log, second.mirror], [first.log, first.mirror]);
  assert.notEqual(second.tls.certificate, first.tls.certificate);
  assert.deepEqual(second.kem[0], first.kem[0], "what was sealed to the former key opens");
  await rotate(nodes.homes.ca, { wait: true, tls: true }, talk);
  const third = keys();
  assert.deepEqual([third.log, third.kem], [second.log, second.kem]);
  assert.notEqual(third.tls.certificate, second.tls.certificate);
});

test("former keys are said to be stolen since an instant that has passed; those in use are ended in no such way", async () => {
  const since = Math.floor(Date.now() / 1000) * 1000 - 60_000;
  const say = (key: string, at?: number) =>
    revokeKey(
      nodes.homes.ca,
      ["node", key],
      at === undefined ? {} : { stolenSince: new Date(at).toISOString() },
      talk,
    );
  await say("1", since);
  assert.equal(keys().former[0]?.since, since);
  for (const [key, at] of [["present", since], ["1"], ["1", Date.now() + 60_000], ["x", since]] as const)
    await assert.rejects(say(key, at), (error) => isSetuError(error, "USAGE"), key);
  await assert.rejects(say("9", since), (error) => isSetuError(error, "NOT_FOUND"));
  const named = { stolenSince: new Date(since - 1_000).toISOString(), by: "not an account" };
  await assert.rejects(revokeKey(nodes.homes.ca, ["node", "1"], named, talk), (error) =>
    isSetuError(error, "BAD_FIELD"),
  );
  assert.equal(keys().former[0]?.since, since, "a name that is none changes nothing");
});

test("a node that does not run begins with its next start, and an older peer is told nothing", async () => {
  const { rotation } = homeFiles(nodes.homes.ca);
  await nodes.ca.stop();
  await rotate(nodes.homes.ca, { wait: true, log: true }, talk);
  assert.ok(existsSync(rotation), "made, and kept for the node");
  const before = keys();
  const ca = await nodes.again("ca", "instead");
  await until(
    "the rotation",
    async () => existsSync(rotation),
    (left) => !left,
  );
  assert.notDeepEqual(keys().log, before.log);
  await ca.stop();

  await nodes.in.stop();
  const pool = openPool({ url: nodes.urls.ca, max: 1 });
  await pool.query("UPDATE peer_log SET pulse_versions = array_remove(pulse_versions, 'keys/1')");
  await pool.end();
  await assert.rejects(rotate(nodes.homes.ca, { wait: true }, talk), (error) =>
    isSetuError(error, "UNSUPPORTED_VERSION"),
  );
  assert.ok(!existsSync(rotation));
});
