import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { MUTATIONS, type Mutation } from "./faults.ts";
import { runSchedule, type Outcome } from "./run.ts";

/**
 * `--seeds N [--from S] [--mutation NAME] [--workers W]`: exit code 1 when a schedule fails; its seed alone replays it.
 */
type Range = { readonly from: number; readonly seeds: number; readonly mutation: Mutation | null };
type Report = {
  readonly done: number;
  readonly acts: number;
  readonly events: number;
  readonly failed: readonly Outcome[];
};

/** Schedules between two words to the main thread. One at a time: side by side they push each other out of the cache. */
const BATCH = 32;
const SHOWN = 20;
/** A schedule leaves much short-lived garbage: with room for it, hardly any is copied. */
const YOUNG = { maxYoungGenerationSizeMb: 96 };

async function run({ from, seeds, mutation }: Range, report: (report: Report) => void): Promise<void> {
  // Most errors of a schedule are drawn, and nobody reads where they were made.
  Error.stackTraceLimit = 0;
  for (let seed = from; seed < from + seeds; seed += BATCH) {
    const count = Math.min(BATCH, from + seeds - seed);
    const outcomes: Outcome[] = [];
    for (let i = 0; i < count; i++) outcomes.push(await runSchedule(seed + i, mutation));
    const sum = (of: (outcome: Outcome) => number) =>
      outcomes.reduce((total, outcome) => total + of(outcome), 0);
    const failed = outcomes.filter((outcome) => outcome.violations.length > 0);
    report({ done: count, acts: sum((o) => o.acts), events: sum((o) => o.events), failed });
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const value = (name: string) =>
    args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined;
  const seeds = Number(value("seeds") ?? 1_000);
  const from = Number(value("from") ?? 0);
  const workers = Math.min(Number(value("workers") ?? availableParallelism()), Math.ceil(seeds / BATCH));
  const mutation = (value("mutation") ?? null) as Mutation | null;
  if (![seeds, from, workers].every(Number.isSafeInteger) || (mutation && !MUTATIONS.includes(mutation))) {
    console.error(
      `usage: npm run simulate -- --seeds N [--from S] [--mutation ${MUTATIONS.join("|")}] [--workers W]`,
    );
    process.exitCode = 1;
    return;
  }
  const total = { done: 0, acts: 0, events: 0, failed: 0, said: Date.now() };
  const hear = (report: Report) => {
    for (const outcome of report.failed) if (total.failed++ < SHOWN) show(outcome);
    total.done += report.done;
    total.acts += report.acts;
    total.events += report.events;
    if (Date.now() - total.said < 10_000) return;
    total.said = Date.now();
    console.error(`${total.done} of ${seeds}, ${total.failed} failed`);
  };
  const share = Math.ceil(seeds / workers);
  const ranges = Array.from({ length: workers }, (_, i) => ({
    from: from + i * share,
    seeds: Math.min(share, seeds - i * share),
    mutation,
  }));
  await Promise.all(ranges.map((range) => inThread(range, hear)));
  const { user, system } = process.cpuUsage();
  const rate = Math.round((seeds * 60e6) / (user + system));
  console.log(
    `${total.acts} acts, ${total.events} events; ${rate} schedules per CPU-minute, start-up included`,
  );
  console.log(`schedules: ${seeds - total.failed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function show({ seed, faults, violations }: Outcome): void {
  console.log(`SEED=${seed} ${JSON.stringify(faults)}`);
  for (const violation of violations.slice(0, 6)) console.log(`  ${violation}`);
}

function inThread(range: Range, hear: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: range, resourceLimits: YOUNG });
    worker.on("message", hear);
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
}

if (isMainThread) await main();
else await run(workerData as Range, (report) => parentPort?.postMessage(report));
