import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CONTENT,
  EVIDENCE,
  holdOf,
  isEvidence,
  isProposed,
  needsOf,
  rowOf,
  rowSent,
  STEP,
  type ReleaseRule,
  type ReleaseTable,
} from "./release.ts";

const TABLE: ReleaseTable = { answer: CONTENT("giving"), extend: STEP, acknowledge: EVIDENCE };
const FULL: ReleaseRule = { gates: "always", fourEyes: "always", signed: "always" };
const NOTHING: ReleaseRule = { gates: "never", fourEyes: "never", signed: "never" };
const FROM: ReleaseRule = {
  gates: { tlp: ["RED"], level: 2 },
  fourEyes: { tlp: ["AMBER+STRICT", "RED"], level: 2 },
  signed: "never",
};

test("an act is held as the table says, flash never, and the unknown as long as anything", () => {
  const holds = (lane: string) => ["answer", "acknowledge", "unknown"].map((act) => holdOf(TABLE, act, lane));
  assert.deepEqual(holds("main"), [10_000, 0, 10_000]);
  assert.deepEqual(holds("bulk"), [10_000, 0, 10_000]);
  assert.deepEqual(holds("flash"), [0, 0, 0]);
});

test("a name that every object has is no row of the table, and is asked everything", () => {
  for (const act of ["constructor", "toString", "__proto__"]) {
    assert.equal(holdOf(TABLE, act, "main"), 10_000);
    const needs = needsOf(FULL, rowOf(TABLE, act), { tlp: "CLEAR", level: 0 });
    assert.deepEqual(needs, { gates: "giving", fourEyes: true, signed: true });
  }
});

test("the rule of the node says from which marking on, the table of which act", () => {
  const at = (rule: ReleaseRule, act: string, tlp: "RED" | "AMBER+STRICT" | "GREEN", level = 0) => {
    const { gates, fourEyes, signed } = needsOf(rule, rowOf(TABLE, act), { tlp, level });
    return [gates !== null && "gates", fourEyes && "eyes", signed && "signed"].filter(Boolean).join(" ");
  };
  assert.equal(at(FULL, "answer", "GREEN"), "gates eyes signed");
  assert.equal(at(NOTHING, "answer", "RED", 4), "");
  assert.equal(at(FROM, "answer", "RED"), "gates eyes");
  assert.equal(at(FROM, "answer", "AMBER+STRICT"), "eyes");
  assert.equal(at(FROM, "answer", "GREEN"), "");
  assert.equal(at(FROM, "answer", "GREEN", 1), "");
  assert.equal(at(FROM, "answer", "GREEN", 2), "gates eyes", "Protected B");
  for (const act of ["extend", "acknowledge"]) assert.equal(at(FULL, act, "RED", 4), "");
});

test("a step that bears words or files is content, and is held as before", () => {
  for (const act of ["extend", "acknowledge", "answer", "unknown"]) {
    const needs = needsOf(FULL, rowSent(TABLE, act, true), { tlp: "CLEAR", level: 0 });
    assert.deepEqual(needs, { gates: "giving", fourEyes: true, signed: true }, act);
    assert.equal(rowSent(TABLE, act, true).hold, holdOf(TABLE, act, "main"), act);
    assert.deepEqual(rowSent(TABLE, act, false), rowOf(TABLE, act), act);
  }
  assert.equal(rowSent({ ask: CONTENT("asking") }, "ask", true).gates, "asking");
  assert.deepEqual(
    ["acknowledge", "extend", "unknown"].map((act) => isEvidence(TABLE, act)),
    [true, false, false],
  );
});

test("who has to sign is a second person, whatever else the rule says", () => {
  const needs = needsOf({ ...NOTHING, signed: "always" }, rowOf(TABLE, "answer"), { tlp: "CLEAR", level: 0 });
  assert.deepEqual(needs, { gates: null, fourEyes: true, signed: true });
  assert.ok(isProposed(needs));
});
