import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { isLinear, judge } from "./backtracking.ts";
import { lineOf, tokenize } from "./tokens.ts";

const ROOT = join(import.meta.dirname, "..");
/** What runs in a node, at a command line and in a browser; what builds and tests it reads our own files only. */
const FILES = globSync("{core,tlog,link,desks,viewer,ui,web,sim,server,cli}/**/*.{ts,tsx}", {
  cwd: ROOT,
  exclude: (name) => /(?:^|\/)(?:node_modules|dist|build|test)$/.test(name),
}).filter((file) => !/\.(?:test|fixture)\.tsx?$/.test(file));

/** Where a pattern is put together while the program runs, and why no stranger's words are in it. */
const BUILT: Readonly<Record<string, string>> = {
  "desks/requests/src/texts/fields.ts": "another flag for a literal",
  "server/src/intake/html-text.ts": "one of five names of elements",
  "server/src/requests/joined.ts": "a class of signs of ours",
  "server/src/requests/numbers.ts": "a table of ours",
  "server/src/requests/words.ts": "a table of ours",
  "viewer/src/eml.ts": "a name of a parameter that we write",
  "viewer/src/xml.ts": "another place for a literal, and a name of an attribute that we write",
};

interface Literal {
  readonly at: string;
  readonly source: string;
  readonly flags: string;
}
function literalsOf(file: string): Literal[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const tokens = tokenize(text);
  // After `<` it is the end tag of JSX.
  return tokens
    .filter((token, i) => token.kind === "regex" && tokens[i - 1]?.text !== "<")
    .map(({ text: literal, start }) => {
      const end = literal.lastIndexOf("/");
      return {
        at: `${file}:${lineOf(text, start)} ${literal}`,
        source: literal.slice(1, end),
        flags: literal.slice(end + 1),
      };
    });
}

test("abuse 10: no regular expression of ours can be made to work more than its input is long", () => {
  const literals = FILES.flatMap(literalsOf);
  assert.ok(literals.length > 150, `only ${literals.length} were found`);
  const bad = literals.flatMap(({ at, source, flags }) => {
    const verdict = judge(source, flags);
    return isLinear(verdict) ? [] : [`${at} grows ${verdict.growth} by ${JSON.stringify(verdict.attack)}`];
  });
  assert.deepEqual(bad, []);
});

test("abuse 10: nobody's words become a regular expression", () => {
  const found = FILES.filter((file) => /\bRegExp\(/.test(readFileSync(join(ROOT, file), "utf8")));
  assert.deepEqual(found.toSorted(), Object.keys(BUILT));
});

/** What the judge must and must not object to. */
const PLANTED: readonly [literal: RegExp, linear: boolean][] = [
  [/^(a+)+$/, false],
  [/^(?:a|a)*$/, false],
  [/^(?:\w+\s?)*$/, false],
  [/^\d+\d+$/, false],
  [/^[a-z0-9]*-?[0-9a-f]*$/, false],
  [/\s+$/, false],
  [/<!--[^]*?-->/, false],
  [/^(?:<!--[^]*?-->\s*)*<svg/, false],
  [/(?<=x\d*)y/, false],
  [/^(\w+)=\1\1*$/, true],
  [/^(?:\w+\s)*$/, true],
  [/^[a-z]+(?:-[a-z0-9]+)*$/, true],
  [/<[^<>]*>/g, true],
  [/\d{1,3}(?:\.\d{1,3}){3}/g, true],
  [/[[\p{L}\p{N}]--[a-z]]+/v, true],
];
test("the judge of expressions finds what was planted, and only that", () => {
  for (const [{ source, flags }, linear] of PLANTED)
    assert.equal(isLinear(judge(source, flags)), linear, `/${source}/${flags}`);
  assert.throws(() => judge("(?<name>a)\\k<name>", ""), /not understood/);
});
