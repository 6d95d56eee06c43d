import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hrefOf, matchPath, readAddress } from "./address.ts";

test("what is put into an address is what the screen reads from it, whatever it holds", () => {
  const words = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(words, words, (item, q) => {
      const href = hrefOf({ to: "/requests/$item", params: { item }, search: { q } }, "/");
      const { path, search } = readAddress(new URL(href, "http://here"));
      // A browser takes `.` and `..` for steps in a path: no id is one.
      if (item === "." || item === "..") return;
      assert.deepEqual(matchPath("/requests/$item", path), { item });
      assert.deepEqual({ ...search }, { q });
    }),
  );
});

test("a link without parameters is the bare path, and `.` stays where it is", () => {
  assert.equal(hrefOf({ to: "/sent" }, "/"), "/sent");
  assert.equal(hrefOf({ to: ".", search: { who: "mine", q: undefined } }, "/sent"), "/sent?who=mine");
  assert.equal(hrefOf({ to: ".", search: {} }, "/sent"), "/sent");
});

test("a parameter stays the text it was", () => {
  const { search } = readAddress({ pathname: "/search", search: "?q=0098&after=true" });
  assert.deepEqual({ ...search }, { q: "0098", after: "true" });
});

test("a path that does not fit, or cannot be read, is no path of ours", () => {
  assert.equal(matchPath("/requests/$item", "/requests/%E0%A4%A"), null);
  assert.equal(matchPath("/requests/$item", "/requests/"), null);
  assert.equal(matchPath("/requests/$item", "/requests/a/b"), null);
  assert.equal(matchPath("/sent", "/Sent"), null);
  assert.deepEqual(matchPath("/sent", readAddress({ pathname: "/sent//", search: "" }).path), {});
  assert.deepEqual(matchPath("/", readAddress({ pathname: "/", search: "" }).path), {});
});
