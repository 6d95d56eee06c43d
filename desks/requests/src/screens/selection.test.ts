import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestRow } from "../api.ts";
import { add, extend, MAX_SELECTED, neighbourOf, NOTHING, toggle, without } from "./selection.ts";

const row = (item: string): RequestRow => ({ item }) as RequestRow;
const rows = (...items: string[]): RequestRow[] => items.map(row);
const chosen = (selection: { rows: ReadonlyMap<string, unknown> }): string =>
  [...selection.rows.keys()].join("");

test("a row is chosen and left again", () => {
  const once = toggle(NOTHING, row("a"));
  assert.equal(chosen(once), "a");
  assert.equal(chosen(toggle(once, row("a"))), "");
});

test("a range runs from the last row that was chosen, in either direction, and can be drawn again", () => {
  const shown = rows("a", "b", "c", "d", "e");
  const from = toggle(NOTHING, row("c"));
  assert.equal(chosen(extend(from, row("e"), shown)), "cde");
  assert.equal(chosen(extend(from, row("a"), shown)), "cab");
  assert.equal(chosen(extend(extend(from, row("d"), shown), row("b"), shown)), "cdb");
});

test("without a beginning on this page a range is one row", () => {
  assert.equal(chosen(extend(NOTHING, row("b"), rows("a", "b"))), "b");
  assert.equal(chosen(extend(toggle(NOTHING, row("z")), row("b"), rows("a", "b"))), "zb");
});

test("no more are chosen than one act in bulk takes", () => {
  const many = Array.from({ length: MAX_SELECTED + 20 }, (_, n) => row(String(n)));
  const full = add(NOTHING, many);
  assert.equal(full.rows.size, MAX_SELECTED);
  assert.equal(toggle(full, row("more")).rows.size, MAX_SELECTED);
  assert.equal(toggle(full, row("0")).rows.size, MAX_SELECTED - 1);
});

test("after an act in bulk what was done is no longer chosen", () => {
  const all = add(toggle(NOTHING, row("a")), rows("b", "c"));
  const left = without(all, new Set(["a", "c"]));
  assert.equal(chosen(left), "b");
  assert.equal(left.anchor, null);
});

test("the eye goes to the next row that stays, at the end to the one before", () => {
  const shown = ["a", "b", "c", "d"];
  assert.equal(neighbourOf("b", shown, new Set(["b"])), "c");
  assert.equal(neighbourOf("b", shown, new Set(["b", "c"])), "d");
  assert.equal(neighbourOf("d", shown, new Set(["d"])), "c");
  assert.equal(neighbourOf("a", ["a"], new Set(["a"])), null);
});
