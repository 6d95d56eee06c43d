import assert from "node:assert/strict";
import { test } from "node:test";
import { SetuError, type Opaque } from "@setu/core";
import { declareIn } from "./declare.ts";
import { exchange, newSession } from "./exchange.ts";
import { declareGap, gapOf } from "./gap.ts";
import { onWraps } from "./keys-again.ts";
import { coded, does, LANE, opens, pair, pulsesOf, settle, type Node } from "./pair.fixture.ts";
import type { Peer } from "./ports.ts";
import { encodeBundle, encodeWraps, MAX_ASKED, parseBundle, parseWraps } from "./wire.ts";

const OFFICER = "officer.1" as Opaque;
const OURS = "ca/link/in/main/1";
const THEIRS = "in/link/ca/main/1";

const without: (bytes: Uint8Array) => Uint8Array = (bytes) => {
  const bundle = parseBundle(bytes);
  return encodeBundle({ ...bundle, entries: bundle.entries.map((entry) => ({ ...entry, wrap: null })) });
};

/** `ca` was restored to before it suspended its officer; the peer gives the log back without the keys. */
async function restored(change: Partial<Peer>) {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  await does(ca, item, "note", {});
  await ca.store.tx((tx) => declareIn(ca.ports, tx, LANE, [{ do: "suspend", officer: OFFICER }]));
  ca.now += 60_000;
  await settle({ ca, inn });
  const whole = { own: await ca.own(), pulse: pulsesOf(ca).at(-1)?.no };
  restore();
  const { road } = ca;
  ca.road = { ...road, fetch: async (...asked) => without(await road.fetch(...asked)), ...change };
  await ca.step().catch(() => undefined);
  return { ca, inn, item, whole, road };
}

const silent: Partial<Peer> = {
  wraps: () => Promise.reject(new SetuError("PEER_SILENT", "no answer")),
};
const note = (node: Node, item: Parameters<typeof does>[1]) => does(node, item, "note", {});

test("keys that a restored node has lost are asked for again, and what it had said of its officer binds it", async () => {
  const { ca, inn, item, whole } = await restored({});
  const own = await ca.own();
  assert.deepEqual([own.size, own.closedFrom, own.pulseNo], [whole.own.size, null, whole.own.pulseNo]);
  await assert.rejects(note(ca, item), coded("SUSPENDED"));
  assert.equal((await ca.state(item))?.judged.length, 2);
  for (const node of [ca, inn]) node.now += 60_000;
  await settle({ ca, inn });
  assert.deepEqual([await ca.alarms(), await inn.alarms()], [[], []]);
});

test("while its own log stays closed nobody acts in that lane and nothing is signed; another lane goes on", async () => {
  const { ca, inn, item, whole, road } = await restored(silent);
  const { closedFrom, size, checkpoint } = await ca.own();
  assert.ok(closedFrom !== null && closedFrom < size);
  await assert.rejects(note(ca, item), coded("OWN_LOG_CLOSED", { lane: LANE }));
  ca.now += 120_000;
  assert.equal((await ca.step()).sequenced, "deaf");
  assert.equal((await ca.own()).checkpoint, checkpoint);
  assert.deepEqual(await ca.alarms(), [], "the road failed: that is no word of the peer");
  await exchange(ca.ports, ca.road, "flash", newSession());
  assert.ok((await ca.own("flash")).size > 0);
  // The road is whole again.
  ca.road = road;
  for (const node of [ca, inn]) node.now += 120_000;
  await settle({ ca, inn });
  assert.equal((await ca.own()).closedFrom, null);
  assert.ok((await ca.own()).pulseNo > (whole.pulse ?? 0));
  await assert.rejects(note(ca, item), coded("SUSPENDED"));
  assert.deepEqual([await inn.stopped(), await inn.alarms()], [null, []]);
});

test("what was committed before the log came back waits, and goes back to its officer when it is read", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  await ca.store.tx((tx) => declareIn(ca.ports, tx, LANE, [{ do: "suspend", officer: OFFICER }]));
  await settle({ ca, inn });
  restore();
  const hers = await note(ca, item);
  const { road } = ca;
  ca.road = { ...road, ...silent, fetch: async (...asked) => without(await road.fetch(...asked)) };
  await ca.step();
  assert.equal((await ca.act(hers))?.pos, null);
  ca.road = road;
  ca.now += 60_000;
  await settle({ ca, inn });
  assert.equal(await ca.act(hers), null);
  assert.ok(ca.store.state.returned.includes(hers));
  assert.deepEqual(await inn.alarms(), []);
});

const NOTHING: readonly (readonly [title: string, wraps: (road: Peer) => Peer["wraps"]])[] = [
  [
    "no keys",
    () => async (_, origin, asked) => encodeWraps({ origin, epochs: [], wraps: asked.map(() => null) }),
  ],
  ["other bytes", () => async () => new Uint8Array(99)],
  ["fewer than was asked", () => async (_, origin) => encodeWraps({ origin, epochs: [], wraps: [] })],
  ["the keys of another log", (road) => async (lane) => road.wraps(lane, THEIRS, [0])],
  [
    "the keys of other entries",
    (road) => async (lane, origin, asked) =>
      road.wraps(
        lane,
        origin,
        asked.map((_, i) => i),
      ),
  ],
  [
    "that it does not know the question",
    () => () => Promise.reject(new SetuError("NOT_FOUND", "nothing here")),
  ],
];

