import assert from "node:assert/strict";
import { test } from "node:test";
import { suspicious } from "./suspicious.ts";

test("a line that turns its own direction round is named", () => {
  assert.deepEqual(suspicious("statement-\u202Efdp.exe"), ["direction"]);
  for (const mark of "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")
    assert.deepEqual(suspicious(`a${mark}b`), ["direction"], `U+${mark.codePointAt(0)!.toString(16)}`);
});

test("what cannot be seen is named", () => {
  for (const mark of [
    "\u200B",
    "\u200C",
    "\u200D",
    "\u2060",
    "\uFEFF",
    "\u00AD",
    "\u{E0041}",
    "\n",
    "\u0000",
    "\u2028",
  ])
    assert.deepEqual(suspicious(`Ottawa${mark}NCB`), ["invisible"], `U+${mark.codePointAt(0)!.toString(16)}`);
});

test("letters that look alike of different alphabets are named", () => {
  assert.deepEqual(suspicious("NCB Ott\u0430wa"), ["alphabets"]);
  assert.deepEqual(suspicious("\u0391ccount"), ["alphabets"]);
  assert.deepEqual(suspicious("\u0420\u03BF\u0440"), ["alphabets"]);
});

test("several reasons are all named", () => {
  assert.deepEqual(suspicious("\u202Ep\u0430y\u200B"), ["direction", "invisible", "alphabets"]);
});

test("honest lines in the languages of the two sides say nothing", () => {
  const honest = [
    "",
    "Phishing kit, subscriber details",
    "Unité nationale de cybercriminalité, 2ᵉ étage",
    "राष्ट्रीय साइबर इकाई, भारत",
    // The joiners of Hindi: a half form, and an explicit virama.
    "क्\u200Dष",
    "क्\u200Cष",
    "NCB नई दिल्ली",
    "ПРОТОКОЛ 7.pdf",
    "Отчёт",
    "❤\uFE0F",
    "‘Operation’ – part 2 (final).docx",
  ];
  for (const line of honest) assert.deepEqual(suspicious(line), [], line);
});
