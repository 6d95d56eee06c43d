import { SetuError } from "@setu/core";
import { loadMigrations, type Migration } from "./migrate.ts";

/**
 * What a backup and `setu upgrade` call the schema: a version is all migrations up to its last. A backup can be restored by
 * the program of its own version and of the two that follow; a version that was given out never gets another migration.
 */
const VERSIONS: readonly { readonly version: number; readonly last: number }[] = [
  { version: 1, last: 28 },
  { version: 2, last: 29 },
  { version: 3, last: Infinity },
];
const KEPT = 2;
export const SCHEMA_VERSION = VERSIONS.at(-1)?.version ?? 0;

/** Of a schema whose newest migration has that number. */
export const schemaVersion = (newest: number): number =>
  VERSIONS.find(({ last }) => newest <= last)?.version ?? SCHEMA_VERSION;

export const described = ({ name, digest }: Pick<Migration, "name" | "digest">): string =>
  `${name} ${digest}`;

/**
 * The migrations that lead to the schema of a file.
 * @param applied as the file names them (`described`)
 * @throws USAGE for a schema that is newer than this program's, or too old for it
 */
export function migrationsOf(applied: readonly string[], known = loadMigrations()): readonly Migration[] {
  const wanted = new Set(applied);
  const found = known.filter((migration) => wanted.has(described(migration)));
  if (found.length !== wanted.size)
    throw new SetuError(
      "USAGE",
      "a newer version of this program has written the backup: restore with that one",
    );
  const version = schemaVersion(found.at(-1)?.no ?? 0);
  if (version < SCHEMA_VERSION - KEPT)
    throw new SetuError(
      "USAGE",
      `the backup has schema version ${version}: restore it with the version of this program that wrote it, and upgrade`,
    );
  return found;
}
