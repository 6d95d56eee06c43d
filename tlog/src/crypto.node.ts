import { createHmac, createPrivateKey, createPublicKey, hash, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { ED25519_LENGTHS, MLDSA44_LENGTHS, scheme } from "./scheme.ts";
import type { Lengths, Scheme } from "./scheme.ts";

/** SHA-256 over the concatenation of `parts`. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return bytesOf(hash("sha256", parts.length === 1 ? parts[0]! : Buffer.concat(parts), "latin1"));
}

/** HMAC-SHA-256 over the concatenation of `parts`. */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  return bytesOf(createHmac("sha256", key).update(Buffer.concat(parts)).digest("latin1"));
}

export const ed25519: Scheme = nodeScheme("ed25519", "raw-private", ED25519_LENGTHS);

export const mldsa44: Scheme = nodeScheme("ml-dsa-44", "raw-seed", MLDSA44_LENGTHS);

function nodeScheme(
  algorithm: "ed25519" | "ml-dsa-44",
  seedFormat: "raw-private" | "raw-seed",
  lengths: Lengths,
): Scheme {
  // Making a key of a seed costs as much as a signature, and a signer's seed never changes.
  const secrets = new WeakMap<Uint8Array, KeyObject>();
  const secret = (seed: Uint8Array): KeyObject => {
    const made = secrets.get(seed) ?? createPrivateKey(keyOf(seed));
    secrets.set(seed, made);
    return made;
  };
  const keyOf = (seed: Uint8Array) =>
    ({ key: Buffer.from(seed), format: seedFormat, asymmetricKeyType: algorithm }) as const;
  return scheme(lengths, {
    publicKey: (seed) => plain(createPublicKey(secret(seed)).export({ format: "raw-public" })),
    sign: (seed, message) => plain(sign(null, message, secret(seed))),
    verify(publicKey, message, signature) {
      const key = createPublicKey({
        key: Buffer.from(publicKey),
        format: "raw-public",
        asymmetricKeyType: algorithm,
      });
      return verify(null, message, key, signature);
    },
  });
}

/** One byte for each character. A short array lies in the heap; a digest asked for as bytes is allocated outside, which costs more than the hash. */
function bytesOf(latin1: string): Uint8Array {
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}

/** A Buffer is a Uint8Array with another prototype; callers get the plain one in every environment. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
