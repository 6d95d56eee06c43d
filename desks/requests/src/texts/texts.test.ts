import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { requests } from "../workflow.ts";
import { BLOCKS, blocksFor } from "./blocks.ts";
import { FIELDS, fillPlaces, hasOpenPlace, placesOf } from "./fields.ts";

const LANGS = ["en", "fr", "hi"] as const;
const ACTS = new Set([
  ...requests.roles.flatMap((role) => role.rows.map((row) => row.do)),
  ...Object.keys(requests.says),
]);

test("each block is whole in three languages, has the same places in each, and belongs to an act", () => {
  assert.equal(new Set(BLOCKS.map(({ id }) => id)).size, BLOCKS.length);
  for (const { id, acts, name, text } of BLOCKS) {
    for (const lang of LANGS) {
      assert.ok(name[lang] && text[lang], `${id} ${lang}`);
      assert.deepEqual(placesOf(text[lang]).toSorted(), placesOf(text.en).toSorted(), `${id} ${lang}`);
      for (const place of placesOf(text[lang])) assert.ok(Object.hasOwn(FIELDS, place), `${id}: ${place}`);
    }
    assert.ok(acts.length > 0 && acts.every((act) => ACTS.has(act)), id);
  }
  assert.deepEqual(
    blocksFor("clarify").map(({ id }) => id),
    ["which-period", "which-matter"],
  );
});

test("a place stays open until something is written into it", () => {
  const text = "From {{period}} to {{ date }}, and {{period}} again.";
  assert.deepEqual(placesOf(text), ["period", "date"]);
  const half = fillPlaces(text, { period: "1 to 3 May", date: "  " });
  assert.equal(half, "From 1 to 3 May to {{ date }}, and 1 to 3 May again.");
  assert.ok(hasOpenPlace(half));
  assert.ok(!hasOpenPlace(fillPlaces(half, { date: "4 May" })));
  for (const broken of ["{{period", "{{}}", "{{ a { b }}"]) assert.ok(hasOpenPlace(broken), broken);
  assert.ok(!hasOpenPlace('pasted: {"a":{"b":1}}'), "data is not a place");
});

test("law: what is filled with plain values has nothing open, and a value is written as it is", () => {
  const value = fc.string({ minLength: 1 }).filter((s) => s.trim() !== "" && !/[{}]/.test(s));
  fc.assert(
    fc.property(value, fc.constantFrom(...BLOCKS), fc.constantFrom(...LANGS), (said, block, lang) => {
      const values = Object.fromEntries(placesOf(block.text[lang]).map((place) => [place, said]));
      const filled = fillPlaces(block.text[lang], values);
      assert.ok(!hasOpenPlace(filled));
      if (Object.keys(values).length > 0) assert.ok(filled.includes(said.trim()));
    }),
  );
});

test("a name of the prototype is no place that is filled", () => {
  assert.equal(fillPlaces("{{constructor}}", {}), "{{constructor}}");
});
