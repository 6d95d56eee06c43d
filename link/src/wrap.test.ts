import assert from "node:assert/strict";
import { storedLeaf } from "./seal.ts";
import { test } from "node:test";
import { does, LANE, opens, pair, settle, utf8 } from "./pair.fixture.ts";
import { encodeBundle, type Bundle, type Wrap } from "./wire.ts";

const DAY = 86_400_000;
const bent = (bundle: Bundle, bend: (wrap: Wrap) => Wrap | null): Bundle => ({
  ...bundle,
  entries: bundle.entries.map((entry) => ({ ...entry, wrap: entry.wrap && bend(entry.wrap) })),
});

test("one encapsulation a day and key; another day, another", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const first = await ca.caught();
  ca.now += 3_600_000;
  const again = await ca.caught();
  assert.equal(first.bundle.epochs.length, 1);
  assert.equal(again.bundle.epochs[0]?.id, first.bundle.epochs[0]?.id);
  assert.equal(first.bundle.epochs[0]?.kemKey, "kem-in");
  ca.now += DAY;
  assert.notEqual((await ca.caught()).bundle.epochs[0]?.id, first.bundle.epochs[0]?.id);
  await settle({ ca, inn });
  assert.equal(
    [...inn.store.state.epochs.values()].filter(({ peer, day }) => peer === "ca" && day === -1).length,
    1,
  );
});

const BROKEN: readonly (readonly [title: string, bend: (bundle: Bundle) => Bundle])[] = [
  [
    "a wrap of other bytes",
    (b) => bent(b, (w) => ({ ...w, slots: w.slots.map((s) => ({ ...s, bytes: new Uint8Array(80) })) })),
  ],
  [
    "a wrap for another slot",
    (b) => bent(b, (w) => ({ ...w, slots: w.slots.map((s) => ({ ...s, slot: s.slot + 1 })) })),
  ],
  ["a wrap for another record", (b) => bent(b, (w) => ({ ...w, id: "0".repeat(32) }))],
  ["no wrap", (b) => bent(b, () => null)],
  [
    "an encapsulation of other bytes",
    (b) => ({ ...b, epochs: b.epochs.map((e) => ({ ...e, enc: new Uint8Array(32) })) }),
  ],
  [
    "an encapsulation to a key that is not ours",
    (b) => ({ ...b, epochs: b.epochs.map((e) => ({ ...e, kemKey: "kem-us" })) }),
  ],
];

for (const [title, bend] of BROKEN) {
  test(`abuse 35: ${title} blocks the record, never the receipt`, async () => {
    const { ca, inn } = pair();
    const item = await opens(ca, "text");
    const { bundle, opening } = await ca.caught();
    const answer = await ca.road.push(LANE, opening, encodeBundle(bend(bundle)));
    assert.equal(answer.held, 2);
    assert.ok(answer.receipt);
    await inn.apply();
    const waits = await inn.theirs();
    assert.deepEqual([waits.applied, waits.except], [0, []]);
    // Asked for once more, its keys come whole.
    await settle({ ca, inn });
    assert.deepEqual((await inn.theirs()).except, []);
    assert.equal((await inn.state(item))?.cell.status, "open");
    assert.deepEqual([await inn.stopped(), await inn.alarms()], [null, []]);
  });
}

test("a key that is here stays: a later delivery cannot replace it", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca, "text");
  await settle({ ca, inn });
  const keys = [...inn.store.state.keys];
  await does(ca, item, "note", {});
  await settle({ ca, inn });
  for (const [name, key] of keys) assert.equal(inn.store.state.keys.get(name), key);
});

test("a key is wrapped under its own record and slot, by the words of the contract", async () => {
  const { ca } = pair();
  await opens(ca, "text");
  const { bundle } = await ca.caught();
  const wrap = bundle.entries[0]?.wrap;
  const secret = ca.store.state.epochs.get(bundle.epochs[0]?.id ?? "")?.secret;
  assert.ok(wrap && secret);
  const { a } = storedLeaf(bundle.entries[0] as { leaf: Uint8Array });
  assert.deepEqual(
    wrap.slots.map(({ slot }) => slot),
    [0, 1],
  );
  for (const { slot, bytes } of wrap.slots) {
    const info = utf8(`setu/1 wrap ca ${wrap.id} ${slot} ${a}`);
    const material = ca.ports.crypto.open(ca.ports.crypto.derive(secret, info), bytes, info);
    assert.deepEqual(material, ca.store.state.keys.get(`ca/${wrap.id}/${slot}`)?.material);
  }
});

test("a stretch of which no key is left still crosses, without an encapsulation", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await ca.caught();
  ca.store.state = { ...ca.store.state, keys: new Map(), epochs: new Map() };
  const { bundle, bytes, opening } = await ca.caught();
  assert.deepEqual([bundle.epochs, bundle.entries.map(({ wrap }) => wrap)], [[], [null, null]]);
  assert.equal((await ca.road.push(LANE, opening, bytes)).held, 2);
  await settle({ ca, inn });
  assert.deepEqual((await inn.theirs()).except, [0, 1]);
});
