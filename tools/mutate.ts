import { spawn } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { apply, type Mutant, mutantsOf } from "./mutation/mutants.ts";
import type { Trial } from "./mutation/trial.ts";
import { lineOf } from "./tokens.ts";

/*
 * npm run mutate -- [--package core] [--file name] [--sample N] [--seed S] [--json]
 * Plants one small fault after another in core, tlog and link and asks their own tests to notice. The score is the
 * share that was noticed; the survivors are listed to be read one by one.
 */

const ROOT = join(import.meta.dirname, "..");
const TRIAL = join(import.meta.dirname, "mutation", "trial.ts");
const WORKERS = 2;

const { values: options } = parseArgs({
  options: {
    package: { type: "string", multiple: true, default: ["core", "tlog", "link"] },
    file: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

type Outcome = "killed" | "timeout" | "survived";
interface Planted extends Mutant {
  readonly file: string;
  readonly source: string;
}

interface TestFile {
  readonly file: string;
  /** Milliseconds without a mutant. */
  readonly took: number;
}

const scratch = mkdtempSync(join(tmpdir(), "setu-mutate-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
process.on("SIGINT", () => process.exit(130));

async function scorePackage(name: string): Promise<void> {
  const all = globSync(`${name}/**/*.ts`, { cwd: ROOT, exclude: (entry) => entry.endsWith("node_modules") });
  const tests = all.filter((file) => file.endsWith(".test.ts"));
  const sources = all.filter((file) => !/(?:\.(?:test|suite|fixture|d)|\/testing)\.ts$/.test(file));
  const chosen = sources.filter((file) => options.file === undefined || file.includes(options.file));
  const planted = chosen.flatMap((file): Planted[] => {
    const source = readFileSync(join(ROOT, file), "utf8");
    return mutantsOf(source).map((mutant) => ({ ...mutant, file, source }));
  });
  const queue = sample(planted, options.sample === undefined ? planted.length : Number(options.sample));

  const started = performance.now();
  const order = await baseline(name, tests);

  const counts: Record<Outcome, number> = { killed: 0, timeout: 0, survived: 0 };
  const survivors: Planted[] = [];
  let next = 0;
  const work = async (worker: number): Promise<void> => {
    for (let mutant = queue[next++]; mutant; mutant = queue[next++]) {
      const outcome = await test(mutant, order, join(scratch, `${worker}.ts`));
      counts[outcome] += 1;
      if (outcome === "survived") survivors.push(mutant);
      const done = counts.killed + counts.timeout + counts.survived;
      if (done % 50 === 0)
        process.stderr.write(`${name}: ${done} of ${queue.length}, ${counts.survived} survived\n`);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  report(name, queue.length, counts, survivors, (performance.now() - started) / 1000);
}

/** The test files, the quickest first; ends the program when one of them fails without any mutant. */
async function baseline(name: string, tests: readonly string[]): Promise<TestFile[]> {
  const times: TestFile[] = [];
  for (const file of tests) {
    const started = performance.now();
    const { outcome, said } = await trial({ tests: [join(ROOT, file)] }, 600_000);
    times.push({ file, took: performance.now() - started });
    if (outcome === "survived") continue;
    process.stderr.write(`${file} of ${name} fails without any mutant: ${said}\n`);
    process.exit(2);
  }
  return times.toSorted((a, b) => a.took - b.took);
}

/** The test file beside the source kills most mutants, so it is asked first; then the quickest ones. */
async function test(mutant: Planted, tests: readonly TestFile[], text: string): Promise<Outcome> {
  writeFileSync(text, apply(mutant.source, mutant));
  const module = pathToFileURL(join(ROOT, mutant.file)).href;
  const sibling = mutant.file.replace(/\.ts$/, ".test.ts");
  const order = [
    ...tests.filter(({ file }) => file === sibling),
    ...tests.filter(({ file }) => file !== sibling),
  ];
  for (const { file, took } of order) {
    // An endless loop is a fault that was noticed; the allowance is for a machine that is busy elsewhere.
    const patience = Math.round(3 * took) + 2_000;
    const { outcome } = await trial({ tests: [join(ROOT, file)], module, text }, patience);
    if (outcome !== "survived") return outcome;
  }
  return "survived";
}

function trial(orders: Trial, patience: number): Promise<{ outcome: Outcome; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [TRIAL, JSON.stringify(orders)], {
      stdio: ["ignore", "pipe", "ignore"],
      cwd: ROOT,
      timeout: patience,
      killSignal: "SIGKILL",
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.once("close", (code, signal) => {
      resolve({ outcome: signal ? "timeout" : code === 0 ? "survived" : "killed", said: said.trim() });
    });
  });
}

/** The same seed takes the same mutants (Fisher–Yates over mulberry32). */
function sample<T>(items: readonly T[], count: number): T[] {
  if (count >= items.length) return [...items];
  const pool = [...items];
  let state = Number(options.seed) | 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let at = 0; at < count; at++) {
    const other = at + Math.floor(random() * (pool.length - at));
    [pool[at], pool[other]] = [pool[other]!, pool[at]!];
  }
  return pool.slice(0, count);
}

function report(
  name: string,
  mutants: number,
  counts: Record<Outcome, number>,
  survivors: Planted[],
  seconds: number,
) {
  const score = mutants === 0 ? 0 : (mutants - counts.survived) / mutants;
  const listed = survivors
    .toSorted((a, b) => a.file.localeCompare(b.file) || a.start - b.start)
    .map((survivor) => {
      const line = lineOf(survivor.source, survivor.start);
      const lineAt = (source: string): string => source.split("\n")[line - 1]?.trim() ?? "";
      return {
        file: survivor.file,
        line,
        before: lineAt(survivor.source),
        after: lineAt(apply(survivor.source, survivor)),
      };
    });
  if (options.json) {
    const summary = {
      package: name,
      mutants,
      ...counts,
      score,
      seconds: Math.round(seconds),
      survivors: listed,
    };
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return;
  }
  for (const { file, line, before, after } of listed) {
    process.stdout.write(`${file}:${line}\n  - ${before}\n  + ${after}\n`);
  }
  const { killed, timeout, survived } = counts;
  process.stdout.write(
    `${name}: ${(100 * score).toFixed(1)} % of ${mutants} mutants noticed ` +
      `(${killed} by a test, ${timeout} by time, ${survived} survived) in ${Math.round(seconds)} s\n`,
  );
}

for (const name of options.package) await scorePackage(name);
