import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { numbersIn, soughtForms, storedForms, termsOf, termsOfReference } from "./numbers.ts";
import { parseSearch, tsquery } from "./search-query.ts";
import { wordsOf } from "./words.ts";

const words = (text: string) => wordsOf(text).map(({ word }) => word);

/** Whether all that was typed is found in the text, as the database decides it. */
function finds(typed: string, text: string): boolean {
  const stored = new Set(termsOf(text).map(({ word }) => word));
  const groups = parseSearch(typed);
  const has = (word: string, prefix: boolean) =>
    prefix ? [...stored].some((each) => each.startsWith(word)) : stored.has(word);
  return (
    groups.length > 0 &&
    groups.every(({ alternatives, prefix }) =>
      alternatives.some((all) => all.every((word) => has(word, word === prefix))),
    )
  );
}

const SAME: readonly (readonly [what: string, one: string, other: string])[] = [
  ["case", "MONTRÉAL", "montréal"],
  ["accents", "relevé", "releve"],
  ["NFC and NFD (abuse 8)", "caf\u00e9", "cafe\u0301"],
  ["ligatures of French", "Œuvre", "oeuvre"],
  ["ligatures of printing", "ﬁnance", "finance"],
  ["full width", "ＡＢＣ１", "abc1"],
  ["sharp s", "Straße", "strasse"],
  ["dotted I of Turkish", "İzmir", "izmir"],
  ["final sigma", "ΟΔΟΣ", "οδος"],
  ["nukta, composed and not", "क़लम", "क\u093cलम"],
  ["nukta left out", "फ़ोन", "फोन"],
  ["ZWJ and ZWNJ", "क्\u200dष", "क्ष"],
  ["zero-width and soft hyphen (abuse 7)", "pass\u200bw\u00adord", "password"],
  ["bidi controls (abuse 7)", "\u202egnp\u202c\u2066x\u2069", "gnpx"],
  ["anusvara and half n", "हिन्दी", "हिंदी"],
  ["anusvara and half m", "सम्पर्क", "संपर्क"],
  ["candrabindu", "पाँच", "पांच"],
  ["digits of Devanagari", "२०२६", "2026"],
  ["digits of Bengali and Arabic", "৪২", "٤٢"],
];
for (const [what, one, other] of SAME) {
  test(`words meet: ${what}`, () => assert.deepEqual(words(one), words(other)));
}

const APART: readonly (readonly [what: string, one: string, other: string])[] = [
  ["a Cyrillic letter that looks Latin (abuse 7)", "pаypal", "paypal"],
  ["a vowel sign", "कल", "कला"],
  ["an aspirated letter", "कान", "खान"],
  ["a nasal of another class", "जन्म", "जंम"],
  ["a digit", "2026", "2027"],
];
for (const [what, one, other] of APART) {
  test(`words stay apart: ${what}`, () => assert.notDeepEqual(words(one), words(other)));
}

const NUMBERS_MEET: readonly (readonly [one: string, other: string])[] = [
  ["+91 98000 12345", "098000 12345"],
  ["+91 98000 12345", "9800012345"],
  ["0091-98000-12345", "(0)98000 12345"],
  ["+91 ९८००० १२३४५", "98000-12345"],
  ["+1 (613) 555-0100", "613.555.0100"],
  ["+33 1 99 00 12 34", "01 99 00 12 34"],
  ["+44 (0)20 7946 0958", "020 7946 0958"],
  ["98000\u200b12345", "9800012345"],
  ["P1234567", "P 1234567"],
  ["p-1234567", "P1234567"],
  ["GB33 BUKB 2020 1555 5555 55", "GB33BUKB20201555555555"],
  ["0000 1234 5678 9012", "123456789012"],
  ["+91 00000 01234", "00000 01234"],
  ["+91 00000 01234", "0 00000-01234"],
  ["+91 00000 01234", "00910000001234"],
  ["000 0012", "0000012"],
  ["tel:+1-613-555-0100", "613 555 0100"],
  ["Tel.: +९१ ९८०००-१२३४५", "09800012345"],
  ["K 123-4567", "K1234567"],
  ["K1234567", "k.1234567"],
  ["MH 12 AB 1234", "mh-12-ab-1234"],
  ["MH12AB1234", "(MH) 12/AB\u00a01234"],
  ["ABCD 123", "abcd123"],
  ["ABCDE1234F", "ABCDE 1234 F"],
  ["49-015420-323751-8", "490154203237518"],
  ["45/1234", "451234"],
];
for (const [one, other] of NUMBERS_MEET) {
  test(`numbers meet: ${one} and ${other}`, () => {
    assert.ok(finds(one, `call ${other}, please`));
    assert.ok(finds(other, `call ${one}, please`));
  });
}

