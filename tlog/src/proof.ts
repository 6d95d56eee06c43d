import { equalBytes } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { emptyRoot, nodeHash, requireHash } from "./hash.ts";
import { perfectSubtrees, requireIndex, requireSize, split } from "./range.ts";
import type { Coordinate, Range } from "./range.ts";
import { foldRight } from "./tree.ts";
import type { HashReader } from "./tree.ts";

/** The subtrees to read for `inclusionProof(size, index)`. Throws `SIZE_RANGE`, `INDEX_RANGE`. */
export function inclusionCoordinates(size: number, index: number): Coordinate[] {
  return inclusionRanges(size, index).flatMap(perfectSubtrees);
}

/** The audit path of RFC 6962, section 2.1.1: from the leaf's sibling up to the root's child. */
export function inclusionProof(size: number, index: number, read: HashReader): Uint8Array[] {
  return inclusionRanges(size, index).map((range) => rangeHash(range, read));
}

/** The subtrees to read for `consistencyProof(oldSize, size)`. Throws `SIZE_RANGE`. */
export function consistencyCoordinates(oldSize: number, size: number): Coordinate[] {
  return consistencyRanges(oldSize, size).flatMap(perfectSubtrees);
}

/** The proof of RFC 6962, section 2.1.2; empty when `oldSize` is 0 or equal to `size`. */
export function consistencyProof(oldSize: number, size: number, read: HashReader): Uint8Array[] {
  return consistencyRanges(oldSize, size).map((range) => rangeHash(range, read));
}

export type InclusionClaim = {
  readonly size: number;
  readonly index: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
};

/**
 * Returns if the leaf stands at `index` in the tree of `size` leaves with that root, and throws otherwise:
 * `SIZE_RANGE`, `INDEX_RANGE`, `PROOF_LENGTH` (never a hash too many or too few), `HASH_LENGTH`,
 * `ROOT_MISMATCH`.
 */
export function verifyInclusion({ size, index, leafHash, proof, root }: InclusionClaim): void {
  const ranges = inclusionRanges(size, index);
  requireLength(proof, ranges.length);
  const computed = ranges.reduce(
    (hash, range, at) => (range.start > index ? nodeHash(hash, proof[at]!) : nodeHash(proof[at]!, hash)),
    requireHash(leafHash),
  );
  requireRoot(computed, root, "the inclusion proof leads to another root");
}

export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * Returns if the tree of `oldSize` leaves is a prefix of the tree of `size` leaves, and throws otherwise:
 * `SIZE_RANGE`, `PROOF_LENGTH`, `HASH_LENGTH`, `ROOT_MISMATCH`.
 *
 * Every tree extends the empty one: `oldSize` 0 is accepted with an empty proof, and its root must then be
 * `emptyRoot()`.
 */
export function verifyConsistency({ oldSize, oldRoot, size, root, proof }: ConsistencyClaim): void {
  const ranges = consistencyRanges(oldSize, size);
  requireLength(proof, ranges.length);
  if (oldSize === 0) {
    requireRoot(emptyRoot(), oldRoot, "a tree without leaves has the empty root");
    if (size === 0) requireRoot(emptyRoot(), root, "a tree without leaves has the empty root");
    requireHash(root);
    return;
  }
  // The proof starts with the rightmost subtree of the old tree, except where the old tree is itself a
  // subtree of the new one; its root is then known already.
  const isSubtree = ranges[0]?.end !== oldSize;
  const seed = isSubtree ? requireHash(oldRoot) : proof[0]!;
  let before = seed;
  let after = seed;
  for (const [at, range] of ranges.entries()) {
    const hash = proof[at]!;
    if (range.start >= oldSize) {
      after = nodeHash(after, hash);
    } else if (range.end < oldSize) {
      before = nodeHash(hash, before);
      after = nodeHash(hash, after);
    }
  }
  requireRoot(before, oldRoot, "the consistency proof leads to another old root");
  requireRoot(after, root, "the consistency proof leads to another new root");
}

/** RFC 6962 PATH(m, D[n]) as leaf ranges instead of hashes. */
function inclusionRanges(size: number, index: number): Range[] {
  requireIndex(index, size);
  const upwards: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      upwards.unshift({ start: middle, end });
      end = middle;
    } else {
      upwards.unshift({ start, end: middle });
      start = middle;
    }
  }
  return upwards;
}

/** RFC 6962 PROOF(m, D[n]) as leaf ranges instead of hashes. */
function consistencyRanges(oldSize: number, size: number): Range[] {
  if (requireSize(oldSize) > requireSize(size)) {
    throw new TlogError("SIZE_RANGE", `a tree of ${size} cannot extend one of ${oldSize}`);
  }
  const upwards: Range[] = [];
  if (oldSize === 0) return upwards;
  let start = 0;
  let end = size;
  while (end !== oldSize) {
    const middle = start + split(end - start);
    if (oldSize <= middle) {
      upwards.unshift({ start: middle, end });
      end = middle;
    } else {
      upwards.unshift({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) upwards.unshift({ start, end });
  return upwards;
}

function rangeHash(range: Range, read: HashReader): Uint8Array {
  return requireHash(foldRight(perfectSubtrees(range).map(([level, index]) => read(level, index))));
}

function requireLength(proof: readonly Uint8Array[], expected: number): void {
  if (proof.length !== expected) {
    throw new TlogError("PROOF_LENGTH", `the proof has ${proof.length} hashes, not ${expected}`);
  }
}

function requireRoot(computed: Uint8Array, claimed: Uint8Array, message: string): void {
  if (!equalBytes(computed, requireHash(claimed))) throw new TlogError("ROOT_MISMATCH", message);
}
