// A witness of others cosigns the logs of a node of ours, Go verifies the proof, and a log of others asks our witness.
//
// Needs Go, OpenSSH and, the first time, the Go module proxy. The last line is "N passed, N failed"; exit code 1 if any
// check failed or none ran.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownOrigin } from "@setu/link";
import { verifyProof } from "@setu/link/proof.ts";
import type { Accepted, LinkView } from "@setu/requests";
import { close, listen } from "@setu/server/node/listening.ts";
import { freePort } from "@setu/server/node/ports.fixture.ts";
import { askCommand, Browser, twoNodes, until } from "@setu/server/node/two-nodes.fixture.ts";
import { WitnessFolder } from "@setu/server/witness/folder.ts";
import { witnessServer } from "@setu/server/witness/service.ts";
import { ed25519, formatVkey, KEY_TYPES, openWitnessed, parseTrust, verifierKey } from "tlog";
import { buildVerifier, runVerifier, vkeyFlag } from "../tlog/go.ts";
import { buildOthers, litewitness } from "./others.ts";

let passed = 0;
let failed = 0;
function expect(about: string, holds: boolean): void {
  console.log(`${holds ? "ok" : "not ok"} ${about}`);
  if (holds) passed += 1;
  else failed += 1;
}

const workDir = mkdtempSync(join(tmpdir(), "witness-interop-"));
try {
  buildOthers(workDir);
  await theirWitness(buildVerifier(workDir));
  await theirLog();
} catch (error) {
  console.error(error);
  failed += 1;
} finally {
  rmSync(workDir, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function theirWitness(go: string): Promise<void> {
  const witness = await litewitness(workDir, await freePort());
  const policy = [`witness Lite ${witness.vkey} ${witness.url}`, "quorum Lite"];
  try {
    const nodes = await twoNodes(() => {}, { witnesses: { policy, every: 1 } });
    try {
      for (const { card } of [nodes.ca, nodes.in])
        for (const [log] of card.logs) if (log) witness.follow(log.name, [formatVkey(log)]);
      const officer = new Browser(nodes.ca.url);
      await officer.signIn("ca.officer-1");
      let latest = { item: "", id: "" };
      for (let sent = 0; sent < 3; sent++) {
        const command = askCommand();
        const { item } = await officer.post<Accepted>("/api/requests", { command });
        latest = { item, id: command.id };
        const path = `/api/requests/${item}/proofs/${command.id}?witnessed=yes`;
        await until(
          "a witnessed proof",
          () => officer.send("GET", path),
          ({ status }) => status === 200,
        );
      }
      const path = `/api/requests/${latest.item}/proofs/${latest.id}?witnessed=yes`;
      const file = await (await officer.send("GET", path)).bytes();
      const { identity } = nodes.ca.desk?.ports ?? {};
      if (!identity) throw new Error("the node has no peer");
      const origin = ownOrigin(identity, "flash");
      const log = nodes.ca.card.logs[0] ?? [];
      const cosigners = nodes.in.card.mirror;
      const trust = parseTrust(Buffer.from(policy.join("\n")));
      const { witnesses } = verifyProof(file, { origin, log, cosigners }, trust);
      expect("litewitness cosigns a log of ours as it grows", witnesses[0]?.name === "Lite");
      const { alarms } = await officer.get<LinkView>("/api/link");
      expect("what litewitness holds of either side is what we hold", alarms.length === 0);

      const text = Buffer.from(file).toString();
      const entry = /^leaf (.*)$/m.exec(text)?.[1] ?? "";
      writeFileSync(join(workDir, "entry"), entry);
      writeFileSync(join(workDir, "tlog-proof"), text.slice(text.indexOf("\n\n") + 2));
      const files = ["--proof", join(workDir, "tlog-proof"), "--entry", join(workDir, "entry")];
      const vkeys = [...log, ...cosigners].map(formatVkey).concat(witness.vkey);
      const judge = () =>
        runVerifier(go, ["proof", ...files, "--origin", origin, ...vkeys.flatMap(vkeyFlag)]);
      const verdict = judge();
      for (const line of [...verdict.passed, ...verdict.failed]) console.log(line);
      expect("Go verifies the witnessed proof", verdict.failed.length === 0);
      writeFileSync(join(workDir, "entry"), `${entry} `);
      expect("Go refuses it for another entry", judge().failed.length > 0);
    } finally {
      await nodes.close();
    }
  } finally {
    witness.stop();
  }
}

/** Tessera asks our witness before it publishes anything. */
async function theirLog(): Promise<void> {
  const folder = WitnessFolder.make(join(workDir, "witness"), "witness.example/1");
  const server = witnessServer(folder, () => {});
  try {
    const url = `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
    const origin = "log.example/tessera";
    const { seed, publicKey } = ed25519.generate();
    const log = verifierKey(origin, KEY_TYPES.ed25519, publicKey);
    folder.follow([log]);
    const [, id = ""] = formatVkey(log).split("+");
    const secret = Buffer.from([KEY_TYPES.ed25519, ...seed]).toString("base64");
    writeFileSync(join(workDir, "log.key"), `PRIVATE+KEY+${origin}+${id}+${secret}`);
    // Ed25519, which this version of Tessera knows.
    const witness = folder.signers.find(({ key }) => key.type === KEY_TYPES.cosignature)?.key;
    if (!witness) throw new Error("the witness has no key that Tessera knows");
    const lines = [`witness W ${formatVkey(witness)} ${url}`, "quorum W"];
    writeFileSync(join(workDir, "policy"), `${lines.join("\n")}\n`);
    for (const [round, count] of [3, 5].entries()) {
      const entries = join(workDir, `entries-${round}`);
      mkdirSync(entries);
      for (let at = 0; at < count; at++) writeFileSync(join(entries, `${at}`), `entry ${round} ${at}`);
      const flags = {
        storage_dir: join(workDir, "log"),
        entries: join(entries, "*"),
        private_key: join(workDir, "log.key"),
        witness_policy_file: join(workDir, "policy"),
      };
      const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
      await run(join(workDir, "posix-oneshot"), args);
    }
    const note = readFileSync(join(workDir, "log", "checkpoint"));
    const opened = openWitnessed(
      note,
      parseTrust(Buffer.from(`log ${formatVkey(log)}\n${lines.join("\n")}\n`)),
    );
    expect("Tessera publishes what our witness has cosigned, twice", opened.size === 8);
    expect("our witness holds what Tessera published", folder.head(origin)?.checkpoint.size === 8);
  } finally {
    await close(server);
  }
}

/** Not synchronously: the witness answers in this process. */
async function run(program: string, args: readonly string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    execFile(program, args, { timeout: 60_000 }, (error, _out, stderr) =>
      error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(),
    );
  });
}