const NUMBERS_APART: readonly (readonly [one: string, other: string])[] = [
  ["98000 12345", "98000 12346"],
  ["98000 12345", "99000 12345"],
  ["1234 9800012345", "9800012345"],
  ["P1234567", "Q1234567"],
  ["+91 00000 01234", "00000 01235"],
  ["MH 12 AB 1234", "MH 12 AC 1234"],
  ["K1234567", "K 123 4568"],
];
for (const [one, other] of NUMBERS_APART) {
  test(`numbers stay apart: ${one} and ${other}`, () => assert.ok(!finds(one, other)));
}

test("law: an identifier is found in whatever groups it is written, and typed, among other words", () => {
  const gap = fc.constantFrom(" ", "-", ".", "/", "\u00a0", "\u2011", " - ", "\u200b", "]", ") (", "_");
  const known = fc.constantFrom(
    "K1234567",
    "AB123456",
    "A123456BC",
    "MH12AB1234",
    "DL8CAF5031",
    "ABCDE1234F",
    "9800012345",
    "0000001234",
    "6135550100",
    "490154203237518",
    "00012345678901234",
    "451234",
  );
  const grouped = known.chain((id) =>
    fc.tuple(writing(id, gap), writing(id, gap)).map(([one, other]) => ({ id, one, other })),
  );
  fc.assert(
    fc.property(grouped, fc.constantFrom("", "relevé ", "the passport "), ({ id, one, other }, before) => {
      for (const [typed, stored] of [
        [id, one],
        [one, id],
        [other, one],
      ] as const)
        assert.ok(
          finds(before + typed, `was, the passport, relevé: ${stored}, then`),
          `${typed} in ${stored}`,
        );
    }),
    { numRuns: 1_000 },
  );
});

/** The same identifier with up to five gaps, in either case, with digits of either script. */
function writing(id: string, gap: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cuts = fc.dictionary(fc.integer({ min: 1, max: id.length - 1 }).map(String), gap, { maxKeys: 5 });
  return fc.tuple(cuts, fc.boolean(), fc.boolean()).map(([at, lower, nagari]) => {
    const written = [...id].map((sign, i) => (at[String(i)] ?? "") + sign).join("");
    const cased = lower ? written.toLowerCase() : written;
    return nagari ? cased.replaceAll(/\d/g, (digit) => String.fromCharCode(0x0966 + Number(digit))) : cased;
  });
}

test("of two numbers side by side each is found", () => {
  const text = "98000 12345 98000 54321";
  for (const typed of ["9800012345", "+91 98000 54321"]) assert.ok(finds(typed, text), typed);
});

test("a number is found though another stands behind it", () => {
  assert.ok(finds("9800012345", "98000 12345 / 3 calls"));
  assert.ok(finds("9800012345 3", "98000-12345, 3 calls"));
});

test("a date is found by itself, whatever stands behind it", () => {
  assert.ok(finds("2026-11-23", "on 2026-11-23 14:30"));
  assert.ok(!finds("2026-11-24", "on 2026-11-23 14:30"));
});

