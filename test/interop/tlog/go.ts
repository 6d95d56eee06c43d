import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const MODULE = join(import.meta.dirname, "go");

/** Builds the Go program into `workDir`. Throws if there is no Go or a module cannot be fetched. */
export function buildVerifier(workDir: string): string {
  const usual = "/usr/local/go/bin/go";
  const go = existsSync(usual) ? usual : "go";
  const binary = join(workDir, "interop");
  execFileSync(go, ["build", "-buildvcs=false", "-o", binary, "."], { cwd: MODULE, stdio: "inherit" });
  return binary;
}

/** Results of one run of the Go program: a line for each check, and whether it came to its own end. */
export type Verdict = { readonly passed: readonly string[]; readonly failed: readonly string[] };

export function runVerifier(binary: string, args: readonly string[]): Verdict {
  const { status, stdout, stderr } = spawnSync(binary, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  const lines = stdout.split("\n");
  const passed = lines.filter((line) => line.startsWith("ok "));
  const failed = lines.filter((line) => line.startsWith("not ok "));
  // Exit codes other than these two, and silence, mean that the checks themselves broke.
  if ((status !== 0 && status !== 1) || passed.length + failed.length === 0) {
    throw new Error(`the Go program ended with ${status}: ${stderr}`);
  }
  return { passed, failed };
}

/** Has Go write fresh vectors, `tree.json` and `notes.json`, into `dir`. */
export function writeVectors(binary: string, dir: string): void {
  execFileSync(binary, ["vectors", "--out", dir]);
}

/** Has Go judge a tlog-tiles directory. Every key must have signed its checkpoint; a key of the log is first. */
export function verifyDirectory(
  binary: string,
  dir: string,
  origin: string,
  vkeys: readonly string[],
): Verdict {
  return runVerifier(binary, ["directory", "--dir", dir, "--origin", origin, ...vkeys.flatMap(vkeyFlag)]);
}

export function vkeyFlag(vkey: string): string[] {
  return ["--vkey", vkey];
}
