import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { isSetuError, type Party } from "@setu/core";
import { encodeBundle, ownOrigin, parseBundle, peerOrigin } from "@setu/link";
import type { LinkView, RequestList } from "@setu/requests";
import { append, emptyFrontier, leafHash, openCheckpoint, root, signCheckpoint } from "tlog";
import { cardHash, fingerprint, formatCard, parseCard, type Card } from "../keys/card.ts";
import { changeRoot, found, signCard } from "../keys/ceremony.ts";
import { loadKeys, logSigners } from "../keys/node-keys.ts";
import { newSecret } from "../keys/root-key.ts";
import { formatRecord, recordFingerprint, verifyRecord, type Recorded } from "../keys/root.ts";
import { linkClient } from "../link-http/client.ts";
import { commitmentOf } from "../keys/succession.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { put } from "./files.ts";
import { noteInForce } from "./keys-in-force.ts";
import type { RunningNode } from "./node.ts";
import { pinRoot } from "./root.ts";
import { makePlan, readPlan, ROTATED } from "./rotation-plan.ts";
import { acceptSuccessor, makeNext, takeNext } from "./succession.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** The drill for a node's keys that are lost or stolen, between two nodes that run (abuse 43, 44). */
let nodes: TwoNodes;
let ca: RunningNode;
let india: RunningNode;
before(async () => {
  nodes = await twoNodes();
  [ca, india] = [nodes.ca, nodes.in];
});
after(() => nodes.close());

const LANE = "flash";
const offline = () => join(nodes.homes.ca, "..", "next-keys.json");
const signedIn = async ({ url }: RunningNode, account: string) => {
  const browser = new Browser(url);
  await browser.signIn(account);
  return browser;
};
const held = async () => {
  const { ports } = india.desk ?? assert.fail();
  const sizes: Record<string, number> = {};
  for (const lane of ports.identity.lanes) {
    const origin = peerOrigin(ports.identity, lane);
    sizes[origin] = (await india.store.tx((tx) => tx.peer(origin, "none"))).held;
  }
  return sizes;
};
const accept = async (card: Card, by: string | null = null) =>
  acceptSuccessor(nodes.homes.in, Buffer.from(formatCard(card)), fingerprint(card), await held(), by);
/** A request of Canada's is at the other node, and its receipt here. */
async function crosses(): Promise<void> {
  const [ottawa, delhi] = [await signedIn(ca, "ca.officer-1"), await signedIn(india, "in.officer-1")];
  const inbox = () => delhi.get<RequestList>("/api/requests?view=inbox");
  const { total } = await inbox();
  await ottawa.post("/api/requests", { command: askCommand({ lane: LANE as never }) });
  await until("the request arrives", inbox, (list) => list.total > total);
  await until(
    "the receipt",
    () => ottawa.get<LinkView>("/api/link"),
    ({ lanes }) => lanes.every(({ size, cosigned }) => size > 0 && size === cosigned),
  );
}
const restart = async (which: "ca" | "in") => {
  await (which === "ca" ? ca : india).stop();
  const started = await nodes.again(which, "instead");
  if (which === "ca") ca = started;
  else india = started;
};
const size = async () =>
  (await ca.store.tx((tx) => tx.own(ownOrigin((ca.desk ?? assert.fail()).ports.identity, LANE), false))).size;

test("the card commits to keys that are elsewhere, and the peer takes that card by its fingerprint", async () => {
  await crosses();
  const before = parseCard(readFileSync(homeFiles(nodes.homes.in).peerCard));
  const card = await makeNext(nodes.homes.ca, offline());
  assert.notEqual(fingerprint(card), fingerprint(before));
  assert.throws(
    () => acceptSuccessor(nodes.homes.in, Buffer.from(formatCard(card)), fingerprint(before), {}),
    (error) => isSetuError(error, "WRONG_PEER"),
  );
  await accept(card);
  assert.equal(parseCard(readFileSync(homeFiles(nodes.homes.in).peerCard)).next, card.next);
  // Nothing secret of the next keys stays behind.
  const there = readFileSync(homeFiles(nodes.homes.ca).keys, "utf8");
  const { log, mirror } = JSON.parse(readFileSync(offline(), "utf8")) as Record<string, string>;
  for (const secret of [log, mirror]) assert.ok(secret && !there.includes(secret));
  await restart("in");
  await crosses();
});

