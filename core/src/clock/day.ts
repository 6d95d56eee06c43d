import { badField } from "../words.ts";

/**
 * Reads a calendar date, `YYYY-MM-DD`, that exists. Without Temporal, so that reference data also loads in a
 * browser that lacks it. @throws BAD_FIELD
 */
export function parseDay(value: unknown, field: string): string {
  const t = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : NaN;
  // Date.parse takes 30 February for 2 March in some engines
  const date = Number.isNaN(t) ? "" : new Date(t).toISOString().slice(0, 10);
  if (date !== value) throw badField(field, "date");
  return date;
}
