import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import type { Hash } from "@setu/core";
import { ownOrigin, peerOrigin } from "@setu/link";
import type { Accepted, LinkView, RequestView, Upload } from "@setu/requests";
import { EVERYTHING } from "@setu/server/access/everything.fixture.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { saveOfficers } from "@setu/server/node/officers.ts";
import { HighWater } from "@setu/server/node/high-water.ts";
import { readFollowed, saveFollowed } from "@setu/server/node/peer-announced.ts";
import type { RunningNode } from "@setu/server/node/node.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { acceptLoss, exportTo, importFrom } from "./carry.ts";

/** Two nodes that had a line and have none any more: from here on files are carried. */
let nodes: TwoNodes;
let ca: RunningNode;
let india: RunningNode;
const bag = mkdtempSync(join(tmpdir(), "setu-bag-"));

function onRoad(which: "ca" | "in", road: string): void {
  const { config } = homeFiles(nodes.homes[which]);
  const said = JSON.parse(readFileSync(config, "utf8")) as { link: Record<string, unknown> };
  writeFileSync(config, JSON.stringify({ ...said, link: { ...said.link, road } }));
}

async function startOn(road: string): Promise<void> {
  for (const which of ["ca", "in"] as const) onRoad(which, road);
  ca = await nodes.again("ca", "instead");
  india = await nodes.again("in", "instead");
}

before(async () => {
  nodes = await twoNodes();
  await nodes.ca.stop();
  await nodes.in.stop();
  await startOn("file");
});
after(async () => {
  await nodes.close();
  rmSync(bag, { recursive: true });
});

const talk = { json: true };
let carried = 0;
const out = async (which: "ca" | "in", attachments = "256"): Promise<string> => {
  const file = join(bag, `${++carried}.setu`);
  await exportTo(nodes.homes[which], file, { attachments }, talk);
  return file;
};
const into = (which: "ca" | "in", file: string) => importFrom(nodes.homes[which], file, talk);

async function officerAt(node: RunningNode): Promise<Browser> {
  const officer = new Browser(node.url);
  await officer.signIn(`${node.party}.officer-1`);
  return officer;
}

const asks = async (node: RunningNode, files: readonly string[] = []): Promise<string> =>
  (await (await officerAt(node)).post<Accepted>("/api/requests", { command: askCommand({ files }) })).item;

const view = async (node: RunningNode, item: string): Promise<RequestView> =>
  (await officerAt(node)).get<RequestView>(`/api/requests/${item}`);

const mainOf = ({ desk }: RunningNode): string =>
  ownOrigin(desk?.ports.identity ?? assert.fail("the node is linked"), "main");

test("a request, its file, the answer to it and both receipts cross without any connection", async () => {
  assert.deepEqual([ca.linkPort, india.linkPort], [null, null]);
  const ottawa = await officerAt(ca);
  const bytes = Buffer.alloc(2_200_000, "synthetic ");
  const uploaded = await ottawa.send("POST", "/api/uploads?name=note.txt&type=text/plain", bytes);
  const item = await asks(ca, [((await uploaded.json()) as Upload).id]);
  // The stick has room for one of three parts. Whoever pulls it out too early has no file of that name.
  const writing = out("ca", "1");
  let done = false;
  void writing.finally(() => (done = true));
  while (!done) {
    const there = statSync(join(bag, `${carried}.setu`), { throwIfNoEntry: false });
    assert.ok(there === undefined || there.size > 0);
    await setImmediate();
  }
  const first = await writing;
  await assert.rejects(
    out("in").then((file) => into("in", file)),
    { code: "WRONG_PEER" },
  );
  await into("in", first);
  const half = await view(india, item);
  assert.deepEqual(
    [half.timeline[0]?.body?.text, half.timeline[0]?.attachments[0]?.parts.have],
    ["Synthetic text.", 0],
  );
  await into("ca", await out("in"));
  const receipted = await view(ca, item);
  assert.equal(typeof receipted.timeline[0]?.delivery.applied, "number");
  await into("in", await out("ca"));
  // While one key of the line follows another both may have written a file; the new one ends the old one.
  const former = "A".repeat(43) as Hash;
  saveFollowed(nodes.homes.in, { pins: [former], rotations: [] });
  await into("in", await out("ca"));
  assert.deepEqual(readFollowed(nodes.homes.in).pins, []);
  const parts = (await view(india, item)).timeline[0]?.attachments[0]?.parts;
  assert.deepEqual(parts, { have: 3, all: 3 });
  const back = await asks(india);
  await into("ca", await out("in"));
  assert.equal((await view(ca, back)).timeline[0]?.body?.text, "Synthetic text.");
  const health = await ottawa.get<LinkView>("/api/link");
  assert.deepEqual([health.road, health.alarms, health.state], ["file", [], "up"]);
  assert.ok(health.carried?.in && health.carried.out && health.carried.in.asOf <= health.carried.in.at);
  // All that was written has come back receipted: both lanes, their first pulses included.
  const ours = health.carried.out;
  assert.ok(ours.sent > 2 && ours.receipted === ours.sent, JSON.stringify(ours));
});

