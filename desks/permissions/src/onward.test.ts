import assert from "node:assert/strict";
import { test } from "node:test";
import { CA, idOf, IN, itemAct } from "@setu/core/acts.fixture.ts";
import { leaveShown, type Shown } from "./onward.ts";
import { permissions } from "./workflow.ts";

const UNTIL = 1_000;
const [SEEK, RECORD] = [idOf(1), idOf(9)];
const MATTER = `in:${idOf(50)}`;
const shown = (act: Shown["act"], position: number, t: number, seen: number): Shown => ({
  act,
  position,
  t: t as never,
  seen,
});
const ABOUT = { records: [RECORD], files: [], until: UNTIL };
const seek = (towards: object) =>
  shown(
    itemAct({
      wf: permissions.id,
      id: SEEK,
      do: "seek",
      args: { ...ABOUT, matter: MATTER, purpose: "investigation", ...towards } as never,
      after: [null, null],
    }),
    0,
    10,
    0,
  );
const grant = (towards: object) =>
  shown(
    itemAct({
      from: IN,
      to: CA,
      wf: permissions.id,
      id: idOf(2),
      do: "grant",
      args: { ...ABOUT, conditions: [], ...towards } as never,
      after: [null, SEEK],
    }),
    0,
    20,
    1,
  );
const record = shown(itemAct({ from: IN, to: CA, item: MATTER as never, id: RECORD, do: "answer" }), 3, 5, 0);
const LONDON = { use: "onward", third: "uk.london" };
const PARIS = { use: "onward", third: "fr.paris" };
const allows = (leave: readonly Shown[], third: string) => leaveShown({ record, leave, third }, 30) !== null;

test("a holder who asked twice under one id shows a third no leave but that which its originator gave", () => {
  assert.equal(allows([seek(LONDON), grant(LONDON)], "uk.london"), true);
  // The originator holds both questions, has answered the first, and passed over the second.
  assert.equal(allows([seek(PARIS), grant(LONDON)], "fr.paris"), false);
  assert.equal(allows([seek(PARIS), grant(LONDON)], "uk.london"), false);
  // A grant that does not say for whom may have been given to any question.
  assert.equal(allows([seek(PARIS), grant({})], "fr.paris"), false);
  assert.equal(allows([seek(LONDON), grant({ third: "uk.london" })], "uk.london"), false);
});
