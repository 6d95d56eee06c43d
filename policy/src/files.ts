import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Schema and policies as they stand on disk, and the hash of their bytes. */
export type Sources = { readonly schema: string; readonly policies: string; readonly hash: string };

const FOLDER = join(import.meta.dirname, "..");
const SCHEMA = "setu.cedarschema";

/**
 * SHA-256 over the files in the order of their names, each with its name and length before it. A file that is added
 * counts, so nobody's permit stands beside ours unnoticed.
 */
export function readSources(folder = FOLDER): Sources {
  const names = readdirSync(folder).filter((name) => name === SCHEMA || name.endsWith(".cedar"));
  const files = names.toSorted().map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
  const hash = createHash("sha256");
  for (const { name, bytes } of files) hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  const text = (of: typeof files) => of.map(({ bytes }) => bytes.toString("utf8")).join("\n");
  return {
    schema: text(files.filter(({ name }) => name === SCHEMA)),
    policies: text(files.filter(({ name }) => name !== SCHEMA)),
    hash: hash.digest("hex"),
  };
}
