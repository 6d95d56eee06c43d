import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import {
  CANNOT_ASSIST,
  codeLabel,
  codesOf,
  entryOf,
  isCode,
  isInForce,
  LISTS,
  parseList,
  refusalSent,
  type ListName,
} from "./index.ts";

const NOW = Date.UTC(2026, 10, 23);
const FOLDER = new URL("../../../spec/codes/", import.meta.url);
const names = Object.keys(LISTS) as ListName[];
const all = names.flatMap((name) => [...LISTS[name].values()].map((entry) => ({ name, entry })));

test("every list in the folder is loaded under its own name", () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(".json"));
  assert.deepEqual(files.map((file) => file.slice(0, -5)).sort(), [...names].sort());
  for (const file of files) {
    const { list } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as { list: string };
    assert.equal(`${list}.json`, file);
  }
});

test("Hindi labels are written in Devanagari throughout", () => {
  for (const { entry, name } of all) {
    assert.match(entry.label.hi, /^[\p{Script=Devanagari}\d\s;:,.()-]+$/u, `${name} ${entry.code}`);
  }
});

test("French labels have their accents and typographic apostrophes", () => {
  const bare = new Set(
    "caractere delai donnee donnees element elements enquete etat etranger evenement identite interets perimes piece portee procedure reponse reseau reseaux securite societe systeme systemes temoin verification".split(
      " ",
    ),
  );
  for (const { entry, name } of all) {
    const { fr } = entry.label;
    const where = `${name} ${entry.code}`;
    const words = fr.toLowerCase().split(/[^\p{L}]+/u);
    assert.deepEqual(
      words.filter((word) => bare.has(word)),
      [],
      where,
    );
    assert.doesNotMatch(fr, /['"]| [:;?!]/, where);
    assert.equal(fr, fr.normalize("NFC"), where);
  }
  assert.ok(all.filter(({ entry }) => /[éèêàçôîûù]/i.test(entry.label.fr)).length > all.length / 2);
});

test("no label repeats another of its list in any language", () => {
  for (const name of names) {
    for (const lang of ["en", "fr", "hi"] as const) {
      const labels = [...LISTS[name].values()].map((entry) => entry.label[lang]);
      assert.equal(new Set(labels).size, labels.length, `${name} ${lang}`);
    }
  }
});

test("no entry claims a source that it does not have", () => {
  for (const { entry, name } of all) {
    if (/own proposal|placeholder|not read|by analogy/i.test(entry.source)) {
      assert.equal(entry.status, "unconfirmed", `${name} ${entry.code}`);
    }
  }
});

test("every neutral ground leaves as one and the same refusal", () => {
  const grounds = [...LISTS.refusal.values()];
  const neutral = grounds.filter((entry) => entry.neutral);
  const sent = entryOf("refusal", CANNOT_ASSIST);
  assert.ok(neutral.length >= 5);
  for (const ground of neutral) {
    assert.equal(refusalSent(ground.code), CANNOT_ASSIST);
    assert.deepEqual([ground.part, ground.explain], [sent.part, sent.explain], ground.code);
  }
  for (const ground of ["mistreatment-risk", "protection-claim", "transnational-repression"]) {
    assert.ok(entryOf("refusal", ground).neutral, ground);
  }
  for (const ground of grounds.filter((entry) => !entry.neutral))
    assert.equal(refusalSent(ground.code), ground.code);
  assert.equal(sent.neutral, false);
});

test("every offence that is marked serious names its instrument, and no other does", () => {
  const serious = [...LISTS.offence.values()].filter((entry) => entry.serious).map(({ code }) => code);
  assert.deepEqual([...LISTS["serious-offence"].keys()], serious);
});

test("a code is asked for by list, name and instant", () => {
  assert.ok(isCode("refusal", "not-held", NOW));
  assert.equal(isCode("refusal", "not-held", Date.UTC(2025, 11, 31)), false);
  assert.ok(isCode("refusal", "not-held", Date.UTC(2026, 0, 1)));
  for (const code of ["not_held", "", "__proto__", "constructor", "suspect", null, 7, ["not-held"]]) {
    assert.equal(isCode("refusal", code, NOW), false);
  }
  assert.equal(codesOf("refusal", NOW).length, LISTS.refusal.size);
  assert.equal(codesOf("refusal", 0).length, 0);
});

test("labels are read in three languages, and an unknown code is an error", () => {
  assert.equal(codeLabel("link", "victim", "en"), "Victim");
  assert.equal(codeLabel("link", "witness", "fr"), "Témoin");
  assert.equal(codeLabel("link", "witness", "hi"), "साक्षी");
  for (const code of ["nobody", "__proto__", ""]) {
    assert.throws(() => codeLabel("link", code, "en"), { code: "UNKNOWN_CODE" });
    assert.throws(() => refusalSent(code), { code: "UNKNOWN_CODE" });
  }
});

const ENTRY = {
  code: "a-code",
  label: { en: "a", fr: "b", hi: "क" },
  source: "a law",
  status: "confirmed",
  validFrom: "2026-01-01",
  validTo: "2027-01-01",
  yes: true,
};
const list = (...entries: unknown[]) => ({ list: "test", entries });

test("an entry ends at its last instant, and is still readable in the list", () => {
  const entry = parseList(list(ENTRY), ["yes"]).get("a-code");
  assert.deepEqual([entry?.validFrom, entry?.validTo], [Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)]);
  assert.ok(entry?.yes);
  const last = Date.UTC(2027, 0, 1) - 1;
  assert.deepEqual([isInForce(entry, last), isInForce(entry, last + 1)], [true, false]);
});

for (const [name, bad] of Object.entries({
  "not an object": [],
  "no entries": list(),
  "a list without a name": { entries: [ENTRY] },
  "a code twice": list(ENTRY, ENTRY),
  "a code with a space": list({ ...ENTRY, code: "a code" }),
  "no Hindi label": list({ ...ENTRY, label: { en: "a", fr: "b" } }),
  "an empty French label": list({ ...ENTRY, label: { ...ENTRY.label, fr: " " } }),
  "no source": list({ ...ENTRY, source: "" }),
  "a status of its own": list({ ...ENTRY, status: "probable" }),
  "an end before the beginning": list({ ...ENTRY, validTo: "2025-01-01" }),
  "an empty period": list({ ...ENTRY, validTo: "2026-01-01" }),
  "a day that does not exist": list({ ...ENTRY, validFrom: "2026-02-30" }),
  "no end given": list({ ...ENTRY, validTo: undefined }),
  "a flag that is not yes or no": list({ ...ENTRY, yes: "yes" }),
})) {
  test(`a list is refused: ${name}`, () => {
    assert.throws(() => parseList(bad, ["yes"]), { code: "BAD_FIELD" });
  });
}
