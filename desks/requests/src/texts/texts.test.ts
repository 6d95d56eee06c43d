import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LISTS } from "@setu/core/codes/index.ts";
import { requests } from "../workflow.ts";
import { BLOCKS, blocksFor } from "./blocks.ts";
import {
  FIELDS,
  fillPlaces,
  hasOpenPlace,
  nextPlace,
  openIn,
  openPlaces,
  placesOf,
  placeWords,
  readied,
  unfilled,
} from "./fields.ts";
import { TEMPLATES, withTemplate } from "./templates.ts";

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
    blocksFor("clarify", "answerer").map(({ id }) => id),
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

test("a block is offered to the side that would say it", () => {
  const names = (role: "asker" | "answerer") => blocksFor("message", role).map(({ id }) => id);
  assert.deepEqual(names("asker"), ["reminder"]);
  assert.deepEqual(names("answerer"), ["holding"]);
});

test("each template is whole in three languages, has the same places in each, and codes of the lists", () => {
  assert.equal(new Set(TEMPLATES.map(({ id }) => id)).size, TEMPLATES.length);
  assert.ok(TEMPLATES.length >= 4);
  for (const { id, name, title, text, kinds, purpose } of TEMPLATES) {
    for (const lang of LANGS) {
      assert.ok(name[lang] && title[lang] && !hasOpenPlace(title[lang]), `${id} ${lang}`);
      assert.ok(placesOf(text[lang]).length > 0, `${id} ${lang}`);
      assert.deepEqual(placesOf(text[lang]).toSorted(), placesOf(text.en).toSorted(), `${id} ${lang}`);
      for (const place of placesOf(text[lang])) assert.ok(Object.hasOwn(FIELDS, place), `${id}: ${place}`);
    }
    assert.ok(kinds.length > 0 && kinds.every((kind) => LISTS.information.has(kind)), id);
    assert.ok(purpose === undefined || LISTS.purpose.has(purpose), id);
  }
});

test("a template replaces nothing that a person has written or chosen", () => {
  const [first, second] = TEMPLATES;
  assert.ok(first && second);
  const empty = { title: "", text: " ", args: {}, lang: "fr" as const };
  const begun = withTemplate(empty, first, "fr");
  const french = readied(first.text.fr, {}, "fr");
  assert.deepEqual([begun.title, begun.text, begun.lang], [first.title.fr, french, "fr"]);
  assert.deepEqual(begun.args, { kinds: first.kinds, purpose: first.purpose });
  const mine = {
    title: "Mine",
    text: "Written.\n",
    args: { purpose: "prevention", kinds: ["case-status"], use: "x" },
  };
  const both = withTemplate(withTemplate(mine, first, "en"), second, "en");
  assert.deepEqual([both.title, both.text], ["Mine", `Written.\n\n${first.text.en}\n\n${second.text.en}`]);
  assert.deepEqual(both.args, {
    purpose: "prevention",
    use: "x",
    kinds: ["case-status", ...first.kinds, ...second.kinds],
  });
});

test("a place is named in the language of the text, and read in that of the reader", () => {
  const text = readied("{{office}}: {{period}}, {{ reference }}, {{made up}}", { office: "BCN" }, "fr");
  assert.equal(text, "BCN: {{période}}, {{référence}}, {{made up}}");
  assert.deepEqual(
    openPlaces(text).map((place) => placeWords(place, "hi")),
    ["अवधि", "संदर्भ", "made up"],
  );
  // Each word means one field, whoever reads it.
  for (const words of Object.values(FIELDS)) {
    for (const word of Object.values(words)) assert.equal(placeWords(word, "en"), words.en, word);
  }
});

test("the next open place is found from the caret on, and then from the beginning", () => {
  const text = "From {{period}} to {{date}}, {{broken";
  const at = (caret: number) => {
    const place = nextPlace(text, caret);
    return place && text.slice(...place);
  };
  assert.deepEqual([0, 6, 20, 30].map(at), ["{{period}}", "{{date}}", "{{", "{{period}}"]);
  assert.equal(nextPlace("nothing {open}", 0), null);
});

test("whatever has an open place says which, and where", () => {
  assert.deepEqual(openPlaces("{{a}} {{ a }} {{}} {{b"), ["a", ""]);
  assert.deepEqual(openPlaces("{{a}} {{b"), ["a", ""]);
  assert.equal(unfilled({ text: "whole", translations: [{ text: "whole" }] }), null);
  assert.equal(unfilled({ title: "{{a}}", text: "{{b}}" }), "title");
  assert.equal(unfilled({ text: "{{b}}" }), "text");
  assert.equal(unfilled({ text: "whole", translations: [{ text: "{{c}}" }] }), "translations");
  assert.deepEqual(openIn({ title: "{{a}}", text: "{{b}}", translations: [{ text: "{{a}}{{c}}" }] }), [
    "a",
    "b",
    "c",
  ]);
  const braces = fc.array(fc.constantFrom("{", "}", "{{", "}}", "a", " ", "\n")).map((all) => all.join(""));
  fc.assert(
    fc.property(braces, (text) => {
      assert.equal(openPlaces(text).length > 0, hasOpenPlace(text), text);
      assert.equal(nextPlace(text, 0) === null, !hasOpenPlace(text), text);
    }),
  );
});

test("a text that is all braces and blanks costs no time", () => {
  const hostile = `{{${" ".repeat(48_000)}` + "{{ ".repeat(10_000);
  const begun = process.cpuUsage();
  openPlaces(hostile);
  assert.ok(process.cpuUsage(begun).user < 500_000);
});

test("a name of the prototype is no place that is filled", () => {
  assert.equal(fillPlaces("{{constructor}}", {}), "{{constructor}}");
});
