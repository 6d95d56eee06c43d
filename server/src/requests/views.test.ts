import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type RecordId } from "@setu/core";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { deleteView, MAX_VIEWS, saveView, viewsFor } from "./views.ts";

let alone: LoneDesk;
let { desk, pool, officer, other } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other } = alone);
});
after(() => alone.close());

const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const view = (rest: object = {}) => ({
  id: randomBytes(16).toString("hex") as RecordId,
  name: "Mine by the clock",
  query: "who=mine&sort=due",
  shared: false,
  ...rest,
});
const save = (by: typeof officer, given: ReturnType<typeof view>) =>
  desk.store.tx((tx) => saveView(desk, tx, by, given));
const drop = (by: typeof officer, id: RecordId) => desk.store.tx((tx) => deleteView(tx, by, id));
const seen = (by: typeof officer) => desk.store.tx((tx) => viewsFor(desk, tx, by));
const ids = async (by: typeof officer) => (await seen(by)).map((each) => each.id);

test("a view is its owner's until it is shared; only the owner changes it or takes it away", async () => {
  const mine = view();
  await save(officer, mine);
  assert.deepEqual(await seen(officer), [{ ...mine, owner: officer.id }]);
  assert.deepEqual(await seen(other), []);
  await save(officer, { ...mine, name: " भारत से ", shared: true });
  assert.deepEqual(await seen(other), [{ ...mine, name: "भारत से", shared: true, owner: officer.id }]);
  await assert.rejects(save(other, { ...mine, name: "taken over" }), coded("DUPLICATE"));
  await assert.rejects(drop(other, mine.id), coded("NOT_FOUND"));
  assert.equal((await seen(other))[0]?.name, "भारत से");
  await drop(officer, mine.id);
  assert.deepEqual(await ids(other), []);
});

test("what a list would refuse is not saved", async () => {
  for (const query of [
    "who=everybody",
    "view=inbox&view=sent",
    "page=3",
    "after=abc",
    "sort=due;DROP TABLE entry",
    `q=${"x".repeat(201)}`,
    `q=${"%20".repeat(300)}`,
    "__proto__=1",
  ]) {
    await assert.rejects(save(officer, view({ query })), coded("BAD_FIELD"), query);
  }
  for (const name of ["", "  ", "x".repeat(81), "two\nlines"]) {
    await assert.rejects(save(officer, view({ name })), coded("BAD_FIELD"), name);
  }
  assert.deepEqual(await ids(officer), []);
});

test("an officer has so many views and no more, whichever tab saves the last", async () => {
  for (let i = 1; i < MAX_VIEWS; i++) await save(officer, view());
  const both = await Promise.allSettled([save(officer, view()), save(officer, view())]);
  const refused = both.filter((each) => each.status === "rejected");
  assert.equal(refused.length, 1);
  assert.ok(coded("OVER_QUOTA")(refused[0]?.reason));
  const shown = await ids(officer);
  assert.equal(shown.length, MAX_VIEWS);
  const [first] = shown as RecordId[];
  assert.ok(first);
  await save(officer, view({ id: first, name: "changed" }));
  await save(other, view());
});

test("a copy of the database alone does not say what a view is called", async () => {
  await save(other, view({ name: "Operation Synthetic" }));
  const { rows } = await pool.query("SELECT * FROM saved_view");
  assert.ok(!Buffer.concat(rows.map((row: { content: Buffer }) => row.content)).includes("Synthetic"));
});
