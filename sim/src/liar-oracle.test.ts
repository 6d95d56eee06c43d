import assert from "node:assert/strict";
import { test } from "node:test";
import { excused } from "./liar-oracle.ts";
import { LIES } from "./lies/table.ts";

test("an alarm over a lie that was not told yet is a false alarm", () => {
  const lie = LIES.find(({ may }) => may.includes("FORK"));
  assert.ok(lie);
  assert.deepEqual(excused({ lies: [lie], told: new Map() }), []);
  assert.deepEqual(excused({ lies: [lie], told: new Map([[lie.name, 1]]) }), lie.may);
});
