import assert from "node:assert/strict";
import { test } from "node:test";
import { actBytes, parseAct, type LogAct } from "./act.ts";
import { CA, hashOf, idOf, IN } from "./acts.fixture.ts";
import { isPersonsAct, parsePersonsAct, PERSONS_WORKFLOW, personsAct, type PersonsAct } from "./persons.ts";
import { bytesOf, coded, vectors, type Bytes } from "./vectors.fixture.ts";

type Vectors = {
  readonly valid: readonly (Bytes & { readonly name: string; readonly says: PersonsAct["do"] })[];
  readonly invalid: readonly (Bytes & {
    readonly name: string;
    readonly code: string;
    readonly field?: string;
  })[];
};
const { valid, invalid } = vectors<Vectors>("persons.json");

for (const vector of valid) {
  test(`${vector.name} is read, and written the same`, () => {
    const act = parseAct(bytesOf(vector)) as LogAct;
    assert.ok(isPersonsAct(act));
    const said = parsePersonsAct(act);
    assert.equal(said.do, vector.says);
    assert.deepEqual(actBytes(personsAct(act.from, act.to, act.id, said)), bytesOf(vector));
  });
}

for (const vector of invalid) {
  test(`${vector.name} is refused`, () => {
    assert.throws(
      () => parsePersonsAct(parseAct(bytesOf(vector)) as LogAct),
      (error: Error & { detail?: { field?: string } }) =>
        coded(vector.code)(error) && (vector.field === undefined || error.detail?.field === vector.field),
    );
  });
}

test("a key of any length that is allowed stands in words, and comes out as it was", () => {
  for (const length of [1, 47, 48, 49, 550, 768]) {
    const spki = Uint8Array.from({ length }, (_, i) => i % 251);
    const said = {
      do: "officer-key",
      officer: "ca.officer-1",
      key: hashOf("k"),
      kind: "x509",
      alg: "rs256",
      spki,
      site: null,
      from: 1,
      until: 2,
    } as unknown as PersonsAct;
    const act = parseAct(actBytes(personsAct(CA, IN, idOf(1), said))) as LogAct;
    assert.deepEqual(parsePersonsAct(act), said);
    assert.equal(act.wf, PERSONS_WORKFLOW);
  }
});

test("an act about an officer is none of an item, and none of another workflow", () => {
  const act = personsAct(CA, IN, idOf(1), { do: "suspend", officer: "ca.officer-1" as never });
  assert.equal(isPersonsAct(act), true);
  assert.equal(isPersonsAct({ ...act, wf: "link/1" as never }), false);
  assert.equal(isPersonsAct({ ...act, do: "pulse" as never }), false);
  assert.equal(isPersonsAct({ ...act, do: "constructor" as never }), false);
  assert.throws(() => parsePersonsAct({ ...act, crit: ["newer" as never] }), coded("UNSUPPORTED_VERSION"));
});
