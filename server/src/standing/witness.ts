import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Ports } from "@setu/link";
import type { AtRest } from "../db/at-rest.ts";
import { Entrances } from "./entrances.ts";

/**
 * Whoever can write to the database can write into an officer's row, and it must give them nothing: what an officer may
 * do is believed only with a code over the whole row under a key that is not in the database (HMAC-SHA-256, RFC 2104),
 * made when this program last changed it. The row is taken as PostgreSQL writes it as JSON, so a column that is added
 * later is covered without a word here.
 */
export type Standing = {
  readonly id: string;
  /** The row as JSON text, its id and the hash of her keys in it. */
  readonly standing: string;
  /** Counts the changes of this officer. */
  readonly standingNo: number;
  readonly standingMac: Uint8Array | null;
};

/** With whether her keys, tokens and program are those that the row stands for: before one of them counts. */
export type Sealed = Standing & { readonly whole: boolean };

/** What says nothing of what an officer may do, or is a copy of what stands elsewhere. */
const BESIDE = `'{name,lang,mail,standing_no,standing_mac}'::text[]`;

/** The columns of `Standing` but for the id. @param of the name of the row, whose columns a join may hide */
export const STANDING = (of = "officer"): string =>
  `(to_jsonb(${of}.*) - ${BESIDE})::text AS standing, ${of}.standing_no AS "standingNo",
    ${of}.standing_mac AS "standingMac"`;

const listOf = (table: string, without: string, of: string, column = "officer", order = column): string =>
  `(SELECT coalesce(jsonb_agg(to_jsonb(${table}.*) - '{${without}}'::text[] ORDER BY ${table}.${order}), '[]')
    FROM ${table} WHERE ${table}.${column} = ${of}.id)`;

/** The hash of all by which she, or a program of hers, comes in or signs; not of when and how often it was used. */
export const CREDENTIALS = (of = "officer"): string =>
  `sha256(convert_to(jsonb_build_array(${listOf("passkey", "name,counter,transports,backed_up,used", of, "officer", "key")},
    ${listOf("token", "name,used", of, "officer", "hash")}, ${listOf("client", "used", of, "id")})::text, 'UTF8'))`;

/** Whether they are those that the row stands for. */
export const WHOLE = (of = "officer"): string =>
  `${of}.credentials IS NOT DISTINCT FROM ${CREDENTIALS(of)} AS whole`;

export const digestOf = ({ standing }: Pick<Standing, "standing">): string =>
  createHash("sha256").update(standing).digest("base64url");

export class Witness {
  readonly #key: Buffer;
  /** What lets somebody in. */
  readonly entrances: Entrances;
  readonly #newest = new Map<string, number>();
  #refused: ReadonlySet<string> = new Set();
  /** Where changes are written down; null while this node has no link, and then no home log. */
  readonly ports: () => Ports | null;
  /** How far the home log had spoken of standing, by the file beside the database; 0: nothing is known of it. */
  said = 0;
  /** Told of an officer who is not believed, each time that somebody asks for her. */
  doubted: (officer: string) => void = () => {};

  constructor(atRest: AtRest, ports: () => Ports | null = () => null) {
    this.#key = atRest.derive("standing of officers");
    this.entrances = new Entrances(atRest.derive("rows that let somebody in"), (who) => this.doubted(who));
    this.ports = ports;
  }

  /** Whether this program wrote that row, and none since: yesterday's row is as little believed as one made up. */
  believes(row: Standing): boolean {
    const holds = this.wrote(row) && !this.#refused.has(row.id);
    if (!holds) this.doubted(row.id);
    return holds;
  }

  /** The same, by the row alone, before it is held against the home log. */
  wrote(row: Standing): boolean {
    const { id, standingNo, standingMac } = row;
    const due = this.codeOf(row);
    return (
      standingMac?.length === due.length &&
      timingSafeEqual(standingMac, due) &&
      standingNo >= (this.#newest.get(id) ?? 0)
    );
  }

  /** Whether she, and all by which she comes in or signs, is what this program wrote. */
  vouches(row: Sealed): boolean {
    if (!this.believes(row)) return false;
    if (!row.whole) this.doubted(row.id);
    return row.whole;
  }

  codeOf(row: Pick<Standing, "id" | "standing" | "standingNo">): Buffer {
    return createHmac("sha256", this.#key)
      .update(JSON.stringify([row.id, row.standingNo, digestOf(row)]))
      .digest();
  }

  /** Until it is asked again: of whom the home log says nothing that can be read, or another row under the same number. */
  refuse(officers: readonly string[]): void {
    this.#refused = new Set(officers);
  }

  /** The number that the next change of this officer bears. */
  next({ id, standingNo }: Pick<Standing, "id" | "standingNo">): number {
    return Math.max(standingNo, this.#newest.get(id) ?? 0) + 1;
  }

  /** From now on nothing older counts. Only of what is committed: what a transaction takes back has not been. */
  remember({ id, standingNo }: Pick<Standing, "id" | "standingNo">): void {
    this.#newest.set(id, Math.max(standingNo, this.#newest.get(id) ?? 0));
  }
}
