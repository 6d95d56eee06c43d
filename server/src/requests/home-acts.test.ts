import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { homeActsOf, homePartOf } from "./home-part.ts";
import { parseListQuery } from "./listing-query.ts";
import { askList } from "./asking.ts";

let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
});
after(() => alone.close());

const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const newId = () => randomBytes(16).toString("hex") as RecordId;
const asked = async (): Promise<ItemId> => {
  const { item } = await accept(desk, officer, null, parseCommand(askCommand({ id: newId() }), Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const doing = (
  what: string,
  args: object = {},
  rest: { text?: string; after?: string | null; id?: RecordId } = {},
) => ({
  id: newId(),
  do: what,
  args: args as never,
  text: null,
  after: null,
  ...rest,
});
const part = (item: ItemId) => desk.store.tx((tx) => homePartOf(tx, item));
const line = async (item: ItemId) => {
  const { rows } = await askList(desk, officer, parseListQuery({}), Date.now());
  return rows.find((row) => row.item === item)?.home;
};

test("of two officers who take an item at once, one has it and the other is told to look again", async () => {
  const item = await asked();
  const take = (by: typeof officer) => actAtHome(desk, by, item, doing("assign", { officer: by.id }));
  const both = await Promise.allSettled([take(officer), take(other)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const lost = both.find((each) => each.status === "rejected");
  assert.ok(coded("STALE")(lost?.reason));
  const winner = both[0].status === "fulfilled" ? officer : other;
  assert.equal((await part(item)).assignee?.officer, winner.id);
  assert.equal((await line(item))?.assignee, winner.id);
  await assert.rejects(take(winner === officer ? other : officer), coded("STALE"));
});

test("what a colleague has is taken, given on or given back only by who names the colleague", async () => {
  const item = await asked();
  await actAtHome(desk, officer, item, doing("assign", { officer: officer.id }));
  const by = async (who: typeof officer, what: string, args: object) =>
    actAtHome(desk, who, item, doing(what, args, { after: (await part(item)).head }));
  const taken = (error: unknown) => isSetuError(error, "TAKEN") && error.detail["officer"] === officer.id;
  await assert.rejects(
    by(other, "assign", { officer: other.id }),
    taken,
    "the head alone says nothing of her",
  );
  await assert.rejects(by(other, "unassign", {}), taken);
  await assert.rejects(by(other, "assign", { officer: other.id, from: other.id }), coded("STALE"));
  assert.equal((await line(item))?.assignee, officer.id);
  await by(other, "assign", { officer: other.id, from: officer.id });
  assert.equal((await line(item))?.assignee, other.id);
  await by(other, "assign", { officer: officer.id });
  await by(officer, "unassign", {});
  assert.equal((await line(item))?.assignee, null, "what is one's own needs no more words");
});

test("the same act again is one act; its id names no other", async () => {
  const item = await asked();
  const note = doing("note", { mentions: [] }, { text: "called their desk" });
  await actAtHome(desk, officer, item, note);
  await actAtHome(desk, officer, item, note);
  assert.equal((await part(item)).notes.length, 1);
  await assert.rejects(actAtHome(desk, other, item, note), coded("DUPLICATE"));
  const link = item.slice(item.indexOf(":") + 1) as RecordId;
  await assert.rejects(actAtHome(desk, officer, item, doing("done", {}, { id: link })), coded("DUPLICATE"));
});

test("undo takes back one's own act, for a while", async () => {
  const item = await asked();
  const note = doing("note", { mentions: [other.id] }, { text: "wrong item" });
  await actAtHome(desk, officer, item, note);
  assert.equal((await line(item))?.notes, 1);
  await assert.rejects(actAtHome(desk, other, item, doing("undo", { of: note.id })), coded("ILLEGAL"));
  await actAtHome(desk, officer, item, doing("undo", { of: note.id }));
  assert.equal((await line(item))?.notes, 0);
  const late = doing("done");
  await actAtHome(desk, officer, item, late);
  assert.equal((await line(item))?.done, true);
  pass(31_000);
  await assert.rejects(actAtHome(desk, officer, item, doing("undo", { of: late.id })), coded("STALE"));
});

test("a task is open until somebody says that it is done, and its date stands in the line", async () => {
  const item = await asked();
  const until = desk.ports.world.now() + 3_600_000;
  const task = doing("task", { officer: other.id, until }, { text: "call the airline" });
  await actAtHome(desk, officer, item, task);
  const dated = { tasks: 1, taskDates: [until] };
  const told = async () => {
    const { tasks, taskDates } = (await line(item)) ?? {};
    return { tasks, taskDates };
  };
  assert.deepEqual(await told(), dated);
  for (const [args, text, code] of [
    [{ officer: other.id, until: until - 7_200_000 }, "too late", "PASSED"],
    [{ officer: "nobody" }, "for whom", "BAD_FIELD"],
    [{ officer: other.id }, "call {{name}}", "OPEN_PLACE"],
  ] as const)
    await assert.rejects(actAtHome(desk, officer, item, doing("task", args, { text })), coded(code));
  const done = doing("task-done", { of: task.id });
  await actAtHome(desk, other, item, done);
  assert.deepEqual(
    (await part(item)).tasks.map(({ doneBy }) => doneBy),
    [other.id],
  );
  assert.deepEqual(await told(), { tasks: 0, taskDates: [] });
  await assert.rejects(actAtHome(desk, officer, item, doing("task-done", { of: task.id })), coded("ILLEGAL"));
  await actAtHome(desk, other, item, doing("undo", { of: done.id }));
  assert.deepEqual(await told(), dated);
});

test("what is refused leaves nothing: an unknown officer, act, argument, kind or item, a missing or a long text", async () => {
  const item = await asked();
  const size = async () => {
    const { rows } = await pool.query("SELECT size FROM own_log WHERE origin LIKE '%/home/%'");
    return Number((rows as { size: string }[])[0]?.size);
  };
  const before = await size();
  const refused: readonly (readonly [string, ReturnType<typeof doing>])[] = [
    ["BAD_FIELD", doing("assign", { officer: "nobody.here" })],
    ["BAD_FIELD", doing("note", { mentions: ["nobody.here"] }, { text: "x" })],
    ["BAD_FIELD", doing("toString")],
    ["BAD_FIELD", doing("done", { at: 1 })],
    ["BAD_FIELD", doing("note", { mentions: [] })],
    ["BAD_FIELD", doing("note", { mentions: [] }, { text: " " })],
    ["TOO_LARGE", doing("note", { mentions: [] }, { text: "x".repeat(8_001) })],
    ["UNKNOWN_CODE", doing("relate", { kind: "merge", other: await asked() })],
    ["CONTRADICTION", doing("relate", { kind: "related", other: item })],
    ["OPEN_PLACE", doing("note", { mentions: [] }, { text: "Ask {{office}} again." })],
    ["PASSED", doing("follow-up", { at: desk.ports.world.now() })],
  ];
  for (const [code, command] of refused)
    await assert.rejects(actAtHome(desk, officer, item, command), coded(code));
  const nowhere = `ca:${newId()}` as ItemId;
  await assert.rejects(actAtHome(desk, officer, nowhere, doing("done")), coded("NOT_FOUND"));
  assert.equal(await size(), before + 1, "only the asking of the other item");
});

test("our half is rebuilt from the home log, byte for byte, and is no act of the item", async () => {
  const item = await asked();
  await actAtHome(desk, officer, item, doing("assign", { officer: other.id }));
  await actAtHome(desk, officer, item, doing("note", { mentions: [] }, { text: "नोट, une note" }));
  const kept = () => pool.query("SELECT * FROM derived.home_act ORDER BY pos").then(({ rows }) => rows);
  const before = await kept();
  await desk.store.replay("now");
  assert.deepEqual(await kept(), before);
  assert.ok(before.length > 0);
  const acts = await desk.store.tx((tx) => tx.actsOf(item));
  assert.deepEqual(
    acts.map(({ act }) => act.do),
    ["ask"],
  );
  const [found] = await desk.store.tx(async (tx) => [...(await homeActsOf(tx, [item])).values()]);
  assert.equal(found?.[1]?.text, "नोट, une note");
});
