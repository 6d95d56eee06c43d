import { SetuError } from "@setu/core";
import type { OwnSession } from "@setu/requests";
import { createHash } from "node:crypto";
import type { PgStore } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { ABSOLUTE, IDLE } from "../http/sessions.ts";

/** Where an officer is signed in. A session is named by half of its hash: that names it and opens nothing. */
const NAME = `encode(substring(hash FROM 1 FOR 16), 'hex')`;
const LIST = `SELECT ${NAME} AS id, began, used, hash = $4 AS here FROM session
  WHERE officer = $1 AND began > $2 AND used > $3 ORDER BY used DESC`;
const END = `DELETE FROM session WHERE officer = $1 AND ${NAME} = $2 RETURNING officer`;

export async function ownSessions(
  store: PgStore,
  officer: string,
  token: string,
  now: number,
): Promise<readonly OwnSession[]> {
  const hash = createHash("sha256").update(token).digest();
  return store.rows<OwnSession>(LIST, [officer, now - ABSOLUTE, now - IDLE, hash]);
}

const END_OF = `DELETE FROM session WHERE $1::text IS NULL OR officer = $1 RETURNING officer`;
const REVOKE_OF = `DELETE FROM token WHERE $1::text IS NULL OR officer = $1 RETURNING officer`;
const REVOKE_GRANTS_OF = `DELETE FROM access_token WHERE $1::text IS NULL OR client = $1`;
const REVOKE_FEED_OF = `DELETE FROM feed WHERE $1::text IS NULL OR officer = $1`;

export type SignedOutOf = { readonly sessions: number; readonly tokens: number };

/** Ends every session, and takes back every program's token and the address of the calendar. @param officer null: of everybody */
export async function signOut(store: PgStore, officer: string | null): Promise<SignedOutOf> {
  const sessions = await store.rows(END_OF, [officer]);
  const tokens = await store.tx((tx) =>
    changing(tx, officer === null ? null : [officer], () => tx.db.rows(REVOKE_OF, [officer])),
  );
  await store.rows(REVOKE_GRANTS_OF, [officer]);
  await store.rows(REVOKE_FEED_OF, [officer]);
  return { sessions: sessions.length, tokens: tokens.length };
}

/** @throws NOT_FOUND when there is no such session of this officer */
export async function endSession(store: PgStore, officer: string, id: string): Promise<void> {
  const ended = await store.rows(END, [officer, id]);
  if (ended.length === 0) throw new SetuError("NOT_FOUND", "there is no such session");
}
