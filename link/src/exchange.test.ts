import assert from "node:assert/strict";
import { test } from "node:test";
import { openBody, SLOT } from "./seal.ts";
import { coded, does, LANE, opens, pair, pulsesOf, settle, TEXT } from "./pair.fixture.ts";
import type { KeyRow } from "./store.ts";
import { MAX_BUNDLE_ENTRIES, type Hello } from "./wire.ts";

test("an act crosses, is receipted, applied and readable, and comes back in the peer's pulse", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca, "the text");
  assert.deepEqual((await ca.own()).size, 0, "committed, not yet positioned");
  const first = await ca.step();
  assert.deepEqual([first.more, first.sequenced, first.returned], [false, "signed", []]);
  const own = await ca.own();
  assert.deepEqual([own.size, own.cosigned], [2, 2], "the act and the first pulse");
  const receipt = ca.store.state.receipts[0];
  assert.deepEqual([receipt?.size, receipt?.t, receipt?.origin], [2, inn.now, "ca/link/in/main/1"]);
  const held = await inn.theirs();
  assert.deepEqual([held.held, held.applied, held.heardAt], [2, 0, inn.now]);
  const applied = await inn.apply();
  assert.deepEqual([applied.more, applied.items, applied.acts.length], [false, [item], 2]);
  assert.deepEqual((await inn.state(item))?.cell.status, "open");
  const entry = inn.store.state.entries.get("ca/link/in/main/1")?.[0];
  const row = await inn.act(item.slice(3) as never, ca.party);
  const key = (await inn.store.tx((tx) => tx.keys(ca.party, [row?.act.id as never]))).find(
    ({ slot }) => slot === SLOT.body,
  );
  assert.ok(row);
  const { body } = row.act as { body: string };
  const text = openBody(inn.ports.crypto, body as never, key as KeyRow, entry?.body as Uint8Array);
  assert.equal(new TextDecoder().decode(text), "the text");
  await settle({ ca, inn });
  assert.deepEqual(
    [pulsesOf(ca, inn.party).at(-1)?.cosigned, pulsesOf(ca, inn.party).at(-1)?.applied],
    [2, 2],
  );
});

test("both sides act at once and see one state", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "withdraw", {});
  await does(inn, item, "sign", { text: TEXT });
  await settle({ ca, inn });
  for (const node of [ca, inn]) {
    const state = await node.state(item);
    assert.deepEqual([state?.opener.stage, state?.other.stage], ["withdrawn", "signed"]);
    assert.ok(state?.judged.every((judged) => judged.void === null));
  }
});

test("two acts of one side on one item keep the order in which they were committed", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  for (let i = 0; i < 6; i++) await does(ca, item, "amend", { text: TEXT });
  await settle({ ca, inn });
  const state = await inn.state(item);
  assert.ok(state?.judged.every((judged) => judged.void === null));
  assert.equal(state?.judged.length, 7);
});

test("an idle link rests: only the schedule writes", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const sizes = async () => [(await ca.own()).size, (await inn.own()).size];
  const before = await sizes();
  for (let i = 0; i < 5; i++) await settle({ ca, inn });
  assert.deepEqual(await sizes(), before);
  assert.deepEqual((await ca.step()).sequenced, "idle");
  ca.now += 59_999;
  await ca.step();
  assert.deepEqual(await sizes(), before);
  ca.now += 1;
  await settle({ ca, inn });
  assert.deepEqual(
    await sizes(),
    [(before[0] as number) + 1, before[1]],
    "a pulse of the one is not answered by the other",
  );
  ca.now -= 120_000;
  await settle({ ca, inn });
  assert.deepEqual(
    (await ca.own()).size,
    (before[0] as number) + 2,
    "a clock that jumped back keeps no pulse from being written",
  );
  const entries = ca.store.state.entries.get("ca/link/in/main/1") ?? [];
  assert.ok(
    entries.every(({ t }, i) => i === 0 || t >= (entries[i - 1]?.t ?? 0)),
    "and t never goes back",
  );
});

test("pulses are numbered and say what is held and applied; each lane has its own", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  inn.now += 60_000;
  await settle({ ca, inn });
  const pulses = pulsesOf(inn);
  assert.deepEqual(
    pulses.map(({ no }) => no),
    pulses.map((_, i) => i + 1),
  );
  assert.deepEqual(pulses[0]?.lanes, ["flash", "main"]);
  assert.deepEqual(pulses.at(-1)?.sizes, [0, pulses.length - 1]);
  assert.deepEqual(pulses.at(-1)?.cosigned, (await inn.theirs()).held);
  assert.deepEqual(pulses.at(-1)?.versions, ["offers/1", "persons/1"]);
  assert.deepEqual((await inn.own("flash")).size, 0);
});

