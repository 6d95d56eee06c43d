import { createHash, randomBytes } from "node:crypto";
import { SetuError } from "@setu/core";
import { active } from "../access/officers.ts";
import type { PgStore } from "../db/pg-store.ts";
import { entered, type Entered } from "../standing/entrances.ts";
import { STANDING, WHOLE, type Sealed } from "../standing/witness.ts";
import type { Officer } from "../requests/desk.ts";
import { sweepSpent } from "./spent.ts";

/**
 * What a program asks with, for five minutes: 256 random bits behind a word by which scanners for leaked secrets know
 * it; here only the hash. It opens nothing without the key or the certificate that it was given to.
 */
const PREFIX = "setuat_";
const FORM = /^setuat_[A-Za-z0-9_-]{43}$/;
export const TERM = 5 * 60_000;

const PUT = `INSERT INTO access_token (hash, client, scopes, jkt, x5t, until, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const USED = `UPDATE client SET used = $2 WHERE id = $1`;
const SWEEP = `DELETE FROM access_token WHERE until <= $1`;
const READ = `SELECT officer.id, officer.name, officer.agency, officer.lang, ${entered("access_token")},
    ${STANDING()}, ${WHOLE()}
  FROM access_token JOIN client ON client.id = access_token.client JOIN officer ON officer.id = client.id
  WHERE hash = $1 AND until > $2 AND revoked IS NULL AND ${active("$2")}`;

/** What a token is bound to: a DPoP key or a certificate, by its thumbprint. */
export type Binding =
  | { readonly jkt: string; readonly x5t: null }
  | { readonly jkt: null; readonly x5t: string };

type Grant = { readonly client: string; readonly scopes: readonly string[]; readonly binding: Binding };

export async function issue(
  store: PgStore,
  { client, scopes, binding }: Grant,
  now: number,
): Promise<string> {
  const token = PREFIX + randomBytes(32).toString("base64url");
  await store.rows(SWEEP, [now]);
  await sweepSpent(store, now);
  await store.rows(USED, [client, now]);
  const row = { hash: hashOf(token), client, scopes, ...binding, until: now + TERM };
  const mac = store.witness.entrances.codeOf("access_token", row);
  await store.rows(PUT, [row.hash, client, scopes, row.jkt, row.x5t, row.until, mac]);
  return token;
}

export type Granted = {
  readonly officer: Officer;
  readonly scopes: readonly string[];
  readonly binding: Binding;
};

/** @throws SIGNED_OUT alike for one that never was, one that is over, and one of a program that was revoked */
export async function readGrant(store: PgStore, token: string, now: number): Promise<Granted> {
  type Row = Officer & Sealed & Entered<"access_token"> & Pick<Granted, "scopes"> & Binding;
  const [row] = FORM.test(token) ? await store.rows<Row>(READ, [hashOf(token), now]) : [];
  const { witness } = store;
  if (!row || !witness.entrances.holds("access_token", row) || !witness.vouches(row))
    throw new SetuError("SIGNED_OUT", "nobody is signed in");
  const { id, name, agency, lang, scopes, jkt, x5t } = row;
  return { officer: { id, name, agency, lang }, scopes, binding: { jkt, x5t } as Binding };
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
