import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalBytes, parseMarking, type Code, type RecordId } from "@setu/core";
import { vectors } from "@setu/core/vectors.fixture.ts";
import fc from "fast-check";
import { sha256 } from "tlog";
import { utf8 } from "./bytes.ts";
import { cutSubset, keepParts, parseKept, partsBytes, readSubset } from "./subset.ts";

const WHOLE = "0123456789abcdef0123456789abcdef" as RecordId;
const mark = parseMarking({ tlp: "GREEN", handling: ["H1"], pap: "GREEN", audience: ["ca.rcmp", "in.cbi"] });
const part = (text: string) => ({ name: "paragraph" as Code, text, mark });
const refused = { code: "BAD_PROOF" };

/** Chance that is the same each time, and never twice the same in one run. */
function chance(seed: number): (bytes: number) => Uint8Array {
  let drawn = 0;
  return (bytes) => sha256(utf8(`${seed} ${drawn++}`)).subarray(0, bytes);
}

const matters = fc.array(
  fc.string({ unit: "binary" }).filter((s) => s.isWellFormed() && !s.includes("\0")),
  { minLength: 1, maxLength: 12 },
);
const some = matters.chain((texts) =>
  fc.record({
    texts: fc.constant(texts),
    show: fc.subarray(
      texts.map((_, i) => i + 1),
      { minLength: 1 },
    ),
  }),
);

test("law: any subset opens, shows what was chosen and nothing of the rest", () => {
  fc.assert(
    fc.property(some, ({ texts, show }) => {
      const kept = keepParts(texts.map(part), chance(1));
      const bytes = cutSubset(kept, WHOLE, show);
      const shown = readSubset(bytes);
      assert.deepEqual(
        shown.parts.map((each) => each.part.text),
        show.map((no) => texts[no - 1]),
      );
      const text = new TextDecoder().decode(bytes);
      for (const { salt, part: each } of kept.parts)
        assert.equal(
          text.includes(salt),
          show.includes(each.no),
          "a salt that is withheld lets its part be guessed",
        );
      assert.deepEqual(partsBytes(shown), partsBytes(kept));
    }),
    { numRuns: 60 },
  );
});

test("law: a part that is changed, moved, renamed, remarked or invented is refused", () => {
  fc.assert(
    fc.property(some, fc.nat(), ({ texts, show }, pick) => {
      const subset = readSubset(cutSubset(keepParts(texts.map(part), chance(2)), WHOLE, show));
      const at = pick % subset.parts.length;
      const changes = [
        { text: `${texts[(show[at] ?? 1) - 1] ?? ""}x` },
        { no: 100 + at },
        { name: "other" },
        { mark: { ...mark, tlp: "CLEAR" } },
      ];
      for (const change of changes) {
        const parts = subset.parts.map((each, i) =>
          i === at ? { ...each, part: { ...each.part, ...change } } : each,
        );
        assert.throws(() => readSubset(canonicalBytes({ ...subset, parts })), refused);
      }
    }),
    { numRuns: 30 },
  );
});

test("the same words twice have digests of their own, and the list has the length of its step", () => {
  const few = keepParts([part("yes"), part("yes")], chance(3));
  assert.equal(new Set(few.digests).size, 8);
  assert.equal(
    keepParts(
      Array.from({ length: 9 }, () => part("yes")),
      chance(3),
    ).digests.length,
    16,
  );
  assert.deepEqual(parseKept(canonicalBytes(few)), few);
  for (const show of [[], [3], [1, 1]])
    assert.throws(() => cutSubset(few, WHOLE, show), { code: "BAD_FIELD" });
});

type Vectors = {
  readonly [of in "valid" | "invalid"]: readonly { readonly name: string; readonly text: string }[];
};

test("vectors: a subset has one spelling, and every part its digest", () => {
  const { valid, invalid } = vectors<Vectors>("subsets.json");
  assert.ok(valid.length > 0 && invalid.length > 6);
  for (const { name, text } of valid)
    assert.equal(new TextDecoder().decode(canonicalBytes(readSubset(utf8(text)))), text, name);
  for (const { name, text } of invalid) assert.throws(() => readSubset(utf8(text)), refused, name);
});