test("the salt of the home commitment stays at home", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const slots = (node: typeof ca) =>
    [...node.store.state.keys.values()].filter(({ from, slot }) => from === ca.party && slot === SLOT.home);
  assert.ok(slots(ca).length > 0);
  assert.deepEqual(slots(inn), []);
});

test("a push whose answer was lost is found to have arrived, and is not made twice", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  const { push } = ca.road;
  let times = 0;
  ca.road = {
    ...ca.road,
    push: async (...args) => {
      times++;
      await push(...args);
      throw new Error("the answer was lost");
    },
  };
  await assert.rejects(ca.step(), /lost/);
  assert.equal((await inn.theirs()).held, 2);
  assert.equal((await ca.own()).cosigned, 0);
  assert.equal((await ca.step()).sequenced, "idle", "what the peer holds was heard anew");
  assert.equal(times, 1);
  ca.road = { ...ca.road, push };
  await settle({ ca, inn });
  assert.equal((await inn.state(item))?.cell.status, "open");
  assert.equal(inn.store.state.entries.get("ca/link/in/main/1")?.length, (await ca.own()).size);
});

test("what was signed and never pushed goes first, and nothing is signed meanwhile", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await ca.caught();
  assert.equal((await ca.own()).size, 2);
  await opens(ca);
  const step = await ca.step();
  assert.deepEqual([step.sequenced, step.more], ["behind", true]);
  assert.deepEqual([(await ca.own()).size, (await inn.theirs()).held], [2, 2]);
  assert.equal((await ca.step()).sequenced, "signed");
  assert.equal((await inn.theirs()).held, 3);
});

test("abuse 29: a push that is repeated is answered alike and changes nothing", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const { bytes, opening } = await ca.caught();
  const first = await ca.road.push(LANE, opening, bytes);
  assert.equal(first.held, 2);
  assert.ok(first.receipt);
  const before = inn.store.state;
  const again = await ca.road.push(LANE, opening, bytes);
  assert.deepEqual([again.held, again.checkpoint], [first.held, first.checkpoint]);
  assert.deepEqual(
    ca.ports.keys.openReceipt(again.receipt as string, "ca/link/in/main/1").checkpoint.size,
    2,
  );
  assert.equal(inn.store.state.entries, before.entries);
  assert.equal(inn.store.state.keys, before.keys);
});

test("abuse 29: a push of an earlier opening is not taken, however late it comes", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const { bytes, opening } = await ca.caught();
  await ca.road.hello(LANE);
  const answer = await ca.road.push(LANE, opening, bytes);
  assert.deepEqual([answer.held, answer.receipt], [0, null]);
  assert.equal((await inn.theirs()).held, 0);
});

test("what was heard is good for one pulse, then it is heard anew", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  let hellos = 0;
  const { hello } = ca.road;
  ca.road = {
    ...ca.road,
    hello: (lane) => {
      hellos++;
      return hello(lane);
    },
  };
  await ca.step();
  ca.now += 59_999;
  await ca.step();
  assert.equal(hellos, 0);
  ca.now += 1;
  await ca.step();
  assert.equal(hellos, 1);
});

test("a log longer than a bundle crosses in stretches, and again to a peer that has lost all", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const fresh = pair().inn;
  for (let i = 0; i < MAX_BUNDLE_ENTRIES + 10; i++) await does(ca, item, "note", {});
  const step = await ca.step();
  assert.equal(step.sequenced, "signed");
  await settle({ ca, inn });
  const { size } = await ca.own();
  assert.ok(size > MAX_BUNDLE_ENTRIES + 10);
  assert.equal((await inn.theirs()).applied, size);
  assert.equal((await inn.state(item))?.judged.length, MAX_BUNDLE_ENTRIES + 11);
  // The peer's database is new: it lacks more than one bundle, and the old receipts hold the checkpoints between.
  ca.peer = fresh;
  fresh.peer = ca;
  ca.session.heard = null;
  await fresh.step();
  await settle({ ca, inn: fresh });
  assert.equal((await fresh.theirs()).applied, size);
  assert.equal((await fresh.state(item))?.judged.length, MAX_BUNDLE_ENTRIES + 11);
});

