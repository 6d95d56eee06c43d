import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isSetuError } from "@setu/core";
import { readEml } from "./eml.ts";
import { MAX_HEAD_BYTES } from "./mime-header.ts";

/** Synthetic messages: no person, office or address in them is real. */
const DESK = { zone: "America/Toronto", now: Date.parse("2026-11-20T12:00:00Z") };
const read = (text: string | Buffer) =>
  readEml(typeof text === "string" ? Buffer.from(text.replaceAll("\n", "\r\n")) : text, "letter.eml", DESK);
const HEAD = `Received: from mx.example.org by mail.example.net; Tue, 3 Nov 2026 06:20:11 +0000
Received: from pc.example.org by mx.example.org; Tue, 3 Nov 2026 11:50:00 +0530
Date: Tue, 3 Nov 2026 11:49:58 +0530
From: Desk of a synthetic office <desk@example.org>
`;

test("a message gives its own dates, its sender, its subject and its text", () => {
  const { fields, rows, flags, files, source } = read(
    `${HEAD}Subject: Consignment 4711\nContent-Type: text/plain; charset=utf-8\n\nOne line.\n\nAnother.\n`,
  );
  assert.deepEqual(fields, {
    cameBy: "mail",
    received: "2026-11-03T06:20:11+00:00",
    dated: "2026-11-03",
    from: "Desk of a synthetic office <desk@example.org>",
    theirRef: "",
    title: "Consignment 4711",
    text: "One line.\n\nAnother.",
    lang: "",
    due: "",
  });
  assert.deepEqual([flags, files], [[], []]);
  const [row] = rows;
  assert.deepEqual(row.problems, []);
  assert.equal(row.entry?.args["received"], Date.parse("2026-11-03T06:20:11Z"));
  assert.deepEqual(row.entry?.paper.source, source);
  assert.match(row.item, /^own:[0-9a-f]{32}$/);
});

test("encoded words: two alphabets, a sign cut in two, blanks between words and of words, a charset nobody knows", () => {
  const subject = (raw: string) => read(`${HEAD}Subject: ${raw}\n\nx`).fields.title;
  assert.equal(subject("=?utf-8?B?4KSq4KSk4KWN4KSw?= 12"), "पत्र 12");
  assert.equal(subject("=?UTF-8?Q?Saisie_=C3=A0_Gen=C3?=\n =?UTF-8?Q?=A8ve?="), "Saisie à Genève");
  assert.equal(subject("=?iso-8859-1?q?R=E9f=2E_?= =?utf-8?q?=E2=84=96_7?="), "Réf. № 7");
  assert.equal(subject("=?windows-1252*fr?q?=9Cuvre?="), "œuvre");
  assert.equal(subject("=?x-nobody?q?abc=20d?="), "abc d");
  assert.equal(subject("=?utf-8?X?abc?= plain"), "=?utf-8?X?abc?= plain");
  assert.equal(subject(Buffer.from("Genève").toString("utf8")), "Genève");
  assert.equal(subject("folded\n\tover two\n lines"), "folded over two lines");
});

const MIXED = `${HEAD}Subject: With files
Content-Type: multipart/mixed; boundary="a b"

preamble
--a b
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

Pi=E8ce n=B0 7, =
une ligne.   
--inner
Content-Type: text/html

<p>The same in HTML</p>
--inner--
--a b
Content-Type: application/pdf; name="=?utf-8?Q?pi=C3=A8ce.pdf?="
Content-Transfer-Encoding: base64
Content-Disposition: attachment

JVBERi0x
--a b
Content-Type: image/png
Content-Disposition: attachment; filename*0*=utf-8''%E0%A4%AA%E0%A4%A4; filename*1=" x.png"

abc
--a b--
epilogue
`;

test("parts: the plain text of two ways to say it, its charset and its transfer; files by name, size and hash", () => {
  const { fields, files, flags } = read(MIXED);
  assert.equal(fields.text, "Pièce n° 7, une ligne.");
  assert.deepEqual(flags, []);
  assert.deepEqual(
    files.map(({ name, type, size }) => [name, type, size]),
    [
      ["pièce.pdf", "application/pdf", 6],
      ["पत x.png", "image/png", 3],
    ],
  );
  assert.equal(files[0]?.sha256, createHash("sha256").update("%PDF-1").digest("hex"));
});

