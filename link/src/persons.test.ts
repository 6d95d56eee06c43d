import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actBytes,
  personsAct,
  type Act,
  type ItemAct,
  type ItemId,
  type Opaque,
  type PersonsAct,
  type RecordId,
} from "@setu/core";
import { fakeApproval, fakeKey, keyAct, type FakeKey } from "../../sim/src/stand-ins.ts";
import { declareIn } from "./declare.ts";
import { newSession } from "./exchange.ts";
import { ownOrigin } from "./origin.ts";
import {
  coded,
  does,
  draft,
  forge,
  LANE,
  opens,
  pair,
  settle,
  strangers,
  type Forgery,
  type Node,
} from "./pair.fixture.ts";
import { submit, type Draft } from "./submit.ts";

/** Two nodes, one log after the other: what the author's own log says of its officers decides, alike on both. */
const OFFICER = "officer.1" as Opaque;
const APPROVER = "officer.2" as Opaque;
const [key, spare, approver] = [fakeKey(OFFICER, "one"), fakeKey(OFFICER, "two"), fakeKey(APPROVER, "three")];
const YEAR = 31_536_000_000;

const declare = (node: Node, ...said: PersonsAct[]) =>
  node.store.tx((tx) => declareIn(node.ports, tx, LANE, said));
const inForce = (node: Node, of: FakeKey = key, until = YEAR) =>
  keyAct(of, node.now - 1_000, node.now + until);

async function nodes() {
  const both = pair();
  const item = await opens(both.ca);
  await settle(both);
  return { ...both, both, item };
}

/** A note on the item, signed by this key as it stands. */
async function note(node: Node, item: ItemId, by: FakeKey = key): Promise<Draft> {
  const made = await draft(node, item, "note", {});
  return { ...made, approvals: fakeApproval(by, { ...made.act, body: null }) };
}

const sends = async (node: Node, made: Draft): Promise<RecordId> => {
  await submit(node.ports, LANE, made);
  return made.act.id;
};

/** What both nodes make of an act: the same, or the test ends here. */
async function verdict(both: { ca: Node; inn: Node }, item: ItemId, id: RecordId): Promise<string | null> {
  const [one, other] = await Promise.all(
    [both.ca, both.inn].map(async (node) =>
      (await node.state(item))?.judged.find(({ act }) => act.id === id),
    ),
  );
  assert.ok(one && other, "both nodes have the act");
  assert.equal(one.void, other.void, "and judge it alike");
  return one.void;
}

/** Signed or not, in a log that its own node does not watch over. */
const forged = (made: Draft, approvals = "[]"): Forgery => ({ act: { ...made.act, body: null }, approvals });

test("what an officer's key has signed holds on both nodes, and both say whose key it was", async () => {
  const { ca, inn, both, item } = await nodes();
  assert.equal(await declare(ca, inForce(ca)), true);
  const id = await sends(ca, await note(ca, item));
  await settle(both);
  assert.equal(await verdict(both, item, id), null);
  for (const node of [ca, inn]) {
    const row = await node.act(id, ca.party);
    assert.deepEqual(row?.persons, {
      void: null,
      signed: [{ key: key.key, kind: "webauthn", officer: OFFICER, reason: null }],
    });
  }
  assert.deepEqual(await inn.alarms(), []);
});

const REJECTED: readonly (readonly [
  what: string,
  reason: string,
  before: (node: Node) => readonly PersonsAct[],
  sign: (act: ItemAct) => string,
])[] = [
  [
    "a signature over another record",
    "challenge",
    (node) => [inForce(node)],
    (act) => fakeApproval(key, { ...act, id: "f".repeat(32) as RecordId }),
  ],
  ["a key that nobody declared", "key", (node) => [inForce(node)], (act) => fakeApproval(spare, act)],
  [
    "a key that was declared for another kind of signature",
    "key",
    (node) => [{ ...inForce(node), kind: "x509" } as PersonsAct],
    (act) => fakeApproval(key, act),
  ],
  [
    "another's signature under this key",
    "signature",
    (node) => [inForce(node)],
    (act) => fakeApproval({ key: key.key, spki: spare.spki }, act),
  ],
  [
    "abuse 43: a stolen key after its revocation",
    "revoked",
    (node) => [inForce(node), { do: "revoke-key", key: key.key, since: null }],
    (act) => fakeApproval(key, act),
  ],
  [
    "a revoked key that is declared again",
    "revoked",
    (node) => [inForce(node), { do: "revoke-key", key: key.key, since: null }, inForce(node)],
    (act) => fakeApproval(key, act),
  ],
  [
    "an approver who is suspended",
    "suspended",
    (node) => [inForce(node, approver), { do: "suspend", officer: APPROVER }],
    (act) => fakeApproval(approver, act),
  ],
  [
    "an approver who was recalled, whatever was said later",
    "suspended",
    (node) => [
      inForce(node, approver),
      { do: "recall-officer", officer: APPROVER },
      { do: "resume", officer: APPROVER },
      inForce(node, approver),
    ],
    (act) => fakeApproval(approver, act),
  ],
  [
    "an accreditation that has ended",
    "not-in-force",
    (node) => [keyAct(key, node.now - 2_000, node.now)],
    (act) => fakeApproval(key, act),
  ],
  [
    "an accreditation that has not begun",
    "not-in-force",
    (node) => [keyAct(key, node.now + 1, node.now + YEAR)],
    (act) => fakeApproval(key, act),
  ],
  [
    "a key that another officer took over by declaring it once more",
    "suspended",
    (node) => [
      inForce(node, { ...approver }),
      inForce(node, { ...approver, officer: OFFICER }),
      SUSPEND_APPROVER,
    ],
    (act) => fakeApproval(approver, act),
  ],
];
const SUSPEND_APPROVER: PersonsAct = { do: "suspend", officer: APPROVER };

