import assert from "node:assert/strict";
import { test } from "node:test";
import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import {
  evaluatingMoves,
  evaluationsOf,
  recordKey,
  standing,
  type Evaluation,
  type SaidAct,
} from "./evaluation.ts";
import { listsOf, SCALES } from "./lists.ts";
import { nearly, notation } from "./scales.ts";

/** Canada (`us`) asked, India (`them`) answers and evaluates. */
const B2 = { scheme: "admiralty-6x6", source: "b", information: "i2" };
const C3 = { scheme: "europol-4x4", source: "c", information: "i3" };
type Side = SaidAct["side"];
let at = 0;
const act = (side: Side, id: string, what: string, args: object = {}): SaidAct => ({
  id,
  side,
  do: what,
  args: args as SaidAct["args"],
  at: ++at,
  void: null,
});
const answer = act("them", "answer", "answer");
const of = (acts: readonly SaidAct[], side: Side = "them", id = "answer"): Evaluation => {
  const found = evaluationsOf(acts).get(recordKey(side, id));
  assert.ok(found);
  return found;
};
const words = ({ given, agreed, notice }: Evaluation) => ({
  given: given && notation(given),
  agreed: agreed && notation(agreed),
  notice: notice && [notation(notice), notice.answer?.do ?? "open", notice.answer?.reason ?? null],
});

const evaluate = act("them", "e1", "evaluate", { ref: "answer", ...B2 });
const notice = act("us", "n1", "re-evaluate", { ref: "answer", ...C3 });

test("the giver's evaluation stands until the giver agrees to another, and both stay in sight", () => {
  assert.deepEqual(words(of([answer])), { given: null, agreed: null, notice: null });
  assert.deepEqual(words(of([answer, evaluate])), { given: "B2", agreed: null, notice: null });
  const open = of([answer, evaluate, notice]);
  assert.deepEqual(words(open), { given: "B2", agreed: null, notice: ["C3", "open", null] });
  assert.equal(standing(open)?.side, "them");

  const agreed = of([answer, evaluate, notice, act("them", "a", "agree", { ref: "n1" })]);
  assert.deepEqual(words(agreed), { given: "B2", agreed: "C3", notice: ["C3", "agree", null] });
  assert.equal(standing(agreed)?.act, "n1");

  const not = of([
    answer,
    evaluate,
    notice,
    act("them", "d", "disagree", { ref: "n1", reason: "source-known" }),
  ]);
  assert.deepEqual(words(not), { given: "B2", agreed: null, notice: ["C3", "disagree", "source-known"] });
  assert.equal(standing(not)?.act, "e1");
});

test("a receiver may evaluate what came without an evaluation, and it is still a notice", () => {
  const open = of([answer, notice]);
  assert.deepEqual(words(open), { given: null, agreed: null, notice: ["C3", "open", null] });
  assert.equal(standing(open), null);
});

test("the last word of the giver stands: anew after agreeing, and agreed anew after that", () => {
  const agree = act("them", "a", "agree", { ref: "n1" });
  const anew = act("them", "e2", "evaluate", { ref: "answer", ...B2, source: "a" });
  assert.deepEqual(words(of([answer, evaluate, notice, agree, anew])), {
    given: "A2",
    agreed: null,
    notice: ["C3", "agree", null],
  });
  const second = act("us", "n2", "re-evaluate", { ref: "answer", ...C3, source: "x" });
  const older = of([answer, evaluate, notice, second, agree]);
  assert.deepEqual(words(older), { given: "B2", agreed: "C3", notice: ["X3", "open", null] });
});

test("nobody speaks for the other side: what names the wrong record says nothing", () => {
  const wrong = [
    act("us", "x1", "evaluate", { ref: "answer", ...C3 }),
    act("them", "x2", "re-evaluate", { ref: "answer", ...C3 }),
    act("them", "x3", "evaluate", { ref: "e1", ...C3 }),
    act("us", "x4", "agree", { ref: "n1" }),
    act("them", "x5", "agree", { ref: "e1" }),
    act("them", "x6", "disagree", { ref: "nothing" }),
    { ...act("them", "x7", "evaluate", { ref: "answer", ...C3 }), void: "bad-arguments" },
  ];
  assert.deepEqual(of([answer, evaluate, notice, ...wrong]), of([answer, evaluate, notice]));
});

