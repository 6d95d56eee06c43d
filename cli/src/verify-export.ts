import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { MAX_MEMORY_BYTES, memoryBytes, NOTHING, parseMemory, verifyExport as verify } from "@setu/verifier";
import { plain } from "@setu/verifier/text.ts";
import { MAX_TRUST_BYTES, parseTrust } from "tlog";
import { readInput } from "./input.ts";
import { entriesOf, seedOf } from "./sample.ts";
import { addressSource, folderSource } from "./review-source.ts";
import { answer, clean, progress, say } from "./terminal.ts";

export type VerifyExportOptions = {
  readonly other?: string;
  readonly remember?: string;
  readonly seed?: string;
  readonly entries: string;
  readonly fingerprints?: string;
  readonly policy?: string;
  readonly json?: boolean;
};

/** How the command ends: as `doctor` for what is missing, as FORK for what contradicts itself. */
const EXITS = { whole: 0, gaps: 5, broken: 7 } as const;

/** Offline, but for an address that is named. @throws NOT_FOUND | BAD_FIELD and the intake codes for what is no export */
export async function verifyExport(
  path: string,
  { other, remember, seed, entries, fingerprints, policy, json = false }: VerifyExportOptions,
): Promise<void> {
  const memory =
    remember && existsSync(remember) ? parseMemory(await readInput(remember, MAX_MEMORY_BYTES)) : NOTHING;
  const lines = fingerprints ? readFileSync(fingerprints, "utf8").split("\n") : [];
  let show: ((done: number) => void) | null = null;
  const { report, memory: next } = await verify({
    source: sourceAt(path),
    memory,
    fingerprints: lines.map((line) => line.trim().replace(/\s+/g, " ")).filter((line) => line !== ""),
    ...(other !== undefined && { other: sourceAt(other) }),
    ...(policy !== undefined && { trust: parseTrust(await readInput(policy, MAX_TRUST_BYTES)) }),
    ...(seed !== undefined && { asked: { seed: seedOf(seed), n: entriesOf(entries) } }),
    progress: (done, total) => {
      show ??= progress("Reading", total);
      show(done);
    },
  });
  answer({ json }, report, () => clean(plain(report, "en")));
  if (remember && next) {
    const target = resolve(remember);
    writeFileSync(`${target}.part`, memoryBytes(next), { mode: 0o600 });
    renameSync(`${target}.part`, target);
    say(`${target} holds what to remember until the next look.`);
  } else if (remember) say(`${remember} stays as it was: this export is broken.`);
  process.exitCode = EXITS[report.verdict];
}

const sourceAt = (path: string) => (/^https?:\/\//.test(path) ? addressSource(path) : folderSource(path));
