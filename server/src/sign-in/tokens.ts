import { createHash, randomBytes } from "node:crypto";
import { badField, SetuError } from "@setu/core";
import type { OwnToken } from "@setu/requests";
import { active } from "../access/officers.ts";
import type { PgStore } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { STANDING, WHOLE, type Sealed } from "../standing/witness.ts";
import type { Officer } from "../requests/desk.ts";

/**
 * What an officer gives a program of her own, such as the command line, that cannot touch a key. 256 random bits behind
 * a word by which scanners for leaked secrets know it; here only the hash. It ends by itself, reads only unless it was
 * made to write, and opens nothing that needs the person.
 */
const PREFIX = "setu_";
const FORM = /^setu_[A-Za-z0-9_-]{43}$/;
const MAX_HOURS = 90 * 24;
const MAX_TOKENS = 10;
/** `used` is not written for every request. */
const GRAIN = 60_000;

const PUT = `INSERT INTO token (hash, officer, name, writes, made, until)
  SELECT $1::bytea, $2::text, $3::text, $4::boolean, $5::bigint, $6::bigint
  WHERE (SELECT count(*) FROM token WHERE officer = $2 AND until > $5) < ${MAX_TOKENS}
  RETURNING officer`;
const SWEEP = `DELETE FROM token WHERE officer = $1 AND until <= $2`;
const READ = `SELECT officer.id, officer.name, officer.agency, officer.lang, token.writes, token.used,
    ${STANDING()}, ${WHOLE()}
  FROM token JOIN officer ON officer.id = token.officer WHERE hash = $1 AND until > $2 AND ${active("$2")}`;
const TOUCH = `UPDATE token SET used = $2 WHERE hash = $1`;
const NAME = `encode(substring(hash FROM 1 FOR 16), 'hex')`;
const LIST = `SELECT ${NAME} AS id, name, writes, made, until, used FROM token
  WHERE officer = $1 AND until > $2 ORDER BY made`;
const REVOKE = `DELETE FROM token WHERE officer = $1 AND ${NAME} = $2 RETURNING officer`;

export type NewToken = { readonly name: string; readonly writes: boolean; readonly hours: number };

/** @returns the token, which nobody can read again. @throws BAD_FIELD, ILLEGAL when there are too many */
export async function makeToken(
  store: PgStore,
  officer: string,
  { name, writes, hours }: NewToken,
  now: number,
): Promise<string> {
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS)
    throw badField("hours", `number from 1 to ${MAX_HOURS}`);
  const token = PREFIX + randomBytes(32).toString("base64url");
  const given = [hashOf(token), officer, name, writes, now, now + hours * 3_600_000];
  await store.tx((tx) =>
    changing(tx, [officer], async () => {
      await tx.db.change(SWEEP, [officer, now]);
      const made = await tx.db.rows(PUT, given);
      if (made.length === 0) throw new SetuError("ILLEGAL", `an officer has at most ${MAX_TOKENS} of them`);
    }),
  );
  return token;
}

export type Program = { readonly officer: Officer; readonly writes: boolean };

/** @throws SIGNED_OUT alike for one that never was, one that was taken back, and one of an officer who left */
export async function readToken(store: PgStore, token: string, now: number): Promise<Program> {
  const [row] = FORM.test(token)
    ? await store.rows<Officer & Sealed & { readonly writes: boolean; readonly used: number | null }>(READ, [
        hashOf(token),
        now,
      ])
    : [];
  if (!row || !store.witness.vouches(row)) throw new SetuError("SIGNED_OUT", "nobody is signed in");
  const { writes, used, id, name, agency, lang } = row;
  if (now - (used ?? 0) > GRAIN) await store.rows(TOUCH, [hashOf(token), now]);
  return { officer: { id, name, agency, lang }, writes };
}

export const ownTokens = (store: PgStore, officer: string, now: number): Promise<readonly OwnToken[]> =>
  store.rows<OwnToken>(LIST, [officer, now]);

/** @throws NOT_FOUND */
export async function revokeToken(store: PgStore, officer: string, id: string): Promise<void> {
  const gone = await store.tx((tx) => changing(tx, [officer], () => tx.db.rows(REVOKE, [officer, id])));
  if (gone.length === 0) throw new SetuError("NOT_FOUND", "there is no such token");
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
