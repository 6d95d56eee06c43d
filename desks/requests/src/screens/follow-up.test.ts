import assert from "node:assert/strict";
import { test } from "node:test";
import { days, fromFields, HALF_HOURS, presets } from "./follow-up.ts";

const TORONTO = { id: "America/Toronto", label: "ET" };
const KOLKATA = { id: "Asia/Kolkata", label: "IST" };
const at = (iso: string): number => Date.parse(iso);
const iso = (instant: number | null | undefined): string => new Date(instant ?? Number.NaN).toISOString();
const times = (now: string, zone = TORONTO) =>
  Object.fromEntries(presets(at(now), zone).map(({ key, at: when }) => [key, iso(when)]));

test("tomorrow is the desk's tomorrow, at the beginning of the day shift", () => {
  // 03:00 in Toronto on Tuesday; in Kolkata it is past noon.
  assert.deepEqual(times("2026-11-24T08:00:00Z"), {
    hours: "2026-11-24T10:00:00.000Z",
    tomorrow: "2026-11-25T13:00:00.000Z",
    monday: "2026-11-30T13:00:00.000Z",
    week: "2026-12-01T13:00:00.000Z",
  });
  assert.equal(times("2026-11-23T20:00:00Z", KOLKATA)["tomorrow"], "2026-11-25T02:30:00.000Z");
});

test("no day stands there twice: not on a Sunday, and not on a Monday", () => {
  for (const now of ["2026-11-22T15:00:00Z", "2026-11-23T15:00:00Z"])
    assert.deepEqual(Object.keys(times(now)), ["hours", "tomorrow", "week"]);
});

test("over the change of the clocks the hour on the wall stays", () => {
  assert.equal(times("2026-10-31T15:00:00Z")["tomorrow"], "2026-11-01T13:00:00.000Z");
  assert.equal(times("2026-03-07T15:00:00Z")["tomorrow"], "2026-03-08T12:00:00.000Z");
});

test("a day and an hour are read in the desk's zone", () => {
  const now = at("2026-11-23T08:00:00Z");
  assert.equal(iso(fromFields("2026-11-25", "14:30", TORONTO, now)), "2026-11-25T19:30:00.000Z");
  assert.equal(iso(fromFields("2026-11-25", "14:30", KOLKATA, now)), "2026-11-25T09:00:00.000Z");
});

test("an hour that is there twice is its first; one that is left out is the next instant there is", () => {
  const now = at("2026-01-01T00:00:00Z");
  assert.equal(iso(fromFields("2026-11-01", "01:30", TORONTO, now)), "2026-11-01T05:30:00.000Z");
  assert.equal(iso(fromFields("2026-03-08", "02:30", TORONTO, now)), "2026-03-08T07:30:00.000Z");
});

test("what is no day, and what has passed, is no follow-up", () => {
  const now = at("2026-11-23T08:00:00Z");
  for (const date of ["", "2026-02-31x", "tomorrow", "2026-11-22"])
    assert.equal(fromFields(date, "08:00", TORONTO, now), null, date);
});

test("the days begin with the desk's today, not with that of the browser, and none is left out", () => {
  const now = at("2026-10-25T03:00:00Z");
  const [toronto, kolkata] = [days(now, TORONTO), days(now, KOLKATA)];
  assert.equal(toronto[0]?.day, "2026-10-24");
  assert.equal(kolkata[0]?.day, "2026-10-25");
  assert.equal(new Set(toronto.map(({ day }) => day)).size, 92);
  assert.deepEqual(
    toronto.slice(7, 10).map(({ at: when }) => iso(when)),
    ["2026-10-31T12:00:00.000Z", "2026-11-01T13:00:00.000Z", "2026-11-02T13:00:00.000Z"],
  );
});

test("every half hour of a day is there once", () => {
  assert.deepEqual([HALF_HOURS[0], HALF_HOURS[17], HALF_HOURS.at(-1)], ["00:00", "08:30", "23:30"]);
  assert.equal(new Set(HALF_HOURS).size, 48);
});
