import assert from "node:assert/strict";
import { test } from "node:test";
import { toAct, type Act, type ItemAct, type ItemId } from "@setu/core";
import { offers } from "@setu/core/offers.fixture.ts";
import type { Node } from "./pair.fixture.ts";
import {
  coded,
  draft,
  does,
  forge,
  LANE,
  OFFER,
  opens,
  pair,
  pulseOf,
  pulsesOf,
  settle,
  TEXT,
  utf8,
  type Forgery,
} from "./pair.fixture.ts";
import { commitment, newMaterial } from "./seal.ts";
import { newSession } from "./exchange.ts";
import { apply } from "./apply.ts";
import { submit } from "./submit.ts";
import { framed } from "./bytes.ts";
import { pad } from "./pad.ts";

/** A linked pair at rest, with one item that `ca` has opened. */
async function atRest() {
  const nodes = pair();
  const item = await opens(nodes.ca);
  await settle(nodes);
  return { ...nodes, item };
}

const note = async (node: Node, item: ItemId): Promise<ItemAct> => ({
  ...(await draft(node, item, "note", {})).act,
  body: null,
});

/** Seals any bytes in the place of the act. */
const bytes = (make: (act: Act) => Uint8Array): NonNullable<Forgery["ciphertext"]> => {
  return (node, act) => {
    const material = newMaterial(node.ports.world);
    const plaintext = make(act);
    const aad = utf8(`setu/1 ${node.party} ${act.id} 0`);
    return {
      bytes: node.ports.crypto.seal(material.subarray(0, 32), pad(plaintext), aad),
      a: commitment(material, plaintext),
      material,
    };
  };
};
const sealed = (text: string) => bytes(() => framed(utf8(text), utf8("[]")));

/** What a hostile node can put at a position of its log that a reader cannot take. */
const POISON: readonly (readonly [title: string, make: (ca: Node, item: ItemId) => Promise<Forgery>])[] = [
  ["no JSON", async (ca, item) => ({ act: await note(ca, item), ciphertext: sealed("not json") })],
  [
    "JSON too deep",
    async (ca, item) => ({ act: await note(ca, item), ciphertext: sealed("[".repeat(9000)) }),
  ],
  ["no act", async (ca, item) => ({ act: await note(ca, item), ciphertext: sealed("{}") })],
  ["no frame", async (ca, item) => ({ act: await note(ca, item), ciphertext: bytes(() => utf8("abc")) })],
  [
    "a frame longer than it is",
    async (ca, item) => ({
      act: await note(ca, item),
      ciphertext: bytes(() => new Uint8Array(20).fill(255)),
    }),
  ],
  ["a commitment to something else", async (ca, item) => ({ act: await note(ca, item), a: TEXT })],
  [
    "a delivery that names another record",
    async (ca, item) => ({ act: await note(ca, item), claims: ca.newId() }),
  ],
  [
    "a commitment to a body in the leaf alone",
    async (ca, item) => {
      const act = await note(ca, item);
      return {
        act,
        body: utf8("text"),
        ciphertext: bytes(() => framed(utf8(JSON.stringify(act)), utf8("[]"))),
      };
    },
  ],
  [
    "an item between others",
    async (ca, item) => ({ act: { ...(await note(ca, item)), item: `us:${ca.newId()}` as ItemId } }),
  ],
  ["from somebody else", async (ca, item) => ({ act: toAct({ ...(await note(ca, item)), from: "us" }) })],
  ["to somebody else", async (ca, item) => ({ act: toAct({ ...(await note(ca, item)), to: "us" }) })],
  ["a pulse with half of its lanes", async (ca) => ({ act: pulseOf(ca, { no: 99, sizes: [] }) })],
  [
    "abuse 34: a pulse that needs a newer version",
    async (ca) => ({ act: { ...pulseOf(ca, { no: 99 }), crit: ["x"] as never } }),
  ],
];

