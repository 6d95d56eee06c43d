/**
 * A table as RFC 4180 writes it, read strictly: cells that hold a quote, a comma or an end of line stand in quotes,
 * and a quote in them is doubled. Nothing is repaired: where quotes are wrong nobody knows where a row ends.
 */
export type CsvRow = {
  readonly cells: readonly string[];
  /** As it stands in the file, without the end of the line. */
  readonly raw: string;
};

/** So many rows below the head. */
export const MAX_ROWS = 10_000;

export type Csv = {
  readonly rows: readonly CsvRow[];
  /** Number of the row, from 1, in which reading ended because its quotes are wrong. */
  readonly brokenAt: number | null;
  /** There are more rows than are read. */
  readonly more: boolean;
};

/** More are not kept: a row that has them is no row of ours. */
const MAX_CELLS = 32;
const CELL_END = /[",\r\n]/g;
const LINE_END = /\r\n|\n/y;

/** Linear in the text. An empty line is no row. */
export function readCsv(text: string): Csv {
  const rows: CsvRow[] = [];
  let at = 0;
  while (at < text.length) {
    const found = readRow(text, at);
    if (found === null) return { rows, brokenAt: rows.length + 1, more: false };
    const raw = text.slice(at, found.end);
    at = found.next;
    if (raw === "") continue;
    if (rows.length > MAX_ROWS) return { rows, brokenAt: null, more: true };
    rows.push({ cells: found.cells, raw });
  }
  return { rows, brokenAt: null, more: false };
}

type Row = { readonly cells: string[]; readonly end: number; readonly next: number };

function readRow(text: string, from: number): Row | null {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    const cell = text[at] === '"' ? quoted(text, at + 1) : plain(text, at);
    if (cell === null) return null;
    if (cells.length <= MAX_CELLS) cells.push(cell.value);
    at = cell.next;
    if (at === text.length) return { cells, end: at, next: at };
    LINE_END.lastIndex = at;
    const end = LINE_END.exec(text);
    if (end) return { cells, end: at, next: at + end[0].length };
    if (text[at] !== ",") return null;
    at += 1;
  }
}

type Cell = { readonly value: string; readonly next: number };

/** A quote in it ends it too, and then nothing that may stand behind a cell stands there. */
function plain(text: string, from: number): Cell {
  CELL_END.lastIndex = from;
  const next = CELL_END.exec(text)?.index ?? text.length;
  return { value: text.slice(from, next), next };
}

/** @param from behind the quote that opens it */
function quoted(text: string, from: number): Cell | null {
  let end = text.indexOf('"', from);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return end < 0 ? null : { value: text.slice(from, end).replaceAll('""', '"'), next: end + 1 };
}
