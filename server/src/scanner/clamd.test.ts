import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { clamd } from "./clamd.ts";
import { EICAR, testClamd, type Mood, type TestClamd } from "./clamd.fixture.ts";

let daemon: TestClamd;
before(async () => {
  daemon = await testClamd();
});
after(() => daemon.stop());

const scan = (content: string | Uint8Array, waitMs = 2_000) =>
  clamd({ host: "127.0.0.1", port: daemon.port }, waitMs).scan(
    Readable.from([Buffer.from(content as string)]),
  );

test("a scanner answers with one of two verdicts", async () => {
  daemon.mood = "well";
  assert.equal(await scan("words"), "clean");
  assert.equal(await scan(EICAR), "found");
  assert.equal(await scan(""), "clean");
  // In two chunks on the way.
  assert.equal(await scan(Buffer.concat([Buffer.alloc(256 * 1024 - 10), Buffer.from(EICAR)])), "found");
});

const BAD: readonly Mood[] = ["silent", "closing", "error", "limit", "rambling", "lying", "two-answers"];
for (const mood of BAD) {
  test(`abuse 17: a scanner that is ${mood} has given no verdict`, async () => {
    daemon.mood = mood;
    await assert.rejects(scan("words", 500), { code: "UNSCANNED" });
  });
}

test("abuse 17: a scanner that is not there has given no verdict", async () => {
  const nobody = clamd({ socket: "/nonexistent/clamd.sock" }, 500);
  await assert.rejects(nobody.scan(Readable.from([Buffer.from("x")])), { code: "UNSCANNED" });
});
