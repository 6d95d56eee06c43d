import assert from "node:assert/strict";
import { test } from "node:test";
import type { Draft } from "../api.ts";
import { merge, same, writtenOf } from "./draft-merge.ts";

const draft = (text: string, rest: Partial<Draft> = {}): Draft => ({
  title: "",
  text,
  lang: null,
  args: {},
  mark: null,
  files: [],
  ...rest,
});
const acts = (texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([act, text]) => [act, draft(text)]));
const merged = (...all: readonly Record<string, string>[]) => {
  const [base, mine, theirs] = all.map(acts) as [never, never, never];
  const { acts: kept, clashes } = merge(base, mine, theirs);
  const texts = (each: object) =>
    Object.fromEntries(Object.entries(each).map(([act, one]) => [act, (one as Draft | null)?.text ?? null]));
  return [texts(kept), texts(clashes)];
};

test("where one side changed, its text counts", () => {
  assert.deepEqual(merged({ a: "x" }, { a: "x here" }, { a: "x" }), [{ a: "x here" }, {}]);
  assert.deepEqual(merged({ a: "x" }, { a: "x" }, { a: "x there" }), [{ a: "x there" }, {}]);
  assert.deepEqual(merged({}, { a: "here" }, { b: "there" }), [{ a: "here", b: "there" }, {}]);
});

test("where both changed, this tab keeps its own and shows the other", () => {
  assert.deepEqual(merged({ a: "x" }, { a: "here" }, { a: "there" }), [{ a: "here" }, { a: "there" }]);
  assert.deepEqual(merged({}, { a: "here" }, { a: "there" }), [{ a: "here" }, { a: "there" }]);
});

test("what was sent or discarded elsewhere goes, unless this tab went on writing", () => {
  assert.deepEqual(merged({ a: "x" }, { a: "x" }, {}), [{}, {}]);
  assert.deepEqual(merged({ a: "x" }, { a: "x and more" }, {}), [{ a: "x and more" }, { a: null }]);
});

test("what was emptied here stays empty, but never takes the other's new words with it", () => {
  assert.deepEqual(merged({ a: "x" }, {}, { a: "x" }), [{}, {}]);
  assert.deepEqual(merged({ a: "x" }, {}, { a: "x there" }), [{ a: "x there" }, {}]);
});

test("the order of fields is no difference, and empty forms are nothing", () => {
  assert.ok(same({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 }));
  assert.deepEqual(Object.keys(writtenOf({ a: draft(""), b: draft("", { args: { urgency: "flash" } }) })), [
    "b",
  ]);
});
