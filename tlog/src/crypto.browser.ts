import { ed25519 as nobleEd25519 } from "@noble/curves/ed25519.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { ml_dsa44 } from "@noble/post-quantum/ml-dsa.js";
import { ED25519_LENGTHS, MLDSA44_LENGTHS, scheme } from "./scheme.ts";
import type { Scheme } from "./scheme.ts";

// JavaScript cannot promise constant time: on servers private keys belong in crypto.node.ts.

/** SHA-256 over the concatenation of `parts`. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const state = nobleSha256.create();
  for (const part of parts) state.update(part);
  return state.digest();
}

/** HMAC-SHA-256 over the concatenation of `parts`. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const state = hmac.create(nobleSha256, key);
  for (const part of parts) state.update(part);
  return state.digest();
}

export const ed25519: Scheme = scheme(ED25519_LENGTHS, {
  publicKey: (seed) => nobleEd25519.getPublicKey(seed),
  sign: (seed, message) => nobleEd25519.sign(message, seed),
  // RFC 8032 rules; the library's default (ZIP 215) accepts encodings that node:crypto refuses.
  verify: (publicKey, message, signature) =>
    nobleEd25519.verify(signature, message, publicKey, { zip215: false }),
});

export const mldsa44: Scheme = scheme(MLDSA44_LENGTHS, {
  publicKey: (seed) => ml_dsa44.keygen(seed).publicKey,
  sign: (seed, message) => ml_dsa44.sign(message, ml_dsa44.keygen(seed).secretKey),
  verify: (publicKey, message, signature) => ml_dsa44.verify(signature, message, publicKey),
});
