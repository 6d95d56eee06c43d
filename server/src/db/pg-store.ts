import {
  isItemAct,
  isSetuError,
  SetuError,
  type ItemAct,
  type ItemId,
  type Party,
  type RecordId,
} from "@setu/core";
import type { Ports } from "@setu/link";
import type { ActRow, LogEntry, Store, Tx } from "@setu/link/store.ts";
import type { OfficerFacts } from "@setu/policy";
import type pg from "pg";
import * as acts from "./acts.ts";
import type { AtRest } from "./at-rest.ts";
import { Derived, DERIVED_READY } from "./derived.ts";
import * as entries from "./entries.ts";
import * as keyring from "./keyring.ts";
import * as logs from "./logs.ts";
import * as pending from "./pending.ts";
import * as persons from "./persons.ts";
import { Witness } from "../standing/witness.ts";
import type { Session, Witnessed } from "./session.ts";
import * as statements from "./statements.ts";
import { putKeysSaid } from "./keys-said.ts";
import { putSuspensions } from "./suspensions.ts";
import { readHashes } from "./tiles.ts";
import { statement, transaction, Unfounded } from "./transaction.ts";
import { Turns } from "./turns.ts";
import { checkWall, standBehind, type Reach } from "./walls.ts";

/** What one transaction changed, for projections to follow before it commits and for waiters after. */
export type Changed = {
  readonly items: ReadonlySet<ItemId>;
  /** Acts of items that have become readable, ours and theirs. */
  readonly acts: readonly ItemAct[];
  /** Items of which nothing changed but how far an act of theirs has come. */
  readonly moved: ReadonlySet<ItemId>;
  /** Logs that changed, with the largest `seen` of their entries now. */
  readonly logs: ReadonlyMap<string, number>;
  /** Logs of ours for which an act waits now. */
  readonly waiting: ReadonlySet<string>;
  /** Logs that have got entries. */
  readonly grown: ReadonlySet<string>;
  readonly link: boolean;
};

/** The transaction of the storage port, and the session below it for what only a server stores. */
export type PgTx = Tx & {
  readonly db: Session & Witnessed;
  actsOfItems(items: readonly ItemId[]): Promise<readonly ActRow[]>;
  /** Ciphertext of the text of an act of ours that waits. */
  waitingBody(origin: string, id: RecordId): Promise<Uint8Array | null>;
  /** Something of this item changed that is not an act. */
  touch(item: ItemId): void;
  /** Done once this has committed, and before the caller of the transaction hears of it. */
  after(work: () => Promise<void>): void;
  /** Acts at the positions [from, to) of a log have come further on their way. */
  moved(origin: string, from: number, to: number): Promise<void>;
};

export type Mark = { readonly key: string; readonly size: number; readonly root: Uint8Array };

export type PgStoreOptions = {
  readonly pool: pg.Pool;
  readonly atRest: AtRest;
  /**
   * Keeps the derived tables in step, in the same transaction. Its statements leave together with COMMIT, so it sends
   * all of them before it waits for any.
   */
  readonly project?: (tx: PgTx, changed: Changed) => Promise<void>;
  /** Follows what these acts mean elsewhere, at the end of the same transaction. Null: nothing that is waited for. */
  readonly follow?: (tx: PgTx, acts: readonly ItemAct[]) => Promise<void> | null;
  /** Hears of every step of the monotone table after it is committed and before the transaction's caller does. */
  readonly advanced?: (mark: Mark) => Promise<void>;
  /** Rebuilds the derived tables when a crash of PostgreSQL has emptied them. */
  readonly rebuild?: (tx: PgTx) => Promise<void>;
  /** Where it is written down what becomes of officers; null while there is no home log. */
  readonly ports?: () => Ports | null;
};

type Work<T> = (tx: PgTx) => Promise<T>;

export const FLASH = "flash";
/** So many acts get their positions at once while something is urgent: a bundle is work of one piece on both sides. */
const PLACED_BESIDE_URGENT = 48;

export class PgStore implements Store {
  readonly pool: pg.Pool;
  readonly atRest: AtRest;
  readonly witness: Witness;
  readonly #project: NonNullable<PgStoreOptions["project"]>;
  readonly #follow: NonNullable<PgStoreOptions["follow"]>;
  readonly #advanced: (mark: Mark) => Promise<void>;
  readonly #derived: Derived;
  readonly #turns = new Turns();
  readonly #listeners = new Set<(changed: Changed) => void>();
  #breach: SetuError | null = null;

  constructor({
    pool,
    atRest,
    project = async () => {},
    follow = () => null,
    rebuild = async () => {},
    advanced = async () => {},
    ports = () => null,
  }: PgStoreOptions) {
    this.witness = new Witness(atRest, ports);
    this.#advanced = advanced;
    this.pool = pool;
    this.atRest = atRest;
    this.#project = project;
    this.#follow = follow;
    this.#derived = new Derived((db) => rebuild(this.#txOver(db, newChanges())));
  }

