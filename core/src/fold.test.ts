import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CA, hashOf, idOf, IN, ITEM, itemAct } from "./acts.fixture.ts";
import type { Json } from "./canonical.ts";
import { fold, judgeNext, movesOf, type Entry, type ItemState, type PulseTime, type Void } from "./fold.ts";
import { offers } from "./offers.fixture.ts";
import { coded } from "./vectors.fixture.ts";
import { workflowsOf } from "./workflow.ts";
import type { Instant, ItemId, Party } from "./words.ts";

const WORKFLOWS = workflowsOf([offers]);
const TEXT = hashOf("t");
/** Each log has a pulse at position 0 dated 50, and one at 9 dated 200. */
const pulseTime: PulseTime = (_party, pos) => ({ 0: 50 as Instant, 9: 200 as Instant })[pos];

type Line = readonly [
  party: Party,
  id: number,
  what: string,
  args: Json,
  after: readonly [number | null, number | null] | null,
  at?: { readonly pos?: number; readonly seen?: number; readonly floor?: number; readonly wf?: string },
];

const posOf = ([, id, , , , at]: Line) => at?.pos ?? id % 10;

/** Entry of a line: its position is the id's last digit, and it has seen the other side's lines before it, unless said. */
function entryOf(line: Line, index = 0, lines: readonly Line[] = []): Entry {
  const [party, id, what, args, after, at = {}] = line;
  const before = lines.slice(0, index).filter((other) => other[0] !== party);
  const { seen = 1 + Math.max(-1, ...before.map(posOf)), floor = 0, wf = "offers/1" } = at;
  const pos = posOf(line);
  const act = itemAct({
    id: idOf(id),
    from: party,
    to: party === CA ? IN : CA,
    do: what,
    args,
    wf,
    after: after && after.map((n) => (n === null ? null : idOf(n))),
    ...(after === null && { after: [null, null] }),
  });
  const { after: _, ...saying } = act;
  return { party, pos, t: 1000 as Instant, seen, floor, act: after ? act : saying };
}

const entriesOf = (lines: readonly Line[]) => lines.map(entryOf);
const nextOf = (before: readonly Line[], next: Line) => entryOf(next, before.length, [...before, next]);
const stateOf = (...lines: readonly Line[]) => fold(WORKFLOWS, ITEM, entriesOf(lines), pulseTime);
const stages = (state: ItemState | null) => state && [state.opener.stage, state.other.stage];
const voids = (state: ItemState | null) =>
  Object.fromEntries(
    (state?.judged ?? []).flatMap((j) => (j.void ? [[Number(`0x${j.act.id}`), j.void]] : [])),
  );

const OFFER: Line = [CA, 1, "offer", { text: TEXT, until: 100 }, [null, null], { seen: 0 }];
const SIGN: Line = [IN, 11, "sign", { text: TEXT }, [null, 1]];

test("each side moves only its own half", () => {
  const state = stateOf(OFFER, SIGN);
  assert.deepEqual(stages(state), ["offered", "signed"]);
  assert.equal(state?.opener.party, CA);
  assert.equal(state?.other.party, IN);
  assert.deepEqual([state?.opener.role, state?.other.role], ["offeror", "signer"]);
  assert.deepEqual([state?.opener.head, state?.other.head], [idOf(1), idOf(11)]);
  assert.equal(state?.cell.status, "signed");
  assert.equal(state?.item, ITEM);
  assert.equal(state?.workflow, offers);
  assert.equal(state?.opener.last["offer"]?.act.args["until"], 100);
});

test("moves that cross are both legal, and the product says what came of it", () => {
  const state = stateOf(
    OFFER,
    [CA, 2, "withdraw", {}, [1, null], { seen: 0 }],
    [IN, 11, "sign", { text: TEXT }, [null, 1], { seen: 2 }],
  );
  assert.deepEqual(stages(state), ["withdrawn", "signed"]);
  assert.equal(state?.cell.status, "gone-crossed-signature");
  assert.deepEqual(voids(state), {});
});

