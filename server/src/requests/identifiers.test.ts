import assert from "node:assert/strict";
import { test } from "node:test";
import { countIdentifiers } from "./identifiers.ts";

test("an identifier counts wherever it stands in a sentence", () => {
  const cases = [
    ["A kit was found at 203.0.113.24. Who is it?", { ip: 1 }],
    ["From 203.0.113.24 to 203.0.113.30, and 2001:db8:0:1::7.", { ip: 3 }],
    ["Call +1 613 555 0143.", { telephone: 1 }],
    ["Write to offers@market.example, or to A1234567.", { email: 1, document: 1 }],
    ["Version 1.2.3.4.5 and 12 cartons on 21 November.", {}],
  ] as const;
  for (const [text, found] of cases) assert.deepEqual(countIdentifiers(text), found, text);
});

test("one identifier is of one kind, and digits of other scripts are digits", () => {
  assert.deepEqual(countIdentifiers("203.0.113.24"), { ip: 1 });
  assert.deepEqual(countIdentifiers("２０３.0.113.24"), { ip: 1 });
});
