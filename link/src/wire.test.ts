import assert from "node:assert/strict";
import { test } from "node:test";
import { SetuError, stringify, type Json } from "@setu/core";
import { vectors } from "@setu/core/vectors.fixture.ts";
import { concat, framed } from "./bytes.ts";
import { coded, utf8 } from "./pair.fixture.ts";
import {
  encodeBundle,
  MAX_BUNDLE_BYTES,
  MAX_BUNDLE_ENTRIES,
  MAX_SEALED_ACT,
  MAX_SEALED_BODY,
  parseBundle,
  type Bundle,
} from "./wire.ts";

type Vector = { readonly name: string; readonly base64: string };
const { valid, invalid } = vectors<{
  readonly valid: readonly (Vector & {
    readonly origin: string;
    readonly from: number;
    readonly checkpoint: string;
    readonly proof: number;
    readonly epochs: number;
    readonly bodies: readonly string[];
    readonly slots: readonly number[];
  })[];
  readonly invalid: readonly (Vector & { readonly code: string })[];
}>("bundles.json");
const bytesOf = ({ base64 }: Vector) => Uint8Array.fromBase64(base64);

test("every valid bundle is read as what it is, and written back byte for byte", () => {
  for (const vector of valid) {
    const bundle = parseBundle(bytesOf(vector));
    assert.deepEqual(
      [bundle.origin, bundle.from, bundle.checkpoint],
      [vector.origin, vector.from, vector.checkpoint],
    );
    assert.deepEqual([bundle.proof.length, bundle.epochs.length], [vector.proof, vector.epochs]);
    const kinds = bundle.entries.map(({ body }) => (body instanceof Uint8Array ? "bytes" : (body ?? "none")));
    assert.deepEqual(kinds, vector.bodies);
    assert.deepEqual(
      bundle.entries.map(({ wrap }) => wrap?.slots.length ?? 0),
      vector.slots,
    );
    assert.deepEqual(encodeBundle(bundle), bytesOf(vector));
  }
});

test("every invalid bundle is refused with its code", () => {
  for (const vector of invalid)
    assert.throws(() => parseBundle(bytesOf(vector)), coded(vector.code), vector.name);
});

const [sample] = valid;
assert.ok(sample);
const BYTES = bytesOf(sample);

test("fuzz: every truncation is refused", () => {
  for (let end = 0; end < BYTES.length; end++) {
    assert.throws(() => parseBundle(BYTES.subarray(0, end)), SetuError, `cut at ${end}`);
  }
});

test("fuzz: every flip of a byte is read as something else or refused by its code, never anything worse", () => {
  const before = JSON.stringify(shown(parseBundle(BYTES)));
  for (let at = 0; at < BYTES.length; at++) {
    for (const flip of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
      const changed = Uint8Array.from(BYTES);
      changed[at] = (changed[at] as number) ^ flip;
      try {
        assert.notEqual(
          JSON.stringify(shown(parseBundle(changed))),
          before,
          `byte ${at} flipped by ${flip} was not noticed`,
        );
      } catch (error) {
        assert.ok(error instanceof SetuError, `${at} ${flip}: ${String(error)}`);
      }
    }
  }
});

const hexes = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const shown = (bundle: Bundle) => ({
  ...bundle,
  proof: bundle.proof.map(hexes),
  epochs: bundle.epochs.map((epoch) => ({ ...epoch, enc: hexes(epoch.enc) })),
  entries: bundle.entries.map(({ leaf, act, body, wrap }) => [
    hexes(leaf),
    hexes(act),
    body instanceof Uint8Array ? hexes(body) : body,
    wrap && [wrap.id, wrap.epoch, wrap.slots.map(({ slot, bytes }) => `${slot} ${hexes(bytes)}`)],
  ]),
});

const entry = { leaf: utf8("{}"), act: utf8("act"), body: null, wrap: null };
const bundle: Bundle = {
  origin: "ca/link/in/main/1",
  from: 0,
  checkpoint: "",
  proof: [],
  epochs: [],
  entries: [entry],
};

