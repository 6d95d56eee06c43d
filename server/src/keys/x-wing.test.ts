import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { ml_kem768_x25519 as reference } from "@noble/post-quantum/hybrid.js";
import { CIPHERTEXT_BYTES, decapsulate, encapsulate, publicKeyOf, PUBLIC_BYTES } from "./x-wing.ts";

test("keys and secrets are those of an independent implementation, both ways", () => {
  for (let round = 0; round < 3; round++) {
    const seed = new Uint8Array(randomBytes(32));
    const { publicKey } = reference.keygen(seed);
    assert.deepEqual(publicKeyOf(seed), publicKey);
    const ours = encapsulate(publicKey);
    assert.deepEqual(reference.decapsulate(ours.enc, seed), ours.secret);
    const theirs = reference.encapsulate(publicKey);
    assert.deepEqual(decapsulate(seed, theirs.cipherText), theirs.sharedSecret);
  }
});

test("the draft's first vector", () => {
  const seed = Buffer.from("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26", "hex");
  const message = Buffer.from(
    "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
    "hex",
  );
  const secret = "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384";
  const { cipherText, sharedSecret } = reference.encapsulate(publicKeyOf(seed), message);
  assert.equal(Buffer.from(sharedSecret).toString("hex"), secret);
  assert.equal(Buffer.from(decapsulate(seed, cipherText)).toString("hex"), secret);
});

test("hostile bytes are refused, and another key opens nothing", () => {
  const seed = randomBytes(32);
  const { enc, secret } = encapsulate(publicKeyOf(seed));
  assert.equal(enc.length, CIPHERTEXT_BYTES);
  assert.notDeepEqual(decapsulate(randomBytes(32), enc), secret);
  for (const length of [0, CIPHERTEXT_BYTES - 1, CIPHERTEXT_BYTES + 1]) {
    assert.throws(() => decapsulate(seed, new Uint8Array(length)), { code: "CANNOT_OPEN" });
  }
  // The neutral element of X25519 would give a secret that everybody knows.
  const zero = enc.slice();
  zero.fill(0, CIPHERTEXT_BYTES - 32);
  assert.throws(() => decapsulate(seed, zero), { code: "CANNOT_OPEN" });
  assert.throws(() => encapsulate(new Uint8Array(PUBLIC_BYTES - 1)), { code: "BAD_FIELD" });
});
