import assert from "node:assert/strict";
import { test } from "node:test";
import type { Judged, Marking } from "@setu/core";
import { foldHome } from "@setu/requests";
import { noticesOf } from "../notices/from-acts.ts";
import type { Known } from "../requests/desk.ts";
import { itemFactsOf } from "./item-facts.ts";

/** The peer may call its officers what it likes, and as ours are called. */
const ITEM = "in:0123456789abcdef0123456789abcdef" as Known["item"];
const MARK = { tlp: "RED", handling: [], pap: "AMBER", audience: ["ca.ncb-ottawa"] } as unknown as Marking;
const NOW = Date.UTC(2026, 0, 5);

/** They ask, we acknowledge and clarify, they reply and decline our clarification. */
function matter(theirs: string, ours: string): Known {
  const act = (party: string, by: string, what: string, args: object = {}) =>
    ({
      party,
      void: null,
      t: NOW,
      act: { id: `${party}-${what}`, do: what, by, item: ITEM, mark: MARK, args },
    }) as unknown as Judged;
  const judged = [
    act("in", theirs, "ask"),
    act("ca", ours, "clarify"),
    act("in", theirs, "reply"),
    act("in", theirs, "declined", { ref: "ca-clarify" }),
  ];
  return { item: ITEM, state: { judged, workflow: {} } } as unknown as Known;
}

test("abuse 39: an officer of theirs who is called as one of ours has no right of his, and takes no notice from him", () => {
  const home = foldHome([]);
  const facts = (theirs: string, ours: string) => itemFactsOf("ca", ITEM, matter(theirs, ours), home);
  assert.deepEqual(facts("ca.officer-2", "ca.officer-1"), facts("in.officer-9", "ca.officer-1"));
  assert.deepEqual(facts("ca.officer-2", "ca.officer-1").named, ["ca.officer-1"]);
  assert.equal(facts("ca.officer-1", "ca.officer-1").author, "", "who asked there is nobody here");

  const told = (theirs: string) => noticesOf("ca", matter(theirs, "ca.officer-1"), [], NOW + 1).given;
  assert.deepEqual(told("ca.officer-1"), told("in.officer-9"));
  assert.deepEqual(
    told("ca.officer-1").map(({ kind, officer }) => [kind, officer]),
    [
      ["reply", "ca.officer-1"],
      ["failed", "ca.officer-1"],
    ],
  );
});
