import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { append, emptyFrontier, root, sha256 } from "tlog";
import { apply } from "./apply.ts";
import { exchange, newSession } from "./exchange.ts";
import { LANE, draft, does, opens, pair, pulsesOf, settle, TEXT, utf8, type Node } from "./pair.fixture.ts";
import { onPush } from "./receive.ts";
import { homeCommitment, sequence, type Sequenced } from "./sequence.ts";
import type { PeerLog, Store, Tx } from "./store.ts";
import { submit } from "./submit.ts";
import { SLOT } from "./seal.ts";

/** The node's store, writing down which rows of logs are locked how. */
function watched(node: Node): { readonly ports: Node["ports"]; readonly locks: Set<string> } {
  const locks = new Set<string>();
  const store: Store = {
    tx: (fn) =>
      node.store.tx((tx) =>
        fn(
          new Proxy(tx, {
            get(target, name) {
              const method = target[name as keyof Tx] as (...args: unknown[]) => unknown;
              return (...args: unknown[]) => {
                if (name === "own" || name === "peer")
                  locks.add(`${name} ${String(args[0])} ${String(args[1])}`);
                if (name === "lockItem") locks.add("item");
                return method.apply(target, args);
              };
            },
          }),
        ),
      ),
  };
  return { ports: { ...node.ports, store }, locks };
}

test("commits share what applying takes alone, and one sequencer is elected", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const made = await draft(ca, item, "note", {});
  const committing = watched(ca);
  await submit(committing.ports, LANE, made);
  assert.ok(committing.locks.has("peer in/link/ca/main/1 share"));
  assert.ok(committing.locks.has("item"));
  const sending = watched(ca);
  await exchange(sending.ports, ca.road, LANE, newSession());
  assert.ok(sending.locks.has("own ca/link/in/main/1 true"));
  assert.ok(!sending.locks.has("peer in/link/ca/main/1 alone"), "officers do not wait for the road");
  const receiving = watched(inn);
  await does(ca, item, "note", {});
  const { bytes, opening } = await ca.caught();
  await onPush(receiving.ports, LANE, opening, bytes);
  assert.ok(receiving.locks.has("peer ca/link/in/main/1 alone"));
  const applying = watched(inn);
  await apply(applying.ports, LANE);
  assert.ok(applying.locks.has("peer ca/link/in/main/1 alone"));
  assert.ok(![...applying.locks].some((lock) => lock.startsWith("own") && lock.endsWith("true")));
});

test("a pulse elects nobody on the logs it only names", async () => {
  const { ca } = pair();
  const { ports, locks } = watched(ca);
  await exchange(ports, ca.road, LANE, newSession());
  assert.deepEqual(
    [...locks].filter((lock) => lock.endsWith("true")),
    ["own ca/link/in/main/1 true"],
  );
  assert.ok(locks.has("own ca/link/in/flash/1 false"));
  assert.ok(locks.has("own ca/home/1 false"));
});

test("the pulse binds us to our home log: an auditor opens the salt", async () => {
  const { ca, inn } = pair();
  await opens(ca);
  await settle({ ca, inn });
  const [pulse] = pulsesOf(ca);
  const salt = [...ca.store.state.keys.values()].find(({ slot }) => slot === SLOT.home)?.material;
  assert.ok(pulse && salt);
  const rootOfNothing = Buffer.from(sha256(new Uint8Array())).toString("hex");
  const expected = createHmac("sha256", salt).update(`ca/home/1\n0\n${rootOfNothing}\n`).digest("base64url");
  assert.equal(pulse.home, expected);
  const grown = append(emptyFrontier(), [sha256(utf8("entry"))]);
  const hex = Buffer.from(root(grown)).toString("hex");
  const after = createHmac("sha256", salt).update(`ca/home/1\n1\n${hex}\n`).digest("base64url");
  assert.equal(homeCommitment(salt, { origin: "ca/home/1", frontier: grown }), after);
});

test("an act of a person is answered by a pulse that says it was applied; a pulse never is", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const before = (await inn.own()).size;
  await does(ca, item, "amend", { text: TEXT });
  await settle({ ca, inn });
  assert.equal((await inn.own()).size, before + 1);
  assert.equal(pulsesOf(inn).at(-1)?.applied, (await ca.own()).size);
  ca.now += 60_000;
  await settle({ ca, inn });
  assert.equal((await inn.own()).size, before + 1);
});

test("an act of ours that has seen theirs says it as well: no pulse besides", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "amend", { text: TEXT });
  await ca.step();
  await inn.apply();
  await does(inn, item, "sign", { text: TEXT });
  const before = (await inn.own()).size;
  await settle({ ca, inn });
  assert.equal((await inn.own()).size, before + 1);
  assert.equal(pulsesOf(inn).length, before);
});

