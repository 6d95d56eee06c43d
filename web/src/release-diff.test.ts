import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffLines, diffWords } from "./release-diff.ts";

test("what changed is shown line by line, and nothing else", () => {
  assert.deepEqual(
    diffLines("One\nTwo\nThree", "One\nTwo and a half\nThree").map(({ kind, text }) => `${kind}: ${text}`),
    ["same: One", "gone: Two", "new: Two and a half", "same: Three"],
  );
});

test("law: what is the same or gone is the text before, what is the same or new the text now", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { maxLength: 12 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, now) => {
      const pieces = diffLines(before, now);
      const of = (...kinds: readonly string[]) =>
        pieces
          .filter(({ kind }) => kinds.includes(kind))
          .map((piece) => piece.text)
          .join("\n");
      assert.equal(of("same", "gone"), before);
      assert.equal(of("same", "new"), now);
    }),
  );
});

test("beside each other only the words are marked that differ", () => {
  const said = diffWords("One.\nThe firm is in Lyon.\nEnd.", "One.\nThe firm was in Lyon.\nEnd.");
  assert.deepEqual(said, [
    { kind: "same", text: "One.\nThe firm " },
    { kind: "gone", text: "is " },
    { kind: "new", text: "was " },
    { kind: "same", text: "in Lyon.\nEnd." },
  ]);
});

test("law: of two texts beside each other none loses a sign", () => {
  const text = fc
    .array(fc.constantFrom("a", "bc ", " ", "\n", "d\n"), { maxLength: 30 })
    .map((each) => each.join(""));
  const long = text.map((each) => each.repeat(60));
  fc.assert(
    fc.property(fc.oneof(text, long), fc.oneof(text, long), (before, now) => {
      const pieces = diffWords(before, now);
      const of = (kind: string) =>
        pieces
          .flatMap((piece) => (piece.kind === "same" || piece.kind === kind ? [piece.text] : []))
          .join("");
      assert.deepEqual([of("gone"), of("new")], [before, now]);
    }),
  );
});
