import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { PgTx } from "../db/pg-store.ts";

/**
 * Rows that let somebody in: a session, an access token, a code to enrol with, a request for a new code, the address of a
 * calendar. Whoever can write to the database knows the hash of a secret of his own making, so each row bears a code
 * under a key that is not there (HMAC-SHA-256, RFC 2104). A row that does not hold is answered as one that never was.
 */
const COVERED = {
  session: ["hash", "officer", "began", "used", "proved", "way", "acr", "auth_time", "passkey"],
  access_token: ["hash", "client", "scopes", "jkt", "x5t", "until"],
  enrolment: ["hash", "officer", "until"],
  recovery: ["officer", "asked_by", "at"],
  feed: ["hash", "officer", "at"],
} as const;

export type Entrance = keyof typeof COVERED;
type Value = string | number | null | Uint8Array | readonly string[];
/** What the code is over, under the names of the columns: one that is left out does not compile. */
export type Covered<E extends Entrance> = Readonly<Record<(typeof COVERED)[E][number], Value>>;
export type Entered<E extends Entrance> = Covered<E> & { readonly mac: Uint8Array | null };

/** The columns of `Entered`. */
export const entered = (of: Entrance): string =>
  [...COVERED[of], "mac"].map((name) => `${of}.${name}`).join();

const textOf = <E extends Entrance>(of: E, row: Covered<E>): string => {
  const values = COVERED[of].map((name) => (row as Readonly<Record<string, Value>>)[name]);
  return JSON.stringify([
    of,
    ...values.map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : value,
    ),
  ]);
};

export class Entrances {
  readonly #key: Buffer;
  readonly #doubted: (who: string) => void;

  /** @param doubted told of each that is used and does not hold: whom it names */
  constructor(key: Buffer, doubted: (who: string) => void) {
    this.#key = key;
    this.#doubted = doubted;
  }

  codeOf<E extends Entrance>(of: E, row: Covered<E>): Buffer {
    return createHmac("sha256", this.#key).update(textOf(of, row)).digest();
  }

  /** Whether this program wrote that row as it is. */
  holds<E extends Entrance>(of: E, row: Entered<E>): boolean {
    const sound = this.#isSound(of, row);
    if (!sound) this.#doubted(whoOf(row));
    return sound;
  }

  /**
   * Takes away what this program has not written: it let nobody in, and is told of once.
   * @returns a line for each: the table, whom it names, and the hash of what stood there
   */
  async clear({ db }: PgTx): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const of of Object.keys(COVERED) as Entrance[])
      for (const row of await db.rows<Entered<Entrance>>(`SELECT ${entered(of)} FROM ${of}`, []))
        if (!this.#isSound(of, row)) {
          const [key] = COVERED[of];
          const mine = `DELETE FROM ${of} WHERE ${key} = $1 AND mac IS NOT DISTINCT FROM $2`;
          await db.change(mine, [(row as Readonly<Record<string, Value>>)[key], row.mac]);
          const digest = createHash("sha256").update(textOf(of, row)).digest("base64url");
          lines.push(`${of} ${whoOf(row)} ${digest}`);
        }
    return lines;
  }

  #isSound<E extends Entrance>(of: E, row: Entered<E>): boolean {
    const due = this.codeOf(of, row);
    return row.mac?.length === due.length && timingSafeEqual(row.mac, due);
  }
}

const whoOf = (row: object): string =>
  String("officer" in row ? row.officer : "client" in row ? row.client : "");
