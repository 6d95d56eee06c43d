import type { Zone } from "./time.ts";

const DAY = 86_400_000;

/** What the clock on the wall of that zone shows, as if it were UTC. */
export function wallOf(at: number, zone: Zone): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone.id,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
}

/**
 * The instant at which the clock on the wall of a zone shows this. Where an hour is there twice, its first; where it
 * is left out, the instant at which the clocks go forward past it.
 * @param wall milliseconds as if the wall were in UTC
 */
export function instantOf(wall: number, zone: Zone): number {
  const guesses = [wall - DAY, wall + DAY].map((near) => wall - (wallOf(near, zone) - near));
  return Math.min(...guesses.filter((at) => wallOf(at, zone) === wall), Math.max(...guesses));
}
