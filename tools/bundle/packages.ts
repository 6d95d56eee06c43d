import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nameOf, type Lock, type LockEntry } from "../lockfile.ts";

/** A package of others, at its place in `node_modules`. */
export type Pack = { readonly place: string; readonly name: string; readonly entry: LockEntry };

/** Workspaces that a node runs from; their packages are in the archive. */
export const RUN: readonly string[] = [
  "core",
  "tlog",
  "link",
  "policy",
  "desks/individuals",
  "desks/officers",
  "desks/permissions",
  "desks/requests",
  "viewer",
  "verifier",
  "server",
  "cli",
];
/** Workspaces whose code is in the built pages, with that of their packages. */
export const BUILT: readonly string[] = ["ui", "web"];

export const lockOf = (root: string): Lock =>
  (JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Lock }).packages;

/**
 * Every package that these workspaces reach by what they need to run, as Node finds it, for this machine.
 * @throws where a package that is needed is not in the lock
 */
export function reached(
  lock: Lock,
  workspaces: readonly string[],
  has: (place: string) => boolean,
): readonly Pack[] {
  const found = new Map<string, Pack>();
  const visit = (from: string, entry: LockEntry): void => {
    const optional = new Set(Object.keys(entry.optionalDependencies ?? {}));
    for (const name of [...Object.keys(entry.dependencies ?? {}), ...optional]) {
      const place = placeOf(lock, from, name);
      const next = place === undefined ? undefined : lock[place];
      if (place === undefined || next === undefined) {
        if (optional.has(name)) continue;
        throw new Error(`${from} needs ${name}, which is not in the lock`);
      }
      if (next.link || found.has(place) || (optional.has(name) && !has(place))) continue;
      found.set(place, { place, name: nameOf(place), entry: next });
      visit(place, next);
    }
  };
  for (const workspace of workspaces) visit(workspace, lock[workspace] ?? {});
  return [...found.values()].toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/** As Node looks for it: in the folder itself, then in each above. */
function placeOf(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (place in lock) return place;
    if (folder === "") return undefined;
  }
}
