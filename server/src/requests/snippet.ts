import type { SearchHit } from "@setu/requests";
import { maskIdentifiers } from "./identifiers.ts";
import { termsOf } from "./numbers.ts";
import type { Group } from "./search-query.ts";
import type { Place } from "./word-index.ts";
import type { Word } from "./words.ts";

/** The words around a hit, in UTF-16 units. */
const BEFORE = 60;
const AFTER = 100;

/** One text of a matter, and in which act it stands. A file is its name alone. */
export type Text = { readonly place: Place; readonly act: string | null; readonly text: string };

/** Null when the text, as it is now, holds nothing that was sought. */
export function hitIn({ place, act, text }: Text, groups: readonly Group[]): SearchHit | null {
  // People look for a reference in many ways; it is short enough to be shown whole.
  if (place === "reference") return { where: place, act, before: "", match: oneLine(text), after: "" };
  const found = first(termsOf(text), groups);
  if (!found) return null;
  const { from, to } = found.at;
  // A title is masked wherever it stands alone; masking keeps every place where it was.
  const shown = place === "title" ? maskIdentifiers(text) : text;
  return {
    where: found.kind === "number" && (place === "text" || place === "note") ? "number" : place,
    act,
    before: tail(shown.slice(0, from)),
    match: oneLine(shown.slice(from, to)),
    after: head(shown.slice(to)),
  };
}

type Term = { readonly kind: Group["kind"]; readonly at: Word };

/** Of what was sought, what was said first; of its spellings, the closest of which all words are here. */
function first(terms: readonly Word[], groups: readonly Group[]): Term | null {
  const known = new Map<string, Word>();
  for (const term of terms) if (!known.has(term.word)) known.set(term.word, term);
  for (const { kind, alternatives, prefix } of groups) {
    const at = (word: string): Word | undefined =>
      known.get(word) ?? (word === prefix ? terms.find((term) => term.word.startsWith(word)) : undefined);
    const met = alternatives.find((words) => words.every(at)) ?? alternatives.flat();
    const found = met.map(at).find((each) => each !== undefined);
    if (found) return { kind, at: found };
  }
  return null;
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

/** Cut between two words where there is a gap between any. */
function head(text: string): string {
  if (text.length <= AFTER) return oneLine(text).trimEnd();
  const cut = text.slice(0, AFTER);
  const gap = cut.search(/\s\S*$/);
  return `${oneLine((gap > 0 ? cut.slice(0, gap) : cut).toWellFormed())}…`;
}

function tail(text: string): string {
  if (text.length <= BEFORE) return oneLine(text).trimStart();
  const cut = text.slice(-BEFORE);
  const gap = cut.search(/\s/);
  return `…${oneLine((gap >= 0 ? cut.slice(gap + 1) : cut).toWellFormed())}`;
}
