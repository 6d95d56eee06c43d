import assert from "node:assert/strict";
import { test } from "node:test";
import { GATE_IDS } from "@setu/core/gates/index.ts";
import { parseConfig } from "../node/config.ts";
import { configOf } from "../node/two-nodes.fixture.ts";
import { FULL_RELEASE, leftOut, parseRelease, profileFor } from "./config.ts";

const [asking, giving, using] = FULL_RELEASE.profiles;
const refused = (change: object) =>
  assert.throws(
    () => parseRelease({ ...FULL_RELEASE, ...change }),
    { code: "BAD_FIELD" },
    JSON.stringify(change),
  );

test("a node that does not say what it asks before a release does not start", async () => {
  const { release: _, ...silent } = await configOf("ca", "in", "postgres://127.0.0.1/none");
  assert.throws(() => parseConfig(Buffer.from(JSON.stringify(silent))), {
    code: "BAD_FIELD",
    detail: { field: "release", expected: "field (it is missing)" },
  });
});

test("a rule is said whole: each threshold, a profile for each kind of exchange, and no gate of the four left out", () => {
  assert.deepEqual(parseRelease(FULL_RELEASE), FULL_RELEASE);
  for (const name of Object.keys(FULL_RELEASE)) refused({ [name]: undefined });
  for (const gates of ["sometimes", "", null, true, {}, { tlp: ["RED"] }, { level: 2 }]) refused({ gates });
  for (const level of [0, 5, 1.5, "2"]) refused({ fourEyes: { tlp: ["RED"], level } });
  for (const tlp of [["red"], ["RED", "RED"], "RED"]) refused({ signed: { tlp, level: 2 } });
  refused({ profiles: [asking] });
  refused({ profiles: [asking, asking] });
  refused({ profiles: [asking, giving, using, giving] });
  refused({ profiles: [asking, giving] });
  refused({ profiles: [asking, giving, { ...using, notApplicable: { g7: "Not now" } }] });
});

test("of each gate that is not asked the reason is shown; without a profile every gate is asked", () => {
  const profiles = [asking, { ...giving, notApplicable: { g2: "Exempt" } }, using];
  const rule = parseRelease({ ...FULL_RELEASE, profiles } as never);
  assert.deepEqual(leftOut(profileFor(rule, "giving")), [["g2", "Exempt"]]);
  assert.deepEqual(leftOut(profileFor({ ...rule, profiles: [] }, "giving")), []);
  assert.equal(GATE_IDS.length, 15);
});
