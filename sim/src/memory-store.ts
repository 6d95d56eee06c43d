import {
  isPersonsAct,
  SetuError,
  type ErrorCode,
  type Hash,
  type ItemId,
  type Opaque,
  type Party,
  type RecordId,
} from "@setu/core";
import type {
  ActRow,
  Alarm,
  Concerned,
  Epoch,
  KeyRow,
  LinkRow,
  LogEntry,
  Named,
  OwnLog,
  PeerLog,
  Pending,
  Placed,
  Receipt,
  Store,
  Tx,
} from "@setu/link";
import { standing, unheardLog, unsignedLog } from "@setu/link";
import { equalBytes, nodeHash } from "tlog";

/** One committed state. Never changed once committed: a restore is taking back an older one. */
export type State = {
  readonly own: ReadonlyMap<string, OwnLog>;
  readonly peers: ReadonlyMap<string, PeerLog>;
  readonly entries: ReadonlyMap<string, readonly LogEntry[]>;
  readonly pending: readonly Pending[];
  readonly places: number;
  /** `<party>/<id>` of every record there ever was. */
  readonly used: ReadonlySet<string>;
  /** Ids of acts that went back to their officers. */
  readonly returned: readonly RecordId[];
  readonly acts: ReadonlyMap<string, ActRow>;
  readonly keys: ReadonlyMap<string, KeyRow>;
  readonly epochs: ReadonlyMap<string, Epoch>;
  readonly receipts: readonly Receipt[];
  readonly monotone: ReadonlyMap<string, { readonly size: number; readonly root: Uint8Array }>;
  readonly links: ReadonlyMap<Party, LinkRow>;
};

export const emptyState = (): State => ({
  own: new Map(),
  peers: new Map(),
  entries: new Map(),
  pending: [],
  places: 0,
  used: new Set(),
  returned: [],
  acts: new Map(),
  keys: new Map(),
  epochs: new Map(),
  receipts: [],
  monotone: new Map(),
  links: new Map(),
});

/**
 * The memory twin of PostgreSQL. Transactions run one after another: the model of row locks is that nothing
 * interleaves; that the real locks do the same is shown by the suite both stores pass.
 */
export class MemoryStore implements Store {
  state: State = emptyState();
  #tail: Promise<unknown> = Promise.resolve();

  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
    const run = this.#tail.then(async () => {
      const tx = new MemoryTx(this.state);
      const result = await fn(tx);
      this.state = tx.state;
      return result;
    });
    this.#tail = run.catch(() => undefined);
    return run;
  }
}

const key = (from: string, id: string, slot?: number) => `${from}/${id}/${slot ?? ""}`;

function put<K, V>(map: ReadonlyMap<K, V>, rows: Iterable<readonly [K, V]>): Map<K, V> {
  const out = new Map(map);
  for (const [k, v] of rows) out.set(k, v);
  return out;
}

export class MemoryTx implements Tx {
  state: State;

  constructor(state: State) {
    this.state = state;
  }

  async own(origin: string): Promise<OwnLog> {
    return this.state.own.get(origin) ?? unsignedLog(origin);
  }

  async saveOwn(log: OwnLog): Promise<void> {
    const { size, lastT, floor, cosigned, pulseNo } = await this.own(log.origin);
    forwards(
      log.origin,
      [size, lastT, floor, cosigned, pulseNo],
      [log.size, log.lastT, log.floor, log.cosigned, log.pulseNo],
    );
    this.#set({ own: put(this.state.own, [[log.origin, log]]) });
  }

  async peer(origin: string): Promise<PeerLog> {
    return this.state.peers.get(origin) ?? unheardLog(origin);
  }

  async savePeer(log: PeerLog): Promise<void> {
    const { held, applied, floor, pulse } = await this.peer(log.origin);
    forwards(log.origin, [held, applied, floor, pulse.no], [log.held, log.applied, log.floor, log.pulse.no]);
    this.#set({ peers: put(this.state.peers, [[log.origin, log]]) });
  }

  async lockItem(): Promise<void> {}

