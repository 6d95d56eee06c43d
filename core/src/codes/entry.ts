import { parseDay } from "../clock/day.ts";
import { badField, code as readCode, type Code } from "../words.ts";

export type Language = "en" | "fr" | "hi";

/**
 * One code of a closed list. An entry is never removed and never changes its meaning: it ends by `validTo`,
 * so that an old record can always be read.
 */
export type Entry<Flag extends string = never> = {
  readonly code: Code;
  readonly label: Readonly<Record<Language, string>>;
  readonly source: string;
  readonly status: "confirmed" | "unconfirmed";
  /** In force from this instant, inclusive, until that one, exclusive; null for no end. */
  readonly validFrom: number;
  readonly validTo: number | null;
} & Readonly<Record<Flag, boolean>>;

export type List<Flag extends string = never> = ReadonlyMap<string, Entry<Flag>>;

const MAX_ENTRIES = 512;

/**
 * Reads a list of reference data.
 * @throws BAD_FIELD for a missing label, source, status or flag, a code twice, or a period that ends before it begins
 */
export function parseList<Flag extends string = never>(value: unknown, flags: readonly Flag[]): List<Flag> {
  const { entries, list } = fields(value, "list");
  if (typeof list !== "string") throw badField("list", "name");
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > MAX_ENTRIES)
    throw badField(list, "list");
  const read = new Map<string, Entry<Flag>>();
  for (const each of entries) {
    const entry = parseEntry(each, flags, list);
    if (read.has(entry.code)) throw badField(`${list}.${entry.code}`, "unique code");
    read.set(entry.code, entry);
  }
  return read;
}

/** Whether an entry may be used at an instant. */
export const isInForce = ({ validFrom, validTo }: Entry, at: number): boolean =>
  at >= validFrom && (validTo === null || at < validTo);

function parseEntry<Flag extends string>(value: unknown, flags: readonly Flag[], list: string): Entry<Flag> {
  const from = fields(value, list);
  const code = readCode(from.code, `${list}.code`);
  const field = `${list}.${code}`;
  const { en, fr, hi } = fields(from.label, `${field}.label`);
  const { source, validFrom, validTo } = from;
  if (!isText(en) || !isText(fr) || !isText(hi)) throw badField(`${field}.label`, "label in three languages");
  if (!isText(source)) throw badField(`${field}.source`, "source");
  const begin = day(validFrom, `${field}.validFrom`);
  const end = validTo === null ? null : day(validTo, `${field}.validTo`);
  if (end !== null && end <= begin) throw badField(`${field}.validTo`, "end after the beginning");
  const flagged = Object.fromEntries(flags.map((flag) => [flag, bool(from, flag, field)]));
  return {
    code,
    label: { en, fr, hi },
    source,
    status: status(from.status, `${field}.status`),
    validFrom: begin,
    validTo: end,
    ...(flagged as Record<Flag, boolean>),
  };
}

function status(value: unknown, field: string): "confirmed" | "unconfirmed" {
  if (value !== "confirmed" && value !== "unconfirmed") throw badField(field, "status");
  return value;
}

function bool(from: object, flag: string, field: string): boolean {
  const value: unknown = Reflect.get(from, flag);
  if (typeof value !== "boolean") throw badField(`${field}.${flag}`, "yes or no");
  return value;
}

/** A day of reference data begins at midnight UTC, for both sides at the same instant. */
const day = (value: unknown, field: string): number => Date.parse(parseDay(value, field));

type Key = "list" | "entries" | "code" | "label" | Language | "source" | "status" | "validFrom" | "validTo";

function fields(value: unknown, field: string): Readonly<Record<Key, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField(field, "object");
  return value as Record<Key, unknown>;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
