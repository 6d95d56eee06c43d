import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import * as make from "./files.fixture.ts";
import { Refused, type Refusal } from "./limits.ts";
import { look } from "./look.ts";

const shown = () => {};
const refusedAs = (code: Refusal) => (error: unknown) => error instanceof Refused && error.code === code;

async function refused(bytes: Uint8Array, code: Refusal): Promise<void> {
  await assert.rejects(look(bytes, { name: "a", type: "application/octet-stream" }, shown), refusedAs(code));
}

const flagsOf = async (bytes: Uint8Array, name: string, type: string) =>
  (await look(bytes, { name, type }, shown)).flags;

test("abuse 14: a zip bomb is refused by ratio, by sum and while it unpacks", async () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024);
  await refused(
    make.docxOf(["x"], [{ name: "word/media/b.png", content: zeros.subarray(0, 20 * 1024 * 1024) }]),
    "bomb",
  );
  // It says little and gives much: the stream is held to what was said.
  const lying = { name: "word/media/b.png", packed: deflateRawSync(zeros), size: 1_000 };
  const before = process.memoryUsage().rss;
  await refused(make.docxOf(["x"], [lying]), "bomb");
  assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024, "nothing of it was kept");
  const many = Array.from({ length: 1_000 }, (_, i) => ({
    name: `word/${i}`,
    packed: Buffer.alloc(2_000),
    size: 200_000,
  }));
  await refused(make.docxOf(["x"], many), "bomb");
});

test("abuse 14: entries that overlap are one bomb in many names", async () => {
  const same = ["a", "b", "c"].map((name) => ({ name, content: "x".repeat(100) }));
  await refused(make.zipOf(same, { overlap: true }), "bomb");
});

test("abuse 15: a hundred thousand entries are refused before one is read", async () => {
  await refused(
    make.zipOf(Array.from({ length: 65_000 }, (_, i) => ({ name: `${i}`, packed: Buffer.alloc(0) }))),
    "bad-archive",
  );
  await refused(
    make.zipOf(Array.from({ length: 100_000 }, (_, i) => ({ name: `${i}`, packed: Buffer.alloc(0) }))),
    "bad-archive",
  );
});

test("abuse 15: an archive in an archive is not opened", async () => {
  const inner = make.zipOf([{ name: "x", content: "y" }]);
  await refused(make.docxOf(["x"], [{ name: "word/inner.zip", content: inner }]), "nested-archive");
});

const NAMES = [
  "../../x",
  "word/../../x",
  "/etc/passwd",
  "C:\\x",
  "C:/x",
  "a\\b",
  "nul\0.xml",
  "n".repeat(300),
  "CON",
  "word/aux.xml",
  "LPT1.txt",
  "a//b",
  "./a",
];
for (const name of NAMES) {
  test(`abuse 15: the name ${JSON.stringify(name.slice(0, 20))} is refused`, async () => {
    await refused(make.docxOf(["x"], [{ name, content: "y" }]), "bad-archive");
  });
}

test("abuse 15: a symbolic link is refused, and one name twice", async () => {
  await refused(
    make.docxOf(["x"], [{ name: "word/l", content: "/etc/passwd", mode: 0o120777 }]),
    "bad-archive",
  );
  await refused(make.docxOf(["x"], [{ name: "Word/Document.xml", content: "y" }]), "bad-archive");
});

const png = make.pngOf([2, 2], [1, 1, 1]);
const page = Buffer.from("<!doctype html><script>alert(1)</script>");

test("abuse 16: a picture that is also a page or an archive is said to be both", async () => {
  assert.deepEqual(await flagsOf(Buffer.concat([png, page]), "a.png", "image/png"), ["second-nature"]);
  const jar = make.zipOf([{ name: "A.class", content: "x" }]);
  assert.deepEqual(await flagsOf(Buffer.concat([make.GIF, jar]), "a.gif", "image/gif"), ["second-nature"]);
  const pdf = Buffer.concat([Buffer.from("GIF89a".padEnd(20)), make.pdfOf(["x"])]);
  await assert.rejects(look(pdf, { name: "a.pdf", type: "application/pdf" }, shown), Refused);
  const early = Buffer.concat([Buffer.from("<html>"), make.pdfOf(["x"])]);
  assert.deepEqual(await flagsOf(early, "a.pdf", "application/pdf"), ["second-nature"]);
});

