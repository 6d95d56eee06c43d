import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { emptyRoot, nodeHash } from "./hash.ts";
import {
  consistencyCoordinates,
  consistencyProof,
  inclusionCoordinates,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "./proof.ts";
import { filled, flip, leaves, mth, path, refuses, subproof, text } from "./testing.ts";
import { append, emptyFrontier, frontierAt, listReader, root } from "./tree.ts";
import type { HashReader } from "./tree.ts";

const LIMIT = 130;
const all = leaves(300);
const roots = Array.from({ length: all.length + 1 }, (_, n) =>
  n === 0 ? emptyRoot() : mth(all.slice(0, n)),
);
const nodes = new Map<string, Uint8Array>();
append(emptyFrontier(), all, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
const read: HashReader = (level, index) => nodes.get(`${level}/${index}`)!;

test(`inclusion of every leaf in every tree up to ${LIMIT}`, () => {
  for (let size = 1; size <= LIMIT; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const at = inclusionCoordinates(size, index);
      const proof = inclusionProof(
        size,
        index,
        listReader(
          at,
          at.map(([l, i]) => read(l, i)),
        ),
      );
      assert.deepEqual(proof, path(index, all.slice(0, size)));
      const claim = { size, index, leafHash: all[index]!, proof, root: roots[size]! };
      verifyInclusion(claim);
      refuses(() => verifyInclusion({ ...claim, leafHash: all[index + 1]! }), "ROOT_MISMATCH");
      refuses(() => verifyInclusion({ ...claim, proof: [...proof, all[0]!] }), "PROOF_LENGTH");
      if (size > 1) refuses(() => verifyInclusion({ ...claim, proof: proof.slice(1) }), "PROOF_LENGTH");
    }
  }
});

test(`consistency between all trees up to ${LIMIT}`, () => {
  for (let size = 1; size <= LIMIT; size += 1) {
    for (let oldSize = 1; oldSize <= size; oldSize += 1) {
      const at = consistencyCoordinates(oldSize, size);
      const proof = consistencyProof(
        oldSize,
        size,
        listReader(
          at,
          at.map(([l, i]) => read(l, i)),
        ),
      );
      assert.deepEqual(proof, subproof(oldSize, all.slice(0, size)));
      const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof };
      verifyConsistency(claim);
      refuses(() => verifyConsistency({ ...claim, root: roots[size + 1]! }), "ROOT_MISMATCH");
      refuses(() => verifyConsistency({ ...claim, oldRoot: roots[oldSize - 1]! }), "ROOT_MISMATCH");
      refuses(() => verifyConsistency({ ...claim, proof: [...proof, all[0]!] }), "PROOF_LENGTH");
      if (proof.length > 0)
        refuses(() => verifyConsistency({ ...claim, proof: proof.slice(1) }), "PROOF_LENGTH");
    }
  }
});

test("proofs of golang.org/x/mod/sumdb/tlog", () => {
  const file = readFileSync(new URL("../vectors/tree.json", import.meta.url), "utf8");
  const vectors = JSON.parse(file) as {
    roots: string[];
    inclusion: { size: number; index: number; proof: string[] }[];
    consistency: { oldSize: number; size: number; proof: string[] }[];
  };
  assert.equal(vectors.roots.length, 301);
  assert.deepEqual(
    roots.map((hash) => hash.toBase64()),
    vectors.roots,
  );
  assert.ok(vectors.inclusion.length > 30 && vectors.consistency.length > 30);
  for (const { size, index, proof } of vectors.inclusion) {
    assert.deepEqual(
      inclusionProof(size, index, read).map((hash) => hash.toBase64()),
      proof,
    );
  }
  for (const { oldSize, size, proof } of vectors.consistency) {
    assert.deepEqual(
      consistencyProof(oldSize, size, read).map((hash) => hash.toBase64()),
      proof,
    );
  }
});

