import { EVENTS, SHAPES, type EventName, type FieldOf, type Shape } from "./log-events.ts";

/** One event, one line of JSON. Codes, ids and numbers: no subject, no name, no text of a record. */
export type LogValue = string | number | boolean | null;
export type Log = <E extends EventName>(
  event: E,
  fields?: Readonly<Partial<Record<FieldOf<E>, LogValue>>>,
) => void;

const MAX_VALUE = 256;

/** Escapes what JSON leaves alone and some reader takes for the end of a line. */
export function logLine(event: string, fields: Readonly<Record<string, LogValue>>, now: number): string {
  const capped = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value,
  ]);
  const line = JSON.stringify({ t: new Date(now).toISOString(), event, ...Object.fromEntries(capped) });
  return line.replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export const logTo =
  (write: (line: string) => void, now: () => number = Date.now): Log =>
  (event, fields) =>
    write(`${logLine(event, fitting(event, fields ?? {}), now())}\n`);

/** What the catalogue has of these fields; null in place of a value that is not of its shape. */
function fitting(
  event: EventName,
  fields: Readonly<Record<string, LogValue | undefined>>,
): Readonly<Record<string, LogValue>> {
  const shapes: Readonly<Record<string, Shape>> = EVENTS[event];
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) => {
      const value = fields[name];
      if (value === undefined) return [];
      return [[name, SHAPES[shape].test(String(value)) ? value : null]];
    }),
  );
}