test("two acts of one batch are signed with one t, and t never goes back with the clock", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const last = (await ca.own()).lastT;
  ca.now -= 5_000;
  const notes = [await does(ca, item, "note", {}), await does(ca, item, "note", {})];
  await settle({ ca, inn });
  const entries = ca.store.state.entries.get("ca/link/in/main/1") ?? [];
  assert.deepEqual(
    entries.slice(-2).map(({ t }) => t),
    [last, last],
  );
  for (const id of notes)
    assert.equal(
      (await ca.act(id))?.pos,
      entries.findIndex((entry) => entry.id === id),
    );
});

/** One attempt to sign, after the peer said that it holds this. */
const signing = (
  node: Node,
  heard: { readonly size: number; readonly root: Uint8Array },
): Promise<Sequenced> => node.store.tx((tx) => sequence(node.ports, tx, LANE, heard));

test("rule 8: nothing is signed while the peer holds less than is signed, or another history of the same size", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  const { size, frontier, checkpoint } = await ca.own();
  const heard = { size, root: root(frontier) };
  for (const other of [
    { ...heard, size: size - 1 },
    { ...heard, root: sha256(utf8("another history")) },
  ]) {
    const { kind, full, returned } = await signing(ca, other);
    assert.deepEqual([kind, full, returned], ["behind", false, []]);
    assert.equal((await ca.own()).checkpoint, checkpoint);
  }
  assert.equal((await signing(ca, heard)).kind, "signed");
});

test("abuse 31: a restored node signs nothing before it holds and has applied what its log says it had", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(inn, item, "note", {});
  await settle({ ca, inn });
  ca.now += 60_000;
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  const { size, frontier, checkpoint, floor, pulseCosigned } = await ca.own();
  const theirs = await ca.theirs();
  assert.ok(floor > 0 && pulseCosigned > 0);
  const restored = (log: PeerLog): void => {
    ca.store.state = { ...ca.store.state, peers: new Map([...ca.store.state.peers, [log.origin, log]]) };
  };
  for (const back of [{ applied: floor - 1 }, { held: pulseCosigned - 1 }]) {
    restored({ ...theirs, ...back });
    const { kind, full, returned } = await signing(ca, { size, root: root(frontier) });
    assert.deepEqual([kind, full, returned], ["deaf", false, []], JSON.stringify(back));
    assert.equal((await ca.own()).checkpoint, checkpoint);
  }
  restored({ ...theirs, applied: floor });
  assert.equal((await signing(ca, { size, root: root(frontier) })).kind, "signed");
});

test("a bit that has turned in what waits, act or body, is found before it is signed; the rest goes", async () => {
  const turn = (bytes: Uint8Array) => bytes.with(40, (bytes[40] ?? 0) ^ 1);
  for (const part of ["act", "body"] as const) {
    const { ca, inn } = pair();
    const items = [await opens(ca, TEXT), await opens(ca, TEXT)];
    const { state } = ca.store;
    const pending = state.pending.map((row, i) =>
      i === 0 ? { ...row, sealed: { ...row.sealed, [part]: turn(row.sealed[part] ?? assert.fail()) } } : row,
    );
    ca.store.state = { ...state, pending };
    await settle({ ca, inn });
    const held = await Promise.all(items.map((item) => inn.state(item)));
    assert.deepEqual(
      held.map((each) => each !== null),
      [false, true],
      part,
    );
    assert.deepEqual([ca.store.state.pending, await inn.alarms()], [[], []]);
    const [first] = state.pending;
    const told = (await ca.alarms()).map(({ code, evidence }) => [code, evidence]);
    assert.deepEqual(told, [["CORRUPT", `${first?.origin} waiting ${first?.id}: act or body`]]);
  }
});

test("a bit that has turned in what the log stands on is found before the next head is signed, and told once", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  const { origin, size, frontier, checkpoint } = await ca.own();
  const heard = { size, root: root(frontier) };
  const { state } = ca.store;
  const entries = (state.entries.get(origin) ?? []).map((entry, i) =>
    i === size - 1 ? { ...entry, leafHash: entry.leafHash.with(7, (entry.leafHash[7] ?? 0) ^ 1) } : entry,
  );
  ca.store.state = { ...state, entries: new Map([...state.entries, [origin, entries]]) };
  for (let i = 0; i < 2; i++) assert.equal((await signing(ca, heard)).kind, "corrupt");
  assert.equal((await ca.own()).checkpoint, checkpoint);
  const [alarm] = await ca.alarms();
  const from = size - (size & -size);
  assert.deepEqual([alarm?.code, alarm?.evidence], ["CORRUPT", `${origin} from ${from}`]);
  ca.store.state = { ...ca.store.state, entries: state.entries };
  assert.equal((await signing(ca, heard)).kind, "signed", "taken back, it goes on");
});
