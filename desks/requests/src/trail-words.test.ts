import assert from "node:assert/strict";
import { test } from "node:test";
import { trailWords } from "./trail-words.ts";

const said = (act: string, args: Parameters<typeof trailWords>[1]) =>
  (["en", "fr", "hi"] as const).map((lang) => trailWords(act, args, { lang, names: new Map() }));

test("a change of keys says which, since when and by what it was believed, in three languages", () => {
  const since = Date.UTC(2026, 10, 23, 8, 5);
  const all = [
    said("keys-taken", { becomes: "KEYS", on: since }),
    said("keys-stolen", { party: "ca", keys: "KEYS", since }),
    said("card-accepted", { card: "KEYS", fingerprint: ["12345"], on: since, believed: "root" }),
    said("card-accepted", { card: "CARD", fingerprint: ["12345", "KEYS"], on: since, believed: "voice" }),
  ];
  for (const texts of all) {
    assert.equal(new Set(texts).size, 3);
    for (const text of texts) assert.match(text, /KEYS/u);
    for (const text of texts) assert.match(text, /2026-11-23T08:05Z/u);
  }
  assert.equal(new Set(all.flat()).size, 12, "a voice and a root are two things");
});

test("what no command has said reads as such", () => {
  const [found] = said("keys-taken", { becomes: "KEYS" });
  const [card] = said("card-accepted", { card: "CARD", fingerprint: ["12345", "67890"] });
  for (const text of [found, card]) assert.match(text ?? "", /no command here has said so/u);
  assert.match(card ?? "", /12345 67890$/u, "as people read the groups aloud");
});
