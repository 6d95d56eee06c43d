import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Browser } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";

const ROOT = join(import.meta.dirname, "..", "..");
export const MAIN = join(ROOT, "cli", "src", "main.ts");

export type DemoNode = {
  readonly party: string;
  readonly address: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
};

export type Demo = {
  readonly home: string;
  readonly process: ChildProcess;
  readonly nodes: readonly DemoNode[];
  /** From the start of the command to its one line. */
  readonly readyAfter: number;
  stop(): Promise<number | null>;
};

export const temporary = (): string => mkdtempSync(join(tmpdir(), "setu-e2e-"));

/** The demo as a person starts it, on free ports. Never through npx: a kill would reach only the launcher. */
export async function startDemo(home: string, ...args: readonly string[]): Promise<Demo> {
  const began = performance.now();
  // The matters written by hand are enough for a test, and known to it.
  const small = ["--open", "0", "--closed", "0"];
  const child = spawn(
    process.execPath,
    [MAIN, "demo", "--json", "--home", home, "--port", "0", ...small, ...args],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let talk = "";
  child.stderr.on("data", (part: Buffer) => (talk += String(part)));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`the demo ended with ${code ?? signal}: ${talk}`);
  });
  // Once it is ready, its end is what the test asks for.
  ended.catch(() => {});
  const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
  const { nodes } = JSON.parse(line) as { nodes: readonly DemoNode[] };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill("SIGINT");
      await exit;
    }
    return child.exitCode;
  };
  return { home, process: child, nodes, readyAfter: performance.now() - began, stop };
}

export const remove = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 20 });

/** One demo and one browser, which everything that is asked of the demo has one after the other. */
export class Stage {
  readonly folder = temporary();
  readonly home = join(this.folder, "demo");
  #demo: Demo | null = null;
  #browser: Browser | null = null;

  get demo(): Demo {
    if (this.#demo === null) throw new Error("no demo was started");
    return this.#demo;
  }

  get browser(): Browser {
    if (this.#browser === null) throw new Error("no browser was opened");
    return this.#browser;
  }

  async open(): Promise<void> {
    this.#browser = await chromium.launch(await chromiumPath());
    await this.startDemo();
  }

  /** Also after the one before was stopped or killed: the addresses are others then. */
  async startDemo(): Promise<Demo> {
    this.#demo = await startDemo(this.home);
    return this.#demo;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#demo?.stop();
    remove(this.folder);
  }
}
