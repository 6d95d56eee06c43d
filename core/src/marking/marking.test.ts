import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  importTlp,
  parseMarking,
  readMarking,
  releasable,
  STRICTEST,
  type Marking,
  type Reader,
} from "./index.ts";

type Vectors = {
  valid: { name: string; mark: Marking }[];
  invalid: { name: string; mark: unknown; error: string }[];
  release: { name: string; mark: Marking; reader: Reader; releasable: boolean }[];
};
const VECTORS = JSON.parse(
  readFileSync(new URL("../../../spec/markings/vectors.json", import.meta.url), "utf8"),
) as Vectors;

for (const { mark, name } of VECTORS.valid) {
  test(`marking: ${name}`, () => {
    assert.deepEqual(parseMarking(mark), mark);
    assert.deepEqual(readMarking(mark), mark);
  });
}

for (const { error, mark, name } of VECTORS.invalid) {
  test(`marking is refused for sending and read as the strictest: ${name}`, () => {
    assert.throws(() => parseMarking(mark), { code: error });
    assert.equal(readMarking(mark), STRICTEST);
  });
}

for (const { mark, name, reader, releasable: expected } of VECTORS.release) {
  test(`release: ${name}`, () => {
    assert.equal(releasable(parseMarking(mark), reader), expected);
  });
}

test("the strictest marking is itself a marking, and releases to nobody", () => {
  assert.deepEqual(parseMarking(structuredClone(STRICTEST)), STRICTEST);
  assert.equal(releasable(STRICTEST, VECTORS.release[0]?.reader ?? assert.fail()), false);
});

test("labels of other tools are imported, TLP 1.0 white as clear, and nothing is guessed", () => {
  assert.equal(importTlp("TLP:WHITE"), "CLEAR");
  assert.equal(importTlp("WHITE"), "CLEAR");
  assert.equal(importTlp("TLP:AMBER+STRICT"), "AMBER+STRICT");
  for (const label of ["TLP:ORANGE", "tlp:red", "", "TLP:", "TLP:TLP:RED", "constructor"]) {
    assert.throws(() => importTlp(label), { code: "MARKING_UNKNOWN" }, label);
  }
});