test("a forged tree is never consistent: all pairs up to 40 with one leaf of the past changed", () => {
  for (let size = 2; size <= 40; size += 1) {
    for (let oldSize = 1; oldSize < size; oldSize += 1) {
      const forged = all.slice(0, size);
      forged[oldSize - 1] = filled(9);
      const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: mth(forged) };
      refuses(() => verifyConsistency({ ...claim, proof: subproof(oldSize, forged) }), "ROOT_MISMATCH");
      refuses(
        () => verifyConsistency({ ...claim, proof: subproof(oldSize, all.slice(0, size)) }),
        "ROOT_MISMATCH",
      );
    }
  }
});

test("any single bit turned over in an inclusion proof, leaf or root is refused", () => {
  const claim = {
    size: 77,
    index: 50,
    leafHash: all[50]!,
    proof: path(50, all.slice(0, 77)),
    root: roots[77]!,
  };
  for (let bit = 0; bit < 256; bit += 1) {
    refuses(() => verifyInclusion({ ...claim, leafHash: flip(claim.leafHash, bit) }), "ROOT_MISMATCH");
    refuses(() => verifyInclusion({ ...claim, root: flip(claim.root, bit) }), "ROOT_MISMATCH");
    for (let at = 0; at < claim.proof.length; at += 1) {
      const proof = claim.proof.with(at, flip(claim.proof[at]!, bit));
      refuses(() => verifyInclusion({ ...claim, proof }), "ROOT_MISMATCH");
    }
  }
});

test("any single bit turned over in a consistency proof or root is refused", () => {
  for (const [oldSize, size] of [
    [50, 77],
    [64, 77],
    [77, 77],
    [76, 128],
  ] as const) {
    const proof = subproof(oldSize, all.slice(0, size));
    const claim = { oldSize, oldRoot: roots[oldSize]!, size, root: roots[size]!, proof };
    for (let bit = 0; bit < 256; bit += 1) {
      refuses(() => verifyConsistency({ ...claim, oldRoot: flip(claim.oldRoot, bit) }), "ROOT_MISMATCH");
      refuses(() => verifyConsistency({ ...claim, root: flip(claim.root, bit) }), "ROOT_MISMATCH");
      for (let at = 0; at < proof.length; at += 1) {
        const changed = proof.with(at, flip(proof[at]!, bit));
        refuses(() => verifyConsistency({ ...claim, proof: changed }), "ROOT_MISMATCH");
      }
    }
  }
});

test("a proof holds for its index and size only", () => {
  const proof = path(5, all.slice(0, 8));
  for (const index of [0, 1, 2, 3, 4, 6, 7]) {
    refuses(
      () => verifyInclusion({ size: 8, index, leafHash: all[5]!, proof, root: roots[8]! }),
      "ROOT_MISMATCH",
    );
  }
  // Sizes whose proofs have the same number of hashes, too: the wrong geometry gives the wrong root.
  refuses(
    () => verifyInclusion({ size: 8, index: 5, leafHash: all[5]!, proof, root: roots[7]! }),
    "ROOT_MISMATCH",
  );
});

test("the empty tree is a prefix of every tree, with an empty proof and the empty root", () => {
  for (const size of [0, 1, 5]) {
    const claim = { oldSize: 0, oldRoot: emptyRoot(), size, root: roots[size]!, proof: [] };
    verifyConsistency(claim);
    assert.deepEqual(consistencyProof(0, size, read), []);
    assert.deepEqual(consistencyCoordinates(0, size), []);
    refuses(() => verifyConsistency({ ...claim, proof: [filled(1)] }), "PROOF_LENGTH");
    refuses(() => verifyConsistency({ ...claim, oldRoot: filled(0) }), "ROOT_MISMATCH");
    refuses(() => verifyConsistency({ ...claim, root: filled(0, 31) }), "HASH_LENGTH");
  }
  const claim = { oldSize: 0, oldRoot: emptyRoot(), size: 0, root: filled(1), proof: [] };
  refuses(() => verifyConsistency(claim), "ROOT_MISMATCH");
});

