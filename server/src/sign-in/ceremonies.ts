import { createHash } from "node:crypto";
import { canonicalBytes, parseBounded, SetuError, type Json } from "@setu/core";
import type { PgStore } from "../db/pg-store.ts";

/**
 * What was begun and has to come back: from the identity provider, or from a key that was given a challenge. Whoever
 * brings the secret takes it, once; two that bring it at the same moment cannot both have it.
 */
export type Kind = "oidc" | "sign-in" | "step-up" | "register" | "enrol" | "act" | "card";

/** How long a person may take. */
export const PATIENCE: Readonly<Record<Kind, number>> = {
  oidc: 10 * 60_000,
  "sign-in": 5 * 60_000,
  "step-up": 5 * 60_000,
  register: 5 * 60_000,
  enrol: 5 * 60_000,
  act: 10 * 60_000,
  card: 10 * 60_000,
};

const PUT = `INSERT INTO ceremony (hash, kind, officer, at, content) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (hash) DO UPDATE SET officer = excluded.officer, at = excluded.at, content = excluded.content`;
const SWEEP = `DELETE FROM ceremony WHERE at <= $1`;
const TAKE = `DELETE FROM ceremony WHERE hash = $1 AND kind = $2 AND at > $3 AND officer IS NOT DISTINCT FROM $4 RETURNING content`;

const LOOK = `SELECT content FROM ceremony WHERE hash = $1 AND kind = $2 AND at > $3 AND officer IS NOT DISTINCT FROM $4`;

const OLDEST = Math.max(...Object.values(PATIENCE));

export class Ceremonies {
  readonly #store: PgStore;
  readonly #now: () => number;

  constructor(store: PgStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** @param officer who alone may finish it; null: nobody is signed in yet */
  async begin(kind: Kind, secret: string, officer: string | null, content: Json): Promise<void> {
    const at = this.#now();
    const hash = hashOf(kind, secret, officer);
    const sealed = this.#store.atRest.seal(canonicalBytes(content), placeOf(hash));
    await this.#store.rows(SWEEP, [at - OLDEST]);
    await this.#store.rows(PUT, [hash, kind, officer, at, sealed]);
  }

  /**
   * @param db the transaction with which it is taken or stays
   * @throws SIGN_IN_STALE: it was never begun here by this officer, is over, or was begun too long ago
   */
  async take(
    kind: Kind,
    secret: string,
    officer: string | null,
    db: Pick<PgStore, "rows"> = this.#store,
  ): Promise<Json> {
    return this.#read(TAKE, kind, secret, officer, db);
  }

  /** Leaves it there. @throws as `take` */
  look(kind: Kind, secret: string, officer: string | null): Promise<Json> {
    return this.#read(LOOK, kind, secret, officer, this.#store);
  }

  async #read(
    sql: string,
    kind: Kind,
    secret: string,
    officer: string | null,
    db: Pick<PgStore, "rows">,
  ): Promise<Json> {
    const hash = hashOf(kind, secret, officer);
    const asked = [hash, kind, this.#now() - PATIENCE[kind], officer];
    const [row] = await db.rows<{ content: Uint8Array }>(sql, asked);
    if (!row) throw new SetuError("SIGN_IN_STALE", "it was not begun here, is over, or took too long");
    return parseBounded(this.#store.atRest.open(row.content, placeOf(hash)), 256 * 1024);
  }
}

/**
 * The kind is hashed too: what was begun for one thing does for no other. So is the officer: two who are asked to sign
 * the same act are given the same challenge, and neither ends what the other has begun.
 */
const hashOf = (kind: Kind, secret: string, officer: string | null): Buffer =>
  createHash("sha256")
    .update(`${kind} ${officer ?? ""} ${secret}`)
    .digest();

/** What was begun for one officer does not open in the row of another's. */
const placeOf = (hash: Buffer): string => `ceremony ${hash.toString("hex")}`;
