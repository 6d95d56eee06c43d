import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestRow } from "../api.ts";
import { latenessOf, owesReason } from "./late.ts";

const HOUR = 3_600_000;
const row = (
  state: string,
  late: RequestRow["late"] = null,
): Pick<RequestRow, "role" | "clock" | "late" | "cameBy"> => ({
  cameBy: null,
  role: "answerer",
  clock: { state, due: 8 * HOUR, marks: [4 * HOUR, 6 * HOUR, 8 * HOUR] } as never,
  late,
});
const said = { reason: "judicial-authorisation", until: 20 * HOUR, at: 5 * HOUR };

test("why it will be late is asked for from three quarters on, and missed from the deadline on", () => {
  const running = row("running");
  assert.equal(latenessOf(running, 6 * HOUR - 1), null);
  assert.equal(latenessOf(running, 6 * HOUR), "soon");
  assert.equal(latenessOf(running, 8 * HOUR), "soon", "at the deadline itself it is still in time");
  assert.equal(latenessOf(running, 8 * HOUR + 1), "untold");
  for (const state of ["paused", "stopped", "not-started"])
    assert.equal(latenessOf(row(state), 9 * HOUR), null);
  assert.equal(
    latenessOf({ ...running, clock: { ...running.clock, due: null, marks: null } }, 9 * HOUR),
    null,
  );
});

test("what was told stands until the instant that was named, and then another is owed", () => {
  const told = row("running", said);
  assert.equal(latenessOf(told, 9 * HOUR), "told");
  assert.equal(owesReason(told, 9 * HOUR), false);
  assert.equal(latenessOf(told, 20 * HOUR + 1), "told-and-passed");
  assert.equal(owesReason(told, 20 * HOUR + 1), true);
});

test("the side that waits owes nothing", () => {
  assert.equal(owesReason(row("running"), 9 * HOUR), true);
  assert.equal(owesReason({ ...row("running"), role: "asker" }, 9 * HOUR), false);
  assert.equal(
    owesReason({ ...row("running"), cameBy: "mail" }, 9 * HOUR),
    false,
    "nor does who has nobody to tell",
  );
});