test("sizes, indexes and hashes out of bounds are refused before anything is computed", () => {
  const never: HashReader = () => assert.fail("nothing must be read");
  for (const size of [-1, 0.5, Number.NaN, 2 ** 53, Infinity]) {
    refuses(() => inclusionProof(size, 0, never), "SIZE_RANGE");
    refuses(() => consistencyProof(size, 10, never), "SIZE_RANGE");
    refuses(() => consistencyProof(1, size, never), "SIZE_RANGE");
  }
  for (const index of [-1, 10, 11, 0.5, Number.NaN]) {
    refuses(() => inclusionProof(10, index, never), "INDEX_RANGE");
    refuses(() => inclusionCoordinates(10, index), "INDEX_RANGE");
  }
  refuses(() => inclusionProof(0, 0, never), "INDEX_RANGE");
  refuses(() => consistencyProof(11, 10, never), "SIZE_RANGE");
  refuses(() => consistencyCoordinates(11, 10), "SIZE_RANGE");
  refuses(() => inclusionProof(2, 0, () => filled(1, 31)), "HASH_LENGTH");
  refuses(
    () => verifyInclusion({ size: 1, index: 0, leafHash: text("x"), proof: [], root: text("x") }),
    "HASH_LENGTH",
  );
  refuses(
    () => verifyInclusion({ size: 1, index: 0, leafHash: filled(1), proof: [], root: filled(1, 33) }),
    "HASH_LENGTH",
  );
  const short = filled(1, 31);
  refuses(
    () => verifyConsistency({ oldSize: 1, oldRoot: short, size: 1, root: short, proof: [] }),
    "HASH_LENGTH",
  );
});

/**
 * A tree of any size: leaf i is filled with the last bits of i, so that all subtrees of one level are equal
 * but for those that hold the marked leaf.
 */
function syntheticTree(marked: bigint): HashReader {
  const plain = [filled(0)];
  const special = [filled(255)];
  for (let level = 1; level < 54; level += 1) {
    plain.push(nodeHash(plain[level - 1]!, plain[level - 1]!));
    const right = (marked >> BigInt(level - 1)) % 2n === 1n;
    const other = plain[level - 1]!;
    special.push(right ? nodeHash(other, special[level - 1]!) : nodeHash(special[level - 1]!, other));
  }
  return (level, index) => (BigInt(index) === marked >> BigInt(level) ? special : plain)[level]!;
}

/** The root of the first `size` leaves, over BigInt throughout. */
function bigRoot(start: bigint, end: bigint, tree: HashReader): Uint8Array {
  let level = 0;
  while (1n << BigInt(level + 1) <= end - start) level += 1;
  const width = 1n << BigInt(level);
  const left = tree(level, Number(start / width));
  return start + width === end ? left : nodeHash(left, bigRoot(start + width, end, tree));
}

test("proofs in trees far beyond 2^31 and 2^32 leaves", () => {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  const borders = [31n, 32n, 33n, 40n, 52n].flatMap((n) => [-1n, 0n, 1n, 5n].map((by) => 2n ** n + by));
  const big = fc.oneof(fc.bigInt({ min: 2n, max }), fc.constantFrom(...borders, max));
  fc.assert(
    fc.property(big, fc.bigInt({ min: 0n, max }), fc.bigInt({ min: 0n, max }), (size, a, b) => {
      const marked = a % size;
      const oldSize = (b % size) + 1n;
      const tree = syntheticTree(marked);
      const bigTree = { size: Number(size), root: bigRoot(0n, size, tree) };
      assert.deepEqual(root(frontierAt(bigTree.size, tree)), bigTree.root);

      const index = Number(marked);
      const proof = inclusionProof(bigTree.size, index, tree);
      const inclusion = { ...bigTree, index, leafHash: filled(255), proof };
      verifyInclusion(inclusion);
      refuses(() => verifyInclusion({ ...inclusion, leafHash: filled(0) }), "ROOT_MISMATCH");

      const oldRoot = bigRoot(0n, oldSize, tree);
      const consistency = {
        ...bigTree,
        oldSize: Number(oldSize),
        oldRoot,
        proof: consistencyProof(Number(oldSize), bigTree.size, tree),
      };
      verifyConsistency(consistency);
      refuses(() => verifyConsistency({ ...consistency, oldRoot: flip(oldRoot, 7) }), "ROOT_MISMATCH");
    }),
    { numRuns: 150 },
  );
});
