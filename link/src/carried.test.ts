import assert from "node:assert/strict";
import { test } from "node:test";
import type { Party } from "@setu/core";
import fc from "fast-check";
import { root } from "tlog";
import { encodeOpen, parseOpen } from "./carried-words.ts";
import { Courier } from "./carried.fixture.ts";
import { laneSections, signForFile } from "./carry-out.ts";
import { coded, LANE, opens, pair, settle } from "./pair.fixture.ts";
import { MAX_BUNDLE_ENTRIES } from "./wire.ts";

function couriers() {
  const { ca, inn } = pair();
  return { ca, inn, east: new Courier(ca), west: new Courier(inn) };
}

/** All of the state that a file may change. */
const stateOf = ({ store: { state } }: { readonly store: { readonly state: object } }) => state;

test("two thousand records, their receipts and their pulse cross in one file each way", async () => {
  const { ca, inn, east, west } = couriers();
  for (let i = 0; i < 2_000; i++) await opens(ca);
  const [there] = await west.into(await east.out());
  assert.ok(
    there && there.held > 2_000 && there.applied === there.held && there.code === null,
    JSON.stringify(there),
  );
  const [back] = await east.into(await west.out());
  assert.deepEqual([back?.cosigned, back?.size], [there.held, there.held]);
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
  // What is receipted does not travel again.
  assert.ok((await east.out()).length < 20_000);
});

test("a file that comes twice, late, or after a lost one is taken once", async () => {
  const { ca, inn, east, west } = couriers();
  const item = await opens(ca, "first");
  const first = await east.out();
  await opens(ca);
  await east.out(); // lost
  await opens(ca);
  const third = await east.out();
  const [taken] = await west.into(third);
  assert.equal(taken?.held, (await ca.own()).size);
  const { entries, acts } = inn.store.state;
  for (const again of [third, first, first]) {
    const [nothing] = await west.into(again);
    assert.deepEqual([nothing?.before, nothing?.held, nothing?.code], [taken?.held, taken?.held, null]);
  }
  assert.deepEqual([inn.store.state.entries, inn.store.state.acts], [entries, acts]);
  assert.equal((await inn.state(item))?.opener.stage, "offered");
  assert.deepEqual([await ca.stopped(), await inn.stopped(), await inn.alarms()], [null, null, []]);
});

test("a file while the line is down, then the line, then an old file: everything once, and no alarm", async () => {
  const { ca, inn, east, west } = couriers();
  await settle({ ca, inn });
  await opens(ca);
  const old = await east.out();
  await opens(inn);
  const theirs = await west.out();
  await opens(ca);
  await settle({ ca, inn });
  const sizes = [(await ca.own()).size, (await inn.own()).size];
  await west.into(old);
  await east.into(theirs);
  await settle({ ca, inn });
  assert.deepEqual([(await ca.own()).size, (await inn.own()).size], sizes);
  assert.deepEqual([(await inn.theirs()).held, (await ca.theirs()).held], sizes);
  assert.deepEqual([await ca.alarms(), await inn.alarms()], [[], []]);
});

test("an act that was carried stays readable over the line that comes back, whichever goes first", async () => {
  const { ca, inn, east, west } = couriers();
  await settle({ ca, inn });
  const item = await opens(ca, "by file");
  await west.into(await east.out());
  const over = await opens(ca, "by line");
  await settle({ ca, inn });
  for (const each of [item, over]) assert.equal((await inn.state(each))?.opener.stage, "offered");
  assert.equal((await ca.own()).cosigned, (await ca.own()).size);
});

test("a restored node signs nothing for a file before files have brought its tail back; then both go on", async () => {
  const { ca, inn, east, west } = couriers();
  await opens(ca, "kept");
  await west.into(await east.out());
  await east.into(await west.out());
  const restore = ca.snapshot();
  const lost = await opens(ca, "lost by the restore");
  await west.into(await east.out());
  const { size, frontier } = await ca.own();
  const marks = [...ca.store.state.monotone];
  restore();
  // What stands beside the database comes back at the start.
  for (const [key, mark] of marks)
    if (key.startsWith("carried:")) await ca.store.tx((tx) => tx.advance(key, mark.size, mark.root));
  const late = await opens(ca, "committed after the restore");
  const asks = await east.out();
  assert.deepEqual([east.signed?.kind, east.signed?.missing], ["lost", size]);
  assert.ok((await ca.own()).size < size);
  await west.into(asks);
  const [taken] = await east.into(await west.out());
  assert.deepEqual([taken?.code, taken?.lacks], [null, null]);
  const back = await ca.own();
  assert.ok(back.size === size && Buffer.compare(root(back.frontier), root(frontier)) === 0);
  assert.equal((await ca.state(lost))?.opener.stage, "offered");
  await west.into(await east.out());
  assert.equal((await inn.state(late))?.opener.stage, "offered");
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
});

test("a receiver that was restored gets again what it has lost, and cosigns nothing below what it had cosigned", async () => {
  const { ca, inn, east, west } = couriers();
  const restore = inn.snapshot();
  for (let i = 0; i < MAX_BUNDLE_ENTRIES + 9; i++) await opens(ca);
  await west.into(await east.out());
  await east.into(await west.out());
  const cosigned = [...inn.store.state.monotone].filter(([key]) => /^(cosigned|carried):/.test(key));
  restore();
  west.known.clear();
  for (const [key, mark] of cosigned) await inn.store.tx((tx) => tx.advance(key, mark.size, mark.root));
  ca.now += 1_000;
  inn.now += 1_000;
  const says = await west.out();
  await east.into(says);
  const [taken] = await west.into(await east.out());
  assert.deepEqual([taken?.code, taken?.lacks, taken?.held], [null, null, (await ca.own()).size]);
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
});