for (const [title, make] of POISON) {
  test(`abuse 35: ${title}: receipted, excepted, and the next entry is unharmed`, async () => {
    const { ca, inn, item } = await atRest();
    const poison = await make(ca, item);
    const { size } = await ca.own();
    const next = await note(ca, item);
    await forge(ca, poison, { act: next });
    await settle({ ca, inn });
    const log = await inn.theirs();
    assert.ok(log.held >= size + 2 && log.applied === log.held, "receipted and gone past");
    assert.deepEqual(log.except, [size]);
    assert.equal((await inn.act(next.id, ca.party))?.pos, size + 1);
    assert.equal(await inn.stopped(), null);
    inn.now += 60_000;
    await settle({ ca, inn });
    assert.deepEqual(pulsesOf(inn).at(-1)?.except, [size], "and the sender is told which");
  });
}

test("abuse 29: a record that is sent again at another position is excepted and has no effect", async () => {
  const { ca, inn, item } = await atRest();
  const id = await does(ca, item, "note", {});
  await settle({ ca, inn });
  const replayed = (await ca.act(id))?.act as ItemAct;
  const { size } = await ca.own();
  const next = await note(ca, item);
  await forge(
    ca,
    { act: replayed },
    { act: { ...replayed, do: "withdraw" as never } },
    { act: next },
    { act: next },
  );
  await settle({ ca, inn });
  assert.deepEqual((await inn.theirs()).except, [size, size + 1, size + 3], "also twice in one batch");
  assert.equal((await inn.act(id, ca.party))?.act.do, "note");
  assert.equal((await inn.act(id, ca.party))?.pos, size - 1);
  assert.equal((await inn.state(item))?.judged.length, 3);
});

test("a record without a key is excepted; the log goes on", async () => {
  const { ca, inn, item } = await atRest();
  const id = await does(ca, item, "note", {});
  const { size } = await ca.own();
  ca.store.state = {
    ...ca.store.state,
    keys: new Map([...ca.store.state.keys].filter(([, key]) => key.id !== id)),
  };
  const later = await does(ca, item, "note", {});
  await settle({ ca, inn });
  assert.deepEqual((await inn.theirs()).except, [size]);
  assert.equal(await inn.act(id, ca.party), null);
  assert.equal((await inn.act(later, ca.party))?.pos, size + 1);
});

const LIES: readonly (readonly [title: string, pulses: readonly object[]])[] = [
  [
    "a number again",
    [
      { no: 50, cosigned: 1, applied: 1 },
      { no: 50, cosigned: 1, applied: 1 },
    ],
  ],
  [
    "a smaller number",
    [
      { no: 50, cosigned: 1, applied: 1 },
      { no: 49, cosigned: 1, applied: 1 },
    ],
  ],
  [
    "less cosigned",
    [
      { no: 50, cosigned: 1, applied: 1 },
      { no: 51, cosigned: 0, applied: 1 },
    ],
  ],
  [
    "less applied",
    [
      { no: 50, cosigned: 1, applied: 1 },
      { no: 51, cosigned: 1, applied: 0 },
    ],
  ],
];

for (const [title, pulses] of LIES) {
  test(`abuse 31: a pulse that contradicts an earlier one, ${title}: alarm, stop, both kept`, async () => {
    const { ca, inn } = await atRest();
    await forge(ca, ...pulses.map((pulse) => ({ act: pulseOf(ca, pulse) })));
    await ca.step();
    while ((await inn.apply()).more);
    assert.equal(await inn.stopped(), "ROLLBACK");
    const [alarm] = await inn.alarms();
    const text = alarm?.evidence ?? "";
    const evidence = JSON.parse(text.slice(text.lastIndexOf("\n{") + 1)) as Record<
      string,
      Record<string, unknown>
    >;
    const { no, cosigned, applied } = evidence["later"] ?? {};
    const versions = [offers.id];
    assert.deepEqual(
      [evidence["earlier"], { no, cosigned, applied }],
      [{ ...pulses[0], versions }, pulses[1]],
    );
    assert.ok(text.startsWith((await ca.own()).checkpoint));
    assert.deepEqual([alarm?.lane, alarm?.at, alarm?.code], [LANE, inn.now, "ROLLBACK"]);
  });
}

