import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { run } from "node:test";

/*
 * Runs test files in one process, with one source file exchanged, and ends at the first failure: exit code 1 when a
 * test failed (the mutant is killed), 0 when all passed (it survived). Nothing on disk is changed, so trials may run
 * side by side and people may go on working.
 */

/** What one trial is told, as one JSON argument. */
export interface Trial {
  readonly tests: readonly string[];
  /** URL of the module that is exchanged, and the file that holds its other text. */
  readonly module?: string;
  readonly text?: string;
}

const { tests, module, text } = JSON.parse(process.argv[2] ?? "{}") as Trial;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    return url === module && text !== undefined ? { ...loaded, source: readFileSync(text) } : loaded;
  },
});

const stop = (code: number, why: string): never => {
  process.stdout.write(`${why}\n`);
  process.exit(code);
};
process.on("uncaughtException", (error) => stop(1, String(error)));

let passed = 0;
run({ files: [...tests], isolation: "none", concurrency: false })
  .on("test:fail", ({ name, details }) => stop(1, `${name}: ${details.error.message}`))
  .on("test:pass", () => (passed += 1))
  // A run in which nothing ran proves nothing.
  .on("end", () => (passed > 0 ? stop(0, `${passed} passed`) : stop(2, "no test ran")))
  .resume();
