import assert from "node:assert/strict";
import { test } from "node:test";
import { leafBytes, parseLeaf, type Leaf } from "@setu/core";
import { append, leafHash, root } from "tlog";
import { coded, does, forge, LANE, Node, opens, pair, pulseOf, settle, utf8 } from "./pair.fixture.ts";
import { onFetch, onPush } from "./receive.ts";
import { encodeBundle, parseBundle, type Bundle, type WireEntry } from "./wire.ts";

const ORIGIN = "ca/link/in/main/1";

/** What the receiver keeps of the peer's log: unchanged by anything that is refused. */
const kept = ({ store: { state } }: Node) => [state.entries, state.keys, state.acts, state.monotone];

/** Sends a changed bundle; the receiver must refuse it with the code and keep nothing of it. */
async function refused(
  pairOf: { ca: Node; inn: Node },
  code: string,
  change: (bundle: Bundle, ca: Node) => Bundle,
) {
  const { ca, inn } = pairOf;
  const { bundle, opening } = await ca.caught();
  const before = kept(inn);
  await assert.rejects(ca.road.push(LANE, opening, encodeBundle(change(bundle, ca))), coded(code));
  assert.deepEqual(kept(inn), before);
}

const entry = (change: (entry: WireEntry, leaf: Leaf) => Partial<WireEntry>) => (bundle: Bundle) => ({
  ...bundle,
  entries: bundle.entries.map((each, i) =>
    i === 0 ? { ...each, ...change(each, parseLeaf(each.leaf)) } : each,
  ),
});
const flipped = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte, i) => (i === 9 ? byte ^ 1 : byte));
const leafOf = (change: Partial<Leaf>) => entry((_, leaf) => ({ leaf: leafBytes({ ...leaf, ...change }) }));

const TAMPERED: readonly (readonly [
  title: string,
  code: string,
  change: (bundle: Bundle, ca: Node) => Bundle,
])[] = [
  ["the sealed act", "BAD_BUNDLE", entry(({ act }) => ({ act: flipped(act) }))],
  ["the sealed act cut short", "BAD_BUNDLE", entry(({ act }) => ({ act: act.subarray(1) }))],
  ["the sealed body", "BAD_BUNDLE", entry(({ body }) => ({ body: flipped(body as Uint8Array) }))],
  ["the body left out", "BAD_BUNDLE", entry(() => ({ body: null }))],
  ["the act in the place of the body", "BAD_BUNDLE", entry(({ act }) => ({ body: act }))],
  ["seen in the leaf", "BAD_BUNDLE", leafOf({ seen: 0 as never, t: 1 as never })],
  ["t in the leaf", "BAD_BUNDLE", leafOf({ t: 5 as never })],
  ["a leaf that is none", "BAD_FIELD", entry(() => ({ leaf: utf8("{}") }))],
  [
    "a leaf that is not canonical",
    "NOT_CANONICAL",
    entry(({ leaf }) => ({ leaf: utf8(` ${new TextDecoder().decode(leaf)}`) })),
  ],
  [
    "the sealed length in the leaf",
    "BAD_BUNDLE",
    entry((_, leaf) => ({ leaf: leafBytes({ ...leaf, n: [1, leaf.n[1]] as never }) })),
  ],
  [
    "the length of the body in the leaf",
    "BAD_BUNDLE",
    entry((_, leaf) => ({ leaf: leafBytes({ ...leaf, n: [leaf.n[0], 1] as never }) })),
  ],
  ["the origin", "WRONG_ORIGIN", (bundle) => ({ ...bundle, origin: "ca/link/in/flash/1" })],
  [
    "the signature",
    "BAD_CHECKPOINT",
    (bundle) => ({ ...bundle, checkpoint: bundle.checkpoint.replace("— ca", "— in") }),
  ],
  [
    "the checkpoint of another log",
    "BAD_CHECKPOINT",
    (bundle) => ({ ...bundle, checkpoint: bundle.checkpoint.replace("main", "flash") }),
  ],
  ["the body said to be destroyed", "BAD_BUNDLE", entry(() => ({ body: "destroyed" }))],
  ["no checkpoint", "BAD_CHECKPOINT", (bundle) => ({ ...bundle, checkpoint: "" })],
];

for (const [title, code, change] of TAMPERED) {
  test(`tampered with: ${title}: ${code}, and nothing is kept`, async () => {
    const nodes = pair();
    await opens(nodes.ca, "a text");
    await refused(nodes, code, change);
    await settle(nodes);
    assert.equal(
      (await nodes.inn.theirs()).applied,
      (await nodes.ca.own()).size,
      "the honest push goes through after it",
    );
  });
}

const ENTRIES: readonly (readonly [
  title: string,
  change: (entries: readonly WireEntry[]) => readonly WireEntry[],
])[] = [
  ["a gap", (e) => [e[0] as WireEntry, ...e.slice(2)]],
  ["reordered", (e) => [e[1] as WireEntry, e[0] as WireEntry, ...e.slice(2)]],
  ["an entry twice", (e) => [e[0] as WireEntry, ...e]],
  ["the tail cut off", (e) => e.slice(0, -1)],
  ["no entries at all", () => []],
];

