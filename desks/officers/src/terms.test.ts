import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, movesOf, workflowsOf, type Entry, type Party } from "@setu/core";
import { CA, idOf, IN, ITEM, itemAct } from "@setu/core/acts.fixture.ts";
import { openMoves, postingOf, powersOf, turnOf } from "./terms.ts";
import { VERSIONS } from "./versions.ts";

const BEGINS = 1_000;
const ENDS = 2_000;
const TERMS = {
  post: "liaison-officer",
  mandate: ["cybercrime"],
  languages: ["en"],
  from: BEGINS,
  until: ENDS,
};
const NOMINATION = { officer: "ca.officer-1", agency: "ca.ncb-ottawa", ...TERMS };

/** A history in which each act has seen all before it; `seen` says otherwise. */
class Story {
  readonly entries: Entry[] = [];
  readonly #heads: Record<string, string | null> = { ca: null, in: null };

  say(party: Party, what: string, args: object = {}, seen?: number): this {
    const [mine, yours] = party === CA ? (["ca", "in"] as const) : (["in", "ca"] as const);
    const count = (who: string) => this.entries.filter((each) => each.party === who).length;
    const id = this.entries.length === 0 ? idOf(1) : idOf(100 + this.entries.length);
    const seenNow = seen ?? count(yours);
    const across = this.entries.filter((each) => each.party === yours)[seenNow - 1]?.act.id ?? null;
    const act = itemAct({
      ...(party === IN && { from: IN, to: CA }),
      wf: "officers/1",
      id,
      do: what,
      args: args as never,
      after: [this.#heads[mine] ?? null, across],
    });
    this.#heads[mine] = id;
    const at = { party, pos: count(party), t: count(party) as never, floor: 0 };
    this.entries.push({ ...at, seen: seenNow, act });
    return this;
  }

  state() {
    const state = fold(workflowsOf(VERSIONS), ITEM, this.entries, () => undefined);
    assert.ok(state);
    assert.deepEqual(
      state.judged.filter((each) => each.void !== null),
      [],
    );
    return state;
  }
}

const nominated = () => new Story().say(CA, "nominate", NOMINATION);
const accredited = () => nominated().say(IN, "agree").say(CA, "accredit");
const at = (story: Story, now: number) => postingOf(story.state(), now);

test("powers begin and end by themselves, and nobody has them before both have said so", () => {
  assert.equal(powersOf(at(nominated(), BEGINS)), null);
  assert.equal(powersOf(at(nominated().say(IN, "agree"), BEGINS)), null);
  const standing = (now: number) => at(accredited(), now).standing;
  assert.deepEqual([BEGINS - 1, BEGINS, ENDS - 1, ENDS].map(standing), [
    "before",
    "in-force",
    "in-force",
    "over",
  ]);
  assert.deepEqual(powersOf(at(accredited(), ENDS)), { from: BEGINS, until: ENDS, stopped: false });
});

test("either side stops them, and the sender alone gives them back", () => {
  const stopped = (story: Story) => powersOf(at(story, BEGINS))?.stopped;
  assert.equal(stopped(accredited()), false);
  assert.equal(stopped(accredited().say(CA, "suspend")), true);
  assert.equal(stopped(accredited().say(CA, "suspend").say(CA, "resume")), false);
  assert.equal(stopped(accredited().say(CA, "recall")), true);
  assert.equal(stopped(accredited().say(IN, "end")), true);
  assert.equal(stopped(accredited().say(IN, "end").say(CA, "suspend", {}, 1)), true, "they crossed");
});

test("an amendment changes nothing until the other side agrees to that very amendment", () => {
  const later = { ...TERMS, until: 9_000 };
  const asked = accredited().say(CA, "amend", later);
  assert.equal(at(asked, BEGINS).terms.until, ENDS);
  assert.equal(at(asked, BEGINS).open?.terms.until, 9_000);
  assert.equal(turnOf(asked.state(), at(asked, BEGINS), IN), "us");
  assert.equal(turnOf(asked.state(), at(asked, BEGINS), CA), "them");
  const agreed = accredited().say(CA, "amend", later).say(IN, "agree");
  assert.deepEqual([at(agreed, BEGINS).terms.until, at(agreed, BEGINS).open], [9_000, null]);
  const declined = accredited().say(CA, "amend", later).say(IN, "decline");
  assert.deepEqual([at(declined, BEGINS).terms.until, at(declined, BEGINS).open], [ENDS, null]);
  const relented = accredited().say(CA, "amend", later).say(IN, "decline").say(IN, "agree");
  assert.equal(at(relented, BEGINS).terms.until, ENDS, "it had been answered");
  // What was agreed is the one that was seen, though another has been asked meanwhile.
  const crossed = accredited()
    .say(CA, "amend", later)
    .say(CA, "amend", { ...TERMS, until: 7_000 })
    .say(IN, "agree", {}, 3);
  assert.deepEqual([at(crossed, BEGINS).terms.until, at(crossed, BEGINS).open?.terms.until], [9_000, 7_000]);
});

test("nothing is offered that was answered already", () => {
  const moves = (story: Story, party: Party) => openMoves(movesOf(story.state(), party), at(story, BEGINS));
  assert.deepEqual(moves(nominated(), IN), ["agree", "refuse"]);
  assert.deepEqual(moves(accredited(), IN), ["end"]);
  assert.deepEqual(moves(accredited().say(CA, "amend", TERMS), IN), ["agree", "decline", "end"]);
  assert.deepEqual(moves(nominated().say(IN, "refuse"), CA), ["recall"]);
});
