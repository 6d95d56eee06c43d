import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Code, Opaque, Party } from "@setu/core";
import { peerOrigin } from "@setu/link";
import type { Command, Session } from "@setu/requests";
import { migratedDatabase } from "../db/testing.ts";
import { EVERYTHING } from "../access/everything.fixture.ts";
import type { Log } from "../http/log.ts";
import { fingerprint, formatCard } from "../keys/card.ts";
import type { NodeConfig } from "./config.ts";
import { ASKS_NOTHING } from "../release/nothing.fixture.ts";
import { acceptCard, initNode } from "./init.ts";
import { startNode, type RunningNode } from "./node.ts";
import { freePort } from "./ports.fixture.ts";

/** Two nodes in this process, each with its own database, over real mutual TLS on the loopback. */
export type TwoNodes = {
  readonly ca: RunningNode;
  readonly in: RunningNode;
  readonly homes: Readonly<Record<"ca" | "in", string>>;
  readonly urls: Readonly<Record<"ca" | "in", string>>;
  /** Starts another process' worth of one of them: beside the first, on other ports, or in its place. */
  again(which: "ca" | "in", where: "beside" | "instead"): Promise<RunningNode>;
  close(): Promise<void>;
};

const PLACES = {
  ca: {
    name: "Canada",
    zone: { id: "America/Toronto", label: "ET" },
    calendar: "ca-2026.1",
    agency: "ca.ncb-ottawa",
  },
  in: {
    name: "India",
    zone: { id: "Asia/Kolkata", label: "IST" },
    calendar: "in-2026.1",
    agency: "in.ncb-new-delhi",
  },
  // A third party, with a calendar that is there: nobody has agreed on one for it.
  uk: {
    name: "United Kingdom",
    zone: { id: "Europe/London", label: "GMT" },
    calendar: "ca-2026.1",
    agency: "uk.ncb-london",
  },
} as const;
type Place = keyof typeof PLACES;

/** Why an original is taken, whatever the viewer thinks of it. */
export const TAKING = { reason: "evidence", because: "For a synthetic case file" } as const;

export async function twoNodes(
  log: Log = () => {},
  /** Of both nodes, beside what they need. */
  more: Partial<NodeConfig> = {},
  /** Folder of the built screens, which both then serve. */
  web?: string,
  links: Partial<Readonly<Record<"ca" | "in", Partial<NodeConfig["link"]>>>> = {},
): Promise<TwoNodes> {
  const folder = mkdtempSync(join(tmpdir(), "setu-two-"));
  const databases = { ca: await migratedDatabase(), in: await migratedDatabase() };
  const homes = { ca: join(folder, "ca"), in: join(folder, "in") };
  const configs = {
    ca: linked({ ...(await configOf("ca", "in", databases.ca.url)), ...more }, links.ca),
    in: linked({ ...(await configOf("in", "ca", databases.in.url)), ...more }, links.in),
  };
  const cards = { ca: await initNode(homes.ca, configs.ca), in: await initNode(homes.in, configs.in) };
  acceptCard(homes.ca, Buffer.from(formatCard(cards.in)), fingerprint(cards.in));
  acceptCard(homes.in, Buffer.from(formatCard(cards.ca)), fingerprint(cards.ca));
  const screens = web === undefined ? {} : { web };
  const started: RunningNode[] = [];
  const close = async () => {
    for (const node of started) await node.stop();
    await databases.ca.drop();
    await databases.in.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  const start = async (options: Parameters<typeof startNode>[0]) => {
    const node = await startNode(options);
    started.push(node);
    return node;
  };
  const both = async () => {
    const pair = [
      await start({ home: homes.ca, log, ...screens }),
      await start({ home: homes.in, log, ...screens }),
    ] as const;
    await Promise.all(pair.map(heard));
    return pair;
  };
  const [ca, india] = await both().catch(async (error: unknown) => {
    // A node that runs on keeps the file of tests from ending.
    await close();
    throw error;
  });
  return {
    ca,
    in: india,
    homes,
    urls: { ca: databases.ca.url, in: databases.in.url },
    again: (which, where) =>
      start({
        home: homes[which],
        log,
        ...(where === "beside" && { ports: { http: 0, link: 0 } }),
      }),
    close,
  };
}

const linked = (config: NodeConfig, link: Partial<NodeConfig["link"]> = {}): NodeConfig => ({
  ...config,
  link: { ...config.link, ...link },
});

/** No node lets its officers ask before the other has said in which versions it speaks, on every lane. */
async function heard({ store, desk }: RunningNode): Promise<void> {
  if (!desk) throw new Error("the node has no peer");
  const { identity } = desk.ports;
  for (const lane of identity.lanes)
    while ((await store.tx((tx) => tx.peer(peerOrigin(identity, lane), "none"))).applied === 0)
      await sleep(5);
}

export async function configOf(party: Place, peer: Place, database: string): Promise<NodeConfig> {
  const { name, zone, calendar, agency } = PLACES[party];
  return {
    party: party as Party,
    peer: peer as Party,
    instance: 1,
    name: { en: name, fr: name, hi: name },
    zone,
    calendar: calendar as Opaque,
    lanes: ["flash", "main"] as unknown as readonly Code[],
    link: { host: "127.0.0.1", bind: "127.0.0.1", port: await freePort() },
    http: { hosts: ["127.0.0.1"], bind: "127.0.0.1", port: 0, secure: false },
    demo: true,
    officers: [
      { id: `${party}.officer-1`, name: "Officer One", agency, lang: "en", ...EVERYTHING },
      { id: `${party}.officer-2`, name: "Officer Two", agency, lang: "en", ...EVERYTHING },
    ],
    database,
    pulse: 600,
    release: ASKS_NOTHING,
  };
}

/** An officer at a browser. */
export class Browser {
  readonly url: string;
  #cookie = "";
  #csrf = "";

  constructor(url: string) {
    this.url = url;
  }

  async signIn(account: string): Promise<Session> {
    const response = await this.send("POST", "/api/session", { account });
    this.#cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const session = (await response.json()) as Session;
    this.#csrf = session.csrf;
    return session;
  }

  /** @param body a string goes out as it is */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers: {
        cookie: this.#cookie,
        "x-setu-csrf": this.#csrf,
        ...(body !== undefined && {
          "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json",
        }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    });
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.send("GET", path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const response = await this.send("POST", path, body);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? null : await response.json()) as T;
  }
}

/** A command that opens a request of Canada's to India. */
export const askCommand = (rest: Partial<Command> = {}): Command => ({
  id: randomBytes(16).toString("hex"),
  do: "ask",
  args: {
    purpose: "investigation",
    offence: "cyber-fraud",
    basis: "mlat",
    link: "suspect",
    kinds: ["subscriber-details"],
    language: "en",
    urgency: "routine",
    use: "intelligence-only",
    calendar: "in-2026.1",
  } as never,
  after: [null, null],
  mark: {
    tlp: "AMBER",
    handling: ["H1"],
    pap: "AMBER",
    audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
  } as never,
  lane: "flash",
  body: { title: "Synthetic", text: "Synthetic text.", lang: "en" },
  files: [],
  ...rest,
});

/** Waits until a question has an answer that satisfies; polls, because that is what a person does. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  ms = 20_000,
): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`${what} did not happen: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
