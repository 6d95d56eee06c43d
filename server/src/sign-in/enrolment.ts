import { createHash, randomBytes } from "node:crypto";
import { SetuError, type Json } from "@setu/core";
import type { PgStore } from "../db/pg-store.ts";
import { asTyped, grouped, lettersOf } from "./letters.ts";

/**
 * A code that an operator hands to an officer, by which she registers her first key. 125 random bits, here
 * only the hash. A new code makes the old one void.
 */
const LENGTH = 25;
const MAX_HOURS = 24 * 14;

const PUT = `INSERT INTO enrolment (officer, hash, until) SELECT id, $2, $3 FROM officer WHERE id = $1 AND NOT disabled
  ON CONFLICT (officer) DO UPDATE SET hash = excluded.hash, until = excluded.until RETURNING officer`;
const WHOSE = `SELECT officer FROM enrolment WHERE hash = $1 AND until > $2`;
const SPEND = `DELETE FROM enrolment WHERE hash = $1 AND officer = $2 AND until > $3 RETURNING officer`;

/**
 * @returns the code, which nobody can read again
 * @throws NOT_FOUND when there is no such officer, USAGE for a time that is no time
 */
export async function makeCode(
  store: Pick<PgStore, "rows">,
  officer: string,
  hours: number,
  now: number,
): Promise<string> {
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS)
    throw new SetuError("USAGE", `a code counts for 1 to ${MAX_HOURS} hours`);
  const letters = lettersOf(randomBytes(LENGTH));
  const made = await store.rows(PUT, [officer, hashOf(letters), now + hours * 3_600_000]);
  if (made.length === 0) throw new SetuError("NOT_FOUND", `there is no officer ${officer} at this node`);
  return grouped(letters);
}

/** @throws FORBIDDEN alike for a code that never was, one that was used, and one that is too old */
export async function officerOfCode(store: PgStore, code: Json | undefined, now: number): Promise<string> {
  const [row] = await store.rows<{ officer: string }>(WHOSE, [hashOf(readCode(code)), now]);
  if (!row) throw refused();
  return row.officer;
}

/** Takes it: of two who bring it, one. @throws FORBIDDEN */
export async function spendCode(
  store: PgStore,
  code: Json | undefined,
  officer: string,
  now: number,
): Promise<void> {
  const spent = await store.rows(SPEND, [hashOf(readCode(code)), officer, now]);
  if (spent.length === 0) throw refused();
}

/** @throws FORBIDDEN */
function readCode(code: Json | undefined): string {
  if (typeof code !== "string" || code.length > 60) throw refused();
  const letters = asTyped(code);
  if (letters.length !== LENGTH) throw refused();
  return letters;
}

const hashOf = (code: string): Buffer => createHash("sha256").update(`enrolment ${code}`).digest();
const refused = () => new SetuError("FORBIDDEN", "not signed in");
