import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetuError } from "@setu/core";
import { atRest } from "@setu/server/db/at-rest.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { holdStopped } from "@setu/server/node/running.ts";
import { endMove, keptBeside } from "@setu/server/pg/moved.ts";
import { moveToThisMajor } from "@setu/server/upgrade/other-major.ts";
import { answer, say, type Talk } from "./terminal.ts";

/** @throws BUSY while the node runs; USAGE when the old folder is still there; as `moveToThisMajor` */
export async function upgradeDatabase(
  home: string,
  { oldBin, discard }: { readonly oldBin?: string; readonly discard?: true },
  talk: Talk,
): Promise<void> {
  const release = holdStopped(home);
  try {
    const { postgres, keys } = homeFiles(home);
    const kept = keptBeside(postgres);
    // Killed before its end: what would be given up is all there is.
    endMove(postgres);
    if (discard) {
      if (!existsSync(join(postgres, "pgdata", "PG_VERSION")))
        throw new SetuError("USAGE", `${postgres} holds no database: ${kept} is not given up`);
      rmSync(kept, { recursive: true, force: true });
      return answer(talk, { discarded: kept }, kept);
    }
    if (oldBin === undefined)
      throw new SetuError("USAGE", "say where the programs of the old version are: --old-bin FOLDER");
    if (existsSync(kept))
      throw new SetuError("USAGE", `${kept} is there from before: setu upgrade-db --discard`);
    const { party, instance } = loadConfig(home);
    const of = { atRest: atRest(loadKeys(keys).atRest), party, instance, now: Date.now() };
    const { rows } = await moveToThisMajor(postgres, oldBin, of);
    say(`Moved, and every log in it checked. The old folder is ${kept}: setu upgrade-db --discard`);
    answer(talk, { rows, kept }, kept);
  } finally {
    release();
  }
}
