import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { idOf, itemAct } from "./acts.fixture.ts";
import { fold, type Entry } from "./fold.ts";
import { HANDLING, isTighter, PAP, TLP } from "./marking/index.ts";
import { asNarrowed, isNarrowed } from "./narrowed.ts";
import type { Instant } from "./words.ts";
import { workflowsOf, type Workflow } from "./workflow.ts";

const row = { do: "ask", from: ["none"], to: "asked", args: {} };
const WORKFLOW = {
  id: "tests/1",
  roles: [
    { role: "asker", stages: ["none", "asked"], rows: [row] },
    { role: "answerer", stages: ["none"], rows: [] },
  ],
  says: { message: {}, narrow: { ref: "record?" } },
  about: { narrow: "tighter" },
  product: { asked: { none: { status: "asked", turn: "other", clock: "running" } } },
} as unknown as Workflow;

const marks = fc.record({
  tlp: fc.constantFrom(...TLP),
  handling: fc.subarray([...HANDLING], { minLength: 1 }),
  pap: fc.constantFrom(...PAP),
  audience: fc.subarray(["a.in", "b.in", "c.ca"]),
});
/** One side's acts after its opening: words, or a marking for one of those before or for all. */
const acts = fc.array(fc.record({ mark: marks, names: fc.option(fc.nat({ max: 8 })), says: fc.boolean() }), {
  maxLength: 8,
});

test("law: whatever a side says later, each of its acts is read under a marking that is nowhere looser than before", () => {
  const workflows = workflowsOf([WORKFLOW]);
  let narrowed = 0;
  fc.assert(
    fc.property(marks, acts, (opening, later) => {
      const entries = [{ mark: opening, names: null, says: true }, ...later].map(
        ({ mark, names, says }, i) => {
          const what = i === 0 ? "ask" : says ? "message" : "narrow";
          const args = what === "narrow" && names !== null ? { ref: idOf(1 + names) } : {};
          const { after, ...act } = itemAct({ id: idOf(1 + i), wf: "tests/1", do: what, args, mark });
          return {
            party: act.from,
            pos: i,
            t: i as Instant,
            seen: 0,
            floor: 0,
            act: i === 0 ? { ...act, after } : act,
          } as Entry;
        },
      );
      let before = new Map<string, Entry["act"]["mark"]>();
      for (let n = 1; n <= entries.length; n++) {
        const state = fold(workflows, entries[0]!.act.item, entries.slice(0, n), () => undefined);
        assert.ok(state);
        narrowed += Number(isNarrowed(state));
        const now = new Map(asNarrowed(state).judged.map(({ act }) => [act.id as string, act.mark]));
        for (const [id, mark] of before) assert.ok(isTighter(now.get(id)!, mark), id);
        const last = state.judged.at(-1);
        const ref = last?.act.args["ref"];
        if (last?.act.do === "narrow" && last.void === null && typeof ref === "string")
          assert.ok(isTighter(last.act.mark, before.get(ref)!), "a wider one is void");
        before = now;
      }
    }),
    { numRuns: 2_000 },
  );
  assert.ok(narrowed > 50, `${narrowed} narrowed`);
});
