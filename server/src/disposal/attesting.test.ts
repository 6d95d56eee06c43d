import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId, RecordId } from "@setu/core";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { home, newId, settle, theyAsk, theySay, toldTo } from "../notices/notices.fixture.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Known } from "../requests/desk.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { accept, submitDue } from "../requests/held.ts";
import { askList } from "../requests/asking.ts";
import { parseListQuery } from "../requests/listing-query.ts";
import { ringDue } from "../notices/rings.ts";
import { statisticsOf } from "../oversight/statistics.ts";
import { attestDisposed, projectRecalls, type Reached } from "./attesting.ts";

let alone: LoneDesk;
let { desk, pool, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, pass } = alone);
});
after(() => alone.close());

const HOUR = 3_600_000;

const weSay = async (command: object): Promise<ItemId> => {
  const { item } = await accept(desk, officer, null, parseCommand(askCommand(command), Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
/** Destroyed here, as far as what attests it can see. */
const destroyed = (id: string, at: number, ground = "recalled") =>
  pool.query(
    `INSERT INTO disposal (party, id, origin, pos, at, ground, by) VALUES ('in', $1, 'in/link/ca/flash/1', 0, $2, $3, 'ca')`,
    [id, at, ground],
  );
const recalled = async () => {
  const { item, id } = await theyAsk(desk);
  await theySay(desk, "recall", { item, args: { ref: id, reason: "wrong-person" } });
  await settle(desk);
  return { item, id };
};
const saidOf = async (item: ItemId) =>
  (await desk.store.tx((tx) => tx.actsOf(item))).filter(({ act }) => act.do === "disposed");
const done = async (item: ItemId) => {
  await settle(desk);
  const { rows } = await pool.query(
    "SELECT shown -> 'home' ->> 'done' AS done FROM derived.request WHERE item = $1",
    [item],
  );
  return (rows as { done: string }[])[0]?.done;
};

test("what can never be said keeps nothing waiting that stands behind it", async () => {
  const { item, id } = await recalled();
  for (let n = 0; n < 100; n++) {
    const lost = newId();
    await pool.query(
      "INSERT INTO derived.recall (item, party, id, attested, kept, answerable) VALUES ($1, 'in', $2, false, null, true)",
      [`in:${lost}`, lost],
    );
    await destroyed(lost, 1);
  }
  await destroyed(id, 2);
  let reached: Reached | null = null;
  let said = 0;
  for (let round = 0; round < 2; round++) {
    const done = await attestDisposed(desk, () => true, reached);
    ({ reached } = done);
    said += done.said;
  }
  assert.equal(said, 1);
  assert.equal(reached, null, "and the next round begins anew");
  assert.equal((await saidOf(item)).length, 1);
  await pool.query("DELETE FROM disposal");
});

test("nobody who knows what was recalled can use up the id by which it will be attested", async () => {
  const { item, id } = await recalled();
  const guess = createHash("sha256").update(`disposed ca in/${id}`).digest("hex").slice(0, 32);
  await weSay({ id: guess as RecordId });
  await destroyed(id, 2);
  assert.equal((await attestDisposed(desk, () => true, null)).said, 1);
  const [said] = await saidOf(item);
  assert.ok(said && said.act.id !== guess);
});

test("what a court had destroyed before it was recalled is not told by the moment", async () => {
  const { item, id } = await recalled();
  await destroyed(id, 2, "court-order");
  assert.equal((await attestDisposed(desk, () => true, null)).said, 1);
  const acts = await desk.store.tx((tx) => tx.actsOf(item));
  const recall = acts.find(({ act }) => act.do === "recall");
  const [said] = await saidOf(item);
  assert.equal(said?.act.args["ground"], "recalled");
  assert.ok(recall && Number(said?.act.args["at"]) >= recall.t);
});

test("100 000 recalls of one record cost no more than each of them once", async () => {
  const recall = { do: "recall", args: { ref: "a" } };
  const entry = (id: string, act: object) => ({ party: "in", void: null, act: { id, args: {}, ...act } });
  const judged = [entry("a", { do: "ask" })];
  for (let n = 0; n < 100_000; n++) judged.push(entry(`r${n}`, recall));
  const known = { item: "in:a", state: { judged, workflow: { says: { disposed: {} } } } };
  const put: string[] = [];
  const db = { change: async (_: string, [values]: readonly [string]) => void put.push(values) };
  const began = performance.now();
  await projectRecalls({ db } as unknown as PgTx, ["in:a" as ItemId], [known as unknown as Known]);
  assert.ok(performance.now() - began < 2_000);
  assert.equal((JSON.parse(put[1] ?? "[]") as object[]).length, 1);
});

test("that a node has destroyed something brings back no matter that was put away; whoever had it is told", async () => {
  const { item, id } = await recalled();
  await home(desk, officer, item, "done", {});
  pass(60_000);
  await destroyed(id, 2);
  assert.equal((await attestDisposed(desk, () => true, null)).said, 1);
  assert.equal(await done(item), "true", "our node's own word");

  const ours = await weSay({ id: newId() });
  await home(desk, officer, ours, "done", {});
  pass(60_000);
  const ref = ours.slice(3);
  await theySay(desk, "disposed", { item: ours, args: { ref, ground: "recalled", at: 5 } });
  assert.equal(await done(ours), "true", "and theirs");
  assert.deepEqual(await toldTo(desk, officer), ["reply disposed"]);
  await theySay(desk, "kept", { item: ours, args: { ref, ground: "kept-by-law", until: 5 } });
  assert.equal(await done(ours), "false", "the word of a person does");
});

test("a list of open recalls has those that nobody has answered, of either side, and no other matter", async () => {
  const open = async (now = Date.now()) => {
    await settle(desk);
    const { rows, total } = await askList(desk, officer, parseListQuery({ recall: "open" }), now);
    assert.equal(total, rows.length);
    return rows.map(({ item }) => item).toSorted();
  };
  const before = await open();
  const theirs = await recalled();
  const ours = await weSay({ id: newId() });
  await theyAsk(desk);
  const ref = ours.slice(3);
  const { after: _, ...recall } = askCommand({ id: newId(), do: "recall", body: null });
  const args = { ref, reason: "wrong-person" };
  await accept(desk, officer, ours, parseCommand({ ...recall, args }, Date.now()));
  pass(11_000);
  await submitDue(desk);
  assert.deepEqual(await open(), [...before, theirs.item, ours].toSorted());
  const until = desk.ports.world.now() + HOUR;
  await theySay(desk, "kept", { item: ours, args: { ref, ground: "kept-by-law", until } });
  assert.deepEqual(await open(until - 1), [...before, theirs.item].toSorted());
  assert.deepEqual(await open(until), [...before, theirs.item, ours].toSorted(), "its date has come");
  // Said again with a later date: the last word counts.
  await theySay(desk, "kept", { item: ours, args: { ref, ground: "kept-by-law", until: until + HOUR } });
  assert.deepEqual(await open(until), [...before, theirs.item].toSorted());
  await destroyed(theirs.id, 2);
  await attestDisposed(desk, () => true, null);
  assert.deepEqual(await open(), before);
});

test("when the date comes until which a recalled record is kept, whoever has the matter is told, once, and not of a date that was moved", async () => {
  const ring = async () => {
    await settle(desk);
    await desk.store.tx((tx) => ringDue(desk, tx));
  };
  const { item, id } = await recalled();
  await home(desk, officer, item, "assign", { officer: officer.id });
  const told = async () => {
    const { rows } = await pool.query(
      "SELECT officer FROM notice WHERE item = $1 AND reason = 'kept-until'",
      [item],
    );
    return (rows as { officer: string }[]).map((row) => row.officer);
  };
  const keep = async (until: number) => {
    const { after: _, ...kept } = askCommand({ id: newId(), do: "kept", body: null });
    const args = { ref: id, ground: "kept-by-law", until };
    await accept(desk, officer, item, parseCommand({ ...kept, args }, Date.now()));
    pass(11_000);
    await submitDue(desk);
  };
  const until = desk.ports.world.now() + HOUR;
  await keep(until);
  await keep(until + HOUR);
  pass(HOUR);
  await ring();
  assert.deepEqual(await told(), [], "it was moved");
  pass(HOUR);
  await ring();
  await ring();
  assert.deepEqual(await told(), [officer.id]);
});

test("the yearly figures count what they said later, each record's recall once and nothing that is void", async () => {
  for (let n = 0; n < 6; n++) {
    const { item, id } = await recalled();
    await theySay(desk, "recall", { item, args: { ref: id, reason: "wrong-person" } });
    const said = await theyAsk(desk);
    await theySay(desk, "correct", { item: said.item, args: { ref: said.id } });
    await theySay(desk, "correct", { item: said.item, args: { ref: newId() } });
  }
  await settle(desk);
  const year = new Date(desk.ports.world.now()).getUTCFullYear();
  const { in: theirs } = (await desk.store.tx((tx) => statisticsOf(desk, tx, year))).shared;
  const { rows } = await pool.query(
    "SELECT count(*)::int AS n FROM derived.recall WHERE party = 'in' AND NOT attested AND kept IS NULL AND item IN (SELECT item FROM derived.request)",
  );
  const [{ n }] = rows as [{ n: number }];
  assert.ok(n >= 6);
  assert.deepEqual([theirs?.bySaid["correct"], theirs?.bySaid["recall-waits"]], [6, n]);
});
