import type { Zone } from "@setu/ui/time.ts";
import { instantOf, wallOf } from "@setu/ui/wall.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** When a day's shift begins. */
const MORNING = 8;

const dayOf = (at: number, zone: Zone): number => Math.floor(wallOf(at, zone) / DAY) * DAY;
const morning = (day: number, zone: Zone): number => instantOf(day + MORNING * HOUR, zone);

export type Preset = { readonly key: "hours" | "tomorrow" | "monday" | "week"; readonly at: number };

/** The times at which people mean to come back to something, in the desk's zone. */
export function presets(now: number, zone: Zone): readonly Preset[] {
  const today = dayOf(now, zone);
  const toMonday = (8 - new Date(today).getUTCDay()) % 7 || 7;
  return [
    { key: "hours", at: Math.ceil((now + 2 * HOUR) / (5 * MINUTE)) * 5 * MINUTE },
    { key: "tomorrow", at: morning(today + DAY, zone) },
    // On a Sunday tomorrow is that Monday, on a Monday it is a week away.
    ...(toMonday === 1 || toMonday === 7
      ? []
      : [{ key: "monday", at: morning(today + toMonday * DAY, zone) } as const]),
    { key: "week", at: morning(today + 7 * DAY, zone) },
  ];
}

/** As many days ahead as can be chosen from, each at the instant when it begins on the wall. */
export const days = (now: number, zone: Zone): readonly { readonly day: string; readonly at: number }[] =>
  Array.from({ length: 92 }, (_, index) => {
    const wall = dayOf(now, zone) + index * DAY;
    return { day: new Date(wall).toISOString().slice(0, 10), at: morning(wall, zone) };
  });

/** Every half hour of a day, `00:00` to `23:30`: a field of the browser would show the hours of its own country. */
export const HALF_HOURS: readonly string[] = Array.from(
  { length: 48 },
  (_, index) => `${String(index >> 1).padStart(2, "0")}:${index % 2 === 0 ? "00" : "30"}`,
);

/** @returns null for what is no day, or has passed */
export function fromFields(day: string, time: string, zone: Zone, now: number): number | null {
  const wall = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(wall)) return null;
  const at = instantOf(wall, zone);
  return at > now ? at : null;
}
