import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { committed } from "./committed.ts";
import { BUILT, lockOf, reached, RUN } from "./packages.ts";
import { sbom } from "./sbom.ts";
import { tar, type Entry } from "./tar.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const has = (place: string) => existsSync(join(ROOT, place, "package.json"));
const lock = lockOf(ROOT);
const packs = reached(lock, RUN, has);

test("an archive is read by tar as it was meant, and its bytes do not depend on the order of the entries", () => {
  const long = `${"folder/".repeat(15)}${"n".repeat(90)}.ts`;
  const entries: readonly Entry[] = [
    { path: "b/run", executable: true, read: () => Buffer.from("run") },
    { path: "a/link", link: "../b/run" },
    { path: long, executable: false, read: () => Buffer.alloc(512, "x") },
    { path: "b/empty", executable: false, read: () => Buffer.alloc(0) },
  ];
  const archive = Buffer.concat([...tar(entries, 1_700_000_000)]);
  assert.deepEqual(Buffer.concat([...tar(entries.toReversed(), 1_700_000_000)]), archive);
  const folder = mkdtempSync(join(tmpdir(), "setu-tar-"));
  try {
    const listed = spawnSync("tar", ["-tvf", "-", "--utc", "--full-time"], {
      input: archive,
      encoding: "utf8",
    });
    assert.equal(listed.status, 0, listed.stderr);
    assert.match(listed.stdout, /-rwxr-xr-x 0\/0 +3 2023-11-14 22:13:20 b\/run/);
    assert.equal(
      spawnSync("tar", ["-xf", "-", "-C", folder, "--no-same-owner"], { input: archive }).status,
      0,
    );
    assert.equal(readFileSync(join(folder, "a/link"), "utf8"), "run");
    assert.equal(readFileSync(join(folder, long), "utf8").length, 512);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const none: Entry = { path: "x".repeat(101), executable: false, read: () => Buffer.alloc(0) };
  assert.throws(() => [...tar([none], 0)], /too long/);
});

test("what is packed is what a person has allowed in production, and nothing to build or test with", () => {
  const { production } = JSON.parse(readFileSync(join(ROOT, "tools/supply-chain.json"), "utf8")) as {
    production: readonly string[];
  };
  const names = new Set(packs.map(({ name }) => name));
  for (const name of names) assert.ok(production.includes(name), `${name} is packed and not allowed`);
  for (const name of ["pg", "pg-protocol", "commander", "@cedar-policy/cedar-wasm"])
    assert.ok(names.has(name), name);
  for (const name of ["vite", "typescript", "fast-check"]) assert.ok(!names.has(name), name);
});

test("a package stands where Node would look for it from whoever needs it", () => {
  const found = reached(
    {
      one: { dependencies: { a: "1", b: "1" } },
      "node_modules/a": { dependencies: { b: "2" } },
      "node_modules/a/node_modules/b": {},
      "node_modules/b": { optionalDependencies: { gone: "1" } },
    },
    ["one"],
    () => true,
  );
  assert.deepEqual(
    found.map(({ place }) => place),
    ["node_modules/a", "node_modules/a/node_modules/b", "node_modules/b"],
  );
  assert.throws(() => reached({ one: { dependencies: { a: "1" } } }, ["one"], () => true), /not in the lock/);
});

test("what lies in the checkout and was not committed is not packed", () => {
  const [license] = committed(ROOT, ["LICENSE", "node_modules"], () => true);
  assert.equal(committed(ROOT, ["LICENSE", "node_modules"], () => true).length, 1);
  assert.ok(
    license && "read" in license && Buffer.from(license.read()).toString().includes("Apache License"),
  );
});

test("abuse 63: the SBOM names every package with its licence and the hash of the lock, once each", () => {
  const inPages = reached(lock, BUILT, has).slice(0, 5);
  const text = sbom({ version: "1.2.3", seconds: 1_700_000_000, packs, inPages });
  assert.equal(sbom({ version: "1.2.3", seconds: 1_700_000_000, packs, inPages }), text);
  const { components } = JSON.parse(text) as {
    components: readonly {
      "bom-ref": string;
      name: string;
      hashes?: readonly { content: string }[];
      cpe?: string;
    }[];
  };
  assert.equal(new Set(components.map((each) => each["bom-ref"])).size, components.length);
  const pg = components.find(({ name }) => name === "pg");
  const integrity = Buffer.from(pg?.hashes?.[0]?.content ?? "", "hex").toString("base64");
  assert.equal(`sha512-${integrity}`, lock["node_modules/pg"]?.integrity);
  assert.ok(components.some(({ cpe }) => cpe?.startsWith("cpe:2.3:a:postgresql:postgresql:18.")));
});

test("the container runs without rights and without a shell from the folder that the archive has", () => {
  const file = readFileSync(join(ROOT, "deploy/Containerfile"), "utf8");
  const last = (word: string) => file.split("\n").findLast((line) => line.startsWith(`${word} `)) ?? "";
  assert.match(last("USER"), /^USER [1-9]\d*:[1-9]\d*$/);
  for (const word of ["ENTRYPOINT", "VOLUME"]) assert.match(last(word), /^\w+ \[/);
  assert.ok(file.indexOf("USER ") < file.indexOf("ENTRYPOINT "));
  assert.match(file, /HEALTHCHECK [^\n]*\\\n {2}CMD \["[^\n]+\/readyz/);
});
