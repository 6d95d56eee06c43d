import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { SetuError } from "@setu/core";
import type { PgStore } from "../db/pg-store.ts";
import type { Officer } from "../requests/desk.ts";

/**
 * Opaque sessions: 256 random bits in the cookie, their hash here. Ended by 15 idle minutes, by 12 hours, by signing
 * out, and by whoever disables the officer.
 */
export const IDLE = 15 * 60_000;
export const ABSOLUTE = 12 * 3_600_000;
/** `used` is not written for every request. */
const GRAIN = 30_000;

const CREATE = `INSERT INTO session (hash, officer, began, used) VALUES ($1, $2, $3, $3)`;
const READ = `SELECT officer.id, officer.name, officer.agency, officer.lang, session.used FROM session
  JOIN officer ON officer.id = session.officer
  WHERE session.hash = $1 AND NOT officer.disabled AND session.began > $2 AND session.used > $3`;
const TOUCH = `UPDATE session SET used = $2 WHERE hash = $1`;
const END = `DELETE FROM session WHERE hash = $1`;
const SWEEP = `DELETE FROM session WHERE began <= $1 OR used <= $2`;

export type SignedIn = { readonly officer: Officer; readonly token: string };

export class Sessions {
  readonly #store: PgStore;
  readonly #now: () => number;

  constructor(store: PgStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** A new token for every sign-in: one that was there before cannot be made to count. */
  async begin(officer: string): Promise<string> {
    const token = randomBytes(32).toString("base64url");
    const now = this.#now();
    await this.#store.tx(async (tx) => {
      await tx.db.change(SWEEP, [now - ABSOLUTE, now - IDLE]);
      await tx.db.change(CREATE, [hashOf(token), officer, now]);
    });
    return token;
  }

  /** @param alive whether this counts as the officer being there: an open stream does not. @throws SIGNED_OUT */
  async read(token: string | undefined, alive = true): Promise<SignedIn> {
    if (!token || token.length > 64) throw signedOut();
    const now = this.#now();
    const hash = hashOf(token);
    // Asked of the database every time, in one statement: whoever is signed out or disabled anywhere is so here.
    const asked = [hash, now - ABSOLUTE, now - IDLE];
    const [officer] = await this.#store.rows<Officer & { readonly used: number }>(READ, asked);
    if (officer && alive && now - officer.used > GRAIN) await this.#store.rows(TOUCH, [hash, now]);
    if (!officer) throw signedOut();
    const { id, name, agency, lang } = officer;
    return { officer: { id, name, agency, lang }, token };
  }

  async end(token: string): Promise<void> {
    await this.#store.rows(END, [hashOf(token)]);
  }
}

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();
const signedOut = () => new SetuError("SIGNED_OUT", "nobody is signed in");

/** Bound to the session and useless without its cookie. */
export const csrfOf = (token: string): string =>
  createHmac("sha256", token).update("csrf").digest("base64url");

/** @throws FORBIDDEN */
export function checkCsrf(token: string, given: string | undefined): void {
  const [ours, theirs] = [Buffer.from(csrfOf(token)), Buffer.from(given ?? "")];
  if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) {
    throw new SetuError("FORBIDDEN", "the request does not come from this session's screens");
  }
}
