import assert from "node:assert/strict";
import { test } from "node:test";
import { absolute, left, urgencyOf } from "./time.ts";

const ET = { id: "America/Toronto", label: "ET" };
const IST = { id: "Asia/Kolkata", label: "IST" };
const at = (iso: string): number => Date.parse(iso);
const NOW = at("2026-11-23T05:30:00Z");

test("an instant reads the same day and hour in each zone, in three languages, on a 24-hour clock", () => {
  const due = at("2026-11-23T22:05:00Z");
  assert.equal(absolute(due, ET, "en", NOW), "Mon 23 Nov, 17:05 ET");
  assert.equal(absolute(due, IST, "en", NOW), "Tue 24 Nov, 03:35 IST");
  assert.equal(absolute(due, ET, "fr", NOW), "lun. 23 nov., 17 h 05 ET");
  assert.match(absolute(due, IST, "hi", NOW), /24 .*03:35 IST$/);
});

test("Hindi has international digits, and midnight is 00, not 24", () => {
  const midnight = at("2026-11-22T18:30:00Z");
  assert.match(absolute(midnight, IST, "hi", NOW), /, 00:00 IST$/);
  assert.doesNotMatch(absolute(midnight, IST, "hi", NOW), /[०-९]/);
});

test("the year shows only when it is another one in that zone", () => {
  assert.equal(absolute(at("2027-01-01T04:00:00Z"), ET, "en", NOW), "Thu 31 Dec, 23:00 ET");
  assert.equal(absolute(at("2027-01-01T04:00:00Z"), IST, "en", NOW), "Fri 1 Jan 2027, 09:30 IST");
});

test("daylight saving moves Toronto and not Kolkata", () => {
  const before = at("2026-10-31T12:00:00Z");
  const after = at("2026-11-02T12:00:00Z");
  assert.equal(absolute(before, ET, "en", NOW), "Sat 31 Oct, 08:00 ET");
  assert.equal(absolute(after, ET, "en", NOW), "Mon 2 Nov, 07:00 ET");
  assert.equal(absolute(before, IST, "en", NOW).slice(-9), absolute(after, IST, "en", NOW).slice(-9));
});

test("in the hour that is there twice the two instants differ in words, and only there", () => {
  const NT = { id: "America/St_Johns", label: "NT" };
  const cases = [
    ["2026-11-01T04:59:00Z", ET, "Sun 1 Nov, 00:59 ET"],
    ["2026-11-01T05:00:00Z", ET, "Sun 1 Nov, 01:00 ET (UTC−4)"],
    ["2026-11-01T06:59:59Z", ET, "Sun 1 Nov, 01:59 ET (UTC−5)"],
    ["2026-11-01T07:00:00Z", ET, "Sun 1 Nov, 02:00 ET"],
    ["2026-11-01T04:15:00Z", NT, "Sun 1 Nov, 01:45 NT (UTC−2:30)"],
    ["2026-11-01T05:15:00Z", NT, "Sun 1 Nov, 01:45 NT (UTC−3:30)"],
    ["2026-11-01T05:00:00Z", IST, "Sun 1 Nov, 10:30 IST"],
    ["2026-03-08T06:59:00Z", ET, "Sun 8 Mar, 01:59 ET"],
    ["2026-03-08T07:00:00Z", ET, "Sun 8 Mar, 03:00 ET"],
  ] as const;
  for (const [instant, zone, words] of cases) assert.equal(absolute(at(instant), zone, "en", NOW), words);
});

test("a deadline in the same minute is overdue, and one a millisecond ahead has a minute left", () => {
  assert.deepEqual(left(NOW, NOW), { past: true, days: 0, hours: 0, minutes: 0 });
  assert.deepEqual(left(NOW + 1, NOW), { past: false, days: 0, hours: 0, minutes: 1 });
  assert.deepEqual(left(NOW + 26_400_000, NOW), { past: false, days: 0, hours: 7, minutes: 20 });
  assert.deepEqual(left(NOW - 31_800_000, NOW), { past: true, days: 0, hours: 8, minutes: 50 });
  assert.deepEqual(left(NOW + 100 * 3_600_000, NOW), { past: false, days: 4, hours: 4, minutes: 0 });
});

test("the edges of the urgency groups", () => {
  const hour = 3_600_000;
  assert.equal(urgencyOf(NOW, NOW), "overdue");
  assert.equal(urgencyOf(NOW + 2 * hour, NOW), "within-2h");
  assert.equal(urgencyOf(NOW + 2 * hour + 1, NOW), "within-24h");
  assert.equal(urgencyOf(NOW + 24 * hour, NOW), "within-24h");
  assert.equal(urgencyOf(NOW + 24 * hour + 1, NOW), "later");
});
