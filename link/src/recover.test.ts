import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hash, ItemAct } from "@setu/core";
import { coded, does, LANE, Node, opens, pair, settle, TEXT } from "./pair.fixture.ts";
import { importOwn } from "./recover.ts";
import { encodeBundle, MAX_BUNDLE_ENTRIES, parseBundle, type Bundle } from "./wire.ts";
import { openBody, SLOT } from "./seal.ts";

const ORIGIN = "ca/link/in/main/1";

/** `ca` is restored to before its last acts, which the peer holds. */
async function restored() {
  const { ca, inn } = pair();
  const item = await opens(ca, "before the backup");
  await settle({ ca, inn });
  const restore = ca.snapshot();
  ca.now += 1_000;
  const lost = await does(ca, item, "amend", { text: TEXT }, { body: "after the backup" });
  await does(ca, item, "note", {});
  await settle({ ca, inn });
  const whole = await ca.own();
  const leaves = ca.store.state.entries.get(ORIGIN);
  restore();
  return { ca, inn, item, lost, whole, leaves };
}

/** The peer finds out at its next opening that it has to send again: within the time of one pulse. */
async function aPulseLater(nodes: { ca: Node; inn: Node }): Promise<void> {
  for (const node of [nodes.ca, nodes.inn]) node.now += 60_000;
  await settle(nodes);
}

test("abuse 31: what the peer holds comes back after a restore: log, acts, texts, and the clock of the log", async () => {
  const { ca, inn, item, lost, whole, leaves } = await restored();
  assert.ok((await ca.own()).size < whole.size);
  await ca.step();
  const own = await ca.own();
  assert.deepEqual(
    [own.size, own.checkpoint, own.lastT, own.floor],
    [whole.size, whole.checkpoint, whole.lastT, whole.floor],
  );
  assert.deepEqual(
    [own.frontier, own.pulseNo, own.pulseCosigned],
    [whole.frontier, whole.pulseNo, whole.pulseCosigned],
  );
  assert.deepEqual(
    ca.store.state.entries.get(ORIGIN)?.map(({ leaf }) => leaf),
    leaves?.map(({ leaf }) => leaf),
  );
  const row = await ca.act(lost);
  assert.equal(
    row?.pos,
    leaves?.findIndex(({ id }) => id === lost),
  );
  const [key] = (await ca.store.tx((tx) => tx.keys(ca.party, [lost]))).filter(
    ({ slot }) => slot === SLOT.body,
  );
  const entry = ca.store.state.entries.get(ORIGIN)?.find(({ id }) => id === lost);
  assert.ok(key && entry && row);
  const text = openBody(ca.ports.crypto, (row.act as ItemAct).body as Hash, key, entry.body as Uint8Array);
  assert.equal(new TextDecoder().decode(text), "after the backup");
  assert.equal(await ca.stopped(), null, "a restore is an ordinary opening, not an alarm");
  await aPulseLater({ ca, inn });
  assert.equal((await ca.state(item))?.opener.stage, "amended");
  const mark = ca.store.state.monotone.get(`signed:${ORIGIN}`);
  assert.equal(mark?.size, (await ca.own()).size);
});

test("abuse 31: nothing is signed before the tail is back and all is applied that it says was seen", async () => {
  const { ca, inn, item } = await restored();
  await inn.step();
  const waiting = await does(ca, item, "note", {});
  await ca.step();
  await aPulseLater({ ca, inn });
  const row = await ca.act(waiting);
  assert.ok(row?.pos !== null, "what waited goes after the tail");
  const entries = ca.store.state.entries.get(ORIGIN) ?? [];
  assert.ok(
    entries.every(({ seen }, i) => i === 0 || seen >= (entries[i - 1]?.seen ?? 0)),
    "seen never decreases",
  );
  assert.ok((await inn.state(item))?.judged.every((judged) => judged.void === null));
});

test("abuse 31: an act that the tail overtakes goes back to its officer, and with it what stands on it", async () => {
  const { ca, inn, item } = await restored();
  const first = await does(ca, item, "withdraw", {});
  const other = await opens(ca);
  const steps = [await ca.step()];
  for (let i = 0; i < 4; i++) {
    await inn.apply();
    await inn.step();
    await ca.apply();
    steps.push(await ca.step());
  }
  assert.deepEqual(
    steps.flatMap(({ returned }) => returned),
    [first],
  );
  assert.equal(await ca.act(first), null);
  assert.ok(ca.store.state.returned.includes(first));
  await aPulseLater({ ca, inn });
  assert.equal((await inn.state(item))?.opener.stage, "amended");
  assert.equal((await inn.state(other))?.opener.stage, "offered", "another item is not touched");
});

