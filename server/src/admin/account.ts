import { SetuError } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import type { Session } from "../db/session.ts";
import { personsOf } from "../release/persons.ts";
import { APPOINTED, ordered, type Given } from "./grants.ts";

export type OfficerRow = Given & { readonly id: string };

const LOCK = `SELECT id, powers, topics, clearance, compartments, accredited_from AS "from", accredited_until AS until, suspended,
    recalled
  FROM officer WHERE id = $1 AND NOT disabled AND NOT machine FOR UPDATE`;

export const grantsOf = ({
  powers,
  topics,
  clearance,
  compartments,
  from,
  until,
  suspended,
}: OfficerRow): Given => ordered({ powers, topics, clearance, compartments, from, until, suspended });

/**
 * The officer as he stands, and as nobody else changes him before this transaction ends.
 * @throws NOT_FOUND; ILLEGAL for oneself, by whichever account, for who reviews and who was recalled
 */
export async function lockOfficer(
  tx: PgTx,
  { by, officer }: { readonly by: string; readonly officer: string },
): Promise<Given> {
  const [found] = await tx.db.rows<OfficerRow & { readonly recalled: boolean }>(LOCK, [officer]);
  if (!found) throw new SetuError("NOT_FOUND", "there is no such officer");
  if (found.recalled) throw new SetuError("ILLEGAL", "who was recalled stays so");
  if (found.powers.includes(APPOINTED))
    throw new SetuError("ILLEGAL", "who reviews is appointed in the configuration");
  const person = await personsOf(tx, [by, officer]);
  if (person(by) === person(officer)) throw new SetuError("ILLEGAL", "nobody administers their own account");
  return grantsOf(found);
}

const END = {
  sessions: `DELETE FROM session WHERE officer = $1`,
  tokens: `DELETE FROM token WHERE officer = $1`,
  feed: `DELETE FROM feed WHERE officer = $1`,
  presence: `DELETE FROM presence WHERE officer = $1`,
} as const;

/**
 * What opens without the person being asked again: sessions, tokens of programs, the address of the calendar. And the word
 * that she is writing somewhere, for which others wait.
 */
export async function endAll(db: Session, officer: string): Promise<number> {
  const [sessions = 0] = await Promise.all(Object.values(END).map((each) => db.change(each, [officer])));
  return sessions;
}