  async insertPending(rows: Parameters<Tx["insertPending"]>[0]): Promise<readonly Pending[]> {
    let { places } = this.state;
    const used = this.#use(rows.map((row) => `${row.origin.slice(0, row.origin.indexOf("/"))}/${row.id}`));
    const placed = rows.map((row) => ({ ...row, place: ++places }));
    this.#set({ pending: [...this.state.pending, ...placed], places, used });
    return placed;
  }

  async pending(origin: string, maxSeen: number, limit: number): Promise<readonly Pending[]> {
    return this.state.pending
      .filter((row) => row.origin === origin && row.seen <= maxSeen)
      .toSorted((a, b) => a.seen - b.seen || a.place - b.place)
      .slice(0, limit);
  }

  async removePending(origin: string, ids: readonly RecordId[]): Promise<void> {
    const gone = new Set(ids);
    this.#set({ pending: this.state.pending.filter((row) => row.origin !== origin || !gone.has(row.id)) });
  }

  async doubtPending(origin: string): Promise<void> {
    this.#set({
      pending: this.state.pending.map((row) => (row.origin === origin ? { ...row, seen: -1 } : row)),
    });
  }

  async returnActs(origin: string, ids: readonly RecordId[]): Promise<void> {
    await this.removePending(origin, ids);
    const party = origin.slice(0, origin.indexOf("/"));
    const acts = new Map(this.state.acts);
    for (const id of ids) acts.delete(key(party, id));
    this.#set({ acts, returned: [...this.state.returned, ...ids] });
  }

  async appendEntries(origin: string, first: number, entries: readonly LogEntry[]): Promise<void> {
    const log = this.state.entries.get(origin) ?? [];
    if (log.length !== first) throw new SetuError("MONOTONE", "entries do not follow the last position");
    this.#set({ entries: put(this.state.entries, [[origin, [...log, ...entries]]]) });
  }

  async entries(origin: string, from: number, to: number): Promise<readonly LogEntry[]> {
    return (this.state.entries.get(origin) ?? []).slice(from, to);
  }

  async nameEntries(origin: string, named: readonly Named[]): Promise<void> {
    const ids = new Map(named.map(({ pos, id }) => [pos, id]));
    const log = this.state.entries.get(origin) ?? [];
    const renamed = log.map((entry, pos) => ({ ...entry, id: ids.get(pos) ?? entry.id }));
    this.#set({ entries: put(this.state.entries, [[origin, renamed]]) });
  }

  async passEntries(origin: string, positions: readonly number[]): Promise<void> {
    const passed = new Set(positions);
    const log = this.state.entries.get(origin) ?? [];
    const without = log.map((entry, pos) => (passed.has(pos) ? { ...entry, id: null } : entry));
    this.#set({ entries: put(this.state.entries, [[origin, without]]) });
  }

  async hashes(
    origin: string,
    coordinates: readonly (readonly [number, number])[],
  ): Promise<readonly Uint8Array[]> {
    const entries = this.state.entries.get(origin) ?? [];
    return coordinates.map(([level, index]) => subtree(entries, origin, level, index) as Uint8Array);
  }

  async firstCover(origin: string, pos: number): Promise<number | null> {
    return (this.state.entries.get(origin) ?? []).find((entry) => entry.seen > pos)?.t ?? null;
  }

  async putActs(rows: readonly ActRow[]): Promise<void> {
    for (const { act } of rows) {
      const known = this.state.acts.get(key(act.from, act.id));
      if (known && known.pos !== null) throw new SetuError("DUPLICATE", "the id names another act");
    }
    const acts = rows.map((row): [string, ActRow] => [key(row.act.from, row.act.id), row]);
    this.#set({ acts: put(this.state.acts, acts) });
  }

  async placeActs(origin: string, rows: readonly Placed[]): Promise<void> {
    const party = origin.slice(0, origin.indexOf("/"));
    const placed = rows.flatMap(({ id, ...at }) => {
      const row = this.state.acts.get(key(party, id));
      return row ? [[key(party, id), { ...row, ...at, place: null }] as const] : [];
    });
    this.#set({ acts: put(this.state.acts, placed) });
  }

  async actsOf(item: ItemId): Promise<readonly ActRow[]> {
    return this.#rows((row) => row.act.item === item);
  }

  async openedIn(items: readonly ItemId[]): Promise<ReadonlyMap<ItemId, string>> {
    const openings = items.map((item) => [item, this.state.acts.get(key(...opening(item)))] as const);
    return new Map(openings.flatMap(([item, row]) => (row ? [[item, row.origin] as const] : [])));
  }

  async act(from: Party, id: RecordId): Promise<ActRow | null> {
    return this.state.acts.get(key(from, id)) ?? null;
  }

  async used(from: Party, ids: readonly RecordId[]): Promise<ReadonlySet<RecordId>> {
    return new Set(ids.filter((id) => this.state.acts.has(key(from, id))));
  }

  async actAt(origin: string, pos: number): Promise<ActRow | null> {
    return this.#rows((row) => row.origin === origin && row.pos === pos)[0] ?? null;
  }

  async persons(origin: string, about: Concerned | null, most = Infinity): Promise<readonly ActRow[]> {
    const all = this.#said(origin);
    const rows = [
      ...standing(all.filter(({ pos }) => pos !== null)),
      ...all.filter(({ pos }) => pos === null),
    ].slice(0, most);
    const words = (row: ActRow) => [row.act.args["officer"], row.act.args["key"]] as [Opaque?, Hash?];
    const keys = new Set(about?.keys);
    const officers = new Set(about?.officers);
    for (const [officer, key] of rows.map(words)) if (officer && key && keys.has(key)) officers.add(officer);
    const first = rows.find((row) => row.act.do === "officer-key");
    return rows.filter((row) => {
      const [officer, key] = words(row);
      return about === null || row === first || (key ? keys.has(key) : officer && officers.has(officer));
    });
  }

  async personsSaid(origin: string, most: number): Promise<number> {
    return Math.min(most, standing(this.#said(origin).filter(({ pos }) => pos !== null)).length);
  }

  #said(origin: string): readonly ActRow[] {
    return this.#rows((row) => row.origin === origin && isPersonsAct(row.act)).toSorted(
      (a, b) => order(a) - order(b),
    );
  }

  /** Without a copy of all the others: most of what is asked for is few of many. */
  #rows(wanted: (row: ActRow) => boolean): ActRow[] {
    const rows: ActRow[] = [];
    for (const row of this.state.acts.values()) if (wanted(row)) rows.push(row);
    return rows;
  }

  async signed(from: Party, ids: readonly RecordId[]): Promise<readonly ActRow[]> {
    const rows = ids.flatMap((id) => this.state.acts.get(key(from, id)) ?? []);
    return rows.filter(({ approvals }) => approvals !== "[]");
  }

  async putKeys(rows: readonly KeyRow[]): Promise<void> {
    const fresh = rows.filter((row) => !this.state.keys.has(key(row.from, row.id, row.slot)));
    this.#set({
      keys: put(
        this.state.keys,
        fresh.map((row) => [key(row.from, row.id, row.slot), row]),
      ),
    });
  }

  async replaceKeys(rows: readonly KeyRow[]): Promise<void> {
    this.#set({
      keys: put(
        this.state.keys,
        rows.map((row) => [key(row.from, row.id, row.slot), row]),
      ),
    });
  }

  async keys(from: Party, ids: readonly RecordId[]): Promise<readonly KeyRow[]> {
    const wanted = new Set(ids);
    const rows: KeyRow[] = [];
    for (const row of this.state.keys.values()) if (row.from === from && wanted.has(row.id)) rows.push(row);
    return rows;
  }

  async sendEpoch(peer: Party, day: number, kemKey: string): Promise<Epoch | null> {
    const all = [...this.state.epochs.values()];
    return (
      all.findLast((epoch) => epoch.peer === peer && epoch.day === day && epoch.kemKey === kemKey) ?? null
    );
  }

  async epoch(id: string): Promise<Epoch | null> {
    return this.state.epochs.get(id) ?? null;
  }

  async putEpoch(epoch: Epoch): Promise<void> {
    this.#set({ epochs: put(this.state.epochs, [[epoch.id, epoch]]) });
  }

  async putReceipt(row: Receipt): Promise<void> {
    if (await this.receiptUpTo(row.origin, row.size - 1, row.size)) return;
    this.#set({ receipts: [...this.state.receipts, row].toSorted((a, b) => a.size - b.size) });
  }

  async receiptFor(origin: string, pos: number): Promise<Receipt | null> {
    return this.state.receipts.find((row) => row.origin === origin && row.size > pos) ?? null;
  }

  async receiptUpTo(origin: string, from: number, to: number): Promise<Receipt | null> {
    return (
      this.state.receipts.findLast((row) => row.origin === origin && row.size > from && row.size <= to) ??
      null
    );
  }

  async advance(name: string, size: number, root: Uint8Array): Promise<void> {
    const known = this.state.monotone.get(name);
    if (known && (size < known.size || (size === known.size && !equalBytes(root, known.root)))) {
      throw new SetuError("MONOTONE", `${name} may not roll back`);
    }
    this.#set({ monotone: put(this.state.monotone, [[name, { size, root }]]) });
  }

  async mark(name: string): Promise<{ readonly size: number; readonly root: Uint8Array } | null> {
    return this.state.monotone.get(name) ?? null;
  }

  async stopped(peer: Party): Promise<ErrorCode | null> {
    return (await this.link(peer)).stopped;
  }

  async link(peer: Party): Promise<LinkRow> {
    return this.state.links.get(peer) ?? { peer, stopped: null, alarms: [] };
  }

  async alarm(peer: Party, alarm: Alarm, stop: boolean): Promise<void> {
    const link = await this.link(peer);
    const stopped = stop ? (link.stopped ?? alarm.code) : link.stopped;
    this.#set({ links: put(this.state.links, [[peer, { peer, stopped, alarms: [...link.alarms, alarm] }]]) });
  }

  #use(names: readonly string[]): ReadonlySet<string> {
    const used = new Set(this.state.used);
    for (const name of names) {
      if (used.has(name)) throw new SetuError("DUPLICATE", "the id names another act");
      used.add(name);
    }
    return used;
  }

  #set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
  }
}

