import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Binaries, copyBinaries, findBinaries, linkLibraries, program } from "./binaries.ts";
import { PostgresError } from "./errors.ts";
import { refuseEmptyBesideKept } from "./moved.ts";
import { type Places, PORT, privateFolder, socketFolder } from "./paths.ts";
import { chooseWay, commandPrefix, giveTo, type Way } from "./way.ts";

const run = promisify(execFile);

/** The owner of every embedded cluster. A private socket folder, not a password, keeps others out. */
export const SUPERUSER = "setu";

/** What is needed to run one cluster's server: made once by the supervisor, used at every restart. */
export interface Cluster {
  readonly command: readonly string[];
  readonly env: Record<string, string>;
  /** Of the server, such as "18.4". */
  readonly version: string;
  readonly socketFolder: string;
}

/** Durable, small: two nodes and a browser share a laptop. Everything else is PostgreSQL's default. */
const SETTINGS: Record<string, string> = {
  listen_addresses: "",
  port: String(PORT),
  unix_socket_permissions: "0700",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  max_connections: "200",
  shared_buffers: "64MB",
  maintenance_work_mem: "32MB",
  max_wal_size: "512MB",
  // A segment that is used again still holds what was destroyed (disposal/rewrite.ts).
  wal_recycle: "off",
  jit: "off",
  log_min_messages: "warning",
};

/**
 * Prepares the folder of sockets and links, and makes the cluster when there is none.
 * @throws PostgresError PG_OTHER_MAJOR, PG_INITDB, PG_ROOT, PG_PLATFORM, PG_FOLDER
 */
export async function prepareCluster(places: Places, forceWay?: "namespace" | "user"): Promise<Cluster> {
  const way = chooseWay(places.data, forceWay);
  const folder = way.name === "user" ? places.short : places.run;
  makeRunFolder(folder, way);
  const found = findBinaries();
  const libraries = join(folder, "lib");
  let binaries = found;
  let env = serverEnvironment(linkLibraries(found, libraries));
  if (way.name === "user" && !(await reachable(found, way, env))) {
    binaries = copyBinaries(found);
    env = serverEnvironment(linkLibraries(binaries, libraries));
  }
  const prefix = commandPrefix(way);
  const version = await serverVersion([...prefix, program(binaries, "postgres")], env);
  if (existsSync(join(places.data, "PG_VERSION"))) refuseOtherMajor(places.data, version);
  else {
    refuseEmptyBesideKept(places.home);
    await makeCluster(places, way, [...prefix, program(binaries, "initdb")], env);
  }
  return serving(places, way, folder, { prefix, server: program(binaries, "postgres"), env, version });
}

/**
 * A cluster that another major version made, under the programs of that version: to copy from it.
 * @param bin folder of its `postgres`
 * @throws PostgresError PG_OTHER_MAJOR when these are not the programs of its version, PG_ROOT, PG_FOLDER
 */
export async function olderCluster(places: Places, bin: string): Promise<Cluster> {
  const way = chooseWay(places.data);
  const folder = way.name === "user" ? places.short : places.run;
  makeRunFolder(folder, way);
  const [prefix, env, server] = [commandPrefix(way), serverEnvironment({}), join(bin, "postgres")];
  const version = await serverVersion([...prefix, server], env);
  refuseOtherMajor(places.data, version);
  return serving(places, way, folder, { prefix, server, env, version });
}

type Programs = Pick<Cluster, "env" | "version"> & {
  readonly prefix: readonly string[];
  readonly server: string;
};

function serving(
  places: Places,
  way: Way,
  folder: string,
  { prefix, server, env, version }: Programs,
): Cluster {
  const sockets = socketFolder(folder);
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: sockets });
  return {
    command: [
      ...prefix,
      server,
      "-D",
      dataArgument(way, places.data),
      ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    env,
    version,
    socketFolder: sockets,
  };
}

/**
 * Another user may be unable to walk to our data folder (a checkout under /root). He need not: the server is started
 * standing in it, and `/proc/self/cwd` leads there without a look at the folders above.
 */
const dataArgument = (way: Way, data: string): string => (way.name === "user" ? "/proc/self/cwd" : data);

/** Trust authentication rests on this: only the server's own user (and root) gets into the socket folder. */
function makeRunFolder(folder: string, way: Way): void {
  // Another user may walk through the folder, not list or write it; the socket folder is his alone.
  privateFolder(folder, way.name === "user" ? 0o711 : 0o700);
  const sockets = socketFolder(folder);
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  if (way.name === "user") giveTo(sockets, way.uid, way.gid);
}

async function reachable(binaries: Binaries, way: Way, env: Record<string, string>): Promise<boolean> {
  return serverVersion([...commandPrefix(way), program(binaries, "postgres")], env).then(
    () => true,
    () => false,
  );
}

/** PostgreSQL's own variables (PGDATA, PGPORT, …) of whoever started us must not reach the server. */
const serverEnvironment = (libraries: Record<string, string>): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "/usr/bin:/bin",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  ...libraries,
});

async function serverVersion(command: readonly string[], env: Record<string, string>): Promise<string> {
  const [first = "", ...rest] = command;
  const { stdout } = await run(first, [...rest, "--version"], { env, cwd: "/" });
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  if (version === undefined) throw new PostgresError("PG_START", `unknown server version: ${stdout.trim()}`);
  return version;
}

function refuseOtherMajor(data: string, version: string): void {
  const theirs = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  const ours = version.split(".")[0];
  if (theirs === ours) return;
  const sentence = `the data folder ${data} was made by PostgreSQL ${theirs} and this is PostgreSQL ${ours}`;
  const way = `setu upgrade-db --old-bin FOLDER moves it, with the folder of the programs of PostgreSQL ${theirs}`;
  throw new PostgresError("PG_OTHER_MAJOR", `${sentence}: ${way}`);
}

/** A cluster appears whole or not at all: it is made beside its place and renamed, so a kill in between leaves none. */
async function makeCluster(places: Places, way: Way, initdb: string[], env: Record<string, string>) {
  const staging = `${places.data}.new`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: 0o700 });
  if (way.name === "user") giveTo(staging, way.uid, way.gid);
  const [first = "", ...rest] = initdb;
  const options = ["-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums", "-U", SUPERUSER];
  try {
    await run(first, [...rest, "-D", dataArgument(way, staging), ...options], { env, cwd: staging });
  } catch (cause) {
    const why = (cause as { stderr?: string }).stderr?.trim().split("\n").at(-1) ?? "";
    throw new PostgresError("PG_INITDB", `initdb could not make a cluster in ${places.home}: ${why}`, {
      cause,
    });
  }
  renameSync(staging, places.data);
}