test("a reference is found by its parts, with and without dashes, as heard on a bad line", () => {
  const stored = new Set(termsOfReference("CA-7K3M-10QT"));
  for (const typed of ["CA-7K3M-10QT", "ca7k3m10qt", "7K3M 10QT", "7k3m10qt", "7k3mIOqt", "ca-7k3m-loqt"]) {
    const groups = parseSearch(typed);
    assert.ok(
      groups.every(({ alternatives }) => alternatives.some((all) => all.every((word) => stored.has(word)))),
      typed,
    );
  }
});

test("of the last word the beginning is enough, of those before it is not", () => {
  assert.ok(finds("rep monet", "rep monetary") && !finds("mone rep", "rep monetary"));
  assert.ok(!finds("mo", "monetary"), "two letters begin too many words");
  assert.ok(finds("हिंद", "हिन्दू"));
});

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const typedOf = fc.array(
  fc.constantFrom(
    "0",
    "7",
    "+",
    " ",
    "-",
    "(",
    ")",
    "(0)",
    "P",
    "é",
    "न्",
    "द",
    "\u093c",
    "\u200d",
    ".",
    "'",
    "\\",
  ),
  {
    maxLength: 40,
  },
);

test("law: folding twice is folding once", () => {
  fc.assert(
    fc.property(text, (given) => {
      for (const { word } of wordsOf(given)) assert.deepEqual(words(word), [word]);
    }),
    { numRuns: 500 },
  );
});

test("law: a text is found by itself, in either normal form", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        typedOf.map((each) => each.join("")),
      ),
      (given) => {
        if (parseSearch(given).length === 0) return;
        for (const form of [given, given.normalize("NFD"), given.normalize("NFC")]) {
          assert.ok(finds(form, given), JSON.stringify(form));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("law: numbers meet exactly when one is the other behind at most three digits and zeros", () => {
  const digits = fc.stringMatching(/^[1-9]\d{6,15}$/);
  fc.assert(
    fc.property(digits, fc.stringMatching(/^\d{0,5}$/), (own, before) => {
      const longer = `${before}${own}`.replace(/^0+/, "");
      const meet = (a: string, b: string) => soughtForms(a).some((form) => storedForms(b).includes(form));
      const expected = new RegExp(`^\\d{0,3}0*${own}$`).test(longer);
      if (longer.length <= 19) assert.deepEqual([meet(own, longer), meet(longer, own)], [expected, expected]);
    }),
  );
});

test("law: whatever is typed is a query that PostgreSQL reads", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        typedOf.map((each) => each.join("")),
      ),
      (given) => {
        for (const group of parseSearch(given)) {
          assert.match(
            tsquery(group),
            /^\(?(\('[=#]?[\p{L}\p{M}\p{N}\ufffd]+'(:\*)?( & '[=#]?[\p{L}\p{M}\p{N}\ufffd]+'(:\*)?)*\)( \| )?)+$/u,
          );
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("a hostile text is taken apart in linear time, and into no more than an index holds", () => {
  for (const unit of [
    "1 ",
    "1-",
    "9800012345 ",
    "a",
    "a1 ",
    "1a1 ",
    "ab 123 ",
    "\u200d",
    "P1",
    "GB33 ",
    "क़",
    "(0)",
    "ﷺ",
    "🇨🇦",
  ]) {
    const hostile = unit.repeat(Math.floor(48_000 / unit.length));
    const began = process.cpuUsage();
    const terms = new Set(termsOf(hostile).map(({ word }) => word));
    assert.ok(process.cpuUsage(began).user < 2_000_000, unit);
    const bytes = [...terms].reduce((sum, word) => sum + Buffer.byteLength(word), 0);
    assert.ok(bytes < 900_000, unit);
    for (const term of terms) assert.ok(Buffer.byteLength(term) < 2_000);
  }
  const lists = Array.from({ length: 4_363 }, (_, i) => String(9_800_000_000 + i * 97)).join(" ");
  assert.ok(numbersIn(lists).length >= 4_363);
});
