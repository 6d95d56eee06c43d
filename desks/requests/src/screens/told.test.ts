import assert from "node:assert/strict";
import { test } from "node:test";
import { UNDO_SHOWN_MS, type Told } from "./local-acts.ts";
import { UndoStack } from "./told.ts";

const act = (item: string, at: number, doing: Told["doing"] = { do: "done" }): Told => ({
  doing,
  done: [{ item, ref: item, command: { id: item, do: doing.do, args: {} } }],
  refused: [],
  at,
});

test("the newest act goes first, each within its own time, and nothing twice", () => {
  const stack = new UndoStack();
  const [one, two, three] = [act("a", 0), act("b", 4_000), act("c", 5_000)] as const;
  for (const each of [one, two, three]) stack.tell(each);
  assert.equal(stack.take(6_000), three);
  stack.tell(act("c", 6_100, { do: "undo" }));
  assert.equal(stack.memory(6_100).told?.doing.do, "undo");
  assert.equal(stack.memory(6_100).next, two, "undoing is no act that is undone");
  assert.equal(stack.take(UNDO_SHOWN_MS), two);
  assert.equal(stack.take(UNDO_SHOWN_MS), null, "the first is too old by now");
});

test("what could not be undone for the line comes back to its place", () => {
  const stack = new UndoStack();
  const [one, two] = [act("a", 0), act("b", 1)] as const;
  stack.tell(one);
  stack.tell(two);
  const taken = stack.take(2);
  assert.ok(taken);
  stack.giveBack(taken);
  assert.equal(stack.memory(2).next, two);
});

test("what was refused is told, and there is nothing of it to undo", () => {
  const stack = new UndoStack();
  stack.tell({ ...act("a", 0), done: [] });
  assert.equal(stack.memory(1).next, null);
});
