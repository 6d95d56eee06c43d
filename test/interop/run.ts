import { spawnSync } from "node:child_process";

/** Other people's programs, unmodified, on what ours have written. Each suite ends with "N passed, N failed". */
const SUITES = [
  "tlog/run.ts",
  "setu/run.ts",
  "witness/run.ts",
  "clients/run.ts",
  "directory/run.ts",
  "conformance/run.ts",
  "operations/run.ts",
];

let failed = 0;
for (const suite of SUITES) {
  console.log(`--- ${suite}`);
  const { status } = spawnSync(process.execPath, [`${import.meta.dirname}/${suite}`], { stdio: "inherit" });
  if (status !== 0) failed++;
}
console.log(`interop suites: ${SUITES.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
