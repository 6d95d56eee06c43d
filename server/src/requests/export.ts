import { stringify } from "csv-stringify/sync";
import type { ItemId } from "@setu/core";
import writeExcelFile from "write-excel-file/node";
import { askAs } from "../access/asking-as.ts";
import { conditionsAmong } from "../permissions/bound.ts";
import { controlledAmong } from "../release/originators.ts";
import { noteTakenOut } from "../reasons/taking-out.ts";
import type { Desk, Officer } from "./desk.ts";
import { sheetOf, type Sheet } from "./export-cells.ts";
import type { ListQuery } from "./listing-query.ts";
import { narrowed, takeLines, type Line } from "./listing.ts";
import { usableLines } from "../using/lines.ts";

/**
 * A list as a file. What may not be used yet is left out, and the file says so. That it was taken, by whom and how much of it, stands in the home log
 * before it leaves.
 */
export const MAX_ROWS = 10_000;
const AT_ONCE = 500;
const NAMES = `SELECT id, name FROM officer`;

export const FORMATS = {
  csv: { type: "text/csv; charset=utf-8", write: csv },
  xlsx: { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write: xlsx },
} as const;
export type Format = keyof typeof FORMATS;

export type Asked = {
  readonly query: ListQuery;
  /** These alone, in the order of the list. */
  readonly items: readonly ItemId[] | null;
  readonly format: Format;
};

/**
 * @param limit of rows; the file says so when there are more
 * @throws REASON_NEEDED where the officer has not said why lists leave; TOO_MANY_READS
 */
export async function exportSheet(
  desk: Desk,
  officer: Officer,
  { query, items, format }: Asked,
  limit = MAX_ROWS,
): Promise<Sheet> {
  const now = desk.ports.world.now();
  const names = await desk.store.rows<{ id: string; name: string }>(NAMES, []);
  const lines = await askAs(desk, officer, { action: "export", now }, async (tx, reaching) => {
    const asker = await narrowed(tx, query, { ...reaching, items });
    const lines: Line[] = [];
    // One more than wanted tells whether there are more.
    while (lines.length <= limit) {
      const range = {
        start: lines.at(-1) ?? null,
        backwards: false,
        limit: Math.min(AT_ONCE, limit + 1 - lines.length),
      };
      const more = await takeLines(tx, query, asker, range);
      lines.push(...more);
      if (more.length < range.limit) break;
    }
    return lines;
  });
  const reached = lines.slice(0, limit);
  const usable = await usableLines(desk, officer, reached);
  const rows = reached.filter(({ item }) => usable.has(item));
  await noteTakenOut(desk, officer.id, { found: rows.length, format });
  const taken = rows.map(({ item }) => item);
  const [controlled, bound] = await desk.store.tx(async (tx) => [
    await controlledAmong(tx, taken),
    await conditionsAmong(desk, tx, officer.id, taken),
  ]);
  return sheetOf(
    rows.map((line) => line.shown),
    {
      lang: officer.lang,
      zone: desk.us.zone.id,
      now,
      names: new Map(names.map(({ id, name }) => [id, name])),
      cut: lines.length > limit,
      unused: reached.length - rows.length,
      controlled,
      bound,
    },
  );
}

/** RFC 4180, with the mark by which spreadsheets know UTF-8. */
async function csv({ notes, head, rows }: Sheet): Promise<Buffer> {
  const lines = [...notes.map((note) => [note]), head, ...rows];
  // Readers differ on a carriage return that no quotes hold.
  return Buffer.from(stringify(lines as string[][], { bom: true, record_delimiter: "\r\n", quoted: true }));
}

async function xlsx({ notes, head, rows }: Sheet): Promise<Buffer> {
  const text = (value: string, bold = false) => ({
    value,
    type: String,
    ...(bold && { fontWeight: "bold" as const }),
  });
  const lines = [
    ...notes.map((note) => [text(note, true)]),
    head.map((cell) => text(cell, true)),
    ...rows.map((row) => row.map((cell) => text(cell))),
  ];
  return writeExcelFile(lines, { sheet: "Setu", stickyRowsCount: notes.length + 1 }).toBuffer();
}
