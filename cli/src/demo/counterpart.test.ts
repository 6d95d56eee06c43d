import assert from "node:assert/strict";
import { test } from "node:test";
import { requests, type RequestView, type TimelineAct } from "@setu/requests";
import { ARG_LISTS } from "@setu/requests/lists.ts";
import { isCode } from "@setu/core/codes/index.ts";
import { nextReply } from "./counterpart.ts";
import { REPLIES } from "./replies.ts";

const SINCE = 1_000_000;
const act = (side: "us" | "them", what: string, at: number): TimelineAct =>
  ({ side, do: what, at, void: null }) as TimelineAct;
const next = (
  timeline: readonly TimelineAct[],
  seconds: number,
  { moves = ["reply", "message", "answer", "acknowledge", "close"], held = [] }: Partial<RequestView> = {},
) => nextReply({ timeline, held, moves }, SINCE, SINCE + seconds * 1000)?.do ?? null;

test("it answers what the person did, after a while, and once", () => {
  const asked = [act("us", "ask", 0), act("them", "clarify", SINCE)];
  assert.equal(next(asked, 1), null, "not at once");
  assert.equal(next(asked, 5), "reply");
  assert.equal(next([...asked, act("us", "reply", SINCE + 5_000)], 90), null, "once");
  assert.equal(next([...asked, act("us", "opened", SINCE + 1)], 5), "reply", "having read is no answer");
});

test("what has more than one answer gets one after the other", () => {
  const asked = [act("them", "ask", SINCE)];
  assert.equal(next(asked, 5), "acknowledge");
  const seen = [...asked, act("us", "acknowledge", SINCE + 5_000)];
  assert.equal(next(seen, 30), null);
  assert.equal(next(seen, 61), "answer");
});

test("it leaves alone what was there before it, what waits in the hold, and what the workflow does not allow", () => {
  assert.equal(next([act("them", "clarify", SINCE - 1)], 60), null);
  const clarified = [act("them", "clarify", SINCE)];
  assert.equal(next(clarified, 5, { held: [{ id: "x" }] as never }), null);
  assert.equal(next(clarified, 5, { moves: ["message"] }), null);
  assert.equal(next([{ ...act("them", "clarify", SINCE), void: "stale-mine" }], 5), null);
});

test("every reply is an act of the workflow, with codes of its lists", () => {
  const acts = new Set([...requests.roles.flatMap((role) => role.rows.map((row) => row.do)), "message"]);
  for (const [to, replies] of Object.entries(REPLIES)) {
    assert.ok(acts.has(to), to);
    for (const reply of replies) {
      assert.ok(acts.has(reply.do), reply.do);
      for (const [name, list] of Object.entries(ARG_LISTS[reply.do] ?? {}))
        assert.ok(isCode(list, reply.args?.[name], Date.now()), `${reply.do}.${name}`);
    }
  }
});
