import {
  actBytes,
  isPulse,
  parseAct,
  parsePulse,
  type Count,
  type Hash,
  type Json,
  type LogAct,
  type Party,
  type RecordId,
} from "@setu/core";
import { homeCommitment, SLOT, type KeyRow } from "@setu/link";
import { nextShownPulse, pulseLine, type PulseLine } from "@setu/link/review.ts";
import { append, emptyFrontier, type Frontier } from "tlog";
import type { PgStore } from "../db/pg-store.ts";

/** The pulses of a log with what opens them; of our own also how long the home log was, and the salt that says so. */
const PULSES = `SELECT pos, t, id, act FROM derived.act
  WHERE origin = $1 AND item IS NULL AND pos >= $2 AND pos < $3 ORDER BY pos LIMIT 256`;
// What is said of officers, of suspensions and of keys is of no item either, and may come in long rows.
const NEWEST = `SELECT act FROM derived.act WHERE origin = $1 AND item IS NULL AND pos < $2
  AND NOT EXISTS (SELECT FROM derived.person_act AS said WHERE said.party = act.party AND said.id = act.id)
  AND NOT EXISTS (SELECT FROM derived.suspension AS said WHERE said.party = act.party AND said.act = act.id)
  AND NOT EXISTS (SELECT FROM derived.resumption AS said WHERE said.party = act.party AND said.act = act.id)
  AND NOT EXISTS (SELECT FROM derived.key_act AS said WHERE said.party = act.party AND said.act = act.id)
  ORDER BY pos DESC LIMIT 16`;
const HEADS = `SELECT leaf_hash AS hash, t FROM entry WHERE origin = $1 ORDER BY pos`;
/** A pulse and the entries of the home log before it are timed by one clock, in transactions of their own. */
const SLACK = 5_000;
/** Where the clock has jumped: so many sizes are tried from the last one that was found. */
const REACH = 4_096;
/** After so many pulses in a row that fit nowhere, the home log is another: trying on would only take time. */
const PATIENCE = 8;

type Row = { readonly pos: number; readonly t: number; readonly id: RecordId; readonly act: Uint8Array };

export async function* pulsesOf(
  store: PgStore,
  origin: string,
  size: number,
  home: HomeSizes | null,
): AsyncGenerator<Json> {
  const newest = await store.tx(({ db }) => db.rows<Pick<Row, "act">>(NEWEST, [origin, size]));
  const last = Math.max(0, ...newest.map(({ act }) => numberOf(act) ?? 0));
  let due = nextShownPulse(0, last);
  for (let from = 0; ;) {
    const rows = await store.tx(({ db }) => db.rows<Row>(PULSES, [origin, from, size]));
    for (const row of rows) {
      from = row.pos + 1;
      const no = numberOf(row.act);
      if (no === null || no < due) continue;
      due = nextShownPulse(no, last);
      const line = await lineOf(store, origin, row, home);
      if (line) yield pulseLine(line);
    }
    if (rows.length === 0) return;
  }
}

/** The number of a pulse; null for another act of the log. */
function numberOf(bytes: Uint8Array): number | null {
  const act = parseAct(bytes);
  return act.item === undefined && isPulse(act) ? parsePulse(act).no : null;
}

async function lineOf(
  store: PgStore,
  origin: string,
  row: Row,
  home: HomeSizes | null,
): Promise<PulseLine | null> {
  const act = parseAct(row.act) as LogAct;
  const party = origin.slice(0, origin.indexOf("/")) as Party;
  const keys = await store.tx((tx) => tx.keys(party, [row.id]));
  const material = (slot: number) => keys.find((key: KeyRow) => key.slot === slot)?.material;
  const salt = material(SLOT.act)?.slice(32);
  if (!salt) return null;
  const homeSalt = material(SLOT.home);
  return {
    pos: row.pos as Count,
    act: { bytes: actBytes(act), salt },
    home:
      home && homeSalt ? { size: home.find(homeSalt, parsePulse(act).home, row.t), salt: homeSalt } : null,
  };
}

/** Finds how long the home log was when a pulse bound it: the pulse holds only a salted hash of that. */
export class HomeSizes {
  readonly #origin: string;
  readonly #hashes: readonly Uint8Array[];
  readonly #times: readonly number[];
  #last: Frontier = emptyFrontier();
  #strange = 0;

  private constructor(origin: string, rows: readonly { hash: Uint8Array; t: number }[]) {
    this.#origin = origin;
    this.#hashes = rows.map(({ hash }) => hash);
    this.#times = rows.map(({ t }) => t);
  }

  static async read(store: PgStore, origin: string): Promise<HomeSizes> {
    return new HomeSizes(
      origin,
      await store.tx(({ db }) => db.rows<{ hash: Uint8Array; t: number }>(HEADS, [origin])),
    );
  }

  /** Begins anew, for the pulses of another lane. */
  again(): this {
    this.#last = emptyFrontier();
    this.#strange = 0;
    return this;
  }

  /** @returns the size that the hash is of; where there is none, the size by the clock, which a reviewer then refutes */
  find(salt: Uint8Array, hash: Hash, t: number): Count {
    const before = this.#before(t - SLACK);
    const after = this.#before(t + SLACK);
    const found =
      this.#search(salt, hash, Math.max(before, this.#last.size), after) ??
      (this.#strange < PATIENCE ? this.#search(salt, hash, this.#last.size, this.#last.size + REACH) : null);
    this.#strange = found ? 0 : this.#strange + 1;
    if (found) this.#last = found;
    return (found?.size ?? this.#before(t)) as Count;
  }

  #search(salt: Uint8Array, hash: Hash, from: number, to: number): Frontier | null {
    if (from < this.#last.size) return null;
    let frontier = append(this.#last, this.#hashes.slice(this.#last.size, from));
    for (;;) {
      if (homeCommitment(salt, { origin: this.#origin, frontier }) === hash) return frontier;
      const next = this.#hashes[frontier.size];
      if (!next || frontier.size >= to) return null;
      frontier = append(frontier, [next]);
    }
  }

  /** How many entries are not later than this; `t` never decreases along a log. */
  #before(t: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
