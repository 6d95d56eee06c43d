import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, workflowsOf, type Entry, type ItemState, type Marking, type Party } from "@setu/core";
import { argsOf, CA, hashOf, idOf, IN, ITEM, itemAct } from "@setu/core/acts.fixture.ts";
import { HANDLING, TLP } from "@setu/core/marking/index.ts";
import { honestHistories } from "@setu/core/workflow.model.fixture.ts";
import {
  asksLeave,
  permissionOf,
  permits,
  restsOn,
  type Permission,
  type Towards,
  type Wanted,
} from "./permission.ts";
import { CONDITIONS } from "./terms.ts";
import { permissions } from "./workflow.ts";

const WORKFLOWS = workflowsOf([permissions]);
const MATTER = `in:${idOf(50)}`;
const [MINE, OTHER] = [idOf(9), idOf(10)];
const FILE = hashOf("F");
const UNTIL = 1_000;
const COURT = { use: "evidence", proceeding: "criminal", court: "appeal" } as const;
const SEEK = {
  matter: MATTER,
  records: [MINE, OTHER],
  files: [FILE],
  purpose: "investigation",
  until: UNTIL,
  ...COURT,
};
const GRANT = { records: [MINE], files: [FILE], conditions: ["closed-session"], until: UNTIL };
const { use: _, proceeding: __, court: ___, ...ABOUT } = SEEK;
const WANTED: Wanted = { matter: MATTER as never, originator: IN, record: MINE, towards: COURT };

/** Each says its acts in its own log, having seen all of the other's: at 10, 20, 30, … */
class Story {
  readonly entries: Entry[] = [];

  say(party: Party, what: string, args: object = {}, at = (this.entries.length + 1) * 10): this {
    const of = (who: Party) => this.entries.filter((each) => each.party === who);
    const yours = of(party === CA ? IN : CA);
    const id = this.entries.length === 0 ? idOf(1) : idOf(100 + this.entries.length);
    const act = itemAct({
      ...(party === IN && { from: IN, to: CA }),
      wf: permissions.id,
      id,
      do: what,
      args: args as never,
      after: [of(party).at(-1)?.act.id ?? null, yours.at(-1)?.act.id ?? null],
    });
    const pos = of(party).length;
    this.entries.push({
      party,
      pos,
      t: at as never,
      seen: yours.length,
      floor: of(party).at(-1)?.seen ?? 0,
      act,
    });
    return this;
  }

  state(): ItemState {
    return fold(WORKFLOWS, ITEM, this.entries, () => undefined) ?? assert.fail("nothing was opened");
  }

  permission(): Permission {
    return permissionOf(this.state()) ?? assert.fail("it permits nothing");
  }
}

const sought = (seek: object = SEEK) => new Story().say(CA, "seek", seek);
const granted = (grant: object = GRANT, seek: object = SEEK) => sought(seek).say(IN, "grant", grant);
const may = (story: Story, now = 30, wanted: Wanted = WANTED) => permits(story.permission(), wanted, now);

test("nothing is permitted by silence, by a question, by a refusal or by a grant that crossed a withdrawal", () => {
  for (const now of [10, UNTIL - 1, UNTIL * 1_000]) assert.equal(may(sought(), now), false);
  assert.equal(may(sought().say(IN, "clarify").say(CA, "reply"), 50), false);
  assert.equal(may(sought().say(IN, "refuse", { ground: "not-held" })), false);
  const crossed = sought().say(CA, "withdraw");
  const act = itemAct({
    from: IN,
    to: CA,
    wf: permissions.id,
    id: idOf(200),
    do: "grant",
    args: GRANT,
    after: [null, idOf(1)],
  });
  crossed.entries.push({ party: IN, pos: 0, t: 30 as never, seen: 1, floor: 0, act });
  assert.equal(crossed.state().cell.status, "permission-withdrawn-crossed-grant");
  assert.equal(may(crossed, 40), false);
});

