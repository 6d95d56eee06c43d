import type pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { migrate, type Around } from "../db/migrate.ts";
import { sessionOf } from "../db/session.ts";
import { sealed, standings } from "./sealing.ts";
import { Witness } from "./witness.ts";

const SEALED = `SELECT FROM pg_attribute WHERE attrelid = to_regclass('officer') AND attname = 'standing_mac'`;

/**
 * A migration that changes rows of officers breaks their seals. Those that were believed before it are sealed anew, one
 * change further, which the next look at the home log writes down there; those that were not stay so. In the migration's
 * own transaction: whatever is killed in between, nobody's row is left without its seal.
 */
export function keepingSeals(atRest: AtRest): Around {
  const witness = new Witness(atRest);
  return async (client, run) => {
    if ((await client.query(SEALED)).rowCount === 0) return run();
    const db = Object.assign(sessionOf(client), { witness });
    const rows = await standings({ db }, null, true);
    const sound = rows.filter((row) => witness.vouches(row)).map(({ id }) => id);
    await run();
    const broken = (await standings({ db }, sound, true)).filter((row) => !witness.vouches(row));
    if (broken.length > 0) await sealed({ db }, broken);
  };
}

/** @throws as `migrate` */
export const migrateKeeping = (pool: pg.Pool, atRest: AtRest): Promise<void> =>
  migrate(pool, undefined, keepingSeals(atRest));
