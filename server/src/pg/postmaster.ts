import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Cluster } from "./cluster.ts";
import { PostgresError } from "./errors.ts";
import type { Places } from "./paths.ts";

/** A live PostgreSQL server, ours by birth or by adoption. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
  /** Found running: it was started by a supervisor that is gone. */
  readonly adopted: boolean;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
}

interface PidFile {
  readonly pid: number;
  readonly socketFolder: string;
  /** `starting`, `ready`, `stopping` or `standby` (`pidfile.h`, PM_STATUS_*); empty at first. */
  readonly status: string;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 10;
const ADOPTED_POLL_MS = 100;

/** Reads `postmaster.pid` (PostgreSQL's `pidfile.h`: lines 1 pid, 5 socket folder, 8 status). */
export function readPidFile(data: string): PidFile | undefined {
  const path = join(data, "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return { pid, socketFolder: lines[4] ?? "", status: (lines[7] ?? "").trim() };
}

/**
 * Finds a server that runs on this cluster, after waiting for one that is starting or stopping. Clears away a pid
 * file whose number now belongs to some other program (after a reboot, or in a container, where numbers repeat):
 * PostgreSQL would refuse to start over it. A pid file of a dead process stays; PostgreSQL judges that itself.
 */
export async function adoptPostmaster(data: string): Promise<Postmaster | undefined> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline) {
    const found = readPidFile(data);
    if (!found || !isAlive(found.pid)) return undefined;
    if (!servesCluster(found.pid, data)) {
      rmSync(join(data, "postmaster.pid"), { force: true });
      return undefined;
    }
    if (found.status === "ready") {
      return { pid: found.pid, socketFolder: found.socketFolder, adopted: true, ended: endOf(found.pid) };
    }
    await delay(POLL_MS);
  }
  throw new PostgresError("PG_TIMEOUT", `the PostgreSQL that runs on ${data} neither came up nor went down`);
}

/**
 * Starts the server and waits until it takes connections. Call it only under the lock and when nobody serves the
 * cluster (`adoptPostmaster`).
 * @throws PostgresError PG_START with the last words of its log
 */
export async function launchPostmaster(places: Places, cluster: Cluster): Promise<Postmaster> {
  // Nobody serves this cluster, so its socket's lock is a dead server's. PostgreSQL would believe it when the number
  // in it is taken: by another program, or by that server's own remains where no init reaps them (containers).
  for (const name of readdirSync(cluster.socketFolder))
    rmSync(join(cluster.socketFolder, name), { force: true });
  const [program = "", ...args] = cluster.command;
  const log = openSync(places.log, "a", 0o600);
  const child = spawn(program, args, {
    cwd: places.data,
    env: cluster.env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const ended = endOfChild(child);
  let running = true;
  void ended.then(() => (running = false));
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (running && performance.now() < deadline) {
    const found = readPidFile(places.data);
    // Every prefix of the command replaces itself by the next (exec), so the child is the server.
    if (found && found.pid === child.pid && found.status === "ready") {
      return { pid: found.pid, socketFolder: cluster.socketFolder, adopted: false, ended };
    }
    await delay(POLL_MS);
  }
  child.kill("SIGKILL");
  await ended;
  const why = lastLines(places.log, 1, /FATAL|PANIC/);
  throw new PostgresError("PG_START", `PostgreSQL did not start in ${places.home}: ${why}`);
}

/** Fast shutdown (PostgreSQL's SIGINT: sessions are cut, a checkpoint is written); immediate after half a minute. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  // One that ended before must not be signalled: its number may be another program's by now.
  if (await Promise.race([postmaster.ended.then(() => true), delay(0, false)])) return;
  signal(postmaster.pid, "SIGINT");
  const quick = await Promise.race([postmaster.ended.then(() => true), delay(30_000, false, { ref: false })]);
  if (quick) return;
  signal(postmaster.pid, "SIGQUIT");
  await postmaster.ended;
}

/** The last lines of a log (those that match), on one line, for a person to whom the folder is out of sight. */
export function lastLines(path: string, count: number, match = /./): string {
  if (!existsSync(path)) return "";
  const lines = readFileSync(path, "utf8").split("\n");
  return lines
    .filter((line) => match.test(line))
    .slice(-count)
    .join(" / ");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A PostgreSQL server stands in its data folder for life; so no other program is taken for it. */
function servesCluster(pid: number, data: string): boolean {
  try {
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    const command = execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    return command.includes("postgres") && command.includes(data);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Already gone, which is what the signal was for.
  }
}

function endOfChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}

/** The end of a process that is no child of ours can only be watched. */
async function endOf(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(ADOPTED_POLL_MS);
}