test("no item without a legal opening", () => {
  assert.equal(stateOf(), null);
  assert.equal(stateOf(SIGN), null);
  assert.equal(stateOf([CA, 1, "withdraw", {}, [null, null]]), null);
  assert.equal(stateOf([CA, 1, "offer", { text: TEXT }, [null, null]]), null, "an argument is missing");
  assert.equal(
    stateOf([CA, 2, "offer", { text: TEXT, until: 1 }, [null, null]]),
    null,
    "another id than the item's",
  );
  assert.equal(
    stateOf([IN, 1, "offer", { text: TEXT, until: 1 }, [null, null]]),
    null,
    "not by whom the item names",
  );
  const elsewhere = { ...entryOf(OFFER), act: itemAct({ wf: "offers/1", item: `ca:${idOf(7)}` }) };
  assert.equal(fold(WORKFLOWS, ITEM, [elsewhere], pulseTime), null, "of another item");
});

test("the item's workflow is its opening act's, whatever another act of the opener says first", () => {
  const strange = entryOf([CA, 2, "note", {}, null, { wf: "offers/2" }]);
  const state = fold(WORKFLOWS, ITEM, [strange, entryOf(OFFER)], pulseTime);
  assert.deepEqual([stages(state), voids(state)], [["offered", "none"], { 2: "wrong-workflow" }]);
});

test("acts of other items play no part", () => {
  const other = entryOf([CA, 2, "withdraw", {}, [1, null]]);
  const elsewhere = { ...other, act: { ...other.act, item: `ca:${idOf(7)}` as ItemId } };
  const state = fold(WORKFLOWS, ITEM, [entryOf(OFFER), elsewhere], pulseTime);
  assert.deepEqual([stages(state), state?.judged.length], [["offered", "none"], 1]);
});

test("acts that only say are listed, judged by their arguments, and move nothing", () => {
  const ref = { ref: idOf(1), tags: [] };
  const state = stateOf(
    OFFER,
    [IN, 11, "note", {}, null],
    [IN, 12, "seen", ref, null],
    [CA, 3, "note", { x: 1 }, null],
  );
  assert.deepEqual(stages(state), ["offered", "none"]);
  assert.equal(state?.other.head, null);
  assert.equal(state?.judged.length, 4);
  assert.deepEqual(voids(state), { 3: "bad-arguments" });
  assert.deepEqual(voids(stateOf(OFFER, [IN, 11, "note", {}, null, { seen: 1, floor: 2 }])), {
    11: "seen-below",
  });
});

const AMENDED: Line = [CA, 2, "amend", { text: TEXT }, [1, null], { seen: 0 }];