test("abuse 44: keys that are lost are followed by those committed to, and the same logs go on: the whole drill", async (t) => {
  await crosses();
  const [sizeBefore, began] = [await size(), performance.now()];
  const running = readFileSync(homeFiles(nodes.homes.ca).keys, "utf8");
  assert.throws(
    () => takeNext(nodes.homes.ca, offline(), null),
    (error) => isSetuError(error, "BUSY"),
  );
  assert.equal(
    readFileSync(homeFiles(nodes.homes.ca).keys, "utf8"),
    running,
    "a node that runs keeps its keys",
  );
  await ca.stop();
  rmSync(homeFiles(nodes.homes.ca).keys);
  const card = takeNext(nodes.homes.ca, offline(), null);
  ca = await nodes.again("ca", "instead");
  // A head that the other node may not have heard yet would be refused under the former keys for ever.
  const { identity } = (ca.desk ?? assert.fail()).ports;
  for (const [i, lane] of identity.lanes.entries()) {
    const origin = ownOrigin(identity, lane);
    const { checkpoint } = await ca.store.tx((tx) => tx.own(origin, false));
    const opened = openCheckpoint(checkpoint, {
      origin,
      log: card.logs[i] ?? [],
      cosigners: [],
      exact: true,
    });
    assert.ok(opened.size > 0);
  }
  // Until its operator has accepted the card, the other node hears nobody.
  await accept(card);
  await restart("in");
  await crosses();
  t.diagnostic(
    `from loss to the next receipt: ${Math.round(performance.now() - began)} ms, without the voices`,
  );
  assert.ok((await size()) > sizeBefore, "the same log, longer");
  const { alarms } = await (await signedIn(india, "in.officer-1")).get<LinkView>("/api/link");
  assert.deepEqual(alarms, []);
});

test("only the keys that were committed to follow, whoever brings others", async () => {
  const path = homeFiles(nodes.homes.in).peerCard;
  const pinned = parseCard(readFileSync(path));
  assert.equal(pinned.next, undefined);
  await ca.stop();
  const committed = await makeNext(nodes.homes.ca, join(nodes.homes.ca, "second.json"));
  await accept(committed);
  // A thief with the present keys names keys of his own.
  const thief = await makeNext(nodes.homes.ca, join(nodes.homes.ca, "thief.json"));
  assert.notEqual(thief.next, committed.next);
  const stolen = takeNext(nodes.homes.ca, join(nodes.homes.ca, "thief.json"), null);
  await assert.rejects(accept(stolen), (error) => isSetuError(error, "WRONG_PEER"));
  for (const change of [{ instance: 2 }, { former: [] }, { former: pinned.former ?? [] }])
    await assert.rejects(
      accept({ ...stolen, ...change }),
      (error) => isSetuError(error),
      JSON.stringify(Object.keys(change)),
    );
  assert.equal(fingerprint(parseCard(readFileSync(path))), fingerprint(committed), "the pinned card stays");
});

