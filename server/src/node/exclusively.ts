import { closeSync, fstatSync, openSync, rmSync, statSync, type BigIntStats } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds, far longer than a write takes: whoever has held the lock for so long has died with it. */
const ABANDONED = 2_000;

/**
 * One process at a time, of those that share a home: the node and the commands beside it. The file is the lock. How long
 * somebody has it is measured by whoever waits: the clock of the machine may be set back meanwhile.
 * @param lock a path that nothing else bears
 */
export async function exclusively(lock: string, work: () => Promise<void> | void): Promise<void> {
  let seen: { readonly holder: string | null; readonly since: number } = { holder: null, since: 0 };
  let mine = create(lock);
  while (mine === null) {
    await delay(1);
    const holder = holderOf(lock);
    if (holder === null || holder !== seen.holder) seen = { holder, since: performance.now() };
    else if (performance.now() - seen.since > ABANDONED) rmSync(lock, { force: true });
    mine = create(lock);
  }
  try {
    await work();
  } finally {
    // Who was away for too long has it no more.
    if (holderOf(lock) === mine) rmSync(lock, { force: true });
  }
}

/** Without a byte in it: a full disk stops no lock. @returns null where somebody has it */
function create(lock: string): string | null {
  try {
    const file = openSync(lock, "wx", 0o600);
    try {
      return nameOf(fstatSync(file, { bigint: true }));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw error;
  }
}

/** Null while nobody has it. */
function holderOf(lock: string): string | null {
  const found = statSync(lock, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : nameOf(found);
}

/** A number of a file is given again once it is free, but not at the same instant. */
const nameOf = ({ ino, ctimeNs }: BigIntStats): string => `${ino} ${ctimeNs}`;
