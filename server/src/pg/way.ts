import { spawnSync } from "node:child_process";
import { chownSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PostgresError } from "./errors.ts";

/**
 * PostgreSQL refuses to run as root. Three ways to run it:
 * - `self`: we are a plain user, run it as we are;
 * - `namespace`: root, mapped to another number in a user namespace. Files stay root's and nothing needs copying;
 * - `user`: root, changed to another user, where namespaces are refused (many containers).
 */
export type Way =
  | { readonly name: "self" | "namespace" }
  | { readonly name: "user"; readonly uid: number; readonly gid: number };

/** `nobody` on every Linux: initdb insists that its user has a name. */
const NOBODY = 65534;

const NAMESPACE = ["unshare", "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
/** The kernel stops PostgreSQL (fast shutdown) when the supervisor dies, however it dies. */
const DIE_WITH_PARENT = ["setpriv", "--pdeathsig", "INT"];
const switchUser = (uid: number, gid: number): string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  "--clear-groups",
];

/** The words to put before a command so that it runs the given way and dies with its parent where the system can do that. */
export function commandPrefix(way: Way): string[] {
  switch (way.name) {
    case "self":
      return works(DIE_WITH_PARENT) ? DIE_WITH_PARENT : [];
    case "namespace":
      return [...DIE_WITH_PARENT, ...NAMESPACE];
    case "user":
      return [...DIE_WITH_PARENT, ...switchUser(way.uid, way.gid)];
  }
}

/**
 * Chooses the way for a cluster, by trying. The owner of an existing cluster is the memory of how it was run before:
 * a cluster of root's needs the namespace, one of another user's needs that user. Where the old way has gone, the
 * files change hands (`chown -R`), so one folder can move between machines that allow different things.
 *
 * @param force for tests and for systems where the probe misleads
 */
export function chooseWay(data: string, force?: "namespace" | "user"): Way {
  if (process.getuid?.() !== 0) return { name: "self" };
  const owner = lstatSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0 && force !== "namespace") {
    return { name: "user", uid: owner.uid, gid: owner.gid };
  }
  if (force !== "user" && works([...DIE_WITH_PARENT, ...NAMESPACE])) {
    if (owner && owner.uid !== 0) giveTo(data, 0, 0);
    return { name: "namespace" };
  }
  if (!works([...DIE_WITH_PARENT, ...switchUser(NOBODY, NOBODY)])) {
    const sentence = "PostgreSQL does not run as root, and this system can neither map nor change the user";
    throw new PostgresError("PG_ROOT", `${sentence}: start as a plain user, or set DATABASE_URL`);
  }
  if (owner) giveTo(data, NOBODY, NOBODY);
  return { name: "user", uid: NOBODY, gid: NOBODY };
}

function works(prefix: readonly string[]): boolean {
  const [program = "", ...args] = prefix;
  return spawnSync(program, [...args, "true"], { stdio: "ignore", cwd: "/" }).status === 0;
}

/** Gives a tree to another user. Links are not followed: a cluster may hold links to tablespaces elsewhere. */
export function giveTo(path: string, uid: number, gid: number): void {
  chownSync(path, uid, gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) giveTo(child, uid, gid);
    else if (entry.isFile()) chownSync(child, uid, gid);
  }
}
