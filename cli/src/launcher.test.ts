import assert from "node:assert/strict";
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, suite, test } from "node:test";
import { ERRORS, type ErrorCode } from "@setu/core";

const BIN = join(import.meta.dirname, "..", "bin", "setu.cjs");
const folder = mkdtempSync(join(tmpdir(), "setu-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Node 20 or so, as npm itself runs under; absent where the only Node is ours. */
const OLD = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((path) => join(path, "node"))
  .find((path) => versionOf(path) < 26);

function versionOf(node: string): number {
  const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return Number(/^v(\d+)/.exec(stdout ?? "")?.[1] ?? Number.NaN);
}

type Run = { readonly input?: string; readonly node?: string; readonly path?: string; readonly cwd?: string };

const setu = (
  args: readonly string[],
  { input = "", node = process.execPath, path, cwd = folder }: Run = {},
) =>
  spawnSync(node, [BIN, ...args], {
    cwd,
    input,
    encoding: "utf8",
    env: { ...process.env, SETU_HOME: "", SETU_URL: "", ...(path !== undefined && { PATH: path }) },
  });

function problem(result: SpawnSyncReturns<string>, code: ErrorCode, exit: number = ERRORS[code].exit): void {
  assert.equal(result.status, exit, result.stderr);
  // What was said to people before stands above it.
  const last = result.stderr.trim().split("\n").at(-1) ?? "";
  assert.equal((JSON.parse(last) as { code: string }).code, code);
  assert.equal(result.stdout, "");
}

suite("the launcher", () => {
  test("can be executed: npm links it and makes no other file executable", () => {
    assert.equal(statSync(BIN).mode & 0o111, 0o111);
  });

  test("runs under an older Node with no other Node in PATH, from any folder", { skip: !OLD }, () => {
    const tools = join(folder, "old-node-only");
    mkdirSync(tools);
    symlinkSync(OLD ?? "", join(tools, "node"));
    const found = setu(["request", "codes", "--json"], { node: join(tools, "node"), path: tools, cwd: "/" });
    assert.equal(found.status, 0, found.stderr);
    assert.ok((JSON.parse(found.stdout) as string[]).includes("refusal"));
  });

  test("hands through exit code, standard input and signals", { skip: !OLD }, async () => {
    const run = { node: OLD ?? "" };
    assert.equal(setu(["request", "codes", "nothing"], run).status, ERRORS.NOT_FOUND.exit);
    const card = join(folder, "keys.txt");
    writeFileSync(card, "");
    problem(setu(["verify", "-", "--keys", card, "--json"], { ...run, input: "no proof" }), "BAD_PROOF");
    // Waits for standard input until it is told to stop.
    const child = spawn(OLD ?? "", [BIN, "verify", "-", "--keys", card], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [143, null]);
  });
});

suite("the command line", () => {
  test("suggests what was meant", () => {
    const wrong = setu(["verfy"]);
    assert.equal(wrong.status, ERRORS.USAGE.exit);
    assert.match(wrong.stderr, /unknown command 'verfy'/);
    assert.match(wrong.stderr, /verify/);
    assert.match(setu(["request", "lst"]).stderr, /list/);
    assert.match(setu(["request", "list", "--viw", "all"]).stderr, /--view/);
    problem(setu(["verfy", "--json"]), "USAGE");
  });

  test("helps on every command, on standard output", () => {
    for (const args of [
      ["--help"],
      ["request", "--help"],
      ["request", "refuse", "--help"],
      ["help", "demo"],
    ]) {
      const { status, stdout, stderr } = setu(args);
      assert.equal(status, 0);
      assert.match(stdout, /--json/);
      assert.equal(stderr, "");
    }
  });

  test("ends with the code of what went wrong", () => {
    problem(setu(["card", "--home", "missing", "--json"]), "NOT_FOUND");
    problem(setu(["verify", "missing.proof", "--keys", "missing.card", "--json"]), "NOT_FOUND");
    problem(setu(["init", "--party", "zz", "--peer", "in", "--json"]), "USAGE");
    problem(setu(["init", "--party", "CA", "--peer", "in", "--json"]), "USAGE");
    problem(setu(["request", "list", "--url", "nowhere", "--json"]), "USAGE");
    const unreachable = setu(["request", "list", "--url", "http://127.0.0.1:1", "--account", "x", "--json"]);
    const nobody = ({ status, stderr }: SpawnSyncReturns<string>) => {
      assert.equal(status, 8, stderr);
      assert.equal((JSON.parse(stderr) as { code: string }).code, "NO_NODE");
    };
    nobody(unreachable);
    // One commitment in 64 begins like an option: the node is asked for it as for every other.
    const named = `-${"E".repeat(42)}`;
    const nowhere = ["-o", "x", "--url", "http://127.0.0.1:1", "--account", "x", "--json"];
    for (const verb of ["file", "manifest"])
      nobody(setu(["request", verb, "CA-2026-0001", named, ...nowhere]));
  });

  test("refuses hostile input before it asks anybody", () => {
    const send = (input: string) => setu(["verify", "-", "--keys", "-", "--json"], { input });
    problem(send("x".repeat(600_000)), "TOO_LARGE");
  });

  test("two nodes meet: homes, cards, fingerprints", () => {
    const json = <T>(args: readonly string[], run: Run = {}): T => {
      const { status, stdout, stderr } = setu([...args, "--json"], run);
      assert.equal(status, 0, stderr);
      return JSON.parse(stdout) as T;
    };
    for (const [party, peer] of [
      ["ca", "in"],
      ["in", "ca"],
    ] as const) {
      const made = json<{ party: string; fingerprint: string }>([
        "init",
        "--home",
        party,
        "--party",
        party,
        "--peer",
        peer,
      ]);
      assert.match(made.fingerprint, /^\d{5}( \d{5}){11}$/);
      assert.equal(statSync(join(folder, party, "keys.json")).mode & 0o777, 0o600);
      // Nobody comes in without a proof.
      const config = JSON.parse(readFileSync(join(folder, party, "node.json"), "utf8")) as object;
      assert.partialDeepStrictEqual(config, { demo: false, signIn: { passkeys: { synced: false } } });
    }
    problem(setu(["init", "--home", "ca", "--party", "ca", "--peer", "in", "--json"]), "USAGE");
    const { card, fingerprint } = json<{ card: object; fingerprint: string }>(["card", "--home", "in"]);
    const input = JSON.stringify(card);
    const peer = ["peer", "-", "--home", "ca"];
    problem(
      setu([...peer, "--json", "--confirm", fingerprint.replace(/\d/, (d) => String((Number(d) + 1) % 10))], {
        input,
      }),
      "WRONG_PEER",
    );
    // The groups cannot be shown and silently taken: somebody has to say them.
    assert.equal(setu(peer, { input }).status, ERRORS.USAGE.exit);
    assert.equal(
      json<{ peer: string }>([...peer, "--confirm", fingerprint.replaceAll(" ", "")], { input }).peer,
      "in",
    );
    problem(setu([...peer, "--json", "--confirm", fingerprint], { input }), "USAGE");
    // A card of somebody else does not fit into this home.
    problem(setu(["peer", "-", "--home", "in", "--json", "--confirm", fingerprint], { input }), "WRONG_PEER");
  });
});
