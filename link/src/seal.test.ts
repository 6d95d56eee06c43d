import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import { actBytes, parseAct, toAct, type Hash, type ItemAct, type Json } from "@setu/core";
import { itemAct } from "@setu/core/acts.fixture.ts";
import { vectors } from "@setu/core/vectors.fixture.ts";
import { testCrypto } from "./crypto.fixture.ts";
import { coded, utf8 } from "./pair.fixture.ts";
import { pad, padme } from "./pad.ts";
import { ciphertextHash, commitment, openAct, openBody, sealAct, sealBody } from "./seal.ts";
import type { KeyRow } from "./store.ts";

const VECTOR = vectors<{
  readonly act: string;
  readonly approvals: string;
  readonly actMaterial: string;
  readonly body: string;
  readonly bodyMaterial: string;
  readonly a: Hash;
  readonly b: Hash;
  readonly actCiphertext: string;
  readonly bodyCiphertext: string;
  readonly c: readonly [Hash, Hash];
  readonly n: readonly [number, number];
  readonly wrap: {
    readonly epochSecret: string;
    readonly slot: number;
    readonly wrapKey: string;
    readonly wrapped: string;
  };
  readonly padding: readonly { readonly length: number; readonly padded: number }[];
}>("seal.json");

const hex = (text: string) => Uint8Array.fromHex(text);
const crypto = testCrypto("ca" as never, "in" as never, (n) => new Uint8Array(n));
const act = parseAct(utf8(VECTOR.act)) as ItemAct;
const LEAF = { a: VECTOR.a, b: VECTOR.b };
const KEY: KeyRow = { from: act.from, id: act.id, slot: 0, material: hex(VECTOR.actMaterial) };
const BODY_KEY: KeyRow = { ...KEY, slot: 1, material: hex(VECTOR.bodyMaterial) };
const CIPHERTEXT = hex(VECTOR.actCiphertext);

/** A world that gives the vector's keys, in the order in which a record draws them. */
const worldOf = (...materials: readonly Uint8Array[]) => {
  const queue = [...materials];
  return { now: () => 0, random: () => queue.shift() as Uint8Array };
};

test("the vector is what record.md says, computed here from its words alone", () => {
  const u32 = (n: number) => Buffer.from(Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n));
  const commit = (material: string, plaintext: Buffer) =>
    createHmac("sha256", hex(material).subarray(32))
      .update(createHash("sha256").update(plaintext).digest())
      .digest("base64url");
  const plaintext = Buffer.concat([
    u32(Buffer.byteLength(VECTOR.act)),
    Buffer.from(VECTOR.act),
    u32(2),
    Buffer.from(VECTOR.approvals),
  ]);
  assert.equal(commit(VECTOR.actMaterial, plaintext), VECTOR.a);
  assert.equal(commit(VECTOR.bodyMaterial, Buffer.from(VECTOR.body)), VECTOR.b);
  assert.equal((JSON.parse(VECTOR.act) as { body: string }).body, VECTOR.b);
  for (const [ciphertext, c, n] of [
    [VECTOR.actCiphertext, VECTOR.c[0], VECTOR.n[0]],
    [VECTOR.bodyCiphertext, VECTOR.c[1], VECTOR.n[1]],
  ] as const) {
    assert.equal(createHash("sha256").update(hex(ciphertext)).digest("base64url"), c);
    assert.equal(ciphertextHash(hex(ciphertext)), c);
    assert.equal(ciphertext.length / 2, n);
  }
  const padded = crypto.open(KEY.material.subarray(0, 32), CIPHERTEXT, utf8(`setu/1 ca ${act.id} 0`));
  assert.equal(
    Buffer.compare(padded, Buffer.concat([plaintext, Buffer.of(0x80)], padme(plaintext.length + 1))),
    0,
  );
});

