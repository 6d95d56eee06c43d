import { stripTypeScriptTypes } from "node:module";
import { type Token, tokenize } from "../tokens.ts";

/** One small fault in one file: the characters from `start` to `end` become `text`. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What each mark or word is exchanged for. */
const EXCHANGE: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "**": "*",
  "<<": ">>",
  ">>": "<<",
  ">>>": "<<",
  "&": "|",
  "|": "&",
  "^": "&",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "++": "--",
  "--": "++",
  "+=": "-=",
  "-=": "+=",
  true: "false",
  false: "true",
};

/** A string that a program reads: a code, a field name, a separator. Sentences are for people and not mutated. */
const CODE = /^\S*$|^[^A-Za-z]*$/;

/** All mutants of a file, without those inside types (a type has no behaviour) and those that do not parse. */
export function mutantsOf(source: string): Mutant[] {
  // Types become spaces and everything else keeps its place.
  const plain = stripTypeScriptTypes(source);
  const tokens = tokenize(plain);
  const sentences = messageRanges(tokens);
  const mutants = tokens.flatMap((token, index) => [
    ...exchange(token, tokens[index - 1], tokens[index + 1]),
    ...literal(token, tokens[index - 1], tokens[index + 1], sentences),
    ...statement(token, index, tokens, plain),
  ]);
  return mutants.filter((mutant) => parses(apply(plain, mutant)));
}

export const apply = (source: string, { start, end, text }: Mutant): string =>
  source.slice(0, start) + text + source.slice(end);

function parses(source: string): boolean {
  try {
    stripTypeScriptTypes(source);
    return true;
  } catch {
    return false;
  }
}

function exchange(token: Token, before: Token | undefined, after: Token | undefined): Mutant[] {
  const { start, end, text } = token;
  if (text === "!" && token.kind === "mark") return [{ start, end, text: "" }];
  const other = token.kind === "mark" || token.kind === "word" ? EXCHANGE[text] : undefined;
  if (other === undefined || before?.text === "." || after?.text === ":" || text in Object.prototype)
    return [];
  return [{ start, end, text: other }];
}

function literal(
  token: Token,
  before: Token | undefined,
  after: Token | undefined,
  sentences: readonly (readonly [number, number])[],
): Mutant[] {
  const { kind, text, start, end } = token;
  if (kind === "number") {
    const next = text.endsWith("n")
      ? `${BigInt(text.slice(0, -1).replaceAll("_", "")) + 1n}n`
      : oneMore(text);
    return [{ start, end, text: next }];
  }
  if (kind === "string") {
    if (before?.text === "from" || before?.text === "import" || after?.text === ":") return [];
    const content = text.slice(1, -1);
    return CODE.test(content) ? [{ start, end, text: content === "" ? '"mutated"' : '""' }] : [];
  }
  if (kind === "template") {
    if (sentences.some(([from, to]) => from <= start && end <= to)) return [];
    const [open, close] = [text.slice(0, 1), text.endsWith("${") ? "${" : "`"];
    return text.length > 1 + close.length ? [{ start, end, text: open + close }] : [];
  }
  return [];
}

const oneMore = (text: string): string => String(Number(text.replaceAll("_", "")) + 1);

/** What is thrown, or given to an error's constructor, is read by people; its code is a plain string and is mutated. */
function messageRanges(tokens: readonly Token[]): (readonly [number, number])[] {
  return tokens.flatMap((token, index) => {
    if (token.text === "throw") return [[token.start, endOfStatement(tokens, index)] as const];
    const made = token.text === "new" && tokens[index + 1]?.text.endsWith("Error");
    const opening = tokens[index + 2];
    if (!made || opening?.text !== "(") return [];
    return [[opening.start, closing(tokens, index + 2)] as const];
  });
}

function statement(token: Token, index: number, tokens: readonly Token[], source: string): Mutant[] {
  if (token.kind !== "word" || tokens[index - 1]?.text === ".") return [];
  const next = tokens[index + 1];
  if ((token.text === "if" || token.text === "while") && next?.text === "(") {
    const end = closing(tokens, index + 1);
    return [{ start: next.start, end, text: `(!${source.slice(next.start, end)})` }];
  }
  if (token.text === "throw") return [{ start: token.start, end: endOfStatement(tokens, index), text: ";" }];
  if (token.text === "return" && next && ![";", "}", "undefined"].includes(next.text)) {
    return [{ start: next.start, end: endOfStatement(tokens, index) - 1, text: "undefined" }];
  }
  return [];
}

const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/** The place after the bracket that closes the one at `from`. */
function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text, end } = tokens[at]!;
    if (kind !== "mark") continue;
    if (OPENING.has(text)) depth += 1;
    if (CLOSING.has(text) && --depth === 0) return end;
  }
  return tokens.at(-1)?.end ?? 0;
}

/** The place after the semicolon that ends the statement; our formatter always writes it. */
function endOfStatement(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const { kind, text, end } = tokens[at]!;
    if (kind !== "mark") continue;
    if (OPENING.has(text)) depth += 1;
    if (CLOSING.has(text)) depth -= 1;
    if (text === ";" && depth === 0) return end;
  }
  return tokens.at(-1)?.end ?? 0;
}
