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

/**
 * The database may be restored, and then it has forgotten the last minutes. So a process remembers besides what it has
 * taken itself, and takes nothing that was made before it began.
 */
export class Spending {
  readonly #store: PgStore;
  /** Whole seconds, as an `iat` says it. */
  readonly #began: number;
  readonly #taken = new Map<string, number>();

  /** @param began by the clock of this process, milliseconds */
  constructor(store: PgStore, began: number) {
    this.#store = store;
    this.#began = Math.floor(began / 1000) * 1000;
  }

  /**
   * @param iat when it was made, milliseconds; null where it does not say so
   * @param latest the latest end of one that was made before this process began
   */
  isOfBefore(
    iat: number | null,
    { until, latest }: { readonly until: number; readonly latest: number },
  ): boolean {
    return iat === null ? until <= this.#began + latest : iat < this.#began;
  }

  /** @returns whether it is the first time */
  async spend({ kind, of, jti, until }: Spent, now: number): Promise<boolean> {
    const hash = createHash("sha256")
      .update(JSON.stringify([kind, of, jti]))
      .digest();
    const last = Math.ceil(until) + APART;
    // The older stand first, and none lasts much longer than another.
    for (const [known, ends] of this.#taken) {
      if (ends > now) break;
      this.#taken.delete(known);
    }
    const known = hash.toString("base64url");
    if (this.#taken.has(known)) return false;
    this.#taken.set(known, last);
    return (await this.#store.rows(SPEND, [hash, last])).length === 1;
  }
}

export const sweepSpent = (store: PgStore, now: number) => store.rows(SWEEP, [now]);