/** Undefined where the log has no leaf. */
function subtree(
  entries: readonly LogEntry[],
  origin: string,
  level: number,
  index: number,
): Uint8Array | undefined {
  if (level === 0) return entries[index]?.leafHash;
  const left = subtree(entries, origin, level - 1, 2 * index);
  const right = subtree(entries, origin, level - 1, 2 * index + 1);
  return left && right && nodeOf(left, right, origin, index * 64 + level);
}

type Node = { readonly left: Uint8Array; readonly right: Uint8Array; readonly hash: Uint8Array };
/** The node made last at each place of a log of this name, whoever holds that log. */
const made = new Map<string, Map<number, Node>>();

/** The real store keeps its subtrees in tiles; here a node is made anew only of other children. */
function nodeOf(left: Uint8Array, right: Uint8Array, origin: string, place: number): Uint8Array {
  const places = made.get(origin) ?? new Map<number, Node>();
  const known = places.get(place);
  if (known && equalBytes(known.left, left) && equalBytes(known.right, right)) return known.hash;
  const hash = nodeHash(left, right);
  made.set(origin, places.set(place, { left, right, hash }));
  return hash;
}

/** What waits comes after all that has a position. */
const order = ({ pos, place }: ActRow): number => pos ?? 2 ** 40 + (place ?? 0);

function forwards(origin: string, before: readonly number[], after: readonly number[]): void {
  if (before.some((value, i) => value > (after[i] as number))) {
    throw new SetuError("MONOTONE", `${origin} would go back`);
  }
}

const opening = (item: ItemId): [party: string, id: string] => item.split(":") as [string, string];
