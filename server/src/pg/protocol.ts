import { createInterface } from "node:readline";
import type { Socket } from "node:net";
import type { PostgresErrorCode } from "./errors.ts";

/**
 * What passes on the supervisor's socket: JSON lines. A server process connects and holds the connection; that is its
 * lease, and the kernel gives it up when the process dies. The supervisor tells its state at once and at each change.
 */
export type SupervisorSays =
  | {
      readonly state: "ready";
      readonly supervisor: number;
      readonly postmaster: number;
      readonly adopted: boolean;
      readonly socketFolder: string;
      readonly version: string;
    }
  | { readonly state: "down" }
  | { readonly state: "failed"; readonly code: PostgresErrorCode; readonly message: string };

/** The only word a holder says: it leaves on purpose, so PostgreSQL need not wait for it to come back. */
export const RELEASE = "release";

/** How the supervisor is told what to do, as one JSON argument. */
export interface SupervisorOrders {
  readonly dataDir: string;
  /** How long PostgreSQL outlives its last holder when that one died without a word. */
  readonly graceMs: number;
  /** Delete the whole data folder at the end: for tests. */
  readonly ephemeral: boolean;
  readonly way?: "namespace" | "user";
}

/** The supervisor ends with this code when another one has the data folder (`EX_TEMPFAIL` of sysexits.h). */
export const EXIT_BUSY = 75;

export const say = (socket: Socket, message: SupervisorSays): void => {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
};

export function listen(socket: Socket, heard: (line: string) => void): void {
  // The socket's end is reported by its `close`; an error before that says nothing more.
  socket.on("error", () => {});
  createInterface({ input: socket })
    .on("line", heard)
    .on("error", () => {});
}