test("abuse 31: what stands on a returned act goes back with it; what waited before it, and others' items, go", async () => {
  const { ca, inn, item } = await restored();
  const other = await opens(ca);
  const early = await does(ca, item, "note", {});
  const overtaken = await does(ca, item, "amend", { text: TEXT });
  const onIt = await does(ca, item, "amend", { text: TEXT });
  const late = await does(ca, item, "note", {});
  const elsewhere = await does(ca, other, "amend", { text: TEXT });
  const returned = [];
  for (let i = 0; i < 5; i++) {
    returned.push(...(await ca.step()).returned);
    await inn.apply();
    await inn.step();
    await ca.apply();
  }
  assert.deepEqual(returned, [overtaken, onIt, late]);
  for (const id of returned) assert.equal(await ca.act(id), null);
  for (const id of [early, elsewhere]) assert.notEqual((await ca.act(id))?.pos ?? null, null);
  await aPulseLater({ ca, inn });
  assert.deepEqual(
    [(await inn.state(item))?.opener.stage, (await inn.state(other))?.opener.stage],
    ["amended", "amended"],
  );
  for (const each of [item, other])
    assert.ok((await inn.state(each))?.judged.every((judged) => judged.void === null));
});

test("the mark of what was signed is moved with the tail, not only by what is signed after it", async () => {
  const { ca, whole } = await restored();
  const signed = `signed:${ORIGIN}`;
  const { monotone } = ca.store.state;
  const lost = new Map(monotone);
  lost.delete(signed);
  ca.store.state = { ...ca.store.state, monotone: lost };
  const { held, checkpoint } = await ca.road.hello(LANE);
  await importOwn(ca.ports, ca.road, LANE, checkpoint, ca.ports.keys.openOwn(checkpoint, ORIGIN));
  assert.equal(held, whole.size);
  assert.equal(ca.store.state.monotone.get(signed)?.size, whole.size);
});

test("two processes of a restored node do not both take the tail back", async () => {
  const { ca, whole } = await restored();
  const { checkpoint: note } = await ca.road.hello(LANE);
  const checkpoint = ca.ports.keys.openOwn(note, ORIGIN);
  const { fetch } = ca.road;
  const raced = {
    ...ca.road,
    fetch: async (...args: Parameters<typeof fetch>) => {
      const bytes = await fetch(...args);
      await importOwn(ca.ports, ca.road, LANE, note, checkpoint);
      return bytes;
    },
  };
  await assert.rejects(importOwn(ca.ports, raced, LANE, note, checkpoint), coded("BUSY"));
  const after = ca.store.state.entries;
  await assert.rejects(importOwn(ca.ports, ca.road, LANE, note, checkpoint), coded("BUSY"));
  assert.equal(ca.store.state.entries, after);
  assert.equal((await ca.own()).size, whole.size);
});

test("a fault of the machine while the tail is opened is a fault, not an act that cannot be read", async () => {
  const { ca } = await restored();
  const { checkpoint: note } = await ca.road.hello(LANE);
  const broken = {
    ...ca.ports,
    crypto: {
      ...ca.ports.crypto,
      open: () => {
        throw new Error("the key store is gone");
      },
    },
  };
  const before = ca.store.state;
  const taking = importOwn(broken, ca.road, LANE, note, ca.ports.keys.openOwn(note, ORIGIN));
  await assert.rejects(taking, /the key store is gone/);
  assert.equal(ca.store.state, before, "nothing is half taken back");
});

test("both pulses after a restore say no less than before it", async () => {
  const { ca, inn } = await restored();
  await aPulseLater({ ca, inn });
  for (let i = 0; i < 3; i++) await aPulseLater({ ca, inn });
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
});

const change = (bend: (bundle: Bundle) => Bundle) => (bytes: Uint8Array) =>
  encodeBundle(bend(parseBundle(bytes)));

const BENT: readonly (readonly [title: string, code: string, bend: (bytes: Uint8Array) => Uint8Array])[] = [
  ["another log", "BAD_BUNDLE", change((b) => ({ ...b, origin: "ca/link/in/flash/1" }))],
  ["from elsewhere", "BAD_BUNDLE", change((b) => ({ ...b, from: b.from + 1 }))],
  ["nothing", "BAD_BUNDLE", change((b) => ({ ...b, entries: [] }))],
  ["less than all", "BAD_BUNDLE", change((b) => ({ ...b, entries: b.entries.slice(1) }))],
  [
    "an act of other bytes",
    "BAD_BUNDLE",
    change((b) => ({ ...b, entries: b.entries.map((e) => ({ ...e, act: e.act.subarray(1) })) })),
  ],
  ["another order", "BAD_BUNDLE", change((b) => ({ ...b, entries: b.entries.toReversed() }))],
  ["no bundle", "BAD_BUNDLE", () => new Uint8Array(40)],
];

for (const [title, code, bend] of BENT) {
  test(`abuse 32: a peer that gives back ${title} changes nothing, and the honest answer is taken after it`, async () => {
    const { ca, inn, whole } = await restored();
    const before = ca.store.state;
    const road = ca.road;
    ca.road = { ...road, fetch: async (...args) => bend(await road.fetch(...args)) };
    await assert.rejects(ca.step(), coded(code));
    assert.equal(ca.store.state.entries, before.entries);
    assert.equal(ca.store.state.own, before.own);
    assert.equal(await ca.stopped(), null, "a bad answer is no second history");
    ca.road = road;
    await aPulseLater({ ca, inn });
    assert.ok((await ca.own()).size >= whole.size);
  });
}

