import assert from "node:assert/strict";
import { test } from "node:test";
import { laterOf } from "./correcting.ts";
import { recordKey } from "./evaluation.ts";

type Act = Parameters<typeof laterOf>[0][number];
type Said = readonly [side: "us" | "them", id: string, act: string, ref?: string, reason?: string];
const acts = (...all: readonly Said[]): readonly Act[] =>
  all.map(([side, id, what, ref, reason = null], at) => ({
    side,
    id,
    do: what,
    args: (ref === undefined ? {} : { ref }) as Act["args"],
    at,
    void: reason,
    body: null,
    bodyState: "withheld",
    rule: null,
  }));
const corrected = (all: readonly Act[], id: string, side: "us" | "them" = "us") =>
  laterOf(all).get(recordKey(side, id))?.corrected?.id;
const narrowed = (all: readonly Act[], id: string, side: "us" | "them" = "us") =>
  laterOf(all).get(recordKey(side, id))?.narrowed?.id;
const ANSWER = ["us", "a", "answer"] as const;

test("the newest correction stands before what it corrects and before each correction that it follows", () => {
  const chain = acts(
    ANSWER,
    ["us", "c", "correct", "a"],
    ["us", "d", "correct", "c"],
    ["us", "e", "correct", "a"],
  );
  assert.deepEqual(
    ["a", "c", "d", "e"].map((id) => corrected(chain, id)),
    ["e", "e", "e", undefined],
  );
});

test("a correction that was recalled is not what is read first", () => {
  const all = acts(
    ANSWER,
    ["us", "c", "correct", "a"],
    ["us", "d", "correct", "c"],
    ["us", "r", "recall", "d"],
  );
  assert.equal(corrected(all, "a"), "c");
  assert.equal(
    corrected(acts(ANSWER, ["us", "c", "correct", "a"], ["us", "r", "recall", "c"]), "a"),
    undefined,
  );
});

test("nobody corrects or narrows what another said, or by what is void", () => {
  const theirs = acts(ANSWER, ["them", "c", "correct", "a"], ["them", "n", "narrow", "a"]);
  assert.deepEqual([corrected(theirs, "a"), narrowed(theirs, "a")], [undefined, undefined]);
  const broken = acts(ANSWER, ["us", "c", "correct", "a", "refers"], ["us", "n", "narrow", "a", "wider"]);
  assert.deepEqual([corrected(broken, "a"), narrowed(broken, "a")], [undefined, undefined]);
});

test("what narrows all of a side is said beside each of its acts, and beside none of the other's", () => {
  const all = acts(ANSWER, ["them", "q", "message"], ["us", "m", "message"], ["us", "n", "narrow"]);
  assert.deepEqual(
    [narrowed(all, "a"), narrowed(all, "m"), narrowed(all, "q", "them")],
    ["n", "n", undefined],
  );
});
