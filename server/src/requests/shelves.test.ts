import assert from "node:assert/strict";
import { test } from "node:test";
import { parseListQuery } from "./listing-query.ts";
import { shelfOf, shelvesOf } from "./shelves.ts";

const place = { role: "answerer", urgency: "routine", done: true } as const;
const stands = (state: string, turn: "us" | "them" | "none") =>
  shelvesOf(parseListQuery({ view: "inbox", state })).includes(shelfOf({ ...place, turn }));

test("what waits for us stays among what is open, whoever puts it away; all else leaves it", () => {
  assert.deepEqual(
    (["us", "them", "none"] as const).map((turn) => stands("open", turn)),
    [true, false, false],
  );
  for (const turn of ["us", "them", "none"] as const) assert.ok(stands("done", turn), turn);
});