for (const [what, reason, before, sign] of REJECTED) {
  test(`${what}: refused here, rejected there, and the next act goes on`, async () => {
    const { ca, inn, both, item } = await nodes();
    await declare(ca, ...before(ca));
    const made = await draft(ca, item, "note", {});
    const approvals = sign({ ...made.act, body: null });
    await assert.rejects(submit(ca.ports, LANE, { ...made, approvals }), coded("BAD_APPROVAL", { reason }));
    await settle(both);
    // Now a node that was taken over.
    await forge(ca, forged(made, approvals));
    await ca.step();
    await inn.apply();
    const there = (await inn.state(item))?.judged.find(({ act }) => act.id === made.act.id);
    assert.equal(there?.void, "bad-approval");
    assert.equal((await inn.act(made.act.id, ca.party))?.persons?.signed[0]?.reason, reason);
    const [alarm] = await inn.alarms();
    assert.equal(alarm?.code, "VOID_ACT");
    assert.match(alarm?.evidence ?? "", new RegExp(made.act.id));
    assert.equal(await inn.stopped(), null);
    const next = await does(ca, item, "note", {});
    await settle(both);
    assert.equal((await inn.state(item))?.judged.find(({ act }) => act.id === next)?.void, null);
  });
}

for (const together of [true, false]) {
  test(`a new key of a suspended approver signs nothing, whether it comes ${together ? "with" : "before"} what it signed`, async () => {
    const { ca, inn, both, item } = await nodes();
    await declare(ca, inForce(ca, approver), SUSPEND_APPROVER);
    await settle(both);
    const other = fakeKey(APPROVER, "four");
    const made = await draft(ca, item, "note", {});
    await forge(ca, { act: personsAct(ca.party, inn.party, ca.newId(), inForce(ca, other)) });
    if (!together) {
      await ca.step();
      await inn.apply();
    }
    await forge(ca, forged(made, fakeApproval(other, { ...made.act, body: null })));
    await ca.step();
    await inn.apply();
    const row = await inn.act(made.act.id, ca.party);
    assert.equal(row?.persons?.void, "bad-approval");
    assert.equal(row?.persons?.signed[0]?.reason, "suspended");
  });
}

test("a list of signatures that is none is rejected, once a side declares keys at all", async () => {
  const { ca, inn, item } = await nodes();
  const early = await draft(ca, item, "note", {});
  await forge(ca, forged(early, "no list"));
  await ca.step();
  await inn.apply();
  const voidOf = async (id: RecordId) =>
    (await inn.state(item))?.judged.find(({ act }) => act.id === id)?.void;
  assert.equal(await voidOf(early.act.id), null, "an older node declares none: nothing is held against it");
  const late = await draft(ca, item, "note", {});
  await forge(ca, { act: personsAct(ca.party, inn.party, ca.newId(), inForce(ca)) }, forged(late, "no list"));
  await ca.step();
  await inn.apply();
  assert.equal(await voidOf(late.act.id), "bad-approval");
});

test("a suspended officer acts no more, signed or not, from the position of the suspension on; before it, all stays", async () => {
  const { ca, inn, both, item } = await nodes();
  await declare(ca, inForce(ca));
  const before = await sends(ca, await note(ca, item));
  await declare(ca, { do: "suspend", officer: OFFICER });
  // In the window in which nothing has a position yet.
  await assert.rejects(does(ca, item, "note", {}), coded("SUSPENDED"));
  await settle(both);
  assert.equal(await verdict(both, item, before), null);
  await assert.rejects(does(ca, item, "note", {}), coded("SUSPENDED"));
  const unsigned = await draft(ca, item, "note", {});
  await forge(ca, forged(unsigned));
  await ca.step();
  await inn.apply();
  const there = (await inn.state(item))?.judged.find(({ act }) => act.id === unsigned.act.id);
  assert.equal(there?.void, "suspended-officer");
  await declare(ca, { do: "resume", officer: OFFICER });
  const after = await sends(ca, await note(ca, item));
  await settle(both);
  assert.equal((await inn.state(item))?.judged.find(({ act }) => act.id === after)?.void, null);
});

