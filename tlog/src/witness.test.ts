import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { emptyRoot } from "./hash.ts";
import { formatNote, parseNote, signNote } from "./note.ts";
import { signCheckpoint } from "./policy.ts";
import { consistencyProof } from "./proof.ts";
import { signer } from "./signer.ts";
import { filled, leaves, mth, refuses, subproof, text } from "./testing.ts";
import { KEY_TYPES, parseVkey } from "./vkey.ts";
import {
  formatAddCheckpoint,
  formatCosignatures,
  openAddCheckpoint,
  openCosignatures,
  parseAddCheckpoint,
  parseConflict,
  requireExtends,
  witnessStatus,
} from "./witness.ts";

const vectors = JSON.parse(readFileSync(new URL("../vectors/witness.json", import.meta.url), "utf8")) as {
  specification: { request: string; response: string };
  sequence: { log: string; cases: { request: string; status: number; here?: number; body?: string }[] };
};

const origin = "log.example/a";
const log = signer(origin, KEY_TYPES.ed25519, filled(1));
const logPQ = signer(origin, KEY_TYPES.mldsa44, filled(2));
const stranger = signer(origin, KEY_TYPES.ed25519, filled(3));
const witness = signer("w.example", KEY_TYPES.cosignature, filled(4));
const witnessPQ = signer("w.example", KEY_TYPES.mldsa44, filled(5));
const TIME = 1_700_000_000;
const grown = leaves(9);
const head = (size: number): Checkpoint => ({
  origin,
  size,
  root: size === 0 ? emptyRoot() : mth(grown.slice(0, size)),
});
const request = (oldSize: number, size: number): string =>
  formatAddCheckpoint({
    oldSize,
    proof: oldSize === 0 ? [] : subproof(oldSize, grown.slice(0, size)),
    checkpoint: signCheckpoint(head(size), [log], TIME),
  });
const known = (name: string) => (name === origin ? [log.key, logPQ.key] : null);

test("the examples of the specification are read, and written again byte for byte", () => {
  const { request: body, response } = vectors.specification;
  const parsed = parseAddCheckpoint(body);
  assert.equal(parsed.oldSize, 20_852_014);
  assert.equal(parsed.proof.length, 4);
  assert.equal(formatAddCheckpoint(parsed), body);
  const { text: note } = parseNote(parsed.checkpoint);
  assert.equal(parseCheckpoint(note).origin, "example.com/behind-the-sofa");
  const { signatures } = parseNote(`${note}\n${response}`);
  assert.deepEqual(
    signatures.map(({ name, signature }) => [name, signature.length]),
    [
      ["witness.example/w1", 72],
      ["witness.example/w1", 72],
      ["witness.example/w2", 72],
    ],
  );
  assert.equal(formatCosignatures(note, signatures), response);
});

test("every answer of another implementation's own sequence of requests is ours", () => {
  const key = parseVkey(vectors.sequence.log);
  let last: Checkpoint | null = null;
  for (const [
    at,
    { request: body, status, here = status, body: expected },
  ] of vectors.sequence.cases.entries()) {
    let answered = 200;
    try {
      const opened = openAddCheckpoint(body, (name) => (name === key.name ? [key] : null));
      requireExtends(opened, last);
      last = opened.checkpoint;
    } catch (error) {
      assert.ok(error instanceof TlogError);
      answered = witnessStatus(error.code);
    }
    assert.equal(answered, here, `request ${at}`);
    if (expected !== undefined) assert.equal(parseConflict(expected), last?.size);
  }
  assert.equal(vectors.sequence.cases.length, 11);
});

test("a log is followed from nothing through every growth", () => {
  for (let old = 0; old <= 9; old += 1) {
    for (let size = old; size <= 9; size += 1) {
      const opened = openAddCheckpoint(request(old, size), known);
      requireExtends(opened, old === 0 ? null : head(old));
    }
  }
});

test("a request is bound to the tree that was cosigned last", () => {
  const opened = openAddCheckpoint(request(4, 9), known);
  refuses(() => requireExtends(opened, head(5)), "SIZE_CONFLICT");
  refuses(() => requireExtends(opened, null), "SIZE_CONFLICT");
  refuses(() => requireExtends(opened, { size: 4, root: filled(9) }), "ROOT_MISMATCH");
  // The same size with another root is the plainest of forks.
  const again = openAddCheckpoint(request(9, 9), known);
  refuses(() => requireExtends(again, { size: 9, root: filled(9) }), "ROOT_MISMATCH");
  const padded = { ...openAddCheckpoint(request(0, 9), known), proof: [filled(1)] };
  refuses(() => requireExtends(padded, null), "PROOF_LENGTH");
});

test("who has not signed is refused before anything else is looked at", () => {
  const by = (...signers: (typeof log)[]): string =>
    formatAddCheckpoint({ oldSize: 0, proof: [], checkpoint: signCheckpoint(head(3), signers, TIME) });
  refuses(() => openAddCheckpoint(by(stranger), known), "SIGNATURE_MISSING");
  refuses(() => openAddCheckpoint(by(log), () => null), "LOG_UNKNOWN");
  const forged = by(log).replace(/\n3\n/, "\n4\n");
  refuses(() => openAddCheckpoint(forged, known), "SIGNATURE_INVALID");
  refuses(() => openAddCheckpoint(by(log).replace("old 0", "old 4"), known), "SIZE_RANGE");
  // One key of the log is enough, and what others have put under the note is not kept.
  const { note } = openAddCheckpoint(by(stranger, logPQ), known);
  assert.deepEqual(
    parseNote(note).signatures.map(({ keyId }) => keyId),
    [logPQ.key.keyId],
  );
});

