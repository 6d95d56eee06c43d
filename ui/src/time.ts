import { LOCALES, type Lang } from "./lang.ts";

/** IANA zone and the name people know: Intl prints "GMT+5:30" where an officer says IST. */
export type Zone = { readonly id: string; readonly label: string };

const MINUTE = 60_000;
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(lang: Lang, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${zone} ${JSON.stringify(options)}`;
  const known = cache.get(key) ?? new Intl.DateTimeFormat(LOCALES[lang], { ...options, timeZone: zone });
  cache.set(key, known);
  return known;
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };

/** Which year it is in that zone, by which a date drops or shows its year. */
const yearOf = (at: number, zone: Zone): string => formatter("en", zone.id, { year: "numeric" }).format(at);

/** `Mon 23 Nov, 06:58 ET`: the month is a word, so nobody misreads 03/04; the year only when it is not this one. */
export function absolute(at: number, zone: Zone, lang: Lang, now: number): string {
  return `${dayWords(at, zone, lang, now)}, ${clockTime(at, zone, lang)} ${zone.label}`;
}

/** `Mon 23 Nov`. */
export function dayWords(at: number, zone: Zone, lang: Lang, now: number): string {
  const year: Intl.DateTimeFormatOptions = yearOf(at, zone) === yearOf(now, zone) ? {} : { year: "numeric" };
  const parts = formatter(lang, zone.id, { ...DAY, ...year }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  return [part("weekday"), part("day"), part("month"), part("year")].filter(Boolean).join(" ");
}

/** `06:58`, or `06 h 58` in French. */
export const clockTime = (at: number, zone: Zone, lang: Lang): string =>
  formatter(lang, zone.id, CLOCK).format(at);

export type Left = {
  readonly past: boolean;
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
};

/**
 * The distance to an instant in whole minutes, rounded so that "0 min" and "overdue" never show together.
 * Two units are enough: days and hours, or hours and minutes.
 */
export function left(due: number, now: number): Left {
  const past = now >= due;
  const total = past ? Math.floor((now - due) / MINUTE) : Math.ceil((due - now) / MINUTE);
  const days = Math.floor(total / 1440);
  return { past, days, hours: Math.floor((total - days * 1440) / 60), minutes: total % 60 };
}

export type Urgency = "overdue" | "within-2h" | "within-24h" | "later";

export function urgencyOf(due: number, now: number): Urgency {
  if (now >= due) return "overdue";
  if (due - now <= 120 * MINUTE) return "within-2h";
  return due - now <= 1440 * MINUTE ? "within-24h" : "later";
}
