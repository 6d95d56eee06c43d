import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  append,
  consistencyProof,
  emptyFrontier,
  formatAddCheckpoint,
  formatNote,
  KEY_TYPES,
  leafHash,
  openCosignatures,
  openNote,
  parseNote,
  root,
  signCheckpoint,
  signer,
} from "tlog";
import { close, listen } from "../node/listening.ts";
import { originHash, WitnessFolder } from "./folder.ts";
import { addCheckpoint, witnessServer } from "./service.ts";

const temporary = mkdtempSync(join(tmpdir(), "setu-witness-"));
after(() => rmSync(temporary, { recursive: true }));

const origin = "ca/link/in/routine/1";
const log = signer(origin, KEY_TYPES.ed25519, new Uint8Array(32).fill(1));
const T = 1_800_000_000_000;

/** A log of numbered entries; `fork` names the first entry that another history has otherwise. */
function history(fork = Infinity) {
  const nodes = new Map<string, Uint8Array>();
  const entry = (at: number) => leafHash(Buffer.from(at < fork ? `${at}` : `other ${at}`));
  append(
    emptyFrontier(),
    Array.from({ length: 40 }, (_, at) => entry(at)),
    (level, index, hash) => {
      nodes.set(`${level}/${index}`, hash);
    },
  );
  const read = (level: number, index: number) => nodes.get(`${level}/${index}`)!;
  return (oldSize: number, size: number) => {
    const tree = append(
      emptyFrontier(),
      Array.from({ length: size }, (_, at) => entry(at)),
    );
    const checkpoint = signCheckpoint({ origin, size, root: root(tree) }, [log], 0);
    return Buffer.from(
      formatAddCheckpoint({ oldSize, proof: consistencyProof(oldSize, size, read), checkpoint }),
    );
  };
}
const honest = history();
const forked = history(2);

let made = 0;
function fresh(): WitnessFolder {
  const folder = WitnessFolder.make(join(temporary, String((made += 1))), "witness.example");
  folder.follow([log.key]);
  return folder;
}
const ask = (folder: WitnessFolder, body: Uint8Array, now = T) => addCheckpoint(folder, body, now, () => {});

test("a witness cosigns a log that grows, and nothing that it does not continue", () => {
  const folder = fresh();
  const first = ask(folder, honest(0, 3));
  assert.equal(first.status, 200);
  const { text } = parseNote(honest(0, 3).toString().slice("old 0\n\n".length));
  const found = openCosignatures(
    first.body,
    text,
    folder.signers.map(({ key }) => key),
  );
  assert.deepEqual(
    found.map(({ key, timestamp }) => [key.type, timestamp]),
    [
      [4, T / 1000],
      [6, T / 1000],
    ],
  );
  assert.equal(ask(folder, honest(3, 8)).status, 200);
  assert.deepEqual(ask(folder, honest(3, 9)), { status: 409, body: "8\n", type: "text/x.tlog.size" });
  assert.equal(ask(folder, forked(8, 9)).status, 422);
  assert.equal(folder.head(origin)?.checkpoint.size, 8);
  // Once more at the same size: a fresh time, by a clock that never goes back.
  assert.equal(ask(folder, honest(8, 8), T + 60_000).status, 200);
  assert.equal(ask(folder, honest(8, 8), T - 60_000).status, 200);
  assert.equal(folder.head(origin)?.t, T + 60_000);
});

test("two trees of one size are kept as evidence, with the log's signature under both", () => {
  const folder = fresh();
  ask(folder, honest(0, 8));
  assert.equal(folder.contradiction(origin), null);
  assert.equal(ask(folder, forked(8, 8)).status, 422);
  const evidence = folder.contradiction(origin) ?? "";
  const at = evidence.indexOf(`\n${origin}\n`);
  const notes = [evidence.slice(0, at), evidence.slice(at + 1)];
  const roots = notes.map((note) => openNote(note, [log.key]).text.split("\n")[2]);
  assert.notEqual(roots[0], roots[1]);
  // The same again adds nothing, and what is honest still goes on.
  ask(folder, forked(8, 8));
  assert.equal(folder.contradiction(origin), evidence);
  assert.equal(ask(folder, honest(8, 9)).status, 200);
});

test("what was cosigned outlives the process; a head that is lost or changed is no beginning", () => {
  const folder = fresh();
  ask(folder, honest(0, 8));
  const again = new WitnessFolder(folder.path);
  assert.equal(ask(again, honest(0, 9)).body, "8\n");
  const file = join(folder.path, "logs", `${originHash(origin)}.head`);
  const kept = readFileSync(file);
  const { text, signatures } = parseNote(kept);
  const half = formatNote({ text, signatures: signatures.slice(0, -1) });
  const other = signCheckpoint(
    { origin: "other", size: 8, root: new Uint8Array(32) },
    [log, ...again.signers],
    0,
  );
  for (const damage of [
    () => writeFileSync(file, ""),
    () => writeFileSync(file, half),
    () => writeFileSync(file, other),
    () => writeFileSync(file, kept.toString().replace("\n8\n", "\n7\n")),
    () => rmSync(file),
  ]) {
    damage();
    assert.equal(ask(again, honest(0, 9)).status, 500);
    // Nor does following the log once more bring it back to nothing.
    again.follow([log.key]);
    assert.equal(ask(again, honest(0, 9)).status, 500);
  }
  writeFileSync(file, kept);
  assert.equal(ask(again, honest(8, 9)).status, 200);
  assert.deepEqual(
    readdirSync(join(folder.path, "logs")).filter((name) => name.endsWith(".new")),
    [],
  );
});

test("over HTTP: a request, a conflict, what monitors read, and hostile requests", async () => {
  const folder = fresh();
  const told: number[] = [];
  const server = witnessServer(folder, ({ status }) => told.push(status));
  const url = `http://127.0.0.1:${await listen(server, "127.0.0.1", 0)}`;
  try {
    const post = (body: string | Buffer) =>
      fetch(`${url}/add-checkpoint`, { method: "POST", body: new Uint8Array(Buffer.from(body)) });
    const monitored = `${url}/${originHash(origin)}/checkpoint`;
    assert.equal((await fetch(monitored)).status, 404);
    const [one, other] = await Promise.all([post(honest(0, 5)), post(honest(0, 6))]);
    // Of two at once one is first, and the other is told so.
    assert.deepEqual([one.status, other.status].toSorted(), [200, 409]);
    const note = await (await fetch(monitored)).text();
    const { verified } = openNote(note, [log.key, ...folder.signers.map(({ key }) => key)]);
    assert.equal(verified.length, 3);
    assert.equal((await post("x".repeat(100_000)).catch(() => ({ status: 413 }))).status, 413);
    assert.equal((await post("old 0\n")).status, 400);
    assert.equal((await fetch(`${url}/add-checkpoint`)).status, 404);
    assert.equal((await fetch(`${url}/${"0".repeat(64)}/checkpoint`)).status, 404);
    assert.deepEqual(told.toSorted(), [200, 400, 409]);
  } finally {
    await close(server);
  }
});

test("names that no note can bear make no folder", () => {
  const path = join(temporary, "bad");
  assert.throws(() => WitnessFolder.make(path, "two words"), { code: "KEY_NAME" });
  assert.equal(existsSync(path), false);
});
