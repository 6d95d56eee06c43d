import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyRoot, leafHash, nodeHash } from "./hash.ts";
import { filled, leaves, mth, refuses, text } from "./testing.ts";
import { equalBytes } from "./bytes.ts";
import { append, emptyFrontier, frontierAt, frontierCoordinates, listReader, root } from "./tree.ts";
import type { Coordinate } from "./range.ts";

const MAX = Number.MAX_SAFE_INTEGER;

// Inputs and roots of the test vectors that Certificate Transparency implementations of RFC 6962 share.
const RFC6962_ENTRIES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const RFC6962_ROOTS = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test("roots of the shared RFC 6962 vectors", () => {
  let frontier = emptyFrontier();
  assert.equal(root(frontier).toHex(), RFC6962_ROOTS[0]);
  assert.deepEqual(emptyRoot(), root(frontier));
  for (const [at, entry] of RFC6962_ENTRIES.entries()) {
    frontier = append(frontier, [leafHash(Uint8Array.fromHex(entry))]);
    assert.equal(root(frontier).toHex(), RFC6962_ROOTS[at + 1]);
  }
});

test("an interior node is not a leaf of the same bytes", () => {
  const [left, right] = [filled(1), filled(2)];
  assert.notDeepEqual(nodeHash(left, right), leafHash(Uint8Array.of(...left, ...right)));
  assert.equal(
    leafHash(text("L123456")).toHex(),
    "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56",
  );
});

test("nodes of anything but two 32-byte hashes are refused", () => {
  refuses(() => nodeHash(filled(1, 31), filled(1)), "HASH_LENGTH");
  refuses(() => nodeHash(filled(1), filled(1, 33)), "HASH_LENGTH");
  refuses(() => append(emptyFrontier(), [filled(1, 31)]), "HASH_LENGTH");
});

test("every size up to 130, appended at once, one by one or in two parts, has the recursive root", () => {
  const all = leaves(130);
  let oneByOne = emptyFrontier();
  for (let size = 1; size <= all.length; size += 1) {
    oneByOne = append(oneByOne, [all[size - 1]!]);
    const expected = mth(all.slice(0, size));
    assert.deepEqual(root(oneByOne), expected);
    assert.deepEqual(append(emptyFrontier(), all.slice(0, size)), oneByOne);
    const cut = Math.floor(size / 3);
    assert.deepEqual(append(append(emptyFrontier(), all.slice(0, cut)), all.slice(cut, size)), oneByOne);
  }
});

test("appending leaves the old frontier as it was", () => {
  const before = append(emptyFrontier(), leaves(7));
  const copy = structuredClone(before);
  append(before, leaves(9));
  assert.deepEqual(before, copy);
  assert.deepEqual(append(before, []), before);
});

test("onNode hears every perfect subtree once, children before parents", () => {
  const all = leaves(21);
  const heard = new Map<string, Uint8Array>();
  const hear = (level: number, index: number, hash: Uint8Array): void => {
    const key = `${level}/${index}`;
    assert.ok(!heard.has(key));
    if (level > 0)
      assert.ok(heard.has(`${level - 1}/${index * 2}`) && heard.has(`${level - 1}/${index * 2 + 1}`));
    heard.set(key, hash);
  };
  append(append(emptyFrontier(), all.slice(0, 6), hear), all.slice(6), hear);
  const expected = new Map<string, Uint8Array>();
  for (let level = 0; 2 ** level <= all.length; level += 1) {
    const width = 2 ** level;
    for (let index = 0; (index + 1) * width <= all.length; index += 1) {
      expected.set(`${level}/${index}`, mth(all.slice(index * width, (index + 1) * width)));
    }
  }
  assert.deepEqual(heard, new Map([...heard.keys()].map((key) => [key, expected.get(key)])));
  assert.equal(heard.size, expected.size);
});

test("onNode hears nothing of leaves that are refused", () => {
  const heard = (): void => assert.fail("a node was announced");
  refuses(() => append(emptyFrontier(), [filled(1), filled(1, 31)], heard), "HASH_LENGTH");
});

