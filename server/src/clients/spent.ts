import { createHash } from "node:crypto";
import type { PgStore } from "../db/pg-store.ts";

/**
 * What may count once: client assertions (RFC 7523 section 3, `jti`) and DPoP proofs (RFC 9449 section 11.1). Kept in the
 * database, so that no other process and no start anew takes one a second time.
 */
const SPEND = `INSERT INTO spent_proof (hash, until) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING until`;
/** How far the clock of another process may be behind: it still takes what is too old for the one that sweeps. */
const APART = 60_000;
const SWEEP = `DELETE FROM spent_proof WHERE until <= $1`;

type Spent = {
  readonly kind: "assertion" | "proof";
  /** Whose it is: the client, or the thumbprint of the proof's key. */
  readonly of: string;
  readonly jti: string;
  /** From when on it is too old to count anyway, by the clock of this process; a number of whoever made it. */
  readonly until: number;
};

/** @returns whether it is the first time */
export async function spend(store: PgStore, { kind, of, jti, until }: Spent): Promise<boolean> {
  const hash = createHash("sha256")
    .update(JSON.stringify([kind, of, jti]))
    .digest();
  return (await store.rows(SPEND, [hash, Math.ceil(until) + APART])).length === 1;
}

export const sweepSpent = (store: PgStore, now: number) => store.rows(SWEEP, [now]);
