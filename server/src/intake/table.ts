import { createHash } from "node:crypto";
import { itemOf, SetuError, type ItemId, type Party, type RecordId } from "@setu/core";
import {
  INTAKE_FIELDS,
  NO_FIELDS,
  OWN,
  PAPER_MAX,
  refOf,
  type IntakeField,
  type IntakeFields,
  type IntakePreview,
  type IntakeProblem,
  type IntakeRow,
} from "@setu/requests";
import { MAX_ROWS, readCsv, type CsvRow } from "./csv.ts";
import { readFields, type Desk } from "./fields.ts";
import { oneLine } from "./tidy.ts";

/** Without these no row says anything. */
const NEEDED: readonly IntakeField[] = ["cameBy", "received", "title"];

type Table = Extract<IntakePreview, { as: "csv" }>;

/**
 * A table of matters, one a row, under the names of INTAKE_FIELDS in any order. Rows that are wrong are told, the good
 * ones can be taken all the same.
 * @throws NOT_UTF8; TOO_LARGE for too many rows; BAD_FIELD `head` for a head that is not ours, with its column
 */
export function readTable(bytes: Uint8Array, name: string, desk: Desk): Table {
  const { rows, brokenAt, more } = readCsv(decode(bytes));
  if (more) {
    throw new SetuError("TOO_LARGE", `more than ${MAX_ROWS} rows`, { detail: { max: MAX_ROWS } });
  }
  const [head, ...lines] = rows;
  const columns = readHead(head?.cells ?? []);
  const seen = new Set<string>();
  return {
    as: "csv",
    brokenAt,
    rows: lines.map((line, i) => {
      const found = readLine(line, { columns, name, desk, row: i + 2 });
      const repeated = seen.has(found.item);
      seen.add(found.item);
      return repeated ? { ...found, entry: null, problems: [REPEATED] } : found;
    }),
  };
}

/** A mark of the byte order, which spreadsheets put first, is no part of the first name. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SetuError("NOT_UTF8", "the table is not UTF-8", { cause });
  }
}

function readHead(cells: readonly string[]): readonly IntakeField[] {
  const columns = cells.map((cell, i) => {
    const field = INTAKE_FIELDS.find((each) => each === cell);
    if (field === undefined || cells.indexOf(cell) !== i) throw badHead(i + 1);
    return field;
  });
  if (NEEDED.some((field) => !columns.includes(field))) throw badHead(columns.length + 1);
  return columns;
}

const badHead = (column: number): SetuError =>
  new SetuError("BAD_FIELD", `the head of the table is not ours from column ${column} on`, {
    detail: { field: "head", column },
  });

type Line = {
  readonly columns: readonly IntakeField[];
  readonly name: string;
  readonly desk: Desk;
  readonly row: number;
};

function readLine({ cells, raw }: CsvRow, { columns, name, desk, row }: Line): IntakeRow {
  const fields: IntakeFields = {
    ...NO_FIELDS,
    ...Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""])),
  };
  // By what it says and not by how the file writes it: the same row in another file is the same matter.
  const item = itemOfContent(Buffer.from(JSON.stringify(INTAKE_FIELDS.map((field) => fields[field]))));
  const source = { name, sha256: sha256(Buffer.from(raw)) };
  const found = { row, item, ref: refOf(item), title: titleOf(fields), known: false };
  if (cells.length !== columns.length) {
    return { ...found, entry: null, problems: [{ field: "row", code: "cells" }] };
  }
  return { ...found, ...readFields(fields, desk, { files: [], source, cut: false }) };
}

const REPEATED: IntakeProblem = { field: "row", code: "repeated" };

export const titleOf = ({ title }: Pick<IntakeFields, "title">): string =>
  oneLine(title.slice(0, 2 * PAPER_MAX.title))
    .slice(0, PAPER_MAX.title)
    .toWellFormed();

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A matter of our own is named by what was read. */
export const itemOfContent = (bytes: Uint8Array): ItemId =>
  itemOf(OWN as Party, sha256(bytes).slice(0, 32) as RecordId);
