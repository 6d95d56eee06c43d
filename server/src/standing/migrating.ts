import type pg from "pg";
import type { AtRest } from "../db/at-rest.ts";
import { migrate } from "../db/migrate.ts";
import type { PgTx } from "../db/pg-store.ts";
import { statement, transaction } from "../db/transaction.ts";
import { sealed, standings } from "./sealing.ts";
import { Witness } from "./witness.ts";

const SEALED = `SELECT FROM pg_attribute WHERE attrelid = to_regclass('officer') AND attname = 'standing_mac'`;
const LAST = `SELECT max(no) AS no FROM migration`;

/**
 * A migration that changes rows of officers breaks their seals. Those that were believed before it are sealed anew, one
 * change further, which the next look at the home log writes down there; those that were not stay so.
 */
export async function migrateKeeping(pool: pg.Pool, atRest: AtRest): Promise<void> {
  const witness = new Witness(atRest);
  const within = <T>(work: (tx: Pick<PgTx, "db">) => Promise<T>) =>
    transaction(pool, null, async (_, session) => ({
      result: await work({ db: Object.assign(session, { witness }) }),
    }));
  const last = () => statement<{ no: number }>(pool, LAST, []).then(([newest]) => newest?.no);
  if ((await statement(pool, SEALED, [])).length === 0) return migrate(pool);
  const before = await last();
  const rows = await within((tx) => standings(tx, null, false));
  const sound = rows.filter((row) => witness.vouches(row)).map(({ id }) => id);
  await migrate(pool);
  if ((await last()) === before) return;
  await within(async (tx) => {
    const broken = (await standings(tx, sound, true)).filter((row) => !witness.vouches(row));
    await sealed(tx, broken);
  });
}
