import assert from "node:assert/strict";
import { TlogError } from "./errors.ts";
import type { TlogErrorCode } from "./errors.ts";
import { leafHash, nodeHash } from "./hash.ts";

// Helpers of the tests. The reference tree follows the recursive definitions of RFC 6962, section 2.1, word
// for word and shares no code with the library but the two hash functions.

/** Asserts that `run` throws a TlogError with that code. */
export function refuses(run: () => unknown, code: TlogErrorCode): void {
  assert.throws(run, (error) => {
    assert.ok(error instanceof TlogError, `not a TlogError: ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** Asserts that `run` throws a TlogError, whatever its code. */
export function refusesSomehow(run: () => unknown, about: string): void {
  assert.throws(run, TlogError, about);
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function leaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => leafHash(text(`entry ${index}`)));
}

export function filled(byte: number, length = 32): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

function largestPowerBelow(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** MTH(D[n]) for n of one or more. */
export function mth(d: readonly Uint8Array[]): Uint8Array {
  if (d.length === 1) return d[0]!;
  const k = largestPowerBelow(d.length);
  return nodeHash(mth(d.slice(0, k)), mth(d.slice(k)));
}

/** PATH(m, D[n]). */
export function path(m: number, d: readonly Uint8Array[]): Uint8Array[] {
  if (d.length === 1) return [];
  const k = largestPowerBelow(d.length);
  return m < k
    ? [...path(m, d.slice(0, k)), mth(d.slice(k))]
    : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}

/** SUBPROOF(m, D[n], b); PROOF(m, D[n]) is SUBPROOF(m, D[n], true). */
export function subproof(m: number, d: readonly Uint8Array[], b = true): Uint8Array[] {
  if (m === d.length) return b ? [] : [mth(d)];
  const k = largestPowerBelow(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), b), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

/** A copy with one bit turned over. */
export function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const changed = bytes.slice();
  changed[Math.floor(bit / 8)]! ^= 2 ** (bit % 8);
  return changed;
}
