import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isItemAct,
  isSetuError,
  PERSONS_WORKFLOW,
  workflowsOf,
  type Code,
  type Opaque,
  type Party,
} from "@setu/core";
import { apply, exchange, newSession, type Ports } from "@setu/link";
import { formatCard, type Card } from "@setu/server/keys/card.ts";
import { VERSIONS as REQUESTS } from "@setu/requests";
import { nodeCrypto } from "@setu/server/crypto.ts";
import { generateKeys, logSigners, mirrorSigners, type NodeKeys } from "@setu/server/keys/node-keys.ts";
import { signing } from "@setu/server/keys/signing.ts";
import { verifySignature } from "@setu/server/sign-in/webauthn.ts";
import { linkClient, type LinkClient } from "@setu/server/link-http/client.ts";
import { linkListener, type ListenerOptions } from "@setu/server/link-http/listener.ts";
import { ownCard } from "@setu/server/node/cards.ts";
import type { NodeConfig } from "@setu/server/node/config.ts";
import { Loop } from "@setu/server/node/loop.ts";
import { freePort } from "@setu/server/node/ports.fixture.ts";
import { MemoryStore } from "../../../../sim/src/memory-store.ts";
import { makeBed, type Bed } from "./bed.ts";
import { applied } from "./judgement.ts";
import type { Address } from "./line.ts";
import { newId } from "./record.ts";
import { Session } from "./session.ts";

/**
 * The link of a node without the rest of it: the code that servers run, over memory, behind the real listener. One thing
 * of it can be bent.
 */
export type Bends = {
  readonly ports?: (ports: Ports) => Ports;
  readonly listener?: (options: ListenerOptions) => ListenerOptions;
  readonly client?: (client: LinkClient) => LinkClient;
  /** The server that the peer reaches, when it is not the one of `listener`. */
  readonly server?: (honest: Server, parts: Parts) => Server;
  /** It has had another peer before. */
  readonly past?: boolean;
};

export type Tested = {
  readonly bed: Bed;
  /** Folder of the bed. */
  readonly folder: string;
  readonly card: Card;
  readonly at: Address;
  close(): Promise<void>;
};

const HOST = "127.0.0.1";