test("abuse 40: a receipt for what was never pushed is no receipt", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const { push, hello } = ca.road;
  const receiptFor = (note: string) => inn.ports.keys.cosign(note, inn.now);
  const own = () => ca.own();
  const refusedWith = async (code: string, change: (note: string) => string | null, held = 2) => {
    ca.session.heard = null;
    ca.road = {
      hello: async (lane) => ({ ...(await hello(lane)), held: 0, checkpoint: "" }),
      push: async () => ({
        held,
        checkpoint: (await own()).checkpoint,
        receipt: change((await own()).checkpoint),
      }),
      fetch: ca.road.fetch,
      wraps: ca.road.wraps,
    };
    await assert.rejects(ca.step(), coded(code));
    assert.deepEqual([(await own()).cosigned, ca.store.state.receipts], [0, []]);
  };
  await refusedWith("BAD_CHECKPOINT", (note) => note, 2);
  await refusedWith("BAD_CHECKPOINT", (note) => receiptFor(note.replace("\n2\n", "\n3\n")));
  await refusedWith("BAD_CHECKPOINT", (note) =>
    receiptFor(note.replace(/\n2\n[^\n]+/, `\n2\n${"A".repeat(43)}=`)),
  );
  await refusedWith("BAD_CHECKPOINT", (note) => receiptFor(note.replace("main", "flash")));
  await refusedWith("BAD_CHECKPOINT", (note) => receiptFor(note.replace("— ca", "— us")));
  ca.road = { ...ca.road, hello, push: async () => ({ held: 2, checkpoint: "", receipt: null }) };
  ca.session.heard = null;
  await ca.step();
  assert.equal(ca.session.heard, null, "an answer without a receipt is heard anew");
  ca.road = { ...ca.road, push };
  await settle({ ca, inn });
  assert.equal((await own()).cosigned, (await own()).size);
});

test("abuse 40: a peer that says it holds what was never signed is not believed", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const { hello } = ca.road;
  const { size } = await ca.own();
  const says = async (code: string, change: object) => {
    ca.road = { ...ca.road, hello: async (lane) => ({ ...(await hello(lane)), ...change }) };
    ca.session.heard = null;
    await assert.rejects(ca.step(), coded(code));
    assert.equal(await ca.stopped(), null);
  };
  await says("BAD_CHECKPOINT", { held: size + 1 });
  await says("BAD_CHECKPOINT", { held: 1 });
  await says("BAD_CHECKPOINT", { checkpoint: "" });
  await says("BAD_CHECKPOINT", { checkpoint: (await inn.own()).checkpoint });
  await says("WRONG_ORIGIN", { origin: "ca/link/in/flash/1" });
});

test("abuse 36: a peer that gives no receipt does not get the same stretch as fast as the line carries it", async () => {
  const { ca, inn } = pair();
  const { hello, push } = ca.road;
  const said: Hello[] = [];
  for (let i = 0; i < 2; i++) {
    await opens(ca);
    await settle({ ca, inn });
    said.push(await hello(LANE, false));
  }
  await opens(ca);
  // Now this and now that of our own checkpoints, and never a receipt.
  let heard = 0;
  ca.road = {
    ...ca.road,
    hello: async () => said[heard++ % said.length] as Hello,
    push: async () => ({ held: 0, checkpoint: "", receipt: null }),
  };
  ca.session.heard = null;
  const steps = async (n: number) => {
    const more: boolean[] = [];
    for (let i = 0; i < n; i++) more.push((await ca.step()).more);
    return more;
  };
  assert.deepEqual(await steps(3), [true, true, false], "from further on at once, from further back not");
  assert.deepEqual(await steps(2), [true, false], "after a rest it is tried anew");
  ca.road = { ...ca.road, hello, push };
  await settle({ ca, inn });
  assert.equal((await ca.own()).cosigned, (await ca.own()).size);
});

test("a link that has stopped neither signs nor takes", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  const { bytes, opening } = await ca.caught();
  const alarm = { code: "FORK", at: 1, lane: LANE, evidence: "two notes" } as const;
  for (const node of [ca, inn]) await node.store.tx((tx) => tx.alarm(node.peer.party, alarm, true));
  await assert.rejects(ca.step(), coded("LINK_STOPPED", { reason: "FORK" }));
  await assert.rejects(ca.road.push(LANE, opening, bytes), coded("LINK_STOPPED", { reason: "FORK" }));
  assert.equal((await inn.theirs()).held, 0);
});
