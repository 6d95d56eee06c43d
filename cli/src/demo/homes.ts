import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { canonicalBytes, isTraining, type Json } from "@setu/core";
import { fingerprint, formatCard } from "@setu/server/keys/card.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { ownCard } from "@setu/server/node/cards.ts";
import { homeFiles, loadConfig, parseConfig } from "@setu/server/node/config.ts";
import { acceptCard, initNode } from "@setu/server/node/init.ts";
import { startPostgres } from "@setu/server/pg/index.ts";
import { configOf } from "../init.ts";
import { PARTIES } from "../parties.ts";
import { officersOf } from "./officers.ts";

/** The two nodes of the demo, each in a folder of its own. */
export const SIDES = [
  { party: "ca", peer: "in", folder: "canada" },
  { party: "in", peer: "ca", folder: "india" },
] as const;

export type Side = (typeof SIDES)[number];
export const sideHome = (home: string, side: Side): string => join(home, side.folder);

type Ports = Readonly<Record<string, { readonly http: number; readonly link: number }>>;

/** Makes both homes and lets them meet: keys, cards, fingerprints, as two people would. */
export async function makeHomes(home: string, ports: Ports, instance = 1): Promise<void> {
  const cards = new Map<string, string>();
  for (const side of SIDES) {
    const config = parseConfig(canonicalBytes(configFor(side, ports, instance)));
    cards.set(side.party, formatCard(await initNode(sideHome(home, side), config)));
  }
  for (const side of SIDES) {
    const card = Buffer.from(cards.get(side.peer) ?? "");
    const theirs = SIDES.find(({ party }) => party === side.peer) as Side;
    acceptCard(sideHome(home, side), card, fingerprint(cardOf(home, theirs)));
  }
}

function configFor(side: Side, ports: Ports, instance: number): Readonly<Record<string, Json>> {
  const { http, link } = ports[side.party] as Ports[string];
  const host = PARTIES[side.party]?.host ?? "localhost";
  return {
    ...configOf(side.party, side.peer, { host, port: http, linkHost: "127.0.0.1", linkPort: link }),
    instance,
    signIn: { passkeys: { synced: true } },
    officers: officersOf(side.party, isTraining({ instance })),
    release: RELEASE,
  };
}

/** What is widely shared leaves as it is sent, so that one person can try everything; what is not, needs two and its gates. */
const NARROW = { tlp: ["AMBER+STRICT", "RED"], level: 2 };
const RELEASE = {
  gates: NARROW,
  fourEyes: NARROW,
  signed: "never",
  profiles: [
    { exchange: "asking", id: "demo-asking", version: 1, owner: "legal-adviser", notApplicable: {} },
    {
      exchange: "giving",
      id: "demo-giving",
      version: 1,
      owner: "legal-adviser",
      notApplicable: { g11: "Answers of the demonstration are about one person or one firm" },
    },
    { exchange: "using", id: "demo-using", version: 1, owner: "legal-adviser", notApplicable: {} },
  ],
};

const cardOf = (home: string, side: Side) => {
  const folder = sideHome(home, side);
  return ownCard(loadConfig(folder), loadKeys(homeFiles(folder).keys));
};

/**
 * Gives the nodes ports that are free now. A port that somebody else has taken since the last start is replaced on both
 * sides, configuration and card: here the two sides are one person, who need not read anything aloud.
 * @param first of four; 0 lets the system choose
 */
export async function placePorts(home: string, first: number): Promise<void> {
  const ports = await choosePorts(first);
  for (const side of SIDES) {
    const { config } = homeFiles(sideHome(home, side));
    const { http, link, ...rest } = loadConfig(sideHome(home, side));
    const placed = ports[side.party] as Ports[string];
    const moved = { ...rest, http: { ...http, port: placed.http }, link: { ...link, port: placed.link } };
    if (http.port !== placed.http || link.port !== placed.link) {
      writeFileSync(config, `${JSON.stringify(moved, null, 2)}\n`, { mode: 0o600 });
    }
  }
  for (const side of SIDES) {
    const theirs = SIDES.find(({ party }) => party === side.peer) as Side;
    const path = homeFiles(sideHome(home, side)).peerCard;
    const text = formatCard(cardOf(home, theirs));
    if (readFileSync(path, "utf8") !== text) writeFileSync(path, text, { mode: 0o600 });
  }
}

/** Four in a row from the first, or whatever is free where one of them is taken. */
export async function choosePorts(first: number): Promise<Ports> {
  const probes: Server[] = [];
  // All are held until the last is chosen: else the system may offer one of them twice.
  for (const i of [0, 1, 2, 3]) {
    const wanted = first === 0 ? null : await listening(first + i);
    probes.push(wanted ?? ((await listening(0)) as Server));
  }
  const [caHttp = 0, inHttp = 0, caLink = 0, inLink = 0] = probes.map(
    (probe) => (probe.address() as AddressInfo).port,
  );
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return { ca: { http: caHttp, link: caLink }, in: { http: inHttp, link: inLink } };
}

/** Null when the port is taken. */
function listening(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => resolve(probe));
  });
}

/** Deletes both nodes. A PostgreSQL that outlived its last demo is stopped first: it would write into the new one. */
export async function removeHomes(home: string): Promise<void> {
  for (const side of SIDES) {
    const folder = sideHome(home, side);
    const dataDir = homeFiles(folder).postgres;
    if (existsSync(dataDir)) await (await startPostgres({ dataDir })).stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
