import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { ERRORS } from "@setu/core";

const run = (fault: string) =>
  spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { lastResort } from ${JSON.stringify(join(import.meta.dirname, "last-resort.ts"))};
       import { logTo } from ${JSON.stringify(join(import.meta.dirname, "http", "log.ts"))};
       lastResort(logTo((line) => process.stdout.write(line)));
       ${fault}
       setTimeout(() => process.stdout.write("went on"), 5_000);`,
    ],
    { encoding: "utf8" },
  );

test("a fault that nobody catches is one line of the log and the end of the process", () => {
  for (const fault of [
    'setTimeout(() => { throw new Error("synthetic\\nfault"); });',
    'void Promise.reject(new Error("synthetic\\nfault"));',
  ]) {
    const { status, stdout } = run(fault);
    assert.equal(status, ERRORS.INTERNAL.exit);
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 1, stdout);
    const { event, code } = JSON.parse(lines[0] ?? "") as { event: string; code: string };
    assert.deepEqual([event, code], ["fatal", "INTERNAL"]);
  }
});
