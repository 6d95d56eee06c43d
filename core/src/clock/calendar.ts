import ca2026 from "../../../spec/clock/calendars/ca-2026.json" with { type: "json" };
import in2026 from "../../../spec/clock/calendars/in-2026.json" with { type: "json" };
import { badField } from "../words.ts";
import { parseDay } from "./day.ts";

/** Which days the answering state works. A version is never edited: a change is a new id. */
export type Calendar = {
  readonly id: string;
  readonly zone: string;
  /** First and last day that the version speaks about, `YYYY-MM-DD`. Outside it, it refuses to guess. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601 weekdays, Monday 1 to Sunday 7. */
  readonly weekend: readonly number[];
  readonly holidays: readonly Holiday[];
};

export type Holiday = {
  readonly date: string;
  readonly name: { readonly en: string; readonly fr: string; readonly hi: string };
  readonly source: string;
  readonly status: "confirmed" | "unconfirmed";
};

const ID = /^[a-z]{2}-\d{4}\.\d{1,3}$/;
const MAX_HOLIDAYS = 512;

/** Reads a calendar. @throws BAD_FIELD naming the part that is wrong */
export function parseCalendar(value: unknown): Calendar {
  const { id, zone, from, to, weekend, holidays } = object(value, "calendar");
  if (typeof id !== "string" || !ID.test(id)) throw badField("calendar.id", "versioned id");
  if (typeof zone !== "string") throw badField("calendar.zone", "time zone");
  if (!Array.isArray(weekend) || weekend.length > 6 || !weekend.every(isWeekday)) {
    throw badField("calendar.weekend", "list of weekdays");
  }
  if (!Array.isArray(holidays) || holidays.length > MAX_HOLIDAYS) throw badField("calendar.holidays", "list");
  const first = parseDay(from, "calendar.from");
  const last = parseDay(to, "calendar.to");
  const read = holidays.map(holiday);
  for (const [index, { date }] of read.entries()) {
    const before = read[index - 1];
    if (date < first || date > last || (before !== undefined && before.date >= date)) {
      throw badField("calendar.holidays", "ascending list inside the period");
    }
  }
  return { id, zone, from: first, to: last, weekend, holidays: read };
}

/** @throws BAD_FIELD when the calendar says nothing about the day */
export function isWorkingDay(calendar: Calendar, date: Temporal.PlainDate): boolean {
  const iso = date.toString();
  if (iso < calendar.from || iso > calendar.to) throw badField("calendar", `calendar that reaches ${iso}`);
  return !calendar.weekend.includes(date.dayOfWeek) && !calendar.holidays.some((each) => each.date === iso);
}

/** The versions that ship, by id. */
export const CALENDARS: ReadonlyMap<string, Calendar> = new Map(
  [ca2026, in2026].map(parseCalendar).map((calendar) => [calendar.id, calendar]),
);

function holiday(value: unknown): Holiday {
  const { date, name, source, status } = object(value, "calendar.holidays");
  const { en, fr, hi } = object(name, "calendar.holidays.name");
  if (!isText(en) || !isText(fr) || !isText(hi))
    throw badField("calendar.holidays.name", "name in three languages");
  if (!isText(source)) throw badField("calendar.holidays.source", "source");
  if (status !== "confirmed" && status !== "unconfirmed")
    throw badField("calendar.holidays.status", "status");
  return { date: parseDay(date, "calendar.holidays.date"), name: { en, fr, hi }, source, status };
}

function object(value: unknown, field: string): Readonly<Record<string, unknown>> & Record<Key, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(field, "object");
  return value as Record<Key, unknown>;
}

type Key =
  | "id"
  | "zone"
  | "from"
  | "to"
  | "weekend"
  | "holidays"
  | "date"
  | "name"
  | "source"
  | "status"
  | "en"
  | "fr"
  | "hi";

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isWeekday(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 7;
}