  /**
   * READ COMMITTED with row locks. The work may run again after a deadlock, so it has no effect outside.
   * @throws UNKNOWN_OUTCOME | BUSY | DUPLICATE | MONOTONE and whatever the work throws
   */
  tx<T>(work: Work<T>): Promise<T> {
    return this.#turns.ordinary(() => this.#tx(work));
  }

  /** The same store for what goes before everything else: the flash lane, and an officer who reads. */
  readonly urgent: { readonly tx: <T>(work: Work<T>) => Promise<T> } = {
    tx: (work) => this.#turns.urgent(() => this.#tx(work, () => this.#turns.expect())),
  };

  /** @returns this store, as the acts of a lane use it */
  ofLane(lane: string): PgStore["urgent"] {
    return lane === FLASH ? this.urgent : this;
  }

  /**
   * What an officer reads among other things, behind the second wall: nothing can be written, and of what belongs to
   * items only what this officer may reach is there, whatever the statements ask for. Before everything else, as
   * `urgent`.
   * @throws WALL_OPEN from the moment that `checkWall` found it open; and as `tx`
   */
  readAs<T>(officer: OfficerFacts, now: number, work: Work<T>, reach: Reach = "content"): Promise<T> {
    return this.urgent.tx(async (tx) => {
      if (this.#breach) throw this.#breach;
      // Sent before the first statement of the work, and answered before it: where it failed, so does the work.
      const behind = standBehind(tx.db, officer, { now, reach });
      const [result] = await Promise.all([work(tx), behind]);
      return result;
    });
  }

  /** At start, and every hour. @throws WALL_OPEN, and so does `readAs` until the wall is found whole again */
  async checkWall(): Promise<void> {
    try {
      await this.tx((tx) => checkWall(tx.db));
      this.#breach = null;
    } catch (error) {
      if (isSetuError(error, "WALL_OPEN")) this.#breach = error;
      throw error;
    }
  }

  async #tx<T>(work: Work<T>, moved: () => void = () => {}): Promise<T> {
    let changed = newChanges();
    const run = () =>
      transaction(this.pool, DERIVED_READY, async (_, db) => {
        changed = newChanges();
        const tx = this.#txOver(db, changed);
        const result = await work(tx);
        const following = changed.acts.length === 0 ? null : this.#follow(tx, changed.acts);
        if (following) await following;
        if (changed.items.size + changed.logs.size === 0) return { result };
        return { result, last: () => this.#project(tx, changed) };
      });
    const result = await this.#founded(run);
    if (changed.logs.size > 0) moved();
    // Who waits for the commit is woken first: the marks of whatever it signs are written after these.
    const marked = [
      ...changed.marks.map((mark) => this.#advanced(mark)),
      ...changed.after.map((each) => each()),
    ];
    if (changed.items.size + changed.logs.size > 0 || changed.link)
      for (const tell of this.#listeners) tell(changed);
    await Promise.all(marked);
    return result;
  }

  /** One statement on the four stores, which needs no transaction around it and no derived table. */
  rows<R>(sql: string, values: readonly unknown[]): Promise<R[]> {
    return statement<R>(this.pool, sql, values);
  }

  /** A crash of PostgreSQL empties the derived tables: they are filled before anything that read them counts. */
  async #founded<T>(run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        if (!(error instanceof Unfounded)) throw error;
        if (attempt === 3)
          throw new SetuError("BUSY", "another version of this node fills the derived tables");
      }
      await this.replay("if-needed");
    }
  }

