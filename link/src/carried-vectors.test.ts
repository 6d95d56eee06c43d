import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readPlace, readSections, type SectionKind } from "./carried-file.ts";
import { sourceOf } from "./carried.fixture.ts";
import { encodeLane, encodeOpen, parseLane, parseOpen } from "./carried-words.ts";
import { base64url } from "./bytes.ts";
import { coded } from "./pair.fixture.ts";

type Vector = { readonly name: string; readonly base64: string };
type Said = { readonly kind: SectionKind; readonly name: string; readonly pos: number; readonly n: number };
type Written = Vector & {
  readonly file: string;
  readonly sections: readonly Said[];
  readonly open: object;
  readonly lanes: readonly object[];
};
const { valid, invalid } = JSON.parse(
  readFileSync(new URL("../../spec/carried/vectors.json", import.meta.url), "utf8"),
) as {
  readonly valid: readonly Written[];
  readonly invalid: readonly (Vector & { readonly code: string })[];
};

/** What the file says the sender's key is: whether a card pins it is asked elsewhere. */
const keyOf = (open: Uint8Array) => {
  const key = createPublicKey({ key: Buffer.from(parseOpen(open).key), format: "der", type: "spki" });
  return (message: Uint8Array, signature: Uint8Array) => verify(null, message, key, signature);
};
const read = ({ base64 }: Vector) => {
  const source = sourceOf(Uint8Array.fromBase64(base64));
  return { source, sections: readSections(source, keyOf) };
};

test("every valid carried file is read as what it is, and its words are written back byte for byte", async () => {
  for (const vector of valid) {
    const { source, sections } = read(vector);
    const { file, places } = await sections;
    assert.equal(file, vector.file);
    assert.deepEqual(
      places.map(({ kind, name, pos, n }) => ({ kind, name, pos, n })),
      vector.sections,
    );
    const [first] = places;
    assert.ok(first);
    const open = await readPlace(source, first);
    const { key, ...words } = parseOpen(open);
    assert.deepEqual({ ...words, key: base64url(key) }, vector.open);
    assert.deepEqual(encodeOpen({ ...words, key }), open);
    const lanes = await Promise.all(
      places.filter(({ kind }) => kind === "lane").map((place) => readPlace(source, place)),
    );
    assert.deepEqual(lanes.map(parseLane), vector.lanes);
    assert.deepEqual(lanes.map(parseLane).map(encodeLane), lanes);
  }
});

test("every invalid carried file is refused with its code", async () => {
  for (const vector of invalid) await assert.rejects(read(vector).sections, coded(vector.code), vector.name);
});
