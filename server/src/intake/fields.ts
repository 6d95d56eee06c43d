import {
  CAME_BY,
  INTAKE_FIELDS,
  NO_FIELDS,
  PAPER_MAX,
  type IntakeField,
  type IntakeFields,
  type IntakeProblem,
  type Paper,
  type ReadFields,
} from "@setu/requests";
import type { Args } from "@setu/core";
import { isDay } from "@setu/core/clock/day.ts";
import { oneLine, severalLines } from "./tidy.ts";

/**
 * What came another way, as a person or a table says it, field by field: everything that is wrong is told at once, and
 * nothing is guessed. A time without an offset is that of the desk's wall.
 */
const LANGS = ["en", "fr", "hi"] as const;
const WALL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?$/;

export type Desk = {
  /** IANA. */
  readonly zone: string;
  readonly now: number;
};

/** What goes with the fields when they were read from a file. */
export type Beside = Pick<Paper, "files" | "source" | "cut">;
const ALONE: Beside = { files: [], source: null, cut: false };

export function readFields(given: IntakeFields, { zone, now }: Desk, beside: Beside = ALONE): ReadFields {
  const problems: IntakeProblem[] = [];
  const refuse = (field: IntakeField, code: IntakeProblem["code"]): null => {
    problems.push({ field, code });
    return null;
  };
  const said = tidied(given);
  const bounded = (field: "title" | "from" | "theirRef" | "text"): string => {
    if (said[field].length > PAPER_MAX[field]) refuse(field, "too-long");
    return said[field];
  };
  const one = <T extends string>(field: IntakeField, codes: readonly T[]): T | null => {
    if (said[field] === "") return null;
    return codes.find((code) => code === said[field]) ?? refuse(field, "unknown-code");
  };
  for (const field of ["cameBy", "received", "title"] as const) {
    if (said[field] === "") refuse(field, "missing");
  }
  const cameBy = one("cameBy", CAME_BY);
  const received = said.received === "" ? null : instantOf(said.received, zone, "begins");
  if (said.received !== "" && received === null) refuse("received", "not-a-date");
  else if (received !== null && received.at > now) refuse("received", "future");
  const due = said.due === "" ? null : instantOf(said.due, zone, "ends");
  if (said.due !== "" && due === null) refuse("due", "not-a-date");
  if (said.dated !== "" && !isDay(said.dated)) refuse("dated", "not-a-date");
  const paper: Paper = {
    title: bounded("title"),
    from: bounded("from"),
    theirRef: bounded("theirRef"),
    dated: said.dated === "" ? null : said.dated,
    lang: one("lang", LANGS),
    ...beside,
  };
  const text = bounded("text");
  if (problems.length > 0 || cameBy === null || received === null) return { entry: null, problems };
  const args = {
    cameBy,
    received: received.at,
    hour: received.hour,
    ...(due !== null && { due: due.at }),
  };
  return { entry: { args: args as unknown as Args, text, paper }, problems };
}

/** Blank ends, and signs that no line of a list can show, are nobody's words. */
const tidied = (given: IntakeFields): IntakeFields => ({
  ...NO_FIELDS,
  ...(Object.fromEntries(
    INTAKE_FIELDS.map((name) => [name, name === "text" ? severalLines(given[name]) : oneLine(given[name])]),
  ) as IntakeFields),
});

type At = { readonly at: number; readonly hour: boolean };

/**
 * @param edge which end of it a day without an hour means: what came on a day came when it began, what is due on a day
 *   is due before it ends
 */
function instantOf(text: string, zone: string, edge: "begins" | "ends"): At | null {
  const [, day = "", time, offset] = WALL.exec(text) ?? [];
  if (!isDay(day)) return null;
  try {
    if (time === undefined) {
      const date = Temporal.PlainDate.from(day).add({ days: edge === "ends" ? 1 : 0 });
      const at = date.toZonedDateTime(zone).epochMilliseconds;
      return within({ at: edge === "ends" ? at - 60_000 : at, hour: false });
    }
    const at =
      offset === undefined
        ? Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone).epochMilliseconds
        : Temporal.Instant.from(`${day}T${time}${offset}`).epochMilliseconds;
    return within({ at, hour: true });
  } catch (error) {
    // Such as the hour 25: the pattern counts digits only.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Before 1970 there is no instant for us. */
const within = (found: At): At | null => (found.at >= 0 ? found : null);
