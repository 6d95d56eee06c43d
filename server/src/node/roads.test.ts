import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { ownOrigin, peerOrigin } from "@setu/link";
import type { Accepted, LinkView, RequestView, Upload } from "@setu/requests";
import { loadConfig, parseConfig } from "./config.ts";
import type { RunningNode } from "./node.ts";
import { Proxy, type Line } from "./proxy.fixture.ts";
import { askCommand, Browser, configOf, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** Ottawa may open connections and New Delhi may not; nobody can reach Ottawa. */
let nodes: TwoNodes;
let ottawaNode: RunningNode;
let proxy: Proxy;
before(async () => {
  proxy = await new Proxy().listen();
  nodes = await twoNodes(undefined, {}, undefined, {
    ca: { road: "out" },
    in: { road: "in", port: proxy.port, bind: "127.0.0.2" },
  });
  ottawaNode = nodes.ca;
});
after(async () => {
  await nodes.close();
  proxy.close();
});

const FILE = Buffer.alloc(1_300_000, "synthetic ");

/** One side asks with a file. @returns when the other's officer has request and file, milliseconds after it was sent */
async function crosses(from: RunningNode, to: RunningNode): Promise<number> {
  const asking = new Browser(from.url);
  const hearing = new Browser(to.url);
  await asking.signIn(`${from.party}.officer-1`);
  await hearing.signIn(`${to.party}.officer-1`);
  const uploaded = await asking.send("POST", "/api/uploads?name=note.txt&type=text/plain", FILE);
  const { id } = (await uploaded.json()) as Upload;
  const command = askCommand();
  const args = { ...command.args, calendar: `${to.party}-2026.1` } as never;
  const began = performance.now();
  const { item } = await asking.post<Accepted>("/api/requests", {
    command: { ...command, args, files: [id] },
  });
  const path = `/api/requests/${item}`;
  await until(
    "the request",
    () => hearing.send("GET", path),
    ({ ok }) => ok,
  );
  const took = performance.now() - began;
  await until(
    "the whole file",
    () => hearing.get<RequestView>(path),
    ({ timeline }) => timeline[0]?.attachments[0]?.parts.have === 2,
  );
  return took;
}

const sizes = ({ store, desk }: RunningNode) =>
  store.tx(async (tx) => {
    const { identity } = desk!.ports;
    const [own, peer] = [ownOrigin(identity, "flash"), peerOrigin(identity, "flash")];
    const { size, cosigned } = await tx.own(own, false);
    return { size, cosigned, held: (await tx.peer(peer, "none")).held };
  });

/** A request without a file, of either side. @returns its reference */
async function sends(from: RunningNode, to: RunningNode, lane: "flash" | "main"): Promise<string> {
  const officer = new Browser(from.url);
  await officer.signIn(`${from.party}.officer-1`);
  const command = askCommand({ lane });
  const args = { ...command.args, calendar: `${to.party}-2026.1` } as never;
  return (await officer.post<Accepted>("/api/requests", { command: { ...command, args } })).item;
}

async function arrives(item: string, at: RunningNode): Promise<number> {
  const officer = new Browser(at.url);
  await officer.signIn(`${at.party}.officer-1`);
  const began = performance.now();
  await until(
    "the request",
    () => officer.send("GET", `/api/requests/${item}`),
    ({ ok }) => ok,
    30_000,
  );
  return performance.now() - began;
}

test("over connections that only one side opens, both sides' requests and files arrive within seconds, with receipts", async () => {
  assert.equal(nodes.ca.linkPort, null);
  const there = await crosses(nodes.ca, nodes.in);
  const back = await crosses(nodes.in, nodes.ca);
  assert.ok(there < 3_000 && back < 3_000, `${there} ms there, ${back} ms back`);
  const both = () => Promise.all([sizes(nodes.ca), sizes(nodes.in)]);
  await until("the receipts", both, ([ca, inn]) => ca.cosigned === ca.size && inn.cosigned === inn.size);
  const [ca, inn] = await both();
  assert.deepEqual([ca.held, inn.held], [inn.size, ca.size]);
});

test("the side that only listens opens no connection, and finds the other again after it was away", async () => {
  // Where the card says that Ottawa listens.
  const { port } = loadConfig(nodes.homes.ca).link;
  let knocked = 0;
  const trap = createServer((socket) => {
    knocked++;
    socket.destroy();
  }).listen(port, "127.0.0.1");
  await ottawaNode.stop();
  const item = await sends(nodes.in, ottawaNode, "main");
  ottawaNode = await nodes.again("ca", "instead");
  await arrives(item, ottawaNode);
  trap.close();
  assert.equal(knocked, 0);
});

const LINES: Readonly<Record<string, Line>> = {
  "cut in the middle of a bundle": { cutAfter: 4_000 },
  "a changed byte": { flipAt: 3_000 },
  "64 kbit/s, 600 ms there and back, 5 % of segments lost": { rate: 8_000, delay: 300, loss: 0.05 },
};

test("whatever the line does, all that was accepted arrives once, both logs hold, and nobody is accused", async (t) => {
  const sent: { item: string; at: RunningNode }[] = [];
  for (const [name, line] of Object.entries(LINES)) {
    proxy.become({ cut: true });
    proxy.become(line);
    const there = await sends(ottawaNode, nodes.in, "flash");
    const back = await sends(nodes.in, ottawaNode, "flash");
    sent.push({ item: there, at: nodes.in }, { item: back, at: ottawaNode });
    if (line.rate === undefined) continue;
    const took = await Promise.all([arrives(there, nodes.in), arrives(back, ottawaNode)]);
    t.diagnostic(`${name}: ${took.map(Math.round).join(" ms there, ")} ms back`);
    assert.ok(Math.max(...took) < 15_000, name);
  }
  proxy.become({ cut: true });
  proxy.become({});
  for (const { item, at } of sent) await arrives(item, at);
  const both = () => Promise.all([sizes(ottawaNode), sizes(nodes.in)]);
  await until("the receipts", both, ([ca, inn]) => ca.cosigned === ca.size && inn.cosigned === inn.size);
  for (const node of [ottawaNode, nodes.in]) {
    const { alarms, stopped } = await node.store.tx((tx) => tx.link(node.desk!.ports.identity.peer.party));
    assert.deepEqual([alarms, stopped], [[], null]);
    await node.store.replay("now");
  }
});

test("a second process of the side that listens, which nobody calls, leaves the line to the one that is called", async () => {
  const beside = await nodes.again("in", "beside");
  await arrives(await sends(beside, ottawaNode, "main"), ottawaNode);
  const delhi = new Browser(beside.url);
  await delhi.signIn("in.officer-1");
  assert.equal((await delhi.get<LinkView>("/api/link")).state, "up");
  await beside.stop();
});

test("a road that is none is refused by its name", async () => {
  const config = await configOf("ca", "in", "postgres://localhost/none");
  const bytes = Buffer.from(JSON.stringify({ ...config, link: { ...config.link, road: "up" } }));
  assert.throws(() => parseConfig(bytes), { code: "BAD_FIELD", message: /^link\.road is not/ });
});