export async function tested(bends: Bends = {}): Promise<Tested> {
  const folder = mkdtempSync(join(tmpdir(), "setu-bed-"));
  const keys = await generateKeys("ca");
  const [port, bedPort] = [await freePort(), await freePort()];
  const config = configOf(port);
  const card = ownCard(config, keys);
  const bed = await makeBed(join(folder, "bed"), Buffer.from(formatCard(card)), {
    host: HOST,
    port: bedPort,
  });
  const parts = { config, keys, card, bed };
  const store = new MemoryStore();
  if (bends.past) await live(parts, store, join(folder, "before"));
  const stop = await serve(bends, parts, store);
  return {
    bed,
    folder: join(folder, "bed"),
    card,
    at: card.address,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const configOf = (port: number): NodeConfig =>
  ({
    party: "ca" as Party,
    peer: "in" as Party,
    instance: 1,
    name: { en: "Canada", fr: "Canada", hi: "कनाडा" },
    zone: { id: "America/Toronto", label: "ET" },
    calendar: "ca-2026.1" as Opaque,
    lanes: ["flash", "main"] as unknown as readonly Code[],
    link: { host: HOST, bind: HOST, port },
    pulse: 600,
  }) as unknown as NodeConfig;

/** A conversation with another peer, of which only the node's own logs are left. */
async function live(parts: Parts, store: MemoryStore, folder: string): Promise<void> {
  const { card, bed } = parts;
  const former = await makeBed(folder, Buffer.from(formatCard(card)), bed.own.address);
  const stop = await serve({}, { ...parts, bed: former }, store);
  const session = new Session({ bed: former, patience: 5_000, signal: new AbortController().signal });
  await session.listen();
  for (const lane of card.lanes) {
    await session.hello(lane);
    await session.until("its first push", () => session.their(lane).held > 0);
    const id = newId();
    const pulse = session.pulse(lane);
    await session.deliver([pulse, session.make({ id, act: session.request(id) }, undefined, lane)], lane);
    await applied(session, lane);
  }
  await session.close();
  await stop();
  store.state = { ...store.state, peers: new Map(), acts: new Map(), monotone: new Map() };
}

/** The ports of a server over another store. */
function portsOf(store: MemoryStore, { config, keys, bed: { own: peer } }: Parts): Ports {
  const { party, instance, lanes } = config;
  return {
    store,
    crypto: nodeCrypto(keys.kem, peer.kem),
    keys: signing({
      own: (origin) => logSigners(keys, origin),
      ownMirror: mirrorSigners(keys, party),
      peer: (origin) => peer.logs.find(([key]) => key?.name === origin) ?? [],
      peerMirror: peer.mirror,
    }),
    verify: verifySignature,
    world: { now: Date.now, random: (bytes) => new Uint8Array(randomBytes(bytes)) },
    workflows: workflowsOf(REQUESTS),
    identity: {
      party,
      instance,
      peer: { party: peer.party, instance: peer.instance },
      lanes,
      versions: [...REQUESTS.map(({ id }) => id), PERSONS_WORKFLOW],
      pulseEvery: config.pulse * 1000,
    },
  };
}

export type Parts = {
  readonly config: NodeConfig;
  readonly keys: NodeKeys;
  readonly card: Card;
  readonly bed: Bed;
};

async function serve(bends: Bends, parts: Parts, store = new MemoryStore()): Promise<() => Promise<void>> {
  const { config, keys, card, bed } = parts;
  const honest = portsOf(store, parts);
  const ports = bends.ports?.(honest) ?? honest;
  const asked = linkClient({
    address: bed.own.address,
    tls: keys.tls,
    pin: bed.own.tls,
    timeoutMs: 5_000,
  });
  const client = bends.client?.(asked) ?? asked;
  const lanes = new Map(config.lanes.map((lane) => [lane as string, talk(ports, client, lane)]));
  const options: ListenerOptions = {
    ports,
    tls: keys.tls,
    pin: bed.own.tls,
    part: async () => null,
    onGreeted: (lane) => lanes.get(lane)?.greeted(),
    onPushed: (lane) => lanes.get(lane)?.arrived(),
  };
  const server = linkListener(bends.listener?.(options) ?? options);
  const shown = bends.server?.(server, parts) ?? server;
  await new Promise<void>((resolve) => shown.listen(card.address.port, HOST, resolve));
  for (const lane of lanes.values()) lane.start();
  return async () => {
    for (const lane of lanes.values()) await lane.stop();
    client.close();
    server.closeAllConnections();
    shown.closeAllConnections();
    await new Promise((resolve) => shown.close(resolve));
  };
}

/** One lane's loops, as the service of a node has them. */
function talk(ports: Ports, client: LinkClient, lane: string) {
  const session = newSession();
  let held = 0;
  const speaking = new Loop(
    `speak ${lane}`,
    () => {},
    async () => {
      const left = held - performance.now();
      if (left > 0) return left;
      try {
        const { more, asked } = await exchange(ports, client, lane, session);
        if (asked) opening.wake();
        return more ? 0 : 200;
      } catch (error) {
        const seconds = isSetuError(error, "OVER_QUOTA") ? Number(error.detail["retry"] ?? 0) : 0;
        if (seconds === 0) throw error;
        held = performance.now() + seconds * 1000;
        return seconds * 1000;
      }
    },
  );
  const opening: Loop = new Loop(
    `open ${lane}`,
    () => {},
    async () => {
      const { more, acts } = await apply(ports, lane);
      if (acts.length > 0) speaking.wake();
      for (const id of acts) {
        const row = await ports.store.tx((tx) => tx.act(ports.identity.peer.party, id));
        if (row && isItemAct(row.act)) for (const { c, n } of row.act.att) await fetchFile(client, c, n);
      }
      return more ? 0 : 200;
    },
  );
  return {
    start: () => {
      speaking.start();
      opening.start();
    },
    stop: () => Promise.all([speaking.stop(), opening.stop()]),
    greeted: () => {
      session.greeted = true;
      held = 0;
      speaking.retry();
      speaking.wake();
    },
    arrived: () => {
      opening.wake();
      speaking.retry();
    },
  };
}

const PART = 1024 * 1024 + 16;

/** Whether its bytes are the promised ones is no matter of the link. */
async function fetchFile(client: LinkClient, c: string, n: number): Promise<void> {
  for (let part = 0; part * PART < n; part++) await client.part(c, part).catch(() => {});
}
