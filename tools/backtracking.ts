import { readPattern, type Pattern } from "./pattern.ts";

/**
 * How the work of a backtracking engine grows with hostile input, counted in steps and not in time, so that a busy
 * machine gives the same verdict. Strings are made from the expression itself: the way to each of its loops, then
 * what the loop takes again and again, then something that fits nothing.
 */
const SHORT = 128;
const LIMIT = 1_000_000;
/** Twice the input is twice the work; four times would be the square. */
const LINEAR = 2.6;

export interface Verdict {
  /** Work for input of double length, at its worst: 2 is linear, 4 the square, Infinity more than can be counted. */
  readonly growth: number;
  /** The string that shows it, as what comes before, what is repeated, and what comes after. */
  readonly attack: readonly [before: string, repeated: string, after: string];
}

/** The first attack that is more than linear, otherwise the worst that was found for `/source/flags`. */
export function judge(source: string, flags: string): Verdict {
  const pattern = readPattern(source, flags);
  let worst: Verdict = { growth: 0, attack: ["", "", ""] };
  if (!endless(pattern)) return worst;
  for (const attack of attacks(pattern)) {
    const work = (times: number): number => steps(pattern, flags, attack, times);
    const once = work(SHORT);
    // Shorter than this, even the square of it would be no attack.
    if (once < SHORT * 3) continue;
    const growth = once === Infinity ? Infinity : work(SHORT * 2) / once;
    if (growth > worst.growth) worst = { growth, attack };
    if (!isLinear(worst)) break;
  }
  return worst;
}

export const isLinear = (verdict: Verdict): boolean => verdict.growth < LINEAR;

const endless = (pattern: Pattern): boolean =>
  (pattern.kind === "many" && pattern.max > SHORT) || childrenOf(pattern).some(endless);
const childrenOf = (pattern: Pattern): readonly Pattern[] =>
  "of" in pattern ? (Array.isArray(pattern.of) ? pattern.of : [pattern.of as Pattern]) : [];

const FITS_NOTHING = ["", "\u0001", "\n\u0001"];

function attacks(pattern: Pattern): Verdict["attack"][] {
  const found = new Map<string, Verdict["attack"]>();
  const letters = alphabet(pattern);
  for (const { before, bodies } of loops(pattern, [""])) {
    for (const head of before)
      for (const repeated of new Set([...bodies, ...letters]))
        for (const after of FITS_NOTHING) {
          found.set(`${head}|${repeated}|${after}`, [head, repeated, after]);
          // A search begins anew wherever the way to a loop begins anew.
          if (head !== "") found.set(`|${head}${repeated}|${after}`, ["", head + repeated, after]);
        }
  }
  return [...found.values()];
}

function alphabet(pattern: Pattern): string[] {
  const own = pattern.kind === "one" ? pattern.samples.slice(0, 12) : [];
  return [...new Set([...own, ...childrenOf(pattern).flatMap(alphabet)])].slice(0, 60);
}

interface Loop {
  readonly before: readonly string[];
  readonly bodies: readonly string[];
}

/** Every loop with strings that lead to it and strings that it takes. */
function loops(pattern: Pattern, before: readonly string[]): Loop[] {
  if (pattern.kind === "row") {
    const found: Loop[] = [];
    let here = before;
    for (const each of pattern.of) {
      found.push(...loops(each, here));
      const next = members(each);
      here = here.flatMap((head) => next.slice(0, 2).map((tail) => head + tail)).slice(0, 4);
    }
    return found;
  }
  const inside = childrenOf(pattern).flatMap((each) => loops(each, before));
  if (pattern.kind !== "many" || pattern.max <= SHORT) return inside;
  return [{ before, bodies: members(pattern.of).filter((text) => text !== "") }, ...inside];
}

/** A few strings that the pattern takes, short ones first. */
function members(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case "one":
      return pattern.samples.slice(0, 6);
    case "choice":
      return pattern.of.flatMap((each) => members(each).slice(0, 2)).slice(0, 12);
    case "row":
      return pattern.of.reduce<string[]>(
        (heads, each) => {
          const tails = members(each);
          if (tails.length === 0) return [];
          const wide = Math.max(heads.length, tails.length);
          return Array.from(
            { length: Math.min(wide, 8) },
            (_, i) => (heads[i % heads.length] ?? "") + (tails[i % tails.length] ?? ""),
          );
        },
        [""],
      );
    case "many": {
      const once = members(pattern.of);
      const least = once.map((text) => text.repeat(pattern.min));
      return [
        ...new Set(
          pattern.min === 0 ? ["", ...once] : [...least, ...once.map((text) => text.repeat(pattern.min + 1))],
        ),
      ];
    }
    case "group":
      return members(pattern.of);
    default:
      return [""];
  }
}

