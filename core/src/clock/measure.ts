import type { Clock } from "./clock.ts";
import type { Span } from "./limits.ts";
import { addCalendarDays, addWorkingDays, addWorkingTime, workingTime } from "./zone.ts";

/** The time that a clock counts: all of it, or, where the limit is in working days, only that of working days. */
export type Measure = {
  /** The instant a span after `t`. */
  readonly after: (t: number, span: Span) => number;
  /** Counted milliseconds from one instant to another. */
  readonly between: (from: number, to: number) => number;
  /** The instant by which `ms` more have been counted. */
  readonly add: (t: number, ms: number) => number;
};

const MS = { minutes: 60_000, hours: 3_600_000 } as const;

export function measureOf({
  allowance,
  calendar,
  zone,
}: Pick<Clock, "allowance" | "calendar" | "zone">): Measure {
  const after = (t: number, { n, unit }: Span): number => {
    switch (unit) {
      case "minutes":
      case "hours":
        return t + n * MS[unit];
      case "calendarDays":
        return addCalendarDays(t, n, zone);
      case "workingDays":
        return addWorkingDays(t, n, zone, calendar);
    }
  };
  if (allowance.limit.unit !== "workingDays") {
    return { after, between: (from, to) => to - from, add: (t, ms) => t + ms };
  }
  return {
    after,
    between: (from, to) => workingTime(from, to, zone, calendar),
    add: (t, ms) => addWorkingTime(t, ms, zone, calendar),
  };
}
