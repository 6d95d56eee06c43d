import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { SetuError } from "@setu/core";

/**
 * Whether a node runs out of this home: its processes share a lock, any number of them, and who changes what they have
 * read at their start takes it alone. The kernel takes it back when a process dies, however it dies (`pg/lock.ts`).
 */
const fileIn = (home: string): string => join(home, "running.lock");

/** Is there while `setu upgrade --back` is under way: the database of this home is then no whole one. */
export const goingBackIn = (home: string): string => join(home, "going-back");

/** @returns lets go. @throws BUSY while the keys of this home are being replaced; USAGE after a way back that was killed */
export function holdHome(home: string): () => void {
  if (existsSync(goingBackIn(home)))
    throw new SetuError("USAGE", "the way back was killed before its end: give setu upgrade --back again");
  // A read transaction that stays open.
  return held(home, "BEGIN; SELECT count(*) FROM sqlite_schema", "the keys of this node are being replaced");
}

/** @returns lets go. @throws BUSY while a process of the node runs */
export const holdStopped = (home: string): (() => void) =>
  holdAlone(home, "the node runs: stop every process of it first");

/** For one process alone, of a folder that may be another than a node's. @returns lets go. @throws BUSY */
export const holdAlone = (folder: string, otherwise: string): (() => void) =>
  held(folder, "BEGIN EXCLUSIVE", otherwise);

function held(home: string, sql: string, otherwise: string): () => void {
  const file = new DatabaseSync(fileIn(home), { timeout: 0 });
  try {
    for (const statement of sql.split("; ")) file.prepare(statement).all();
  } catch (cause) {
    file.close();
    throw new SetuError("BUSY", otherwise, { cause });
  }
  return () => file.close();
}
