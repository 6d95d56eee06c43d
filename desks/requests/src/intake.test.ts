import assert from "node:assert/strict";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import fc from "fast-check";
import { isDay } from "@setu/core/clock/day.ts";
import { inParts, isOwnItem, parsePaper, type Paper } from "./intake.ts";

const PAPER: Paper = {
  title: "A letter",
  from: "",
  theirRef: "",
  dated: "2024-02-29",
  lang: null,
  files: [{ name: "a.pdf", type: "application/pdf", size: 0, sha256: "a".repeat(64) }],
  source: { name: "a.eml", sha256: "b".repeat(64) },
  cut: false,
};

test("a paper is read as it was written, and nothing but a paper is one", () => {
  assert.deepEqual(parsePaper(PAPER), PAPER);
  assert.deepEqual(parsePaper({ ...PAPER, source: null, dated: null, files: [] }).files, []);
  const wrong: readonly unknown[] = [
    undefined,
    null,
    [],
    { ...PAPER, more: 1 },
    { ...PAPER, title: " " },
    { ...PAPER, title: "two\nlines" },
    { ...PAPER, from: "x".repeat(301) },
    { ...PAPER, dated: "2023-02-29" },
    { ...PAPER, lang: "de" },
    { ...PAPER, cut: "no" },
    { ...PAPER, files: Array.from({ length: 17 }, () => PAPER.files[0]) },
    { ...PAPER, files: [{ ...PAPER.files[0], size: -1 }] },
    { ...PAPER, files: [{ ...PAPER.files[0], sha256: "A".repeat(64) }] },
    { ...PAPER, source: { name: "a.eml" } },
  ];
  for (const value of wrong)
    assert.throws(
      () => parsePaper(value as never),
      (error) => isSetuError(error),
      JSON.stringify(value),
    );
});

test("a day is one of the calendar, and an item of our own is told by its name", () => {
  assert.deepEqual(["2000-02-29", "1900-02-29", "2026-13-01", "2026-1-1", "2026-01-01T00:00"].map(isDay), [
    true,
    false,
    false,
    false,
    false,
  ]);
  assert.deepEqual([`own:${"0".repeat(32)}`, `ca:${"0".repeat(32)}`, "owner:x"].map(isOwnItem), [
    true,
    false,
    false,
  ]);
});

test("law: parts hold everything once and in order, few enough, and small enough unless one alone is not", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 120 }), (sizes) => {
      const parts = [...inParts(sizes, (size) => size)];
      assert.deepEqual(parts.flat(), sizes);
      for (const part of parts) {
        const total = part.reduce((sum, size) => sum + size, 0);
        assert.ok(part.length >= 1 && part.length <= 25);
        assert.ok(part.length === 1 || total <= 128 * 1024);
      }
    }),
  );
});
