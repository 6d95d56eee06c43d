import { SetuError } from "@setu/core";
import type { Power } from "@setu/policy/facts.ts";
import type { Recovery } from "@setu/requests";
import { reviews } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Session as Db } from "../db/session.ts";
import { personsOf } from "../release/persons.ts";
import { changing } from "../standing/changing.ts";
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

const WHAT = `SELECT powers, machine FROM officer WHERE id = $1 AND NOT disabled`;

type Deed = { readonly by: string; readonly officer: string; readonly now: number };

/**
 * Who signs in by the code reads what the account reads. A reviewer's are therefore given by the operator alone, as she
 * is appointed: whoever administers would read everything, and what is written of himself.
 * @throws ILLEGAL for who reviews; NOT_FOUND for a program and for nobody
 */
async function assertRecoverable({ db }: PgTx, officer: string): Promise<void> {
  const [found] = await db.rows<{ powers: readonly Power[]; machine: boolean }>(WHAT, [officer]);
  if (!found || found.machine) throw new SetuError("NOT_FOUND", "there is no such officer");
  if (reviews(found)) throw new SetuError("ILLEGAL", "who reviews gets a code from the operator");
}

/** @throws ILLEGAL for oneself, by whichever account, and for who reviews; NOT_FOUND when there is no such officer */
export async function askRecovery(tx: PgTx, { by, officer, now }: Deed): Promise<void> {
  const person = await personsOf(tx, [by, officer]);
  if (person(by) === person(officer)) throw new SetuError("ILLEGAL", "nobody recovers their own keys");
  await assertRecoverable(tx, officer);
  await tx.db.rows(ASK, [officer, by, now]);
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
  await assertRecoverable(tx, officer);
  await changing(tx, [officer], async () => {
    await tx.db.change(END_KEYS, [officer, now]);
    for (const statement of [DONE, SIGN_OUT, END_TOKENS, END_FEED]) await tx.db.change(statement, [officer]);
  });
  return makeCode(tx.db, officer, CODE_HOURS, now);
}
