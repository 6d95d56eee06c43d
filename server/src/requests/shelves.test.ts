import assert from "node:assert/strict";
import { test } from "node:test";
import { parseListQuery } from "./listing-query.ts";
import { shelfOf, shelvesOf } from "./shelves.ts";

const place = { role: "answerer", urgency: "routine", cameBy: null, done: true } as const;
const stands = (state: string, turn: "us" | "them" | "none") =>
  shelvesOf(parseListQuery({ view: "inbox", state })).includes(shelfOf({ ...place, turn }));

test("what came another way stands in the inbox with the rest, and apart from it where that is asked for", () => {
  const own = shelfOf({ ...place, turn: "us", cameBy: "paper" });
  const crossed = shelfOf({ ...place, turn: "us" });
  const found = (given: Record<string, string>) => {
    const shelves = shelvesOf(parseListQuery({ state: "any", ...given }));
    return [shelves.includes(own), shelves.includes(crossed)];
  };
  assert.deepEqual(found({ view: "inbox" }), [true, true]);
  assert.deepEqual(found({ view: "all", urgency: "routine" }), [true, true]);
  assert.deepEqual(found({ view: "inbox", came: "link" }), [false, true]);
  assert.deepEqual(found({ view: "inbox", came: "own" }), [true, false]);
  assert.deepEqual(found({ view: "sent" }), [false, false]);
  assert.deepEqual(found({ view: "sent", came: "own" }), [false, false]);
});

test("what waits for us stays among what is open, whoever puts it away; all else leaves it", () => {
  assert.deepEqual(
    (["us", "them", "none"] as const).map((turn) => stands("open", turn)),
    [true, false, false],
  );
  for (const turn of ["us", "them", "none"] as const) assert.ok(stands("done", turn), turn);
});