/** Why each act has no effect: the reason, what stands before it, and the act. */
const VOID: readonly (readonly [reason: Void, title: string, before: readonly Line[], act: Line])[] = [
  ["stale-mine", "without after", [OFFER], [CA, 3, "withdraw", {}, null]],
  ["stale-mine", "after an older act of mine", [OFFER, AMENDED], [CA, 3, "withdraw", {}, [1, null]]],
  ["stale-mine", "after nothing of mine", [OFFER], [CA, 3, "withdraw", {}, [null, null]]],
  [
    "stale-yours",
    "after an older act of yours",
    [OFFER, AMENDED],
    [IN, 11, "sign", { text: TEXT }, [null, 1]],
  ],
  [
    "stale-yours",
    "after an act of yours it had not seen",
    [OFFER, AMENDED],
    [IN, 11, "sign", { text: TEXT }, [null, 2], { seen: 2 }],
  ],
  [
    "stale-yours",
    "after an act that only says",
    [OFFER, [CA, 2, "note", {}, null]],
    [IN, 11, "sign", { text: TEXT }, [null, 2]],
  ],
  ["wrong-stage", "from a stage that does not allow it", [OFFER, SIGN], [IN, 12, "refuse", {}, [11, 1]]],
  [
    "other-half",
    "while the other half does not allow it",
    [OFFER, SIGN],
    [CA, 2, "amend", { text: TEXT }, [1, 11]],
  ],
  [
    "other-half",
    "one of two rows fits by stage",
    [OFFER, [IN, 11, "refuse", {}, [null, 1]]],
    [IN, 12, "sign", { text: TEXT }, [11, 1]],
  ],
  ["bad-arguments", "an argument is missing", [OFFER], [IN, 11, "sign", {}, [null, 1]]],
  ["bad-arguments", "an argument too many", [OFFER], [IN, 11, "sign", { text: TEXT, x: 1 }, [null, 1]]],
  ["unknown-act", "an act of the other role", [OFFER], [IN, 11, "withdraw", {}, [null, 1]]],
  ["unknown-act", "an act of nobody", [OFFER], [CA, 2, "bribe", {}, [1, null]]],
  ["unknown-act", "a name that every object has", [OFFER], [CA, 2, "constructor", {}, [1, null]]],
  [
    "wrong-workflow",
    "of another version",
    [OFFER],
    [IN, 11, "sign", { text: TEXT }, [null, 1], { wf: "offers/2" }],
  ],
  ["opened-twice", "the opening's id again", [OFFER], [CA, 1, "withdraw", {}, [1, null], { pos: 3 }]],
  [
    "seen-below",
    "less than its own log has said",
    [OFFER],
    [IN, 11, "sign", { text: TEXT }, [null, 1], { seen: 2, floor: 3 }],
  ],
  [
    "not-silent",
    "citing a pulse before the deadline",
    [OFFER],
    [CA, 2, "lapse", { pulse: 0 }, [1, null], { seen: 10 }],
  ],
  ["not-silent", "citing no pulse", [OFFER], [CA, 2, "lapse", { pulse: 5 }, [1, null], { seen: 10 }]],
  [
    "not-silent",
    "citing a pulse it had not seen",
    [OFFER],
    [CA, 2, "lapse", { pulse: 9 }, [1, null], { seen: 9 }],
  ],
  [
    "other-half",
    "silence, but there was an answer",
    [OFFER, SIGN],
    [CA, 2, "lapse", { pulse: 9 }, [1, 11], { seen: 10 }],
  ],
];

for (const [reason, title, before, act] of VOID) {
  test(`void, ${reason}: ${title}`, () => {
    const [bare, state] = [stateOf(...before), stateOf(...before, act)];
    assert.deepEqual(voids(state), { [act[1]]: reason });
    assert.deepEqual(
      [stages(state), state?.opener.head, state?.other.head],
      [stages(bare), bare?.opener.head, bare?.other.head],
    );
    const next = nextOf(before, act);
    if (reason !== "opened-twice") {
      assert.equal(judgeNext(WORKFLOWS, ITEM, entriesOf(before), next, pulseTime), reason);
    }
  });
}

test("the instant of silence is passed, not reached", () => {
  const lapse = (until: number): Line[] => [
    [CA, 1, "offer", { text: TEXT, until }, [null, null], { seen: 0 }],
    [CA, 2, "lapse", { pulse: 9 }, [1, null], { seen: 10 }],
  ];
  assert.deepEqual(stages(stateOf(...lapse(199))), ["lapsed", "none"]);
  assert.deepEqual(voids(stateOf(...lapse(200))), { 2: "not-silent" });
});

test("silence counts from the last instant that was named, by the act that the table says", () => {
  const extend: Line = [CA, 2, "extend", { until: 500 }, [1, null], { seen: 0 }];
  const state = stateOf(OFFER, extend, [CA, 3, "lapse", { pulse: 9 }, [2, null], { seen: 10 }]);
  assert.deepEqual(stages(state), ["lapsed", "none"], "the row says offer.until");
  assert.deepEqual(state?.opener.last["extend"]?.act.args, { until: 500 });
});

