import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fingerprint, formatCard, parseCard } from "@setu/server";
import type { Report } from "./report.ts";
import { tested } from "./live/tested.fixture.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const folder = mkdtempSync(join(tmpdir(), "setu-kit-"));
after(() => rmSync(folder, { recursive: true, force: true }));

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** @param stop called with what was said so far; true ends the command as Ctrl-C does, once */
function setu(args: readonly string[], stop: (err: string) => boolean = () => false): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let [out, err, stopped] = ["", "", false];
    child.stdout.on("data", (text: Buffer) => (out += text.toString()));
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
      if (!stopped && stop(err)) stopped = child.kill("SIGINT");
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

test("a bed is made for one node, and says in its card what it is; a run that is stopped tells what it found", async () => {
  const node = await tested();
  try {
    const cardFile = join(folder, "node.card.json");
    writeFileSync(cardFile, formatCard(node.card));
    const where = ["--host", "bed.example", "--port", "9443"];
    const made = await setu(["conformance", "bed", join(folder, "bed"), "--for", cardFile, ...where]);
    assert.equal(made.code, 0, made.err);
    const card = parseCard(Buffer.from(made.out));
    assert.deepEqual([card.party, card.peer, card.address.host], ["in", "ca", "bed.example"]);
    assert.match(card.name.en, /test bed/);
    assert.ok(made.err.includes(fingerprint(card)));
    const again = await setu(["conformance", "bed", join(folder, "bed"), "--for", cardFile, ...where]);
    assert.equal(again.code, 1, "each bed has a folder of its own");

    const junit = join(folder, "link.xml");
    const ran = await setu(["conformance", "link", node.folder, "--junit", junit], (err) =>
      err.includes("30 %"),
    );
    assert.equal(ran.code, 130, ran.err);
    assert.match(ran.out, /ca: \d+ passed, 0 failed, 0 not asked\nThe run was stopped: it attests nothing/);
    assert.match(
      readFileSync(junit, "utf8"),
      /<testcase classname="link\.md#2-connection" name="live\/connection\/tls-1\.2"/,
    );
  } finally {
    await node.close();
  }
});

test("an implementation that fails is an exit code and a report for programs", async () => {
  const ran = await setu(["--json", "conformance", "vectors", "--adapter", "exit 0"]);
  assert.equal(ran.code, 5, ran.err);
  const { complete, counts, results } = JSON.parse(ran.out) as Report;
  assert.deepEqual([complete, counts.passed, counts.failed], [true, 0, results.length]);
});
