import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { pdfOf } from "./files.fixture.ts";
import { Refused, type Refusal } from "./limits.ts";
import { lookApart } from "./run.ts";

const PRISONER = join(import.meta.dirname, "prisoner.fixture.ts");
const NOTHING = new Uint8Array();
const refusedAs = (code: Refusal) => (error: unknown) => error instanceof Refused && error.code === code;

/** The hostile program, with its orders. */
const taken = (type: string, name = "", wallMs = 15_000) =>
  lookApart(NOTHING, { type, name }, { program: PRISONER, wallMs });

function unconfined(type: string, name: string): string {
  const claim = Buffer.from(JSON.stringify({ type, name }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(claim.length);
  return execFileSync(process.execPath, [PRISONER], {
    input: Buffer.concat([length, claim]),
    encoding: "latin1",
    timeout: 20_000,
    stdio: ["pipe", "pipe", "ignore"],
  });
}

test("a file is looked at in another process, which sends pixels and words", async () => {
  const seen = await lookApart(pdfOf(["Hello there"]), { type: "application/pdf", name: "a.pdf" });
  assert.deepEqual([seen.kind, seen.pages, seen.text.trim(), seen.flags], ["pdf", 1, "Hello there", []]);
  const [{ png, width, height }] = seen.shown as [(typeof seen.shown)[0]];
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [width, height]);
});

test("for its words alone nothing of a file is drawn, and every page is read", async () => {
  const pages = Array.from({ length: 52 }, (_, i) => `Page ${i + 1}`);
  const claim = { type: "application/pdf", name: "a.pdf" };
  const { shown, text, flags } = await lookApart(pdfOf(pages), claim, { words: true });
  assert.deepEqual([shown, flags, text.split(/\s*\n+/)], [[], [], pages]);
});

test("the process that reads the file can reach nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-viewer-"));
  const secret = join(folder, "keys.json");
  writeFileSync(secret, "secret");
  let met = 0;
  const server = createServer(() => void (met += 1)).listen(0, "127.0.0.1");
  const local = createServer(() => void (met += 1)).listen(join(folder, "socket"));
  try {
    await Promise.all([once(server, "listening"), once(local, "listening")]);
    const { port } = server.address() as AddressInfo;
    process.env["SETU_SECRET"] = "not inherited";
    const orders = JSON.stringify({ secret, port, folder });
    const { text } = await taken("escape", orders);
    // The shell sets these three itself.
    assert.equal(text.replaceAll(/env (?:PWD|SHLVL|_)\b ?/g, ""), "", "what the prisoner could do");
    assert.equal(met, 0);
    assert.deepEqual(readdirSync(folder).toSorted(), ["keys.json", "socket"]);
    // The orders are such as can be carried out: unconfined, the same program does it all.
    const free = unconfined("escape", orders);
    for (const deed of ["passwd", "keys", "write", "spawn", "worker", "listen", "code", "env SETU_SECRET"])
      assert.ok(free.includes(deed), `${deed} in ${free}`);
  } finally {
    delete process.env["SETU_SECRET"];
    server.close();
    local.close();
    rmSync(folder, { recursive: true });
  }
});

test("a process that does not end is killed when its time is over", async () => {
  const began = performance.now();
  await assert.rejects(taken("spin", "", 1_500), refusedAs("too-slow"));
  assert.ok(performance.now() - began < 10_000);
});

test("a process that takes memory without end dies alone", async () => {
  await assert.rejects(taken("hog"), refusedAs("crashed"));
});

test("a process that never stops sending is stopped", async () => {
  await assert.rejects(taken("flood"), refusedAs("crashed"));
});

test("what comes back is taken at its form, never at its word", async (context) => {
  const seen = await taken("honest");
  assert.deepEqual([seen.text, seen.shown.length], ["ok", 1]);
  const png = seen.shown[0]!.png;
  const data = png.indexOf("IDAT");
  assert.deepEqual([...inflateSync(png.subarray(data + 4))], [0, 1, 2]);
  const LIES = "silence words endless short filter size pixels kind flag count surrogate code many".split(
    " ",
  );
  for (const lie of LIES) {
    await context.test(lie, () => assert.rejects(taken(lie), refusedAs("crashed")));
  }
});

test("whoever waits no longer ends it", async () => {
  const waiting = new AbortController();
  const looking = lookApart(
    NOTHING,
    { type: "spin", name: "" },
    { program: PRISONER, signal: waiting.signal },
  );
  setTimeout(() => waiting.abort(), 300);
  await assert.rejects(looking, { name: "AbortError" });
});