test("sealing with the vector's keys makes the vector's bytes", () => {
  const ports = { crypto, world: worldOf(BODY_KEY.material, KEY.material) };
  const body = sealBody(ports, act.from, act.id, utf8(VECTOR.body));
  const { sealed, keys } = sealAct(ports, act, VECTOR.approvals, body);
  assert.deepEqual([sealed.a, sealed.b], [VECTOR.a, VECTOR.b]);
  assert.deepEqual(sealed.act, CIPHERTEXT);
  assert.deepEqual(sealed.body, hex(VECTOR.bodyCiphertext));
  assert.deepEqual(keys, [KEY, BODY_KEY]);
});

test("opening gives back what was sealed", () => {
  const opened = openAct(crypto, LEAF, KEY, CIPHERTEXT);
  assert.deepEqual(opened, { act, approvals: VECTOR.approvals });
  assert.deepEqual(openBody(crypto, VECTOR.b, BODY_KEY, hex(VECTOR.bodyCiphertext)), utf8(VECTOR.body));
});

test("a data key travels under a key of its own record and slot", () => {
  const { epochSecret, slot, wrapKey, wrapped } = VECTOR.wrap;
  const info = utf8(`setu/1 wrap ca ${act.id} ${slot} ${VECTOR.a}`);
  assert.deepEqual(crypto.derive(hex(epochSecret), info), hex(wrapKey));
  assert.deepEqual(crypto.open(hex(wrapKey), hex(wrapped), info), KEY.material);
  for (const { length, padded } of VECTOR.padding) assert.equal(pad(new Uint8Array(length)).length, padded);
});

test("the wrong key, the wrong place or a changed byte opens nothing", () => {
  const other = Uint8Array.from(KEY.material, (byte) => byte ^ 1);
  for (const key of [
    { ...KEY, material: other },
    { ...KEY, id: "f".repeat(32) as never },
    { ...KEY, from: "in" as never },
  ]) {
    assert.throws(() => openAct(crypto, LEAF, key, CIPHERTEXT), coded("CANNOT_OPEN"));
  }
  for (const at of [0, 100, CIPHERTEXT.length - 1]) {
    const changed = Uint8Array.from(CIPHERTEXT, (byte, i) => (i === at ? byte ^ 1 : byte));
    assert.throws(() => openAct(crypto, LEAF, KEY, changed), coded("CANNOT_OPEN"));
  }
  for (const bytes of [new Uint8Array(), CIPHERTEXT.subarray(0, 15), CIPHERTEXT.subarray(1)]) {
    assert.throws(() => openAct(crypto, LEAF, KEY, bytes), coded("CANNOT_OPEN"));
  }
  assert.throws(
    () => openBody(crypto, VECTOR.b, { ...BODY_KEY, material: other }, hex(VECTOR.bodyCiphertext)),
    coded("CANNOT_OPEN"),
  );
  assert.throws(
    () => openBody(crypto, VECTOR.b, BODY_KEY, CIPHERTEXT),
    coded("CANNOT_OPEN"),
    "an act is no body",
  );
});

test("what opens is held against the commitment: another salt, another text, another leaf", () => {
  const salted = {
    ...KEY,
    material: Uint8Array.from(KEY.material, (byte, i) => (i === 40 ? byte ^ 1 : byte)),
  };
  assert.throws(() => openAct(crypto, LEAF, salted, CIPHERTEXT), coded("COMMITMENT_MISMATCH"));
  assert.throws(
    () => openAct(crypto, { ...LEAF, a: VECTOR.b }, KEY, CIPHERTEXT),
    coded("COMMITMENT_MISMATCH"),
  );
  assert.throws(() => openAct(crypto, { ...LEAF, b: null }, KEY, CIPHERTEXT), coded("COMMITMENT_MISMATCH"));
  assert.throws(
    () => openAct(crypto, { ...LEAF, b: VECTOR.a }, KEY, CIPHERTEXT),
    coded("COMMITMENT_MISMATCH"),
  );
  assert.throws(
    () => openBody(crypto, VECTOR.a, BODY_KEY, hex(VECTOR.bodyCiphertext)),
    coded("COMMITMENT_MISMATCH"),
  );
  const swapped = sealBody(
    { crypto, world: worldOf(BODY_KEY.material) },
    act.from,
    act.id,
    utf8("another text"),
  );
  assert.throws(() => openBody(crypto, VECTOR.b, BODY_KEY, swapped.ciphertext), coded("COMMITMENT_MISMATCH"));
});

