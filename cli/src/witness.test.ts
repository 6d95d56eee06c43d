import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { emptyFrontier, formatAddCheckpoint, formatVkey, KEY_TYPES, leafHash, append, root } from "tlog";
import { openWitnessed, parseNote, formatNote, parseTrust, signCheckpoint, signer } from "tlog";

const temporary = mkdtempSync(join(tmpdir(), "setu-witness-cli-"));
after(() => rmSync(temporary, { recursive: true }));
const MAIN = join(import.meta.dirname, "main.ts");
const setu = (...args: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, "witness", ...args], { encoding: "utf8" });

test("a witness is made, follows a log, runs alone, cosigns by the policy that it printed, and shows it", async () => {
  const folder = join(temporary, "one");
  const log = signer("log.example/a", KEY_TYPES.ed25519, new Uint8Array(32).fill(1));
  const keys = join(temporary, "keys");
  writeFileSync(keys, `${formatVkey(log.key)}\n`);
  const policy = setu("make", folder, "--name", "witness.example").stdout;
  assert.equal(setu("follow", folder, keys).status, 0);

  const running = spawn(process.execPath, [MAIN, "witness", "run", folder, "--listen", "127.0.0.1:0"]);
  try {
    const [url] = (await once(createInterface(running.stdout), "line")) as [string];
    assert.equal(setu("run", folder, "--listen", "127.0.0.1:0").status, 8);
    const tree = append(emptyFrontier(), [leafHash(Buffer.from("a"))]);
    const checkpoint = signCheckpoint({ origin: "log.example/a", size: 1, root: root(tree) }, [log], 0);
    const response = await fetch(`${url}/add-checkpoint`, {
      method: "POST",
      body: formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint }),
    });
    const note = `${checkpoint}${await response.text()}`;
    assert.equal(formatNote(parseNote(note)), note);
    const quorum = `log ${formatVkey(log.key)}\ngroup both all witness.example-1 witness.example-2\nquorum both\n`;
    const { witnesses } = openWitnessed(note, parseTrust(Buffer.from(`${policy}${quorum}`)));
    assert.equal(witnesses.length, 2);
  } finally {
    running.kill("SIGTERM");
    await once(running, "exit");
  }
  assert.match(setu("show", folder).stdout, /^# log\.example\/a: 1 entries, 2/m);
});
