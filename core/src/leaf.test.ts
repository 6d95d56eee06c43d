import assert from "node:assert/strict";
import { test } from "node:test";
import { leafBytes, MAX_BODY_BYTES, MAX_LEAF_BYTES, parseLeaf } from "./leaf.ts";
import { bytesOf, coded, vectors } from "./vectors.fixture.ts";

type Vector = { readonly name: string; readonly text: string };
const { valid, invalid } = vectors<{
  readonly valid: readonly Vector[];
  readonly invalid: readonly (Vector & { readonly code: string; readonly field?: string })[];
}>("leaves.json");

test("every valid vector is a leaf, and written back byte for byte", () => {
  for (const vector of valid) {
    const leaf = parseLeaf(bytesOf(vector));
    assert.deepEqual(leaf, JSON.parse(vector.text), vector.name);
    assert.deepEqual(leafBytes(leaf), bytesOf(vector), vector.name);
  }
});

test("every invalid vector is refused with its code and the field at fault", () => {
  for (const vector of invalid) {
    assert.throws(
      () => parseLeaf(bytesOf(vector)),
      (error: unknown) => {
        assert.ok(coded(vector.code)(error), `${vector.name}: ${String(error)}`);
        assert.equal(
          (error as { detail: Record<string, unknown> }).detail["field"],
          vector.field,
          vector.name,
        );
        return true;
      },
    );
  }
});

test("any leaf of ours is within its cap", () => {
  assert.equal(MAX_LEAF_BYTES, 512);
  assert.equal(MAX_BODY_BYTES, 65_536);
  const [full] = valid;
  assert.ok(full);
  const leaf = parseLeaf(bytesOf(full));
  const largest = {
    ...leaf,
    n: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    seen: Number.MAX_SAFE_INTEGER,
  };
  assert.ok(leafBytes(largest as unknown as typeof leaf).length <= MAX_LEAF_BYTES);
});