test("a grant is in force from its instant until its end, and for nothing else that could be asked", () => {
  assert.deepEqual(
    [19, 20, UNTIL - 1, UNTIL].map((now) => may(granted(), now)),
    [false, true, true, false],
  );
  const file = { matter: MATTER as never, originator: IN, towards: COURT };
  assert.equal(may(granted(), 30, { ...file, file: FILE }), true);
  const others: readonly Wanted[] = [
    { ...WANTED, record: OTHER },
    { ...WANTED, originator: "xx" as Party },
    { ...WANTED, originator: CA },
    { ...WANTED, matter: ITEM },
    { ...WANTED, towards: { ...COURT, court: "supreme" } },
    { ...WANTED, towards: { ...COURT, proceeding: "civil" } },
    { ...WANTED, towards: { use: "onward", agency: "ca.cyber" } },
    { ...WANTED, towards: { use: "onward", third: "ca.cyber" } },
    { ...file, file: hashOf("G") },
  ];
  for (const [at, wanted] of others.entries()) assert.equal(may(granted(), 30, wanted), false, String(at));
});

test("a revocation ends it from its own instant on, never before it was said, and what was done stands", () => {
  const revoked = (from: number) => granted().say(IN, "revoke", { from });
  assert.deepEqual(
    [29, 30].map((now) => may(revoked(0), now)),
    [true, false],
    "not back in time",
  );
  assert.deepEqual(
    [499, 500].map((now) => may(revoked(500), now)),
    [true, false],
  );
  assert.equal(may(revoked(UNTIL * 2), UNTIL), false, "a revocation prolongs nothing");
  const used = revoked(0).say(CA, "used", { at: 25 });
  assert.deepEqual(
    used.state().judged.filter((each) => each.void !== null),
    [],
  );
  const returned = granted().say(CA, "return");
  assert.deepEqual(
    [29, 30].map((now) => may(returned, now)),
    [true, false],
  );
});

test("an originator gives no more than was asked, no condition that we could not keep, and nothing that is over", () => {
  const wide = granted({ ...GRANT, records: [MINE, idOf(77)] }).permission();
  assert.deepEqual([wide.records, wide.conditions], [[MINE], ["closed-session"]]);
  assert.equal(permits(wide, { ...WANTED, record: idOf(77) }, 30), false);
  assert.equal(may(granted({ ...GRANT, conditions: [...CONDITIONS, "pay-first"] })), false);
  assert.equal(may(granted({ ...GRANT, until: 20 })), false);
  assert.equal(granted({ ...GRANT, until: 5 }).permission().inForce, null);
  assert.equal(
    may(granted().say(IN, "grant", { ...GRANT, records: [OTHER] }), 40, { ...WANTED, record: OTHER }),
    false,
  );
});

test("a grant says again for what use it is, and one for another use is in force for nothing", () => {
  assert.equal(may(granted({ ...GRANT, ...COURT })), true);
  for (const named of [{ ...COURT, court: "supreme" }, { use: "evidence" }, { use: "onward", third: "uk" }]) {
    const story = granted({ ...GRANT, ...named });
    assert.equal(may(story), false);
    assert.deepEqual(story.permission().towards, COURT, "what was asked is still shown");
  }
});

test("a question that names no one use permits nothing, whatever is answered", () => {
  const bad = [
    { ...ABOUT, use: "evidence" },
    { ...ABOUT, use: "evidence", proceeding: "criminal" },
    { ...SEEK, court: "anywhere" },
    { ...SEEK, use: "everything" },
    { ...SEEK, agency: "ca.cyber" },
    { ...ABOUT, use: "onward" },
    { ...ABOUT, use: "onward", agency: "ca.cyber", third: "ally" },
    { ...ABOUT, use: "onward", agency: "in.cyber" },
    { ...ABOUT, use: "onward", agency: "cab.cyber" },
    { ...SEEK, matter: `xx:${idOf(50)}` },
  ];
  for (const seek of bad)
    assert.equal(permissionOf(granted(GRANT, seek).state()), null, JSON.stringify(seek));
  for (const to of [{ agency: "ca.cyber" }, { third: "ally" }]) {
    const seek = { ...ABOUT, use: "onward", ...to };
    const towardsThem: Wanted = { ...WANTED, towards: { use: "onward", ...to } as Towards };
    assert.equal(may(granted(GRANT, seek), 30, towardsThem), true);
  }
});

