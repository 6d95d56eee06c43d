import { badField, SetuError, type Args, type Json } from "@setu/core";
import { isDay } from "@setu/core/clock/day.ts";

/**
 * What came to the desk another way than through Setu, registered with its true dates so that one list and one search
 * hold everything. Such a matter is ours alone: it is opened by an act of the home log, no signature of another side
 * stands behind it, and nothing of it is ever sent.
 */
export const CAME_BY = [
  "mail",
  "paper",
  "telephone",
  "interpol",
  "diplomatic",
  "in-person",
  "other",
] as const;

/** The opener of a matter that the home log alone knows: a node refuses a party of this name (`config.ts`). */
export const OWN = "own";
export const isOwnItem = (item: string): boolean => item.startsWith(`${OWN}:`);

/** In UTF-16 units; together within the 64 KiB of a body whatever the script (three bytes a unit). */
export const PAPER_MAX = { text: 16_000, title: 200, from: 300, theirRef: 100, name: 120, type: 60 } as const;
export const MAX_PAPER_FILES = 16;

/** A file that came along. It stays where it was; its hash says which one it is. */
export type PaperFile = {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
};

/** What people wrote on it and of it: the body of the act, beside its text. */
export type Paper = {
  readonly title: string;
  /** The office or the person, as the paper says it; empty when it does not. */
  readonly from: string;
  readonly theirRef: string;
  /** The day that the paper itself bears, `2026-03-14`: a date of somebody's wall, so no instant. */
  readonly dated: string | null;
  readonly lang: "en" | "fr" | "hi" | null;
  readonly files: readonly PaperFile[];
  /** The file it was read from: SHA-256 of a message, or of its row in a table without the end of the line. */
  readonly source: { readonly name: string; readonly sha256: string } | null;
  /** The text was longer than what is kept here. */
  readonly cut: boolean;
};

/** The columns of a table and the fields of the form, each as it is typed. */
export const INTAKE_FIELDS = [
  "cameBy",
  "received",
  "dated",
  "from",
  "theirRef",
  "title",
  "text",
  "lang",
  "due",
] as const;
export type IntakeField = (typeof INTAKE_FIELDS)[number];
export type IntakeFields = Readonly<Record<IntakeField, string>>;
export const NO_FIELDS = Object.fromEntries(INTAKE_FIELDS.map((name) => [name, ""])) as IntakeFields;

/** `cells`: more or fewer than there are columns; `repeated`: the same row stands above. */
export type IntakeProblem = {
  readonly field: IntakeField | "row";
  readonly code: "missing" | "unknown-code" | "not-a-date" | "future" | "too-long" | "cells" | "repeated";
};

/** What the act `intake` of a HomeCommand takes. */
export type IntakeEntry = { readonly args: Args; readonly text: string; readonly paper: Paper };

export type ReadFields = { readonly entry: IntakeEntry | null; readonly problems: readonly IntakeProblem[] };

export type IntakeRow = ReadFields & {
  /** As a spreadsheet counts, the head being row 1; of a message always 1. */
  readonly row: number;
  /** By its content: the same content is the same matter. */
  readonly item: string;
  readonly ref: string;
  readonly title: string;
  /** Registered before. */
  readonly known: boolean;
};

/** What of a message a person has to know: `html`: its text was taken out of HTML; `signs`: some could not be read. */
export type MessageFlag = "html" | "signs" | "cut" | "no-received";

/** What stands in a file. Nothing of it is registered until somebody says so. */
export type IntakePreview =
  | {
      readonly as: "eml";
      readonly rows: readonly [IntakeRow];
      /** For a person to look over and to correct. */
      readonly fields: IntakeFields;
      readonly flags: readonly MessageFlag[];
      readonly files: readonly PaperFile[];
      readonly source: NonNullable<Paper["source"]>;
    }
  | {
      readonly as: "csv";
      readonly rows: readonly IntakeRow[];
      /** In this row the quotes are wrong: nothing from it on was read. */
      readonly brokenAt: number | null;
    };

const SHA256 = /^[0-9a-f]{64}$/;
const LANGS: readonly unknown[] = ["en", "fr", "hi", null];
const FIELDS = ["cut", "dated", "files", "from", "lang", "source", "theirRef", "title"];

/** @throws BAD_FIELD | TOO_LARGE: strict, whether it comes from a screen or out of the log */
export function parsePaper(value: Json | undefined): Paper {
  const fields = record(value, "paper", FIELDS);
  const { dated, lang, files, cut, source } = fields;
  if (dated !== null && (typeof dated !== "string" || !isDay(dated))) throw badField("dated", "day");
  if (!LANGS.includes(lang)) throw badField("lang", "language");
  if (typeof cut !== "boolean") throw badField("cut", "flag");
  if (!Array.isArray(files) || files.length > MAX_PAPER_FILES) throw badField("files", "list of files");
  const title = line(fields["title"], "title");
  if (title.trim() === "") throw badField("title", "title");
  return {
    title,
    from: line(fields["from"], "from"),
    theirRef: line(fields["theirRef"], "theirRef"),
    dated,
    lang: lang as Paper["lang"],
    files: (files as readonly Json[]).map(fileOf),
    source: source === null ? null : sourceOf(source),
    cut,
  };
}

function fileOf(value: Json): PaperFile {
  const { name, type, size, sha256 } = record(value, "files", ["name", "sha256", "size", "type"]);
  if (!Number.isSafeInteger(size) || (size as number) < 0) throw badField("files", "size");
  return { name: line(name, "name"), type: line(type, "type"), size: size as number, sha256: digest(sha256) };
}

function sourceOf(value: Json | undefined): NonNullable<Paper["source"]> {
  const { name, sha256 } = record(value, "source", ["name", "sha256"]);
  return { name: line(name, "name"), sha256: digest(sha256) };
}

function digest(value: Json | undefined): string {
  if (typeof value !== "string" || !SHA256.test(value)) throw badField("sha256", "SHA-256");
  return value;
}

function record(value: Json | undefined, field: string, names: readonly string[]) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw badField(field, "object");
  const fields = value as Readonly<Record<string, Json>>;
  if (Object.keys(fields).toSorted().join() !== names.join()) throw badField(field, "set of fields");
  return fields;
}

function line(value: Json | undefined, field: keyof typeof PAPER_MAX): string {
  if (typeof value !== "string" || /\p{Cc}/u.test(value)) throw badField(field, "line");
  const max = PAPER_MAX[field];
  if (value.length <= max) return value;
  throw new SetuError("TOO_LARGE", `${field} is longer than ${max}`, { detail: { field, max } });
}

const MOST_AT_ONCE = 25;
/** Far below what a node takes in one request. */
const BYTES_AT_ONCE = 128 * 1024;

/** In parts that a node takes, and of which somebody who stops is heard soon. */
export function* inParts<T>(all: readonly T[], sizeOf: (each: T) => number): Generator<readonly T[]> {
  let part: T[] = [];
  let size = 0;
  for (const each of all) {
    const more = sizeOf(each);
    if (part.length === MOST_AT_ONCE || (part.length > 0 && size + more > BYTES_AT_ONCE)) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(each);
    size += more;
  }
  if (part.length > 0) yield part;
}
