import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, type Json } from "@setu/core";
import { vectors } from "@setu/core/vectors.fixture.ts";
import { formatPackage, MAX_PACKAGE_BYTES, parsePackage, verifyPackage } from "./mla.ts";
import { MLA_FIELDS, missingIn, parseMlaForm } from "./mla-form.ts";
import { utf8 } from "./bytes.ts";

type Vectors = {
  readonly valid: readonly { readonly name: string; readonly text: string }[];
  readonly invalid: readonly { readonly name: string; readonly text: string; readonly code: string }[];
};
const { valid, invalid } = vectors<Vectors>("mla.json");

test("vectors: a package has one spelling, every field and none besides", () => {
  assert.ok(valid.length > 1 && invalid.length > 8);
  for (const { name, text } of valid)
    assert.equal(new TextDecoder().decode(formatPackage(parsePackage(utf8(text)))), text, name);
  for (const { name, text, code } of invalid) assert.throws(() => parsePackage(utf8(text)), { code }, name);
});

test("what is no proof proves nothing, whatever is wrong with the file", () => {
  const keysOf = (origin: string) => ({ origin, log: [], cosigners: [] });
  const files = [...valid, ...invalid].map(({ text }) => utf8(text));
  for (const file of [...files, utf8(""), new Uint8Array(MAX_PACKAGE_BYTES + 1)])
    assert.throws(() => verifyPackage(file, keysOf), { code: "BAD_PROOF" });
});

test("all that a form lacks is named at once, in the order of the form", () => {
  const needed = Object.entries(MLA_FIELDS).flatMap(([name, field]) => (field.needed ? [name] : []));
  assert.deepEqual(missingIn({}), needed);
  const form = Object.fromEntries(needed.map((name) => [name, "Synthetic"]));
  assert.deepEqual(parseMlaForm(form), form);
  assert.throws(() => parseMlaForm({ ...form, law: " ", facts: "" }), {
    code: "BAD_FIELD",
    detail: { field: "law", missing: "law facts" },
  });
  assert.throws(() => parseMlaForm({ ...form, law: "x".repeat(8_001) }), { code: "TOO_LARGE" });
  for (const other of [null, [], "form", { ...form, other: "x" }, { ...form, law: 1 }] as Json[])
    assert.throws(() => parseMlaForm(other), { code: "BAD_FIELD" }, JSON.stringify(other));
  assert.deepEqual(parsePackage(canonicalBytes(JSON.parse(valid[0]?.text ?? "") as Json)).v, "setu-mla/1");
});
