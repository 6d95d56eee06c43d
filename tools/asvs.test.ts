import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { ABSENT } from "./absent.ts";
import { abusePage, asvsPage } from "./asvs-pages.ts";
import {
  type Abuse,
  type Answer,
  answerFaults,
  CHAPTERS,
  hasTest,
  LEVELS,
  numberingFaults,
  type TestName,
} from "./asvs.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const answers = globSync("spec/asvs/v*.json", { cwd: ROOT })
  .toSorted()
  .flatMap((file) => JSON.parse(read(file)) as Answer[]);
const abuses = JSON.parse(read("spec/abuse.json")) as readonly Abuse[];

test("each of the 345 requirements has one answer, and none is blank", () => {
  assert.equal(answers.length, 345);
  assert.deepEqual(numberingFaults(answers.map(({ id }) => id)), []);
  assert.deepEqual(answerFaults(answers), []);
  CHAPTERS.forEach((size, i) => {
    assert.equal(answers.filter(({ id }) => id.startsWith(`${i + 1}.`)).length, size, `chapter ${i + 1}`);
  });
  for (const [level, size] of Object.entries(LEVELS))
    assert.equal(answers.filter((each) => each.level === Number(level)).length, size, `level ${level}`);
});

test("each abuse of the list has a test or says why not", () => {
  assert.deepEqual(
    abuses.map(({ no }) => no),
    Array.from({ length: 64 }, (_, i) => i + 1),
  );
  for (const { no, what, tests = [], notYet = "" } of abuses)
    assert.ok(what !== "" && tests.length > 0 !== notYet.length > 0, `abuse ${no}`);
});

test("each test that an answer names is there", () => {
  const sources = new Map<string, string>();
  const missing = ({ tests = [] }: { readonly tests?: readonly TestName[] }) =>
    tests.filter(([file, name]) => {
      if (!sources.has(file)) sources.set(file, globSync(file, { cwd: ROOT }).length === 1 ? read(file) : "");
      const [, what] = /^not there: (.+)$/.exec(name) ?? [];
      return !hasTest(sources.get(file) ?? "", name) || (what !== undefined && !Object.hasOwn(ABSENT, what));
    });
  assert.deepEqual(answers.flatMap(missing), []);
  assert.deepEqual(abuses.flatMap(missing), []);
});

test("a name that no test has is not found", () => {
  const source =
    'test("a plain one", () => {});\ntest(`abuse 1: ${what}, and no`, () => {});\n// it("never")';
  for (const name of ["a plain one", "abuse 1: x, and no", "abuse 1: ${what}, and no"])
    assert.ok(hasTest(source, name), name);
  for (const name of ["a plain", "abuse 1: , and no", "abuse 1: x", "abuse 2: x, and no", ""])
    assert.ok(!hasTest(source, name), name);
});

test("what an answer rests on in writing stands under its heading", () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-");
  const missing = answers
    .flatMap(({ written = [] }) => written)
    .filter((place) => {
      const [page = "", anchor] = place.split("#");
      const parts = read(page).split(/^## /m).slice(1);
      const found = parts.find((part) => slug(part.split("\n")[0] ?? "") === anchor);
      return found === undefined || found.length < 200;
    });
  assert.deepEqual(missing, []);
});

test("each number of docs/hardening.md stands in the code", () => {
  const rows = [...read("docs/hardening.md").matchAll(/^\|[^|]+\|[^|]+\| `([^`]+)` +\| `([^`]+)` +\|$/gm)];
  assert.ok(rows.length > 35, `only ${rows.length} were read`);
  assert.deepEqual(
    rows.filter(([, file = "", literal = ""]) => !read(file).includes(literal)).map(([row]) => row),
    [],
  );
});

test("docs/asvs.md and docs/abuse.md are written from their tables (UPDATE=1 writes them)", () => {
  for (const [file, page] of [
    ["docs/asvs.md", asvsPage(answers)],
    ["docs/abuse.md", abusePage(abuses)],
  ] as const) {
    if (process.env["UPDATE"] === "1") writeFileSync(join(ROOT, file), page);
    assert.ok(read(file) === page, `${file} is not what its table says`);
  }
});
