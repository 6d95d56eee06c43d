import assert from "node:assert/strict";
import { test } from "node:test";
import type { NodeConfig } from "@setu/server/node/config.ts";
import { peerChecks } from "./node.ts";

test("a node that only listens does not call the other side to see whether it is there", async () => {
  // There is no card and no key here: whoever calls fails.
  const config = { link: { road: "in" }, lanes: ["main"], peer: "india" } as unknown as NodeConfig;
  const verdicts = await Promise.all(peerChecks("/nowhere", config).map(async ({ look }) => look()));
  assert.deepEqual(
    verdicts.map(({ state }) => state),
    ["ok"],
  );
  assert.match(verdicts[0]?.meaning ?? "", /link\.road in/);
});

test("where files are carried nobody is called, and the files are told", async () => {
  const config = { link: { road: "file" }, lanes: ["main"], peer: "india" } as unknown as NodeConfig;
  const [verdict] = await Promise.all(peerChecks("/nowhere", config).map(async ({ look }) => look()));
  assert.equal(verdict?.state, "ok");
  assert.match(verdict?.meaning ?? "", /link\.road file.*none was written here.*none of theirs/);
});
