import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { othersPresent, presentAtDesk, PRESENT_MS, sayPresent, type Doing } from "./presence.ts";

let alone: LoneDesk;
let { desk, pool, officer, other } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other } = alone);
});
after(() => alone.close());

const item = `in:${"b".repeat(32)}` as ItemId;
const say = (by: typeof officer, doing: Doing, now: number) =>
  desk.store.tx((tx) => sayPresent(tx, item, { officer: by.id, doing, now }));
const seenBy = (by: typeof officer, now: number) =>
  desk.store.tx((tx) => othersPresent(tx, item, by.id, now));

test("each sees what the others do, since when, and never oneself", async () => {
  assert.equal(await say(officer, "reading", 1_000_000), true);
  assert.equal(await say(officer, "writing", 1_005_000), true);
  assert.equal(await say(officer, "writing", 1_025_000), false, "a repetition is no news");
  assert.deepEqual(await seenBy(other, 1_030_000), [
    { officer: officer.id, doing: "writing", since: 1_005_000 },
  ]);
  assert.deepEqual(await seenBy(officer, 1_030_000), []);
  const atDesk = (by: typeof officer) => desk.store.tx((tx) => presentAtDesk(tx, by.id, 1_030_000));
  assert.deepEqual([(await atDesk(other))[0]?.item, await atDesk(officer)], [item, []]);
});

test("whoever leaves, or is silent for a minute, is not there; who comes again begins anew", async () => {
  const came = 2_000_000;
  await say(officer, "writing", came);
  await say(other, "reading", came);
  assert.equal(await say(officer, "gone", came + 1), true);
  assert.deepEqual(await seenBy(other, came + 2), []);
  assert.equal((await seenBy(officer, came + PRESENT_MS - 1)).length, 1);
  assert.deepEqual(await seenBy(officer, came + PRESENT_MS), []);
  await say(other, "reading", came + PRESENT_MS + 5);
  assert.equal((await seenBy(officer, came + PRESENT_MS + 6))[0]?.since, came + PRESENT_MS + 5);
});

test("it is in no log and in no backup", async () => {
  const sizes = () =>
    pool.query("SELECT origin, size FROM own_log ORDER BY origin").then(({ rows }) => rows as unknown[]);
  const before = await sizes();
  await say(officer, "writing", Date.now());
  assert.deepEqual(await sizes(), before);
  const { rows } = await pool.query("SELECT relpersistence AS kept FROM pg_class WHERE relname = 'presence'");
  assert.deepEqual(rows, [{ kept: "u" }]);
});
