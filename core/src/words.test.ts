import assert from "node:assert/strict";
import { test } from "node:test";
import { coded } from "./vectors.fixture.ts";
import {
  badField,
  code,
  count,
  hash,
  instant,
  itemId,
  itemOf,
  opaque,
  openerOf,
  party,
  recordId,
  workflowId,
  type Party,
  type RecordId,
} from "./words.ts";

const ID = "0123456789abcdef".repeat(2);

/** A parser, what it expects, words it takes and words it refuses. */
const CASES: readonly [
  read: (value: unknown, field: string) => unknown,
  expected: string,
  good: readonly unknown[],
  bad: readonly unknown[],
][] = [
  [
    party,
    "party",
    ["ca", "in2", "a123456789012345"],
    ["c", "CA", "1a", "a1234567890123456", "c a", "c-a", "ca\n", ""],
  ],
  [recordId, "record", [ID], [ID.slice(1), `${ID}0`, ID.toUpperCase(), `${ID}\n`, ID.replace("0", "g")]],
  [itemId, "item", [`ca:${ID}`], [ID, `:${ID}`, `CA:${ID}`, `ca:${ID}0`, `ca:ca:${ID}`, `ca:${ID} `]],
  [
    opaque,
    "opaque",
    ["a", "officer.1", "in-2026.1", "a.b.c.d.e.f.g.h"],
    ["A", "a b", "a..b", ".a", "a.", "1a", "a.b.c.d.e.f.g.h.i", "a_b", "x".repeat(65)],
  ],
  [
    code,
    "code",
    ["a", "part-refused", "a-b-c-d-e-f-g-h", "x".repeat(64)],
    ["A", "a.b", "a--b", "-a", "a-", "a b", "a-b-c-d-e-f-g-h-i", "x".repeat(65), "1"],
  ],
  [
    hash,
    "hash",
    [`${"a".repeat(42)}A`, `${"_-".repeat(21)}8`],
    ["a".repeat(43), "A".repeat(42), `${"A".repeat(42)}B`, `${"+".repeat(42)}A`, `${"A".repeat(43)}=`],
  ],
  [
    workflowId,
    "workflow",
    ["requests/1", "li/9999", "abcdefghijklmnop/10"],
    ["requests", "requests/0", "requests/01", "requests/10000", "Requests/1", "r/1", "abcdefghijklmnopq/1"],
  ],
];

test("words are taken or refused whole", () => {
  for (const [read, expected, good, bad] of CASES) {
    for (const word of good) assert.equal(read(word, "f"), word);
    for (const word of [...bad, 1, null, undefined, [ID], { toString: () => ID }]) {
      assert.throws(
        () => read(word, "f"),
        (error: unknown) => {
          assert.ok(coded("BAD_FIELD")(error), `${expected} ${String(word)}`);
          assert.deepEqual((error as { detail: unknown }).detail, { field: "f", expected });
          return true;
        },
        `${expected} took ${JSON.stringify(word)}`,
      );
    }
  }
});

test("counts are whole and not negative, instants end with the year 9999", () => {
  for (const n of [0, 1, Number.MAX_SAFE_INTEGER]) assert.equal(count(n, "n"), n);
  assert.equal(instant(0, "t"), 0);
  assert.equal(instant(Date.UTC(9999, 11, 31, 23, 59, 59, 999), "t"), 253_402_300_799_999);
  for (const n of [-1, 0.5, 2 ** 53, Number.NaN, Infinity, "1", null, undefined]) {
    assert.throws(() => count(n, "n"), coded("BAD_FIELD"));
    assert.throws(() => instant(n, "t"), coded("BAD_FIELD"));
  }
  assert.throws(() => instant(Date.UTC(10_000, 0, 1), "t"), coded("BAD_FIELD"));
  const expected = (read: () => unknown) => {
    try {
      return read();
    } catch (error) {
      return (error as { detail: { expected: string } }).detail.expected;
    }
  };
  assert.equal(
    expected(() => count(-1, "n")),
    "count",
  );
  assert.equal(
    expected(() => instant(-1, "t")),
    "instant",
  );
});

test("an item tells who opened it and by which act", () => {
  const item = itemOf("ca" as Party, ID as RecordId);
  assert.equal(item, `ca:${ID}`);
  assert.equal(openerOf(item), "ca");
});

test("a bad field is said by name, without its content", () => {
  const error = badField("by", "opaque");
  assert.equal(error.message, "by is not a valid opaque");
  assert.deepEqual(error.detail, { field: "by", expected: "opaque" });
});
