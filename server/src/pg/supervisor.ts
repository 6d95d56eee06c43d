import { chmodSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { type Cluster, prepareCluster } from "./cluster.ts";
import { PostgresError } from "./errors.ts";
import { takeLock } from "./lock.ts";
import { type Places, placesOf, privateFolder } from "./paths.ts";
import { adoptPostmaster, launchPostmaster, type Postmaster, stopPostmaster } from "./postmaster.ts";
import { EXIT_BUSY, listen, RELEASE, say, type SupervisorOrders, type SupervisorSays } from "./protocol.ts";

/*
 * The small process that PostgreSQL belongs to. No server process starts PostgreSQL: each may be killed, and the
 * others must not lose their database with it. There is one supervisor a data folder (the lock says so). It starts
 * PostgreSQL or adopts the one it finds, starts it again when it dies, and ends when nobody holds it any more. When
 * it is killed itself, the kernel stops PostgreSQL with it, and the holders start another supervisor.
 */

const RESTART_FIRST_MS = 50;
const RESTART_MOST_MS = 5_000;
/** Whoever started us connects within this time, or is gone. */
const FIRST_HOLDER_MS = 10_000;
const LOG_LIMIT = 8 * 1024 * 1024;

class Supervisor {
  readonly #orders: SupervisorOrders;
  readonly #places: Places;
  readonly #holders = new Set<Socket>();
  readonly #server: Server;
  #says: SupervisorSays = { state: "down" };
  #coming: Promise<Postmaster> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  constructor(orders: SupervisorOrders, places: Places) {
    this.#orders = orders;
    this.#places = places;
    this.#server = createServer((socket) => this.#hold(socket));
  }

  async run(): Promise<void> {
    privateFolder(this.#places.run, 0o700);
    rmSync(this.#places.control, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(this.#places.control, resolve);
    });
    chmodSync(this.#places.control, 0o600);
    this.#endUnlessHeld(FIRST_HOLDER_MS);
    for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(name, () => void this.#end());
    try {
      rotate(this.#places.log);
      await this.#keepRunning();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #keepRunning(): Promise<void> {
    const cluster = prepareCluster(this.#places, this.#orders.way);
    let wait = RESTART_FIRST_MS;
    let everReady = false;
    while (!this.#ending) {
      try {
        this.#coming = cluster.then((made) => this.#bringUp(made));
        const postmaster = await this.#coming;
        everReady = true;
        wait = RESTART_FIRST_MS;
        await postmaster.ended;
        this.#tell({ state: "down" });
        note(`PostgreSQL ${postmaster.pid} ended`);
      } catch (error) {
        // After a crash the old sessions may need a moment to leave shared memory. A server that never came up,
        // though, has a reason that a person must see.
        const passing = error instanceof PostgresError && error.code === "PG_START";
        if (!passing || (!everReady && wait >= RESTART_FIRST_MS * 8)) throw error;
        note(error.message);
      }
      if (this.#ending) return;
      await delay(wait);
      wait = Math.min(wait * 2, RESTART_MOST_MS);
    }
  }

  async #bringUp(cluster: Cluster): Promise<Postmaster> {
    const found = await adoptPostmaster(this.#places.data);
    const postmaster = found ?? (await launchPostmaster(this.#places, cluster));
    this.#ready(postmaster, cluster.version);
    return postmaster;
  }

  #ready(postmaster: Postmaster, version: string): void {
    const { pid, adopted, socketFolder } = postmaster;
    note(`PostgreSQL ${version} is ready as ${pid}${adopted ? ", adopted" : ""}`);
    this.#tell({ state: "ready", supervisor: process.pid, postmaster: pid, adopted, socketFolder, version });
  }

  /** Nothing to supervise: stay only until everyone who waits has been told why. */
  #fail(error: unknown): void {
    const code = error instanceof PostgresError ? error.code : "PG_START";
    const message = error instanceof Error ? error.message : String(error);
    note(message);
    this.#tell({ state: "failed", code, message });
    if (this.#holders.size === 0) this.#endUnlessHeld(FIRST_HOLDER_MS);
  }

  #tell(message: SupervisorSays): void {
    this.#says = message;
    for (const holder of this.#holders) say(holder, message);
  }

  #hold(socket: Socket): void {
    clearTimeout(this.#idle);
    this.#holders.add(socket);
    let released = false;
    listen(socket, (line) => {
      if (line !== RELEASE) return;
      released = true;
      this.#holders.delete(socket);
      // The last one waits for PostgreSQL's end, so that it may delete the folder or start anew at once.
      if (this.#holders.size === 0) void this.#end().then(() => socket.end());
      else socket.end();
    });
    socket.on("close", () => {
      if (released || !this.#holders.delete(socket) || this.#holders.size > 0) return;
      this.#endUnlessHeld(this.#says.state === "failed" ? 0 : this.#orders.graceMs);
    });
    if (this.#says.state !== "down") say(socket, this.#says);
  }

  #endUnlessHeld(afterMs: number): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#holders.size === 0) void this.#end();
    }, afterMs);
  }

  #end(): Promise<void> {
    this.#ending ??= this.#shutDown();
    return this.#ending;
  }

  async #shutDown(): Promise<void> {
    // No new holder from here on: it finds nobody and starts the next supervisor, which waits for our lock.
    this.#server.close();
    // One that is coming up cannot be stopped before it is known.
    const postmaster = await this.#coming?.catch(() => undefined);
    if (postmaster) await stopPostmaster(postmaster);
    note("ended");
    if (this.#orders.ephemeral) deleteWhole(this.#places);
    // The last holder hears of it before the process goes, and the lock with it.
    setTimeout(() => process.exit(0), 10);
  }
}

/** Renamed first: whoever comes meanwhile finds no folder instead of half of one. */
function deleteWhole(places: Places): void {
  const gone = `${places.home}.gone-${process.pid}`;
  renameSync(places.home, gone);
  rmSync(gone, { recursive: true, force: true });
  rmSync(places.short, { recursive: true, force: true });
}

function rotate(path: string): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(path, `${path}.1`);
}

/** Standard error is `supervisor.log`. */
function note(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${process.pid} ${line}\n`);
}

const orders = JSON.parse(process.argv[2] ?? "{}") as SupervisorOrders;
const places = placesOf(orders.dataDir);
if (takeLock(places.lock)) await new Supervisor(orders, places).run();
else process.exitCode = EXIT_BUSY;
