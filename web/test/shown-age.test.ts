import assert from "node:assert/strict";
import { test } from "node:test";
import { trueUntil } from "../src/shown-age.ts";

const asked = (name: string, isInvalidated: boolean, dataUpdatedAt: number) => ({
  queryKey: [name, dataUpdatedAt],
  queryHash: `${name} ${dataUpdatedAt}`,
  state: { data: {}, dataUpdatedAt, isInvalidated },
});
const LOST = 1_000_000;
const shown = (...queries: readonly { readonly queryHash: string }[]) =>
  new Set(queries.map(({ queryHash }) => queryHash));

test("what was on the screen when the line broke is true until the node's last answer, however long it stood", () => {
  const list = asked("requests", false, 10);
  assert.equal(trueUntil([list], shown(list), LOST, 0), LOST);
  // A question that failed marks its old answer as stale; until the line broke it was not.
  const failed = asked("requests", true, 10);
  assert.equal(trueUntil([failed], shown(failed), LOST, 0), LOST);
});

test("a page from before that an event had made stale is as old as its answer, by the server's clock", () => {
  const stale = asked("requests", true, 400_000);
  const older = asked("notices", true, 300_000);
  assert.equal(trueUntil([stale], shown(), LOST, 0), 400_000);
  assert.equal(trueUntil([stale, older], shown(), LOST, 5_000), 305_000);
  assert.equal(trueUntil([asked("requests", false, 300_000)], shown(), LOST, 0), LOST);
});

test("what fills no screen, or has no answer, says nothing of the time", () => {
  const unanswered = {
    queryKey: ["requests"],
    queryHash: "requests",
    state: { data: undefined, dataUpdatedAt: 0, isInvalidated: true },
  };
  assert.equal(trueUntil([asked("officers", true, 1), unanswered], shown(), LOST, 0), LOST);
});
