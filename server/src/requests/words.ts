/**
 * The words by which texts are found, in Latin, French and Devanagari spelling, and the numbers in them. What is
 * stored and what is sought go through the same folding, so that two spellings meet exactly when they fold alike;
 * folding is for finding only: nothing that is shown, signed or compared elsewhere has gone through it.
 */
export type Word = {
  readonly word: string;
  /** Where it stands in the text, in UTF-16 units: [from, to). */
  readonly from: number;
  readonly to: number;
};

/** Longer runs are nobody's words. */
const LONGEST = 64;

// Letters with no decomposition, as people type them without the key for it.
const LETTERS: Readonly<Record<string, string>> = {
  œ: "oe",
  æ: "ae",
  ß: "ss",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ς: "σ",
  // Candrabindu, as the anusvara that half of the writers put for it.
  "\u0901": "\u0902",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "gu");
/** The accents of Latin, Greek and Cyrillic, and the nukta: क़ is written क as often as not. */
const MARKS = /[\u0300-\u036f\u093c]/gu;
/** A nasal before a letter of its own class, as in हिन्दी, is the anusvara of हिंदी. */
const NASAL = /ङ\u094d(?=[क-घ])|ञ\u094d(?=[च-झ])|ण\u094d(?=[ट-ढ])|न\u094d(?=[त-ध])|म\u094d(?=[प-भ])/gu;
/** Zero of each block of decimal digits that our readers type. */
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0xff10,
];

/** ASCII for a decimal digit; anything else as it is. One UTF-16 unit stays one. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = ZEROS.find((each) => code >= each && code < each + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** Joiners, bidi controls, soft hyphens: format characters change how a text looks, not what it says. */
const fold = (text: string): string =>
  asciiDigits(text.normalize("NFKC").replace(/\p{Cf}/gu, ""))
    .toLowerCase()
    .normalize("NFD")
    .replace(MARKS, "")
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(NASAL, "\u0902")
    .normalize("NFC");

// A mark that stands on no letter is part of a symbol, which composes or not as it came.
const RUN = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*/gu;
const PART = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

/** The words of a text in their order. Compatibility forms may stand for several: ½ is found as 1 and 2. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(RUN)].flatMap((run) =>
    (fold(run[0]).match(PART) ?? []).map((word) => ({
      word: word.slice(0, LONGEST).toWellFormed(),
      from: run.index,
      to: run.index + run[0].length,
    })),
  );
}
