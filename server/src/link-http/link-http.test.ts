import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:https";
import { connect as connectTcp, type AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import type { Code, Party, SetuError } from "@setu/core";
import type { Ports, Store } from "@setu/link";
import { makeCertificate, spkiPin } from "../keys/certificate.ts";
import { Border } from "./border.ts";
import { linkClient } from "./client.ts";
import { TokenBucket, Room } from "./limits.ts";
import { linkListener } from "./listener.ts";
import { parseRefusal } from "./messages.ts";
import { GROUP, secureContext, type Negotiated } from "./tls.ts";

const [us, peer, stranger] = await Promise.all(["india", "canada", "canada"].map(makeCertificate));
assert.ok(us && peer && stranger);

/** Only `hello` is answered here: what the link does with the rest has its own tests. */
const log = { origin: "canada/link/india/main/1", held: 0, checkpoint: "" };
const store = {
  tx: (work: (tx: unknown) => unknown) =>
    Promise.resolve(work({ peer: async () => log, savePeer: async () => {}, stopped: async () => stopped })),
};
let stopped: string | null = null;
const ports = {
  store: store as unknown as Store,
  identity: {
    party: "india" as Party,
    instance: 1,
    peer: { party: "canada" as Party, instance: 1 },
    lanes: ["main" as Code],
    versions: [],
    pulseEvery: 1,
  },
  world: { now: Date.now, random: (n: number) => new Uint8Array(n) },
} as unknown as Ports;

const events: string[] = [];
let server: Server;
let port = 0;
const parts = new Map([["c".repeat(43), new Uint8Array(1024 * 1024).fill(7)]]);
before(async () => {
  server = linkListener({
    ports,
    tls: us,
    pin: spkiPin(peer.certificate),
    part: async (c, part) => (part === 0 ? (parts.get(c) ?? null) : null),
    log: (event) => events.push(event),
    limits: { rate: 20, burst: 40, bodyMs: 400 },
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const clientOf = (tls = peer, pin = spkiPin(us.certificate), onConnect?: (n: Negotiated) => void) =>
  linkClient({
    address: { host: "127.0.0.1", port },
    tls,
    pin,
    timeoutMs: 3_000,
    ...(onConnect && { onConnect }),
  });

const open = (options: object) =>
  new Promise<string>((resolve) => {
    const socket = connect({ ...secureContext(peer), host: "127.0.0.1", port, ...options });
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
    socket.on("secureConnect", () =>
      socket.write(
        "POST /link/1/main/hello HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
      ),
    );
  });

test("the pinned peer is heard, over the post-quantum group", async () => {
  let negotiated: Negotiated | undefined;
  const client = clientOf(peer, spkiPin(us.certificate), (n) => (negotiated = n));
  const hello = await client.hello("main");
  assert.deepEqual([hello.origin, hello.held], [log.origin, 0]);
  assert.deepEqual(negotiated, { group: GROUP, protocol: "TLSv1.3" });
  assert.equal((await client.part("c".repeat(43), 0)).length, 1024 * 1024);
  await assert.rejects(client.part("c".repeat(43), 1), { code: "NOT_FOUND" });
  await assert.rejects(client.hello("other"), { code: "NOT_FOUND" });
  client.close();
});

test("a stranger with the same name, or nobody, is cut before a request is read", async () => {
  const client = clientOf(stranger);
  await assert.rejects(client.hello("main"), { code: "PEER_SILENT" });
  client.close();
  assert.ok(events.includes("link-refused"));
  assert.equal(await open({ key: undefined, cert: undefined }), "");
  assert.match(await open({}), /^HTTP\/1\.1 200/);
});

test("a server with another key hears nothing from us", async () => {
  const client = clientOf(peer, spkiPin(stranger.certificate));
  await assert.rejects(client.hello("main"), { code: "WRONG_PEER" });
  client.close();
});

test("abuse 33: an older protocol or another group is refused in the handshake", async () => {
  assert.equal(await open({ ecdhCurve: "X25519" }), "");
  assert.equal(await open({ minVersion: "TLSv1.2", maxVersion: "TLSv1.2", ecdhCurve: "auto" }), "");
});

test("abuse 2 and 37: a body too large, without end or too slow, is refused; the next is heard", async () => {
  const send = (head: string, ...chunks: string[]) =>
    new Promise<string>((resolve) => {
      const socket = connect({ ...secureContext(peer), host: "127.0.0.1", port });
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
      socket.on("error", () => {});
      socket.on("close", () => resolve(text));
      socket.on("secureConnect", () => {
        socket.write(`POST /link/1/main/hello HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`);
        for (const chunk of chunks) socket.write(chunk);
      });
    });
  assert.match(await send("content-length: 99999999"), /413.*TOO_LARGE/s);
  const chunk = `400\r\n${"x".repeat(1024)}\r\n`;
  assert.match(await send("transfer-encoding: chunked", chunk, chunk), /413.*TOO_LARGE/s);
  assert.match(await send("content-length: 100", "x"), /408.*TIMEOUT/s);
  const client = clientOf();
  await client.hello("main");
  client.close();
});

test("abuse 36: a flood is answered with OVER_QUOTA, and ends with the flood", async () => {
  const client = clientOf();
  const results = await Promise.allSettled(Array.from({ length: 200 }, () => client.hello("main")));
  const refused = results.filter(
    (r) => r.status === "rejected" && (r.reason as { code?: string }).code === "OVER_QUOTA",
  );
  assert.ok(refused.length > 0 && refused.length < 200);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await client.hello("main");
  client.close();
});

test("a flood of calls for our questions is refused as any other", async () => {
  const client = clientOf();
  const turns = Array.from({ length: 200 }, () => client.turn("", new Uint8Array()));
  const results = await Promise.allSettled(turns);
  const refused = results.filter(
    (r) => r.status === "rejected" && (r.reason as { code?: string }).code === "OVER_QUOTA",
  );
  assert.ok(refused.length > 0);
  await client.hello("main");
  client.close();
});

test("abuse 36: of what is called with, only so many bodies are held at once", async () => {
  const open: (() => void)[] = [];
  const read = new Room(2).around(() => new Promise<void>((resolve) => open.push(resolve)));
  const two = [read(), read()];
  await assert.rejects(read(), { code: "OVER_QUOTA" });
  for (const end of open) end();
  await Promise.all(two);
  const next = read();
  open.at(-1)?.();
  await next;
});

test("abuse 37: connections that prove nothing take no place of the peer", async () => {
  await new Promise((resolve) => setTimeout(resolve, 500));
  const idle = Array.from({ length: 150 }, () => connectTcp(port, "127.0.0.1").on("error", () => {}));
  await Promise.all(idle.map((socket) => once(socket, "connect")));
  const client = clientOf();
  await client.hello("main");
  assert.ok(events.includes("link-crowded"));
  client.close();
  for (const socket of idle) socket.destroy();
});

test("a stopped link says nothing: no greeting, no entries, no files", async () => {
  const client = clientOf();
  stopped = "FORK";
  await assert.rejects(client.hello("main"), { code: "LINK_STOPPED" });
  await assert.rejects(client.fetch("main", 0, 1), { code: "LINK_STOPPED" });
  await assert.rejects(client.part("c".repeat(43), 0), { code: "LINK_STOPPED" });
  stopped = null;
  await client.hello("main");
  client.close();
});

test("one push of a lane at a time", async () => {
  const slow = connect({ ...secureContext(peer), host: "127.0.0.1", port });
  let text = "";
  slow.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(slow, "secureConnect");
  const client = clientOf();
  // Connected by then: the slow one has less than half a second.
  await client.hello("main");
  slow.write("POST /link/1/main/push/x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await assert.rejects(client.push("main", "x", new Uint8Array(9)), { code: "BUSY" });
  await once(slow, "close");
  assert.match(text, /408.*TIMEOUT/s);
  await assert.rejects(client.push("main", "x", new Uint8Array(9)), { code: "BAD_BUNDLE" });
  client.close();
});

test("over its budget a lane is refused until its hour is over, with the time to wait; other lanes go on", async () => {
  let now = 0;
  const border = new Border(
    (lane) => (lane === "bulk" ? { entries: 1, bytes: 1 } : { entries: 100, bytes: 1000 }),
    () => now,
  );
  const push = (lane: string, bytes: number, held: number) => border.enter(lane)(bytes, held);
  push("main", 10, 5000);
  push("main", 10, 5099);
  push("main", 10, 5099);
  push("main", 10, 5100);
  now = 600_000;
  assert.throws(() => border.enter("main"), { code: "OVER_QUOTA", detail: { retry: 3000 } });
  push("flash", 1000, 1);
  assert.throws(() => border.enter("flash"), { code: "OVER_QUOTA" });
  push("bulk", 1, 1);
  assert.throws(() => border.enter("bulk"), { code: "OVER_QUOTA" }, "a lane may have a budget of its own");
  now = 3_600_000;
  push("main", 10, 5101);

  // The bytes of a push are counted whatever becomes of it, and the answer says when to come again.
  let over = "";
  const narrow = linkListener({
    ports,
    tls: us,
    pin: spkiPin(peer.certificate),
    part: async () => null,
    onOverBudget: (lane) => (over = lane),
    limits: { rate: 50, burst: 40, bodyMs: 400, budget: { entries: 10, bytes: 20 } },
  });
  narrow.listen(0, "127.0.0.1");
  await once(narrow, "listening");
  const there = (narrow.address() as AddressInfo).port;
  const head = `POST /link/1/main/push/x HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 30\r\n\r\n`;
  const send = async () => {
    const socket = connect({ ...secureContext(peer), host: "127.0.0.1", port: there });
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString())).on("error", () => {});
    socket.on("secureConnect", () => socket.write(head + "x".repeat(30)));
    await once(socket, "close");
    return text;
  };
  assert.match(await send(), /BAD_BUNDLE/);
  assert.match(await send(), /^HTTP\/1\.1 429.*retry-after: \d{4}\r\n.*OVER_QUOTA/is);
  assert.equal(over, "main");
  // Our own client hears when that is, and believes no more than an hour of it.
  const address = { host: "127.0.0.1", port: there };
  const client = linkClient({ address, tls: peer, pin: spkiPin(us.certificate), timeoutMs: 3_000 });
  await assert.rejects(client.push("main", "x", new Uint8Array(30)), (error: SetuError) => {
    const { code, detail } = error;
    return code === "OVER_QUOTA" && Number(detail["retry"]) > 3_000 && Number(detail["retry"]) <= 3_600;
  });
  client.close();
  const refusal = Buffer.from('{"code":"OVER_QUOTA"}');
  const retries = ["99999", "0", "-1", "Mon, 23 Nov 2026 06:58:00 GMT", undefined].map(
    (given) => parseRefusal(refusal, given).detail["retry"],
  );
  assert.deepEqual(retries, [3_600, undefined, undefined, undefined, undefined]);
  narrow.close();
});

test("a bucket refills with time and never above its brim", () => {
  let now = 0;
  const bucket = new TokenBucket(1, 2, () => now);
  bucket.take();
  bucket.take();
  assert.throws(() => bucket.take(), { code: "OVER_QUOTA" });
  now = 60_000;
  bucket.take();
  bucket.take();
  assert.throws(() => bucket.take(), { code: "OVER_QUOTA" });
});
