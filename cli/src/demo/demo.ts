import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetuError, TRAINING_FROM } from "@setu/core";
import type { LinkView } from "@setu/requests";
import { homeFiles } from "@setu/server/node/config.ts";
import { startPostgres, type Postgres } from "@setu/server/pg/index.ts";
import { takeLock } from "@setu/server/pg/lock.ts";
import { signIn } from "../client.ts";
import { interrupted } from "../interrupt.ts";
import { answer, say, table, type Talk } from "../terminal.ts";
import { Child, type Started } from "./child.ts";
import { counterpart, type Plays } from "./counterpart.ts";
import { choosePorts, makeHomes, placePorts, removeHomes, sideHome, SIDES } from "./homes.ts";
import { OFFICERS, officersOf } from "./officers.ts";
import { buildScreens } from "./screens.ts";

export type DemoOptions = {
  readonly home: string;
  readonly port: string;
  readonly reset?: boolean;
  /** How many invented matters a new caseload has beside those that are written by hand: open, and closed long ago. */
  readonly open: string;
  readonly closed: string;
  /** The side that answers by itself. */
  readonly counterpart?: "ca" | "in";
  /** It is no demo but a training: without a caseload, on nodes that say so, and the other side plays like this. */
  readonly trains?: Plays;
};

const LINKED = 15_000;

/**
 * Runs the two nodes until it is interrupted. Whatever was killed before, in whatever state, it begins: an unfinished
 * seeding is begun again, ports that were lost are replaced, a PostgreSQL that still runs is joined.
 * @throws BUSY when another demo runs on the same folder
 */
export async function demo(options: DemoOptions, talk: Talk): Promise<void> {
  // Two nodes are two databases: one that the operator has named for one node is not for these.
  delete process.env["DATABASE_URL"];
  const home = resolve(options.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (!takeLock(join(home, "lock")))
    throw new SetuError("BUSY", `a ${options.trains ? "training" : "demo"} runs on ${home} already`);
  const stop = interrupted();
  const abort = new AbortController();
  const running: Running = {
    children: SIDES.map((side) => new Child(sideHome(home, side))),
    databases: [],
    signal: abort.signal,
  };
  try {
    await Promise.race([stop, run(home, options, running, talk)]);
    await stop;
    say(options.trains ? "Stopping the training." : "Stopping the demo.");
  } finally {
    abort.abort();
    await Promise.all(running.children.map((child) => child.stop()));
    const databases = await Promise.allSettled(running.databases);
    for (const each of databases) if (each.status === "fulfilled") await each.value.stop();
  }
}

/** What has to be let go of, whatever happened. */
type Running = {
  readonly children: readonly Child[];
  readonly databases: Promise<Postgres>[];
  readonly signal: AbortSignal;
};

async function run(home: string, options: DemoOptions, running: Running, talk: Talk): Promise<void> {
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Number.NaN;
  if (!(port <= 65_532)) throw new SetuError("USAGE", "--port is not a port");
  for (const many of [options.open, options.closed]) {
    if (!/^\d{1,4}$/.test(many)) throw new SetuError("USAGE", "--open and --closed are numbers below 10,000");
  }
  const screens = buildScreens(running.signal);
  // Awaited below; a failure meanwhile is not an unhandled one.
  screens.catch(() => {});
  const seeded = join(home, "seeded");
  const fresh = options.reset === true || !existsSync(seeded);
  if (fresh) {
    // The mark comes last and goes first: between the two the nodes are nobody's, and are made again.
    rmSync(seeded, { force: true });
    await removeHomes(home);
    await makeHomes(home, await choosePorts(port), options.trains ? TRAINING_FROM + 1 : 1);
  }
  await placePorts(home, port);
  // Held here too, so that PostgreSQL runs through from the seeding to the nodes, and over their deaths.
  for (const side of SIDES) {
    running.databases.push(startPostgres({ dataDir: homeFiles(sideHome(home, side)).postgres }));
  }
  await Promise.all(running.databases);
  if (fresh) {
    if (!options.trains) await makeCaseload([home, options.open, options.closed], running.signal);
    writeFileSync(seeded, "");
  }
  await screens;
  const started = await Promise.all(running.children.map((child) => child.start()));
  await Promise.all(started.map(linked));
  announce(started, options.trains !== undefined, talk);
  const other = started.find(({ party }) => party === options.counterpart);
  if (other === undefined) return;
  if (!talk.json)
    say(`${other.party} ${options.trains ? "asks and answers" : "answers"} by itself; play the other side.`);
  const account = OFFICERS[other.party as keyof typeof OFFICERS][0].id;
  void counterpart({ url: other.address, account }, running.signal, options.trains);
}

async function makeCaseload(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "seed-main.ts"), ...args], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    signal,
  });
  const code = await new Promise((done, failed) => child.once("error", failed).once("exit", done));
  if (code !== 0) throw new SetuError("INTERNAL", "the demo could not be made ready");
}

/** @throws PEER_SILENT when the two do not find each other */
async function linked({ party, address }: Started): Promise<void> {
  const account = OFFICERS[party as keyof typeof OFFICERS][0].id;
  const client = await signIn({ url: address, account });
  const end = performance.now() + LINKED;
  while (performance.now() < end) {
    if ((await client.get<LinkView>("/link")).state === "up") return;
    await sleep(50);
  }
  throw new SetuError("PEER_SILENT", "the two nodes do not find each other");
}

function announce(started: readonly Started[], trains: boolean, talk: Talk): void {
  const nodes = started.map(({ party, address }) => ({
    party,
    address,
    accounts: officersOf(party as keyof typeof OFFICERS, trains),
  }));
  answer(talk, { nodes }, () =>
    table(
      nodes.flatMap(({ address, accounts }) =>
        accounts.map(({ id, name, lang }) => [address, id, lang, name]),
      ),
    ),
  );
  const again = trains
    ? "Ctrl-C stops it; setu training reset begins anew."
    : "Ctrl-C stops the demo; --reset begins it again.";
  if (!talk.json) say(`Open both addresses in one browser. ${again}`);
}
