import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { SetuError } from "@setu/core";
import { say } from "../terminal.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const PAUSE = 500;
/** A node that has said nothing for so long stands still, and is ended: whoever waits is told. */
const PATIENCE = 180_000;

export type Started = { readonly party: string; readonly address: string; readonly linkPort: number };

/**
 * One node in a process of its own, started again whenever it dies. It ends when this process does, however that dies:
 * the channel between them closes.
 */
export class Child {
  readonly #home: string;
  readonly #patience: number;
  #process: ChildProcess | null = null;
  #stopping = false;

  /** @param patience milliseconds in which the node has to answer */
  constructor(home: string, patience = PATIENCE) {
    this.#home = home;
    this.#patience = patience;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the node answers. @throws BUSY when it does not come up; its last words are in node.log */
  async start(): Promise<Started> {
    const log = openSync(join(this.#home, "node.log"), "a", 0o600);
    const child = spawn(process.execPath, [MAIN, "start", "--json", "--home", this.#home], {
      stdio: ["ignore", "pipe", log, "ipc"],
    });
    this.#process = child;
    let late: NodeJS.Timeout | undefined;
    const started = new Promise<Started>((resolve, reject) => {
      const fails = (why: string) => reject(new SetuError("BUSY", `the node in ${this.#home} ${why}`));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", (line) =>
        resolve(JSON.parse(line) as Started),
      );
      child.once("error", reject);
      child.once("exit", () => fails("does not start; see node.log there"));
      late = setTimeout(() => {
        fails(`has not answered for ${this.#patience / 1000} seconds; see node.log there`);
        child.kill("SIGKILL");
      }, this.#patience);
    });
    const answer = await started.finally(() => clearTimeout(late));
    child.once("exit", (code, signal) => void this.#again(code ?? signal));
    return answer;
  }

  async #again(how: number | string | null): Promise<void> {
    while (!this.#stopping) {
      say(`The node in ${this.#home} ended (${how}); starting it again.`);
      await sleep(PAUSE);
      if (this.#stopping) return;
      try {
        await this.start();
        return;
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(5_000, undefined, { ref: false })]);
    child.kill("SIGKILL");
  }
}
