import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellsOf, individualFigures, partyFigures, saidFigures, SMALL, type Counted } from "./statistics.ts";

const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const one = (asked: string, rest: Partial<Counted> = {}): Counted => ({
  by: "ca",
  asked: at(asked),
  end: null,
  ground: null,
  due: null,
  kinds: ["subscriber"],
  urgency: "routine",
  life: false,
  ...rest,
});

test("a year counts what was asked in it and what came to its end in it, each once", () => {
  const figures = partyFigures(
    [
      one("2025-12-30", { end: { at: at("2026-01-03"), how: "answered" }, due: at("2026-01-02") }),
      one("2026-03-01", {
        end: { at: at("2026-03-02"), how: "answered" },
        due: at("2026-03-09"),
        life: true,
      }),
      one("2026-03-01", { end: { at: at("2026-03-11"), how: "refused" }, ground: "not-held" }),
      one("2026-04-01", { end: { at: at("2026-04-02"), how: "withdrawn" } }),
      one("2026-05-01", { end: { at: at("2027-01-01"), how: "answered" } }),
      one("2027-01-01"),
    ],
    2026,
  );
  assert.deepEqual(figures, {
    asked: 4,
    answered: 2,
    refused: 1,
    withdrawn: 1,
    lapsed: 0,
    open: 1,
    late: 1,
    life: 1,
    medianDays: 4,
    byGround: { "not-held": null },
    byKind: { subscriber: null },
    byUrgency: { routine: null },
  });
});

test("what a side said later counts in the year in which it was said; a recall is late after 30 days without an answer, and few are not told", () => {
  const now = at("2026-12-20");
  const recall = (day: string, answered: string | null) =>
    ({ by: "ca", at: at(day), what: "recall", answered: answered === null ? null : at(answered) }) as const;
  const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);
  const all = [
    ...times(5, recall("2026-03-01", "2026-03-05")),
    ...times(3, recall("2026-03-01", "2026-05-05")),
    ...times(3, recall("2026-03-01", null)),
    ...times(7, recall("2026-12-10", null)),
    ...times(9, recall("2025-12-31", "2026-01-01")),
    ...times(6, { by: "ca", at: at("2026-01-01"), what: "correct" } as const),
    ...times(4, { by: "ca", at: at("2026-01-01"), what: "narrow" } as const),
  ];
  const expected = { correct: 6, narrow: null, "recall-answered": null, "recall-late": 6, "recall-waits": 7 };
  assert.deepEqual(
    saidFigures(all, 2026, now),
    expected,
    "nor the smallest other, where one alone is left out",
  );
  // Of a year that is over its end counts, whenever somebody asks.
  assert.deepEqual(saidFigures(all, 2026, at("2028-12-20")), expected);
  assert.equal(saidFigures(all, 2026, at("2026-12-11"))["recall-late"], 6);
  assert.deepEqual(saidFigures(all, 2024, now), {});
});

test("an individual's request counts in the year of its registration and in that of its end, late or not", () => {
  const of = (registered: string, end: string | null, outcome = "refused", late = false) => ({
    registered: at(registered),
    kind: "access",
    end: end === null ? null : { at: at(end), outcome },
    late,
  });
  const all = [
    of("2025-11-01", "2026-03-01"),
    of("2026-02-01", null),
    of("2026-12-01", "2027-05-01", "deleted", true),
  ];
  assert.deepEqual(individualFigures(all, 2026), {
    registered: 2,
    decided: 1,
    late: 0,
    open: 2,
    byAsked: { access: null },
    byOutcome: { refused: null },
  });
  assert.deepEqual([individualFigures(all, 2027).late, individualFigures(all, 2027).open], [1, 1]);
});

const times = (n: number, value: string): readonly string[] => Array.from({ length: n }, () => value);

test("a small count is not told, and no other count gives it away", () => {
  assert.deepEqual(cellsOf([...times(5, "a"), ...times(9, "b")]), { a: 5, b: 9 });
  assert.deepEqual(cellsOf([...times(4, "a"), ...times(9, "b"), ...times(7, "c")]), {
    a: null,
    b: 9,
    c: null,
  });
  assert.deepEqual(cellsOf([...times(1, "a"), ...times(2, "b"), ...times(7, "c")]), {
    a: null,
    b: null,
    c: 7,
  });
});

test("law: who knows the total and what is told learns no small count by subtraction", () => {
  const name = fc.constantFrom("a", "b", "c", "d");
  fc.assert(
    fc.property(fc.array(name, { maxLength: 60 }), (values) => {
      const cells = Object.entries(cellsOf(values));
      const told = cells.filter((each): each is [string, number] => each[1] !== null);
      for (const [value, n] of told) {
        assert.ok(n >= SMALL);
        assert.equal(n, values.filter((each) => each === value).length);
      }
      // One alone that is left out is the rest, and told by it, unless there is nothing beside it.
      if (cells.length - told.length === 1) assert.equal(told.length, 0);
    }),
  );
});