test("of a thousand grants of one item the first counts, and what comes after it is void", () => {
  const story = granted();
  for (let n = 0; n < 1_000; n += 1) story.say(IN, "grant", { ...GRANT, until: UNTIL + n }, 30);
  const { judged } = story.state();
  assert.deepEqual([judged.filter((each) => each.void === null).length, may(story, UNTIL)], [2, false]);
});

test("which marking asks for leave: every label with every handling code, for both uses", () => {
  const mark = (tlp: string, handling: string) =>
    ({ tlp, handling: [handling], pap: "CLEAR", audience: ["ca.ncb"] }) as unknown as Marking;
  const asked = (towards: Towards) =>
    TLP.flatMap((tlp) =>
      HANDLING.flatMap((code) => (asksLeave(mark(tlp, code), towards) ? [] : [`${tlp} ${code}`])),
    ).toSorted();
  const open = ["CLEAR", "GREEN"].flatMap((tlp) => ["H0", "H1"].map((code) => `${tlp} ${code}`));
  assert.deepEqual(asked({ use: "onward", third: "ally" }), open);
  assert.deepEqual(asked({ use: "onward", agency: "ca.cyber" }), open);
  assert.equal(
    asked({ use: "onward", agency: "ca.ncb" }).length,
    TLP.length * HANDLING.length,
    "its own audience",
  );
  const court = TLP.filter((tlp) => tlp !== "RED").flatMap((tlp) => [`${tlp} H0`, `${tlp} H2`]);
  assert.deepEqual(asked(COURT), court.toSorted());
});

test("what leaves rests on its marking, on the grant that covers it, or on nothing", () => {
  const mark = (handling: string) =>
    ({ tlp: "GREEN", handling: [handling], pap: "CLEAR", audience: [] }) as never as Marking;
  const rests = (of: readonly Permission[], now: number, code = "H1") =>
    restsOn(of, { ...WANTED, mark: mark(code), now });
  const grant = granted().permission();
  assert.equal(rests([], 30, "H0"), "free");
  assert.equal(rests([], 30), null);
  assert.equal(rests([sought().permission(), grant], 30), grant);
  assert.equal(rests([grant], UNTIL), null);
});

const SAID: { readonly [act: string]: object } = {
  seek: SEEK,
  grant: GRANT,
  refuse: { ground: "not-held" },
  revoke: { from: 3 },
  used: { at: 3 },
};

test("however acts cross and in whatever order they arrive, both sides permit the same, and never without a grant", () => {
  let permitted = 0;
  for (const { entries, stages } of honestHistories(permissions, 5)) {
    const acts = entries.map(({ act, ...at }) => ({
      ...at,
      act: { ...act, args: argsOf((SAID[act.do] ?? {}) as never) },
    }));
    const [here, there] = [acts, acts.toReversed()].map((arrived) => {
      const state = fold(WORKFLOWS, ITEM, arrived, () => undefined);
      return state && permissionOf(state);
    });
    assert.deepEqual(here, there);
    const now = acts.find(({ act }) => act.do === "grant")?.t;
    if (!here || !permits(here, WANTED, now ?? 30)) continue;
    permitted += 1;
    assert.ok(now !== undefined && ["granted", "revoked"].includes(stages[1]), String(stages));
    assert.notEqual(stages[0], "withdrawn");
    assert.equal(permits(here, WANTED, now - 1), false);
    assert.equal(permits(here, WANTED, UNTIL), false);
  }
  assert.ok(permitted > 50, String(permitted));
});
