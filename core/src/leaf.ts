import { canonicalBytes, parseCanonical } from "./canonical.ts";
import { badField, count, hash, instant, type Count, type Hash, type Instant } from "./words.ts";

/** record.md section 2. The leaf stands in clear for ever: commitments, sizes and times, nothing else. */
export const MAX_LEAF_BYTES = 512;
export const MAX_BODY_BYTES = 64 * 1024;

export type Leaf = {
  readonly v: 1;
  /** Clock of the log's owner, milliseconds; never less than the leaf before. */
  readonly t: Instant;
  /** How many entries of the peer's log of this lane the owner had applied when the act was committed. */
  readonly seen: Count;
  /** HMAC(s1, H(act ‖ approvals)). */
  readonly a: Hash;
  /** HMAC(s2, H(body)); null without a body. */
  readonly b: Hash | null;
  /** Hashes of the two ciphertexts. */
  readonly c: readonly [act: Hash, body: Hash | null];
  /** Padded lengths of the two ciphertexts, bytes. */
  readonly n: readonly [act: Count, body: Count];
};

export const leafBytes = (leaf: Leaf): Uint8Array => canonicalBytes(leaf);

/** @throws the codes of parseCanonical | BAD_FIELD */
export function parseLeaf(bytes: Uint8Array): Leaf {
  const value = parseCanonical(bytes, MAX_LEAF_BYTES) as Record<string, unknown> | null;
  if (value === null || typeof value !== "object" || Object.keys(value).join() !== "a,b,c,n,seen,t,v") {
    throw badField("leaf", "leaf");
  }
  const { c, n } = value as { c: unknown; n: unknown };
  if (value["v"] !== 1) throw badField("v", "leaf version");
  if (!Array.isArray(c) || c.length !== 2 || !Array.isArray(n) || n.length !== 2) throw badField("c", "pair");
  const body = value["b"] === null ? null : hash(value["b"], "b");
  const cBody = c[1] === null ? null : hash(c[1], "c");
  const nBody = count(n[1], "n");
  // A body is committed to, addressed and sized, or it is none of the three.
  if ((body === null) !== (cBody === null) || (body === null) !== (nBody === 0))
    throw badField("b", "body slot");
  return {
    v: 1,
    t: instant(value["t"], "t"),
    seen: count(value["seen"], "seen"),
    a: hash(value["a"], "a"),
    b: body,
    c: [hash(c[0], "c"), cBody],
    n: [count(n[0], "n"), nBody],
  };
}
