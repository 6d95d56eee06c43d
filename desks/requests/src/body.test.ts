import assert from "node:assert/strict";
import { test } from "node:test";
import { coded } from "@setu/core/vectors.fixture.ts";
import { parseBody } from "./body.ts";

const HASH = `${"a".repeat(42)}A`;
const FILE = { a: HASH, name: "annex.pdf", type: "application/pdf", size: 12 };
const BODY = {
  v: 1,
  title: "Phishing kit",
  text: "सेतु\n\u202eexe.fdp",
  lang: "hi",
  by: { name: "A. Example", agency: "Example Agency" },
  files: [FILE],
};
const TRANSLATION = { lang: "en", text: "Bridge", how: "human", by: "B. Example" };
const MACHINE = { lang: "fr", text: "Pont", how: "machine", by: "" };
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const read = (change: object) => parseBody(bytes({ ...BODY, ...change }));

test("a body is read as it was written, byte for byte", () => {
  assert.deepEqual(parseBody(bytes(BODY)), BODY);
  const { title: _, ...untitled } = BODY;
  assert.deepEqual(parseBody(bytes(untitled)), untitled, "without a title there is none");
  for (const lang of ["en", "fr", "hi"]) assert.equal(read({ lang }).lang, lang);
});

test("translations come beside the original, with who answers for each", () => {
  const translations = [TRANSLATION, MACHINE];
  assert.deepEqual(read({ translations }), { ...BODY, translations });
  assert.deepEqual(read({ translations: [{ ...TRANSLATION, sworn: true }] }).translations, [TRANSLATION]);
  assert.ok(!Object.hasOwn(read({}), "translations"), "without one there is none");
});

test("abuse 7 and 8: signs that deceive are kept as they came, and two forms of one letter stay two", () => {
  for (const text of ["\u202eevil", "a\u200bb", "раypal", "é", "e\u0301"]) {
    assert.equal(read({ text }).text, text);
    assert.equal(read({ files: [{ ...FILE, name: text }] }).files[0]?.name, text);
  }
});

test("fields that nobody asked for do not come through", () => {
  const body = parseBody(
    bytes({ ...BODY, clearance: "top", by: { ...BODY.by, admin: true }, files: [{ ...FILE, path: "/etc" }] }),
  );
  assert.deepEqual(body, BODY);
});

