import { existsSync, renameSync } from "node:fs";
import { PostgresError } from "./errors.ts";

/** The folder of before a move to another major version, kept until somebody gives it up. */
export const keptBeside = (folder: string): string => `${folder}.old`;

/** The folder that a move fills. It is whole once the old one has gone to `keptBeside`: that is done last. */
export const nextBeside = (folder: string): string => `${folder}.next`;

/**
 * Ends a move that was killed between its two renames, when the folder has no name of its own and a start would make an
 * empty one. Whoever else ends it at the same instant is not disturbed.
 */
export function endMove(folder: string): void {
  if (existsSync(folder) || !existsSync(keptBeside(folder)) || !existsSync(nextBeside(folder))) return;
  try {
    renameSync(nextBeside(folder), folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || !existsSync(folder)) throw error;
  }
}

/** @throws PostgresError PG_FOLDER instead of an empty database beside the only one there is */
export function refuseEmptyBesideKept(folder: string): void {
  const kept = keptBeside(folder);
  if (!existsSync(kept)) return;
  throw new PostgresError(
    "PG_FOLDER",
    `${folder} holds no database, and the one of before is in ${kept}: move that one back to start with it`,
  );
}
