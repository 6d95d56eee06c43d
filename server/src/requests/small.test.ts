import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { countIdentifiers } from "./identifiers.ts";
import { AttachmentSealer, openPart, SEALED_PART_BYTES } from "./parts.ts";
import { partsOf } from "./fetching.ts";

test("identifiers are counted once, by kind, in the three scripts", () => {
  const text =
    "Call +1 613 555 0100 or write to officer@example.org; passport P1234567, host 192.0.2.7, IBAN GB33BUKB20201555555555. फ़ोन ९";
  assert.deepEqual(countIdentifiers(text), { email: 1, ip: 1, account: 1, document: 1, telephone: 1 });
  assert.deepEqual(countIdentifiers("On 12 May 2026 two persons met at 14:30."), {});
});

test("a hostile text is counted in linear time", () => {
  for (const unit of ["1 ", "a@", "1.", "ab:", "+1-"]) {
    const began = process.cpuUsage();
    countIdentifiers(unit.repeat(24_000));
    assert.ok(process.cpuUsage(began).user < 1_000_000, unit);
  }
});

test("a part opens only in its place, and the last only as the last", () => {
  const key = randomBytes(32);
  const sealer = new AttachmentSealer(key);
  const [first, second] = [sealer.seal(Buffer.from("one"), false), sealer.seal(Buffer.from("two"), true)];
  assert.equal(openPart(key, first, 0, false).toString(), "one");
  assert.equal(openPart(key, second, 1, true).toString(), "two");
  for (const [sealed, part, last] of [
    [first, 1, false],
    [first, 0, true],
    [second, 0, true],
    [second, 1, false],
  ] as const) {
    assert.throws(() => openPart(key, sealed, part, last), { code: "CANNOT_OPEN" });
  }
  assert.throws(() => openPart(key, first.subarray(0, 5), 0, false), { code: "CANNOT_OPEN" });
});

test("so many parts as there are", () => {
  assert.deepEqual([16, SEALED_PART_BYTES, SEALED_PART_BYTES + 1].map(partsOf), [1, 1, 2]);
});