test("only the other side's pulse is silence", () => {
  const asked: string[] = [];
  const recording: PulseTime = (party, pos) => {
    asked.push(`${party}/${pos}`);
    return 200 as Instant;
  };
  const lines: Line[] = [OFFER, [CA, 2, "lapse", { pulse: 9 }, [1, null], { seen: 10 }]];
  fold(WORKFLOWS, ITEM, entriesOf(lines), recording);
  assert.deepEqual(asked, ["in/9"]);
});

test("what one side does before it can have seen the opening is void", () => {
  const state = stateOf(OFFER, [IN, 11, "sign", { text: TEXT }, [null, null], { seen: 0 }]);
  assert.deepEqual(voids(state), { 11: "other-half" });
  assert.deepEqual(voids(stateOf(OFFER, [CA, 0, "withdraw", {}, [null, null], { seen: 0 }])), {
    0: "unopened",
  });
});

test("two acts that each claim to have seen the other: one is void, by the same rule on both nodes", () => {
  const amend: Line = [CA, 2, "amend", { text: TEXT }, [1, null], { seen: 12 }];
  const sign: Line = [IN, 11, "sign", { text: TEXT }, [null, 1], { pos: 2, seen: 3 }];
  for (const lines of [
    [OFFER, amend, sign],
    [sign, amend, OFFER],
  ]) {
    const state = stateOf(...lines);
    assert.deepEqual(voids(state), { 2: "cycle" });
    assert.deepEqual(stages(state), ["offered", "signed"]);
  }
});

test("an act is judged by what it had seen, not by what came later", () => {
  const refuse: Line = [IN, 11, "refuse", {}, [null, 1], { seen: 2 }];
  const state = stateOf(
    OFFER,
    AMENDED,
    refuse,
    [CA, 3, "amend", { text: TEXT }, [2, 11]],
    [IN, 12, "sign", { text: TEXT }, [11, 3]],
  );
  assert.deepEqual([stages(state), voids(state)], [["amended", "signed-late"], {}]);
  // An entry at exactly `seen` has not been seen: positions begin at 0, `seen` is a count.
  const edge = (seen: number) =>
    voids(stateOf(OFFER, AMENDED, [IN, 11, "sign", { text: TEXT }, [null, 2], { seen }]));
  assert.deepEqual([edge(2), edge(3)], [{ 11: "stale-yours" }, {}]);
});

test("judged acts come in an order that depends on nothing but the acts", () => {
  const lines: Line[] = [
    OFFER,
    AMENDED,
    [IN, 11, "sign", { text: TEXT }, [null, 1], { seen: 2 }],
    [CA, 3, "note", {}, null],
  ];
  const order = (list: readonly Entry[]) =>
    fold(WORKFLOWS, ITEM, list, pulseTime)?.judged.map(({ act }) => Number(`0x${act.id}`));
  const entries = entriesOf(lines);
  assert.deepEqual(order(entries), [1, 2, 11, 3]);
  assert.deepEqual(order(entries.toReversed()), [1, 2, 11, 3]);
});

test("abuse 34: an act that needs what this version does not understand holds its item, and no other", () => {
  const act = entryOf([IN, 11, "note", {}, null]);
  const critical = { ...act, act: { ...act.act, crit: ["x"] as never } };
  assert.throws(
    () => fold(WORKFLOWS, ITEM, [entryOf(OFFER), critical], pulseTime),
    coded("UNSUPPORTED_VERSION"),
  );
  const elsewhere = { ...critical, act: { ...critical.act, item: `ca:${idOf(7)}` as ItemId } };
  assert.deepEqual(stages(fold(WORKFLOWS, ITEM, [entryOf(OFFER), elsewhere], pulseTime)), [
    "offered",
    "none",
  ]);
});

test("a workflow that is not spoken holds the item", () => {
  const lines = [entryOf([CA, 1, "offer", { text: TEXT, until: 1 }, [null, null], { wf: "offers/2" }])];
  assert.throws(() => fold(WORKFLOWS, ITEM, lines, pulseTime), coded("UNSUPPORTED_VERSION"));
});

