import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { MAX_ROWS, readCsv } from "./csv.ts";

const cells = (text: string) => readCsv(text).rows.map((row) => row.cells);

test("RFC 4180: quotes, doubled quotes, commas and ends of lines in cells, either end of line, none at the end", () => {
  assert.deepEqual(cells('a,"b ""c"", d"\r\n"one\r\ntwo",\n,x'), [
    ["a", 'b "c", d'],
    ["one\r\ntwo", ""],
    ["", "x"],
  ]);
  assert.deepEqual(cells(""), []);
  assert.deepEqual(cells("\n\na\n\n"), [["a"]]);
});

test("wrong quotes end the reading at their row, and what stands before is read", () => {
  for (const wrong of ['a"b', '"a"b', '"a', 'x,"y" ,z', "a,b\rc"]) {
    const { rows, brokenAt } = readCsv(`one,two\n${wrong}\nthree,four\n`);
    assert.deepEqual([rows.map((row) => row.cells), brokenAt], [[["one", "two"]], 2], wrong);
  }
});

test("law: what another writer wrote is read as it was", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r\n", " ", "=", "क"), maxLength: 8 });
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
  fc.assert(
    fc.property(table, (rows) => {
      const text = stringify(rows, { record_delimiter: "\r\n", quoted: true, quoted_empty: true });
      const read = readCsv(text);
      assert.equal(read.brokenAt, null);
      assert.deepEqual(
        read.rows.map((row) => row.cells),
        rows,
      );
      assert.equal(read.rows.map(({ raw }) => `${raw}\r\n`).join(""), text);
    }),
  );
});

test("abuse: a row of a million cells keeps few of them, and no more rows are read than may be", () => {
  assert.ok((cells(",".repeat(1_000_000))[0]?.length ?? 0) < 100);
  const { rows, more } = readCsv("x\n".repeat(2 * MAX_ROWS));
  assert.deepEqual([rows.length, more], [MAX_ROWS + 1, true]);
});

/** Squared, it would be a minute. */
const LONG = 250_000;

test("abuse: signs without an end, in quotes, of quotes and of blanks, are read in linear time", () => {
  for (const text of ["a", '"', " ", '""', '","'].map((part) => part.repeat(LONG / part.length))) {
    const from = performance.now();
    readCsv(text);
    assert.ok(performance.now() - from < 5_000, text.slice(0, 4));
  }
});