  /** Hears of every commit of this process, after it. Other processes are heard through `Wakeup`. */
  onCommit(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Drops and rebuilds the derived tables: on demand, or at start when they are of another version. */
  async replay(when: "now" | "if-needed" = "now"): Promise<void> {
    await transaction(this.pool, null, async (client, db) => ({
      result: await this.#derived.rebuild(client, db, when),
    }));
  }

  #txOver(session: Session, changed: Changes): PgTx {
    const { atRest, witness } = this;
    const db = Object.assign(session, { witness });
    const moved = async (origin: string, from: number, to: number) => {
      for (const item of await acts.itemsBetween(db, origin, from, to)) changed.moved.add(item);
    };
    // What this transaction has appended itself, the newest stretch of each log: it need not be read back.
    const fresh = new Map<string, { readonly first: number; readonly rows: readonly LogEntry[] }>();
    const onPeer = { none: false, share: false, alone: true };
    return {
      db,
      own: (origin, lock) => logs.readOwn(db, origin, lock),
      saveOwn: (log) => {
        changed.logs.set(log.origin, log.floor);
        return logs.saveOwn(db, log);
      },
      peer: (origin, lock) => {
        changed.link ||= onPeer[lock];
        return logs.readPeer(db, origin, lock);
      },
      savePeer: (log) => {
        changed.logs.set(log.origin, log.floor);
        return logs.savePeer(db, log);
      },
      lockItem: async (item) =>
        void (await db.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 2))::text", [item])),
      insertPending: (rows) => {
        mark(changed, rows);
        for (const { origin } of rows) changed.waiting.add(origin);
        return pending.insertPending(db, rows);
      },
      pending: async (origin, maxSeen, limit) => {
        const most = this.#turns.pressing ? Math.min(limit, PLACED_BESIDE_URGENT) : limit;
        const rows = await pending.readPending(db, origin, maxSeen, most);
        // More may wait than the caller can know: whoever gives positions is woken again.
        if (rows.length === most && most < limit) changed.waiting.add(origin);
        return rows;
      },
      removePending: (origin, ids) => pending.removePending(db, origin, ids),
      doubtPending: (origin) => pending.doubtPending(db, origin),
      returnActs: async (origin, ids, why) => {
        for (const item of await pending.itemsOf(db, origin, ids)) changed.items.add(item);
        await pending.returnActs(db, origin, ids, why);
      },
      moved,
      touch: (item) => void changed.items.add(item),
      after: (work) => void changed.after.push(work),
      appendEntries: (origin, first, rows) => {
        changed.grown.add(origin);
        fresh.set(origin, { first, rows });
        return entries.appendEntries(db, origin, first, rows);
      },
      entries: async (origin, from, to) => {
        const own = fresh.get(origin);
        if (own && from >= own.first) return own.rows.slice(from - own.first, to - own.first);
        return entries.readEntries(db, origin, from, to);
      },
      nameEntries: (origin, named) => {
        fresh.delete(origin);
        return entries.nameEntries(db, origin, named);
      },
      passEntries: (origin, positions) => {
        fresh.delete(origin);
        return entries.passEntries(db, origin, positions);
      },
      hashes: (origin, coordinates) => readHashes(db, origin, coordinates),
      firstCover: (origin, pos) => entries.firstCover(db, origin, pos),
      putActs: (rows) => {
        const items = rows.map((row) => ({ item: row.act.item ?? null }));
        mark(changed, items);
        for (const { act } of rows) if (isItemAct(act)) changed.acts.push(act);
        return Promise.all([
          acts.putActs(db, rows),
          persons.putPersonActs(db, rows),
          putSuspensions(db, rows),
          putKeysSaid(db, rows),
        ]).then(() => {});
      },
      placeActs: async (origin, rows) => {
        const [moved] = await Promise.all([
          acts.placeActs(db, origin, rows),
          persons.placePersonActs(db, origin, rows),
        ]);
        for (const item of moved) changed.items.add(item);
      },
      actsOf: (item) => acts.actsOfItems(db, [item]),
      openedIn: (items) => acts.openedIn(db, items),
      actsOfItems: (items) => acts.actsOfItems(db, items),
      waitingBody: (origin, id) => pending.waitingBody(db, origin, id),
      act: (from: Party, id) => acts.actById(db, from, id),
      used: (from, ids) => acts.usedIds(db, from, ids),
      actAt: (origin, pos) => acts.actAt(db, origin, pos),
      putKeys: (rows) => keyring.putKeys(db, atRest, rows),
      replaceKeys: (rows) => keyring.replaceKeys(db, atRest, rows),
      keys: (from, ids) => keyring.readKeys(db, atRest, from, ids),
      persons: (origin, about, most) => persons.personActs(db, origin, about, most ?? null),
      personsSaid: (origin, most) => persons.personsSaid(db, origin, most),
      signed: (from, ids) => acts.signedActs(db, from, ids),
      sendEpoch: (...asked) => keyring.sendEpoch(db, atRest, ...asked),
      epoch: (id) => keyring.readEpoch(db, atRest, id),
      putEpoch: (epoch) => keyring.putEpoch(db, atRest, epoch),
      putReceipt: async (row) => {
        const before = await statements.receiptUpTo(db, row.origin, 0, row.size);
        await statements.putReceipt(db, row);
        await moved(row.origin, before?.size ?? 0, row.size);
      },
      receiptFor: (origin, pos) => statements.receiptFor(db, origin, pos),
      receiptUpTo: (origin, from, to) => statements.receiptUpTo(db, origin, from, to),
      mark: (key) => statements.mark(db, key),
      advance: (key, size, root) => {
        changed.marks.push({ key, size, root });
        return statements.advance(db, key, size, root);
      },
      stopped: (peer) => statements.readStopped(db, peer),
      link: (peer) => statements.readLink(db, peer),
      alarm: (peer, alarm, stop) => {
        changed.link = true;
        return statements.raiseAlarm(db, peer, alarm, stop);
      },
    };
  }
}

type Changes = {
  items: Set<ItemId>;
  acts: ItemAct[];
  moved: Set<ItemId>;
  logs: Map<string, number>;
  waiting: Set<string>;
  grown: Set<string>;
  link: boolean;
  marks: Mark[];
  after: (() => Promise<void>)[];
};
const newChanges = (): Changes => ({
  items: new Set(),
  acts: [],
  moved: new Set(),
  logs: new Map(),
  waiting: new Set(),
  grown: new Set(),
  link: false,
  marks: [],
  after: [],
});

function mark(changed: Changes, rows: readonly { readonly item: ItemId | null }[]): void {
  for (const { item } of rows) if (item !== null) changed.items.add(item);
}
