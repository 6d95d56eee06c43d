import assert from "node:assert/strict";
import { test } from "node:test";
import { openCheckpoint, signCheckpoint } from "./policy.ts";
import type { Policy } from "./policy.ts";
import { formatNote, parseNote, signNote } from "./note.ts";
import { signer } from "./signer.ts";
import { filled, flip, refuses, refusesSomehow, text } from "./testing.ts";
import { KEY_TYPES } from "./vkey.ts";

const origin = "log.example/a";
const log = signer(origin, KEY_TYPES.ed25519, filled(1));
const logPQ = signer(origin, KEY_TYPES.mldsa44, filled(2));
const witness = signer("w.example", KEY_TYPES.cosignature, filled(3));
const mirror = signer("m.example", KEY_TYPES.mldsa44, filled(4));
const stranger = signer("s.example", KEY_TYPES.ed25519, filled(5));
const checkpoint = { origin, size: 42, root: filled(6) };
const TIME = 1_700_000_000;

const policy: Policy = {
  origin,
  log: [log.key, logPQ.key],
  cosigners: [witness.key, mirror.key],
  exact: true,
};
const signed = signCheckpoint(checkpoint, [log, logPQ, witness, mirror], TIME);

test("a checkpoint with every signature of the policy opens, with the times of its cosignatures", () => {
  const opened = openCheckpoint(signed, policy);
  assert.deepEqual({ origin: opened.origin, size: opened.size, root: opened.root }, checkpoint);
  assert.equal(opened.text, parseNote(signed).text);
  assert.deepEqual(
    opened.signatures.map(({ key, timestamp }) => [key.name, key.type, timestamp]),
    [
      [origin, 1, undefined],
      [origin, 6, TIME],
      ["w.example", 4, TIME],
      ["m.example", 6, TIME],
    ],
  );
  assert.deepEqual(openCheckpoint(text(signed), policy), opened);
});

test("each signature of the policy is required", () => {
  const { text: body, signatures } = parseNote(signed);
  for (let at = 0; at < signatures.length; at += 1) {
    const fewer = formatNote({ text: body, signatures: signatures.toSpliced(at, 1) });
    refuses(() => openCheckpoint(fewer, { ...policy, exact: false }), "SIGNATURE_MISSING");
    // Another signature of the same name in its place does not help.
    const doubled = formatNote({ text: body, signatures: signatures.with(at, signatures[(at + 1) % 4]!) });
    refuses(() => openCheckpoint(doubled, policy), "SIGNATURE_MISSING");
  }
});

test("strangers are ignored, unless every line must be expected", () => {
  const more = signCheckpoint(checkpoint, [log, stranger, logPQ, witness, mirror], TIME);
  openCheckpoint(more, { ...policy, exact: false });
  const { exact: _, ...lenient } = policy;
  assert.equal(openCheckpoint(more, lenient).signatures.length, 4);
  refuses(() => openCheckpoint(more, policy), "SIGNATURE_UNEXPECTED");
  const twice = signCheckpoint(checkpoint, [log, log, logPQ, witness, mirror], TIME);
  openCheckpoint(twice, lenient);
  refuses(() => openCheckpoint(twice, policy), "SIGNATURE_UNEXPECTED");
});

test("the origin is the one of the policy", () => {
  const other = signCheckpoint(
    { ...checkpoint, origin: "log.example/b" },
    [log, logPQ, witness, mirror],
    TIME,
  );
  refuses(() => openCheckpoint(other, policy), "ORIGIN_MISMATCH");
});

test("a signed note that is not a checkpoint is refused", () => {
  const plain = { origin, log: [log.key], cosigners: [] };
  refuses(() => openCheckpoint(signNote("hello\n", [log], 0), plain), "CHECKPOINT_MALFORMED");
  const extended = `${origin}\n1\n${filled(1).toBase64()}\nextension\n`;
  refuses(() => openCheckpoint(signNote(extended, [log], 0), plain), "CHECKPOINT_MALFORMED");
});

test("a policy names a key of the log, and cosigners of cosigner types", () => {
  refuses(() => openCheckpoint(signed, { ...policy, log: [] }), "POLICY_MALFORMED");
  refuses(() => openCheckpoint(signed, { ...policy, cosigners: [witness.key, log.key] }), "POLICY_MALFORMED");
  openCheckpoint(signed, { origin, log: [logPQ.key], cosigners: [] });
});

test("any single bit turned over in a signed checkpoint is refused", () => {
  const small: Policy = { origin, log: [log.key], cosigners: [witness.key], exact: true };
  const bytes = text(signCheckpoint(checkpoint, [log, witness], TIME));
  openCheckpoint(bytes, small);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    refusesSomehow(() => openCheckpoint(flip(bytes, bit), small), `bit ${bit}`);
  }
});

test("any byte of a checkpoint under ML-DSA-44 changed is refused", () => {
  const bytes = text(signed);
  // A prime step keeps this short and still visits every position within a base64 group.
  for (let bit = 0; bit < bytes.length * 8; bit += 37) {
    refusesSomehow(() => openCheckpoint(flip(bytes, bit), policy), `bit ${bit}`);
  }
});
