import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Child } from "./child.ts";

function home(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "setu-child-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a node that cannot start ends whoever waits for it with a sentence, whatever keeps it", async (t) => {
  // Nothing of a node is there.
  await assert.rejects(new Child(home(t)).start(), {
    code: "BUSY",
    message: /does not start; see node\.log/,
  });
  // It stands still before it has said a word, and ends by nothing that it could hear.
  const stands = new Child(home(t), 400);
  const started = stands.start();
  process.kill(stands.pid ?? assert.fail("it was started"), "SIGSTOP");
  await assert.rejects(started, { code: "BUSY", message: /has not answered for 0\.4 seconds/ });
  await stands.stop();
});
