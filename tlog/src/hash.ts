import { sha256 } from "#crypto";
import { TlogError } from "./errors.ts";

/** Bytes in every hash of the tree. */
export const HASH_BYTES = 32;

const LEAF_PREFIX = Uint8Array.of(0x00);
const NODE_PREFIX = Uint8Array.of(0x01);

// RFC 6962, section 2.1. The prefixes keep a leaf from ever being read as an interior node.

/** Hash of one entry: SHA-256(0x00 || data). */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(LEAF_PREFIX, data);
}

/** Hash of an interior node: SHA-256(0x01 || left || right). Throws `HASH_LENGTH` unless both are 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(NODE_PREFIX, requireHash(left), requireHash(right));
}

/** Root of the tree without leaves: SHA-256 of the empty string. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array());
}

export function requireHash(hash: Uint8Array): Uint8Array {
  if (hash.length !== HASH_BYTES) {
    throw new TlogError("HASH_LENGTH", `a hash has ${hash.length} bytes, not ${HASH_BYTES}`);
  }
  return hash;
}