test("ids belong to a side: one that the peer uses again is another record", () => {
  const ours = act("us", "answer", "message");
  const acts = [answer, evaluate, ours];
  assert.deepEqual(words(of(acts, "us")), { given: null, agreed: null, notice: null });
  assert.deepEqual(words(of(acts, "them")).given, "B2");
});

test("each side is offered what can name something", () => {
  const moves = (acts: readonly SaidAct[], says = true) => evaluatingMoves(says, acts, evaluationsOf(acts));
  assert.deepEqual(moves([act("us", "ask", "ask")]), ["evaluate"], "with what is sent next");
  assert.deepEqual(moves([answer, evaluate]), ["evaluate", "re-evaluate"]);
  const mine = act("us", "part", "part");
  assert.deepEqual(moves([mine]), ["evaluate"]);
  const asked = [mine, act("them", "n", "re-evaluate", { ref: "part", ...C3 })];
  assert.deepEqual(moves(asked), ["evaluate", "agree", "disagree"]);
  assert.deepEqual(moves([...asked, act("us", "a", "agree", { ref: "n" })]), ["evaluate"]);
  assert.deepEqual(moves(asked, false), [], "an item of version 1 has no such acts");
});

const codes = (list: ListName) => [...LISTS[list].keys()];
const admiralty = SCALES["admiralty-6x6"];
const europol = SCALES["europol-4x4"];

test("each scheme has its two lists, and each evaluation is known by a letter and a digit", () => {
  assert.deepEqual(Object.keys(SCALES).toSorted(), codes("evaluation-scheme").toSorted());
  assert.deepEqual(listsOf("evaluate", { scheme: "europol-4x4" } as never), {
    scheme: "evaluation-scheme",
    ...europol,
  });
  assert.deepEqual(listsOf("evaluate", { scheme: "__proto__" } as never), { scheme: "evaluation-scheme" });
  assert.deepEqual(listsOf("close", { scheme: "europol-4x4" } as never), { outcome: "close" });
  for (const { source, information } of Object.values(SCALES)) {
    for (const s of codes(source)) {
      for (const i of codes(information))
        assert.match(notation({ source: s, information: i }), /^[A-FX][1-6]$/);
    }
  }
});

test("6x6 comes near to 4x4, is never mapped upward, and 4x4 to nothing", () => {
  assert.ok(admiralty && europol);
  const near = (source: string, information: string) =>
    nearly({ scheme: "admiralty-6x6", source, information });
  assert.deepEqual(near("b", "i2"), ["B2", "B3"], "corroboration decides, and no table knows it");
  assert.deepEqual(near("f", "i6"), ["X4"]);
  assert.deepEqual(near("z", "i2"), []);
  assert.deepEqual(near("__proto__", "i2"), []);
  assert.deepEqual(nearly({ scheme: "europol-4x4", source: "b", information: "i2" }), []);
  const known = new Set(
    codes(europol.source).flatMap((s) =>
      codes(europol.information).map((i) => notation({ source: s, information: i })),
    ),
  );
  // A worse evaluation never comes near to a better one than its neighbour does.
  let [worst, last] = ["A", "1"];
  for (const s of codes(admiralty.source)) {
    const letters = near(s, "i1").map(([letter = ""]) => letter);
    assert.ok(letters.length === 1 && letters.every((letter) => letter >= worst), s);
    worst = letters[0] ?? worst;
  }
  for (const i of codes(admiralty.information)) {
    const digits = near("a", i).map(([, digit = ""]) => digit);
    assert.ok(digits.length > 0 && digits.every((digit) => digit >= last), i);
    assert.ok(near("a", i).every((each) => known.has(each)));
    last = digits.at(-1) ?? last;
  }
});
