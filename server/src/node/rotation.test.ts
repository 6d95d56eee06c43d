import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isSetuError, type Hash, type KeysAct, type RecordId } from "@setu/core";
import { announceKeys, ownOrigin, peerOrigin } from "@setu/link";
import type { LinkView, RequestList, RequestView } from "@setu/requests";
import { parseNote, signCheckpoint, type VerifierKey } from "tlog";
import { fingerprint, formatCard, parseCard } from "../keys/card.ts";
import { loadKeys, logSigners, type NodeKeys } from "../keys/node-keys.ts";
import { commitmentOf } from "../keys/succession.ts";
import { linkClient } from "../link-http/client.ts";
import { heedAnnounced } from "./announced.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { put } from "./files.ts";
import { noteInForce } from "./keys-in-force.ts";
import { readFollowed } from "./peer-announced.ts";
import type { RunningNode } from "./node.ts";
import { revokeFormer } from "./revoked.ts";
import { rotate } from "./rotation.ts";
import { makePlan, readPlan, ROTATED, type Rotated } from "./rotation-plan.ts";
import { acceptSuccessor, makeNext, peerFormer, takeNext } from "./succession.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** Keys that change while the link lives, between two nodes that run. */
let nodes: TwoNodes;
let ca: RunningNode;
let running = true;
/** As a thief of long ago has them. */
let first: NodeKeys;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes();
  ({ ca } = nodes);
  [ottawa, delhi] = [new Browser(ca.url), new Browser(nodes.in.url)];
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

const home = () => nodes.homes.ca;
const unheard = (folder: string, { store, desk }: RunningNode) => ({
  home: folder,
  store,
  ports: (desk ?? assert.fail()).ports,
  heardSince: () => () => "elsewhere" as const,
});
const present = () => loadKeys(homeFiles(home()).keys);
const own = () => ownCard(loadConfig(home()), present());
const pinned = () => parseCard(readFileSync(homeFiles(nodes.homes.in).peerCard));
/** Made beside the node, which would see it within a second. */
async function plan(what: readonly Rotated[] = ROTATED): Promise<void> {
  await makePlan(home(), what, { party: "ca", follows: commitmentOf(own()) });
  if (running) await rotate(unheard(home(), ca));
}
const done = () =>
  until(
    "the rotation",
    async () => readPlan(home()),
    (left) => left === null,
  );
const link = (browser: Browser) => browser.get<LinkView>("/api/link");
/** Both logs go on in every lane: each side holds what the other has signed. */
async function crosses(): Promise<void> {
  const inbox = () => delhi.get<RequestList>("/api/requests?view=inbox");
  const { total } = await inbox();
  await ottawa.post("/api/requests", { command: askCommand({ lane: "flash" as never }) });
  await until("the request arrives", inbox, (list) => list.total > total);
  for (const browser of [ottawa, delhi])
    await until(
      "the receipts",
      () => link(browser),
      ({ lanes, state }) =>
        state === "up" && lanes.every(({ size, cosigned }) => size > 0 && size === cosigned),
    );
}
const alarms = async () =>
  [...(await link(ottawa)).alarms, ...(await link(delhi)).alarms].map(({ code }) => code);

