import { spawn } from "node:child_process";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MANIFEST_PATH, manifestBytes, parseManifest, type Manifest } from "@setu/link/review.ts";
import {
  append,
  emptyFrontier,
  exportFiles,
  leafHash,
  root,
  signCheckpoint,
  TILE_WIDTH,
  type Frontier,
} from "tlog";
import { exportOf, history, logSigners, mirror, OWN, PEER } from "../verifier/src/export.fixture.ts";
import { below, type Result } from "./result.ts";

/** An export with a log of a million entries and a receipt for each 256 of them, verified in a process of its own. */
const ENTRIES = 1_000_000;
const START = 1_800_000_000;

type Measured = { readonly ms: number; readonly rss: number; readonly size: number };

export async function verifier(): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "setu-bench-verifier-"));
  try {
    await fill(folder, ENTRIES);
    const whole = await measure(folder);
    if (whole.size !== ENTRIES) throw new Error("the log was not read to its end");
    return [
      below("verifier: a log of 1,000,000 entries", whole.ms / 1000, "s", 120),
      below("the most memory that takes", whole.rss / 1024, "MB", 300),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function fill(folder: string, n: number): Promise<void> {
  const put = (path: string, bytes: Uint8Array | string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const made = history(10);
  made.sample = null;
  made.pulses[OWN] = [];
  const files = await exportOf(made);
  for (const [path, bytes] of files) if (!path.startsWith(OWN)) put(path, bytes);
  put(`${OWN}/receipts`, "");
  put(`${OWN}/pulses`, "");

  let frontier = emptyFrontier();
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < n; at++) {
    leaves.push(leafOf(at));
    if (leaves.length < TILE_WIDTH && at < n - 1) continue;
    frontier = append(frontier, leaves.map(leafHash));
    leaves.length = 0;
    const note = noteOf(frontier, [...logSigners(OWN), ...mirror(PEER)]);
    appendFileSync(join(folder, OWN, "receipts"), `${JSON.stringify({ note, size: frontier.size })}\n`);
  }
  const entries = (function* () {
    for (let at = 0; at < n; at++) yield leafOf(at);
  })();
  for await (const { path, bytes } of exportFiles(noteOf(frontier, logSigners(OWN)), entries))
    put(`${OWN}/${path}`, bytes);
  resize(folder, files, n);
}

const noteOf = (frontier: Frontier, signers: Parameters<typeof signCheckpoint>[1]): string =>
  signCheckpoint({ origin: OWN, size: frontier.size, root: root(frontier) }, signers, START);

/** As long as a true leaf; what it commits to is nothing. */
function leafOf(at: number): Uint8Array {
  const hash = createHash("sha256").update(String(at)).digest("base64url");
  const t = START * 1000 + at;
  return Buffer.from(
    `{"a":"${hash}","b":"${hash}","c":["${hash}","${hash}"],"n":[1024,512],"seen":0,"t":${t},"v":1}`,
  );
}

function resize(folder: string, files: ReadonlyMap<string, Uint8Array>, n: number): void {
  const manifest = parseManifest(files.get(MANIFEST_PATH) ?? new Uint8Array());
  const logs = manifest.logs.map((log) => (log.origin === OWN ? { ...log, size: n, drawn: n } : log));
  const rest = manifest.files.filter(({ path }) => !path.startsWith(OWN));
  const changed = { ...manifest, logs, files: rest } as unknown as Manifest;
  writeFileSync(join(folder, MANIFEST_PATH), manifestBytes(changed));
}

const CHILD = `
  const { NOTHING, verifyExport } = await import(process.argv[1]);
  const { folderSource } = await import(process.argv[2]);
  const started = performance.now();
  const { report } = await verifyExport({ source: folderSource(process.argv[3]), memory: NOTHING });
  const log = report.logs.find(({ origin }) => origin === ${JSON.stringify(OWN)});
  // Without the pulses of the long log nothing binds the home log.
  if (report.verdict !== "gaps") throw new Error(JSON.stringify(report.findings));
  process.stdout.write(JSON.stringify({ ms: performance.now() - started, rss: process.resourceUsage().maxRSS, size: log.size }));
`;

async function measure(folder: string): Promise<Measured> {
  const modules = ["../verifier/src/index.ts", "../cli/src/review-source.ts"].map(
    (path) => new URL(path, import.meta.url).href,
  );
  const child = spawn(process.execPath, ["--input-type=module", "-e", CHILD, ...modules, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += String(part)));
  await once(child, "close");
  return JSON.parse(said) as Measured;
}
