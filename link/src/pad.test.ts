import assert from "node:assert/strict";
import { test } from "node:test";
import { coded } from "./pair.fixture.ts";
import { pad, padme, unpad } from "./pad.ts";

test("Padmé: lengths of the paper, and never more than 12 % beyond the smallest size", () => {
  const known = [
    [0, 256],
    [255, 256],
    [256, 256],
    [257, 272],
    [272, 272],
    [273, 288],
    [512, 512],
    [513, 544],
    [1000, 1024],
    [65_537, 67_584],
    [1_000_000, 1_015_808],
  ] as const;
  for (const [length, padded] of known) assert.equal(padme(length), padded, String(length));
  for (let length = 256; length < 80_000; length += 7) {
    assert.ok(padme(length) >= length && padme(length) <= length * 1.12);
    assert.equal(padme(padme(length)), padme(length));
  }
});

test("padding comes off exactly", () => {
  for (const length of [0, 1, 254, 255, 256, 300, 4096]) {
    for (const last of [0, 0x80, 7]) {
      const plain = new Uint8Array(length).fill(last);
      const padded = pad(plain);
      assert.equal(padded.length, padme(length + 1));
      assert.deepEqual(unpad(padded), plain);
    }
  }
});

test("abuse 41: no two paddings mean one text, and sizes fall in buckets", () => {
  const padded = pad(new Uint8Array([1, 2, 3]));
  const changed = (at: number, byte: number) => Uint8Array.from(padded, (b, i) => (i === at ? byte : b));
  for (const bad of [
    new Uint8Array(),
    new Uint8Array(256),
    padded.subarray(0, 255),
    Uint8Array.of(...padded, 0),
    changed(255, 1),
    changed(3, 0x81),
    Uint8Array.of(0x80),
  ]) {
    assert.throws(() => unpad(bad), coded("CANNOT_OPEN"));
  }
  assert.ok(new Set(Array.from({ length: 4000 }, (_, n) => padme(n))).size < 80);
});
