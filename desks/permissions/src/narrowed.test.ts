import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, workflowsOf, type Entry, type Instant, type ItemState, type Workflow } from "@setu/core";
import { CA, hashOf, idOf, IN, itemAct } from "@setu/core/acts.fixture.ts";
import fc from "fast-check";
import { asLeft, permits, type Permission, type Wanted } from "./permission.ts";

/** A matter that New Delhi opened, and in which it narrows what it has said. */
const MATTER = `in:${idOf(1)}`;
const WORKFLOW = {
  id: "tests/1",
  roles: [
    {
      role: "asker",
      stages: ["none", "asked"],
      rows: [{ do: "ask", from: ["none"], to: "asked", args: {} }],
    },
    { role: "answerer", stages: ["none"], rows: [] },
  ],
  says: { message: {}, narrow: { ref: "record?" } },
  about: { narrow: "tighter" },
  product: { asked: { none: { status: "asked", turn: "other", clock: "running" } } },
} as unknown as Workflow;
const WORKFLOWS = workflowsOf([WORKFLOW]);
const [OPENING, SECOND, FILE] = [idOf(1), idOf(2), hashOf("F")];
const COURT = { use: "evidence", proceeding: "criminal", court: "appeal" } as const;
const [GRANTED, UNTIL] = [100 as Instant, 1_000 as Instant];
const LEAVE: Permission = {
  holder: CA,
  originator: IN,
  matter: MATTER as never,
  towards: COURT,
  records: [OPENING, SECOND],
  files: [FILE],
  conditions: [],
  inForce: { from: GRANTED, until: UNTIL },
  narrowed: 0,
};

type Said = { readonly what: string; readonly t: number; readonly ref?: string; readonly by?: string };

const entryOf = ({ what, t, ref, by = "in" }: Said, pos: number): Entry => {
  const { after, ...act } = itemAct({
    id: idOf(1 + pos),
    item: MATTER,
    wf: WORKFLOW.id,
    from: by,
    to: by === "in" ? "ca" : "in",
    do: what,
    args: ref === undefined ? {} : { ref },
    ...(pos === 1 && { att: [{ a: FILE, c: FILE, n: 1 }] }),
  });
  return {
    party: by,
    pos,
    t,
    seen: 0,
    floor: 0,
    act: pos === 0 ? { ...act, after } : act,
  } as unknown as Entry;
};

const OPEN: readonly Said[] = [
  { what: "ask", t: 10 },
  { what: "message", t: 20 },
];
function matter(said: readonly Said[], arrived = (each: Entry[]) => each): ItemState {
  const entries = [...OPEN, ...said].map(entryOf);
  return (
    fold(WORKFLOWS, MATTER as never, arrived(entries), () => undefined) ?? assert.fail("nothing was opened")
  );
}

const narrow = (t: number, ref?: string, by = "in"): Said => ({
  what: "narrow",
  t,
  by,
  ...(ref !== undefined && { ref }),
});
const left = (...said: readonly Said[]): Permission => asLeft(LEAVE, matter(said));

test("what was narrowed after leave was given is covered no more, and neither is a file of it; the rest is as before", () => {
  const { records, files, narrowed, inForce } = left(narrow(101, SECOND));
  assert.deepEqual([records, files, narrowed, inForce], [[OPENING], [], 2, LEAVE.inForce]);
  assert.deepEqual(left(narrow(101)).inForce, null, "all that its side has said");
  assert.deepEqual(left(narrow(99, SECOND)), LEAVE, "leave was given under the narrower marking");
  assert.deepEqual(left(narrow(100, SECOND)).records, [OPENING], "of one instant any doubt is a no");
  assert.deepEqual(left(narrow(50, SECOND), narrow(200, SECOND)).records, [OPENING], "the last counts");
});

test("what the holder narrows of its own, and what was never granted, changes no leave", () => {
  assert.deepEqual(left({ what: "message", t: 30, by: "ca" }, narrow(200, undefined, "ca")), LEAVE);
  const asked = { ...LEAVE, inForce: null };
  assert.deepEqual(asLeft(asked, matter([narrow(200)])), asked);
});

test("law: however a matter is narrowed, leave never grows, and both sides find the same in whatever order it arrives", () => {
  const said = fc.record({ t: fc.nat({ max: 200 }), ref: fc.constantFrom(undefined, OPENING, SECOND) });
  const times = fc.array(said, { maxLength: 4 });
  let less = 0;
  fc.assert(
    fc.property(times, (all) => {
      const narrowings = all.toSorted((a, b) => a.t - b.t).map(({ t, ref }) => narrow(30 + t, ref));
      let before = LEAVE;
      for (let n = 1; n <= narrowings.length; n += 1) {
        const some = narrowings.slice(0, n);
        const now = asLeft(LEAVE, matter(some));
        assert.deepEqual(
          now,
          asLeft(
            LEAVE,
            matter(some, (each) => each.toReversed()),
          ),
        );
        for (const record of [OPENING, SECOND]) {
          const wanted: Wanted = { matter: MATTER as never, originator: IN, towards: COURT, record };
          const ends = some.some(({ t, ref }) => t >= GRANTED && (ref === undefined || ref === record));
          assert.equal(permits(now, wanted, 500), !ends);
          assert.ok(permits(before, wanted, 500) || !permits(now, wanted, 500), "never more than before");
          less += Number(ends);
        }
        before = now;
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(less > 50, `${less} narrowed`);
});
