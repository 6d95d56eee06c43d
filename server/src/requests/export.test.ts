import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId, RecordId } from "@setu/core";
import fc from "fast-check";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { settle, theyAsk } from "../notices/notices.fixture.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { asTyped, harmless } from "./export-cells.ts";
import { exportSheet, FORMATS, type Asked } from "./export.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { parseListQuery } from "./listing-query.ts";

let alone: LoneDesk;
let { desk, pool, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, pass } = alone);
  await listsMayLeave(desk, officer);
});
after(() => alone.close());

const newId = () => randomBytes(16).toString("hex") as RecordId;
const asked = async (title: string): Promise<ItemId> => {
  const given = askCommand({ id: newId(), body: { title, text: "Synthetic text.", lang: "en" } });
  const { item } = await accept(desk, officer, null, parseCommand(given, Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const all = (rest: Partial<Asked> = {}): Asked => ({
  query: parseListQuery({}),
  items: null,
  format: "csv",
  ...rest,
});

/** A reader that is not ours. */
const python = (script: string, input: Uint8Array): unknown =>
  JSON.parse(execFileSync("python3", ["-c", script], { input, encoding: "utf8" }));
const CSV = `import csv, io, json, sys
data = sys.stdin.buffer.read()
assert data.startswith(b"\\xef\\xbb\\xbf")
print(json.dumps(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))))`;
const XLSX = `import io, json, sys, zipfile
import xml.etree.ElementTree as tree
book = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
ns = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
shared = ["".join(t.text or "" for t in si.iter(ns + "t")) for si in tree.fromstring(book.read("xl/sharedStrings.xml")).iter(ns + "si")]
sheet = tree.fromstring(book.read("xl/worksheets/sheet1.xml"))
assert not list(sheet.iter(ns + "f")), "a formula"
print(json.dumps([[shared[int(c.find(ns + "v").text)] if c.find(ns + "v") is not None else "" for c in row] for row in sheet.iter(ns + "row")]))`;

const HOSTILE = [
  "=1+1",
  '=HYPERLINK("http://example.org/","x")',
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  " =1",
  "＝1+1",
  "\u200b=1",
  "'=1",
  "''+x",
  "'ordinary",
  'quote " comma , line\nend',
  "हिन्दी, œuvre",
  "control \u0001 sign",
  "\u0001=1",
];

test("abuse 11: no cell of an export is a formula, and each reads back as it was typed", async () => {
  for (const title of HOSTILE) await asked(title);
  const sheet = await exportSheet(desk, officer, all());
  const titles = (rows: string[][]) => rows.slice(3).map((row) => row[2] ?? "");
  const inCsv = titles(python(CSV, await FORMATS.csv.write(sheet)) as string[][]);
  const inXlsx = titles(python(XLSX, await FORMATS.xlsx.write(sheet)) as string[][]);
  for (const cells of [inCsv, inXlsx]) {
    assert.equal(cells.length, HOSTILE.length);
    for (const cell of cells) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
  }
  assert.deepEqual(inCsv.map(asTyped).toSorted(), HOSTILE.toSorted());
  // XML has no way to write some signs, and reads a carriage return as a new line.
  const written = (title: string) => title.replace("\u0001", "").replace("\r", "\n");
  assert.deepEqual(inXlsx.map(asTyped).map(written).toSorted(), HOSTILE.map(written).toSorted());
});

test("law: whatever is typed comes back, and never begins as a formula does", () => {
  const cell = fc
    .array(fc.constantFrom("'", "=", "+", "-", "@", "\t", "\r", " ", "a", "\u200b", "\u0001"))
    .map((s) => s.join(""));
  fc.assert(
    fc.property(cell, (typed) => {
      assert.equal(asTyped(harmless(typed)), typed);
      assert.doesNotMatch(harmless(typed), /^[\s\p{C}]*[=+\-@]|^[\t\r]/u);
    }),
  );
});

test("the file says its marking, whose it is, its columns in the officer's language, and where it was cut", async () => {
  const item = await asked("Marked");
  await actAtHome(desk, officer, item, {
    id: newId(),
    do: "assign",
    args: { officer: officer.id } as never,
    text: null,
    after: null,
  });
  const follow = Date.parse("2126-07-01T12:00:00Z");
  await actAtHome(desk, officer, item, {
    id: newId(),
    do: "follow-up",
    args: { at: follow } as never,
    text: null,
    after: null,
  });
  const away = { id: newId(), do: "done", args: {} as never, text: null, after: null };
  await actAtHome(desk, officer, item, away);
  const french = { ...officer, lang: "fr" } as const;
  const sheet = await exportSheet(desk, french, all(), 1);
  assert.deepEqual(sheet.head.slice(0, 3), ["Référence", "Sens", "Objet"]);
  assert.equal(sheet.notes[0], "TLP:AMBER");
  assert.match(sheet.notes[1] ?? "", /notre propre moitié/);
  assert.match(sheet.notes[2] ?? "", /1 lignes/);
  const [row] = sheet.rows;
  assert.equal(row?.[2], "Marked");
  assert.equal(row?.[5], "TLP:AMBER");
  assert.equal(row?.[8], "Officer One");
  assert.equal(row?.[9], "2126-07-01T08:00:00-04:00");
  assert.equal(row?.[11], "Officer One", "who put it away");
  // Nothing is late, no outcome is owed and no leave is held: the cells are there, and empty.
  const last = ["En retard, attendue pour", "Suite à dire pour", "Conditions de l’autorisation"];
  assert.deepEqual(sheet.head.slice(-3), last);
  assert.deepEqual(row?.slice(-3), ["", "", ""]);
  assert.equal((await exportSheet(desk, officer, all())).notes.length, 2);
});

test("given items alone, and each export written down before it leaves", async () => {
  const [one, two] = [await asked("First"), await asked("Second")];
  await asked("Not wanted");
  const size = async () => {
    const { rows } = await pool.query("SELECT size FROM own_log WHERE origin LIKE '%/home/%'");
    return Number((rows as { size: string }[])[0]?.size);
  };
  const before = await size();
  const sheet = await exportSheet(desk, officer, all({ items: [one, two] }));
  assert.deepEqual(
    sheet.rows.map((row) => row[2]),
    ["Second", "First"],
  );
  assert.equal(await size(), before + 1);
});

test("abuse 54: what its originator controls is taken out with the handling code that says so", async () => {
  const { item } = await theyAsk(desk, { ...askCommand().mark, handling: ["H1", "H2"] });
  const { item: free } = await theyAsk(desk);
  await settle(desk);
  const sheet = await exportSheet(desk, officer, all({ items: [item, free] }));
  assert.equal(sheet.notes[0], "TLP:AMBER H2");
  assert.deepEqual(sheet.rows.map((row) => row[5]).toSorted(), ["TLP:AMBER", "TLP:AMBER H2"]);
});