test("a cut stick is refused whole; a file that waits while the line is back is taken once", async () => {
  const item = await asks(ca);
  const file = await out("ca");
  const whole = readFileSync(file);
  writeFileSync(file, whole.subarray(0, whole.length - 1));
  await assert.rejects(into("in", file), { code: "BAD_BUNDLE" });
  writeFileSync(file, whole);
  await assert.rejects(exportTo(nodes.homes.ca, file, { attachments: "0" }, talk), { code: "USAGE" });
  assert.deepEqual(readFileSync(file), whole);
  await ca.stop();
  await india.stop();
  await startOn("both");
  await until(
    "the line",
    async () => (await officerAt(india)).send("GET", `/api/requests/${item}`),
    ({ ok }) => ok,
  );
  const held = () =>
    india.store.tx(
      async (tx) => (await tx.peer(peerOrigin(india.desk!.ports.identity, "flash"), "none")).held,
    );
  const before = await held();
  await into("in", file);
  assert.equal(await held(), before);
  assert.equal((await view(india, item)).timeline.length, 1);
  for (const node of [ca, india])
    assert.deepEqual((await (await officerAt(node)).get<LinkView>("/api/link")).alarms, []);
});

test("after a restore nothing is signed for a file before the tail is back, and the command says what to do", async () => {
  // As a start would find it: the mark beside the database is ahead of what stands in it.
  const origin = mainOf(ca);
  const { size } = await ca.store.tx((tx) => tx.own(origin, false));
  await new HighWater(homeFiles(nodes.homes.ca).highWater).write({
    key: `signed:${origin}`,
    size: size + 3,
    root: new Uint8Array(32),
  });
  const file = join(bag, "asks.setu");
  await assert.rejects(
    exportTo(nodes.homes.ca, file, { lane: "main", attachments: "0" }, talk),
    (error: Error & { code?: string }) =>
      error.code === "OWN_LOG_CLOSED" && error.message.includes("setu link accept-loss main"),
  );
  // What it lacks is asked for in the file that was written all the same.
  await into("in", file);
});

test("what no file brings back two administrators give up, in the home log; then the node signs again", async () => {
  const accept = (by: string, and: string) => acceptLoss(nodes.homes.ca, { lane: "main", by, and }, talk);
  const told = () =>
    ca.store.rows<{ by: string; args: Record<string, unknown> }>(
      "SELECT by, args FROM derived.trail WHERE args ->> 'deed' = 'log-lost' ORDER BY pos",
      [],
    );
  const [by, and] = ["ca.admin-1", "ca.admin-2"] as const;
  const administers = { agency: "ca.ncb-ottawa", lang: "en", ...EVERYTHING, powers: ["administer"] } as const;
  const two = [by, and].map((id) => ({ ...administers, id, name: id }));
  await saveOfficers(ca.store, [...loadConfig(nodes.homes.ca).officers, ...two]);
  await assert.rejects(accept(by, by), { code: "ILLEGAL" });
  await assert.rejects(accept(by, "ca.officer-1"), { code: "FORBIDDEN" });
  assert.deepEqual(await told(), [], "and nothing is written of what was refused");
  const { size } = await ca.store.tx((tx) => tx.own(mainOf(ca), false));
  await accept(by, and);
  const given = { and, lane: "main", from: size, until: size + 3, barred: 0 };
  assert.deepEqual(await told(), [{ by, args: { deed: "log-lost", ...given } }]);
  await out("ca", "0");
  await assert.rejects(accept(by, and), { code: "NOT_FOUND" });
  assert.equal((await told()).length, 1);
});
