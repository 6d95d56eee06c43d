/**
 * Answers to each requirement of OWASP ASVS 5.0.0 and to each abuse of our own list: read from `spec/asvs` and
 * `spec/abuse.json`, written out as `docs/asvs.md` and `docs/abuse.md`. An answer that is a test names its file and its
 * name; `tools/asvs.test.ts` looks whether it is there.
 */
export type TestName = readonly [file: string, name: string];

/** Exactly one of `tests`, `organisational` (who sees to it) and `notMet` (why, and how far it is). */
export interface Answer {
  readonly id: string;
  readonly level: 1 | 2 | 3;
  /** What is asked for, in a few words of our own. */
  readonly what: string;
  readonly tests?: readonly TestName[];
  /** Pages with their headings, where a requirement asks for something in writing. */
  readonly written?: readonly string[];
  readonly organisational?: string;
  readonly notMet?: string;
}

export interface Abuse {
  readonly no: number;
  readonly what: string;
  readonly tests?: readonly TestName[];
  readonly notYet?: string;
}

const KINDS = ["tests", "organisational", "notMet"] as const;
const KNOWN = ["id", "level", "what", "written", ...KINDS];

/** How many requirements each chapter and level of ASVS 5.0.0 has. */
export const CHAPTERS = [30, 13, 31, 16, 13, 47, 19, 13, 7, 36, 24, 12, 21, 13, 21, 17, 12] as const;
export const LEVELS = { 1: 70, 2: 183, 3: 92 } as const;

export function answerFaults(answers: readonly Answer[]): string[] {
  const faults: string[] = [];
  for (const answer of answers) {
    const given = KINDS.filter((kind) => answer[kind] !== undefined);
    const words = [answer.what, answer.organisational ?? "x", answer.notMet ?? "x"];
    if (given.length !== 1) faults.push(`${answer.id} has ${given.length} answers`);
    if (words.some((each) => each.trim() === "") || answer.tests?.length === 0)
      faults.push(`${answer.id} is blank`);
    if (answer.notMet !== undefined && !/ Distance: |^as for /.test(answer.notMet))
      faults.push(`${answer.id} does not say how far it is`);
    for (const field of Object.keys(answer))
      if (!KNOWN.includes(field)) faults.push(`${answer.id} says ${field}`);
  }
  return faults;
}

/** @returns what is wrong with the numbering: each section counts from one without a gap, in order */
export function numberingFaults(ids: readonly string[]): string[] {
  const faults: string[] = [];
  let before = [0, 0, 0];
  for (const id of ids) {
    const [chapter = 0, section = 0, no = 0] = id.split(".").map(Number);
    const [lastChapter = 0, lastSection = 0, lastNo = 0] = before;
    const next =
      chapter === lastChapter && section === lastSection
        ? no === lastNo + 1
        : no === 1 &&
          (chapter === lastChapter
            ? section === lastSection + 1
            : chapter === lastChapter + 1 && section === 1);
    if (!next) faults.push(`${id} after ${before.join(".")}`);
    before = [chapter, section, no];
  }
  return faults;
}

const NAME = /\b(?:test|it)(?:\.\w+)?\(\s*(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;

/** @returns whether a source has a test of that name; one that is put together fits any word in its holes */
export function hasTest(source: string, name: string): boolean {
  return [...source.matchAll(NAME)].some(([, plain, template]) => {
    if (plain !== undefined) return plain.replaceAll(/\\(.)/g, "$1") === name;
    const pieces = (template ?? "").split(/\$\{[^}]*\}/).map((piece) => piece.replaceAll(/\\(.)/g, "$1"));
    return template === name || fits(name, pieces);
  });
}

function fits(name: string, [first = "", ...rest]: readonly string[]): boolean {
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const [i, piece] of rest.entries()) {
    const found = i === rest.length - 1 ? name.length - piece.length : name.indexOf(piece, at + 1);
    // A hole that nothing stands in would be filled by any name.
    if (found <= at || !name.startsWith(piece, found)) return false;
    at = found + piece.length;
  }
  return at === name.length;
}