test("abuse 43: what stolen keys sign after others have followed is refused with the evidence; what they signed before stands", async () => {
  const files = homeFiles(nodes.homes.ca);
  const second = join(nodes.homes.ca, "second.json");
  const old = loadKeys(offline());
  rmSync(files.keys);
  const since = Date.now();
  const card = takeNext(nodes.homes.ca, second, since, "ca.officer-1");
  assert.deepEqual(
    card.former?.map((each) => each.since),
    [null, since],
  );
  await accept(card, "in.officer-2");
  ca = await nodes.again("ca", "instead");
  await restart("in");
  await crosses();

  // A bundle that continues the log, over the real link, under the keys that were stolen.
  const { identity } = (ca.desk ?? assert.fail()).ports;
  const origin = ownOrigin(identity, LANE);
  const client = linkClient({
    address: india.card.address,
    tls: loadKeys(files.keys).tls,
    pin: india.card.tls,
  });
  try {
    const { held: at, opening } = await client.hello(LANE);
    const bundle = parseBundle(await client.fetch(LANE, 0, at));
    const entries = [...bundle.entries, bundle.entries[0] ?? assert.fail()];
    const frontier = append(
      emptyFrontier(),
      entries.map(({ leaf }) => leafHash(leaf)),
    );
    const head = { origin, size: entries.length, root: root(frontier) };
    const note = signCheckpoint(head, logSigners(old, origin), Math.floor(Date.now() / 1000));
    const forged = encodeBundle({ ...bundle, from: 0, checkpoint: note, entries });
    for (let again = 0; again < 2; again++)
      await assert.rejects(client.push(LANE, opening, forged), (error) => isSetuError(error, "RETIRED_KEY"));
    const { alarms, state } = await (await signedIn(india, "in.officer-1")).get<LinkView>("/api/link");
    assert.deepEqual(
      alarms.map(({ code, lane, evidence }) => [code, lane, evidence]),
      [["RETIRED_KEY", LANE, note]],
      "once, however often it is tried",
    );
    assert.equal(state, "up", "the link goes on");
  } finally {
    client.close();
  }
  await crosses();
  // What the stolen keys had signed by then is opened as before: a receipt that Canada still has.
  const { ports } = ca.desk ?? assert.fail();
  const receipt = await ca.store.tx((tx) => tx.receiptUpTo(origin, 0, 2));
  assert.ok(receipt);
  assert.equal(ports.keys.openReceipt(receipt.note, origin).checkpoint.size, receipt.size);
  assert.ok(!existsSync(`${files.keys}.new`));
});

const trail = async ({ store }: RunningNode, what: string) =>
  store.tx((tx) =>
    tx.db.rows<{ by: string; args: Record<string, unknown> }>(
      "SELECT by, args FROM derived.trail WHERE what = $1 ORDER BY pos",
      [what],
    ),
  );

test("both home logs say once whose keys followed, who said so, when, and since when the former were in other hands", async () => {
  const now = parseCard(readFileSync(homeFiles(nodes.homes.in).peerCard));
  const taken = await trail(ca, "keys-taken");
  const accepted = await trail(india, "card-accepted");
  assert.equal(new Set(taken.map(({ args }) => args["becomes"])).size, taken.length);
  assert.equal(new Set(accepted.map(({ args }) => args["card"])).size, accepted.length);
  assert.deepEqual([taken.at(-1)?.by, accepted.at(-1)?.by], ["ca.officer-1", "in.officer-2"]);
  assert.deepEqual(
    [taken.at(-1)?.args["becomes"], accepted.at(-1)?.args["becomes"]],
    Array(2).fill(commitmentOf(now)),
  );
  assert.deepEqual(accepted.at(-1)?.args["fingerprint"], fingerprint(now).split(" "));
  assert.equal(accepted.at(-1)?.args["believed"], "voice");
  const [ours, theirs] = [await trail(ca, "keys-stolen"), await trail(india, "keys-stolen")];
  assert.deepEqual([ours.length, theirs.length], [1, 1]);
  for (const field of ["party", "keys", "since"]) assert.equal(ours[0]?.args[field], theirs[0]?.args[field]);
  assert.equal(ours[0]?.args["since"], now.former?.at(-1)?.since);
  assert.deepEqual([ours[0]?.by, theirs[0]?.by], ["ca.officer-1", "in.officer-2"]);
  // Keys that were lost came earlier, and nobody was named: then it is the node that says so.
  assert.deepEqual([taken[0]?.by, taken.length], ["ca", 2]);
});

