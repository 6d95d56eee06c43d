import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fingerprint, formatCard } from "@setu/server/keys/card.ts";
import { migratedDatabase } from "@setu/server/db/testing.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { acceptCard, initNode } from "@setu/server/node/init.ts";
import { Browser, configOf } from "@setu/server/node/two-nodes.fixture.ts";
import { MAIN } from "./demo.fixture.ts";

/** Every link, the nodes at its two ends: India has a node for each partner (docs/decisions/0040). */
const LINKS = [
  ["ca", "in"],
  ["in", "uk"],
] as const;
type Place = (typeof LINKS)[number][number];

/** One officer at one node. */
export type Desk = { readonly officer: Browser; readonly home: string; readonly card: string };
export type Parties = {
  readonly canada: Desk;
  readonly toCanada: Desk;
  readonly toLondon: Desk;
  readonly london: Desk;
  close(): Promise<void>;
};

/** Three parties, two links, four processes, each with a database and keys of its own, over mutual TLS. */
export async function threeParties(folder: string): Promise<Parties> {
  const ended: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of ended.toReversed()) await end();
  };
  try {
    const pairs = await Promise.all(LINKS.map((link) => makePair(folder, link, ended)));
    const nodes = pairs.flat();
    const addresses = await Promise.all(nodes.map(({ home }) => start(home, ended)));
    const desks = await Promise.all(
      nodes.map(async ({ home, party, card }, i): Promise<Desk> => {
        const officer = new Browser(addresses[i] ?? "");
        await officer.signIn(`${party}.officer-1`);
        return { officer, home, card };
      }),
    );
    const [canada, toCanada, toLondon, london] = desks as [Desk, Desk, Desk, Desk];
    return { canada, toCanada, toLondon, london, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Made = { readonly party: Place; readonly home: string; readonly card: string };

async function makePair(
  folder: string,
  [a, b]: readonly [Place, Place],
  ended: (() => Promise<void>)[],
): Promise<readonly [Made, Made]> {
  const made = async (party: Place, peer: Place) => {
    const database = await migratedDatabase();
    ended.push(database.drop);
    const home = join(folder, `${party}-${peer}`);
    const card = await initNode(home, await configOf(party, peer, database.url));
    const path = join(folder, `${party}-${peer}.card.json`);
    writeFileSync(path, formatCard(card));
    return { party, home, card: path, met: card };
  };
  const one = await made(a, b);
  const other = await made(b, a);
  acceptCard(one.home, Buffer.from(formatCard(other.met)), fingerprint(other.met));
  acceptCard(other.home, Buffer.from(formatCard(one.met)), fingerprint(one.met));
  return [one, other];
}

/** @returns where its officers find it */
async function start(home: string, ended: (() => Promise<void>)[]): Promise<string> {
  const { DATABASE_URL: _, ...env } = process.env;
  const child: ChildProcess = spawn(process.execPath, [MAIN, "start", "--json", "--home", home], {
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  let talk = "";
  child.stderr?.on("data", (part: Buffer) => (talk += String(part)));
  const gone = once(child, "exit");
  ended.push(async () => {
    child.kill("SIGTERM");
    await gone;
  });
  if (!child.stdout) throw new Error("no output");
  const line = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
  const failed = gone.then(() => {
    throw new Error(`the node of ${homeFiles(home).config} ended: ${talk}`);
  });
  failed.catch(() => {});
  const [said] = await Promise.race([line, failed]);
  return (JSON.parse(said) as { address: string }).address;
}
