import assert from "node:assert/strict";
import { test } from "node:test";
import { FEEDBACK, feedbackDue, OUTCOMES, PAUSES, pressOrder } from "./feedback.ts";
import { requests } from "./workflow.ts";

const DAY = 86_400_000;
const acts = ["ask", "part", "answer", "message"].map((what, t) => ({ t: t * DAY, act: { do: what } }));

test("the outcome is due thirty days after the act that ended the answering, and only while it is owed", () => {
  assert.equal(feedbackDue("answered", acts), 32 * DAY);
  const rest = [...acts.slice(0, 2), { t: 5 * DAY, act: { do: "refuse" } }];
  assert.equal(feedbackDue("part-answered-rest-refused", rest), 35 * DAY);
  for (const status of [
    "closed-answered",
    "refused",
    "part-answered",
    "withdrawn-crossed-answer",
    "__proto__",
  ])
    assert.equal(feedbackDue(status, acts), null, status);
});

test("it is owed where information was given, the asker's turn has come and no clock runs", () => {
  const cells = Object.values(requests.product).flatMap((row) => Object.values(row));
  for (const status of Object.keys(FEEDBACK.after)) {
    const named = cells.filter((cell) => cell.status === status);
    assert.ok(named.length > 0, status);
    for (const { turn, clock } of named) assert.deepEqual([turn, clock], ["opener", "stopped"]);
  }
});

test("deadlines stand before clocks that stand still, these before outcomes, and all before what nobody is owed", () => {
  const clock = { state: "running", due: 9 * DAY } as never;
  const stopped = { state: "stopped", due: 5 } as never;
  const order = [
    pressOrder({ turn: "them", clock, feedbackDue: null }),
    // Long past where it stopped, and yet nobody is late.
    pressOrder({ turn: "them", clock: { state: "paused", due: DAY } as never, feedbackDue: null }),
    pressOrder({ turn: "us", clock: stopped, feedbackDue: 3 * DAY }),
    pressOrder({ turn: "us", clock: stopped, feedbackDue: 4 * DAY }),
  ];
  assert.deepEqual(order, [9 * DAY, PAUSES + DAY, OUTCOMES + 3 * DAY, OUTCOMES + 4 * DAY]);
  assert.deepEqual(
    order,
    order.toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  assert.equal(pressOrder({ turn: "us", clock: stopped, feedbackDue: null }), null);
  assert.equal(pressOrder({ turn: "none", clock, feedbackDue: 9 }), null);
});
