import assert from "node:assert/strict";
import { test } from "node:test";
import { holdOf, type ReleaseTable } from "./release.ts";

const TABLE: ReleaseTable = { answer: { hold: 10_000 }, acknowledge: { hold: 0 } };

test("an act is held as the table says, flash never, and the unknown as long as anything", () => {
  const holds = (lane: string) => ["answer", "acknowledge", "unknown"].map((act) => holdOf(TABLE, act, lane));
  assert.deepEqual(holds("main"), [10_000, 0, 10_000]);
  assert.deepEqual(holds("bulk"), [10_000, 0, 10_000]);
  assert.deepEqual(holds("flash"), [0, 0, 0]);
});

test("a name that every object has is no row of the table", () => {
  for (const act of ["constructor", "toString", "__proto__"])
    assert.equal(holdOf(TABLE, act, "main"), 10_000);
});
