import { SetuError } from "@setu/core";
import type { Power } from "@setu/policy/facts.ts";
import type { Recovery } from "@setu/requests";
import { reviews } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Session as Db, Witnessed } from "../db/session.ts";
import { personsOf } from "../release/persons.ts";
import { changing } from "../standing/changing.ts";
import { entered, type Entered } from "../standing/entrances.ts";
import { makeCode } from "./enrolment.ts";

/**
 * An officer who has lost every key gets a new code when two administrators want it: one asks, another agrees, and
 * neither is the officer: three persons, whatever accounts they have. From then on the old keys, sessions, tokens and
 * the address of the calendar are void, whoever has them.
 */
const PATIENCE = 24 * 3_600_000;
const CODE_HOURS = 24;

const ASK = `INSERT INTO recovery (officer, asked_by, at, mac) SELECT id, $2, $3, $4 FROM officer WHERE id = $1 AND NOT disabled
  ON CONFLICT (officer) DO UPDATE SET asked_by = excluded.asked_by, at = excluded.at, mac = excluded.mac
  RETURNING officer`;
const OPEN = `SELECT ${entered("recovery")} FROM recovery WHERE at > $1 ORDER BY at`;
const ONE = `SELECT ${entered("recovery")} FROM recovery WHERE officer = $1 AND at > $2 FOR UPDATE`;
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
  const mac = tx.db.witness.entrances.codeOf("recovery", { officer, asked_by: by, at: now });
  await tx.db.rows(ASK, [officer, by, now, mac]);
}

export const openRecoveries = (db: Db & Witnessed, now: number): Promise<Recovery[]> =>
  asked(db, OPEN, [now - PATIENCE]);

type Row = Entered<"recovery"> & Readonly<Record<"officer" | "asked_by", string>> & { readonly at: number };

/** What somebody has written into the table has nobody asked. */
async function asked(db: Db & Witnessed, sql: string, values: readonly unknown[]): Promise<Recovery[]> {
  const rows = await db.rows<Row>(sql, values);
  return rows
    .filter((row) => db.witness.entrances.holds("recovery", row))
    .map(({ officer, asked_by: askedBy, at }) => ({ officer, askedBy, at }));
}

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
  const [open] = await asked(tx.db, ONE, [officer, now - PATIENCE]);
  if (!open || !(await administers(open.askedBy)))
    throw new SetuError("NOT_FOUND", "nobody has asked for this");
  const person = await personsOf(tx, [by, officer, open.askedBy]);
  if (new Set([by, officer, open.askedBy].map(person)).size < 3)
    throw new SetuError("ILLEGAL", "another administrator has to agree");
  await assertRecoverable(tx, officer);
  await changing(tx, [officer], async () => {
    await tx.db.change(END_KEYS, [officer, now]);
    for (const statement of [DONE, SIGN_OUT, END_TOKENS, END_FEED]) await tx.db.change(statement, [officer]);
  });
  return makeCode(tx.db, officer, CODE_HOURS, now);
}
