import { renameSync, rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { SetuError } from "@setu/core";
import type { Checked } from "../backup/check.ts";
import { restoreBackup } from "../backup/restore.ts";
import { writeBackup, type BackupOf } from "../backup/write.ts";
import { DATABASE, socketUrl, startPostgres } from "../pg/index.ts";
import { olderCluster } from "../pg/cluster.ts";
import { takeLock } from "../pg/lock.ts";
import { endMove, keptBeside, nextBeside } from "../pg/moved.ts";
import { placesOf } from "../pg/paths.ts";
import { launchPostmaster, stopPostmaster } from "../pg/postmaster.ts";

/**
 * Moves an embedded database to this program's PostgreSQL: a backup out of the old server, in which every log is checked
 * against its head, restored into a new folder, which takes the old one's place only then. Killed before that, the old
 * folder stands where it stood; between the two names whoever comes next gives the new one its own (pg/moved.ts). As after a restore,
 * whoever was signed in signs in again, and tokens are made anew.
 * @param bin folder of the programs of the old version
 * @throws PG_OTHER_MAJOR for the programs of another version; BUSY while its PostgreSQL runs; BAD_BUNDLE when what stands in
 *   it is not what was signed
 */
export async function moveToThisMajor(
  folder: string,
  bin: string,
  of: Omit<BackupOf, "url">,
): Promise<Checked> {
  const places = placesOf(folder);
  await lockSoon(places.lock);
  const files = { backup: `${folder}.copy`, keyring: `${folder}.copy-keys` };
  const next = nextBeside(folder);
  for (const left of [next, ...Object.values(files)]) rmSync(left, { recursive: true, force: true });
  try {
    const old = await launchPostmaster(places, await olderCluster(places, bin));
    try {
      await writeBackup({ ...of, url: socketUrl(old.socketFolder, DATABASE) }, files);
    } finally {
      await stopPostmaster(old);
    }
    const fresh = await startPostgres({ dataDir: next });
    const checked = await restoreBackup({ ...of, url: fresh.url }, files, "as-it-was").finally(() =>
      fresh.stop(),
    );
    renameSync(folder, keptBeside(folder));
    endMove(folder);
    return checked;
  } finally {
    for (const each of Object.values(files)) rmSync(each, { force: true });
  }
}

/** A start that was refused a moment ago leaves a supervisor behind, which tells everybody why and then goes. */
const PATIENCE = 15_000;

async function lockSoon(path: string): Promise<void> {
  for (const end = Date.now() + PATIENCE; !takeLock(path); await pause(100))
    if (Date.now() > end) throw new SetuError("BUSY", "its PostgreSQL is still running");
}