test("HTML alone is read as words, and that is said; nothing of it is a tag, a script or a picture", () => {
  const html = `<html><head><title>no</title><style>p{}</style></head><body><p>First &amp; only&nbsp;line</p>
<script>alert(1)</script><!-- <p>hidden</p> --><img src="http://example.org/x.png" onerror=go()>Second&#8203;<br>3 &lt; 4`;
  const { fields, flags } = read(`${HEAD}Subject: H\nContent-Type: text/html\n\n${html}`);
  assert.equal(fields.text, "First & only line\n\nSecond\u200b\n3 < 4");
  assert.deepEqual(flags, ["html"]);
});

test("what is missing or in the future is for the officer to say; the date of a zone of many countries is none", () => {
  const problems = (head: string) => read(`${head}\n\nx`).rows[0].problems;
  assert.deepEqual(problems("From: x@example.org"), [
    { field: "received", code: "missing" },
    { field: "title", code: "missing" },
  ]);
  assert.deepEqual(problems("Subject: s\nDate: Fri, 20 Nov 2026 12:00:01 GMT"), [
    { field: "received", code: "future" },
  ]);
  assert.deepEqual(problems("Subject: s\nDate: Tue, 3 Nov 2026 11:49:58 IST"), [
    { field: "received", code: "missing" },
  ]);
  assert.deepEqual(
    problems("Subject: s\nDate: Sun, 31 Feb 2026 11:49:58 GMT").map(({ code }) => code),
    ["not-a-date", "not-a-date"],
  );
  assert.deepEqual(read("Subject: s\nDate: 3 Nov 2026 11:49 EST\n\nx").flags, ["no-received"]);
});

test("a date that the officer gives wins, is judged as any other, and is marked as his", () => {
  const given = (text: string, when: string | null) =>
    readEml(Buffer.from(text), "letter.eml", DESK, when).rows[0];
  const bare = "Subject: s\n\nx";
  const { entry } = given(bare, "2026-02-11");
  // Midnight on the wall of the desk; of the hour nothing is said.
  assert.deepEqual(entry?.args, {
    cameBy: "mail",
    received: Date.parse("2026-02-11T05:00:00Z"),
    hour: false,
    given: true,
  });
  assert.deepEqual(given(bare, "2027-02-11").problems, [{ field: "received", code: "future" }]);
  assert.deepEqual(given(bare, "soon").problems, [{ field: "received", code: "not-a-date" }]);
  const dated = `${HEAD}Subject: s\n\nx`;
  assert.equal(given(dated, "2026-02-11").entry?.args["received"], Date.parse("2026-02-11T05:00:00Z"));
  assert.equal(given(dated, null).entry?.args["given"], undefined, "what the message says bears no mark");
});

test("the same bytes are the same matter, others are another; the hash is that of the file", () => {
  const bytes = Buffer.from("Subject: s\n\nx");
  const [one, two, other] = [read(bytes), read(Buffer.from(bytes)), read(Buffer.from("Subject: s\n\ny"))];
  assert.equal(one.rows[0].item, two.rows[0].item);
  assert.notEqual(one.rows[0].item, other.rows[0].item);
  assert.equal(one.source.sha256, createHash("sha256").update(bytes).digest("hex"));
});

const nested = (depth: number): string =>
  Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join(
    "",
  ) + "Content-Type: text/plain\n\ndeep";

