/** An entry of `package-lock.json` (lockfileVersion 3), as far as we judge it. */
export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly license?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

/** By place: "" is the root, "server" a workspace, "node_modules/pg" a package. */
export type Lock = Readonly<Record<string, LockEntry>>;

/** What a person has allowed. A lock that holds more fails until a person adds it here, with a reason in the docs. */
export interface Allowed {
  /** Packages that carry native programs, by name or by beginning (`@oxlint/*`). */
  readonly native: readonly string[];
  /** Packages with an install script; each must also be denied in `allowScripts`. */
  readonly installScripts: readonly string[];
  /** Everything that a node in production runs, transitive packages included. */
  readonly production: readonly string[];
  readonly productionAtMost: number;
  readonly licences: readonly string[];
}

const MODULES = "node_modules/";

export const nameOf = (place: string): string => place.slice(place.lastIndexOf(MODULES) + MODULES.length);

const isPackage = (place: string): boolean => place.includes(MODULES);

/** Every fault of the lock, one sentence each; empty when it holds nothing that was not allowed. */
export function lockFaults(
  lock: Lock,
  allowed: Allowed,
  denied: Readonly<Record<string, boolean>>,
): string[] {
  const faults: string[] = [];
  for (const [place, entry] of Object.entries(lock)) {
    if (!isPackage(place)) continue;
    if (entry.link) {
      if (!(entry.resolved !== undefined && entry.resolved in lock))
        faults.push(`${place} links outside the house`);
      continue;
    }
    const name = nameOf(place);
    if (!/^sha512-[\w+/]{86}==$/.test(entry.integrity ?? "")) faults.push(`${place} has no sha512 integrity`);
    if (entry.resolved !== undefined) faults.push(`${place} names the place it is fetched from`);
    if (entry.hasInstallScript && !(allowed.installScripts.includes(name) && denied[name] === false)) {
      faults.push(`${place} has an install script that is not denied`);
    }
    if ((entry.os || entry.cpu) && !matches(allowed.native, name))
      faults.push(`${place} is native and not allowed`);
    if (!allowed.licences.includes(entry.license ?? ""))
      faults.push(`${place} has the licence ${entry.license}`);
  }
  const production = productionPackages(lock, ["server", "cli"]);
  for (const name of production) {
    if (!allowed.production.includes(name)) faults.push(`${name} runs in production and is not allowed`);
  }
  for (const name of allowed.production) {
    if (!production.has(name))
      faults.push(`${name} is allowed in production and gone: remove it from the list`);
  }
  // Packages of a platform are alternatives: a machine has one of them.
  const running = [...production].filter((name) => {
    const { os, cpu } = lock[`${MODULES}${name}`] ?? {};
    return (os?.includes("linux") ?? true) && (cpu?.includes("x64") ?? true);
  });
  if (running.length > allowed.productionAtMost) {
    faults.push(`${running.length} packages in production, ${allowed.productionAtMost} at most`);
  }
  return faults;
}

const matches = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );

/** Names of all packages that the workspaces need to run, found as Node finds them: nearest node_modules first. */
export function productionPackages(lock: Lock, workspaces: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const walk = (place: string): void => {
    if (seen.has(place)) return;
    seen.add(place);
    const { dependencies, optionalDependencies } = lock[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = resolve(lock, place, name);
      if (found !== undefined) walk(found);
    }
  };
  workspaces.forEach(walk);
  return new Set([...seen].filter(isPackage).map(nameOf));
}

function resolve(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const place = folder === "" ? `${MODULES}${name}` : `${folder}/${MODULES}${name}`;
    const entry = lock[place];
    if (entry) return entry.link ? entry.resolved : place;
    if (folder === "") return undefined; // an optional package of another platform
  }
}