test("abuse 16: what is sniffed and what is claimed are compared, by type and by name", async () => {
  assert.deepEqual(await flagsOf(page, "photo.png", "image/png"), ["type-differs", "shown-as-text"]);
  assert.deepEqual(await flagsOf(png, "a.pdf", "image/png"), ["type-differs"]);
  assert.deepEqual(await flagsOf(make.pdfOf(["x"]), "a.jpg", "application/pdf"), ["type-differs"]);
  assert.deepEqual(await flagsOf(Buffer.from("just words"), "a.txt", "text/plain"), []);
});

const MARKUP: readonly (readonly [string, string])[] = [
  ["page.html", "<!DOCTYPE html><html><body onload=alert(1)>hello</body></html>"],
  [
    "picture.svg",
    '<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  ],
  ["run.sh", "#!/bin/sh\nrm -rf x"],
  ["data.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
];
for (const [name, content] of MARKUP) {
  test(`abuse 16: ${name} is never drawn, only shown as letters`, async () => {
    let pages = 0;
    const found = await look(Buffer.from(content), { name, type: "text/plain" }, () => (pages += 1));
    assert.equal(pages, 0);
    assert.equal(found.text, content);
    assert.ok(found.flags.includes("shown-as-text"));
  });
}

const ACTIONS: readonly (readonly [string, string, string])[] = [
  ["pdf-javascript", "/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "a script"],
  ["pdf-javascript", "/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>", "a script in another spelling"],
  [
    "pdf-javascript",
    "/X(stream\n)/OpenAction<</S/JavaScript/JS(1)>>/Y(endstream)",
    "a script between words that look like a stream",
  ],
  ["pdf-launch", "/OpenAction<</S/Launch/F(cmd.exe)>>", "a program"],
  ["pdf-remote", "/OpenAction<</S/SubmitForm/F(http://x.invalid)>>", "a form that sends"],
  ["pdf-embedded", "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)>>]>>>>", "a file"],
];
for (const [flag, catalog, what] of ACTIONS) {
  test(`abuse 16: a PDF with ${what} is shown with a warning`, async () => {
    assert.ok(
      (await flagsOf(make.pdfOf(["x"], { catalog }), "a.pdf", "application/pdf")).includes(flag as never),
    );
  });
}

test("abuse 16: a script in another object than the one that runs it is found too", async () => {
  const catalog = "/Names<</JavaScript<</Names[(n) 6 0 R]>>>>";
  const pdf = make.pdfOf(["x"], { catalog, more: ["<</S/JavaScript/JS(1)>>"] });
  assert.ok((await flagsOf(pdf, "a.pdf", "application/pdf")).includes("pdf-javascript"));
});

test("abuse 18: pixels are refused by the header, before they are decoded", async () => {
  const began = performance.now();
  await refused(make.pngOf([1, 1], [0, 0, 0], [50_000, 50_000]), "too-many-pixels");
  const gif = Buffer.from(make.GIF);
  gif.writeUInt16LE(50_000, 6);
  gif.writeUInt16LE(50_000, 8);
  await refused(gif, "too-many-pixels");
  const jpeg = Buffer.from(make.JPEG);
  const frame = jpeg.indexOf(Buffer.from("ffc2", "hex")) + 5;
  jpeg.writeUInt16BE(50_000, frame);
  jpeg.writeUInt16BE(50_000, frame + 2);
  await refused(jpeg, "too-many-pixels");
  assert.ok(performance.now() - began < 5_000);
});

test("abuse 18: a picture that unpacks to more than its header says is a bomb", async () => {
  await refused(make.pngOf([2_000, 2_000], [0, 0, 0], [10, 10]), "bomb");
});

test("abuse 18: pages beyond the limit are refused, pages beyond what is shown are said", async () => {
  await refused(make.pdfOf(Array.from({ length: 201 }, () => "x")), "too-many-pages");
  let pages = 0;
  const found = await look(
    make.pdfOf(Array.from({ length: 51 }, () => "x")),
    { name: "a.pdf", type: "" },
    () => (pages += 1),
  );
  assert.deepEqual([pages, found.pages, found.flags], [50, 51, ["pages-cut"]]);
});

test("abuse 9: entities that expand are not read", async () => {
  const laughs =
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document><w:t>&b;</w:t></w:document>';
  const docx = make.zipOf([
    { name: "[Content_Types].xml", content: "<Types/>" },
    { name: "word/document.xml", content: laughs },
  ]);
  await refused(docx, "damaged");
});

test("programs and bytes that are nothing are not shown", async () => {
  await refused(Buffer.from("MZ\x90\0\x03\0\0\0", "latin1"), "program");
  await refused(Buffer.from([0, 1, 2, 3, 4, 5]), "unsupported");
  await refused(make.zipOf([{ name: "x", content: "y" }]), "archive");
});
