import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { filterCount, fromText, readQuery, strays, toServer, toText, withFilter } from "./list-query.ts";

test("an address says what differs from the default, and nothing else", () => {
  assert.deepEqual(readQuery({ who: "any", state: "open", sort: "due" }), {});
  assert.deepEqual(readQuery({ who: "mine", urgency: "flash", turn: "us" }), {
    who: "mine",
    urgency: "flash",
    turn: "us",
  });
});

test("what is not of a closed list is dropped", () => {
  assert.deepEqual(
    readQuery({ who: "root", state: ["open"], urgency: "constructor", after: "a b", q: "  ", page: "7" }),
    {},
  );
  assert.equal(readQuery({ q: "x".repeat(5_000) }).q?.length, 200);
});

test("what an address asks in vain is named, and what it need not say is no mistake", () => {
  assert.deepEqual(
    strays({ who: "any", state: "open", sort: "due", q: "098", after: "abc", compose: "ask" }),
    [],
  );
  assert.deepEqual(strays({ who: "mine", urgency: "high", before: "a b", after: "" }), ["urgency", "before"]);
  assert.deepEqual(strays({ page: "7", __proto__x: "1", turn: "US" }), [null, "turn"]);
  assert.deepEqual(strays({ q: "x".repeat(201) }), ["q"]);
});

test("a number or a word that a script would read otherwise stays the text it was", () => {
  for (const q of ["098", "true", "9198765432101234567890", "+91 98", "शर्मा", "null"])
    assert.equal(readQuery({ q }).q, q);
});

test("another filter begins at the first page, and a default takes the filter away", () => {
  const query = readQuery({ who: "mine", after: "abc" });
  assert.deepEqual(withFilter(query, { state: "closed" }), { who: "mine", state: "closed" });
  assert.deepEqual(withFilter(query, { who: "any" }), {});
});

test("a page lies after a row or before one, never both", () => {
  assert.deepEqual(readQuery({ after: "a", before: "b" }), { after: "a" });
});

test("the server is told the defaults of the screens", () => {
  assert.equal(toServer("inbox", {}), "view=inbox&who=any&state=open&sort=due");
  assert.equal(toServer("sent", { state: "any" }), "view=sent&who=any&state=any&sort=due");
});

test("a saved view comes back as it was, without its page; what is no view is none", () => {
  const search = fc.record(
    {
      who: fc.constantFrom("mine", "unassigned", "x"),
      state: fc.constantFrom("done", "closed", "any"),
      q: fc.string(),
      sort: fc.constantFrom("updated", "due"),
      after: fc.string(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(search, fc.constantFrom("inbox", "sent"), (given, view) => {
      const { after: _, before: __, ...filters } = readQuery(given);
      assert.deepEqual(fromText(toText(view, readQuery(given))), { view, query: filters });
    }),
  );
  for (const text of ["", "view=all", "who=mine", "view=javascript:alert(1)"])
    assert.equal(fromText(text), null);
});

test("equal views have equal texts, in whichever order the filters were set", () => {
  assert.equal(
    toText("inbox", { who: "mine", turn: "us" }),
    toText("inbox", readQuery({ turn: "us", who: "mine" })),
  );
});

test("the order of the list is no filter", () => {
  assert.equal(filterCount({ sort: "updated" }), 0);
  assert.equal(filterCount({ who: "mine", q: "a", after: "x" }), 2);
});