test("a long tail comes back in stretches", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  const notes = [];
  for (let i = 0; i < MAX_BUNDLE_ENTRIES + 5; i++) notes.push(await does(ca, item, "note", {}));
  await settle({ ca, inn });
  const { size, checkpoint } = await ca.own();
  restore();
  await ca.step();
  assert.deepEqual([(await ca.own()).size, (await ca.own()).checkpoint], [size, checkpoint]);
  assert.equal((await ca.state(item))?.judged.length, MAX_BUNDLE_ENTRIES + 6);
  const entries = ca.store.state.entries.get(ORIGIN) ?? [];
  for (const id of notes)
    assert.equal(
      (await ca.act(id))?.pos,
      entries.findIndex((entry) => entry.id === id),
    );
});

test("a node that has signed two histories stops, with both notes", async () => {
  const { ca, inn, item } = await restored();
  const { hello } = ca.road;
  const { size, checkpoint } = await ca.own();
  // It signs without hearing, as no healthy node does.
  ca.road = { ...ca.road, hello: async (lane) => ({ ...(await hello(lane)), held: size, checkpoint }) };
  await does(ca, item, "note", {});
  await ca.caught();
  const second = (await ca.own()).checkpoint;
  ca.road = { ...ca.road, hello };
  ca.session.heard = null;
  await does(inn, item, "note", {});
  await assert.rejects(ca.step(), coded("ROLLBACK"));
  assert.equal(await ca.stopped(), "ROLLBACK");
  const [alarm] = await ca.alarms();
  assert.ok(alarm);
  assert.ok(alarm.evidence.includes(second) && alarm.evidence.includes((await inn.theirs()).checkpoint));
  assert.deepEqual([alarm.lane, alarm.at], [LANE, ca.now]);
});

test("abuse 31: a peer that was restored is told its own tail, and gets ours anew", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca, "a text");
  await settle({ ca, inn });
  const fresh = new Node("in", "ca");
  fresh.random(1);
  fresh.peer = ca;
  ca.peer = fresh;
  ca.session.heard = null;
  await fresh.step();
  await settle({ ca, inn: fresh });
  assert.equal((await fresh.state(item))?.cell.status, "open");
  assert.equal((await fresh.own()).size, (await ca.theirs()).held);
  assert.deepEqual([await ca.stopped(), await fresh.stopped()], [null, null]);
});

test("a node that has signed a short second history stops too, when the peer holds the longer one", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const restore = ca.snapshot();
  for (let i = 0; i < 4; i++) await does(ca, item, "note", {});
  await settle({ ca, inn });
  restore();
  const { hello } = ca.road;
  const { size, checkpoint } = await ca.own();
  ca.road = { ...ca.road, hello: async (lane) => ({ ...(await hello(lane)), held: size, checkpoint }) };
  await does(ca, item, "note", {});
  await ca.caught();
  const second = (await ca.own()).checkpoint;
  const before = ca.store.state.entries;
  ca.road = { ...ca.road, hello };
  ca.session.heard = null;
  await assert.rejects(ca.step(), coded("ROLLBACK"));
  assert.equal(await ca.stopped(), "ROLLBACK");
  const [alarm] = await ca.alarms();
  assert.equal(alarm?.evidence, `${second}\n${(await inn.theirs()).checkpoint}`);
  assert.equal(ca.store.state.entries, before, "nothing is imported");
});

test("a receiver that was restored takes back what it had cosigned before it cosigns again, and no other", async () => {
  const tail = async (other: boolean, notes = 3) => {
    const { ca, inn } = pair();
    const item = await opens(ca);
    await settle({ ca, inn });
    const [restoreOurs, restoreTheirs] = [ca.snapshot(), inn.snapshot()];
    for (let i = 0; i < 3; i++) await does(ca, item, "note", {});
    await settle({ ca, inn });
    const { monotone } = inn.store.state;
    restoreTheirs();
    // What may never roll back is kept beside the database.
    inn.store.state = { ...inn.store.state, monotone };
    if (other) {
      restoreOurs();
      for (let i = 0; i < notes; i++) await does(ca, item, "note", {}, { body: "another history" });
    }
    ca.session.heard = null;
    return { ca, inn, size: monotone.get(`cosigned:${ORIGIN}`)?.size ?? 0 };
  };
  const honest = await tail(false);
  await honest.ca.step();
  assert.ok((await honest.inn.theirs()).held >= honest.size);
  assert.equal(await honest.inn.stopped(), null);
  const liar = await tail(true);
  await assert.rejects(liar.ca.step(), coded("FORK"));
  assert.equal(await liar.inn.stopped(), "FORK");
  // Too short to show that it is another one: held, and neither cosigned nor applied.
  const short = await tail(true, 1);
  const { applied, held } = await short.inn.theirs();
  await short.ca.step();
  while ((await short.inn.apply()).more);
  const after = await short.inn.theirs();
  assert.deepEqual([after.applied, after.held > held, after.held < short.size], [applied, true, true]);
});
