import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { RULES, violations } from "./imports.ts";

const ROOT = join(import.meta.dirname, "..");
const FILES = globSync("{core,tlog,link,desks,viewer,ui,web,sim,server,cli}/**/*.{ts,tsx}", {
  cwd: ROOT,
  exclude: (name) => /(?:^|\/)(?:node_modules|dist)$/.test(name),
}).map((file) => file.replaceAll("\\", "/"));

test("no file imports or uses what the part it stands in must not", () => {
  assert.ok(FILES.length > 50, `only ${FILES.length} files were found`);
  const found = FILES.flatMap((file) => violations(file, readFileSync(join(ROOT, file), "utf8")));
  assert.deepEqual(
    found.map(({ file, line, what }) => `${file}:${line} ${what}`),
    [],
  );
});

test("every workspace with source has a rule", () => {
  for (const file of FILES)
    assert.ok(
      RULES.some(({ under }) => file.startsWith(under)),
      file,
    );
});

/** Planted faults: file, line of source, and whether the checker must object. */
const PLANTED: [file: string, source: string, forbidden: boolean][] = [
  ["core/src/a.ts", 'import { readFileSync } from "node:fs";', true],
  ["core/src/a.ts", 'import type { Client } from "pg";', true],
  ["core/src/a.ts", 'import { tree } from "tlog";', true],
  ["core/src/a.ts", 'import { b } from "./b.ts";', false],
  ["core/src/a.ts", 'import { b } from "../../server/src/b.ts";', true],
  ["core/src/a.ts", 'const b = await import("node:fs");', true],
  ["core/src/a.ts", "const b = await import(`node:fs`);", true],
  ["core/src/a.ts", 'export * from "../../tlog/src/tree.ts";', true],
  ["core/src/a.ts", '// import { b } from "node:fs";', false],
  ["core/src/a.ts", 'const text = "import from node:fs";', false],
  ["core/src/a.test.ts", 'import test from "node:test";', false],
  ["tlog/src/tree.ts", 'import { sha256 } from "@noble/hashes/sha2.js";', true],
  ["tlog/src/tree.ts", 'import { sha256 } from "#crypto";', false],
  ["tlog/src/tree.ts", 'import { act } from "@setu/core";', true],
  ["tlog/src/crypto.node.ts", 'import { sign } from "node:crypto";', false],
  ["tlog/src/crypto.browser.ts", 'import { sign } from "node:crypto";', true],
  ["link/src/a.ts", 'import { act } from "@setu/core/act.ts"; import { tree } from "tlog";', false],
  ["link/src/a.ts", 'import { b } from "@setu/requests";', true],
  ["link/src/a.ts", 'import { b } from "@setu/server";', true],
  ["desks/requests/src/a.ts", 'import { act } from "@setu/core";', false],
  ["desks/requests/src/a.ts", 'import { Button } from "@setu/ui";', true],
  ["desks/requests/src/a.tsx", 'import { Button } from "@setu/ui/button.tsx";', false],
  ["desks/requests/src/screens/a.ts", 'import { Button } from "@setu/ui/button.tsx";', false],
  ["desks/requests/src/screens/a.ts", 'import { b } from "@setu/link";', true],
  ["desks/requests/src/a.ts", 'import { b } from "@setu/link";', true],
  ["desks/requests/src/a.ts", 'import { b } from "@setu/alerts";', true],
  ["desks/requests/src/a.test.ts", 'import { b } from "../../alerts/src/b.ts";', true],
  ["ui/src/a.tsx", 'import { b } from "@setu/requests";', true],
  ["web/src/a.tsx", 'import { b } from "@setu/server";', true],
  ["web/src/a.tsx", 'import type { b } from "@setu/cli";', true],
  ["web/src/a.tsx", 'import { join } from "node:path";', true],
  ["web/vite.config.ts", 'import { join } from "node:path";', false],
  ["sim/src/a.ts", 'import { b } from "@setu/server";', true],
  ["sim/src/a.ts", 'import { b } from "../../server/src/b.ts";', true],
  ["server/src/a.ts", 'import { b } from "@setu/web";', true],
  ["core/src/a.ts", "const t = Date.now();", true],
  ["core/src/a.ts", "const t = new Date();", true],
  ["core/src/a.ts", "const t = new Date;", true],
  ["core/src/a.ts", "const t = new Date(ms);", false],
  ["core/src/a.ts", "const t = Date.UTC(2026, 0);", false],
  ["link/src/a.ts", "const n = Math.random();", true],
  ["link/src/a.ts", "setTimeout(done, 5);", true],
  ["link/src/a.ts", "const t = performance.now();", true],
  ["link/src/a.ts", 'const home = process.env["HOME"];', true],
  ["link/src/a.ts", "await fetch(url);", true],
  ["link/src/a.ts", "await globalThis.fetch(url);", true],
  ["link/src/a.ts", "await port.fetch(url);", false],
  ["link/src/a.ts", "interface Port { fetch: Get; process: Step }", false],
  ["link/src/a.ts", "interface Port { send(): void; fetch(from: number): Promise<Bytes>; }", false],
  ["link/src/a.ts", "class Twin { fetch(from: number) { return fetch(from); } }", true],
  ["core/src/clock/a.ts", 'import days from "../../../spec/days.json" with { type: "json" };', false],
  ["core/src/clock/a.ts", 'import days from "../../../spec/days.ts";', true],
  ["tlog/src/a.ts", "crypto.getRandomValues(bytes);", true],
  ["tlog/src/a.ts", "const id = crypto.randomUUID();", true],
  ["tlog/src/a.ts", "const text = `${Math.random()}`;", true],
  ["tlog/src/a.ts", "const text = `Math.random()`; const r = /Date.now/;", false],
  ["server/src/a.ts", "const t = Date.now();", false],
];

for (const [file, source, forbidden] of PLANTED) {
  test(`${forbidden ? "objects to" : "allows"} ${source} in ${file}`, () => {
    assert.equal(violations(file, source).length > 0, forbidden);
  });
}
