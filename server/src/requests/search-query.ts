import { joinedIn } from "./joined.ts";
import { numbersIn, soughtForms } from "./numbers.ts";
import { wordsOf, type Word } from "./words.ts";

/**
 * What somebody typed, as groups: a request is found when each group is found somewhere in it. A group is a word, or
 * neighbours that may be a number, a document, a vehicle or an account; it is met by any of its alternatives, each of
 * them words that stand together in one text.
 */
export type Group = {
  readonly kind: "word" | "number";
  readonly alternatives: readonly (readonly string[])[];
  /** Of this word of its alternatives the beginning is enough: the last that was typed. */
  readonly prefix: string | null;
};

const MOST_GROUPS = 8;
/** A shorter beginning is that of too many words to be of use. */
const SHORTEST_PREFIX = 3;
const WHOLE = { shortest: 5, longest: 64 } as const;
/** Stretches of neighbours that are tried as one identifier, the longest first. */
const MOST_STRETCHES = 24;

/** How a number is announced, tel:+1-613-…, Tel.: +91 …; RFC 3966 for the first. It need not stand in the text. */
const LABEL =
  /(?<![\p{L}\p{M}\p{N}])(?:tel|telephone|phone|mobile|mob|fax|sms|callto|whatsapp)[.:]{1,2}\s*(?=[+(\p{Nd}])/giu;

type Span = { readonly from: number; readonly to: number };
/** What a stretch of what was typed is sought as. */
type Stretch = Span & { readonly forms: readonly string[] };
type Spanned = Span & Pick<Group, "kind" | "alternatives">;

const overlaps = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;
const longestFirst = (a: Span, b: Span): number => b.to - b.from - (a.to - a.from);

/** Empty when nothing was typed that could be found. What is beyond eight groups is not sought. */
export function parseSearch(typed: string): readonly Group[] {
  const bare = typed.replaceAll(/\p{Cf}/gu, "").replace(LABEL, " ");
  const words = wordsOf(bare);
  const runs = runsOf(stretchesOf(bare, words));
  const alone = words.filter((word) => runs.every((run) => !overlaps(run, word)));
  const groups: Spanned[] = [
    ...runs.map((run) => identifier(run, words)),
    ...alone.map(({ word, from, to }) => ({ from, to, kind: "word" as const, alternatives: [[word]] })),
  ];
  const whole = wholeOf(words.map(({ word }) => word));
  const last = words.at(-1)?.word ?? "";
  return groups
    .toSorted((a, b) => a.from - b.from)
    .slice(0, MOST_GROUPS)
    .map(({ kind, alternatives }, i, all) => ({
      kind,
      alternatives: [...alternatives, ...whole],
      prefix: i === all.length - 1 && mayGoOn(last, kind) ? last : null,
    }));
}

/** A number is typed to its end. */
const mayGoOn = (word: string, kind: Group["kind"]): boolean =>
  [...word].length >= SHORTEST_PREFIX && (kind === "word" || !/\p{Nd}/u.test(word));

/** The stretches that begin and end with a word. */
function stretchesOf(typed: string, words: readonly Word[]): Stretch[] {
  const begins = new Set(words.map(({ from }) => from));
  const ends = new Set(words.map(({ to }) => to));
  return [
    ...numbersIn(typed).map(({ digits, from, to }) => ({ from, to, forms: soughtForms(digits) })),
    ...joinedIn(typed, words).map(({ word, from, to }) => ({ from, to, forms: [word] })),
  ].filter(({ from, to }) => begins.has(from) && ends.has(to));
}

type Run = Span & { readonly stretches: readonly Stretch[] };

/** Stretches that overlap are readings of the same words. */
function runsOf(stretches: readonly Stretch[]): Run[] {
  const runs: Run[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.from - b.from)) {
    const open = runs.at(-1);
    if (open && overlaps(open, stretch))
      runs[runs.length - 1] = {
        from: open.from,
        to: Math.max(open.to, stretch.to),
        stretches: [...open.stretches, stretch],
      };
    else runs.push({ from: stretch.from, to: stretch.to, stretches: [stretch] });
  }
  return runs;
}

/** One stretch is the identifier and what is beside it are words; or all are words. */
function identifier({ from, to, stretches }: Run, words: readonly Word[]): Spanned {
  const inside = words.filter((word) => overlaps({ from, to }, word));
  const readings = stretches
    .toSorted(longestFirst)
    .slice(0, MOST_STRETCHES)
    .flatMap((stretch) => {
      const beside = inside.filter((word) => !overlaps(word, stretch)).map(({ word }) => word);
      return stretch.forms.map((form) => [form, ...beside]);
    });
  return { from, to, kind: "number", alternatives: [...readings, inside.map(({ word }) => word)] };
}

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
    .map((all) => `(${all.map((word) => `'${word}'${word === prefix ? ":*" : ""}`).join(" & ")})`)
    .join(" | ");
