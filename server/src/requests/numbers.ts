import { GAP, joinedIn } from "./joined.ts";
import { asciiDigits, wordsOf, type Word } from "./words.ts";

/**
 * Telephone, document, vehicle and account numbers, found however they are written: with or without a country code, a
 * zero before it, spaces, dashes, brackets, Devanagari digits.
 *
 * Two numbers meet when one is the other with at most three digits and zeros before it, and seven or more are common,
 * counted with their zeros: +91 98…, 098… and 98… do, +91 00000 01234 and 00000 01234 too. What is stored has the form
 * `=n` and, for each number it may be the longer of, `#rest`; what is sought asks for `#n` (it is the shorter one) and
 * for `=rest` (it is the longer one). What has letters in it, MH 12 AB 1234, is written together (`joined.ts`).
 */
const SHORTEST = 7;
const LONGEST = 19;
/** Country codes have one to three digits (ITU-T E.164 section 6). */
const COUNTRY_CODE = 3;
/** Of one text of 48,000 signs, which holds no more telephone numbers; its forms stay within what an index takes. */
const MOST = 4_400;

const RUN = new RegExp(`\\d(?:${GAP}{0,5}\\d)*`, "gu");
const GROUP = /\d+/g;
/** The trunk zero that some write into an international number, +44 (0)20 …; the same length without it. */
const TRUNK = "(0)";

export type Found = { readonly digits: string; readonly from: number; readonly to: number };

/**
 * Of each run of digits each stretch of groups that may be a number: nobody knows where one ends and the next begins.
 * Of a text of nothing but digits, the first so many. A zero in brackets is read both as a digit and as none.
 */
export function numbersIn(text: string): Found[] {
  const shown = asciiDigits(text);
  const found: Found[] = [];
  for (const read of shown.includes(TRUNK) ? [shown, shown.replaceAll(TRUNK, "   ")] : [shown]) {
    for (const run of read.matchAll(RUN)) {
      const groups = [...run[0].matchAll(GROUP)].map(({ 0: digits, index }) => ({
        digits,
        from: run.index + index,
        to: run.index + index + digits.length,
      }));
      for (const { digits, ...at } of stretches(groups)) {
        const bare = withoutZeros(digits);
        if (digits.length < SHORTEST || bare.length > LONGEST) continue;
        found.push({ digits, ...at });
        if (found.length === MOST) return found;
      }
    }
  }
  return found;
}

function* stretches(groups: readonly Found[]): Generator<Found> {
  for (const [i, first] of groups.entries()) {
    let digits = "";
    for (const group of groups.slice(i, i + LONGEST)) {
      digits += group.digits;
      if (digits.length > LONGEST && group !== first) break;
      yield { digits, from: first.from, to: group.to };
    }
  }
}

/** A number of nothing but zeros keeps one. */
const withoutZeros = (digits: string): string => digits.replace(/^0+(?=\d)/, "");

/** What is left of a number behind a country code; how long it is counts its zeros. */
const rests = (digits: string): string[] =>
  Array.from({ length: COUNTRY_CODE }, (_, i) => withoutZeros(digits).slice(i + 1))
    .filter((rest) => rest.length >= SHORTEST)
    .map(withoutZeros);

/** How a stored number is kept. @param digits at least seven, with the zeros before it */
export const storedForms = (digits: string): string[] => [
  `=${withoutZeros(digits)}`,
  ...[withoutZeros(digits), ...rests(digits)].map((rest) => `#${rest}`),
];

/** By any of which a sought number is found. @param digits as for `storedForms` */
export const soughtForms = (digits: string): string[] => [
  `#${withoutZeros(digits)}`,
  ...rests(digits).map((rest) => `=${rest}`),
];

/** All by which a text is found: its words, its numbers, and what is written together of it. */
export function termsOf(text: string): Word[] {
  const words = wordsOf(text);
  const numbers = numbersIn(text).flatMap(({ digits, from, to }) =>
    storedForms(digits).map((word) => ({ word, from, to })),
  );
  return [...words, ...joinedIn(text, words), ...numbers];
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
