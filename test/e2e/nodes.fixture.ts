import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ERRORS } from "@setu/core";
import { choosePorts, makeHomes, sideHome, SIDES, type Side } from "../../cli/src/demo/homes.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { anyPort } from "@setu/server/node/ports.fixture.ts";
import { MAIN } from "./demo.fixture.ts";

/** One node as a process of its own, which can be killed and started again on the same ports. */
export class NodeProcess {
  readonly side: Side;
  readonly home: string;
  address = "";
  #process: ChildProcess | null = null;

  constructor(folder: string, side: Side) {
    this.side = side;
    this.home = sideHome(folder, side);
  }

  /**
   * Without the launcher, which a kill would reach instead. Resolves when it answers. While the node was down something
   * else on this machine may have come by its port, or its database be about to end: who keeps a node running tries again.
   */
  async start(): Promise<void> {
    for (let left = 5; ; left -= 1) {
      try {
        return await this.#start();
      } catch (error) {
        if (left === 0 || this.#process?.exitCode !== ERRORS.BUSY.exit) throw error;
        await sleep(1_000);
      }
    }
  }

  async #start(): Promise<void> {
    const log = openSync(join(this.home, "node.log"), "a");
    const { DATABASE_URL: _, ...env } = process.env;
    const child = spawn(process.execPath, [MAIN, "start", "--json", "--home", this.home], {
      stdio: ["ignore", "pipe", log],
      env,
    });
    closeSync(log);
    this.#process = child;
    const ended = once(child, "exit").then(([code, signal]) => {
      throw new Error(`the node of ${this.side.party} ended with ${code ?? signal}`);
    });
    ended.catch(() => {});
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout as Readable }), "line"),
      ended,
    ])) as [string];
    this.address = (JSON.parse(line) as { address: string }).address;
  }

  /** As power does it. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  /** The postmaster: its death takes every connection and the unlogged tables with it. False when it is dead already. */
  killPostgres(): boolean {
    const file = join(homeFiles(this.home).postgres, "pgdata", "postmaster.pid");
    try {
      return process.kill(Number(readFileSync(file, "utf8").split("\n", 1)[0]), "SIGKILL");
    } catch (error) {
      if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
      throw error;
    }
  }
}

/** No officer opens as many items in an hour as a test that looks at every one. */
function withoutBrake(folder: string, side: Side): void {
  const { config } = homeFiles(sideHome(folder, side));
  const said = JSON.parse(readFileSync(config, "utf8")) as object;
  const brake = { openedPerHour: 100_000, takenPerDay: 10_000_000 };
  writeFileSync(config, JSON.stringify({ ...said, brake }));
}

/** Two linked nodes without a caseload. */
export async function twoProcesses(folder: string): Promise<readonly [ca: NodeProcess, india: NodeProcess]> {
  await makeHomes(folder, await choosePorts(anyPort()));
  for (const side of SIDES) withoutBrake(folder, side);
  const [ca, india] = SIDES.map((side) => new NodeProcess(folder, side)) as [NodeProcess, NodeProcess];
  await Promise.all([ca.start(), india.start()]);
  return [ca, india];
}

/** @throws Error naming what was awaited, with what was seen last */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  good: (seen: T) => boolean,
  ms: number,
): Promise<T> {
  const end = performance.now() + ms;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const seen = await look();
      if (good(seen)) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(
    `${what} did not come about: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}
