export type TokenKind = "word" | "number" | "string" | "template" | "regex" | "mark";

/** A token of TypeScript with its place; comments and spaces are left out. Template text and its holes' code are apart. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MARKS =
  /^(?:>>>=|\.\.\.|===|!==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|<<|>>|\*\*|[^\s\w$])/;
const WORD = /^[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/u;
const NUMBER =
  /^(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/;
const STRING = /^(?:"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/;
const REGEX = /^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/;
const COMMENT = /^(?:\/\/[^\n]*|\/\*[^]*?\*\/)/;

/** After these words a slash begins a regular expression. */
const BEFORE_OPERAND = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "throw",
  "void",
  "delete",
  "await",
  "yield",
]);

/**
 * Splits TypeScript into tokens: exact for what our tools ask (which words, which strings, where), and forgiving, since
 * the compiler has judged the file already. In JSX a stray quote is one mark, and the next line starts afresh.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each open template hole: how many braces are open inside it. */
  const holes: number[] = [];
  let at = 0;
  const push = (kind: TokenKind, text: string): void => {
    tokens.push({ kind, text, start: at, end: at + text.length });
    at += text.length;
  };
  if (source.startsWith("#!")) at = source.indexOf("\n");
  while (at < source.length) {
    const rest = source.slice(at, at + 4096);
    const first = rest[0] ?? "";
    const space = /^\s+/.exec(rest)?.[0] ?? (first === "/" ? COMMENT.exec(source.slice(at))?.[0] : undefined);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    if (first === "`" || (first === "}" && holes.at(-1) === 0)) {
      if (first === "}") holes.pop();
      const text = templatePart(source, at);
      if (text.endsWith("${")) holes.push(0);
      push("template", text);
      continue;
    }
    if (holes.length > 0 && (first === "{" || first === "}")) {
      holes.push((holes.pop() ?? 0) + (first === "{" ? 1 : -1));
    }
    const word = WORD.exec(rest)?.[0];
    const number = NUMBER.exec(rest)?.[0];
    const string = STRING.exec(rest)?.[0];
    const regex = first === "/" && operandMayFollow(tokens.at(-1)) ? REGEX.exec(rest)?.[0] : undefined;
    if (word !== undefined) push("word", word);
    else if (number !== undefined && number !== "") push("number", number);
    else if (string !== undefined) push("string", string);
    else if (regex !== undefined) push("regex", regex);
    else push("mark", MARKS.exec(rest)?.[0] ?? first);
  }
  return tokens;
}

/** From a backquote or a closing hole to the next hole or the end of the template, both included. */
function templatePart(source: string, from: number): string {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === "`") return source.slice(from, at + 1);
    else if (source.startsWith("${", at)) return source.slice(from, at + 2);
  }
  return source.slice(from);
}

function operandMayFollow(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "word") return BEFORE_OPERAND.has(before.text);
  return before.kind === "mark" && ![")", "]", "}"].includes(before.text);
}

/** One-based, as editors count. */
export const lineOf = (source: string, offset: number): number => source.slice(0, offset).split("\n").length;
