import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { left } from "./time.ts";

/** `7 h 20 min`, `3 d 4 h`: at most two units, minute steps, never alone without the absolute time beside it. */
export function span(i18n: I18n, { days, hours, minutes }: Omit<ReturnType<typeof left>, "past">): string {
  if (days > 0 && hours === 0) return i18n._(msg({ context: "duration", message: `${days} d` }));
  if (days > 0) return i18n._(msg({ context: "duration, two units", message: `${days} d ${hours} h` }));
  if (hours > 0 && minutes === 0) return i18n._(msg({ context: "duration", message: `${hours} h` }));
  if (hours > 0) return i18n._(msg({ context: "duration, two units", message: `${hours} h ${minutes} min` }));
  return i18n._(msg({ context: "duration", message: `${minutes} min` }));
}

/** A length of time, milliseconds. */
export const spanOf = (i18n: I18n, length: number): string => span(i18n, left(length, 0));

/** `7 h 20 min left` or `Overdue by 8 h 50 min`. */
export function leftWords(i18n: I18n, due: number, now: number): string {
  const distance = left(due, now);
  const length = span(i18n, distance);
  return distance.past ? i18n._(msg`Overdue by ${length}`) : i18n._(msg`${length} left`);
}
