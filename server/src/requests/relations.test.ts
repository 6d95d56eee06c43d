import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import { refOf } from "@setu/requests";
import { assertMay } from "../access/deciding.ts";
import { askAs } from "../access/asking-as.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { homePartOf } from "./home-part.ts";
import { projectStale } from "./projection.ts";
import { findByRef, relationsOf } from "./relations.ts";

let alone: LoneDesk;
let { desk, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, officer, pass } = alone);
});
after(() => alone.close());

const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const newId = () => randomBytes(16).toString("hex") as RecordId;
const asked = async (title: string): Promise<ItemId> => {
  const body = { title, text: "Synthetic text.", lang: "en" } as const;
  const { item } = await accept(
    desk,
    officer,
    null,
    parseCommand(askCommand({ id: newId(), body }), Date.now()),
  );
  pass(11_000);
  await submitDue(desk);
  await desk.store.tx((tx) => projectStale(desk, tx));
  return item as ItemId;
};
const doing = (what: string, args: object) => ({ do: what, args: args as never, text: null, after: null });
const related = (item: ItemId) =>
  desk.store.tx(async (tx) => {
    const { reads } = await assertMay(desk, tx, officer.id, { action: "read", item });
    return relationsOf(tx, { item, home: await homePartOf(tx, item), reads });
  });
const find = (said: string) =>
  askAs(desk, officer, { action: "list" }, (tx, { sees }) => findByRef(tx, said, sees));

test("a relation shows on both requests, the other way round on the other, until it is undone", async () => {
  const [first, second] = [await asked("The first"), await asked("The second")];
  const id = newId();
  await actAtHome(desk, officer, second, { id, ...doing("relate", { kind: "follow-up-of", other: first }) });
  const outline = (item: ItemId) =>
    related(item).then((all) => all.map(({ kind, side, ref, title, by }) => [kind, side, ref, title, by]));
  assert.deepEqual(await outline(second), [["follow-up-of", "to", refOf(first), "The first", officer.id]]);
  assert.deepEqual(await outline(first), [["follow-up-of", "from", refOf(second), "The second", officer.id]]);
  await actAtHome(desk, officer, second, { id: newId(), ...doing("undo", { of: id }) });
  assert.deepEqual([await outline(first), await outline(second)], [[], []]);
});

test("no request comes after itself, by whatever way round, and what is noted is not noted again", async () => {
  const [a, b, c] = [await asked("A"), await asked("B"), await asked("C")];
  const relate = (item: ItemId, kind: string, other: ItemId) => {
    const id = newId();
    return actAtHome(desk, officer, item, { id, ...doing("relate", { kind, other }) }).then(() => id);
  };
  await relate(b, "follow-up-of", a);
  const replacing = await relate(c, "replaces", b);
  await relate(a, "duplicate-of", b);
  await relate(a, "related", b);
  for (const [code, item, kind, other] of [
    ["CONTRADICTION", a, "follow-up-of", b],
    ["CONTRADICTION", a, "replaces", c],
    ["CONTRADICTION", b, "duplicate-of", a],
    ["DUPLICATE", b, "follow-up-of", a],
    ["DUPLICATE", b, "related", a],
  ] as const)
    await assert.rejects(relate(item, kind, other), coded(code), `${kind} ${code}`);
  await actAtHome(desk, officer, c, { id: newId(), ...doing("undo", { of: replacing }) });
  await relate(a, "follow-up-of", c);
  const both = await Promise.allSettled([relate(c, "duplicate-of", b), relate(b, "duplicate-of", c)]);
  assert.deepEqual(
    both.map(({ status }) => status).toSorted(),
    ["fulfilled", "rejected"],
    "one after the other",
  );
});

test("nothing is related to what is not here", async () => {
  const item = await asked("Alone");
  const nowhere = { id: newId(), ...doing("relate", { kind: "related", other: `in:${"0".repeat(32)}` }) };
  await assert.rejects(actAtHome(desk, officer, item, nowhere), coded("NOT_FOUND"));
});

test("a request is found by its reference as it was heard; one that was misheard finds nothing else", async () => {
  const item = await asked("To be found");
  const ref = refOf(item);
  assert.deepEqual(await find(ref.toLowerCase().replaceAll("-", " ")), [{ item, ref }]);
  const wrong = ref.slice(0, -1) + (ref.endsWith("0") ? "1" : "0");
  await assert.rejects(find(wrong), coded("WRONG_CHECK"));
  assert.deepEqual(await find(refOf(`in:${"0".repeat(32)}` as ItemId)), []);
});
