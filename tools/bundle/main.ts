import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { contents } from "./contents.ts";
import { tar } from "./tar.ts";

/**
 * `npm run bundle [FOLDER]`: one archive that installs without network, its SBOM, and the sums of both. The bytes depend on
 * the commit, the packages of the lock and the runtime that compresses; SOURCE_DATE_EPOCH goes before the commit's time.
 */
const ROOT = join(import.meta.dirname, "..", "..");
const FOLDER = process.argv[2] ?? join(ROOT, "dist");

const git = (...args: readonly string[]): string =>
  execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
const seconds = Number(process.env["SOURCE_DATE_EPOCH"] ?? git("log", "-1", "--format=%ct"));
if (git("status", "--porcelain", "--untracked-files=no") !== "")
  process.stderr.write("The checkout has changes: they are in the built pages and nowhere else.\n");

const { name, entries, sbom } = contents(ROOT, seconds);
mkdirSync(FOLDER, { recursive: true });
const archive = join(FOLDER, `${name}.tar.gz`);
await pipeline(Readable.from(tar(entries, seconds)), createGzip({ level: 6 }), createWriteStream(archive));
writeFileSync(join(FOLDER, `${name}.cdx.json`), sbom);
const sums = [`${name}.cdx.json`, `${name}.tar.gz`].map((file) => {
  const digest = createHash("sha256")
    .update(readFileSync(join(FOLDER, file)))
    .digest("hex");
  return `${digest}  ${file}\n`;
});
writeFileSync(join(FOLDER, "SHA256SUMS"), sums.join(""));
process.stdout.write(`${archive}\n`);
