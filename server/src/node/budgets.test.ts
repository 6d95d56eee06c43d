import assert from "node:assert/strict";
import { test } from "node:test";
import { parseConfig } from "./config.ts";
import { configOf } from "./two-nodes.fixture.ts";

test("what the peer may bring in is said by lane, in whole numbers, and of no lane that is not there", async () => {
  const config = await configOf("ca", "in", "postgresql:///none");
  const parsed = (budgets: unknown) =>
    parseConfig(Buffer.from(JSON.stringify({ ...config, budgets }))).budgets;
  const flash = { entries: 500, bytes: 10_000_000 };
  assert.deepEqual(parsed({ flash }), { flash });
  assert.equal(parsed(undefined), undefined);
  for (const wrong of [
    { bulk: flash },
    { flash: { entries: 0, bytes: 1 } },
    { flash: { entries: 1 } },
    [],
    7,
  ])
    assert.throws(() => parsed(wrong), { code: "BAD_FIELD" });
});
