import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { type Allowed, type Lock, lockFaults } from "./lockfile.ts";

const ROOT = join(import.meta.dirname, "..");
const read = <T>(file: string): T => JSON.parse(readFileSync(join(ROOT, file), "utf8")) as T;

interface Manifest {
  readonly name: string;
  readonly allowScripts?: Record<string, boolean>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const { packages: lock } = read<{ packages: Lock }>("package-lock.json");
const allowed = read<Allowed>("tools/supply-chain.json");
const denied = read<Manifest>("package.json").allowScripts ?? {};
const manifests = [
  "package.json",
  ...read<{ workspaces: string[] }>("package.json").workspaces.flatMap((folder) =>
    globSync(`${folder}/package.json`, { cwd: ROOT }),
  ),
].map((file) => read<Manifest>(file));

test("abuse 63: every package is pinned by integrity, none brings a script or a place of its own", () => {
  assert.deepEqual(lockFaults(lock, allowed, denied), []);
});

const pg = lock["node_modules/pg"];
const hash = `sha512-${"A".repeat(86)}==`;
const plain = { version: "1.0.0", integrity: hash, license: "MIT" };
const server = lock["server"];

/** A lock with one thing changed, and what must be said of it. */
const PLANTED: [what: string, change: Lock, fault: RegExp][] = [
  ["a package without integrity", { "node_modules/pg": { ...pg, integrity: "" } }, /pg has no sha512/],
  ["a weak integrity", { "node_modules/pg": { ...pg, integrity: "sha1-AAAA" } }, /pg has no sha512/],
  [
    "a named host",
    { "node_modules/pg": { ...pg, resolved: "https://registry.example/pg.tgz" } },
    /names the place/,
  ],
  ["an install script", { "node_modules/new": { ...plain, hasInstallScript: true } }, /install script/],
  ["a native program", { "node_modules/new": { ...plain, os: ["linux"] } }, /new is native/],
  ["a licence nobody read", { "node_modules/new": { ...plain, license: "BUSL-1.1" } }, /licence BUSL/],
  ["a link out of the house", { "node_modules/new": { link: true, resolved: "../new" } }, /links outside/],
  [
    "a new package below one that production uses",
    {
      "node_modules/pg": { ...pg, dependencies: { ...pg?.dependencies, new: "1.0.0" } },
      "node_modules/new": plain,
    },
    /new runs in production/,
  ],
  [
    "a list that names what is gone",
    {
      server: { ...server, dependencies: { ...server?.dependencies, hono: "" } },
      "node_modules/hono": { link: true },
    },
    /hono is allowed in production and gone/,
  ],
];

for (const [what, change, fault] of PLANTED) {
  test(`abuse 64: ${what} fails until a person allows it`, () => {
    const faults = lockFaults({ ...lock, ...change }, allowed, denied);
    assert.ok(
      faults.some((sentence) => fault.test(sentence)),
      faults.join("; ") || "no fault was found",
    );
  });
}

test("abuse 64: an install script that is listed but no longer denied fails", () => {
  assert.ok(lockFaults(lock, allowed, {}).some((fault) => /install script/.test(fault)));
});

test("every direct dependency is pinned exactly and has a row in docs/dependencies.md", () => {
  const docs = readFileSync(join(ROOT, "docs/dependencies.md"), "utf8");
  const rows = new Set([...docs.matchAll(/^\| `([^`]+)`\s*\|/gm)].map(([, name]) => name));
  const ours = new Set(manifests.map(({ name }) => name));
  const direct = manifests.flatMap((manifest) =>
    Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }),
  );
  assert.ok(direct.length > 40);
  for (const [name, version] of direct) {
    assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${name} is not pinned`);
    if (!ours.has(name)) assert.ok(rows.has(name), `${name} has no row`);
  }
  const named = new Set(direct.map(([name]) => name));
  for (const name of rows) assert.ok(named.has(name ?? ""), `${name} is gone`);
});
