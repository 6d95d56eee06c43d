import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { SetuError } from "@setu/core";
import { restoreBackup } from "@setu/server/backup/restore.ts";
import { upgradedBeside } from "@setu/server/disposal/copies.ts";
import { openPool } from "@setu/server/db/pool.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { put } from "@setu/server/node/files.ts";
import { goingBackIn, holdStopped } from "@setu/server/node/running.ts";
import { planUpgrade, rehearse, upgrade, type Plan } from "@setu/server/upgrade/plan.ts";
import { backupInto, withDatabase } from "./backup.ts";
import { answer, say, table, type Talk } from "./terminal.ts";

export type UpgradeOptions = {
  readonly backups?: string;
  readonly keyring?: string;
  readonly dryRun?: true;
  readonly back?: true;
  readonly discard?: true;
};

/** Where the last upgrade began, in the home: what `--back` needs. */
type Begun = {
  readonly backup: string;
  readonly keyring: string;
  readonly from: number;
  /** How many migrations there were to run. */
  readonly steps: number;
  readonly done: boolean;
};
const begunIn = (home: string): string => join(home, "upgrade.json");

/**
 * A plan, a backup that was read back, and then one migration after the other. Killed at any point, it is run again.
 * @throws BUSY while the node runs; USAGE without a folder for the backup; BAD_BUNDLE when the backup does not hold: nothing
 *   is changed then
 */
export async function upgradeNode(home: string, options: UpgradeOptions, talk: Talk): Promise<void> {
  const release = holdStopped(home);
  try {
    if (options.discard) return discard(home, talk);
    await (options.back ? back(home, talk) : forward(home, options, talk));
  } finally {
    release();
  }
}

async function forward(home: string, options: UpgradeOptions, talk: Talk): Promise<void> {
  await withDatabase(home, async ({ url, atRest }) => {
    const pool = openPool({ url, max: 2 });
    try {
      const plan = await planUpgrade(pool);
      if (plan.steps.length === 0) {
        // Killed behind the last step: the next upgrade is another one, with a backup of its own.
        const last = read(home);
        if (last && !last.done) write(home, { ...last, done: true });
        return answer(talk, plan, "The database is of this version: nothing to do.");
      }
      if (options.dryRun) return show(plan, await rehearse(pool, atRest), talk);
      const begun = goesOn(home, plan) ?? (await begin(home, plan, options));
      for (const { name, what } of plan.steps) say(`${name}: ${what}`);
      await upgrade(pool, atRest, (name) => say(`done: ${name}`));
      write(home, { ...begun, done: true });
      say("Start the node. The way back, before that or after: setu upgrade --back");
      answer(talk, { ...plan, backup: begun.backup }, begun.backup);
    } finally {
      await pool.end();
    }
  });
}

/** One that was killed on its way: the backup of before it is the one that counts, not one of the middle. */
function goesOn(home: string, plan: Plan): Begun | null {
  const begun = read(home);
  return begun && !begun.done && plan.steps.length < begun.steps ? begun : null;
}

async function begin(home: string, plan: Plan, { backups, keyring }: UpgradeOptions): Promise<Begun> {
  if (backups === undefined || keyring === undefined)
    throw new SetuError("USAGE", "say where the backup goes: --backups FOLDER --keyring FILE");
  const { path } = await backupInto(home, backups, keyring);
  say(`Written, read back, and every log in it checked: ${path}`);
  const begun = {
    backup: resolve(path),
    keyring: resolve(keyring),
    from: plan.from,
    steps: plan.steps.length,
    done: false,
  };
  write(home, begun);
  return begun;
}

const read = (home: string): Begun | null =>
  existsSync(begunIn(home)) ? (JSON.parse(readFileSync(begunIn(home), "utf8")) as Begun) : null;

const write = (home: string, begun: Begun): void => put(begunIn(home), JSON.stringify(begun));

function show(plan: Plan, times: readonly number[], talk: Talk): void {
  const rows = plan.steps.map(({ name, what }, i) => [name, `${times[i]} ms`, what]);
  say(
    `Schema version ${plan.from} to ${plan.to}. The backup needs at most ${Math.ceil(plan.bytes / 2 ** 20)} MiB. Each was run on the data that is there and taken back; none can be undone by itself, all together by setu upgrade --back.`,
  );
  answer(talk, { ...plan, steps: plan.steps.map((step, i) => ({ ...step, ms: times[i] })) }, () =>
    table(rows),
  );
}

/**
 * The backup of before the upgrade, in a database of its own; the upgraded one is kept beside it.
 * @throws NOT_FOUND without an upgrade; USAGE for a server's database that is not empty
 */
async function back(home: string, talk: Talk): Promise<void> {
  const begun = read(home);
  if (!begun) throw new SetuError("NOT_FOUND", "no upgrade of this home can be taken back");
  const { postgres } = homeFiles(home);
  const kept = upgradedBeside(postgres);
  const going = goingBackIn(home);
  if (existsSync(going)) {
    // Killed on its way: as it was before it.
    if (existsSync(kept)) {
      rmSync(postgres, { recursive: true, force: true });
      renameSync(kept, postgres);
    }
    rmSync(going);
  }
  const ours = usesEmbedded(home) && existsSync(postgres);
  if (ours) {
    if (existsSync(kept))
      throw new SetuError("USAGE", `${kept} is there from an earlier way back: setu upgrade --discard`);
    if (existsSync(join(postgres, "pgdata", "postmaster.pid")))
      throw new SetuError(
        "BUSY",
        "its PostgreSQL is still running, or was killed: setu doctor ends it in order",
      );
    put(going, "");
    renameSync(postgres, kept);
  }
  try {
    const { head } = await withDatabase(home, (of) => restoreBackup(of, begun, "as-it-was"));
    rmSync(going, { force: true });
    rmSync(begunIn(home));
    say(
      `As of ${new Date(head.at).toISOString()}, for the program of before: start that one. What the other side holds of what happened since it takes back from there before it signs anything.`,
    );
    answer(talk, { at: head.at, schema: begun.from, kept: ours ? kept : null }, ours ? kept : "");
  } catch (error) {
    if (ours) {
      rmSync(postgres, { recursive: true, force: true });
      renameSync(kept, postgres);
      rmSync(going);
    }
    throw error;
  }
}

/**
 * Gives up what a way back has left: it still holds whatever was destroyed since.
 * @throws NOT_FOUND without one; USAGE while it is all there is
 */
function discard(home: string, talk: Talk): void {
  const { postgres } = homeFiles(home);
  const kept = upgradedBeside(postgres);
  if (!existsSync(kept)) throw new SetuError("NOT_FOUND", "no way back has left a database here");
  if (existsSync(goingBackIn(home)) || !existsSync(join(postgres, "pgdata", "PG_VERSION")))
    throw new SetuError("USAGE", `${postgres} holds no database: ${kept} is not given up`);
  rmSync(kept, { recursive: true });
  answer(talk, { discarded: kept }, kept);
}

const usesEmbedded = (home: string): boolean =>
  loadConfig(home).database === undefined && (process.env["DATABASE_URL"] ?? "") === "";