test("faults of form are 400, and a wrong root of no tree is 422", () => {
  const good = request(4, 9);
  const hash = filled(1).toBase64();
  for (const bad of [
    good.replace("old 4", "old 04"),
    good.replace("old 4", "old -1"),
    good.replace("old ", "new "),
    good.replace("old 4\n", ""),
    good.replace("\n\n", "\n"),
    good.replaceAll("\n", "\r\n"),
    `old 4\n${"x".repeat(100)}\n\n${good.slice(good.indexOf("\n\n") + 2)}`,
    `old 4\n${filled(1, 31).toBase64()}\n\n${good.slice(good.indexOf("\n\n") + 2)}`,
    `old 4\n${`${hash}\n`.repeat(64)}\n${good.slice(good.indexOf("\n\n") + 2)}`,
    `old 4\n${"A".repeat(80_000)}`,
    "",
    "\n\n",
  ]) {
    assert.throws(
      () => openAddCheckpoint(bad, known),
      (error) => error instanceof TlogError && witnessStatus(error.code) === 400,
      bad.slice(0, 80),
    );
  }
  const hollow = signNote(`${origin}\n0\n${hash}\n`, [log], TIME);
  refuses(() => openAddCheckpoint(`old 0\n\n${hollow}`, known), "ROOT_MISMATCH");
  const extended = signNote(`${origin}\n3\n${hash}\nmore\n`, [log], TIME);
  refuses(() => openAddCheckpoint(`old 0\n\n${extended}`, known), "CHECKPOINT_MALFORMED");
});

const checkpointText = parseNote(signCheckpoint(head(9), [log], TIME)).text;
const answerOf = (...signers: (typeof log)[]): string =>
  formatCosignatures(
    checkpointText,
    signers.map(({ key, sign }) => ({
      name: key.name,
      keyId: key.keyId,
      signature: sign(checkpointText, TIME),
    })),
  );

test("an answer gives the cosignatures of the keys asked for, and nothing of strangers", () => {
  const found = openCosignatures(answerOf(stranger, witness, witnessPQ), checkpointText, [
    witness.key,
    witnessPQ.key,
  ]);
  assert.deepEqual(
    found.map(({ key, timestamp }) => [key.type, timestamp]),
    [
      [4, TIME],
      [6, TIME],
    ],
  );
  const note = formatNote({ text: checkpointText, signatures: found.map(({ line }) => line) });
  assert.ok(note.includes("— w.example "));
});

test("a hostile answer is refused with a code, whatever it holds", () => {
  const open = (body: string | Uint8Array) => openCosignatures(body, checkpointText, [witness.key]);
  refuses(() => open(answerOf(witnessPQ)), "SIGNATURE_MISSING");
  // A key of the log is none of a witness, even where somebody has put it among them.
  refuses(() => openCosignatures(answerOf(log), checkpointText, [log.key]), "SIGNATURE_MISSING");
  refuses(() => open(""), "NOTE_MALFORMED");
  refuses(() => open("x".repeat(70_000)), "NOTE_SIZE");
  refuses(() => open(answerOf(witness).repeat(17)), "NOTE_SIGNATURE_COUNT");
  refuses(() => open(`other text\n\n${answerOf(witness)}`), "REQUEST_MALFORMED");
  refuses(() => open(`\n${answerOf(witness)}`), "REQUEST_MALFORMED");
  refuses(() => open(Uint8Array.of(0xff, 0x0a)), "TEXT_ENCODING");
  const timeless = formatCosignatures(checkpointText, [
    { name: witness.key.name, keyId: witness.key.keyId, signature: witness.sign(checkpointText, 0) },
  ]);
  refuses(() => open(timeless), "TIMESTAMP_RANGE");
  const other = parseNote(signCheckpoint(head(8), [witness], TIME));
  refuses(() => open(formatCosignatures(other.text, other.signatures)), "SIGNATURE_INVALID");
});

test("a conflict is one canonical size and nothing else", () => {
  assert.equal(parseConflict("0\n"), 0);
  assert.equal(parseConflict(text("9007199254740991\n")), Number.MAX_SAFE_INTEGER);
  for (const bad of ["", "\n", "5", "05\n", "5\n5\n", "-5\n", "5 \n", "9007199254740992\n", "1".repeat(40)]) {
    refuses(() => parseConflict(bad), "RESPONSE_MALFORMED");
  }
});

test("what this library proves it accepts", () => {
  const read = (level: number, index: number): Uint8Array =>
    mth(grown.slice(index * 2 ** level, (index + 1) * 2 ** level));
  const opened = openAddCheckpoint(request(3, 9), known);
  assert.deepEqual(opened.proof, consistencyProof(3, 9, read));
});
