import { badField } from "../words.ts";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Whether a text is a calendar date, `YYYY-MM-DD`, that exists. Without Temporal, so that it also serves in a browser
 * that lacks it.
 */
export function isDay(text: string): boolean {
  const t = DAY.test(text) ? Date.parse(text) : NaN;
  // Date.parse takes 30 February for 2 March in some engines.
  return !Number.isNaN(t) && new Date(t).toISOString().slice(0, 10) === text;
}

/** @throws BAD_FIELD */
export function parseDay(value: unknown, field: string): string {
  if (typeof value !== "string" || !isDay(value)) throw badField(field, "date");
  return value;
}
