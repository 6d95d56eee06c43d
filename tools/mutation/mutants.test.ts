import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { apply, mutantsOf } from "./mutants.ts";

const mutated = (source: string): string[] => mutantsOf(source).map((mutant) => apply(source, mutant));

/** A source, and every mutant of it. */
const CASES: [source: string, mutants: string[]][] = [
  ["f(a < b);", ["f(a <= b);"]],
  ["f(a === b && c);", ["f(a !== b && c);", "f(a === b || c);"]],
  ["f(1, 0n);", ["f(2, 0n);", "f(1, 1n);"]],
  ['f("BAD_LEAF");', ['f("");']],
  ['f("a sentence for people");', []],
  ["if (a) f();", ["if (!(a)) f();"]],
  ["f(!a);", ["f(a);"]],
  [
    'throw new LogError("CODE", `at ${place} it broke`);',
    [";", 'throw new LogError("", `at ${place} it broke`);'],
  ],
  ["throw malformed(`${n} bytes`);", [";"]],
  ["function f() { return g(a); }", ["function f() { return undefined; }"]],
  ["f(`${a} x\n`);", ["f(`${a}`);"]],
  ['type Size = 1 | 2; type Name = "a" | "b";', []],
  ["const f = (a: 1 | 2): a is 1 => a as 1;", []],
  ['import { a } from "./a.ts";', []],
  ["// a < b && true", []],
];

for (const [source, expected] of CASES) {
  test(`mutants of ${source}`, () => {
    assert.deepEqual(mutated(source).toSorted(), expected.toSorted());
  });
}

test("a trial notices a fault that a test covers and lets one live that none covers", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "setu-mutation-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = "export const less = (a: number, b: number): boolean => a < b;\n";
  writeFileSync(join(folder, "less.ts"), source);
  const suite = (a: number, b: number, want: boolean): string => {
    const file = join(folder, `less-${a}-${b}.test.ts`);
    const text = `import t from "node:test"; import a from "node:assert"; import { less } from "./less.ts";
      t("less", () => a.equal(less(${a}, ${b}), ${want}));`;
    writeFileSync(file, text);
    return file;
  };
  const [mutant] = mutantsOf(source);
  assert.ok(mutant);
  const text = join(folder, "other.ts");
  writeFileSync(text, apply(source, mutant));
  const noticed = (file: string): boolean => {
    const orders = { tests: [file], module: pathToFileURL(join(folder, "less.ts")).href, text };
    try {
      // Inside `node --test` the environment would make the trial report to the outer run.
      const env = { PATH: process.env["PATH"] };
      execFileSync(process.execPath, [join(import.meta.dirname, "trial.ts"), JSON.stringify(orders)], {
        env,
      });
      return false;
    } catch (error) {
      assert.equal((error as { status?: number }).status, 1);
      return true;
    }
  };
  assert.equal(noticed(suite(1, 1, false)), true);
  assert.equal(noticed(suite(1, 2, true)), false);
});
