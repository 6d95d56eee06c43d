import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  CALENDARS,
  deadline,
  FLASH_ACKNOWLEDGEMENT,
  LIMITS,
  startOf,
  viewAt,
  type Allowance,
  type Clock,
} from "./index.ts";

type Vector = {
  name: string;
  zone: string;
  calendar: string;
  allowance: string;
  start: string | null;
  pauses?: { from?: string; fromMs?: number; to: string | null }[];
  notices?: { t: string; until: string }[];
  stop?: { t: string; by: "answered" | "refused" | "withdrawn" };
  expect: { due: string | null; first: string | null; extended: boolean };
  error: string;
};
type Vectors = {
  allowances: Record<string, Pick<Allowance, "limit" | "pause" | "notice">>;
  valid: Vector[];
  invalid: Vector[];
  starts: { name: string; log: { t: string; applied: number }[]; upTo: number; start: string | null }[];
};

const VECTORS = JSON.parse(
  readFileSync(new URL("../../../spec/clock/vectors.json", import.meta.url), "utf8"),
) as Vectors;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const at = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds;
const maybe = (iso: string | null): number | null => (iso === null ? null : at(iso));

function clockOf(vector: Vector): Clock {
  const allowance = VECTORS.allowances[vector.allowance];
  const calendar = CALENDARS.get(vector.calendar);
  assert.ok(allowance && calendar, vector.name);
  return {
    start: maybe(vector.start),
    allowance: { ...allowance, source: "vector", status: "proposal" },
    zone: vector.zone,
    calendar,
    pauses: (vector.pauses ?? []).map(({ from, fromMs, to }) => ({
      from: fromMs ?? at(from ?? ""),
      to: maybe(to),
    })),
    notices: (vector.notices ?? []).map(({ t, until }) => ({ t: at(t), until: at(until) })),
    stop: vector.stop === undefined ? null : { t: at(vector.stop.t), by: vector.stop.by },
  };
}

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
    allowance: allowances.map((each) => ({ ...each, source: "law", status: "proposal" }) as Allowance),
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
const dueOf = (clock: Clock): number => deadline(clock).due ?? assert.fail("no deadline");

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

function find(name: string): Vector {
  return VECTORS.valid.find((each) => each.name === name) ?? assert.fail(name);
}
