import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { personsOf } from "../release/persons.ts";

/**
 * A directory that goes wild closes everybody. So many of those who can work it closes in an hour by itself, and never so
 * many administrators that nobody is left to let go what is braked: that takes two. Called under the home log's lock, so
 * that two programs are counted one after the other.
 */
const MOST = 3;
const HOUR = 3_600_000;
const KEEPERS = 2;

const TAKEN = `SELECT count(DISTINCT officer) AS n FROM directory_deed
  WHERE took AND state = 'done' AND agreed_by IS NULL AND at > $1`;
const ADMINISTRATORS = `SELECT id FROM officer WHERE 'administer' = ANY (powers) AND ${active("$1")} AND id <> $2`;

type Closing = { readonly officer: string; readonly administers: boolean; readonly now: number };

/** Whether closing this account, of somebody who can work, has to wait for two administrators. */
export async function isBraked(tx: PgTx, { officer, administers, now }: Closing): Promise<boolean> {
  const [taken] = await tx.db.rows<{ n: number }>(TAKEN, [now - HOUR]);
  if ((taken?.n ?? 0) >= MOST) return true;
  if (!administers) return false;
  const others = await tx.db.rows<{ id: string }>(ADMINISTRATORS, [now, officer]);
  const person = await personsOf(tx, [officer, ...others.map(({ id }) => id)]);
  const left = new Set(others.map(({ id }) => person(id)));
  left.delete(person(officer));
  return left.size < KEEPERS;
}