const BAD: readonly (readonly [title: string, value: unknown])[] = [
  ["null", null],
  ["a list", []],
  ["a word", "body"],
  ["another version", { ...BODY, v: 2 }],
  ["no version", { ...BODY, v: undefined }],
  ["no text", { ...BODY, text: undefined }],
  ["text as a number", { ...BODY, text: 1 }],
  ["title as a list", { ...BODY, title: ["x"] }],
  ["title null", { ...BODY, title: null }],
  ["no language", { ...BODY, lang: undefined }],
  ["another language", { ...BODY, lang: "de" }],
  ["nobody", { ...BODY, by: undefined }],
  ["by null", { ...BODY, by: null }],
  ["by a word", { ...BODY, by: "A. Example" }],
  ["no name", { ...BODY, by: { agency: "x" } }],
  ["no agency", { ...BODY, by: { name: "x" } }],
  ["no files", { ...BODY, files: undefined }],
  ["files an object", { ...BODY, files: {} }],
  ["33 files", { ...BODY, files: Array(33).fill(FILE) }],
  ["translations an object", { ...BODY, translations: {} }],
  ["an empty list of translations", { ...BODY, translations: [] }],
  ["three translations", { ...BODY, translations: [TRANSLATION, MACHINE, MACHINE] }],
  ["a translation null", { ...BODY, translations: [null] }],
  ["a translation a word", { ...BODY, translations: ["Bridge"] }],
  [
    "a translation into the language of the original",
    { ...BODY, translations: [{ ...MACHINE, lang: "hi" }] },
  ],
  ["two into one language", { ...BODY, translations: [TRANSLATION, { ...MACHINE, lang: "en" }] }],
  ["a translation into another language", { ...BODY, translations: [{ ...MACHINE, lang: "de" }] }],
  ["a translation without text", { ...BODY, translations: [{ ...MACHINE, text: " " }] }],
  ["a translation of a number", { ...BODY, translations: [{ ...MACHINE, text: 1 }] }],
  ["a translation made in another way", { ...BODY, translations: [{ ...MACHINE, how: "sworn" }] }],
  ["a person's translation by nobody", { ...BODY, translations: [{ ...TRANSLATION, by: " " }] }],
  ["a translation without a maker", { ...BODY, translations: [{ ...MACHINE, by: undefined }] }],
  ["a file null", { ...BODY, files: [null] }],
  ["a file a word", { ...BODY, files: ["annex.pdf"] }],
  ["a file without a size", { ...BODY, files: [{ ...FILE, size: undefined }] }],
  ["a file of a size in words", { ...BODY, files: [{ ...FILE, size: "12" }] }],
  ["a file of a negative size", { ...BODY, files: [{ ...FILE, size: -1 }] }],
  ["a file without a name", { ...BODY, files: [{ ...FILE, name: undefined }] }],
  ["a file without a type", { ...BODY, files: [{ ...FILE, type: 7 }] }],
  ["a file without a commitment", { ...BODY, files: [{ ...FILE, a: undefined }] }],
  ["a file with a commitment that is none", { ...BODY, files: [{ ...FILE, a: "../../etc/passwd" }] }],
];

for (const [title, value] of BAD) {
  test(`refused: ${title}`, () => {
    assert.throws(() => parseBody(bytes(value)), coded("BAD_FIELD"));
  });
}

test("texts are as long as they may be, and no longer", () => {
  const caps = [
    ["title", 200, (x: string) => ({ title: x })],
    ["text", 48_000, (x: string) => ({ text: x })],
    ["by.name", 200, (x: string) => ({ by: { ...BODY.by, name: x } })],
    ["by.agency", 200, (x: string) => ({ by: { ...BODY.by, agency: x } })],
    ["translations.text", 48_000, (x: string) => ({ translations: [{ ...MACHINE, text: x }] })],
    ["translations.by", 200, (x: string) => ({ translations: [{ ...TRANSLATION, by: x }] })],
    ["files.name", 200, (x: string) => ({ files: [{ ...FILE, name: x }] })],
    ["files.type", 100, (x: string) => ({ files: [{ ...FILE, type: x }] })],
  ] as const;
  for (const [field, max, change] of caps) {
    assert.doesNotThrow(() => read(change("x".repeat(max))));
    assert.throws(
      () => read(change("x".repeat(max + 1))),
      (error: unknown) =>
        coded("TOO_LARGE")(error) && (error as { detail: { field?: string } }).detail.field === field,
      field,
    );
  }
  assert.equal(read({ files: Array(32).fill(FILE) }).files.length, 32);
});

test("hostile bytes end here, with their code", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const cases: readonly (readonly [Uint8Array, string])[] = [
    [new Uint8Array(64 * 1024 + 1), "TOO_LARGE"],
    [text("[".repeat(33)), "TOO_DEEP"],
    [text('{"v":1,"v":1}'), "NOT_CANONICAL"],
    [text('{"__proto__":{"v":1}}'), "BAD_KEY"],
    [text('{"v":1,"text":"\\u0000"}'), "BAD_STRING"],
    [text('{"v":1e400}'), "BAD_NUMBER"],
    [Uint8Array.of(0xff), "NOT_UTF8"],
    [text("{"), "NOT_JSON"],
  ];
  for (const [hostile, code] of cases) assert.throws(() => parseBody(hostile), coded(code), code);
  assert.equal(({} as Record<string, unknown>)["v"], undefined);
});