test("abuse 2: caps hold to the byte", () => {
  assert.deepEqual(
    [MAX_BUNDLE_BYTES, MAX_BUNDLE_ENTRIES, MAX_SEALED_ACT, MAX_SEALED_BODY],
    [33_554_432, 256, 20_480, 77_824],
  );
  const sized = (change: Partial<Bundle>) => () => parseBundle(encodeBundle({ ...bundle, ...change }));
  const leaf = (n: number) => sized({ entries: [{ ...entry, leaf: new Uint8Array(n) }] });
  const act = (n: number) => sized({ entries: [{ ...entry, act: new Uint8Array(n) }] });
  const body = (n: number) => sized({ entries: [{ ...entry, body: new Uint8Array(n) }] });
  const many = (n: number) => sized({ entries: Array(n).fill(entry) as (typeof entry)[] });
  for (const [make, max] of [
    [leaf, 512],
    [act, MAX_SEALED_ACT],
    [body, MAX_SEALED_BODY],
  ] as const) {
    assert.doesNotThrow(make(max));
    assert.throws(make(max + 1), coded("BAD_BUNDLE"));
  }
  assert.doesNotThrow(many(MAX_BUNDLE_ENTRIES));
  assert.throws(many(MAX_BUNDLE_ENTRIES + 1), coded("BAD_FIELD"));
  assert.throws(() => parseBundle(new Uint8Array(MAX_BUNDLE_BYTES + 1)), coded("TOO_LARGE"));
  assert.throws(() => parseBundle(new Uint8Array(MAX_BUNDLE_BYTES)), coded("BAD_BUNDLE"));
  const largest = MAX_BUNDLE_ENTRIES * (512 + MAX_SEALED_ACT + MAX_SEALED_BODY);
  assert.ok(largest < MAX_BUNDLE_BYTES, "a bundle of the largest entries is within its own cap");
});

test("a bundle may stand anywhere in a buffer", () => {
  const shifted = new Uint8Array(BYTES.length + 7);
  shifted.set(BYTES, 5);
  assert.deepEqual(shown(parseBundle(shifted.subarray(5, 5 + BYTES.length))), shown(parseBundle(BYTES)));
});

const MAGIC = utf8("setu-bundle/1\n");
const headed = (header: Json): Uint8Array =>
  concat([MAGIC, framed(utf8(stringify(header)), utf8(""), new Uint8Array())]);
const HEADER = { epochs: [], from: 0, n: 0, origin: "ca/link/in/main/1" };
const EPOCH = { enc: "AAAA", id: "0".repeat(32), kem: "k" };

/** The refusal names the field and what it had to be: the operator of the other node has to find it. */
const BAD_HEADERS: readonly (readonly [header: Json, field: string, expected: string])[] = [
  [null, "header", "header"],
  [7, "header", "header"],
  [{ ...HEADER, origin: 1 }, "origin", "origin"],
  [{ ...HEADER, origin: "o".repeat(129) }, "origin", "origin"],
  [{ ...HEADER, from: "0" }, "from", "count"],
  [{ ...HEADER, from: -1 }, "from", "count"],
  [{ ...HEADER, n: "0" }, "n", "count"],
  [{ ...HEADER, n: -1 }, "n", "count"],
  [{ ...HEADER, n: MAX_BUNDLE_ENTRIES + 1 }, "n", "count"],
  [{ ...HEADER, epochs: {} }, "epochs", "list"],
  [
    { ...HEADER, epochs: Array<typeof EPOCH>(MAX_BUNDLE_ENTRIES + 1).fill(EPOCH) as unknown as Json },
    "epochs",
    "list",
  ],
  [{ ...HEADER, epochs: [null] }, "epochs.id", "record"],
  [{ ...HEADER, epochs: [{ ...EPOCH, id: "0".repeat(31) }] }, "epochs.id", "record"],
  [{ ...HEADER, epochs: [{ ...EPOCH, kem: "k".repeat(65) }] }, "epochs.kem", "key id"],
  [{ ...HEADER, epochs: [{ ...EPOCH, enc: "" }] }, "epochs.enc", "base64url"],
  [{ ...HEADER, epochs: [{ ...EPOCH, enc: "A" }] }, "epochs.enc", "base64url"],
];

test("abuse 1: a header is refused by the name of the field that is wrong", () => {
  for (const [header, field, expected] of BAD_HEADERS)
    assert.throws(
      () => parseBundle(headed(header)),
      coded("BAD_FIELD", { field, expected }),
      stringify(header),
    );
});

test("a header of the largest fields is read", () => {
  const epochs = Array<typeof EPOCH>(MAX_BUNDLE_ENTRIES).fill({ ...EPOCH, kem: "k".repeat(64) });
  const read = parseBundle(headed({ ...HEADER, origin: "o".repeat(128), epochs: epochs as unknown as Json }));
  assert.deepEqual([read.origin.length, read.epochs.length], [128, MAX_BUNDLE_ENTRIES]);
});

test("a proof of several hashes keeps each of them", () => {
  const proof = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  assert.deepEqual(parseBundle(encodeBundle({ ...bundle, proof })).proof, proof);
});
