import type { PgTx } from "../db/pg-store.ts";
import { homeLog } from "../requests/home.ts";
import { contradicted } from "./log.ts";
import { isFirst, seal, standings } from "./sealing.ts";
import type { Sealed } from "./witness.ts";

/**
 * The one way to change what officers may do, or by what they come in: the home log tells of it, in the same transaction.
 * Whoever changes rows otherwise takes the officer out of work, and so does whoever forgets this. A row that was not
 * believed before stays so, whatever is changed of it.
 * @param officers null: anybody, and who is new
 * @param anyhow whether a row that was not believed is what the work makes of it
 */
export async function changing<T>(
  tx: PgTx,
  officers: readonly string[] | null,
  work: () => Promise<T>,
  anyhow = false,
): Promise<T> {
  const { witness } = tx.db;
  const ports = witness.ports();
  // As every command has it: the home log before anything that is locked.
  if (ports) await homeLog(ports, tx);
  const before = await standings(tx, officers, true);
  const first = await isFirst(tx);
  // What is old is sealed as it is, before any of it is changed, or the first change would leave the others behind.
  await seal(tx, (officers === null ? before : await standings(tx, null, true)).filter(first));
  const sound = (row: Sealed) => first(row) || witness.vouches(row);
  const lost = new Set(before.filter((row) => !sound(row)).map(({ id }) => id));
  const result = await work();
  const after = await standings(tx, officers, false);
  const isSealed = (row: Sealed) => row.standingMac !== null && witness.codeOf(row).equals(row.standingMac);
  const changed = after.filter((row) => (anyhow || !lost.has(row.id)) && !(row.whole && isSealed(row)));
  // This process may not have looked since another wrote: yesterday's row would be sealed as tomorrow's.
  const known = anyhow ? [] : before.filter((row) => !first(row) && changed.some(({ id }) => id === row.id));
  const against = ports && known.length > 0 ? await contradicted(ports, tx, known) : new Set<string>();
  await seal(
    tx,
    changed.filter(({ id }) => !against.has(id)),
  );
  return result;
}
