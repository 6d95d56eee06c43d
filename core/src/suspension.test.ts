import assert from "node:assert/strict";
import { test } from "node:test";
import { actBytes, parseAct, type LogAct } from "./act.ts";
import { CA, idOf, IN } from "./acts.fixture.ts";
import {
  isSuspensionAct,
  MAX_SUSPENDED,
  parseSuspensionAct,
  suspensionAct,
  type SuspensionAct,
} from "./suspension.ts";
import { bytesOf, coded, vectors, type Bytes } from "./vectors.fixture.ts";

const SAID = {
  do: "suspend",
  suspension: idOf(1),
  offences: ["corruption", "fraud"],
  agencies: ["ca.ncb-ottawa"],
  level: 2,
  direction: "giving",
  from: 1_000,
  reason: "review",
  review: 2_145_916_800_000,
} as unknown as SuspensionAct;
const act = (said: object = {}, without: readonly string[] = []): LogAct => {
  const whole = suspensionAct(CA, IN, idOf(2), { ...SAID, ...said });
  const args = Object.fromEntries(Object.entries(whole.args).filter(([name]) => !without.includes(name)));
  return { ...whole, args };
};

test("what is said of a suspension is read as it was written, beyond 2038 and as long as it may be", () => {
  const many = Array.from({ length: MAX_SUSPENDED }, (_, i) => `offence-${String(i).padStart(50, "0")}`);
  for (const said of [
    SAID,
    { ...SAID, offences: many },
    { do: "resume", suspension: idOf(1) },
  ] as SuspensionAct[]) {
    const read = parseAct(actBytes(suspensionAct(CA, IN, idOf(2), said))) as LogAct;
    assert.ok(isSuspensionAct(read));
    assert.deepEqual(parseSuspensionAct(read), said);
  }
});

type Vectors = {
  readonly valid: readonly (Bytes & { readonly name: string; readonly says: SuspensionAct["do"] })[];
  readonly invalid: readonly (Bytes & {
    readonly name: string;
    readonly code: string;
    readonly field?: string;
  })[];
};
const { valid, invalid } = vectors<Vectors>("suspensions.json");

test("the vectors: what is said is read, and written the same; what is of another form is refused", () => {
  for (const vector of valid) {
    const said = parseSuspensionAct(parseAct(bytesOf(vector)) as LogAct);
    assert.equal(said.do, vector.says);
    assert.deepEqual(actBytes(suspensionAct(CA, IN, idOf(2), said)), bytesOf(vector), vector.name);
  }
  for (const vector of invalid)
    assert.throws(
      () => parseSuspensionAct(parseAct(bytesOf(vector)) as LogAct),
      (error: Error & { detail?: { field?: string } }) =>
        coded(vector.code)(error) && (vector.field === undefined || error.detail?.field === vector.field),
      vector.name,
    );
});

test("what is of another form is refused by its field", () => {
  const strange: readonly (readonly [LogAct, string])[] = [
    [act({ offences: ["fraud", "corruption"] }), "offences"],
    [act({ offences: ["fraud", "fraud"] }), "offences"],
    [act({ agencies: Array.from({ length: MAX_SUSPENDED + 1 }, (_, i) => `ca.a${1000 + i}`) }), "agencies"],
    [act({ agencies: "ca.ncb-ottawa" }), "agencies"],
    [act({ level: 5 }), "level"],
    [act({ direction: "sideways" }), "direction"],
    [act({ reason: "whim" }), "reason"],
    [act({ review: 1_000 }), "review"],
    [act({}, ["from"]), "from"],
    [act({ officer: "ca.officer-1" }), "officer"],
  ];
  for (const [each, field] of strange)
    assert.throws(
      () => parseSuspensionAct(each),
      (error: Error & { detail?: { field?: string } }) =>
        coded("BAD_FIELD")(error) && error.detail?.field === field,
      field,
    );
  assert.throws(
    () => parseSuspensionAct({ ...act(), crit: ["newer" as never] }),
    coded("UNSUPPORTED_VERSION"),
  );
  assert.equal(isSuspensionAct({ ...act(), do: "constructor" as never }), false);
});
