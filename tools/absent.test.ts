import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { ABSENT } from "./absent.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** What runs in production: no tests, no fixtures, and not the demonstration's world. */
const FILES = globSync(
  "{core,tlog,link,policy,server,viewer,ui,cli,desks/*,verifier,web}/src/**/*.{ts,tsx}",
  {
    cwd: ROOT,
  },
)
  .filter((file) => !/\.(?:test|fixture|suite|d)\.ts$|^cli\/src\/demo\/|\/locales\//.test(file))
  .toSorted();
const SOURCES = new Map(FILES.map((file) => [file, read(file)]));
const PACKAGES = (JSON.parse(read("tools/supply-chain.json")) as { production: readonly string[] })
  .production;

for (const [what, { words, but = {} }] of Object.entries(ABSENT)) {
  test(`not there: ${what}`, () => {
    assert.ok(FILES.length > 300 && PACKAGES.length > 20);
    const found = FILES.filter((file) => words.test(SOURCES.get(file) ?? ""));
    assert.deepEqual(found, Object.keys(but));
    assert.deepEqual(
      PACKAGES.filter((name) => words.test(name)),
      [],
    );
  });
}
