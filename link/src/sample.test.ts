import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawn } from "./sample.ts";

test("a seed draws the same entries for whoever knows it, each once, in order", () => {
  const seeds = fc.string({ minLength: 1, maxLength: 40 });
  const logs = fc.record({ size: fc.integer({ min: 0, max: 5_000 }), n: fc.integer({ min: 1, max: 60 }) });
  fc.assert(
    fc.property(seeds, logs, (seed, { size, n }) => {
      const found = drawn(seed, "ca/home/1", size, n);
      assert.deepEqual(drawn(seed, "ca/home/1", size, n), found);
      assert.equal(found.length, Math.min(size, n));
      assert.deepEqual(
        [...new Set(found)].sort((a, b) => a - b),
        found,
      );
      assert.ok(found.every((at) => at >= 0 && at < size));
    }),
    { numRuns: 200 },
  );
});

test("seed, log and size each change the draw; the vector holds for every implementation", () => {
  const found = drawn("six white dice", "ca/home/1", 1_000_000, 5);
  assert.notDeepEqual(drawn("six white dicE", "ca/home/1", 1_000_000, 5), found);
  assert.notDeepEqual(drawn("six white dice", "in/home/1", 1_000_000, 5), found);
  assert.notDeepEqual(drawn("six white dice", "ca/home/1", 1_000_001, 5), found);
  // Computed with another language's HMAC.
  assert.deepEqual(found, [197_139, 216_671, 322_495, 357_911, 823_550]);
});

test("no entry is likelier than another", () => {
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 4_000; i++) for (const at of drawn(`seed ${i}`, "ca/home/1", 10, 1)) counts[at]! += 1;
  // 400 each; five standard deviations are 95.
  for (const count of counts) assert.ok(Math.abs(count - 400) < 95, counts.join());
});
