import { SetuError } from "@setu/core";
import type { Recovery } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Session as Db } from "../db/session.ts";
import { personsOf } from "../release/persons.ts";
import { makeCode } from "./enrolment.ts";

/**
 * An officer who has lost every key gets a new code when two administrators want it: one asks, another agrees, and
 * neither is the officer: three persons, whatever accounts they have. From then on the old keys, sessions, tokens and
 * the address of the calendar are void, whoever has them.
 */
const PATIENCE = 24 * 3_600_000;
const CODE_HOURS = 24;

const ASK = `INSERT INTO recovery (officer, asked_by, at) SELECT id, $2, $3 FROM officer WHERE id = $1 AND NOT disabled
  ON CONFLICT (officer) DO UPDATE SET asked_by = excluded.asked_by, at = excluded.at RETURNING officer`;
const OPEN = `SELECT recovery.officer, asked_by AS "askedBy", at FROM recovery WHERE at > $1 ORDER BY at`;
const ONE = `SELECT officer, asked_by AS "askedBy", at FROM recovery WHERE officer = $1 AND at > $2 FOR UPDATE`;
const DONE = `DELETE FROM recovery WHERE officer = $1`;
const END_KEYS = `UPDATE passkey SET ended = $2, why = 'removed' WHERE officer = $1 AND ended IS NULL`;
const SIGN_OUT = `DELETE FROM session WHERE officer = $1`;
const END_TOKENS = `DELETE FROM token WHERE officer = $1`;
const END_FEED = `DELETE FROM feed WHERE officer = $1`;

type Deed = { readonly by: string; readonly officer: string; readonly now: number };

/** @throws ILLEGAL for oneself, by whichever account; NOT_FOUND when there is no such officer */
export async function askRecovery(tx: PgTx, { by, officer, now }: Deed): Promise<void> {
  const person = await personsOf(tx, [by, officer]);
  if (person(by) === person(officer)) throw new SetuError("ILLEGAL", "nobody recovers their own keys");
  const asked = await tx.db.rows(ASK, [officer, by, now]);
  if (asked.length === 0) throw new SetuError("NOT_FOUND", "there is no such officer");
}

export const openRecoveries = (db: Db, now: number): Promise<Recovery[]> =>
  db.rows<Recovery>(OPEN, [now - PATIENCE]);

/**
 * @param administers whether that officer is an active administrator now: who asked may have ceased to be one
 * @returns the code, to be handed over in person
 * @throws NOT_FOUND when no administrator has asked of late; ILLEGAL for the person who asked and for the officer
 */
export async function agreeToRecovery(
  tx: PgTx,
  { by, officer, now }: Deed,
  administers: (officer: string) => Promise<boolean>,
): Promise<string> {
  const [asked] = await tx.db.rows<Recovery>(ONE, [officer, now - PATIENCE]);
  if (!asked || !(await administers(asked.askedBy)))
    throw new SetuError("NOT_FOUND", "nobody has asked for this");
  const person = await personsOf(tx, [by, officer, asked.askedBy]);
  if (new Set([by, officer, asked.askedBy].map(person)).size < 3)
    throw new SetuError("ILLEGAL", "another administrator has to agree");
  await tx.db.change(END_KEYS, [officer, now]);
  for (const statement of [DONE, SIGN_OUT, END_TOKENS, END_FEED]) await tx.db.change(statement, [officer]);
  return makeCode(tx.db, officer, CODE_HOURS, now);
}
