import { SetuError } from "@setu/core";
import { isDay } from "@setu/core/clock/day.ts";

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const EXPECTED = "time such as 2026-12-01T09:00:00+05:30";

/** An instant as it is typed, with an offset: a time without one is an hour of nobody's. @throws BAD_FIELD */
export function readInstant(field: string, said: unknown): number {
  // `Date.parse` makes the 31st of November the 1st of December: a deadline that nobody set.
  const isOne = typeof said === "string" && RFC3339.test(said) && isDay(said.slice(0, 10));
  const at = isOne ? Date.parse(said) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new SetuError("BAD_FIELD", `${field} is not a ${EXPECTED}`, {
    detail: { field, expected: EXPECTED },
  });
}
