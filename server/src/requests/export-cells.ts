import { TLP } from "@setu/core";
import { LISTS } from "@setu/core/codes/index.ts";
import type { Lang, RequestRow } from "@setu/requests";
import { COLUMNS, WORDS, type Column } from "./export-words.ts";

/** The cells of an exported list: what a person reads, and nothing that a spreadsheet would calculate. */
export type Sheet = {
  /** Above the head: the marking of the whole, whose it is in part, whether it was cut. */
  readonly notes: readonly string[];
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export type SheetOptions = {
  readonly lang: Lang;
  /** IANA zone in which instants are written. */
  readonly zone: string;
  readonly now: number;
  /** Names of officers by id. */
  readonly names: ReadonlyMap<string, string>;
  /** There are more lines than these. */
  readonly cut: boolean;
  /** How many lines are left out because gates were not answered before their use. */
  readonly unused: number;
  /** By item, the handling codes by which its originator keeps control of it. */
  readonly controlled: ReadonlyMap<string, readonly string[]>;
  /** By item, the conditions of the leave under which it may be used beyond its marking. */
  readonly bound: ReadonlyMap<string, readonly string[]>;
};

export function sheetOf(lines: readonly RequestRow[], options: SheetOptions): Sheet {
  const words = WORDS[options.lang];
  const strictest = TLP.find((level) => lines.some(({ tlp }) => tlp === level)) ?? "CLEAR";
  const among = (of: SheetOptions["bound"]) =>
    [...new Set(lines.flatMap(({ item }) => of.get(item) ?? []))].toSorted();
  const [kept, conditions] = [among(options.controlled), among(options.bound)];
  return {
    notes: [
      [`TLP:${strictest}`, ...kept].join(" "),
      words.ours,
      ...(conditions.length > 0
        ? [words.bound(conditions.map((each) => condition(each, options.lang)))]
        : []),
      ...(options.cut ? [words.cut(lines.length)] : []),
      ...(options.unused > 0 ? [words.unused(options.unused)] : []),
    ],
    head: COLUMNS.map((column) => words[column]),
    rows: lines.map((line) => {
      const cells = cellsOf(line, options);
      return COLUMNS.map((column) => harmless(cells[column]));
    }),
  };
}

function cellsOf(
  line: RequestRow,
  { lang, zone, now, names, controlled, bound }: SheetOptions,
): Readonly<Record<Column, string>> {
  const { home, clock } = line;
  const words = WORDS[lang];
  const runs = clock.state === "running" && clock.due !== null;
  return {
    reference: line.ref,
    direction: directionOf(line, words),
    title: line.title ?? "",
    status: line.status,
    urgency: line.urgency,
    tlp: [`TLP:${line.tlp}`, ...(controlled.get(line.item) ?? [])].join(" "),
    conditions: (bound.get(line.item) ?? []).map((each) => condition(each, lang)).join("; "),
    due: instant(clock.due, zone),
    expected: instant(line.late?.until ?? null, zone),
    outcome: instant(line.feedbackDue, zone),
    left: runs ? left(clock.due - now, lang) : "",
    assignee: home.assignee === null ? "" : (names.get(home.assignee) ?? home.assignee),
    followUp: instant(home.followUp, zone),
    notes: String(home.notes),
    putAway: home.doneBy === null ? "" : (names.get(home.doneBy) ?? home.doneBy),
  };
}

const condition = (code: string, lang: Lang): string =>
  LISTS["permission-condition"].get(code)?.label[lang] ?? code;

function directionOf({ cameBy, role }: RequestRow, { inbox, sent, came }: (typeof WORDS)[Lang]): string {
  if (cameBy !== null) return Object.entries(came).find(([code]) => code === cameBy)?.[1] ?? cameBy;
  return role === "answerer" ? inbox : sent;
}

/** RFC 3339 with the offset of the zone at that instant. */
const instant = (at: number | null, zone: string): string =>
  at === null
    ? ""
    : Temporal.Instant.fromEpochMilliseconds(at)
        .toZonedDateTimeISO(zone)
        .toString({ timeZoneName: "never", smallestUnit: "second" });

/** In two units; in words when it is over, for a minus sign is overlooked, and read as a formula. */
function left(ms: number, lang: Lang): string {
  const { units, overdue } = WORDS[lang];
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const parts = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24, minutes % 60];
  const first = parts.findIndex((part) => part > 0);
  const from = first < 0 ? parts.length - 1 : first;
  const length = parts.slice(from, from + 2).map((part, i) => `${part} ${units[from + i]}`);
  return ms < 0 ? overdue(length.join(" ")) : length.join(" ");
}

/**
 * What a spreadsheet may take for a formula, behind whatever it, or the writer of XLSX, may skip; with the sign that makes it text in front of
 * it already, or not (OWASP "CSV Injection").
 */
const FORMULA = /^['\s\p{C}\ufffd]*[=+\-@＝＋－＠\t\r\n]/u;

/** A cell that calculates nothing. Taking one leading apostrophe from what still looks like a formula undoes it. */
export const harmless = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

export const asTyped = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
