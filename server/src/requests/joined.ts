import { asciiDigits, wordsOf, type Word } from "./words.ts";

/**
 * Passports, licences, vehicles, files and accounts, found however they are grouped: K 123-4567 as K1234567,
 * MH.12.AB.1234 as MH12AB1234. Which words of a text are the parts of one identifier nobody can tell, so each stretch of
 * neighbours that may be one is kept as one word, the one that it is when it is written without a gap.
 */
export const GAP = "[\\p{Cf}\\p{Zs}()\\[\\]{}./\\\\_\\u2010-\\u2015\\u2212\\ufe63\\uff0d-]";
const BETWEEN = new RegExp(`^${GAP}{1,5}$`, "u");

/** Of a vehicle or a passport; a word of a sentence has more letters or no digits beside it. */
const MOST_LETTERS = 6;
const FEWEST_DIGITS = 3;
/** Shorter ones are dates and amounts, and every second text has them. */
const LENGTH = { shortest: 5, longest: 34 } as const;
/** Seven digits without a letter are a number (`numbers.ts`). */
const LONGEST_OF_DIGITS = 6;
const MOST_PARTS = 14;
/** Of one text of 48,000 signs; their bytes stay within what an index takes. */
const MOST = 4_000;

/** ISO 13616: two letters, two check digits, and groups of four as they are printed, with any letters. */
const ACCOUNT =
  /(?<![\p{L}\p{M}\p{N}])[A-Za-z]{2}\d{2}(?:[\p{Zs}-]?[A-Za-z0-9]{4}){2,7}(?:[\p{Zs}-]?[A-Za-z0-9]{1,3})?(?![\p{L}\p{M}\p{N}])/gu;

type Part = Word & { readonly letters: number; readonly digits: number };

/** @param words of the same text */
export function joinedIn(text: string, words: readonly Word[]): Word[] {
  const found: Word[] = accountsIn(text);
  const parts = words.map(partOf);
  for (let i = 0; i < parts.length; i++) {
    for (const word of stretchesFrom(text, parts, i)) {
      found.push(word);
      if (found.length >= MOST) return found;
    }
  }
  return found;
}

function* stretchesFrom(text: string, parts: readonly (Part | null)[], first: number): Generator<Word> {
  let word = "";
  let letters = 0;
  let digits = 0;
  let last: Part | null = null;
  for (const part of parts.slice(first, first + MOST_PARTS)) {
    if (!part || (last && !areNeighbours(text, last, part))) return;
    word += part.word;
    letters += part.letters;
    digits += part.digits;
    if (letters > MOST_LETTERS || word.length > LENGTH.longest) return;
    if (last && mayBeOne(letters, digits)) yield { word, from: parts[first]!.from, to: part.to };
    last = part;
  }
}

const mayBeOne = (letters: number, digits: number): boolean =>
  letters + digits >= LENGTH.shortest &&
  digits >= FEWEST_DIGITS &&
  (letters > 0 || digits <= LONGEST_OF_DIGITS);

/** Of a sign that stands for several words each has the same place: they are no neighbours. */
const areNeighbours = (text: string, { from, to }: Part, next: Part): boolean =>
  next.from >= to && next.from > from && BETWEEN.test(text.slice(to, next.from));

/** Null for a word that is no part of an identifier. */
function partOf(word: Word): Part | null {
  const letters = word.word.match(/\p{L}/gu)?.length ?? 0;
  const digits = word.word.match(/[0-9]/g)?.length ?? 0;
  return letters + digits === word.word.length && letters <= MOST_LETTERS
    ? { ...word, letters, digits }
    : null;
}

function accountsIn(text: string): Word[] {
  return [...asciiDigits(text).matchAll(ACCOUNT)].map((found) => ({
    word: wordsOf(found[0])
      .map(({ word }) => word)
      .join(""),
    from: found.index,
    to: found.index + found[0].length,
  }));
}
