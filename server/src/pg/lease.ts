import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { PostgresError } from "./errors.ts";
import type { Places } from "./paths.ts";
import { lastLines } from "./postmaster.ts";
import { EXIT_BUSY, listen, RELEASE, type SupervisorOrders, type SupervisorSays } from "./protocol.ts";

type Ready = Extract<SupervisorSays, { state: "ready" }>;

/** Our hold on a running PostgreSQL. While it lasts, PostgreSQL is kept up, and started again when it dies. */
export interface Lease {
  readonly first: Ready;
  /** Whether the supervisor that answered first was started by this call. */
  readonly started: boolean;
  /** Lets go; when no other process holds PostgreSQL, resolves after it has shut down. */
  release(): Promise<void>;
}

const TIMEOUT_MS = 60_000;
const RETRY_MS = 50;
const SUPERVISOR = fileURLToPath(new URL("./supervisor.ts", import.meta.url));

/**
 * Takes hold of the data folder's PostgreSQL, through its supervisor or through one started now.
 * @throws PostgresError what kept PostgreSQL from starting, or PG_TIMEOUT
 */
export async function takeLease(
  places: Places,
  orders: SupervisorOrders,
  log: (line: string) => void,
): Promise<Lease> {
  let released = false;
  let held = await acquire(places, orders);
  const first = held.ready;
  const started = held.started;

  // When the supervisor dies, PostgreSQL dies with it; one of its holders must start the next.
  const watch = (): void => {
    held.socket.once("close", () => {
      if (!released) void again();
    });
  };
  const again = async (): Promise<void> => {
    log("the supervisor of PostgreSQL is gone: starting another");
    while (!released) {
      try {
        held = await acquire(places, orders);
        if (released) held.socket.destroy();
        log("PostgreSQL is supervised again");
        watch();
        return;
      } catch (error) {
        log(`no supervisor for PostgreSQL: ${(error as Error).message}`);
        await delay(1_000, undefined, { ref: false });
      }
    }
  };
  watch();

  return {
    first,
    started,
    async release() {
      if (released) return;
      released = true;
      if (held.socket.destroyed) return;
      held.socket.ref();
      const closed = new Promise<void>((resolve) => held.socket.once("close", () => resolve()));
      held.socket.write(`${RELEASE}\n`);
      await closed;
    },
  };
}

interface Held {
  readonly socket: Socket;
  readonly ready: Ready;
  readonly started: boolean;
}

async function acquire(places: Places, orders: SupervisorOrders): Promise<Held> {
  const deadline = performance.now() + TIMEOUT_MS;
  let child: { readonly pid: number | undefined; exit: number | undefined } | undefined;
  while (performance.now() < deadline) {
    const socket = await reach(places.control);
    if (socket) {
      const ready = await readiness(socket, deadline);
      if (ready) {
        // The lease must not keep a process alive that has nothing else to do.
        socket.unref();
        return { socket, ready, started: ready.supervisor === child?.pid };
      }
      continue; // it ended while we asked
    }
    if (child === undefined || child.exit === EXIT_BUSY || child.exit === 0) {
      if (child !== undefined) await delay(RETRY_MS);
      child = startSupervisor(places, orders);
    } else if (child.exit !== undefined) {
      const why = lastLines(places.supervisorLog, 5);
      throw new PostgresError("PG_START", `the supervisor of PostgreSQL failed: ${why}`);
    }
    await delay(10);
  }
  throw new PostgresError("PG_TIMEOUT", `no supervisor of PostgreSQL answered in ${places.home}`);
}

/** A process of its own, in a session of its own: neither Ctrl-C in our terminal nor our death reaches it. */
function startSupervisor(places: Places, orders: SupervisorOrders) {
  const log = openSync(places.supervisorLog, "a", 0o600);
  // NODE_OPTIONS and the like are meant for the program that was started with them, not for its helper.
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [SUPERVISOR, JSON.stringify(orders)], {
    cwd: "/",
    detached: true,
    env: { ...(PATH !== undefined && { PATH }), ...(HOME !== undefined && { HOME }) },
    stdio: ["ignore", "ignore", log],
  });
  closeSync(log);
  child.unref();
  const state: { readonly pid: number | undefined; exit: number | undefined } = {
    pid: child.pid,
    exit: undefined,
  };
  child.once("exit", (code) => (state.exit = code ?? 1));
  child.once("error", () => (state.exit = 1));
  return state;
}

function reach(control: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(control);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

/** Waits for the supervisor's word. Undefined when it went away without one. */
function readiness(socket: Socket, deadline: number): Promise<Ready | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(), Math.max(0, deadline - performance.now()));
    socket.once("close", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    listen(socket, (line) => {
      const says = JSON.parse(line) as SupervisorSays;
      if (says.state === "down") return;
      clearTimeout(timer);
      if (says.state === "ready") return resolve(says);
      reject(new PostgresError(says.code, says.message));
      socket.destroy();
    });
  });
}
