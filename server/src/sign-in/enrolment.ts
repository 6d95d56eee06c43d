import { createHash, randomBytes } from "node:crypto";
import { SetuError, type Json } from "@setu/core";
import type { PgStore } from "../db/pg-store.ts";
import type { Witnessed } from "../db/session.ts";
import { entered, type Entered } from "../standing/entrances.ts";
import { asTyped, grouped, lettersOf } from "./letters.ts";

/**
 * A code that an operator hands to an officer, by which she registers her first key. 125 random bits, here
 * only the hash. A new code makes the old one void.
 */
const LENGTH = 25;
const MAX_HOURS = 24 * 14;

const PUT = `INSERT INTO enrolment (officer, hash, until, mac) SELECT id, $2, $3, $4 FROM officer WHERE id = $1 AND NOT disabled
  ON CONFLICT (officer) DO UPDATE SET hash = excluded.hash, until = excluded.until, mac = excluded.mac RETURNING officer`;
const WHOSE = `SELECT ${entered("enrolment")} FROM enrolment WHERE hash = $1 AND until > $2`;
const SPEND = `DELETE FROM enrolment WHERE hash = $1 AND mac = $2 RETURNING officer`;

/**
 * @returns the code, which nobody can read again
 * @throws NOT_FOUND when there is no such officer, USAGE for a time that is no time
 */
export async function makeCode(
  store: Pick<PgStore, "rows"> & Witnessed,
  officer: string,
  hours: number,
  now: number,
): Promise<string> {
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS)
    throw new SetuError("USAGE", `a code counts for 1 to ${MAX_HOURS} hours`);
  const letters = lettersOf(randomBytes(LENGTH));
  const [hash, until] = [hashOf(letters), now + hours * 3_600_000];
  const mac = store.witness.entrances.codeOf("enrolment", { hash, officer, until });
  const made = await store.rows(PUT, [officer, hash, until, mac]);
  if (made.length === 0) throw new SetuError("NOT_FOUND", `there is no officer ${officer} at this node`);
  return grouped(letters);
}

/** @throws FORBIDDEN alike for a code that never was, one that was used, and one that is too old */
export async function officerOfCode(store: PgStore, code: Json | undefined, now: number): Promise<string> {
  return (await rowOf(store, code, now)).officer;
}

type Row = Entered<"enrolment"> & { readonly officer: string };

/** @throws FORBIDDEN */
async function rowOf(store: PgStore, code: Json | undefined, now: number): Promise<Row> {
  const [row] = await store.rows<Row>(WHOSE, [hashOf(readCode(code)), now]);
  if (!row || !store.witness.entrances.holds("enrolment", row)) throw refused();
  return row;
}

/** Takes it: of two who bring it, one. @throws FORBIDDEN */
export async function spendCode(
  store: PgStore,
  code: Json | undefined,
  officer: string,
  now: number,
): Promise<void> {
  const row = await rowOf(store, code, now);
  if (row.officer !== officer) throw refused();
  const spent = await store.rows(SPEND, [row.hash, row.mac]);
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