for (const [title, change] of ENTRIES) {
  test(`abuse 32: ${title} does not add up to what was signed`, async () => {
    const nodes = pair();
    const { ca, inn } = nodes;
    const item = await opens(ca);
    for (let i = 0; i < 3; i++) await does(ca, item, "note", {});
    const { bundle, opening } = await ca.caught();
    const push = ca.road.push(LANE, opening, encodeBundle({ ...bundle, entries: change(bundle.entries) }));
    await assert.rejects(push, (error: unknown) => coded("BAD_BUNDLE")(error) || coded("FORK")(error));
    assert.deepEqual([(await inn.theirs()).held, inn.store.state.entries.size], [0, 0]);
  });
}

/** The same party with another history: it signs without hearing what the peer holds. */
async function twinOf(inn: Node, notes = 0): Promise<Node> {
  const twin = new Node("ca", "in").learn();
  twin.random(1);
  twin.peer = inn;
  const { hello } = twin.road;
  twin.road = { ...twin.road, hello: async (lane) => ({ ...(await hello(lane)), held: 0, checkpoint: "" }) };
  const item = await opens(twin, "another history");
  for (let i = 0; i < notes; i++) await does(twin, item, "note", {});
  return twin;
}

test("abuse 32: a stretch of another log of the same peer is not taken for this one", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const spliced = (await (await twinOf(inn)).caught()).bundle.entries;
  const { bundle, opening } = await ca.caught();
  const push = ca.road.push(LANE, opening, encodeBundle({ ...bundle, entries: spliced }));
  await assert.rejects(push, (error: unknown) => coded("FORK")(error) || coded("BAD_BUNDLE")(error));
  assert.equal((await inn.theirs()).held, 0);
});

test("a stretch from beyond what is held is answered with what is held", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  const { bundle, opening } = await ca.caught();
  const { held } = await inn.theirs();
  const answer = await ca.road.push(LANE, opening, encodeBundle({ ...bundle, from: held + 1 }));
  assert.deepEqual([answer.held, answer.receipt], [held, null]);
});

test("a stretch that overlaps what is held is taken from where it is new", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca, "a text");
  const first = await ca.caught();
  await ca.road.push(LANE, first.opening, first.bytes);
  await does(ca, item, "note", {});
  await ca.step();
  const second = await ca.caught().catch(() => null);
  assert.equal(second, null, "all has arrived");
  const state = inn.store.state.entries.get(ORIGIN) ?? [];
  assert.equal(state.length, (await ca.own()).size);
});

test("abuse 30: two histories of one length: alarm with both notes, the link stops, nothing of the second is kept", async () => {
  const { ca, inn } = pair();
  await opens(ca, "one history");
  await ca.step();
  const first = (await ca.own()).checkpoint;
  const twin = await twinOf(inn);
  const { bytes, bundle, opening } = await twin.caught();
  const before = kept(inn);
  await assert.rejects(twin.road.push(LANE, opening, bytes), coded("FORK"));
  assert.deepEqual(kept(inn), before);
  assert.equal(await inn.stopped(), "FORK");
  const [alarm] = await inn.alarms();
  assert.deepEqual([alarm?.code, alarm?.lane, alarm?.at], ["FORK", LANE, inn.now]);
  assert.equal(alarm?.evidence, `${first}\n${bundle.checkpoint}`);
  await assert.rejects(inn.step(), coded("LINK_STOPPED"));
});

test("abuse 30: a longer history that does not hold ours is a fork", async () => {
  const { ca, inn } = pair();
  await opens(ca, "one history");
  await ca.step();
  const twin = await twinOf(inn, 2);
  const { bundle, opening } = await twin.caught();
  const { held } = await inn.theirs();
  const later = { ...bundle, from: held, entries: bundle.entries.slice(held) };
  await assert.rejects(twin.road.push(LANE, opening, encodeBundle(later)), coded("FORK"));
  assert.equal(await inn.stopped(), "FORK");
});

test("without its proof a longer history is judged by its entries", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  const { bundle, opening } = await ca.caught();
  const answer = await ca.road.push(LANE, opening, encodeBundle({ ...bundle, proof: [] }));
  assert.equal(answer.held, (await ca.own()).size);
  assert.ok(answer.receipt);
  assert.equal(await inn.stopped(), null);
});

test("an entry that claims to have seen more of our log than there is, is not taken, and at the next opening stops the link", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const { size } = await inn.own();
  const { held } = await inn.theirs();
  await forge(ca, { act: pulseOf(ca, { no: 9 }), seen: size + 7 });
  await ca.step();
  assert.equal((await inn.theirs()).held, held);
  assert.equal((await inn.theirs()).beyond, size + 7);
  inn.session.heard = null;
  await assert.rejects(inn.step(), coded("SEEN_BEYOND"));
  assert.equal(await inn.stopped(), "SEEN_BEYOND");
  const [alarm] = await inn.alarms();
  assert.ok(
    alarm?.evidence.includes(String(size + 7)) && alarm.evidence.includes((await inn.own()).checkpoint),
  );
  // Stopped, it asks no more, and accuses nobody of the same again.
  await assert.rejects(inn.step(), coded("LINK_STOPPED"));
  assert.equal((await inn.alarms()).length, 1);
});

