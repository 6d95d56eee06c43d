import { badField } from "../words.ts";
import { isWorkingDay, type Calendar } from "./calendar.ts";

/**
 * The local wall time at which an instant is counted. In the hour that is repeated when clocks go back, the
 * second pass counts as the end of that hour, so that of two instants the later never has the earlier wall time.
 */
export function wallTime(t: number, zone: string): Temporal.PlainDateTime {
  const local = zoned(t, zone);
  const wall = local.toPlainDateTime();
  const first = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  const repeated = t - first.epochMilliseconds;
  if (repeated === 0) return wall;
  const transition = first.getTimeZoneTransition("next");
  return transition === null ? wall : transition.toPlainDateTime().add({ milliseconds: repeated });
}

/**
 * The instant of a local wall time. One that is skipped when clocks go forward becomes the first instant after
 * the gap; one that occurs twice is the second, so that nobody is overdue while the wall clock says otherwise.
 */
export function instantOf(wall: Temporal.PlainDateTime, zone: string): number {
  const later = wall.toZonedDateTime(zone, { disambiguation: "later" });
  if (later.toPlainDateTime().equals(wall)) return later.epochMilliseconds;
  const before = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  return before.getTimeZoneTransition("next")?.epochMilliseconds ?? later.epochMilliseconds;
}

/** The same wall time, `n` calendar days later. */
export const addCalendarDays = (t: number, n: number, zone: string): number =>
  instantOf(wallTime(t, zone).add({ days: n }), zone);

/**
 * The same wall time, `n` working days later. A start on a day that is not worked counts as the beginning of
 * the next working day.
 * @throws BAD_FIELD when the calendar does not reach that far
 */
export function addWorkingDays(t: number, n: number, zone: string, calendar: Calendar): number {
  let wall = wallTime(t, zone);
  while (!isWorkingDay(calendar, wall.toPlainDate())) wall = midnightAfter(wall);
  for (let counted = 0; counted < n;) {
    wall = wall.add({ days: 1 });
    if (isWorkingDay(calendar, wall.toPlainDate())) counted += 1;
  }
  return instantOf(wall, zone);
}

/** Milliseconds of working days between two instants. */
export function workingTime(from: number, to: number, zone: string, calendar: Calendar): number {
  let sum = 0;
  for (let at = from; at < to;) {
    const { end, works } = dayOf(at, zone, calendar);
    const until = Math.min(end, to);
    if (works) sum += until - at;
    at = until;
  }
  return sum;
}

/** The instant by which `ms` of working time have passed after `t`; at the end of a day, the next one worked. */
export function addWorkingTime(t: number, ms: number, zone: string, calendar: Calendar): number {
  if (ms === 0) return t;
  let at = t;
  for (let left = ms; ;) {
    const { end, works } = dayOf(at, zone, calendar);
    if (works && left < end - at) return at + left;
    if (works) left -= end - at;
    at = end;
  }
}

/** @throws BAD_FIELD for a zone that this machine's data does not have */
export function zoned(t: number, zone: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.fromEpochMilliseconds(t).toZonedDateTimeISO(zone);
  } catch {
    throw badField("zone", "time zone");
  }
}

function dayOf(t: number, zone: string, calendar: Calendar): { end: number; works: boolean } {
  const date = zoned(t, zone).toPlainDate();
  const end = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return { end, works: isWorkingDay(calendar, date) };
}

const midnightAfter = (wall: Temporal.PlainDateTime): Temporal.PlainDateTime =>
  wall.toPlainDate().add({ days: 1 }).toPlainDateTime();
