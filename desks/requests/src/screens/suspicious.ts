/** Why a line of text may not be what it looks like, after UTS 39 (Unicode Security Mechanisms). */
export type Suspicion = "direction" | "invisible" | "alphabets";

const DIRECTION = /\p{Bidi_Control}/u;
// Variation selectors choose how an emoji looks and hide nothing.
const INVISIBLE = /[[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]--[\p{Bidi_Control}\uFE0E\uFE0F]]/v;
// Hindi is written with the two joiners: after the virama they choose a form of the conjunct.
const JOINED =
  /(?<=\p{Script=Devanagari})[\u200C\u200D](?=\p{Script=Devanagari})|(?<=\u094D)[\u200C\u200D]/gu;
// What a file is called is in any alphabet, its extension in Latin.
const EXTENSION = /\.[A-Za-z0-9]{1,5}$/;
const LOOKALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/**
 * What to warn of in a line that another party wrote: a name, a title, the name of a file. Not for prose, which may
 * quote any alphabet.
 */
export function suspicious(text: string): readonly Suspicion[] {
  const name = text.replace(EXTENSION, "");
  return [
    ...(DIRECTION.test(text) ? (["direction"] as const) : []),
    ...(INVISIBLE.test(text.replace(JOINED, "")) ? (["invisible"] as const) : []),
    ...(LOOKALIKE.filter((script) => script.test(name)).length > 1 ? (["alphabets"] as const) : []),
  ];
}
