import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CALENDARS, deadline, viewAt, type Allowance, type Clock } from "./index.ts";
import { at, clockOf, DAY, dueOf, find, HOUR, VECTORS } from "./vectors.fixture.ts";

const inside = fc.integer({ min: at("2026-02-01T00:00:00Z"), max: at("2027-09-30T00:00:00Z") });
const zones = fc.constantFrom("America/Toronto", "Asia/Kolkata", "Europe/London", "Australia/Lord_Howe");
const allowances = fc.constantFrom(...Object.values(VECTORS.allowances));
/** Offsets crowd where clocks change: a uniform instant would almost never meet the hour that matters. */
const nearChange = fc
  .tuple(
    fc.constantFrom(
      "2026-03-08T07:00:00Z",
      "2026-11-01T06:00:00Z",
      "2026-10-25T06:00:00Z",
      "2026-03-01T07:00:00Z",
    ),
    fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
  )
  .map(([iso, ms]) => at(iso) + ms);
const starts = fc.oneof(inside, nearChange);
const clocks = fc
  .record({
    start: starts,
    allowance: allowances.map((each) => ({ ...each, source: "law", status: "proposal" as const })),
    zone: zones,
    calendar: fc.constantFrom(...CALENDARS.values()),
    rounds: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 6 * DAY }), fc.option(fc.integer({ min: 0, max: 6 * DAY }))),
      {
        maxLength: 3,
      },
    ),
    notice: fc.option(fc.tuple(fc.integer({ min: 0, max: 4 * DAY }), fc.integer({ min: 0, max: 30 * DAY }))),
  })
  .map(({ notice, rounds, ...rest }): Clock => {
    const pauses = rounds.map(([after, length]) => ({
      from: rest.start + after,
      to: length === null ? null : rest.start + after + length,
    }));
    const notices =
      notice === null ? [] : [{ t: rest.start + notice[0], until: rest.start + notice[0] + notice[1] }];
    return { ...rest, pauses, notices, stop: null };
  });

test("law: a later start never has an earlier deadline", () => {
  fc.assert(
    fc.property(
      clocks,
      fc.oneof(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: 0, max: 20 * DAY })),
      (clock, by) => {
        const start = clock.start ?? 0;
        const floor = Math.min(
          start,
          ...clock.pauses.map((each) => each.from),
          ...clock.notices.map((each) => each.t),
        );
        const earlier = { ...clock, start: floor - by };
        assert.ok(dueOf(earlier) <= dueOf({ ...clock, start: floor }));
      },
    ),
    { numRuns: 600 },
  );
});

test("law: a pause never brings the deadline nearer, nor does a notice", () => {
  fc.assert(
    fc.property(
      clocks,
      fc.integer({ min: 0, max: 6 * DAY }),
      fc.integer({ min: 0, max: 6 * DAY }),
      (clock, after, length) => {
        const from = (clock.start ?? 0) + after;
        const more = { ...clock, pauses: [...clock.pauses, { from, to: from + length }] };
        assert.ok(dueOf(more) >= dueOf({ ...clock, pauses: [], notices: [] }));
        assert.ok(
          dueOf({ ...clock, pauses: [{ from, to: from + length }] }) >= dueOf({ ...clock, pauses: [] }),
        );
        assert.ok(dueOf(clock) >= dueOf({ ...clock, notices: [] }));
      },
    ),
    { numRuns: 400 },
  );
});

test("law: pauses hold the clock no longer than their bounds", () => {
  fc.assert(
    fc.property(clocks, (clock) => {
      const { pauses } = deadline(clock);
      const lengths = pauses.map((each) => each.to - each.from);
      assert.ok(lengths.every((each) => each > 0 && each <= clock.allowance.pause.each));
      assert.ok(lengths.reduce((a, b) => a + b, 0) <= clock.allowance.pause.total);
    }),
    { numRuns: 300 },
  );
});

test("law: the marks stand in order, and the last is the deadline", () => {
  fc.assert(
    fc.property(clocks, (clock) => {
      const { due, marks } = deadline(clock);
      assert.ok(marks && (clock.start ?? 0) < marks.p50 && marks.p50 < marks.p75 && marks.p75 <= marks.p100);
      assert.equal(marks.p100, due);
    }),
    { numRuns: 300 },
  );
});

test("law: the percentage is reached at its mark and not a millisecond before", () => {
  const clock = clockOf(find("routine is seven calendar days at the same wall time"));
  fc.assert(
    fc.property(inside, fc.integer({ min: 0, max: 40 * DAY }), (start, length) => {
      const extended = { ...clock, start, notices: [{ t: start, until: start + length }] };
      const { marks } = deadline(extended);
      const seen = [marks?.p50 ?? 0, marks?.p75 ?? 0].flatMap((t) =>
        [t - 1, t].map((now) => viewAt(extended, now).percent),
      );
      assert.deepEqual(seen, [49, 50, 74, 75]);
    }),
    { numRuns: 200 },
  );
});

test("law: without daylight saving a calendar day is 24 hours", () => {
  fc.assert(
    fc.property(inside, fc.integer({ min: 1, max: 366 }), (start, n) => {
      const clock = clockOf(find("routine is seven calendar days at the same wall time"));
      const allowance: Allowance = { ...clock.allowance, limit: { unit: "calendarDays", n } };
      assert.equal(dueOf({ ...clock, start, allowance }), start + n * DAY);
    }),
    { numRuns: 200 },
  );
});