test("a frontier read back from stored nodes is the one that was appended", () => {
  const all = leaves(100);
  const nodes = new Map<string, Uint8Array>();
  append(emptyFrontier(), all, (level, index, hash) => nodes.set(`${level}/${index}`, hash));
  for (let size = 0; size <= 100; size += 1) {
    const at = frontierCoordinates(size);
    const read = listReader(
      at,
      at.map(([level, index]) => nodes.get(`${level}/${index}`)!),
    );
    assert.deepEqual(frontierAt(size, read), append(emptyFrontier(), all.slice(0, size)));
  }
  refuses(() => frontierAt(2, () => filled(1, 31)), "HASH_LENGTH");
});

test("a list reader has exactly what it was given", () => {
  const at: Coordinate[] = [[1, 0]];
  assert.deepEqual(listReader(at, [filled(3)])(1, 0), filled(3));
  refuses(() => listReader(at, [filled(3)])(0, 0), "HASH_MISSING");
  refuses(() => listReader(at, [filled(3)])(1, 1), "HASH_MISSING");
  refuses(() => listReader(at, []), "HASH_MISSING");
  refuses(() => listReader([], [filled(3)]), "HASH_MISSING");
});

test("a frontier that no tree has is refused", () => {
  const good = append(emptyFrontier(), leaves(5));
  for (const use of [root, (frontier: typeof good) => append(frontier, [])]) {
    refuses(() => use({ size: 5, hashes: good.hashes.slice(1) }), "FRONTIER_MALFORMED");
    refuses(() => use({ size: 4, hashes: good.hashes }), "FRONTIER_MALFORMED");
    refuses(() => use({ size: 0, hashes: [filled(1)] }), "FRONTIER_MALFORMED");
    refuses(() => use({ size: 5, hashes: [filled(1), filled(1, 31)] }), "HASH_LENGTH");
    for (const size of [-1, 1.5, Number.NaN, MAX + 1, Infinity]) {
      refuses(() => use({ size, hashes: good.hashes }), "SIZE_RANGE");
    }
  }
  refuses(() => frontierCoordinates(-1), "SIZE_RANGE");
});

test("the largest size can be reached and not passed", () => {
  const size = MAX - 1;
  const almost = { size, hashes: frontierCoordinates(size).map(() => filled(1)) };
  assert.equal(almost.hashes.length, 52);
  const full = append(almost, [filled(2)]);
  assert.equal(full.size, MAX);
  assert.equal(full.hashes.length, 53);
  refuses(() => append(full, [filled(2)]), "SIZE_RANGE");
  refuses(() => append(almost, [filled(2), filled(2)]), "SIZE_RANGE");
});

test("appending to trees of any size carries exactly like a binary counter", () => {
  const sizes = fc.oneof(
    fc.bigInt({ min: 0n, max: BigInt(MAX - 20) }),
    fc.constantFrom(2n ** 31n - 3n, 2n ** 31n, 2n ** 32n - 5n, 2n ** 32n, 2n ** 40n - 1n, 2n ** 52n - 2n),
  );
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 20 }), (start, count) => {
      // The synthetic hash of a subtree is made of its place; BigInt keeps this oracle free of rounding.
      const size = Number(start);
      const frontier = { size, hashes: frontierCoordinates(size).map(([level]) => filled(level)) };
      const oracle = frontier.hashes.map((hash, at) => ({
        level: BigInt(frontierCoordinates(size)[at]![0]),
        hash,
      }));
      for (let n = 0; n < count; n += 1) {
        let top = { level: 0n, hash: filled(200 + n) };
        while (oracle.at(-1)?.level === top.level) {
          top = { level: top.level + 1n, hash: nodeHash(oracle.pop()!.hash, top.hash) };
        }
        oracle.push(top);
      }
      const grown = append(
        frontier,
        Array.from({ length: count }, (_, n) => filled(200 + n)),
      );
      assert.equal(BigInt(grown.size), start + BigInt(count));
      assert.deepEqual(
        grown.hashes,
        oracle.map(({ hash }) => hash),
      );
      const bits = (start + BigInt(count)).toString(2);
      const levels = [...bits].flatMap((bit, at) => (bit === "1" ? [bits.length - 1 - at] : []));
      assert.deepEqual(
        frontierCoordinates(grown.size).map(([level]) => level),
        levels,
      );
    }),
    { numRuns: 200 },
  );
});

test("bytes are equal only in content and length", () => {
  assert.equal(equalBytes(filled(1, 3), filled(1, 3)), true);
  assert.equal(equalBytes(filled(1, 3), filled(1, 4)), false);
  assert.equal(equalBytes(filled(1, 4), filled(1, 3)), false);
  assert.equal(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3)), false);
});
