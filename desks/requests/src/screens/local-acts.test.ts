import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "@setu/ui/api.ts";
import type { RequestRow } from "../api.ts";
import { carryOut, plan, planUndo, toldOf, type Planned } from "./local-acts.ts";

const row = (item: string, head: string | null = null, assignee: string | null = null): RequestRow =>
  ({ item, ref: item.toUpperCase(), home: { head, assignee } }) as unknown as RequestRow;
const many = (count: number) =>
  plan(
    { do: "done" },
    Array.from({ length: count }, (_, n) => row(`i${n}`)),
  );
const agree = (acts: readonly Planned[]) => Promise.resolve({ outcomes: acts.map(() => null) });

test("an act that says who has a request bears the head and the colleague that the officer saw", () => {
  const [free, taken] = plan({ do: "assign", officer: "roy" }, [row("a", "h1"), row("b", "h2", "das")]);
  assert.equal(free?.command.after, "h1");
  assert.deepEqual(free?.command.args, { officer: "roy" });
  assert.deepEqual(taken?.command.args, { officer: "roy", from: "das" });
  const [given] = plan({ do: "unassign" }, [row("b", "h2", "das")]);
  assert.deepEqual([given?.command.after, given?.command.args], ["h2", { from: "das" }]);
  assert.equal(plan({ do: "done" }, [row("a", "h1")])[0]?.command.after, undefined);
});

test("a follow-up without a date takes the date away", () => {
  assert.deepEqual(plan({ do: "follow-up", at: null }, [row("a")])[0]?.command.args, {});
  assert.deepEqual(plan({ do: "follow-up", at: 7 }, [row("a")])[0]?.command.args, { at: 7 });
});

test("each act has an id of its own, and undoing names it", () => {
  const acts = plan({ do: "done" }, [row("a"), row("b")]);
  assert.notEqual(acts[0]?.command.id, acts[1]?.command.id);
  assert.deepEqual(
    planUndo(acts).map(({ item, command }) => [item, command.do, command.args["of"]]),
    [
      ["b", "undo", acts[1]?.command.id],
      ["a", "undo", acts[0]?.command.id],
    ],
  );
});

test("what was refused is told with its code, the rest is done", async () => {
  const outcomes = await carryOut(many(3), {
    post: () => Promise.resolve({ outcomes: [null, "STALE", null] }),
  });
  const told = toldOf({ do: "done" }, outcomes);
  assert.deepEqual(
    [told.done.length, told.refused.map(({ item, code }) => [item, code])],
    [2, [["i1", "STALE"]]],
  );
});

test("a long one is done in parts with its progress, and stops when it is told to", async () => {
  const progress: number[] = [];
  const outcomes = await carryOut(many(60), {
    post: agree,
    onProgress: (count) => progress.push(count),
    isStopped: () => progress.length === 2,
  });
  assert.deepEqual(progress, [25, 50]);
  assert.deepEqual(
    outcomes.slice(50).map(({ code }) => code),
    Array.from({ length: 10 }, () => "STOPPED"),
  );
});

test("when the line falls, nothing more is sent and nothing is called done", async () => {
  let parts = 0;
  const outcomes = await carryOut(many(75), {
    post: (acts) => {
      parts += 1;
      return parts === 2 ? Promise.reject(new ApiError("OFFLINE")) : agree(acts);
    },
  });
  assert.equal(parts, 2);
  assert.equal(outcomes.filter(({ code }) => code === "OFFLINE").length, 50);
  await assert.rejects(carryOut(many(1), { post: () => Promise.reject(new Error("a fault")) }));
});
