/** One regular expression as a tree: what `backtracking.ts` walks, as the engine of V8 does. */
export type Pattern =
  | { readonly kind: "one"; readonly takes: (char: string) => boolean; readonly samples: readonly string[] }
  | { readonly kind: "row" | "choice"; readonly of: readonly Pattern[] }
  | {
      readonly kind: "many";
      readonly of: Pattern;
      readonly min: number;
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: "group"; readonly of: Pattern; readonly no: number }
  | { readonly kind: "look"; readonly of: Pattern; readonly behind: boolean; readonly not: boolean }
  | { readonly kind: "edge"; readonly what: string }
  | { readonly kind: "again"; readonly no: number };

const ATOM =
  /^(?:\\(?:[pP]\{[^}]*\}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|[^])|[^()[\]|*+?\\]|\])/u;
const TIMES = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})(\??)/;
const GROUP = /^\((?:\?(?::|(<?)([=!])|<\w+>))?/;
/** What may meet a class that names no character: a letter of three scripts, a digit, spaces, marks, nothing printable. */
const ANY = ["a", "Z", "é", "क", "0", " ", "\t", "\n", "-", "_", ".", '"', "<", "\u0000", "\u200d", "\u0301"];

/** @throws Error for syntax that it does not know: then nothing can be said about the expression */
export function readPattern(source: string, flags: string): Pattern {
  let rest = source;
  let groups = 0;
  const unicode = flags.replace(/[^iuv]/g, "");

  function choice(): Pattern {
    const of = [row()];
    while (rest.startsWith("|")) {
      rest = rest.slice(1);
      of.push(row());
    }
    return of.length === 1 && of[0] ? of[0] : { kind: "choice", of };
  }
  function row(): Pattern {
    const of: Pattern[] = [];
    while (rest !== "" && !rest.startsWith("|") && !rest.startsWith(")")) of.push(times(part()));
    return { kind: "row", of };
  }
  function times(of: Pattern): Pattern {
    const found = TIMES.exec(rest);
    if (!found) return of;
    rest = rest.slice(found[0].length);
    const [, sign, least, comma, most] = found;
    const min = sign === undefined ? Number(least) : sign === "+" ? 1 : 0;
    const open = sign === undefined ? most === "" : sign !== "?";
    const max = open ? Infinity : sign === "?" ? 1 : comma === "," ? Number(most) : min;
    return { kind: "many", of, min, max, lazy: found[5] === "?" };
  }
  function part(): Pattern {
    if (rest.startsWith("[")) return one(take(classLength(rest, flags.includes("v"))));
    const group = GROUP.exec(rest)?.[0];
    if (group !== undefined) return inGroup(take(group.length));
    const edge = /^(?:[$^]|\\[bB])/.exec(rest)?.[0];
    if (edge !== undefined) return { kind: "edge", what: take(edge.length) };
    const again = /^\\([1-9])/.exec(rest);
    if (again) {
      take(2);
      return { kind: "again", no: Number(again[1]) };
    }
    const atom = ATOM.exec(rest)?.[0];
    if (atom === undefined || atom.startsWith("\\k")) throw new Error(`not understood: ${rest}`);
    return one(take(atom.length));
  }
  function inGroup(open: string): Pattern {
    const captures = open === "(" || /^\(\?<\w/.test(open);
    const no = captures ? (groups += 1) : 0;
    const of = choice();
    if (take(1) !== ")") throw new Error(`no end of the group in ${source}`);
    if (captures) return { kind: "group", of, no };
    if (open === "(?:") return of;
    return { kind: "look", of, behind: open.includes("<"), not: open.endsWith("!") };
  }
  function take(length: number): string {
    const taken = rest.slice(0, length);
    rest = rest.slice(length);
    return taken;
  }
  function one(text: string): Pattern {
    const judge = new RegExp(`^(?:${text})$`, flags.includes("s") ? `${unicode}s` : unicode);
    const known = new Map<string, boolean>();
    const takes = (char: string): boolean => {
      const cached = known.get(char) ?? judge.test(char);
      known.set(char, cached);
      return cached;
    };
    return { kind: "one", takes, samples: samplesOf(text).filter(takes) };
  }

  const pattern = choice();
  if (rest !== "") throw new Error(`not understood: ${rest}`);
  return pattern;
}

function classLength(text: string, nested: boolean): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === "[" && (depth === 0 || nested)) depth += 1;
    else if (text[at] === "]" && --depth === 0) return at + 1;
  }
  throw new Error(`no end of the class in ${text}`);
}

/** Two classes that share a character share one of their named ends, or one of these. */
function samplesOf(text: string): string[] {
  const named = text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return [...new Set([...named, ...ANY])];
}
