import { cpus, totalmem } from "node:os";
import { round, type Result } from "./result.ts";
import { link } from "./link.ts";
import { lists } from "./lists.ts";
import { policy, walls } from "./policy.ts";
import { pure } from "./pure.ts";
import { screens } from "./screens.ts";
import { start } from "./start.ts";
import { thin } from "./thin.ts";
import { verifier } from "./verifier.ts";
import { week } from "./week.ts";

/** `npm run bench [-- --json] [-- --only NAME] [-- --size N]`: exit code 1 when a budget does not hold. */
const SUITES: Readonly<Record<string, () => Promise<Result[]>>> = {
  pure,
  policy,
  start,
  screens,
  link,
  lists,
  walls,
  verifier,
  week: () => week(size ?? 70_000),
  thin: () => thin(size ?? 200),
};
/** Filling a million items or entries takes minutes: on demand. */
const BY_NAME_ONLY: ReadonlySet<string> = new Set(["lists", "walls", "verifier", "week", "thin"]);

const size = process.argv.includes("--size")
  ? Number(process.argv[process.argv.indexOf("--size") + 1])
  : undefined;
const json = process.argv.includes("--json");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const results: Result[] = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (only === undefined ? !BY_NAME_ONLY.has(name) : only === name) results.push(...(await suite()));
}

if (json) for (const result of results) console.log(JSON.stringify(result));
else table();
process.exitCode = results.every((result) => result.holds) ? 0 : 1;

function table(): void {
  const [cpu] = cpus();
  console.log(
    `${cpu?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
  );
  const rows = results.map(({ name, value, unit, floor, ratio, budget, holds }) => [
    name,
    `${round(value)} ${unit}`,
    floor === null ? "" : String(round(floor)),
    ratio === null ? "" : ratio.toFixed(2),
    budget,
    holds ? "holds" : "DOES NOT HOLD",
  ]);
  const head = ["what", "value", "floor", "ratio", "budget", ""];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [head, ...rows])
    console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  "));
}
