import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import {
  canonicalBytes,
  MAX_DEPTH,
  parseBounded,
  parseCanonical,
  stringify,
  type Json,
} from "./canonical.ts";
import { bytesOf, coded, vectors, type Bytes } from "./vectors.fixture.ts";

const { valid, invalid } = vectors<{
  readonly valid: readonly { readonly name: string; readonly text: string; readonly value: Json }[];
  readonly invalid: readonly (Bytes & {
    readonly name: string;
    readonly code: string;
    readonly bounded: string | null;
  })[];
}>("canonical.json");

const utf8 = (text: string) => new TextEncoder().encode(text);
const named = (...parts: readonly string[]) =>
  invalid.filter(({ name }) => parts.some((part) => name.includes(part)));

const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype).sort().join();
after(() => {
  assert.equal(Object.getOwnPropertyNames(Object.prototype).sort().join(), PROTOTYPE);
  assert.equal(({} as Record<string, unknown>)["x"], undefined);
});

test("every valid vector is read and written back byte for byte", () => {
  for (const { name, text, value } of valid) {
    assert.deepEqual(parseCanonical(utf8(text), 10_000), value, name);
    assert.equal(stringify(value), text, name);
    assert.deepEqual(parseBounded(utf8(text), 10_000), value, name);
  }
});

test("every invalid vector is refused with its code", () => {
  for (const vector of invalid) {
    assert.throws(() => parseCanonical(bytesOf(vector), 10_000), coded(vector.code), vector.name);
    const lax = () => parseBounded(bytesOf(vector), 10_000);
    if (vector.bounded) assert.throws(lax, coded(vector.bounded), vector.name);
    else assert.doesNotThrow(lax, vector.name);
  }
});

test("abuse 1: depth is refused before anything is built", () => {
  for (const text of ["[".repeat(MAX_DEPTH + 1), "[".repeat(1_000_000), '{"a":'.repeat(100_000)]) {
    const started = process.cpuUsage();
    assert.throws(() => parseCanonical(utf8(text), 10_000_000), coded("TOO_DEEP"));
    assert.ok(process.cpuUsage(started).user < 1_000_000);
  }
  assert.doesNotThrow(
    () => parseCanonical(utf8(`"${"[".repeat(100)}"`), 1_000),
    "a bracket in a string is no depth",
  );
  assert.doesNotThrow(
    () => parseCanonical(utf8(`"\\"${"[".repeat(100)}"`), 1_000),
    "nor after an escaped quote",
  );
});

test("abuse 2: size is refused before anything is read", () => {
  const bytes = utf8(`"${"a".repeat(98)}"`);
  assert.doesNotThrow(() => parseCanonical(bytes, 100));
  for (const parse of [parseCanonical, parseBounded]) {
    assert.throws(
      () => parse(bytes, 99),
      (error: unknown) => coded("TOO_LARGE")(error) && (error as { detail: object }).detail !== undefined,
    );
  }
  assert.throws(() => parseCanonical(new Uint8Array(100).fill(0xff), 99), coded("TOO_LARGE"));
});

test("abuse 3: no number is silently rounded", () => {
  const numbers = named("9007199254740993", "1e400", "minus zero", "400 digits");
  assert.ok(numbers.length >= 5);
  for (const { code } of numbers) assert.equal(code, "BAD_NUMBER");
  assert.throws(() => parseCanonical(utf8("1".repeat(1_000_000)), 2_000_000), coded("BAD_NUMBER"));
  for (const value of [2 ** 53, -(2 ** 53), -0, 0.5, Number.NaN, Infinity]) {
    assert.throws(() => stringify([value]), coded("BAD_NUMBER"), "nor written");
  }
});

test("abuse 4: a key given twice is refused, so two readers cannot keep different ones", () => {
  const duplicates = named("duplicate key");
  assert.ok(duplicates.length >= 4);
  for (const { bounded } of duplicates) assert.equal(bounded, "NOT_CANONICAL");
  assert.deepEqual(parseBounded(utf8('{"b":"a:b","a":"\\":"}'), 100), { a: '":', b: "a:b" });
});

test("abuse 5: keys that change what an object is are refused at any depth", () => {
  const keys = named("__proto__", "constructor", "prototype");
  assert.ok(keys.length >= 7);
  for (const { code } of keys) assert.equal(code, "BAD_KEY");
  for (const key of ["constructor", "prototype", "__proto__", "a b", ""]) {
    assert.throws(() => stringify({ [key]: 1, ...JSON.parse(`{"${key}":1}`) }), coded("BAD_KEY"));
  }
});

test("abuse 6: what is not one exact Unicode text is refused", () => {
  const texts = named("surrogate", "overlong", "BOM", "NUL", "U+10FFFF", "continuation", "cut short");
  assert.ok(texts.length >= 12);
  for (const value of ["\ud800", "a\0b"])
    assert.throws(() => stringify(value), coded("BAD_STRING"), "nor written");
});

test("the cause of unreadable bytes is kept", () => {
  for (const bytes of [utf8("{"), Uint8Array.of(0xff)]) {
    assert.throws(
      () => parseBounded(bytes, 10),
      (error: Error) => error.cause instanceof Error,
    );
  }
});

const keys = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,8}$/)
  .filter((key) => !["constructor", "prototype"].includes(key));
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed() && !text.includes("\0")),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test("law: what is written is read back equal", () => {
  fc.assert(
    fc.property(json, (value) => {
      const bytes = canonicalBytes(value);
      assert.deepEqual(parseCanonical(bytes, bytes.length), value);
      assert.deepEqual(parseBounded(utf8(JSON.stringify(value, null, 2)), 100_000), value);
    }),
    { numRuns: 400 },
  );
});

test("law: any single byte that is changed is noticed", () => {
  const changed = (bytes: Uint8Array, at: number, byte: number) => {
    const other = bytes.slice();
    other[at] = byte;
    return other;
  };
  const value: Json = { a: [1, -20, true, null], b: "é\n\u{10348}", c: { d: "x" } };
  const bytes = canonicalBytes(value);
  for (let at = 0; at < bytes.length; at++) {
    for (let byte = 0; byte < 256; byte++) {
      if (byte === bytes[at]) continue;
      try {
        assert.notDeepEqual(parseCanonical(changed(bytes, at, byte), 1_000), value);
      } catch (error) {
        assert.ok(error instanceof Error && "code" in error && error.name === "SetuError", String(error));
      }
    }
  }
});
