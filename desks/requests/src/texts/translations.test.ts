import assert from "node:assert/strict";
import { test } from "node:test";
import { finished, gapsOf, isBlank, joined, type DraftTranslation } from "./translations.ts";

const one = (rest: Partial<DraftTranslation> = {}): DraftTranslation => ({
  lang: "fr",
  text: "Pont",
  how: "human",
  by: "B. Example",
  ...rest,
});
const EMPTY = one({ lang: null, text: "", how: null, by: "" });

test("a translation leaves when it says its language, its text, how it was made and by whom", () => {
  assert.deepEqual(gapsOf([EMPTY], 0, "en"), ["lang", "text", "how", "by"]);
  for (const [change, gap] of [
    [{ lang: null }, "lang"],
    [{ lang: "en" }, "lang"],
    [{ text: " \n" }, "text"],
    [{ how: null }, "how"],
    [{ by: " " }, "by"],
  ] as const) {
    assert.deepEqual(gapsOf([one(change)], 0, "en"), [gap]);
    assert.equal(finished([one(change)], "en"), null);
  }
  assert.deepEqual(gapsOf([one(), one()], 1, "en"), ["lang"], "one text a language");
  const machine = one({ lang: "hi", how: "machine", by: " " });
  assert.deepEqual(finished([one(), machine], "en"), [one(), { ...machine, by: "" }]);
  assert.deepEqual(finished([], "en"), []);
  assert.ok(isBlank(EMPTY) && !isBlank(one()));
});

test("of two drafts that are brought together no word is lost", () => {
  const hindi = one({ lang: "hi", text: "सेतु" });
  assert.deepEqual(joined([one()], [hindi]), [one(), hindi]);
  assert.deepEqual(joined([one()], [one()]), [one()], "the same is no second text");
  assert.equal(joined([one()], [one({ text: "Passerelle" })])[0]?.text, "Pont\n\nPasserelle");
  const third = joined([one(), hindi], [one({ lang: "en", text: "Bridge" })]);
  assert.deepEqual(
    third.map(({ text }) => text),
    ["Pont", "सेतु\n\nBridge"],
  );
});
