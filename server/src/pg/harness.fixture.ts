import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import type { QueryResultRow } from "pg";
import { onServer } from "./admin.ts";
import type { Postgres } from "./index.ts";

export const HOLDER = fileURLToPath(new URL("./holder.fixture.ts", import.meta.url));

/** A folder that is deleted after the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "setu-pg-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

export interface Holder extends Pick<Postgres, "url" | "adopted" | "pids"> {
  readonly process: ChildProcess;
}

/** Another process that holds the same folder. Killed after the test. */
export async function hold(t: TestContext, dataDir: string, command: string[] = []): Promise<Holder> {
  const [first = "", ...rest] = [...command, process.execPath, HOLDER, dataDir];
  const child = spawn(first, rest, { stdio: ["ignore", "pipe", "inherit"], cwd: "/" });
  t.after(() => child.kill("SIGKILL"));
  for await (const line of createInterface({ input: child.stdout })) {
    return { ...(JSON.parse(line) as Omit<Holder, "process">), process: child };
  }
  throw new Error(`the holder ended without a word (${child.exitCode})`);
}

export async function query(url: string, text: string): Promise<QueryResultRow[]> {
  return onServer(url, async (client) => (await client.query<QueryResultRow>(text)).rows);
}

/** The rows, as soon as the server answers. */
export async function queryWithin(ms: number, url: string, text: string): Promise<QueryResultRow[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    try {
      return await query(url, text);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(20);
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function goneWithin(ms: number, pid: number): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (performance.now() < deadline) {
    if (!isAlive(pid)) return true;
    await delay(20);
  }
  return false;
}