test("what an entry claims to have seen counts only under the signature of its log", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const { size } = await inn.own();
  await forge(ca, { act: pulseOf(ca, { no: 9 }), seen: size + 7 });
  ca.road = {
    ...ca.road,
    push: (lane, opening, bytes) => {
      const bundle = parseBundle(bytes);
      const [entry] = bundle.entries;
      // Twice the entry: no checkpoint says that.
      const entries = entry ? [entry, entry] : [];
      return onPush(inn.ports, lane, opening, encodeBundle({ ...bundle, entries }));
    },
  };
  await assert.rejects(ca.step(), coded("BAD_BUNDLE"));
  assert.equal((await inn.theirs()).beyond, 0);
});

test("entries are given back by positions, and what is none is refused", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const { held } = await inn.theirs();
  for (const from of [-1, 0.5, NaN, held, held + 1])
    await assert.rejects(onFetch(inn.ports, LANE, from, held), coded("BAD_FIELD"));
});

test("what is held is what the receipt says: root, frontier and the mark that may not roll back", async () => {
  const { ca, inn } = pair();
  await opens(ca, "text");
  await settle({ ca, inn });
  const log = await inn.theirs();
  const entries = inn.store.state.entries.get(ORIGIN) ?? [];
  const frontier = append(
    { size: 0, hashes: [] },
    entries.map(({ leaf }) => leafHash(leaf)),
  );
  assert.deepEqual(log.frontier, frontier);
  const mark = inn.store.state.monotone.get(`cosigned:${ORIGIN}`);
  assert.deepEqual([mark?.size, mark?.root], [log.held, root(frontier)]);
  assert.equal(inn.store.state.receipts.length, 1, "only receipts for our own log are kept");
});

test("what was cosigned once and comes again after a restore may have been destroyed meanwhile", async () => {
  const { ca, inn } = pair();
  const restore = inn.snapshot();
  await opens(ca, "text");
  await settle({ ca, inn });
  const { held } = await inn.theirs();
  // The peer is restored to its beginning; the table that never rolls back says what it had cosigned.
  const { monotone } = inn.store.state;
  restore();
  inn.store.state = { ...inn.store.state, monotone };
  const ours = ca.store.state.entries.get(ORIGIN) ?? [];
  const bare = ours.map((entry) => ({ ...entry, body: entry.body && ("destroyed" as const) }));
  ca.store.state = { ...ca.store.state, entries: new Map([...ca.store.state.entries, [ORIGIN, bare]]) };
  // What this life of it heard before dies with it.
  ca.snapshot()();
  await settle({ ca, inn });
  const again = inn.store.state.entries.get(ORIGIN) ?? [];
  assert.ok(again.length >= held && again.some(({ body }) => body === "destroyed"));
});

test("only what is held is given back", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const { size } = await ca.own();
  for (const [from, to] of [
    [0, size + 1],
    [0, size - 1],
    [size, size],
    [size + 1, size],
  ] as const) {
    await assert.rejects(ca.road.fetch(LANE, from, to), coded("BAD_FIELD"));
  }
  assert.ok((await ca.road.fetch(LANE, size - 1, size)).length > 0);
});

test("each opening has a name of its own", async () => {
  const { ca } = pair();
  const names = [(await ca.road.hello(LANE)).opening, (await ca.road.hello(LANE)).opening];
  for (const name of names) assert.match(name, /^[0-9a-f]{32}$/);
  assert.equal(new Set(names).size, 2);
});

test("abuse 30: a shorter history than ours, signed, is a fork too", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca, "one history");
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  await ca.step();
  const { held } = await inn.theirs();
  const { bytes, bundle, opening } = await (await twinOf(inn)).caught();
  assert.ok(bundle.entries.length < held);
  await assert.rejects(ca.road.push(LANE, opening, bytes), coded("FORK"));
  assert.equal(await inn.stopped(), "FORK");
});

test("abuse 30: a longer history pushed from before what is held is a fork when it adds up, and noise when it does not", async () => {
  const { ca, inn } = pair();
  await opens(ca, "one history");
  await ca.step();
  const { held } = await inn.theirs();
  const twin = await twinOf(inn, held + 2);
  const { bytes, bundle, opening } = await twin.caught();
  assert.ok(bundle.from < held && bundle.entries.length > held);
  const noise = encodeBundle({ ...bundle, entries: bundle.entries.toReversed() });
  await assert.rejects(twin.road.push(LANE, opening, noise), coded("BAD_BUNDLE"));
  assert.equal(await inn.stopped(), null);
  await assert.rejects(twin.road.push(LANE, opening, bytes), coded("FORK"));
  assert.equal(await inn.stopped(), "FORK");
});
