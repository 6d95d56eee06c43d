import assert from "node:assert/strict";
import { test } from "node:test";
import { CALENDARS, isWorkingDay, parseCalendar } from "./index.ts";

const day = (iso: string) => Temporal.PlainDate.from(iso);

test("the two calendars know their holidays, each with name, source and status", () => {
  const [ca, ind] = [CALENDARS.get("ca-2026.1"), CALENDARS.get("in-2026.1")];
  assert.ok(ca && ind);
  assert.equal(isWorkingDay(ca, day("2026-07-01")), false);
  assert.equal(isWorkingDay(ind, day("2026-07-01")), true);
  assert.equal(isWorkingDay(ca, day("2026-01-26")), true);
  assert.equal(isWorkingDay(ind, day("2026-01-26")), false);
  assert.equal(isWorkingDay(ca, day("2026-12-28")), false, "Boxing Day, which falls on a Saturday");
  for (const { holidays } of CALENDARS.values()) {
    for (const { name } of holidays) assert.match(name.hi, /^[\p{Script=Devanagari}\s()-]+$/u);
  }
});

test("a calendar refuses to speak about a day that it does not cover", () => {
  const ca = CALENDARS.get("ca-2026.1") ?? assert.fail();
  assert.throws(() => isWorkingDay(ca, day("2025-12-31")), { code: "BAD_FIELD" });
  assert.throws(() => isWorkingDay(ca, day("2028-01-01")), { code: "BAD_FIELD" });
});

const GOOD = {
  id: "ca-2026.2",
  zone: "America/Toronto",
  from: "2026-01-01",
  to: "2026-12-31",
  weekend: [6, 7],
  holidays: [
    { date: "2026-07-01", name: { en: "a", fr: "b", hi: "c" }, source: "law", status: "confirmed" },
    { date: "2026-07-02", name: { en: "a", fr: "b", hi: "c" }, source: "law", status: "unconfirmed" },
  ],
};
const first = GOOD.holidays[0];

for (const [name, bad] of Object.entries({
  "not an object": [],
  "an id without a version": { ...GOOD, id: "ca" },
  "a zone that is not text": { ...GOOD, zone: 5 },
  "a day that does not exist": { ...GOOD, to: "2026-02-30" },
  "an eighth weekday": { ...GOOD, weekend: [8] },
  "a week without work": { ...GOOD, weekend: [1, 2, 3, 4, 5, 6, 7] },
  "a holiday outside the period": { ...GOOD, holidays: [{ ...first, date: "2027-01-01" }] },
  "holidays out of order": { ...GOOD, holidays: GOOD.holidays.toReversed() },
  "a holiday twice": { ...GOOD, holidays: [first, first] },
  "a holiday without a Hindi name": { ...GOOD, holidays: [{ ...first, name: { en: "a", fr: "b" } }] },
  "a holiday without a source": { ...GOOD, holidays: [{ ...first, source: " " }] },
  "a holiday of unknown status": { ...GOOD, holidays: [{ ...first, status: "likely" }] },
  "too many holidays": { ...GOOD, holidays: Array.from({ length: 513 }, () => first) },
})) {
  test(`a calendar is refused: ${name}`, () => {
    assert.doesNotThrow(() => parseCalendar(GOOD));
    assert.throws(() => parseCalendar(bad), { code: "BAD_FIELD" });
  });
}
