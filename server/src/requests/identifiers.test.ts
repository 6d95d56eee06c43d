import assert from "node:assert/strict";
import { test } from "node:test";
import { countIdentifiers, maskIdentifiers } from "./identifiers.ts";

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

test("what search finds as a number is masked in a title, however it is written", () => {
  const cases = [
    ["Passport k1234567", "Passport ••••4567"],
    ["ABC1234567", "••••••4567"],
    ["PAN ABCDE1234F", "PAN ••••••234F"],
    ["2001:db8::1", "••••:db8::1"],
    ["0613\u2011555\u20110130", "••••\u2011•••\u20110130"],
    ["no98765 43210", "no••••• •3210"],
    ["91-98765-43210x", "••-•••••-•3210x"],
    ["card 4111 1111 1111 1111", "card •••• •••• •••• 1111"],
    ["DE89 3704 0044 0532 0130 00", "•••• •••• •••• •••• ••30 00"],
  ] as const;
  for (const [title, masked] of cases) {
    assert.equal(maskIdentifiers(title), masked);
    assert.equal(Object.values(countIdentifiers(title))[0], 1, title);
  }
  assert.deepEqual(countIdentifiers("4111 1111 1111 1111"), { account: 1 });
  for (const title of [
    "Vehicles seen on 21 November 2026 at 10:20:30",
    "From 2026-11-21 to 2026-11-23",
    "CA12 THE BEST WORD",
  ])
    assert.equal(maskIdentifiers(title), title);
});
