import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestRow } from "../api.ts";
import { isAbout, unfinishedOf } from "./put-away.ts";

type Given = Partial<Pick<RequestRow, "turn" | "cameBy">> & { done?: boolean; state?: string };
const row = (item: string, { done = false, state = "running", ...rest }: Given): RequestRow =>
  ({ item, turn: "them", cameBy: null, ...rest, home: { done }, clock: { state, due: 1 } }) as RequestRow;

test("what waits for us and what a clock runs on is asked about, each as what it is; what is over is not", () => {
  const owed = row("a", { turn: "us" });
  const theirs = row("b", {});
  const letter = row("c", { turn: "us", cameBy: "paper" });
  const rows = [
    owed,
    theirs,
    letter,
    row("d", { turn: "none", state: "stopped" }),
    row("e", { turn: "us", cameBy: "paper", state: "not-started" }),
    row("f", { turn: "us", done: true }),
  ];
  assert.deepEqual(unfinishedOf(rows), { rows, owed: [owed], running: [theirs, letter] });
  assert.equal(unfinishedOf(rows.slice(3)), null);
});

test("a yes is a yes to these rows alone", () => {
  const [a, b] = [row("a", { turn: "us" }), row("b", { turn: "us" })];
  const asked = unfinishedOf([a]);
  assert.ok(isAbout(asked, [row("a", { turn: "us" })]));
  assert.ok(!isAbout(asked, [b]) && !isAbout(asked, [a, b]) && !isAbout(null, [a]));
});