test("abuse 31: a smaller number that comes after the larger one was applied is an alarm, and stops nothing half-way", async () => {
  const { ca, inn } = await atRest();
  for (const no of [50, 49]) {
    await forge(ca, { act: pulseOf(ca, { no, cosigned: 1, applied: 1 }) });
    await ca.step();
    while ((await inn.apply()).more);
  }
  assert.equal(await inn.stopped(), "ROLLBACK");
  const { applied, held, pulse } = await inn.theirs();
  assert.deepEqual([applied, pulse.no], [held, 50]);
});

test("pulses that grow are no alarm", async () => {
  const { ca, inn } = await atRest();
  await forge(
    ca,
    { act: pulseOf(ca, { no: 50, cosigned: 1, applied: 1 }) },
    { act: pulseOf(ca, { no: 51, cosigned: 1, applied: 1 }) },
  );
  await ca.step();
  while ((await inn.apply()).more);
  assert.equal(await inn.stopped(), null);
  assert.deepEqual((await inn.theirs()).pulse, { no: 51, cosigned: 1, applied: 1, versions: [offers.id] });
});

test("abuse 40: a pulse that claims to hold more of our log than there is stops the link at the next opening", async () => {
  const { ca, inn } = await atRest();
  const { size } = await inn.own();
  await forge(ca, { act: pulseOf(ca, { no: 50, cosigned: size + 1, applied: 1 }) });
  await ca.step();
  while ((await inn.apply()).more);
  assert.equal((await inn.theirs()).beyond, size + 1);
  inn.session.heard = null;
  await assert.rejects(inn.step(), coded("SEEN_BEYOND"));
});

test("entries are applied in batches, in order, and each act tells what its log had said before it", async () => {
  const { ca, inn, item } = await atRest();
  for (let i = 0; i < 100; i++) await does(ca, item, "note", {});
  await ca.step();
  const first = await inn.apply();
  assert.deepEqual([first.more, first.acts.length, first.items], [true, 64, [item]]);
  const second = await inn.apply();
  assert.equal(second.more, false);
  assert.deepEqual(await inn.apply(), { more: false, items: [], acts: [] });
  const rows = [...inn.store.state.acts.values()].filter(({ origin }) => origin === "ca/link/in/main/1");
  for (const row of rows) {
    const before = rows.filter(({ pos }) => (pos as number) < (row.pos as number)).map(({ seen }) => seen);
    assert.equal(row.floor, Math.max(0, ...before));
    assert.equal(row.place, null);
  }
});

test("an act that contradicts an earlier statement of its own log is void on both nodes", async () => {
  const { ca, inn, item } = await atRest();
  await does(ca, item, "note", {});
  await settle({ ca, inn });
  const act = await note(ca, item);
  await forge(ca, { act, seen: 0 });
  await settle({ ca, inn });
  const judged = (await inn.state(item))?.judged.find((each) => each.act.id === act.id);
  assert.equal(judged?.void, "seen-below");
});

test("abuse 36: more entries that cannot be taken than a pulse can name stop the link, and no pulse says they were applied", async () => {
  const { ca, inn, item } = await atRest();
  const { size } = await ca.own();
  const act = await note(ca, item);
  const noise = (n: number) =>
    Array.from({ length: n }, () => ({ act: { ...act, id: ca.newId() }, a: TEXT }));
  await forge(ca, ...noise(200));
  await settle({ ca, inn });
  await forge(ca, ...noise(60));
  await settle({ ca, inn }).catch(() => undefined);
  const { except, applied, held } = await inn.theirs();
  assert.deepEqual([except.length, except[0], except.at(-1)], [256, size, size + 255]);
  assert.equal(applied, size + 256, "nothing is called applied that was not");
  assert.ok(held > applied);
  assert.equal(await inn.stopped(), "OVER_QUOTA");
  assert.equal((await inn.apply()).more, false);
});

