import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { SetuError } from "@setu/core";
import { active } from "../access/officers.ts";
import type { PgStore } from "../db/pg-store.ts";
import { entered, type Covered, type Entered } from "../standing/entrances.ts";
import { STANDING, type Standing } from "../standing/witness.ts";
import type { Officer } from "../requests/desk.ts";
import type { Proved } from "./sign-in.ts";

/**
 * Opaque sessions: 256 random bits in the cookie, their hash here. Ended by 15 idle minutes, by 12 hours, by signing
 * out, and by whoever disables the officer. A row that this program has not written as it is, is none (`entrances.ts`).
 */
export const IDLE = 15 * 60_000;
export const ABSOLUTE = 12 * 3_600_000;
/** `used` is not written for every request. */
const GRAIN = 30_000;

const CREATE = `INSERT INTO session (hash, officer, began, used, proved, way, acr, auth_time, passkey, id_token, mac)
  SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM officer WHERE id = $2 AND NOT disabled RETURNING officer`;
const READ = `SELECT officer.id, officer.name, officer.agency, officer.lang, officer.powers,
    ${entered("session")}, ${STANDING()}
  FROM session
  JOIN officer ON officer.id = session.officer
  WHERE session.hash = $1 AND session.began > $2 AND session.used > $3 AND ${active("$4")}`;
const TOUCH = `UPDATE session SET used = $2, mac = $3 WHERE hash = $1`;
const END = `DELETE FROM session WHERE hash = $1 RETURNING id_token AS "idToken"`;
const LIVE = `SELECT ${entered("session")} FROM session WHERE hash = $1 AND began > $2 AND used > $3 FOR UPDATE`;
const RENEW = `UPDATE session SET hash = $2, proved = $3, used = $3, passkey = $4, mac = $5 WHERE hash = $1`;
const SWEEP = `DELETE FROM session WHERE began <= $1 OR used <= $2`;

/** `proved`: when the person last showed to be there. */
export type SignedIn = {
  readonly officer: Officer;
  /** For the screens alone: whatever is done asks the database again. */
  readonly powers?: readonly string[];
  readonly token: string;
  readonly proved: number;
  /** `token`: a program of an officer's; `client`: a program of an agency's own. */
  readonly way: Proved["way"] | "token" | "client";
};

/** No person sits before it. */
export const isProgram = ({ way }: Pick<SignedIn, "way">): boolean => way === "token" || way === "client";

/** For what a stolen cookie must not do, the person was there within these minutes. */
export const FRESH = 5 * 60_000;

export class Sessions {
  readonly #store: PgStore;
  readonly #now: () => number;

  constructor(store: PgStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /**
   * A new token for every sign-in: one that was there before cannot be made to count.
   * @throws FORBIDDEN alike for who is not an officer of this node and for who is one no longer
   */
  async begin({ officer, way, provider, passkey }: Proved): Promise<string> {
    const token = newToken();
    const now = this.#now();
    const idToken = provider && this.#store.atRest.seal(Buffer.from(provider.idToken), ID_TOKEN);
    // A provider that knows the browser sends it back unasked: the person was there when it says, or nobody knows when.
    const proved = provider ? Math.min(provider.authTime ?? 0, now) : now;
    const row: Covered<"session"> = {
      hash: hashOf(token),
      officer,
      began: now,
      used: now,
      proved,
      way,
      acr: provider?.acr ?? null,
      auth_time: provider?.authTime ?? null,
      passkey: passkey ?? null,
    };
    const { entrances } = this.#store.witness;
    const made = await this.#store.tx(async (tx) => {
      await tx.db.change(SWEEP, [now - ABSOLUTE, now - IDLE]);
      return tx.db.change(CREATE, [
        row.hash,
        officer,
        now,
        now,
        proved,
        way,
        row.acr,
        row.auth_time,
        row.passkey,
        idToken ?? null,
        entrances.codeOf("session", row),
      ]);
    });
    if (made !== 1) throw new SetuError("FORBIDDEN", "not signed in");
    return token;
  }

  /** The person has shown to be there: the session goes on under another token, and the old one is dead. @throws SIGNED_OUT */
  async renew(token: string, passkey: string): Promise<string> {
    const next = newToken();
    const now = this.#now();
    const { entrances } = this.#store.witness;
    await this.#store.tx(async (tx) => {
      const asked = [hashOf(token), now - ABSOLUTE, now - IDLE];
      const [old] = await tx.db.rows<Entered<"session">>(LIVE, asked);
      if (!old || !entrances.holds("session", old)) throw signedOut();
      const hash = hashOf(next);
      const mac = entrances.codeOf("session", { ...old, hash, proved: now, used: now, passkey });
      await tx.db.change(RENEW, [old.hash, hash, now, passkey, mac]);
    });
    return next;
  }

  /** @throws STEP_UP */
  checkFresh({ proved }: SignedIn): void {
    if (this.#now() - proved > FRESH) throw new SetuError("STEP_UP", "prove again that it is you");
  }

  /** @param alive whether this counts as the officer being there: an open stream does not. @throws SIGNED_OUT */
  async read(token: string | undefined, alive = true): Promise<SignedIn> {
    if (!token || token.length > 64) throw signedOut();
    const now = this.#now();
    const hash = hashOf(token);
    // Asked of the database every time, in one statement: whoever is signed out, disabled or suspended anywhere is so here.
    const asked = [hash, now - ABSOLUTE, now - IDLE, now];
    const [officer] = await this.#store.rows<Row>(READ, asked);
    const { witness } = this.#store;
    const { entrances } = witness;
    if (!officer || !entrances.holds("session", officer) || !witness.believes(officer)) throw signedOut();
    witness.remember(officer);
    if (alive && now - officer.used > GRAIN)
      await this.#store.rows(TOUCH, [hash, now, entrances.codeOf("session", { ...officer, used: now })]);
    const { id, name, agency, lang, powers, proved, way } = officer;
    return { officer: { id, name, agency, lang }, powers, token, proved, way };
  }

  /** @returns the identity provider's token by which the session began there */
  async end(token: string): Promise<string | null> {
    const [ended] = await this.#store.rows<{ idToken: Uint8Array | null }>(END, [hashOf(token)]);
    return ended?.idToken
      ? Buffer.from(this.#store.atRest.open(ended.idToken, ID_TOKEN)).toString("utf8")
      : null;
  }
}

type Row = Officer &
  Standing &
  Entered<"session"> &
  Required<Pick<SignedIn, "powers" | "proved" | "way">> & { readonly used: number };

const ID_TOKEN = "session id_token";
const newToken = (): string => randomBytes(32).toString("base64url");

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
