import { joinedIn, numbersIn, soughtForms } from "./numbers.ts";
import { wordsOf } from "./words.ts";

/**
 * What somebody typed, as groups: a request is found when each group is found somewhere in it. A group is a number, a
 * document, an account or a word; it is met by any of its alternatives, each of them words that stand together in one
 * text. Of the last word the beginning is enough.
 */
export type Group = {
  readonly kind: "word" | "number";
  readonly alternatives: readonly (readonly string[])[];
  readonly prefix: boolean;
};

const MOST_GROUPS = 8;
/** A shorter beginning is that of too many words to be of use. */
const SHORTEST_PREFIX = 3;
const WHOLE = { shortest: 5, longest: 64 } as const;

type Span = { readonly from: number; readonly to: number };
const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

/** Empty when nothing was typed that could be found. What is beyond eight groups is not sought. */
export function parseSearch(typed: string): readonly Group[] {
  const words = wordsOf(typed);
  const within = (span: Span) => words.filter((word) => overlaps(word, span)).map(({ word }) => word);
  const special: (Span & { readonly alternatives: string[][] })[] = [];
  for (const { word, from, to } of joinedIn(typed).toSorted(longestFirst)) {
    if (special.every((each) => !overlaps(each, { from, to })))
      special.push({ from, to, alternatives: [[word], within({ from, to })] });
  }
  for (const { digits, from, to } of numbersIn(typed).toSorted(longestFirst)) {
    if (special.every((each) => !overlaps(each, { from, to }))) {
      const forms = soughtForms(digits).map((form) => [form]);
      special.push({ from, to, alternatives: [...forms, within({ from, to })] });
    }
  }
  // A zero before a number, (0)98…, is no word of its own.
  const alone = words.filter(({ word }) => special.length === 0 || word !== "0");
  const rest = alone.filter((word) => special.every((each) => !overlaps(each, word)));
  const whole = wholeOf(words.map(({ word }) => word));
  const spans = [
    ...special.map((each) => ({ ...each, kind: "number" as const })),
    ...rest.map((word) => ({ ...word, kind: "word" as const, alternatives: [[word.word]] })),
  ];
  return spans
    .toSorted((a, b) => a.from - b.from)
    .slice(0, MOST_GROUPS)
    .map(({ kind, alternatives }, i, all) => ({
      kind,
      alternatives: [...alternatives, ...whole],
      prefix:
        kind === "word" &&
        i === all.length - 1 &&
        [...(alternatives[0]?.[0] ?? "")].length >= SHORTEST_PREFIX,
    }));
}

const longestFirst = (a: Span, b: Span): number => b.to - b.from - (a.to - a.from);

/** The whole as one word, for references: those that people say have no I, L, O or U (`refOf`). */
function wholeOf(words: readonly string[]): string[][] {
  const whole = words.join("");
  if (whole.length < WHOLE.shortest || whole.length > WHOLE.longest || !/\d/.test(whole)) return [];
  const heard = whole.slice(0, -8) + whole.slice(-8).replaceAll("o", "0").replaceAll(/[il]/g, "1");
  return [...new Set([whole, heard])].map((each) => [each]);
}

/** As PostgreSQL reads it; nothing in it but letters, digits and our own signs. */
export const tsquery = ({ alternatives, prefix }: Group): string =>
  alternatives
    .map((all, i) => `(${all.map((word) => `'${word}'${prefix && i === 0 ? ":*" : ""}`).join(" & ")})`)
    .join(" | ");