test("abuse 35: an act on an item of another lane, or before its opening, is not taken, and the item is not frozen", async () => {
  const { ca, inn, item } = await atRest();
  const { size } = await ca.own();
  const unopened = `ca:${ca.newId()}` as typeof item;
  await forge(ca, { act: { ...(await note(ca, item)), item: unopened } });
  await settle({ ca, inn });
  assert.deepEqual((await inn.theirs()).except, [size]);
  const foreign = ca.newId();
  await submit(ca.ports, "flash", {
    ...(await draft(ca, `ca:${foreign}` as typeof item, "offer", OFFER, { id: foreign })),
  });
  // A session is of one lane.
  const forget = () => [ca, inn].forEach((node) => (node.session = newSession()));
  forget();
  await settle({ ca, inn }, "flash");
  forget();
  await forge(ca, { act: { ...(await note(ca, item)), item: `ca:${foreign}` as typeof item } });
  await settle({ ca, inn });
  assert.equal((await inn.theirs()).except.length, 2);
  const rows = await inn.store.tx((tx) => tx.actsOf(`ca:${foreign}` as typeof item));
  assert.deepEqual(
    rows.map(({ origin }) => origin),
    ["ca/link/in/flash/1"],
  );
});

test("an entry dated before the one it follows is not taken", async () => {
  const { ca, inn, item } = await atRest();
  const { size, lastT } = await ca.own();
  await forge(ca, { act: await note(ca, item), t: lastT - 1 });
  await settle({ ca, inn });
  assert.deepEqual((await inn.theirs()).except, [size]);
});

test("an entry that is not before the one it follows, which was dated back itself, is not taken either", async () => {
  const { ca, inn, item } = await atRest();
  const { size, lastT } = await ca.own();
  // One after the other: what is read first of the second batch was passed over in the first.
  for (const back of [5, 4]) {
    await forge(ca, { act: await note(ca, item), t: lastT - back });
    await settle({ ca, inn });
  }
  assert.deepEqual((await inn.theirs()).except, [size, size + 1]);
});

test("a pulse that names another head of a lane than the one we cosigned is an alarm", async () => {
  const { ca, inn } = await atRest();
  await forge(ca, { act: pulseOf(ca, { no: 50, sizes: [1], roots: [TEXT] }) });
  await ca.step();
  while ((await inn.apply()).more);
  assert.equal(await inn.stopped(), "FORK");
});

test("a fault of the machine while an entry is opened is a fault: the entry is not passed over", async () => {
  const { ca, inn, item } = await atRest();
  await does(ca, item, "note", {});
  await ca.step();
  const { applied, except } = await inn.theirs();
  const crypto = {
    ...inn.ports.crypto,
    open: () => {
      throw new Error("the key store is gone");
    },
  };
  await assert.rejects(apply({ ...inn.ports, crypto }, LANE), /the key store is gone/);
  const after = await inn.theirs();
  assert.deepEqual([after.applied, after.except], [applied, except]);
  await settle({ ca, inn });
  assert.equal((await inn.state(item))?.judged.length, 2);
});

test("acts that wait for a position come after all that have one, in the order of their commits", async () => {
  const { ca, inn, item } = await atRest();
  for (let i = 0; i < 110; i++) await does(ca, item, "note", {});
  await settle({ ca, inn });
  const first = await does(ca, item, "amend", { text: TEXT });
  const second = await does(ca, item, "amend", { text: TEXT });
  const state = await ca.state(item);
  assert.deepEqual(
    state?.judged.slice(-2).map(({ act, void: reason }) => [act.id, reason]),
    [
      [first, null],
      [second, null],
    ],
  );
  assert.equal(state?.opener.head, second);
});
