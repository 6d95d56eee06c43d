import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { diffLines } from "./release-diff.ts";

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
