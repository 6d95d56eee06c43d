import { asciiDigits, wordsOf, type Word } from "./words.ts";

/**
 * Telephone, document and account numbers, found however they are written: with or without a country code, a zero
 * before it, spaces, dashes, Devanagari digits.
 *
 * Two numbers meet when one is the other with at most three digits and zeros before it, and seven or more are common:
 * +91 98…, 098… and 98… do. What is stored has the form `=n` and, for each number it may be the longer of, `#rest`; what is
 * sought asks for `#n` (it is the shorter one) and for `=rest` (it is the longer one).
 */
const SHORTEST = 7;
const LONGEST = 19;
/** Country codes have one to three digits (ITU-T E.164 section 6). */
const COUNTRY_CODE = 3;
/** Of one text of 48,000 signs, which holds no more telephone numbers; its forms stay within what an index takes. */
const MOST = 4_400;

const GAP = "[\\p{Cf}\\p{Zs}()./\\u2010-\\u2015-]";
const RUN = new RegExp(`\\d(?:${GAP}{0,5}\\d)*`, "gu");
const GROUP = /\d+/g;
/** Letters and a number, as on passports and licences: P 1234567, AB-123456. */
const DOCUMENT = /(?<![\p{L}\p{M}\p{N}])\p{L}{1,3}[\p{Cf}\p{Zs}./-]{0,2}\d{5,9}(?![\p{L}\p{M}\p{N}])/gu;
/** ISO 13616: two letters, two check digits, and groups of up to four as they are printed. */
const ACCOUNT =
  /(?<![\p{L}\p{M}\p{N}])[A-Za-z]{2}\d{2}(?:[\p{Zs}-]?[A-Za-z0-9]{2,4}){3,8}(?![\p{L}\p{M}\p{N}])/gu;

/** The trunk zero that some write into an international number, +44 (0)20 …, is in the way: same length without it. */
const plain = (text: string): string => asciiDigits(text).replaceAll("(0)", "   ");

export type Found = { readonly digits: string; readonly from: number; readonly to: number };

/**
 * Each run of digits, and where two numbers stand side by side, each stretch of its groups that may be one. Of a text
 * of nothing but digits, the first so many.
 */
export function numbersIn(text: string): Found[] {
  const found: Found[] = [];
  for (const run of plain(text).matchAll(RUN)) {
    const groups = [...run[0].matchAll(GROUP)].map(({ 0: digits, index }) => ({
      digits,
      from: run.index + index,
      to: run.index + index + digits.length,
    }));
    for (const { digits, ...at } of stretches(groups)) {
      const bare = digits.replace(/^0+/, "");
      if (bare.length < SHORTEST || bare.length > LONGEST) continue;
      found.push({ digits: bare, ...at });
      if (found.length === MOST) return found;
    }
  }
  return found;
}

function* stretches(groups: readonly Found[]): Generator<Found> {
  const total = groups.reduce((sum, { digits }) => sum + digits.length, 0);
  for (const [i, first] of groups.entries()) {
    let digits = "";
    for (const group of groups.slice(i, i + LONGEST)) {
      digits += group.digits;
      if (digits.length > LONGEST) break;
      // A short run is one number; of a longer one nobody knows where one ends and the next begins.
      const one = group === first || (i === 0 && digits.length === total);
      if (one || total > 2 * SHORTEST) yield { digits, from: first.from, to: group.to };
    }
  }
}

const rests = (digits: string, from: number): string[] =>
  Array.from({ length: COUNTRY_CODE + 1 - from }, (_, i) => digits.slice(from + i).replace(/^0+/, "")).filter(
    (rest) => rest.length >= SHORTEST,
  );

/** How a stored number is kept. */
export const storedForms = (digits: string): string[] => [
  `=${digits}`,
  ...rests(digits, 0).map((rest) => `#${rest}`),
];

/** By any of which a sought number is found. */
export const soughtForms = (digits: string): string[] => [
  `#${digits}`,
  ...rests(digits, 1).map((rest) => `=${rest}`),
];

/** Documents and accounts as one word each, without what stands between their parts. */
export function joinedIn(text: string): Word[] {
  const shown = asciiDigits(text);
  return [DOCUMENT, ACCOUNT].flatMap((pattern) =>
    [...shown.matchAll(pattern)].map((found) => ({
      word: wordsOf(found[0])
        .map(({ word }) => word)
        .join(""),
      from: found.index,
      to: found.index + found[0].length,
    })),
  );
}

/** All by which a text is found: its words, its numbers, its documents and accounts. */
export function termsOf(text: string): Word[] {
  const numbers = numbersIn(text).flatMap(({ digits, from, to }) =>
    storedForms(digits).map((word) => ({ word, from, to })),
  );
  return [...wordsOf(text), ...joinedIn(text), ...numbers];
}

const MOST_PARTS = 6;

/** A reference is found by any of its parts and by neighbours written together: CA-7K3M-9QXT by 7K3M9QXT. */
export function termsOfReference(text: string): string[] {
  const parts = wordsOf(text)
    .slice(0, MOST_PARTS)
    .map(({ word }) => word);
  const joined = parts.flatMap((_, i) => parts.slice(i).map((__, n) => parts.slice(i, i + n + 1).join("")));
  return [...termsOf(text).map(({ word }) => word), ...joined];
}
