import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { Accepted, LinkView, RequestList } from "@setu/requests";
import { encodeBundle, ownOrigin, parseBundle, peerOrigin, type LogEntry, type Ports } from "@setu/link";
import { append, emptyFrontier, leafHash, root } from "tlog";
import { loadKeys } from "../keys/node-keys.ts";
import { linkClient, type LinkClient } from "../link-http/client.ts";
import { homeFiles } from "./config.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** security.md section 5, by number: a peer with good keys and bad intentions, over the real link. */
let nodes: TwoNodes;
let canada: Ports;
let client: LinkClient;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes();
  assert.ok(nodes.ca.desk);
  canada = nodes.ca.desk.ports;
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
  client = linkClient({
    address: nodes.in.card.address,
    tls: loadKeys(homeFiles(nodes.homes.ca).keys).tls,
    pin: nodes.in.card.tls,
  });
  await quiet();
});
after(async () => {
  client.close();
  await nodes.close();
});

const LANE = "flash";
const ask = () => askCommand({ lane: LANE });
const send = () => ottawa.post<Accepted>("/api/requests", { command: ask() });
const inbox = () => delhi.get<RequestList>("/api/requests?view=inbox");
const view = (browser: Browser) => browser.get<LinkView>("/api/link");
const arrives = async () => {
  const { total } = await inbox();
  const { item } = await send();
  await until("the next item", inbox, (list) => list.total > total);
  return item;
};
const theirs = () => nodes.in.store.tx((tx) => tx.peer(ownOrigin(canada.identity, LANE), "none"));

/** Everything written so far is held and applied on both sides. */
async function quiet() {
  await until(
    "rest",
    () => Promise.all([view(ottawa), view(delhi)]),
    (both) =>
      both.every(
        ({ lanes }) =>
          lanes.length > 0 &&
          lanes.every(
            (lane) =>
              lane.size > 0 &&
              lane.size === lane.cosigned &&
              lane.theirs.held === lane.theirs.applied &&
              lane.theirs.held > 0,
          ),
      ),
  );
}

/** What Canada's log holds, as the bundle it once pushed. */
async function oldBundle(from: number, to: number): Promise<Uint8Array> {
  const bundle = parseBundle(await client.fetch(LANE, 0, (await theirs()).held));
  return encodeBundle({ ...bundle, from, entries: bundle.entries.slice(from, to) });
}

test("abuse 29: a push that is repeated is answered alike and changes nothing", async () => {
  await arrives();
  await quiet();
  const before = await theirs();
  const { opening } = await client.hello(LANE);
  const bundle = await oldBundle(0, before.held);
  const first = await client.push(LANE, opening, bundle);
  const second = await client.push(LANE, opening, bundle);
  assert.deepEqual([first.held, second.held], [before.held, before.held]);
  const now = await theirs();
  assert.deepEqual([now.held, now.applied, now.except], [before.held, before.applied, before.except]);
  assert.equal((await view(delhi)).state, "up");
  await arrives();
});

/** A node that was taken over signs whatever it likes into its own log; its programs then send it as ever. */
async function signIntoLog(...entries: readonly LogEntry[]): Promise<void> {
  const origin = ownOrigin(canada.identity, LANE);
  await nodes.ca.store.tx(async (tx) => {
    const own = await tx.own(origin, true);
    const frontier = append(
      own.frontier,
      entries.map((entry) => entry.leafHash),
    );
    const checkpoint = canada.keys.sign({ origin, size: frontier.size, root: root(frontier) }, Date.now());
    await tx.appendEntries(origin, own.size, entries);
    await tx.saveOwn({ ...own, size: frontier.size, frontier, checkpoint });
    await tx.advance(`signed:${origin}`, frontier.size, root(frontier));
  });
}

test("abuse 35 and 29: an entry that is a replay, or opens to nothing, is named, and the next entry goes on", async () => {
  await quiet();
  const { held } = await theirs();
  const known = await inbox();
  const [old] = await nodes.ca.store.tx((tx) => tx.entries(ownOrigin(canada.identity, LANE), 1, 2));
  assert.ok(old?.id);
  // The record once more, under a position of its own; then without any key to it.
  await signIntoLog(old, { ...old, id: null });
  const after = await until("judgement", theirs, (each) => each.applied >= held + 2);
  assert.deepEqual(after.except.slice(-2), [held, held + 1]);
  assert.equal((await inbox()).total, known.total);
  assert.equal((await view(delhi)).state, "up");
  await arrives();
});

test("bytes that are no bundle, and signatures of others, are refused with their codes and change nothing", async () => {
  await quiet();
  const before = await theirs();
  const { opening } = await client.hello(LANE);
  const bundle = parseBundle(await client.fetch(LANE, 0, before.held));
  const cases: [Uint8Array, string][] = [
    [randomBytes(500), "BAD_BUNDLE"],
    [(await oldBundle(0, 1)).slice(0, -3), "BAD_BUNDLE"],
    [encodeBundle({ ...bundle, origin: peerOrigin(canada.identity, LANE) }), "WRONG_ORIGIN"],
    [encodeBundle({ ...bundle, checkpoint: bundle.checkpoint.replace("\n", " \n") }), "BAD_CHECKPOINT"],
  ];
  for (const [bytes, code] of cases) await assert.rejects(client.push(LANE, opening, bytes), { code }, code);
  const now = await theirs();
  assert.deepEqual([now.held, now.checkpoint], [before.held, before.checkpoint]);
  await arrives();
});

test("abuse 40: a receipt for another history, or by nobody, moves nothing", async () => {
  await quiet();
  const origin = ownOrigin(canada.identity, LANE);
  const own = await nodes.ca.store.tx((tx) => tx.own(origin, false));
  const invented = canada.keys.sign({ origin, size: own.size + 5, root: randomBytes(32) }, Date.now());
  for (const note of [invented, canada.keys.cosign(own.checkpoint, Date.now()), own.checkpoint, "receipt"]) {
    assert.throws(() => canada.keys.openReceipt(note, origin), { code: "BAD_CHECKPOINT" });
  }
  assert.equal((await nodes.ca.store.tx((tx) => tx.own(origin, false))).cosigned, own.cosigned);
  await arrives();
});

test("abuse 30 and 31: another history under a good signature stops the link, with both statements kept", async () => {
  await quiet();
  const { opening } = await client.hello(LANE);
  const log = await theirs();
  const bundle = parseBundle(await client.fetch(LANE, 0, log.held));
  const old = await oldBundle(0, 1);
  const entries = bundle.entries.slice(0, -1);
  const swapped = [...entries, entries[0] as (typeof entries)[number]];
  const frontier = append(
    emptyFrontier(),
    swapped.map((entry) => leafHash(entry.leaf)),
  );
  const checkpoint = canada.keys.sign(
    { origin: bundle.origin, size: frontier.size, root: root(frontier) },
    Date.now(),
  );
  await assert.rejects(
    client.push(LANE, opening, encodeBundle({ ...bundle, checkpoint, entries: swapped })),
    { code: "FORK" },
  );
  const link = await view(delhi);
  assert.deepEqual([link.state, link.reason], ["stopped", "FORK"]);
  assert.ok(
    link.alarms.some(
      (alarm) =>
        alarm.code === "FORK" && alarm.evidence.includes(checkpoint.trim().split("\n").at(-1) ?? "?"),
    ),
  );
  await assert.rejects(client.push(LANE, opening, old), { code: "LINK_STOPPED" });
  await assert.rejects(client.hello(LANE), { code: "LINK_STOPPED" });
  // What is here can still be read.
  assert.ok((await inbox()).total > 0);
});
