import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/**
 * Takes the data folder for this process, or says that another process has it. Node has no `flock`; SQLite's
 * exclusive transaction is the same kernel lock (`fcntl`) with a portable face. It cannot go stale: the kernel takes
 * it back when the process dies, however it dies, so nobody has to judge by a number in a file who is alive.
 *
 * The lock is held until the process ends. Returns false when another process holds it.
 */
export function takeLock(path: string): boolean {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    const opened = inode(path);
    database.exec("PRAGMA journal_mode = MEMORY");
    database.exec("BEGIN EXCLUSIVE");
    // The last holder may have deleted the folder between our opening and our locking: then we hold nothing.
    if (opened === undefined || opened !== inode(path)) throw new Error("the lock file was replaced");
    held = database;
    return true;
  } catch {
    database.close();
    return false;
  }
}

// Kept reachable: a collected handle would be closed, and the lock with it.
let held: DatabaseSync | undefined;

/** Whether this process holds a lock. */
export const holdsLock = (): boolean => held !== undefined;

const inode = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;
