import toEuropol from "../../../spec/evaluation/admiralty-to-europol.json" with { type: "json" };
import type { Evaluated } from "./evaluation.ts";

/** The letter and digit that officers say, and what the one scheme comes near to in the other. */
type Word = Pick<Evaluated, "scheme" | "source" | "information">;

/** `B2`: codes of acts begin with a small letter, so the digit of the information stands behind one. */
export const notation = ({ source, information }: Pick<Word, "source" | "information">): string =>
  `${source.toUpperCase()}${information.replace(/^i/, "").toUpperCase()}`;

/**
 * What an evaluation comes near to in the Europol scheme, each possible reading; none for one that is in it already, or
 * that this version cannot read. The mapping loses and goes one way only: nothing is ever mapped upward.
 */
export function nearly({ scheme, source, information }: Word): readonly string[] {
  if (scheme !== toEuropol.from) return [];
  const sources = listed(toEuropol.source, source);
  const kinds = listed(toEuropol.information, information);
  return sources.flatMap((s) => kinds.map((i) => notation({ source: s, information: i })));
}

const listed = (map: Readonly<Record<string, readonly string[]>>, code: string): readonly string[] =>
  Object.hasOwn(map, code) ? (map[code] ?? []) : [];
