import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { RequestRow } from "@setu/requests/api.ts";
import { fromFields, presets } from "@setu/requests/screens/follow-up.ts";
import { calendarOf } from "@setu/server/me/feed.ts";
import { instantOf } from "@setu/server/notices/words.ts";
import { sheetOf } from "@setu/server/requests/export-cells.ts";
import { absolute, left } from "@setu/ui/time.ts";

/**
 * What says a time without a browser: lists, exports, mail, calendars. The zone of the machine must not enter into any
 * of it, neither that of the reader nor that of the server.
 */
const MACHINES = {
  UTC: 0,
  "America/Toronto": -300,
  "Europe/London": 0,
  "Asia/Kolkata": 330,
  "Pacific/Auckland": 780,
} as const;
const ZONES = {
  ET: { id: "America/Toronto", label: "ET" },
  IST: { id: "Asia/Kolkata", label: "IST" },
  UTC: { id: "UTC", label: "UTC" },
  UK: { id: "Europe/London", label: "UK" },
} as const;
type Label = keyof typeof ZONES;

type Case = {
  readonly due: string;
  readonly now: string;
  readonly words: Readonly<Record<Label, string>>;
  /** As a file has it: the offset of the zone at that instant. */
  readonly exported: Readonly<Record<Label, string>>;
  readonly left: string;
};
const CASES: readonly Case[] = [
  {
    // The last minute of winter in Toronto; half an hour later the wall shows 03:29.
    due: "2026-03-08T06:59:00Z",
    now: "2026-03-07T12:00:00Z",
    words: {
      ET: "Sun 8 Mar, 01:59 ET",
      IST: "Sun 8 Mar, 12:29 IST",
      UTC: "Sun 8 Mar, 06:59 UTC",
      UK: "Sun 8 Mar, 06:59 UK",
    },
    exported: {
      ET: "2026-03-08T01:59:00-05:00",
      IST: "2026-03-08T12:29:00+05:30",
      UTC: "2026-03-08T06:59:00+00:00",
      UK: "2026-03-08T06:59:00+00:00",
    },
    left: "0 d 18 h 59 min",
  },
  {
    due: "2026-03-08T07:29:00Z",
    now: "2026-03-07T12:00:00Z",
    words: {
      ET: "Sun 8 Mar, 03:29 ET",
      IST: "Sun 8 Mar, 12:59 IST",
      UTC: "Sun 8 Mar, 07:29 UTC",
      UK: "Sun 8 Mar, 07:29 UK",
    },
    exported: {
      ET: "2026-03-08T03:29:00-04:00",
      IST: "2026-03-08T12:59:00+05:30",
      UTC: "2026-03-08T07:29:00+00:00",
      UK: "2026-03-08T07:29:00+00:00",
    },
    left: "0 d 19 h 29 min",
  },
  {
    // London has gone forward three weeks after Toronto: until then they are four hours apart.
    due: "2026-03-29T01:15:00Z",
    now: "2026-03-27T01:00:00Z",
    words: {
      ET: "Sat 28 Mar, 21:15 ET",
      IST: "Sun 29 Mar, 06:45 IST",
      UTC: "Sun 29 Mar, 01:15 UTC",
      UK: "Sun 29 Mar, 02:15 UK",
    },
    exported: {
      ET: "2026-03-28T21:15:00-04:00",
      IST: "2026-03-29T06:45:00+05:30",
      UTC: "2026-03-29T01:15:00+00:00",
      UK: "2026-03-29T02:15:00+01:00",
    },
    left: "2 d 0 h 15 min",
  },
  {
    due: "2026-10-25T00:45:00Z",
    now: "2026-10-24T00:45:00Z",
    words: {
      ET: "Sat 24 Oct, 20:45 ET",
      IST: "Sun 25 Oct, 06:15 IST",
      UTC: "Sun 25 Oct, 00:45 UTC",
      UK: "Sun 25 Oct, 01:45 UK (UTC+1)",
    },
    exported: {
      ET: "2026-10-24T20:45:00-04:00",
      IST: "2026-10-25T06:15:00+05:30",
      UTC: "2026-10-25T00:45:00+00:00",
      UK: "2026-10-25T01:45:00+01:00",
    },
    left: "1 d 0 h 0 min",
  },
  {
    due: "2026-11-01T05:30:00Z",
    now: "2026-10-31T12:00:00Z",
    words: {
      ET: "Sun 1 Nov, 01:30 ET (UTC−4)",
      IST: "Sun 1 Nov, 11:00 IST",
      UTC: "Sun 1 Nov, 05:30 UTC",
      UK: "Sun 1 Nov, 05:30 UK",
    },
    exported: {
      ET: "2026-11-01T01:30:00-04:00",
      IST: "2026-11-01T11:00:00+05:30",
      UTC: "2026-11-01T05:30:00+00:00",
      UK: "2026-11-01T05:30:00+00:00",
    },
    left: "0 d 17 h 30 min",
  },
  {
    due: "2026-11-01T06:30:00Z",
    now: "2026-10-31T12:00:00Z",
    words: {
      ET: "Sun 1 Nov, 01:30 ET (UTC−5)",
      IST: "Sun 1 Nov, 12:00 IST",
      UTC: "Sun 1 Nov, 06:30 UTC",
      UK: "Sun 1 Nov, 06:30 UK",
    },
    exported: {
      ET: "2026-11-01T01:30:00-05:00",
      IST: "2026-11-01T12:00:00+05:30",
      UTC: "2026-11-01T06:30:00+00:00",
      UK: "2026-11-01T06:30:00+00:00",
    },
    left: "0 d 18 h 30 min",
  },
];