test("a rejected move moves nothing, and what stands on it falls with it", async () => {
  const { ca, inn, item } = await nodes();
  await declare(ca, { do: "suspend", officer: OFFICER });
  await settle({ ca, inn });
  const stage = (await inn.state(item))?.opener.stage;
  const moved = await draft(ca, item, "withdraw", {});
  await forge(ca, forged(moved));
  await ca.step();
  await inn.apply();
  const state = await inn.state(item);
  assert.equal(state?.opener.stage, stage);
  assert.notEqual(state?.opener.head, moved.act.id);
});

test("abuse 39: an officer of theirs who is called as one of ours is judged by their log, and ours by ours", async () => {
  const { ca, inn, both, item } = await nodes();
  await declare(ca, inForce(ca));
  await declare(inn, { do: "suspend", officer: OFFICER });
  await settle(both);
  const ours = await sends(ca, await note(ca, item));
  await settle(both);
  assert.equal(await verdict(both, item, ours), null);
  await assert.rejects(does(inn, item, "note", {}), coded("SUSPENDED"));
  // A key that the other side has declared signs nothing here.
  await declare(inn, { do: "resume", officer: OFFICER }, inForce(inn, spare));
  await settle(both);
  await assert.rejects(
    async () => submit(ca.ports, LANE, await note(ca, item, spare)),
    coded("BAD_APPROVAL"),
  );
});

test("an accreditation that ends while an act waits: it goes back to its officer, and is never void", async () => {
  const { ca, inn, both, item } = await nodes();
  await declare(ca, inForce(ca, key, 5_000));
  await settle(both);
  const id = await sends(ca, await note(ca, item));
  ca.now += 5_000;
  const { returned } = await ca.step();
  assert.deepEqual(returned, [id]);
  await settle(both);
  assert.equal(await inn.act(id, ca.party), null);
});

test("after a restore what waits is judged by the log that came back", async () => {
  const { ca, inn, both, item } = await nodes();
  await declare(ca, inForce(ca), inForce(ca, approver));
  await settle(both);
  const back = ca.snapshot();
  await declare(
    ca,
    { do: "suspend", officer: OFFICER },
    { do: "revoke-key", key: approver.key, since: null },
  );
  await settle(both);
  back();
  // The database has forgotten both. The officer acts before the peer has been heard.
  const unsigned = await does(ca, item, "note", {});
  const signed = await draft(ca, item, "note", {});
  const by = { ...signed.act, by: APPROVER };
  const other = { ...signed, act: by, approvals: fakeApproval(approver, { ...by, body: null }) };
  await submit(ca.ports, LANE, other);
  await settle(both);
  for (const id of [unsigned, by.id]) assert.equal(await inn.act(id, ca.party), null);
  assert.deepEqual(await inn.alarms(), []);
  await assert.rejects(does(ca, item, "note", {}), coded("SUSPENDED"));
});

test("what is said of an officer before a restored node has heard its peer is said all the same", async () => {
  const { ca, inn, both, item } = await nodes();
  const back = ca.snapshot();
  await does(ca, item, "note", {});
  await settle(both);
  back();
  await declare(ca, { do: "suspend", officer: OFFICER });
  inn.session = newSession();
  await settle(both);
  const said = await inn.store.tx((tx) => tx.persons(ownOrigin(ca.ports.identity, LANE), null));
  assert.deepEqual(
    said.map(({ act, pos }) => [act.do, pos !== null]),
    [["suspend", true]],
  );
});

test("a verdict that came back with the tail of a restored log is the one that was given", async () => {
  const { ca, inn, both, item } = await nodes();
  const back = ca.snapshot();
  await declare(ca, inForce(ca));
  const id = await sends(ca, await note(ca, item));
  await settle(both);
  const given = (await ca.act(id))?.persons;
  back();
  inn.session = newSession();
  await settle(both);
  assert.deepEqual((await ca.act(id))?.persons, given);
  assert.equal(given?.signed[0]?.reason, null);
});

test("to a node that does not say it understands nothing is said of officers", async () => {
  const { ca } = strangers();
  assert.equal(await declare(ca, inForce(ca)), false);
  assert.equal((await ca.own()).size, 0);
});

test("what is said of officers and is malformed is named, and the next entry goes on", async () => {
  const { ca, inn, both } = await nodes();
  const { applied } = await inn.theirs();
  const made = (said: PersonsAct): Act => personsAct(ca.party, inn.party, ca.newId(), said);
  const other = { ...inForce(ca), key: spare.key };
  const suspend = made({ do: "suspend", officer: OFFICER });
  await forge(
    ca,
    { act: made(other) },
    { act: { ...suspend, args: { officer: OFFICER, why: "other" } } as unknown as Act },
    { act: { ...suspend, do: "promote" } as unknown as Act },
    { act: made(inForce(ca)) },
  );
  await settle(both);
  assert.deepEqual((await inn.theirs()).except, [applied, applied + 1, applied + 2]);
  const origin = ownOrigin(ca.ports.identity, LANE);
  const said = await inn.store.tx((tx) => tx.persons(origin, null));
  assert.deepEqual(
    said.map(({ act }) => act.do),
    ["officer-key"],
  );
  assert.ok(actBytes(made(inForce(ca))).length < 16_384);
});
