import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { SetuError } from "@setu/core";
import { restoreBackup } from "@setu/server/backup/restore.ts";
import { writeBackup } from "@setu/server/backup/write.ts";
import { atRest } from "@setu/server/db/at-rest.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { holdStopped } from "@setu/server/node/running.ts";
import { databaseUrl } from "@setu/server/pg/index.ts";
import { answer, say, type Talk } from "./terminal.ts";

/** Beside a running node or alone, over either PostgreSQL. @throws as `backupInto` */
export async function backup(home: string, folder: string, keyring: string, talk: Talk): Promise<void> {
  const { path, rows } = await backupInto(home, folder, keyring);
  say(`Written, read back, and every log in it checked: ${path}`);
  answer(talk, { backup: path, keyring, rows }, path);
}

/** @throws USAGE for a keyring among the backups; BAD_BUNDLE when what stands in the database is not what was signed */
export async function backupInto(home: string, folder: string, keyring: string) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beneath = relative(realpathSync(folder), realpathSync(dirname(keyring)));
  if (beneath.split(sep)[0] !== "..")
    throw new SetuError("USAGE", "the keyring is kept apart: in no folder of backups, and never in a series");
  const now = Date.now();
  const path = join(folder, `setu-${new Date(now).toISOString().replaceAll(":", "")}.backup`);
  const { rows } = await withDatabase(home, (of) => writeBackup({ ...of, now }, { backup: path, keyring }));
  // What watches the machine sees by it how old the last backup is.
  writeFileSync(homeFiles(home).lastBackup, `${new Date(now).toISOString()}\n`, { mode: 0o600 });
  return { path, rows };
}

/** @throws BUSY while the node runs; USAGE, BAD_BUNDLE as `restoreBackup`: nothing is changed then */
export async function restore(home: string, path: string, keyring: string, talk: Talk): Promise<void> {
  const release = holdStopped(home);
  try {
    const { head, rows } = await withDatabase(home, (of) => restoreBackup(of, { backup: path, keyring }));
    say(
      `Restored, as of ${new Date(head.at).toISOString()}. Start the node: it hears the other side before it signs anything.`,
    );
    answer(talk, { at: head.at, rows }, "");
  } finally {
    release();
  }
}

export async function withDatabase<T>(
  home: string,
  work: (of: {
    readonly url: string;
    readonly atRest: ReturnType<typeof atRest>;
    readonly party: string;
    readonly instance: number;
  }) => Promise<T>,
): Promise<T> {
  const { party, instance, database } = loadConfig(home);
  const { url, stop } = database
    ? { url: database, stop: async () => {} }
    : await databaseUrl({ dataDir: homeFiles(home).postgres });
  try {
    return await work({ url, atRest: atRest(loadKeys(homeFiles(home).keys).atRest), party, instance });
  } finally {
    await stop();
  }
}
