import assert from "node:assert/strict";
import { test } from "node:test";
import type { RequestRow } from "../api.ts";
import { changedPlaces, groupOf, place } from "./groups.ts";

const NOW = Date.parse("2026-11-23T05:30:00Z");
const HOUR = 3_600_000;

const row = (item: string, due: number | null, turn: RequestRow["turn"], state = "running"): RequestRow =>
  ({ item, turn, updated: 0, clock: { due, state } }) as unknown as RequestRow;

test("in the inbox the clock is ours, so it gives the group; what waits for them comes after", () => {
  assert.equal(groupOf(row("a", NOW - 1, "us"), "inbox", NOW), "overdue");
  assert.equal(groupOf(row("a", NOW + HOUR, "us"), "inbox", NOW), "within-2h");
  assert.equal(groupOf(row("a", NOW + HOUR, "them", "paused"), "inbox", NOW), "them");
  assert.equal(groupOf(row("a", null, "us", "not-started"), "inbox", NOW), "later");
  assert.equal(groupOf(row("a", NOW - 1, "none", "stopped"), "inbox", NOW), "done");
});

test("in the sent list what needs an act of ours stands first", () => {
  const rows = [
    row("late", NOW - 1, "them"),
    row("ours", null, "us", "stopped"),
    row("over", NOW - 1, "none", "stopped"),
    row("soon", NOW + HOUR, "them"),
  ];
  assert.deepEqual(
    place(rows, "sent", NOW).map((each) => each.item),
    ["ours", "late", "soon", "over"],
  );
});

test("an outcome that we owe waits for us behind every deadline, by its date", () => {
  const owed = (item: string, days: number) => ({
    ...row(item, NOW - 9 * HOUR, "us", "stopped"),
    feedbackDue: NOW + days * 24 * HOUR,
  });
  const rows = [owed("later", 20), row("clarify", NOW + 90 * HOUR, "us", "paused"), owed("overdue", -2)];
  assert.deepEqual(place(rows, "sent", NOW), [
    { item: "clarify", group: "us" },
    { item: "overdue", group: "us" },
    { item: "later", group: "us" },
  ]);
});

test("within a group the nearest deadline stands first", () => {
  const rows = [row("b", NOW + 30 * HOUR, "us"), row("c", null, "us"), row("a", NOW + 29 * HOUR, "us")];
  assert.deepEqual(
    place(rows, "inbox", NOW).map((each) => each.item),
    ["a", "b", "c"],
  );
});

test("new rows and rows that would move are counted, the rest is not", () => {
  const before = place([row("a", NOW + HOUR, "us"), row("b", NOW + 30 * HOUR, "us")], "inbox", NOW);
  const later = [row("a", NOW + HOUR, "us"), row("b", NOW + 30 * HOUR, "us"), row("n", NOW + HOUR, "us")];
  assert.equal(changedPlaces(before, place(later.slice(0, 2), "inbox", NOW)), 0);
  assert.equal(changedPlaces(before, place(later, "inbox", NOW)), 1);
  assert.equal(changedPlaces(before, place(later, "inbox", NOW + 2 * HOUR)), 2);
});

test("what somebody took out of the list is news; what the reader's own hand moved is none", () => {
  const row24 = (item: string) => row(item, NOW + 30 * HOUR, "us");
  const before = place([row24("a"), row24("b"), row24("c")], "inbox", NOW);
  const after = place([row24("c")], "inbox", NOW);
  assert.equal(changedPlaces(before, after), 2);
  assert.equal(changedPlaces(before, after, new Set(["a"])), 1);
  assert.equal(
    changedPlaces(after, before, new Set(["a", "b"])),
    0,
    "nor what comes back because it was undone",
  );
});

test("by newest change there is one group, whatever presses", () => {
  const at = (item: string, updated: number) => ({ ...row(item, NOW - 1, "us"), updated });
  assert.deepEqual(place([at("old", 1), at("new", 9), at("mid", 5)], "inbox", NOW, "updated"), [
    { item: "new", group: "newest" },
    { item: "mid", group: "newest" },
    { item: "old", group: "newest" },
  ]);
});
