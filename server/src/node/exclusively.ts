import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Far longer than a write takes: whoever has held the lock for so long has died with it. */
const ABANDONED = 2_000;

/**
 * One process at a time, of those that share a home: the node and the commands beside it. The file is the lock.
 * @param lock a path that nothing else bears
 */
export async function exclusively(lock: string, work: () => Promise<void> | void): Promise<void> {
  while (!create(lock)) {
    await delay(1);
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > ABANDONED) rmSync(lock, { force: true });
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function create(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
