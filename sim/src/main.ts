import { runSchedule } from "./run.ts";
import { MUTATIONS, type Mutation } from "./faults.ts";

/** `--seeds N [--from S] [--mutation NAME] [--json]`: exit code 1 when a schedule fails; its seed replays it. */
const args = process.argv.slice(2);
const value = (name: string) => args[args.indexOf(`--${name}`) + 1];
const number = (name: string, otherwise: number) => (args.includes(`--${name}`) ? Number(value(name)) : otherwise);
const seeds = number("seeds", 1_000);
const from = number("from", 0);
const mutation = args.includes("--mutation") ? (value("mutation") as Mutation) : null;
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(from) || (mutation && !MUTATIONS.includes(mutation))) {
  console.error(`usage: npm run simulate -- --seeds N [--from S] [--mutation ${MUTATIONS.join("|")}]`);
  process.exit(1);
}

const started = process.cpuUsage();
let failed = 0;
let events = 0;
let acts = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await runSchedule(seed, mutation);
  events += outcome.events;
  acts += outcome.acts;
  if (outcome.violations.length > 0) {
    failed++;
    if (failed <= 20) {
      console.log(`SEED=${seed} ${JSON.stringify(outcome.faults)}`);
      for (const violation of outcome.violations.slice(0, 6)) console.log(`  ${violation}`);
    }
  }
}
const { user, system } = process.cpuUsage(started);
const cpuMinutes = (user + system) / 60e6;
console.log(
  `${seeds} schedules from seed ${from}, ${failed} failed; ${acts} acts, ${events} events; ` +
    `${Math.round(seeds / cpuMinutes)} schedules per CPU-minute`,
);
process.exitCode = failed > 0 ? 1 : 0;