test("a file that begins after what is held says so and writes nothing", async () => {
  const { ca, east, west, inn } = couriers();
  await opens(ca);
  await west.into(await east.out());
  await east.into(await west.out());
  await opens(ca);
  const second = await east.out();
  const stranger = new Courier(pair().inn);
  const [taken] = await stranger.into(second);
  assert.deepEqual([taken?.lacks, taken?.held, taken?.code], ["earlier", 0, null]);
  assert.equal(await inn.stopped(), null);
});

test("abuse: one turned bit anywhere, or a cut anywhere, and nothing of the file is taken", async () => {
  const { ca, inn, east, west } = couriers();
  await opens(ca, "a text");
  const whole = await east.out();
  const before = stateOf(inn);
  const refused = (bytes: Uint8Array) =>
    assert.rejects(west.into(bytes), (error: { code?: string }) =>
      /^(BAD_|NOT_|TOO_)/.test(error.code ?? ""),
    );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (at, bit) => {
      const turned = whole.slice();
      turned[at] = (turned[at] as number) ^ (1 << bit);
      await refused(turned);
    }),
    { numRuns: 300 },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), (length) => refused(whole.slice(0, length))),
    { numRuns: 100 },
  );
  await refused(new Uint8Array([...whole, 0]));
  assert.equal(stateOf(inn), before);
  const [taken] = await west.into(whole);
  assert.equal(taken?.held, (await ca.own()).size);
});

test("sections of two files of the same node make no third", async () => {
  const { ca, east, west } = couriers();
  await opens(ca);
  const one = await east.out();
  const two = await east.out();
  const half = one.length >> 1;
  await assert.rejects(
    west.into(new Uint8Array([...one.slice(0, half), ...two.slice(half)])),
    coded("BAD_BUNDLE"),
  );
});

test("keys that a file did not bring are asked for in the next and brought by the one after", async () => {
  const { ca, inn, east, west } = couriers();
  const item = await opens(ca);
  const { store } = ca;
  const kept = store.state.keys;
  store.state = { ...store.state, keys: new Map() };
  await west.into(await east.out());
  assert.equal((await inn.theirs()).applied, 0);
  store.state = { ...store.state, keys: kept };
  await east.into(await west.out());
  await west.into(await east.out());
  assert.equal((await inn.state(item))?.opener.stage, "offered");
  assert.equal((await inn.theirs(LANE)).except.length, 0);
});

test("what a restored node has lost comes back by the line as soon as a file has brought it to the peer", async () => {
  const { ca, inn, east, west } = couriers();
  await settle({ ca, inn });
  const restore = ca.snapshot();
  await opens(ca, "lost");
  const file = await east.out();
  const marks = [...ca.store.state.monotone].filter(([key]) => key.startsWith("carried:"));
  const { size } = await ca.own();
  restore();
  for (const [key, mark] of marks) await ca.store.tx((tx) => tx.advance(key, mark.size, mark.root));
  assert.equal((await ca.step()).sequenced, "lost");
  await west.into(file);
  // Nothing has told this node of it: it asks again by itself.
  await ca.step();
  assert.ok((await ca.own()).size >= size);
  await settle({ ca, inn });
  assert.deepEqual([await ca.stopped(), await inn.stopped()], [null, null]);
});

test("abuse: a part of a file that no file can have is not asked for", () => {
  const parties = { from: "in" as Party, instance: 1, to: "ca" as Party, toInstance: 1 };
  const asks = (part: number) =>
    parseOpen(
      encodeOpen({ ...parties, at: 1, key: new Uint8Array(32), files: [{ c: "c".repeat(43), part }] }),
    );
  assert.equal(asks(65_535).files[0]?.part, 65_535);
  for (const part of [65_536, 3e9, Number.MAX_SAFE_INTEGER])
    assert.throws(() => asks(part), coded("BAD_FIELD"));
});

test("a file of a clock that was years ahead leaves room for those that follow", async () => {
  const { ca, east, west } = couriers();
  await opens(ca);
  const { now } = ca;
  ca.now = now + 10 * 365 * 86_400_000;
  await west.into(await east.out());
  const ahead = west.known.get(LANE)?.own ?? assert.fail();
  ca.now = now + 1_000;
  west.node.now = now + 1_000;
  await opens(ca);
  await west.into(await east.out());
  assert.ok((west.known.get(LANE)?.own ?? 0) > ahead);
});

test("what a line signs while a file is written is carried as well, and never signed again", async () => {
  const { ca, inn } = couriers();
  await settle({ ca, inn });
  const { ports } = ca;
  const signed = await signForFile(ports, LANE);
  await opens(ca, "signed for the line meanwhile");
  await settle({ ca, inn });
  for await (const section of laneSections(ports, LANE, null)) assert.ok(section.bytes.length > 0);
  const mark = await ca.store.tx((tx) => tx.mark("carried:ca/link/in/main/1"));
  assert.ok(mark && mark.size === (await ca.own()).size && mark.size > signed.size);
});
