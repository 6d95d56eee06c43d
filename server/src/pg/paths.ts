import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { PostgresError } from "./errors.ts";
import { endMove } from "./moved.ts";

/** PostgreSQL names its socket after a port even when it opens none. */
export const PORT = 5432;
const SOCKET_NAME = `.s.PGSQL.${PORT}`;

/** `sun_path` is 108 bytes on Linux and 104 on macOS, the final zero included: the smaller one holds everywhere. */
export const MAX_SOCKET_PATH = 103;

/** The places of one embedded cluster. All but `short` stand inside the data folder, so that deleting it deletes all. */
export interface Places {
  readonly home: string;
  /** PGDATA. */
  readonly data: string;
  /** Held by the supervisor for as long as it lives. */
  readonly lock: string;
  readonly log: string;
  readonly supervisorLog: string;
  /** Sockets and library links; lives in `home` when its sockets fit in a socket address, else it is `short`. */
  readonly run: string;
  /** The supervisor's own socket, on which every server process holds a connection. */
  readonly control: string;
  /** A run folder that every user of the machine can reach, for a PostgreSQL that runs as somebody else. */
  readonly short: string;
}

/** Makes the data folder (0700) when it does not exist. The same folder has one set of places, whatever link names it. */
export function placesOf(dataDir: string): Places {
  endMove(resolve(dataDir));
  mkdirSync(resolve(dataDir), { recursive: true, mode: 0o700 });
  const home = realpathSync(dataDir);
  const hash = createHash("sha256").update(home).digest("hex").slice(0, 16);
  // Not os.tmpdir(): two processes with different TMPDIR must find each other.
  const short = `/tmp/setu-pg-${process.getuid?.() ?? 0}-${hash}`;
  const near = join(home, "run");
  const run = Buffer.byteLength(socketPath(near)) <= MAX_SOCKET_PATH ? near : short;
  return {
    home,
    data: join(home, "pgdata"),
    lock: join(home, "lock"),
    log: join(home, "postgres.log"),
    supervisorLog: join(home, "supervisor.log"),
    run,
    control: join(run, "control"),
    short,
  };
}

/** The folder in `run` that holds nothing but PostgreSQL's socket. */
export const socketFolder = (run: string): string => join(run, "s");

export const socketPath = (run: string): string => join(socketFolder(run), SOCKET_NAME);

/**
 * Makes a folder that only we write to, or checks the one that is there. Under /tmp anyone may have made it first:
 * a link or another owner is refused, because trust authentication rests on this folder alone.
 */
export function privateFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = lstatSync(path);
  const me = process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || found.uid !== me || (found.mode & 0o022) !== 0) {
    throw new PostgresError("PG_FOLDER", `${path} is not a folder that only this user can write to`);
  }
  chmodSync(path, mode);
}