test("the drill of docs/keys.md: ceremony, root pinned, a medium lost, keys stolen, and nobody telephones again", async (t) => {
  const began = performance.now();
  const holders = ["Asha", "Bernard", "Chen", "Dev"].map((name) => ({
    name: `${name} Example`,
    secret: newSecret(),
  }));
  const [asha, bernard, chen, dev] = holders;
  assert.ok(asha && bernard && chen && dev);
  const occasion = { at: Date.now(), offline: true };
  const bytes = (record: readonly Recorded[]) => Buffer.from(formatRecord(record));
  const pinned = parseCard(readFileSync(homeFiles(nodes.homes.in).peerCard));
  let record = found(ca.party as Party, [asha, bernard, chen], occasion);
  record = signCard(record, cardHash(pinned), [asha.secret, chen.secret], occasion);
  pinRoot(nodes.homes.in, bytes(record), recordFingerprint(verifyRecord(record)));
  await crosses();

  // By the calendar, under traffic: no card, no telephone, and the root is not asked.
  const before = loadKeys(homeFiles(nodes.homes.ca).keys);
  const follows = commitmentOf(ownCard(loadConfig(nodes.homes.ca), before));
  await makePlan(nodes.homes.ca, ROTATED, { party: "ca", follows });
  await crosses();
  await until(
    "the keys change",
    async () => readPlan(nodes.homes.ca),
    (plan) => plan === null,
  );
  await crosses();

  // Bernard's medium is gone: the two others let Dev in, and later sign without him.
  const again = [asha, chen].map(({ secret }) => secret);
  const anew = [asha, dev, chen].map(({ name }) => ({ name, secret: newSecret() }));
  record = changeRoot(record, anew, again, occasion);

  // The node's keys are stolen, and the other side never got a card that commits to the next ones.
  const next = join(nodes.homes.ca, "third.json");
  await makeNext(nodes.homes.ca, next);
  await ca.stop();
  const card = takeNext(nodes.homes.ca, next, Date.now());
  const sizes = await held();
  const give = (signed: readonly Recorded[]) =>
    acceptSuccessor(nodes.homes.in, Buffer.from(formatCard(card)), { record: bytes(signed) }, sizes);
  const refused = (error: unknown) => isSetuError(error, "ROOT_REFUSED");
  await assert.rejects(accept(card), refused, "a voice alone is not enough any more");
  assert.throws(() => give(record), refused, "nor a record that does not name the card");
  const signing = anew.slice(1).map(({ secret }) => secret);
  give(signCard(record, cardHash(card), signing, occasion));
  ca = await nodes.again("ca", "instead");
  await restart("in");
  await crosses();
  const { alarms } = await (await signedIn(india, "in.officer-1")).get<LinkView>("/api/link");
  assert.deepEqual(
    alarms.map(({ code }) => code),
    ["RETIRED_KEY"],
    "none but the one of before",
  );
  const followed = (await trail(india, "keys-followed")).map(({ args }) => args["card"]);
  const accepted = await trail(india, "card-accepted");
  assert.deepEqual(
    [accepted.at(-1)?.args["believed"], accepted.at(-1)?.args["card"]],
    ["root", cardHash(card)],
    "by what a card was believed",
  );
  assert.ok(
    accepted.every(({ args }) => !followed.includes(args["card"])),
    "what was announced nobody has accepted",
  );
  t.diagnostic(`the whole drill: ${Math.round(performance.now() - began)} ms, without people`);
});

test("a card or keys that no command has put there stand in the home log too, without a name, and once", async () => {
  const path = homeFiles(nodes.homes.in).peerCard;
  const [bytes, before] = [readFileSync(path), (await trail(india, "card-accepted")).length];
  const card = parseCard(bytes);
  const { ports } = india.desk ?? assert.fail();
  const look = () => noteInForce(nodes.homes.in, india.store, ports);
  put(path, formatCard({ ...card, name: { ...card.name, en: "Another" } }));
  // Beside the node's own look, as other processes of it would.
  await Promise.all([look(), look(), look()]);
  const added = (await trail(india, "card-accepted")).slice(before);
  assert.deepEqual(
    added.map(({ by, args }) => [by, args["believed"], args["on"]]),
    [["in", undefined, undefined]],
  );
  put(path, bytes.toString());
  await look();
  await india.store.replay("now");
  await look();
  const last = (await trail(india, "card-accepted")).slice(before);
  assert.deepEqual([last.length, last.at(-1)?.args["card"]], [2, cardHash(card)], "back again, and no more");
  assert.equal(last.at(-1)?.args["believed"], undefined, "whoever accepted it then has not put it back");
});
