// Lets Go implementations judge what package tlog writes.
//
//   run.ts                                        sample logs, proof files and the vectors in tlog/vectors
//   run.ts --dir DIR --origin ORIGIN --vkey VKEY  any exported directory; a key of the log first, --vkey repeats
//
// Needs Go and, the first time, the Go module proxy. The last line is "N passed, N failed"; exit code 1 if any
// check failed or none ran.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildVerifier, runVerifier, verifyDirectory, vkeyFlag, writeVectors } from "./go.ts";
import type { Verdict } from "./go.ts";
import { ORIGIN, VKEYS, writeSampleLog } from "./sample.ts";

const VECTORS = join(import.meta.dirname, "../../../tlog/vectors");
// Both sides of the borders of one and of two levels of tiles, and a log of three levels.
const SIZES = [1, 2, 255, 256, 257, 511, 65_536, 70_000];

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    origin: { type: "string" },
    vkey: { type: "string", multiple: true },
  },
});

let passed = 0;
let failed = 0;

function report(about: string, verdict: Verdict): void {
  for (const line of [...verdict.passed, ...verdict.failed]) console.log(`${line} (${about})`);
  passed += verdict.passed.length;
  failed += verdict.failed.length;
}

function expect(about: string, holds: boolean): void {
  report(
    "made here",
    holds ? { passed: [`ok ${about}`], failed: [] } : { passed: [], failed: [`not ok ${about}`] },
  );
}

const workDir = await mkdtemp(join(tmpdir(), "tlog-interop-"));
try {
  const binary = buildVerifier(workDir);
  if (values.dir !== undefined) {
    if (values.origin === undefined || values.vkey === undefined) {
      throw new Error("--dir needs --origin and at least one --vkey");
    }
    report(values.dir, verifyDirectory(binary, values.dir, values.origin, values.vkey));
  } else {
    await judgeSamples(binary);
    await judgeVectors(binary);
  }
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  await rm(workDir, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function judgeSamples(binary: string): Promise<void> {
  const keys = VKEYS.flatMap(vkeyFlag);
  for (const size of SIZES) {
    const dir = join(workDir, `log-${size}`);
    await writeSampleLog(dir, size);
    const samples = join(dir, "samples.json");
    const about = `log of ${size}`;
    report(
      about,
      runVerifier(binary, ["directory", "--dir", dir, "--origin", ORIGIN, "--samples", samples, ...keys]),
    );
    const proof = ["--proof", join(dir, "tlog-proof"), "--entry", join(dir, "entry")];
    report(about, runVerifier(binary, ["proof", ...proof, "--origin", ORIGIN, ...keys]));
  }
  // A judge that accepts everything would be worth nothing: each of these changes must be refused.
  const dir = join(workDir, "log-511");
  for (const path of ["checkpoint", "tile/0/000", "tile/entries/001.p/255", "tile/1/000.p/1"]) {
    const file = join(dir, path);
    const bytes = await readFile(file);
    const changed = Buffer.from(bytes);
    const at = Math.floor(changed.length / 3);
    changed[at] = changed[at]! ^ 1;
    await writeFile(file, changed);
    expect(`Go refuses a changed ${path}`, verifyDirectory(binary, dir, ORIGIN, VKEYS).failed.length > 0);
    await writeFile(file, bytes);
  }
}

async function judgeVectors(binary: string): Promise<void> {
  report("tlog/vectors/notes.json", runVerifier(binary, ["notes", "--in", join(VECTORS, "notes.json")]));
  writeVectors(binary, workDir);
  const derived = await readFile(join(workDir, "tree.json"), "utf8");
  const committed = await readFile(join(VECTORS, "tree.json"), "utf8");
  expect("Go derives tlog/vectors/tree.json again", derived === committed);
}
