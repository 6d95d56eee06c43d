import assert from "node:assert/strict";
import { test } from "node:test";
import { CALENDARS, deadline, delays, LIMITS, remaining, viewAt, type Clock } from "./index.ts";

const calendar = CALENDARS.get("ca-2026.1") ?? assert.fail("calendar");
const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const HOUR = 3_600_000;
const START = at("2026-11-23T10:00:00-05:00");
/** Eight hours from ten in the morning, held from noon to two: due at eight in the evening. */
const CLOCK: Clock = {
  start: START,
  allowance: LIMITS.immediate,
  zone: "America/Toronto",
  calendar,
  pauses: [{ from: START + 2 * HOUR, to: START + 4 * HOUR }],
  notices: [],
  stop: null,
};
const hours = (clock: Clock, after: number) => viewAt(clock, START + after * HOUR);

test("before the start there is nothing to count", () => {
  const view = viewAt({ ...CLOCK, start: null }, START);
  assert.deepEqual(
    [view.phase, view.due, view.remaining, view.percent, view.overdue],
    ["waiting", null, null, 0, false],
  );
  assert.equal(hours(CLOCK, -1).phase, "waiting");
  assert.equal(hours(CLOCK, 0).phase, "running");
});

test("running, the screen shows what is left and how much is used", () => {
  const view = hours(CLOCK, 1);
  assert.deepEqual([view.phase, view.remaining, view.elapsed, view.percent], ["running", 7 * HOUR, HOUR, 12]);
  assert.equal(view.due, START + 8 * HOUR, "a pause that has not happened yet is not known");
});

test("while a clarification is open the remaining time stands still, up to the bound", () => {
  const open = { ...CLOCK, pauses: [{ from: START + 2 * HOUR, to: null }] };
  for (const after of [2, 3, 9]) {
    const view = hours(open, after);
    assert.deepEqual([view.phase, view.remaining, view.percent], ["paused", 6 * HOUR, 25]);
  }
  assert.equal(deadline(open).due, START + 16 * HOUR, "the latest it can become");
  assert.deepEqual(deadline(open).pauses, [{ from: START + 2 * HOUR, to: START + 10 * HOUR, open: true }]);
  const after = hours(open, 11);
  assert.deepEqual([after.phase, after.remaining], ["running", 5 * HOUR]);
});

test("the reply resumes the clock", () => {
  assert.equal(hours(CLOCK, 4).phase, "running");
  const view = hours(CLOCK, 5);
  assert.deepEqual([view.phase, view.due, view.remaining], ["running", START + 10 * HOUR, 5 * HOUR]);
});

test("at the deadline it is in time, a millisecond later it is overdue", () => {
  const due = START + 10 * HOUR;
  assert.deepEqual([viewAt(CLOCK, due).overdue, viewAt(CLOCK, due).percent], [false, 100]);
  assert.deepEqual([viewAt(CLOCK, due + 1).overdue, viewAt(CLOCK, due + 1).remaining], [true, -1]);
  assert.equal(viewAt(CLOCK, due + 4 * HOUR).percent, 150);
});

test("the percentages are reached at the marks, and not before", () => {
  const { marks } = deadline(CLOCK);
  assert.deepEqual(marks, { p50: START + 6 * HOUR, p75: START + 8 * HOUR, p100: START + 10 * HOUR });
  assert.equal(viewAt(CLOCK, START + 6 * HOUR).percent, 50);
  assert.equal(viewAt(CLOCK, START + 6 * HOUR - 1).percent, 49);
});

test("an answer stops the clock at its own instant, whenever one looks", () => {
  const answered: Clock = { ...CLOCK, stop: { t: START + 9 * HOUR, by: "answered" } };
  for (const after of [9, 100]) {
    const view = hours(answered, after);
    assert.deepEqual(
      [view.phase, view.remaining, view.elapsed, view.overdue],
      ["stopped", HOUR, 7 * HOUR, false],
    );
  }
  assert.equal(hours(answered, 8).phase, "running");
  assert.equal(hours({ ...CLOCK, stop: { t: START + 11 * HOUR, by: "refused" } }, 12).overdue, true);
});

test("a request withdrawn before it arrived has no deadline and is stopped", () => {
  const view = viewAt(
    { ...CLOCK, start: null, pauses: [], stop: { t: START, by: "withdrawn" } },
    START + HOUR,
  );
  assert.deepEqual([view.phase, view.due], ["stopped", null]);
});

test("a request withdrawn before it was applied has used no time", () => {
  const view = viewAt({ ...CLOCK, pauses: [], stop: { t: START - HOUR, by: "withdrawn" } }, START + HOUR);
  assert.deepEqual([view.phase, view.elapsed, view.percent, view.overdue], ["stopped", 0, 0, false]);
});

test("a notice gives more time from the moment it is made", () => {
  const until = at("2026-11-30T17:00:00-05:00");
  const extended = { ...CLOCK, notices: [{ t: START + 6 * HOUR, until }] };
  assert.equal(remaining(extended, START + 5 * HOUR), 5 * HOUR);
  assert.equal(remaining(extended, START + 6 * HOUR), until - START - 6 * HOUR);
  assert.ok(hours(extended, 6).percent < hours(CLOCK, 5).percent);
});

test("working days count no weekend as used", () => {
  const friday = at("2026-11-20T17:00:00-05:00");
  const working: Clock = {
    ...CLOCK,
    start: friday,
    allowance: { ...LIMITS.routine, limit: { unit: "workingDays", n: 1 } },
    pauses: [],
  };
  assert.equal(deadline(working).due, at("2026-11-23T17:00:00-05:00"));
  assert.equal(viewAt(working, at("2026-11-21T00:00:00-05:00")).elapsed, 7 * HOUR);
  assert.equal(viewAt(working, at("2026-11-22T23:00:00-05:00")).elapsed, 7 * HOUR);
  assert.equal(deadline(working).marks?.p50, at("2026-11-23T05:00:00-05:00"));
});

test("the delays before the start are shown as they are, even where the two clocks disagree", () => {
  assert.deepEqual(delays(START, START + 1, START + 21 * 24 * HOUR), {
    toReceipt: 1,
    toStart: 21 * 24 * HOUR,
  });
  assert.deepEqual(delays(START, null, null), { toReceipt: null, toStart: null });
  assert.equal(delays(START, null, START - 5).toStart, -5);
});