test("a key that opens one ciphertext to another text cannot pass: the commitment names the text", () => {
  // AES-GCM is not key-committing, so a sender might make one ciphertext that two keys open. Whatever a second key
  // opens it to, the salted hash in the leaf names one text only: here a cipher that opens to whatever the key says.
  const told = (key: Uint8Array) => pad(utf8(`text of key ${key[0]}`));
  const loose = { ...crypto, open: (key: Uint8Array) => told(key) };
  const [one, two] = [
    BODY_KEY,
    { ...BODY_KEY, material: Uint8Array.from(BODY_KEY.material, (byte) => byte ^ 1) },
  ];
  const b = sealBody({ crypto, world: worldOf(one.material) }, act.from, act.id, utf8("text of key 64")).b;
  assert.deepEqual(openBody(loose, b, one, CIPHERTEXT), utf8("text of key 64"));
  assert.throws(() => openBody(loose, b, two, CIPHERTEXT), coded("COMMITMENT_MISMATCH"));
});

test("an act under another sender or id than its key's is refused", () => {
  const swap = (change: { readonly [field: string]: Json }) => {
    const other = toAct({ ...(JSON.parse(VECTOR.act) as { [field: string]: Json }), ...change });
    const plaintextOf = {
      ...crypto,
      open: () => crypto.open(key.subarray(0, 32), sealed.act, utf8(`setu/1 ${other.from} ${other.id} 0`)),
    };
    const key = KEY.material;
    const { sealed } = sealAct({ crypto, world: worldOf(key) }, other, "[]", null);
    return () => openAct(plaintextOf, { a: sealed.a, b: VECTOR.b }, KEY, sealed.act);
  };
  assert.doesNotThrow(swap({}));
  assert.throws(swap({ id: "f".repeat(32) }), coded("COMMITMENT_MISMATCH"));
  assert.throws(swap({ from: "in", to: "ca" }), coded("COMMITMENT_MISMATCH"));
});

test("an act without a body seals without one", () => {
  const bare = itemAct({ id: act.id });
  const { sealed, keys } = sealAct({ crypto, world: worldOf(KEY.material) }, bare, "[]", null);
  assert.deepEqual([sealed.b, sealed.body, keys.length], [null, null, 1]);
  assert.deepEqual(actBytes(openAct(crypto, { a: sealed.a, b: null }, KEY, sealed.act).act), actBytes(bare));
});

test("a plaintext that is not framed is not an act", () => {
  const whole = crypto.open(KEY.material.subarray(0, 32), CIPHERTEXT, utf8(`setu/1 ca ${act.id} 0`));
  const plaintext = whole.subarray(0, whole.lastIndexOf(0x80));
  const framed = (change: (bytes: Uint8Array) => Uint8Array) => {
    const bytes = change(Uint8Array.from(plaintext));
    return () =>
      openAct(
        { ...crypto, open: () => pad(bytes) },
        { ...LEAF, a: commitment(KEY.material, bytes) },
        KEY,
        CIPHERTEXT,
      );
  };
  assert.doesNotThrow(framed((bytes) => bytes));
  const cases: ((bytes: Uint8Array) => Uint8Array)[] = [
    () => new Uint8Array(),
    () => new Uint8Array(3),
    (bytes) => bytes.subarray(0, -1),
    (bytes) => Uint8Array.of(...bytes, 0),
    (bytes) => Uint8Array.from(bytes, (byte, i) => (i === 0 ? 255 : byte)),
    (bytes) => Uint8Array.from(bytes, (byte, i) => (i === 3 ? byte - 1 : byte)),
  ];
  for (const change of cases) assert.throws(framed(change), coded("CANNOT_OPEN"));
});
