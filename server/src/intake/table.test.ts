import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isSetuError, type ErrorCode } from "@setu/core";
import { NO_FIELDS, type IntakeFields } from "@setu/requests";
import { readFields } from "./fields.ts";
import { readTable } from "./table.ts";

const DESK = { zone: "America/Toronto", now: Date.parse("2026-11-20T17:00:00Z") };
const read = (text: string | Buffer) => readTable(Buffer.from(text as string), "table.csv", DESK);
const fields = (given: Partial<IntakeFields>) =>
  readFields({ ...NO_FIELDS, cameBy: "paper", received: "2026-11-02", title: "t", ...given }, DESK);
const at = (text: string) => Date.parse(text);
const coded = (code: ErrorCode) => (error: unknown) => isSetuError(error, code);

test("dates are those of the desk's wall unless they say their offset; a day alone says that its hour is not known", () => {
  const args = (given: Partial<IntakeFields>) => fields(given).entry?.args;
  assert.deepEqual(args({ received: "2026-11-02" }), {
    cameBy: "paper",
    received: at("2026-11-02T00:00:00-05:00"),
    hour: false,
  });
  assert.equal(args({ received: "2026-06-02 14:30" })?.["received"], at("2026-06-02T14:30:00-04:00"));
  assert.equal(args({ received: "2026-06-02T14:30:10+05:30" })?.["received"], at("2026-06-02T09:00:10Z"));
  // What is due on a day is due before the day ends, also on the day with 25 hours.
  assert.equal(args({ due: "2026-11-01" })?.["due"], at("2026-11-01T23:59:00-05:00"));
  assert.equal(fields({ dated: "1899-12-31" }).entry?.paper.dated, "1899-12-31");
});

test("everything that is wrong is told at once, field by field", () => {
  const wrong = fields({
    cameBy: "pigeon",
    received: "2026-11-21",
    dated: "2026-02-30",
    title: "x".repeat(201),
    lang: "de",
    due: "soon",
  });
  assert.equal(wrong.entry, null);
  assert.deepEqual(Object.fromEntries(wrong.problems.map(({ field, code }) => [field, code])), {
    cameBy: "unknown-code",
    received: "future",
    dated: "not-a-date",
    title: "too-long",
    lang: "unknown-code",
    due: "not-a-date",
  });
  for (const received of [
    "2026-11-02T25:00",
    "2026-11-02T10:00:00+99:00",
    "02/11/2026",
    "1969-12-30",
    "2026-11-2",
  ])
    assert.deepEqual(fields({ received }).problems, [{ field: "received", code: "not-a-date" }], received);
  assert.deepEqual(fields({ title: " \u0000 ", text: "a\u0000b\r\nc" }).entry?.text, "a\ufffdb\nc");
});

test("a table in any order of columns, with the mark of a spreadsheet; every row that is wrong by its number", () => {
  const text =
    "\ufefftitle,cameBy,received,text\r\n" +
    'Letter 1,paper,2026-11-02,"two\r\nlines"\r\n' +
    "Letter 2,paper,2027-01-01,\r\n" +
    "Letter 3,paper\r\n" +
    "Letter 4,diplomatic,2026-11-03T10:15,क\r\n" +
    'Letter 1,paper,2026-11-02,"two\r\nlines"\r\n';
  const { rows, brokenAt } = read(text);
  assert.equal(brokenAt, null);
  assert.deepEqual(
    rows.map(({ row, title, problems }) => [
      row,
      title,
      problems.map(({ field, code }) => `${field} ${code}`),
    ]),
    [
      [2, "Letter 1", []],
      [3, "Letter 2", ["received future"]],
      [4, "Letter 3", ["row cells"]],
      [5, "Letter 4", []],
      [6, "Letter 1", ["row repeated"]],
    ],
  );
  const [first, , third] = rows;
  assert.equal(first?.entry?.text, "two\nlines");
  assert.equal(third?.entry, null);
  const raw = 'Letter 1,paper,2026-11-02,"two\r\nlines"';
  assert.deepEqual(first?.entry?.paper.source, {
    name: "table.csv",
    sha256: createHash("sha256").update(raw).digest("hex"),
  });
});

test("the same row is the same matter in whatever file and order of columns it stands; another row is another", () => {
  const [one] = read("title,cameBy,received\na,mail,2026-11-02\n").rows;
  const [two] = read('received,title,cameBy,text\n2026-11-02,"a",mail,\n').rows;
  const [other] = read("title,cameBy,received,from\na,mail,2026-11-02,b\n").rows;
  assert.equal(one?.item, two?.item);
  assert.notEqual(one?.item, other?.item);
});

test("wrong quotes: the rows before are good, and it is said from which row on nothing was read", () => {
  const { rows, brokenAt } = read(
    'title,cameBy,received\na,mail,2026-11-02\nb"c,mail,2026-11-02\nd,mail,2026-11-02\n',
  );
  assert.deepEqual([rows.map(({ title }) => title), brokenAt], [["a"], 3]);
});

test("abuse: a head that is not ours, bytes that are not text, names of objects, formulas, too many rows", () => {
  for (const head of [
    "",
    "title",
    "title,cameBy,received,__proto__",
    "title,title,cameBy,received",
    "title;cameBy",
  ])
    assert.throws(() => read(`${head}\nx,mail,2026-11-02\n`), coded("BAD_FIELD"), head);
  assert.throws(() => read(Buffer.from([0x74, 0xff, 0x0a])), coded("NOT_UTF8"));
  const formula = '=HYPERLINK("http://example.org")';
  const [row] = read(
    `title,cameBy,received,from\n"${formula.replaceAll('"', '""')}",mail,2026-11-02,__proto__\n`,
  ).rows;
  assert.deepEqual([row?.entry?.paper.title, row?.entry?.paper.from], [formula, "__proto__"]);
  assert.throws(
    () => read(`title,cameBy,received\n${"a,mail,2026-11-02\n".repeat(10_001)}`),
    coded("TOO_LARGE"),
  );
  const [long] = read(`title,cameBy,received\n${"a".repeat(9_000_000)},mail,2026-11-02\n`).rows;
  assert.deepEqual(long?.problems, [{ field: "title", code: "too-long" }]);
  assert.ok((long?.title.length ?? 0) <= 200);
});