test("a product table with a hole is a fault of ours, not a state", () => {
  const { offered: _, ...product } = offers.product;
  const holed = workflowsOf([{ ...offers, product }]);
  assert.throws(() => fold(holed, ITEM, [entryOf(OFFER)], pulseTime), /offers\/1 lacks offered x none/);
});

test("the verdict before a commit is the verdict of both folds after it", () => {
  const judge = (before: readonly Line[], next: Line) =>
    judgeNext(WORKFLOWS, ITEM, entriesOf(before), nextOf(before, next), pulseTime);
  assert.equal(judge([], OFFER), null);
  assert.equal(judge([OFFER], SIGN), null);
  assert.equal(judge([], SIGN), "unopened");
  assert.equal(judge([], [CA, 1, "offer", { text: TEXT }, [null, null]]), "unopened");
  // An id is its sender's: the same digits from the other side are another act.
  assert.equal(judge([OFFER, SIGN], [CA, 11, "withdraw", {}, [1, null], { pos: 5 }]), "stale-yours");
});

test("the moves on the screen are those the tables allow now", () => {
  const moves = (state: ItemState | null, party: Party) => (state ? movesOf(state, party) : null);
  const open = stateOf(OFFER);
  assert.deepEqual(moves(open, CA), ["amend", "extend", "withdraw", "lapse"]);
  assert.deepEqual(moves(open, IN), ["sign", "refuse"]);
  const signed = stateOf(OFFER, SIGN);
  assert.deepEqual(moves(signed, CA), ["withdraw"]);
  assert.deepEqual(moves(signed, IN), []);
  const refused = stateOf(
    OFFER,
    [IN, 11, "refuse", {}, [null, 1]],
    [CA, 2, "amend", { text: TEXT }, [1, 11]],
  );
  assert.deepEqual(moves(refused, IN), ["sign"]);
});

/** Two logs of any acts at all, honest or not. */
const anyLog = (party: Party) =>
  fc
    .array(
      fc.record({
        what: fc.constantFrom("offer", "amend", "withdraw", "lapse", "sign", "refuse", "note", "bribe"),
        after: fc.option(
          fc.tuple(fc.constantFrom(null, 1, 2, 3, 11, 12), fc.constantFrom(null, 1, 2, 11, 12)),
        ),
        seen: fc.nat({ max: 5 }),
        args: fc.constantFrom<Json>({}, { text: TEXT }, { text: TEXT, until: 10 }, { pulse: 0 }),
      }),
      { maxLength: 4 },
    )
    .map((lines) =>
      lines.map(({ what, after, seen, args }, i) => {
        const id = party === CA ? i + 1 : i + 11;
        return entryOf([party, id, what, args, after, { pos: i + 1, seen }]);
      }),
    );

test("law: any two logs fold to one state in any order of arrival, and void acts change nothing", () => {
  let legal = 0;
  fc.assert(
    fc.property(anyLog(CA), anyLog(IN), fc.boolean(), (ours, theirs, opened) => {
      const logs = [
        ...(opened ? [entryOf([...OFFER.slice(0, 5), { pos: 0, seen: 0 }] as unknown as Line)] : []),
        ...ours.slice(opened ? 1 : 0),
        ...theirs,
      ];
      const state = fold(WORKFLOWS, ITEM, logs, pulseTime);
      assert.deepEqual(fold(WORKFLOWS, ITEM, logs.toReversed(), pulseTime), state);
      if (!state) return;
      assert.equal(state.judged.length, logs.length, "every act is judged, once");
      const good = logs.filter((entry) => state.judged.some((j) => j.act === entry.act && !j.void));
      legal += good.length;
      const clean = fold(WORKFLOWS, ITEM, good, pulseTime);
      assert.deepEqual([clean?.opener, clean?.other, clean?.cell], [state.opener, state.other, state.cell]);
    }),
    { numRuns: 500 },
  );
  assert.ok(legal > 0);
});