const LABELS = Object.keys(ZONES) as Label[];
const { TZ: before } = process.env;
after(() => {
  if (before === undefined) delete process.env["TZ"];
  else process.env["TZ"] = before;
});

/** Puts this process into a zone. @param east minutes by which its wall is ahead of UTC in November */
function standIn(machine: string, east: number): void {
  process.env["TZ"] = machine;
  assert.equal(new Date("2026-11-23T12:00:00Z").getTimezoneOffset(), 0 - east, machine);
}

const row = (due: number): RequestRow => ({
  item: `in:${"1".repeat(32)}`,
  ref: "IN-1111-1111-1",
  role: "answerer",
  lane: "main",
  title: "Synthetic",
  lang: "en",
  urgency: "routine",
  tlp: "AMBER",
  status: "received",
  turn: "us",
  clock: {
    state: "running",
    sent: null,
    receipted: null,
    start: null,
    due,
    marks: null,
    stoppedAt: null,
    pauses: [],
    extendedUntil: null,
  },
  updated: 0,
  messages: 0,
  unread: false,
  home: {
    head: null,
    assignee: null,
    watchers: [],
    followUp: null,
    notes: 0,
    tasks: 0,
    taskDates: [],
    done: false,
    doneBy: null,
  },
  late: null,
  feedbackDue: null,
  cameBy: null,
});

describe("a time is said alike on every machine", () => {
  for (const [machine, east] of Object.entries(MACHINES)) {
    test(machine, () => {
      standIn(machine, east);
      for (const each of CASES) {
        const [due, now] = [Date.parse(each.due), Date.parse(each.now)];
        for (const label of LABELS) {
          const zone = ZONES[label];
          assert.equal(absolute(due, zone, "en", now), each.words[label], each.due);
          const { head, rows } = sheetOf([row(due)], {
            lang: "en",
            zone: zone.id,
            now,
            names: new Map(),
            cut: false,
            unused: 0,
            controlled: new Map(),
            bound: new Map(),
          });
          assert.equal(rows[0]?.[head.indexOf("Due")], each.exported[label], each.due);
          assert.equal(Date.parse(each.exported[label]), due, "the file names the instant");
          assert.ok(instantOf(due, zone, "en").endsWith(`${label} (${each.due})`), "and so does the mail");
        }
        const { past, days, hours, minutes } = left(due, now);
        assert.equal(past, false);
        assert.equal(`${days} d ${hours} h ${minutes} min`, each.left, each.due);
        const calendar = calendarOf([row(due)], { party: "ca" }, { lang: "en" });
        assert.ok(calendar.includes(`DTSTART:${each.due.replaceAll(/[-:]/g, "")}`), calendar);
      }
    });
  }
});

describe("a time is read alike on every machine", () => {
  /** Day and hour as the desk says them, and the instant that is meant. */
  const said: readonly (readonly [Label, string, string, string])[] = [
    ["ET", "2026-03-08", "01:30", "2026-03-08T06:30:00.000Z"],
    // 02:30 is left out that night: the instant at which the wall has passed it.
    ["ET", "2026-03-08", "02:30", "2026-03-08T07:30:00.000Z"],
    ["ET", "2026-11-01", "01:30", "2026-11-01T05:30:00.000Z"],
    ["ET", "2026-11-01", "02:30", "2026-11-01T07:30:00.000Z"],
    ["UK", "2026-03-29", "01:30", "2026-03-29T01:30:00.000Z"],
    ["UK", "2026-10-25", "01:30", "2026-10-25T00:30:00.000Z"],
    ["IST", "2026-03-08", "02:30", "2026-03-07T21:00:00.000Z"],
    ["IST", "2026-11-01", "01:30", "2026-10-31T20:00:00.000Z"],
    ["UTC", "2026-11-01", "01:30", "2026-11-01T01:30:00.000Z"],
  ];
  for (const [machine, east] of Object.entries(MACHINES)) {
    test(machine, () => {
      standIn(machine, east);
      const now = Date.parse("2026-01-01T00:00:00Z");
      for (const [label, day, time, instant] of said) {
        const at = fromFields(day, time, ZONES[label], now);
        assert.equal(new Date(at ?? Number.NaN).toISOString(), instant, `${label} ${day} ${time}`);
      }
      const mornings = presets(Date.parse("2026-10-31T20:00:00Z"), ZONES.ET).slice(1);
      assert.deepEqual(
        mornings.map(({ at }) => new Date(at).toISOString()),
        ["2026-11-01T13:00:00.000Z", "2026-11-02T13:00:00.000Z", "2026-11-07T13:00:00.000Z"],
      );
    });
  }
});
