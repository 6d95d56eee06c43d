import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { deadline, FLASH_ACKNOWLEDGEMENT, LIMITS, startOf, type Clock } from "./index.ts";
import { at, clockOf, DAY, dueOf, find, HOUR, maybe, VECTORS } from "./vectors.fixture.ts";

for (const vector of VECTORS.valid) {
  test(`clock: ${vector.name}`, () => {
    const { due, extended, first } = deadline(clockOf(vector));
    const shown = (t: number | null): string | null =>
      t === null ? null : Temporal.Instant.fromEpochMilliseconds(t).toString();
    const wanted = (iso: string | null): string | null => shown(maybe(iso));
    assert.deepEqual([shown(first), shown(due)], [wanted(vector.expect.first), wanted(vector.expect.due)]);
    assert.equal(extended, vector.expect.extended);
  });
}

for (const vector of VECTORS.invalid) {
  test(`clock refuses: ${vector.name}`, () => {
    assert.throws(() => deadline(clockOf(vector)), { code: vector.error });
  });
}

for (const { log, name, start, upTo } of VECTORS.starts) {
  test(`clock start: ${name}`, () => {
    assert.equal(
      startOf(
        log.map(({ applied, t }) => ({ t: at(t), applied })),
        upTo,
      ),
      maybe(start),
    );
  });
}

test("the vectors are about the limits that ship", () => {
  for (const [name, { limit, notice, pause }] of [
    ...Object.entries(LIMITS),
    ["ack", FLASH_ACKNOWLEDGEMENT] as const,
  ]) {
    assert.deepEqual(VECTORS.allowances[name], { limit, pause, notice });
  }
});

test("every reason for which a pause or notice does not count is told", () => {
  const base = clockOf({ ...find("priority is three calendar days at the same wall time") });
  const start = base.start ?? 0;
  const why = (clock: Partial<Clock>): string[] =>
    deadline({ ...base, ...clock }).unmoved.map((each) => each.why);
  const round = { from: start + HOUR, to: start + 2 * HOUR };
  assert.deepEqual(why({ pauses: [{ from: start + 4 * DAY, to: null }] }), ["after-deadline"]);
  assert.deepEqual(why({ notices: [{ t: start + 4 * DAY, until: start + 9 * DAY }] }), ["after-deadline"]);
  assert.deepEqual(why({ pauses: [round], stop: { t: start + HOUR, by: "answered" } }), ["after-stop"]);
  assert.deepEqual(why({ notices: [{ t: start + HOUR, until: start + HOUR }] }), ["not-later"]);
  assert.deepEqual(why({ pauses: [round, round] }), ["nothing-left"]);
  const spent = [0, 4, 8].map((day) => ({ from: start + HOUR + day * DAY, to: null }));
  assert.deepEqual(
    why({ pauses: spent.map((each, n) => (n === 2 ? { ...each, from: each.from - DAY } : each)) }),
    ["bound-spent"],
  );
  assert.deepEqual(why({ allowance: FLASH_ACKNOWLEDGEMENT, pauses: [{ from: start, to: null }] }), [
    "no-allowance",
  ]);
});

test("a notice at the deadline is in time; one at the stop is not", () => {
  const clock = clockOf(find("immediate is eight elapsed hours"));
  const due = dueOf(clock);
  assert.equal(dueOf({ ...clock, notices: [{ t: due, until: due + DAY }] }), due + DAY);
  const answered = { ...clock, stop: { t: due - HOUR, by: "answered" } as const };
  assert.equal(dueOf({ ...answered, notices: [{ t: due - HOUR, until: due + DAY }] }), due);
});

test("a round that the stop ends is not open", () => {
  const open = deadline(clockOf(find("an open clarification counts at most once the limit")));
  const ended = deadline(clockOf(find("a withdrawal ends an open pause")));
  assert.deepEqual([open.pauses[0]?.open, ended.pauses[0]?.open], [true, false]);
});

test("a round without working time leaves a deadline that was extended into a weekend", () => {
  const clock = clockOf(find("five working days with a weekend between"));
  const [saturday, noon] = [at("2026-11-28T09:00:00-05:00"), at("2026-11-28T12:00:00-05:00")];
  const notices = [{ t: at("2026-11-18T09:00:00-05:00"), until: noon }];
  assert.equal(dueOf({ ...clock, notices, pauses: [{ from: saturday, to: noon }] }), noon);
});

test("a limit is a whole number from 1 to 366, and every instant is one", () => {
  const clock = clockOf(find("routine is seven calendar days at the same wall time"));
  const start = clock.start ?? 0;
  const limited = (n: number): Clock => ({
    ...clock,
    allowance: { ...clock.allowance, limit: { unit: "calendarDays", n } },
  });
  for (const n of [0, -1, 367, 1.5, NaN])
    assert.throws(() => deadline(limited(n)), { code: "BAD_FIELD" }, `${n}`);
  assert.equal(dueOf(limited(366)), start + 366 * DAY);
  for (const bad of [NaN, 1.5, -1, Infinity]) {
    assert.throws(() => deadline({ ...clock, stop: { t: bad, by: "refused" } }), { code: "BAD_FIELD" });
    assert.throws(() => deadline({ ...clock, notices: [{ t: start, until: bad }] }), { code: "BAD_FIELD" });
    assert.throws(() => deadline({ ...clock, pauses: [{ from: start, to: bad }] }), { code: "BAD_FIELD" });
  }
});

test("the deadline does not depend on the time zone of the machine", () => {
  const script = `
    const { deadline, CALENDARS, LIMITS } = await import(${JSON.stringify(new URL("index.ts", import.meta.url).href)});
    const out = [];
    for (const [zone, id] of [["America/Toronto", "ca-2026.1"], ["Asia/Kolkata", "in-2026.1"]])
      for (const limit of [{ unit: "calendarDays", n: 7 }, { unit: "workingDays", n: 5 }])
        for (let start = ${at("2026-03-01T05:30:00Z")}; start < ${at("2026-03-10T00:00:00Z")}; start += 5.5 * ${HOUR})
          out.push(deadline({ start, allowance: { ...LIMITS.routine, limit }, zone, calendar: CALENDARS.get(id),
            pauses: [], notices: [], stop: null }).due);
    console.log(JSON.stringify(out));`;
  const under = (TZ: string): string =>
    execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, TZ },
      encoding: "utf8",
    });
  const [utc, ...others] = ["UTC", "America/Toronto", "Pacific/Apia"].map(under);
  for (const other of others) assert.equal(other, utc);
});