test("keys change under traffic: the link is never down, both sides name the same card, and no alarm is raised", async (t) => {
  await crosses();
  first = present();
  const before = own();
  const states = new Set<string>();
  const [began, end] = [performance.now(), new AbortController()];
  const watching = (async () => {
    while (!end.signal.aborted) {
      for (const browser of [ottawa, delhi]) states.add((await link(browser)).state);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await plan();
  await crosses();
  await done();
  t.diagnostic(`from the plan to the keys in use: ${Math.round(performance.now() - began)} ms`);
  for (let i = 0; i < 3; i++) await crosses();
  end.abort();
  await watching;
  assert.deepEqual([...states], ["up"]);
  assert.deepEqual(await alarms(), []);
  assert.notEqual(commitmentOf(own()), commitmentOf(before));
  assert.equal(fingerprint(pinned()), fingerprint(own()), "people who compare groups read the same");
  assert.deepEqual(
    pinned().former?.map(({ logs }) => logs),
    [before.logs],
  );
});

test("both home logs say once which keys are in force since when, and by which rotation", async () => {
  const [ours] = await noted(ca, "keys-rotated");
  const [theirs] = await noted(nodes.in, "keys-followed");
  assert.equal(ours?.becomes, commitmentOf(own()));
  assert.deepEqual([theirs?.rotation, theirs?.becomes], [ours?.rotation, ours?.becomes]);
  assert.deepEqual(
    [(await noted(ca, "keys-rotated")).length, (await noted(nodes.in, "keys-followed")).length],
    [1, 1],
  );
});

const noted = async ({ store }: RunningNode, what: string) =>
  (
    await store.tx((tx) =>
      tx.db.rows<{ args: { rotation: string; becomes: string } }>(
        "SELECT args FROM derived.trail WHERE what = $1 ORDER BY pos",
        [what],
      ),
    )
  ).map(({ args }) => args);

test("what the former keys signed ends where the first head under the new ones stands, in each log", async () => {
  const sizes = await until(
    "a head of each log",
    async () => peerFormer(nodes.homes.in)[0]?.until ?? [],
    (found) => found.every((size) => size !== null),
  );
  const { ports } = nodes.in.desk ?? assert.fail();
  for (const [i, lane] of ports.identity.lanes.entries()) {
    const origin = peerOrigin(ports.identity, lane);
    const { held } = await nodes.in.store.tx((tx) => tx.peer(origin, "none"));
    const until = sizes[i] ?? Infinity;
    assert.ok(until <= held);
    const signed = (size: number) =>
      signCheckpoint({ origin, size, root: new Uint8Array(32) }, logSigners(first, origin), 1_700_000_000);
    assert.equal(ports.keys.openPeer(signed(until), origin).size, until);
    assert.throws(
      () => ports.keys.openPeer(signed(until + 1), origin),
      (error) => isSetuError(error, "RETIRED_KEY"),
    );
  }
  const { address, tls: pin } = nodes.in.card;
  const client = linkClient({ address, pin, tls: present().tls });
  await client.hello("flash").finally(() => client.close());
  assert.deepEqual(readFollowed(nodes.homes.in).pins, [], "the former key of the line counts no more");
});

test("receipts of before open on both sides, by the keys of their time", async () => {
  for (const { desk, store } of [ca, nodes.in]) {
    const { ports } = desk ?? assert.fail();
    const origin = ownOrigin(ports.identity, "flash");
    const first = await store.tx((tx) => tx.receiptUpTo(origin, 0, 2));
    assert.equal(ports.keys.openOwn(first?.note ?? "", origin).size, first?.size);
  }
});

test("each alone: the line, then the sealing key; the logs keep their keys", async () => {
  for (const what of ["tls", "sealing"] as const) {
    const before = own();
    await plan([what]);
    await done();
    await crosses();
    const now = own();
    assert.deepEqual([now.logs, now.mirror, now.former], [before.logs, before.mirror, before.former]);
    assert.equal(now.tls !== before.tls, what === "tls");
    assert.equal(Buffer.compare(now.kem, before.kem) !== 0, what === "sealing");
    assert.equal(fingerprint(pinned()), fingerprint(now));
  }
  assert.deepEqual(await alarms(), []);
});

test("a node that dies at any step goes on where it was", async () => {
  // Killed before a word was said: the plan is all there is.
  await ca.stop();
  running = false;
  await plan();
  running = true;
  const before = own();
  ca = await nodes.again("ca", "instead");
  await until(
    "it is said",
    async () => saidIn(),
    (said) => said > 0,
  );
  // Killed after it was said.
  await ca.stop();
  const kept = readFileSync(homeFiles(home()).rotation);
  ca = await nodes.again("ca", "instead");
  await done();
  assert.notEqual(commitmentOf(own()), commitmentOf(before));
  // Killed between the two files: the keys are the node's, and the plan is there still.
  await ca.stop();
  writeFileSync(homeFiles(home()).rotation, kept);
  const now = own();
  ca = await nodes.again("ca", "instead");
  await done();
  assert.equal(commitmentOf(own()), commitmentOf(now));
  const said = (await noted(ca, "keys-rotated")).filter(({ becomes }) => becomes === commitmentOf(now));
  assert.equal(said.length, 1, "written down once, however often it dies");
  ottawa = new Browser(ca.url);
  await ottawa.signIn("ca.officer-1");
  await crosses();
  assert.deepEqual(await alarms(), []);
});

const saidIn = async () => {
  const { identity } = (ca.desk ?? assert.fail()).ports;
  const rows = await ca.store.tx((tx) =>
    tx.db.rows<{ n: number }>("SELECT count(*)::int AS n FROM derived.key_act WHERE party = $1", [
      identity.party,
    ]),
  );
  return rows[0]?.n ?? 0;
};

test("keys that others have followed do not come back by an announcement, nor do keys that the lanes do not agree on", async () => {
  const { ports } = ca.desk ?? assert.fail();
  const config = loadConfig(home());
  const card = own();
  const back = ownCard(config, { ...present(), log: first.log, mirror: first.mirror });
  const both = (keys: readonly VerifierKey[]) => Buffer.concat(keys.map(({ publicKey }) => publicKey));
  const said = (becomes: string, rotation: string): KeysAct[] =>
    back.logs.map((log) => ({
      do: "announce",
      rotation: rotation as RecordId,
      follows: commitmentOf(card),
      becomes: becomes as Hash,
      log: both(log),
      mirror: both(back.mirror),
      tls: back.tls,
      kem: back.kem,
    }));
  await ca.store.tx(async (tx) => {
    await announceKeys(ports, tx, said(commitmentOf(back), "a".repeat(32)));
    await announceKeys(ports, tx, said(back.tls, "b".repeat(32)));
  });
  await crosses();
  const heard = () =>
    nodes.in.store.tx((tx) =>
      tx.db.rows("SELECT act FROM derived.key_act WHERE rotation ~ '^(a{32}|b{32})$'", []),
    );
  await until("both are applied", heard, (rows) => rows.length === 2 * back.lanes.length);
  assert.equal(
    await heedAnnounced(nodes.homes.in, nodes.in.store, (nodes.in.desk ?? assert.fail()).ports),
    false,
  );
  assert.equal(commitmentOf(pinned()), commitmentOf(card));
  await crosses();
});

test("two processes of one node change their keys together", async () => {
  const beside = await nodes.again("ca", "beside");
  await plan();
  await crosses();
  await done();
  for (const node of [ca, beside]) {
    const { ports } = node.desk ?? assert.fail();
    const origin = ownOrigin(ports.identity, "flash");
    const note = ports.keys.sign({ origin, size: 1, root: new Uint8Array(32) }, Date.now());
    const [key] = logSigners(present(), origin);
    assert.ok(parseNote(note).signatures.some(({ keyId }) => keyId === key?.key.keyId));
  }
  await crosses();
  await beside.stop();
  assert.deepEqual(await alarms(), []);
});

test("what was signed, lost by a restore and never heard of holds no keys up where the peer is heard", async () => {
  const { identity, store } = (ca.desk ?? assert.fail()).ports;
  const origin = ownOrigin(identity, "flash");
  // As a restore leaves it: the mark beside the database says more than is here, and than is there.
  const lost = (await store.tx((tx) => tx.own(origin, false))).size + 40;
  await store.tx((tx) => tx.advance(`owed:${origin}`, lost, new Uint8Array(32)));
  const before = commitmentOf(own());
  await plan(["log"]);
  await done();
  assert.notEqual(commitmentOf(own()), before);
  await crosses();
  assert.deepEqual(await alarms(), []);
});

test("nine rotations, and more: none fails, and what the first keys signed still opens", async () => {
  const { ports } = nodes.in.desk ?? assert.fail();
  for (let i = 0; i < 9; i++) {
    await plan(["log"]);
    await done();
  }
  await crosses();
  assert.equal(fingerprint(pinned()), fingerprint(own()));
  assert.ok((pinned().former?.length ?? 0) >= 9);
  const origin = peerOrigin(ports.identity, "flash");
  const first = await ca.store.tx((tx) => tx.receiptUpTo(origin, 0, 2));
  assert.equal(ports.keys.openPeer(first?.note ?? "", origin).size, first?.size);
  assert.deepEqual(await alarms(), []);
  // Each has its own entry, and is none of those that people bring.
  assert.deepEqual([await noted(ca, "keys-taken"), await noted(nodes.in, "card-accepted")], [[], []]);
});

test("a node that dies between its entry and the other side's card goes on, and says of no card that somebody accepted it", async () => {
  const { peerCard, peerAnnounced } = homeFiles(nodes.homes.in);
  const [card, announced] = [readFileSync(peerCard), readFileSync(peerAnnounced)];
  const followed = () =>
    until(
      "the card follows",
      async () => fingerprint(pinned()) === fingerprint(own()),
      (same) => same,
    );
  await plan(["tls"]);
  await done();
  await followed();
  put(peerAnnounced, announced.toString());
  put(peerCard, card.toString());
  await noteInForce(nodes.homes.in, nodes.in.store, (nodes.in.desk ?? assert.fail()).ports);
  await followed();
  assert.deepEqual(await noted(nodes.in, "card-accepted"), []);
});

test("a database that forgets the announcements, or a card of an old copy, ends at the same keys", async () => {
  const { ports } = nodes.in.desk ?? assert.fail();
  const card = readFileSync(homeFiles(nodes.homes.in).peerCard);
  await nodes.in.store.replay("now");
  assert.equal(await heedAnnounced(nodes.homes.in, nodes.in.store, ports), false, "none is followed twice");
  assert.deepEqual(readFileSync(homeFiles(nodes.homes.in).peerCard), card);
  await crosses();
});

test("former keys that turn out to have been stolen are flagged on both sides, and the link goes on", async () => {
  const { rows } = await delhi.get<RequestList>("/api/requests?view=inbox");
  const asked = async (browser: Browser) => {
    const views = rows.map(({ item }) => browser.get<RequestView>(`/api/requests/${item}`));
    const acts = (await Promise.all(views)).flatMap(({ timeline }) => timeline.slice(0, 1));
    return acts.toSorted((a, b) => a.at - b.at);
  };
  const [oldest, ...others] = await asked(delhi);
  assert.ok(oldest && others.length > 0);
  assert.ok([oldest, ...others].every(({ nodeSince }) => nodeSince === null));
  const since = oldest.at;
  assert.throws(
    () => revokeFormer(home(), 99, since),
    (error) => isSetuError(error, "NOT_FOUND"),
  );
  const before = fingerprint(own());
  const card = revokeFormer(home(), 1, since);
  assert.notEqual(fingerprint(card), before, "people see that the card says more");
  acceptSuccessor(nodes.homes.in, Buffer.from(formatCard(card)), fingerprint(card), {});
  assert.deepEqual(
    [pinned().former?.[0]?.since, peerFormer(nodes.homes.in)[0]?.since, peerFormer(nodes.homes.in)[1]?.since],
    [since, since, null],
  );
  for (const browser of [ottawa, delhi]) {
    const acts = await asked(browser);
    assert.deepEqual(
      [acts[0]?.nodeSince, acts.at(-1)?.nodeSince],
      [since, null],
      "what they signed is flagged, and what came under others is not",
    );
  }
  // A later time takes nothing back.
  assert.equal(revokeFormer(home(), 1, since + 5_000).former?.[0]?.since, since);
  await crosses();
  assert.deepEqual(await alarms(), []);
});

test("abuse 43: whoever has stolen the present keys announces others, and what the card committed to overrules them", async () => {
  const next = join(home(), "next.json");
  const committed = await makeNext(home(), next);
  const give = (bytes: string, read: string) => acceptSuccessor(nodes.homes.in, Buffer.from(bytes), read, {});
  give(formatCard(committed), fingerprint(committed));
  const owners = readFileSync(homeFiles(home()).keys);
  // The thief has the node's file, and so can say whatever the node can.
  await plan();
  await done();
  await until(
    "the peer follows",
    async () => commitmentOf(pinned()),
    (now) => now === commitmentOf(own()),
  );
  const thief = own();
  assert.equal(pinned().next, committed.next, "an announcement moves no commitment");
  await ca.stop();
  writeFileSync(homeFiles(home()).keys, owners);
  const { logs } = own();
  const recovered = takeNext(home(), next, Date.now());
  assert.deepEqual(recovered.former?.at(-1)?.logs, logs);
  give(formatCard(recovered), fingerprint(recovered));
  assert.equal(commitmentOf(pinned()), commitmentOf(recovered));
  const left = peerFormer(nodes.homes.in).find(
    (each) => commitmentOf({ ...thief, ...each }) === commitmentOf(thief),
  );
  assert.ok(
    left?.until?.every((size) => size !== null),
    "the thief's keys sign nothing more",
  );
  assert.notEqual(left?.since ?? null, null, "and what they signed is flagged");
  const { store, desk } = nodes.in;
  assert.equal(
    await heedAnnounced(nodes.homes.in, store, (desk ?? assert.fail()).ports),
    false,
    "nor do they follow anew",
  );
});

test("a plan that follows keys which are in use no more is dropped unsaid, and a second one is refused meanwhile", async () => {
  const home = nodes.homes.in;
  await makePlan(home, ROTATED, { party: "in", follows: pinned().tls });
  await assert.rejects(makePlan(home, ROTATED, { party: "in", follows: pinned().tls }), (error) =>
    isSetuError(error, "BUSY"),
  );
  await rotate(unheard(home, nodes.in));
  assert.equal(readPlan(home), null);
});
