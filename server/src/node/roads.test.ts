import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { ownOrigin, peerOrigin } from "@setu/link";
import type { Accepted, LinkView, RequestView, Upload } from "@setu/requests";
import { loadConfig, parseConfig } from "./config.ts";
import type { RunningNode } from "./node.ts";
import { askCommand, Browser, configOf, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** Ottawa may open connections and New Delhi may not; nobody can reach Ottawa. */
let nodes: TwoNodes;
let ottawaNode: RunningNode;
before(async () => {
  nodes = await twoNodes(undefined, {}, undefined, { ca: "out", in: "in" });
  ottawaNode = nodes.ca;
});
after(() => nodes.close());

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
  const delhi = new Browser(nodes.in.url);
  await delhi.signIn("in.officer-1");
  const command = askCommand();
  const args = { ...command.args, calendar: "ca-2026.1" } as never;
  const { item } = await delhi.post<Accepted>("/api/requests", { command: { ...command, args } });
  ottawaNode = await nodes.again("ca", "instead");
  const ottawa = new Browser(ottawaNode.url);
  await ottawa.signIn("ca.officer-1");
  await until(
    "the request",
    () => ottawa.send("GET", `/api/requests/${item}`),
    ({ ok }) => ok,
  );
  trap.close();
  assert.equal(knocked, 0);
});

test("a second process of the side that listens, which nobody calls, leaves the line to the one that is called", async () => {
  const beside = await nodes.again("in", "beside");
  const delhi = new Browser(beside.url);
  await delhi.signIn("in.officer-1");
  const command = askCommand();
  const args = { ...command.args, calendar: "ca-2026.1" } as never;
  const { item } = await delhi.post<Accepted>("/api/requests", { command: { ...command, args } });
  const ottawa = new Browser(ottawaNode.url);
  await ottawa.signIn("ca.officer-1");
  await until(
    "the request",
    () => ottawa.send("GET", `/api/requests/${item}`),
    ({ ok }) => ok,
  );
  assert.equal((await delhi.get<LinkView>("/api/link")).state, "up");
  await beside.stop();
});

test("a road that is none is refused by its name", async () => {
  const config = await configOf("ca", "in", "postgres://localhost/none");
  const bytes = Buffer.from(JSON.stringify({ ...config, link: { ...config.link, road: "up" } }));
  assert.throws(() => parseConfig(bytes), { code: "BAD_FIELD", message: /^link\.road is not/ });
});
