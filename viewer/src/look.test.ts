import assert from "node:assert/strict";
import { test } from "node:test";
import * as make from "./files.fixture.ts";
import type { Claim } from "./kinds.ts";
import { look, type Found } from "./look.ts";
import type { PageImage } from "./pixels.ts";

type Seen = Found & { readonly shown: readonly PageImage[] };

async function see(bytes: Uint8Array, name: string, type = "application/octet-stream"): Promise<Seen> {
  const shown: PageImage[] = [];
  const claim: Claim = { name, type };
  return { ...(await look(bytes, claim, (page) => shown.push(page))), shown };
}

/** The first pixel, whatever filter the row has. */
const firstPixel = ({ rows, channels }: PageImage): number[] => [...rows.subarray(1, 1 + channels)];

test("a PDF becomes a picture and the words of each page", async () => {
  const seen = await see(make.pdfOf(["First page", "Second page"]), "a.pdf", "application/pdf");
  assert.deepEqual([seen.kind, seen.pages, seen.flags], ["pdf", 2, []]);
  assert.match(seen.text, /First page\s+Second page/);
  assert.deepEqual(
    seen.shown.map(({ width, height, channels }) => [width, height, channels]),
    [
      [1224, 1584, 1],
      [1224, 1584, 1],
    ],
  );
  const ink = seen.shown[0]!.rows.reduce((sum, byte) => sum + (byte > 0 && byte < 255 ? 1 : 0), 0);
  assert.ok(ink > 100, "letters have been drawn");
});

test("pictures become one page in their own colours", async () => {
  const png = await see(make.pngOf([300, 200], [10, 200, 30]), "a.png", "image/png");
  assert.deepEqual([png.kind, png.pages, png.text, png.flags], ["png", 1, "", []]);
  assert.deepEqual(firstPixel(png.shown[0]!), [10, 200, 30]);
  const gif = await see(make.GIF, "a.gif", "image/gif");
  assert.deepEqual(firstPixel(gif.shown[0]!), [255, 0, 0]);
  const jpeg = await see(make.JPEG, "a.jpg", "image/jpeg");
  assert.deepEqual([jpeg.kind, jpeg.shown.length, jpeg.flags], ["jpeg", 1, []]);
  const webp = await see(make.WEBP, "a.webp", "image/webp");
  assert.deepEqual([webp.kind, webp.shown.length, webp.flags], ["webp", 1, []]);
});

test("a large picture is reduced to what is shown", async () => {
  const { shown } = await see(make.pngOf([3_600, 90], [1, 2, 3]), "wide.png");
  assert.deepEqual([shown[0]!.width, shown[0]!.height], [1_800, 45]);
  assert.deepEqual(firstPixel(shown[0]!), [1, 2, 3]);
});

test("office files give their words in every script, and their pictures", async () => {
  const media = { name: "word/media/image1.png", content: make.pngOf([2, 2], [9, 9, 9]) };
  const docx = await see(make.docxOf(["Réponse &amp; suite", "नई दिल्ली"], [media]), "a.docx");
  assert.deepEqual([docx.kind, docx.text, docx.shown.length], ["docx", "Réponse & suite\nनई दिल्ली", 1]);
  assert.deepEqual(docx.flags, ["words-only"]);
  const sheet = '<row><c t="s"><v>1</v></c><c><f>SUM(1,2)</f><v>3</v></c></row>';
  const xlsx = await see(make.xlsxOf(sheet, "<si><t>no</t></si><si><t>account</t></si>"), "a.xlsx");
  assert.deepEqual([xlsx.kind, xlsx.text], ["xlsx", "[1]\naccount\t =SUM(1,2)3"]);
  const pptx = await see(make.pptxOf(["One", "Two"]), "a.pptx");
  assert.deepEqual([pptx.kind, pptx.text], ["pptx", "[1]\nOne\n\n[2]\nTwo"]);
  const odt = await see(make.odtOf(["Un", "Deux"]), "a.odt");
  assert.deepEqual([odt.kind, odt.text], ["odt", "Un\nDeux"]);
});

test("what an office file would fetch or run is said", async () => {
  const rel =
    '<Relationships><Relationship Type="x/attachedTemplate" Target="http://x.invalid/t" TargetMode="External"/></Relationships>';
  const { flags } = await see(
    make.docxOf(
      ["x"],
      [
        { name: "word/_rels/settings.xml.rels", content: rel },
        { name: "word/vbaProject.bin", content: "x" },
        { name: "word/embeddings/oleObject1.bin", content: "x" },
      ],
    ),
    "a.docx",
  );
  assert.deepEqual(flags.toSorted(), ["office-embedded", "office-external", "office-macro", "words-only"]);
});

test("a message shows its headers and text, and keeps what is attached closed", async () => {
  const eml = [
    "From: =?utf-8?q?Officer_=C3=89mile?= <a@example.org>",
    "Subject: Test",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "<p>D=C3=A9part</p><script>alert(1)</script>",
    "--b",
    'Content-Type: application/zip; name="x.zip"',
    "",
    "AAAA",
    "--b--",
  ].join("\r\n");
  const seen = await see(Buffer.from(eml), "m.eml", "message/rfc822");
  assert.equal(seen.kind, "eml");
  assert.match(seen.text, /From: Officer Émile/);
  assert.match(seen.text, /Départ/);
  assert.match(seen.text, /\[x\.zip application\/zip\]/);
  assert.doesNotMatch(seen.text, /alert|AAAA/);
});

test("plain words in UTF-8, UTF-16 and Windows-1252, without what would steer a terminal", async () => {
  assert.equal((await see(Buffer.from("été नमस्ते\u001b[31m"), "a.txt", "text/plain")).text, "été नमस्ते[31m");
  assert.equal((await see(Buffer.from("\ufeffété", "utf16le"), "a.txt")).text, "été");
  assert.equal((await see(Buffer.from([0xe9, 0x74, 0xe9]), "a.csv", "text/csv")).text, "été");
});
