import { LOCALES, type Lang } from "./lang.ts";

/** IANA zone and the name people know: Intl prints "GMT+5:30" where an officer says IST. */
export type Zone = { readonly id: string; readonly label: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
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
  return `${dayWords(at, zone, lang, now)}, ${clockWords(at, zone, lang)}`;
}

const offsetWords = new Map<string, string>();

/**
 * `ET`; in the hour that is there twice when the clocks go back, `ET (UTC−4)` and then `ET (UTC−5)`: the wall alone says
 * the same for two instants. Cached by half an hour, on which the clocks of every zone change.
 */
function zoneWords(at: number, zone: Zone): string {
  const key = `${zone.id} ${Math.floor(at / (HOUR / 2))}`;
  let words = offsetWords.get(key);
  if (words === undefined) {
    const here = eastOf(at, zone);
    const twice = eastOf(at - HOUR, zone) > here || eastOf(at + HOUR, zone) < here;
    words = twice ? ` (UTC${hoursEast(here)})` : "";
    offsetWords.set(key, words);
  }
  return `${zone.label}${words}`;
}

/** Minutes that the wall is ahead of UTC. */
function eastOf(at: number, zone: Zone): number {
  const parts = formatter("en", zone.id, { timeZoneName: "longOffset" }).formatToParts(at);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `−4`, `+0`, `−3:30`. */
function hoursEast(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}

/** `Mon 23 Nov`. */
export function dayWords(at: number, zone: Zone, lang: Lang, now: number): string {
  const year: Intl.DateTimeFormatOptions = yearOf(at, zone) === yearOf(now, zone) ? {} : { year: "numeric" };
  const parts = formatter(lang, zone.id, { ...DAY, ...year }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  return [part("weekday"), part("day"), part("month"), part("year")].filter(Boolean).join(" ");
}

/** `06:58 ET`, or `06 h 58 ET` in French: for where the day is beyond doubt. */
export const clockWords = (at: number, zone: Zone, lang: Lang): string =>
  `${formatter(lang, zone.id, CLOCK).format(at)} ${zoneWords(at, zone)}`;

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