test("abuse: bombs of parts, heads and depth are refused by a code, whatever is in them", () => {
  const coded = (code: "TOO_DEEP" | "TOO_LARGE") => (error: unknown) => isSetuError(error, code);
  assert.equal(read(nested(5)).fields.text, "deep");
  assert.throws(() => read(nested(6)), coded("TOO_DEEP"));
  assert.throws(() => read(nested(5_000)), coded("TOO_DEEP"));
  const parts = "--b\n\nx\n".repeat(1_000);
  assert.throws(() => read(`Content-Type: multipart/mixed; boundary=b\n\n${parts}`), coded("TOO_LARGE"));
  const big = (n: number) => `Subject: ${"a".repeat(n)}\n\nx`;
  assert.throws(() => read(big(1_000_000)), coded("TOO_LARGE"));
  assert.throws(
    () => read(`Content-Type: multipart/mixed; boundary=b\n\n--b\n${big(MAX_HEAD_BYTES)}`),
    coded("TOO_LARGE"),
  );
  assert.throws(() => read(`${"X-A: b\n".repeat(201)}\nx`), coded("TOO_LARGE"));
  assert.equal(read(big(200_000)).fields.title.length, 200);
});

test("abuse: names of files open no folder and no line; names of objects and NULs are text", () => {
  const named = (name: string) =>
    read(`Subject: s\nContent-Type: application/x\nContent-Disposition: attachment; filename="${name}"\n\nx`)
      .files[0]?.name;
  assert.equal(named("../../etc/passwd"), "passwd");
  assert.equal(named("C:\\\\temp\\\\..\\\\x.txt"), "x.txt");
  assert.equal(named(".."), "file-1");
  assert.equal(named(`${"long".repeat(100)}.pdf`)?.length, 120);
  assert.equal(named("a\tb\u0007.txt"), "a b\ufffd.txt");
  // The order of signs is isolated and told where the name is shown.
  assert.equal(named("a\u202efdp.exe"), "a\u202efdp.exe");
  const { fields, flags } = read(
    Buffer.from(
      "__proto__: x\nconstructor: y\nSubject: a\u0000b\nContent-Type: text/plain; charset=__proto__\n\n\u0000x",
    ),
  );
  assert.deepEqual([fields.title, fields.text, flags], ["a\ufffdb", "\ufffdx", ["signs", "no-received"]]);
});

test("abuse: what makes expressions slow is read in linear time, and no more text than is kept", () => {
  // Squared, it would be a minute.
  const LONG = 240_000;
  const bodies: readonly (readonly [type: string, encoding: string, body: string])[] = [
    ["text/plain", "quoted-printable", " ".repeat(LONG)],
    ["text/plain", "quoted-printable", "=\n".repeat(LONG / 2)],
    ["text/plain", "8bit", "\t ".repeat(LONG / 2)],
    ["text/html", "8bit", "<".repeat(LONG)],
    ["text/html", "8bit", "<b><script".repeat(LONG / 10)],
    ["text/html", "8bit", "<!--".repeat(LONG / 4)],
    ["text/html", "8bit", "\n ".repeat(LONG / 2)],
    ["multipart/mixed; boundary=b", "8bit", "x--b".repeat(LONG / 4)],
    ["multipart/mixed; boundary=b", "8bit", "--b\t\t\tx\n".repeat(LONG / 8)],
  ];
  for (const [type, encoding, body] of bodies) {
    const from = performance.now();
    const { fields } = read(
      Buffer.from(`Subject: s\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`),
    );
    assert.ok(performance.now() - from < 5_000, `${type} ${body.slice(0, 10)}`);
    assert.ok(fields.text.length <= 16_000);
  }
  for (const value of [
    `;a="${'\\"'.repeat(60_000)}`,
    ";a=".repeat(40_000),
    `;${" ".repeat(200_000)}`,
    "=?a?q?".repeat(30_000),
  ]) {
    const from = performance.now();
    read(`Subject: ${value}\n\nx`);
    read(`Content-Type: text/plain${value}\n\nx`);
    assert.ok(performance.now() - from < 5_000, value.slice(0, 10));
  }
});

test("a text that is too long is cut, and that is said", () => {
  const { fields, flags, rows } = read(`${HEAD}Subject: s\n\n${"क ".repeat(20_000)}`);
  assert.ok(fields.text.length <= 16_000 && fields.text.length > 15_900);
  assert.deepEqual([flags, rows[0].entry?.paper.cut], [["cut"], true]);
});
