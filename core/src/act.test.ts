import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actBytes,
  checkCritical,
  isItemAct,
  MAX_ACT_BYTES,
  MAX_ATTACHMENTS,
  parseAct,
  toAct,
  type Args,
  type ItemAct,
  type LogAct,
} from "./act.ts";
import { itemAct } from "./acts.fixture.ts";
import { canonicalBytes } from "./canonical.ts";
import { STRICTEST } from "./marking/index.ts";
import { bytesOf, coded, vectors } from "./vectors.fixture.ts";
import { code, type Code } from "./words.ts";

type Vector = { readonly name: string; readonly text: string };
const { valid, invalid } = vectors<{
  readonly valid: readonly Vector[];
  readonly invalid: readonly (Vector & { readonly code: string; readonly field?: string })[];
}>("acts.json");

test("every valid vector is an act, and written back byte for byte", () => {
  for (const vector of valid) {
    const act = parseAct(bytesOf(vector));
    assert.deepEqual(act, JSON.parse(vector.text), vector.name);
    assert.deepEqual(actBytes(act), bytesOf(vector), vector.name);
    assert.deepEqual(toAct(JSON.parse(vector.text)), act);
    assert.equal(isItemAct(act), "item" in JSON.parse(vector.text), vector.name);
  }
});

test("every invalid vector is refused with its code and the field at fault", () => {
  for (const vector of invalid) {
    assert.throws(
      () => parseAct(bytesOf(vector)),
      (error: unknown) => {
        assert.ok(coded(vector.code)(error), `${vector.name}: ${String(error)}`);
        const { field } = (error as { detail: Record<string, unknown> }).detail;
        assert.equal(field, vector.field, vector.name);
        return true;
      },
    );
  }
});

test("a refusal says what was expected", () => {
  const expected = (change: Parameters<typeof itemAct>[0]) => {
    try {
      itemAct(change);
    } catch (error) {
      return (error as { detail: Record<string, unknown> }).detail["expected"];
    }
    return null;
  };
  assert.equal(expected({ args: { a: "two words" } }), "word");
  assert.equal(expected({ after: [] }), "pair of heads");
  assert.equal(expected({ crit: "x" }), "list of at most 16");
  assert.equal(expected({ att: {} }), `list of at most ${MAX_ATTACHMENTS}`);
  assert.equal(expected({ att: [1] }), "object");
  assert.equal(expected({ to: "ca" }), "other party");
});

test("an act has at most 16 KiB", () => {
  assert.equal(MAX_ACT_BYTES, 16_384);
  const size = (n: number) => canonicalBytes({ a: "x".repeat(n) });
  assert.throws(() => parseAct(size(MAX_ACT_BYTES)), coded("TOO_LARGE"));
  assert.throws(() => parseAct(size(MAX_ACT_BYTES - 8)), coded("BAD_FIELD"), "within the cap it is read");
});

test("a marking that is not understood is read as the strictest, and the act stands", () => {
  for (const mark of [null, "x", { tlp: "PURPLE" }, { ...STRICTEST, extra: 1 }]) {
    assert.deepEqual(itemAct({ mark: mark as never }).mark, STRICTEST);
  }
});

test("abuse 34: an unknown field is refused, an unknown critical feature is held", () => {
  assert.throws(() => itemAct({ urgent: true }), coded("BAD_FIELD"));
  const act = itemAct({ crit: ["sealed-bids"] });
  assert.deepEqual(act.crit, ["sealed-bids"], "it is read and kept");
  assert.throws(
    () => checkCritical(act),
    (error: unknown) =>
      coded("UNSUPPORTED_VERSION")(error) &&
      (error as { detail: { crit?: string } }).detail.crit === "sealed-bids",
  );
  assert.doesNotThrow(() => checkCritical(itemAct()));
});

test("no free text compiles into an act", () => {
  const act = itemAct();
  // @ts-expect-error a plain string is no word
  const text: Args = { a: "please call Ms Example" };
  // @ts-expect-error nor in a list
  const list: Args = { a: ["please", "call"] };
  // @ts-expect-error nor nested
  const nested: Args = { a: { b: code("x", "b") } };
  // @ts-expect-error a plain number is neither an instant nor a count
  const number: Args = { a: 7 };
  // @ts-expect-error an act is named by a code
  const does: ItemAct = { ...act, do: "please help" };
  // @ts-expect-error the officer is an opaque id
  const by: ItemAct = { ...act, by: "A. Person" };
  // @ts-expect-error the retention class is a code
  const ret: ItemAct = { ...act, ret: "as long as needed" };
  // @ts-expect-error a code is not an officer
  const swapped: ItemAct = { ...act, by: "x" as Code };
  const { crit, wf, from, to, id, args } = act;
  // @ts-expect-error what a log says has no item, hence no officer and no body
  const log: LogAct = { crit, wf, from, to, id, do: act.do, args, by: act.by };
  assert.equal([text, list, nested, number, does, by, ret, swapped, log].length, 9);
});
