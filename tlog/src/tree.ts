import { TlogError } from "./errors.ts";
import { emptyRoot, nodeHash, requireHash } from "./hash.ts";
import { perfectSubtrees, requireSize } from "./range.ts";
import type { Coordinate } from "./range.ts";

/** Gives the hash of the perfect subtree at `level` and `index`. It may throw when it does not hold it. */
export type HashReader = (level: number, index: number) => Uint8Array;

/**
 * Everything needed to extend a tree: the roots of the perfect subtrees that its size decomposes into, the
 * largest (leftmost) first. A tree of 2^53 leaves needs at most 53 hashes.
 */
export type Frontier = { readonly size: number; readonly hashes: readonly Uint8Array[] };

export function emptyFrontier(): Frontier {
  return { size: 0, hashes: [] };
}

/**
 * The frontier after the given leaves; the argument is left as it was.
 *
 * `onNode` hears every perfect subtree that the new leaves complete, leaves included, in the order of
 * completion. Storing them all gives a `HashReader` for every size.
 *
 * Throws `FRONTIER_MALFORMED`, `HASH_LENGTH`, `SIZE_RANGE`.
 */
export function append(
  frontier: Frontier,
  leafHashes: readonly Uint8Array[],
  onNode?: (level: number, index: number, hash: Uint8Array) => void,
): Frontier {
  requireFrontier(frontier);
  const size = requireSize(frontier.size + leafHashes.length);
  // All are checked first, so that `onNode` never hears of leaves that are then refused.
  leafHashes.forEach(requireHash);
  const hashes = [...frontier.hashes];
  for (const [offset, leaf] of leafHashes.entries()) {
    let hash = leaf;
    let level = 0;
    let index = frontier.size + offset;
    onNode?.(level, index, hash);
    // An odd index is a right child: its left sibling is the smallest subtree on the frontier.
    while (index % 2 === 1) {
      hash = nodeHash(hashes.pop()!, hash);
      level += 1;
      index = (index - 1) / 2;
      onNode?.(level, index, hash);
    }
    hashes.push(hash);
  }
  return { size, hashes };
}

/** The RFC 6962 Merkle tree hash at the frontier's size. Throws `FRONTIER_MALFORMED`, `HASH_LENGTH`. */
export function root(frontier: Frontier): Uint8Array {
  requireFrontier(frontier);
  return foldRight(frontier.hashes);
}

/** The subtrees to read for `frontierAt(size)`. Throws `SIZE_RANGE`. */
export function frontierCoordinates(size: number): Coordinate[] {
  return perfectSubtrees({ start: 0, end: requireSize(size) });
}

/** The frontier of any size the reader covers, for instance of an older checkpoint. */
export function frontierAt(size: number, read: HashReader): Frontier {
  return { size, hashes: frontierCoordinates(size).map(([level, index]) => requireHash(read(level, index))) };
}

/**
 * A reader over hashes fetched beforehand: `coordinates` and `hashes` run in parallel. This is the bridge to
 * asynchronous storage: list the coordinates, fetch them in one query, then compute. Throws `HASH_MISSING`
 * when the lists differ in length or a subtree outside the list is asked for.
 */
export function listReader(coordinates: readonly Coordinate[], hashes: readonly Uint8Array[]): HashReader {
  if (coordinates.length !== hashes.length) {
    throw new TlogError("HASH_MISSING", `${coordinates.length} subtrees were listed, ${hashes.length} given`);
  }
  const known = new Map(coordinates.map(([level, index], at) => [`${level}/${index}`, hashes[at]!]));
  return (level, index) => {
    const hash = known.get(`${level}/${index}`);
    if (hash === undefined) {
      throw new TlogError("HASH_MISSING", `the hash of subtree ${index} at level ${level} is not at hand`);
    }
    return hash;
  };
}

/** Root over neighbouring perfect subtrees, the largest first. */
export function foldRight(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right));
}

function requireFrontier({ size, hashes }: Frontier): void {
  // One subtree for each bit that is set in the size.
  let expected = 0;
  for (let rest = requireSize(size); rest > 0; rest = Math.floor(rest / 2)) expected += rest % 2;
  if (hashes.length !== expected) {
    throw new TlogError(
      "FRONTIER_MALFORMED",
      `a tree of ${size} has ${expected} subtrees, not ${hashes.length}`,
    );
  }
  hashes.forEach(requireHash);
}