for (const [title, wraps] of NOTHING) {
  test(`abuse 35: a peer that answers ${title} opens nothing, and is an alarm once`, async () => {
    const { road } = pair().ca;
    let real: Peer = road;
    const { ca, item, road: honest } = await restored({ wraps: (...asked) => wraps(real)(...asked) });
    real = honest;
    for (let i = 0; i < 3; i++) {
      ca.now += 60_000;
      await ca.step();
    }
    assert.ok((await ca.own()).closedFrom !== null);
    assert.deepEqual(
      (await ca.alarms()).map(({ code, lane }) => [code, lane]),
      [["CANNOT_OPEN", LANE]],
    );
    await assert.rejects(note(ca, item), coded("OWN_LOG_CLOSED"));
    assert.equal(await ca.stopped(), null);
  });
}

test("what the peer has done on a matter that stands in the closed part is applied after it, and not passed over", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  const lost = await opens(ca);
  await settle({ ca, inn });
  await note(inn, lost);
  restore();
  const { road } = ca;
  ca.road = { ...road, ...silent, fetch: async (...asked) => without(await road.fetch(...asked)) };
  await ca.step();
  for (const node of [ca, inn]) node.now += 60_000;
  while ((await inn.step()).more);
  while ((await ca.apply()).more);
  ca.road = road;
  ca.now += 60_000;
  await settle({ ca, inn });
  assert.deepEqual((await ca.theirs()).except, []);
  assert.equal((await ca.state(lost))?.judged.length, 2);
});

test("a gap that is declared is passed over: the log goes on, and no later pulse says less than a closed one", async () => {
  const { ca, inn, item, whole, road } = await restored(silent);
  const gap = await ca.store.tx((tx) => gapOf(ca.ports, tx, LANE));
  assert.ok(gap);
  const declare = (given: typeof gap) => ca.store.tx((tx) => declareGap(ca.ports, tx, LANE, given));
  await assert.rejects(declare({ ...gap, until: gap.until + 1 }), coded("STALE"));
  await declare(gap);
  await assert.rejects(declare(gap), coded("STALE"));
  ca.road = { ...road, ...silent };
  for (let i = 0; i < 3; i++) {
    for (const node of [ca, inn]) node.now += 60_000;
    await settle({ ca, inn });
  }
  assert.ok((pulsesOf(ca).at(-1)?.no ?? 0) > (whole.pulse ?? 0));
  assert.deepEqual([await inn.stopped(), await inn.alarms()], [null, []]);
  // What the gap hid still counts over there: this is why nobody is left in office by declaring it.
  const id = await note(ca, item);
  await settle({ ca, inn });
  assert.equal((await inn.act(id, ca.party))?.persons?.void, "suspended-officer");
});

test("what the peer delivers without keys waits until they were asked for, and is then passed over for good", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  const { bytes, opening } = await ca.caught();
  await ca.road.push(LANE, opening, without(bytes));
  assert.equal((await inn.apply()).more, false);
  assert.equal((await inn.theirs()).applied, 0);
  const { road } = inn;
  inn.road = { ...road, ...silent };
  await inn.step();
  await inn.apply();
  assert.equal((await inn.theirs()).applied, 0, "the road failed: it is asked again");
  const asked: (readonly number[])[] = [];
  inn.road = {
    ...road,
    wraps: async (_, origin, positions) => {
      asked.push(positions);
      return encodeWraps({ origin, epochs: [], wraps: positions.map(() => null) });
    },
  };
  inn.now += 60_000;
  assert.equal((await inn.step()).asked, true);
  await inn.apply();
  await inn.step();
  const { applied, except } = await inn.theirs();
  assert.deepEqual([applied, except, asked], [2, [0, 1], [[0, 1]]]);
  assert.equal(await inn.state(item), null);
  inn.road = road;
  inn.session.greeted = true;
  await note(ca, item);
  await settle({ ca, inn });
  assert.equal((await inn.theirs()).applied, (await ca.own()).size);
});

test("keys are given again within bounds: of this lane's logs, of what is there, so many at once", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  for (let i = 0; i < MAX_ASKED; i++) await note(ca, item);
  await settle({ ca, inn });
  const all = Array.from({ length: MAX_ASKED }, (_, i) => i);
  const given = parseWraps(await onWraps(inn.ports, LANE, OURS, all), MAX_ASKED);
  assert.ok(given.wraps.every((wrap) => wrap !== null && wrap.slots.every(({ slot }) => slot < 255)));
  const own = parseWraps(await onWraps(ca.ports, LANE, OURS, [0, 2]), 2);
  assert.equal(own.wraps.length, 2);
  const bad = async (origin: string, positions: readonly number[], code = "BAD_FIELD") =>
    assert.rejects(onWraps(inn.ports, LANE, origin, positions), coded(code));
  await bad(OURS, []);
  await bad(OURS, [...all, MAX_ASKED]);
  await bad(OURS, [1, 0]);
  await bad(OURS, [0, 0]);
  await bad(OURS, [(await ca.own()).size]);
  await bad("ca/link/in/flash/1", [0], "WRONG_ORIGIN");
  await bad("in/home/1", [0], "WRONG_ORIGIN");
});
