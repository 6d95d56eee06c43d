import assert from "node:assert/strict";
import { test } from "node:test";
import { BLOCKS } from "@setu/requests/texts/blocks.ts";
import type { Deed } from "@setu/ui/api.ts";
import { didOf, usesBlock } from "../src/guide-deeds.ts";

const deed = (method: string, path: string, json?: unknown, answer?: unknown): Deed => ({
  method,
  path,
  json,
  answer,
});
const assign = (item: string) => ({ item, command: { id: "1", do: "assign", args: { officer: "me" } } });

test("of a bulk act only what was done counts", () => {
  const done = didOf(
    deed("POST", "/home", { acts: [assign("a"), assign("b")] }, { outcomes: ["STALE", null] }),
  );
  assert.deepEqual(done, [{ what: "home", item: "b", do: "assign", officer: "me" }]);
});

test("the reply counts when it follows the clarification that was asked last", () => {
  const asked = { side: "us", do: "clarify" };
  const reply = { side: "them", do: "reply" };
  const replied = (...timeline: object[]) =>
    didOf(deed("GET", "/requests/in%3Aa", undefined, { home: { assignee: null }, timeline })).map((did) =>
      did.what === "read" ? [did.item, did.replied] : null,
    );
  assert.deepEqual(replied(asked, reply), [["in:a", true]]);
  assert.deepEqual(replied(asked, reply, asked), [["in:a", false]]);
  assert.deepEqual(replied(reply, asked), [["in:a", false]]);
  assert.deepEqual(replied(reply), [["in:a", false]]);
});

test("what only looks at a request, or is none of the course, is nothing", () => {
  for (const [method, path] of [
    ["GET", "/requests/in%3Aa/files/x/pages"],
    ["POST", "/requests/check"],
    ["GET", "/link"],
    ["PUT", "/drafts/in%3Aa"],
  ] as const)
    assert.deepEqual(didOf(deed(method, path, {}, {})), [], path);
});

test("a text of the desk is known with its places filled, in each language, and not from a few of its words", () => {
  for (const { id, text } of BLOCKS) {
    for (const words of Object.values(text))
      assert.ok(usesBlock(`Before. ${words.replaceAll(/\{\{[^}]*\}\}/g, "x")} After.`), id);
  }
  for (const text of ["", "Thank you.", "We have your request.", "Please say who held it."])
    assert.ok(!usesBlock(text), text);
});