/** Steps of one search through the whole text; Infinity above the limit. */
function steps(
  pattern: Pattern,
  flags: string,
  [before, repeated, after]: Verdict["attack"],
  times: number,
): number {
  const text = before + repeated.repeat(Math.ceil(times / repeated.length)) + after;
  const chars = /[uv]/.test(flags) ? [...text] : text.split("");
  const machine = new Machine(chars, flags.includes("m"));
  try {
    for (let from = 0; from <= chars.length; from++) {
      const end = machine.run(pattern, from);
      if (flags.includes("y")) break;
      // What fits is not searched again.
      if (end !== null && end > from) from = end - 1;
    }
  } catch (error) {
    if (error !== TOO_MANY) throw error;
    return Infinity;
  }
  return machine.steps;
}

const TOO_MANY = new Error("too many steps");
type Next = (at: number) => boolean;

class Machine {
  steps = 0;
  readonly #chars: readonly string[];
  readonly #lines: boolean;
  readonly #groups: [number, number][] = [];
  constructor(chars: readonly string[], lines: boolean) {
    this.#chars = chars;
    this.#lines = lines;
  }

  /** Where the match that begins there ends. */
  run(pattern: Pattern, from: number): number | null {
    let end: number | null = null;
    this.#go(pattern, from, 1, (at) => {
      end = at;
      return true;
    });
    return end;
  }

  #go(pattern: Pattern, at: number, way: 1 | -1, next: Next): boolean {
    if (++this.steps > LIMIT) throw TOO_MANY;
    switch (pattern.kind) {
      case "one": {
        const char = this.#chars[way === 1 ? at : at - 1];
        return char !== undefined && pattern.takes(char) && next(at + way);
      }
      case "choice":
        return pattern.of.some((each) => this.#go(each, at, way, next));
      case "row":
        return this.#row(way === 1 ? pattern.of : pattern.of.toReversed(), 0, at, way, next);
      case "many":
        return this.#many(pattern, 0, at, way, next);
      case "group":
        return this.#go(pattern.of, at, way, (to) => {
          const before = this.#groups[pattern.no];
          this.#groups[pattern.no] = way === 1 ? [at, to] : [to, at];
          if (next(to)) return true;
          this.#groups[pattern.no] = before ?? [0, 0];
          return false;
        });
      case "look":
        return this.#go(pattern.of, at, pattern.behind ? -1 : 1, () => true) !== pattern.not && next(at);
      case "edge":
        return this.#edge(pattern.what, at) && next(at);
      case "again": {
        const [from, to] = this.#groups[pattern.no] ?? [0, 0];
        const said = this.#chars.slice(from, to);
        const fits = said.every((char, i) => this.#chars[at + i] === char);
        return fits && next(at + said.length);
      }
    }
  }

  #row(of: readonly Pattern[], i: number, at: number, way: 1 | -1, next: Next): boolean {
    const first = of[i];
    return first === undefined
      ? next(at)
      : this.#go(first, at, way, (to) => this.#row(of, i + 1, to, way, next));
  }

  #many(pattern: Pattern & { kind: "many" }, had: number, at: number, way: 1 | -1, next: Next): boolean {
    const more = (): boolean =>
      had < pattern.max &&
      this.#go(
        pattern.of,
        at,
        way,
        (to) => (to !== at || had < pattern.min) && this.#many(pattern, had + 1, to, way, next),
      );
    const enough = (): boolean => had >= pattern.min && next(at);
    return pattern.lazy ? enough() || more() : more() || enough();
  }

  #edge(what: string, at: number): boolean {
    const [before, after] = [this.#chars[at - 1], this.#chars[at]];
    if (what === "^") return before === undefined || (this.#lines && before === "\n");
    if (what === "$") return after === undefined || (this.#lines && after === "\n");
    const word = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
    return (word(before) !== word(after)) === (what === "\\b");
  }
}
