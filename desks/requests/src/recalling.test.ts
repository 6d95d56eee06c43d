import assert from "node:assert/strict";
import { test } from "node:test";
import { recordKey } from "./evaluation.ts";
import { keptDates, recallsOf, toldGround } from "./recalling.ts";

const DAY = 86_400_000;
type Act = Parameters<typeof recallsOf>[0][number];
type Said = readonly [side: "us" | "them", id: string, act: string, args?: object, at?: number];
const acts = (...all: readonly Said[]): readonly Act[] =>
  all.map(([side, id, what, args = {}, at = 0]) => ({
    side,
    id,
    do: what,
    args: args as Act["args"],
    at,
    void: null,
    delivery: { applied: null },
  }));
const rule = { now: DAY, days: 30, answerable: true, again: new Map<string, number>() };
const RECALL = ["us", "r", "recall", { ref: "a", reason: "wrong-person" }] as const;
const ANSWER = ["us", "a", "answer"] as const;
const KEPT = ["them", "k", "kept", { ref: "a", ground: "kept-by-law", until: 9 }] as const;
const DISPOSED = ["them", "d", "disposed", { ref: "a", ground: "recalled", at: 7 }] as const;
const state = (all: readonly Act[], now = DAY) =>
  recallsOf(all, { ...rule, now }).get(recordKey("us", "a"))?.state;

test("abuse 58: a recall is asked, received, and unconfirmed after the deadline; it is never called deleted and never lapses", () => {
  const asked = acts(ANSWER, RECALL);
  assert.equal(state(asked), "asked");
  const received = asked.map((act) => ({ ...act, delivery: { applied: 5 } }));
  assert.equal(state(received), "received");
  assert.equal(state(received, 30 * DAY - 1), "received");
  assert.equal(state(received, 30 * DAY), "unconfirmed");
  assert.equal(state(asked, 30 * DAY), "unconfirmed", "and when their node was away all the time");
  assert.equal(state(asked, 900 * DAY), "unconfirmed");
});

test("what its holder says decides, late or not; that it was destroyed is not taken back by a later word", () => {
  assert.equal(state(acts(ANSWER, RECALL, KEPT), 40 * DAY), "kept");
  assert.equal(state(acts(ANSWER, RECALL, DISPOSED), 40 * DAY), "attested");
  assert.equal(state(acts(ANSWER, RECALL, KEPT, DISPOSED)), "attested");
  assert.equal(state(acts(ANSWER, RECALL, DISPOSED, KEPT)), "attested");
  const recalls = recallsOf(acts(ANSWER, DISPOSED, RECALL), rule);
  assert.deepEqual(recalls.get(recordKey("us", "a"))?.answer, {
    act: "d",
    do: "disposed",
    ground: "recalled",
    destroyed: 7,
    until: null,
    at: 0,
  });
});

test("what is kept has a date by the last word on it; what is attested, never recalled, or not there has none", () => {
  const later = ["them", "k2", "kept", { ref: "a", ground: "kept-by-law", until: 20 }] as const;
  assert.deepEqual(keptDates(acts(ANSWER, RECALL, KEPT)), [9]);
  assert.deepEqual(keptDates(acts(ANSWER, RECALL, KEPT, later)), [20]);
  assert.deepEqual(keptDates(acts(ANSWER, RECALL, KEPT, DISPOSED)), []);
  assert.deepEqual(keptDates(acts(ANSWER, KEPT)), []);
  assert.deepEqual(keptDates(acts(RECALL, KEPT)), []);
  assert.deepEqual(keptDates(acts(ANSWER, RECALL, ["us", ...KEPT.slice(1)] as never)), [], "its own side");
});

test("nobody attests his own record, recalls another's, or says anything by what is void", () => {
  assert.equal(state(acts(ANSWER, RECALL, ["us", "d", "disposed", DISPOSED[3]])), "asked");
  assert.equal(recallsOf(acts(ANSWER, ["them", "r", "recall", RECALL[3]]), rule).size, 0);
  assert.equal(recallsOf(acts(RECALL), rule).size, 0, "of a record that is not there");
  const broken = acts(ANSWER, RECALL, DISPOSED).map((act) =>
    act.do === "disposed" ? { ...act, void: "bad-arguments" } : act,
  );
  assert.equal(state(broken), "asked");
});

test("50 000 records that are recalled are read in the time of as many acts", () => {
  const all: Said[] = [];
  for (let n = 0; n < 50_000; n++)
    all.push(["them", `a${n}`, "answer"], ["them", `r${n}`, "recall", { ref: `a${n}`, reason: "x" }]);
  const many = acts(...all);
  const began = performance.now();
  assert.equal(recallsOf(many, rule).size, 50_000);
  assert.ok(performance.now() - began < 5_000);
});

test("what crosses of the ground tells of nobody", () => {
  assert.deepEqual(
    ["recalled", "retention-expired", "individual-request", "court-order", "held-without-authority"].map(
      toldGround,
    ),
    ["recalled", "retention-expired", "recalled", "recalled", "recalled"],
  );
});
