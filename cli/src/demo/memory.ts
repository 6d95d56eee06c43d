import { SetuError, type ItemId, type Party, type RecordId } from "@setu/core";
import type {
  ActRow,
  Epoch,
  KeyRow,
  LogEntry,
  OwnLog,
  PeerLog,
  Pending,
  Placed,
  Receipt,
  Store,
  Tx,
} from "@setu/link";
import { unheardLog, unsignedLog } from "@setu/link";
import { equalBytes, nodeHash } from "tlog";

type Mark = { readonly size: number; readonly root: Uint8Array };

/**
 * The four stores of one node while its past is being made up, to be laid down in PostgreSQL afterwards. One hand
 * drives both nodes, so nothing interleaves, nothing fails and nothing is taken back: what an undisturbed history never
 * asks for is not here.
 */
export class Memory implements Store, Tx {
  readonly ownLogs = new Map<string, OwnLog>();
  readonly peerLogs = new Map<string, PeerLog>();
  readonly logs = new Map<string, LogEntry[]>();
  readonly keyring: KeyRow[] = [];
  readonly epochs: Epoch[] = [];
  readonly receipts: Receipt[] = [];
  readonly marks = new Map<string, Mark>();
  /** Ids of acts of ours, with their logs. */
  readonly records = new Map<RecordId, string>();
  #pending: Pending[] = [];
  readonly #acts = new Map<string, ActRow>();
  readonly #ofItem = new Map<string, Set<string>>();
  readonly #keys = new Map<string, KeyRow[]>();
  readonly #covers = new Map<string, LogEntry[]>();
  readonly #trees = new Map<string, Uint8Array>();

  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return work(this);
  }

  async own(origin: string): Promise<OwnLog> {
    return this.ownLogs.get(origin) ?? unsignedLog(origin);
  }

  async saveOwn(log: OwnLog): Promise<void> {
    this.ownLogs.set(log.origin, log);
  }

  async peer(origin: string): Promise<PeerLog> {
    return this.peerLogs.get(origin) ?? unheardLog(origin);
  }

  async savePeer(log: PeerLog): Promise<void> {
    this.peerLogs.set(log.origin, log);
  }

  async lockItem(): Promise<void> {}

  async insertPending(rows: Parameters<Tx["insertPending"]>[0]): Promise<readonly Pending[]> {
    const placed = rows.map((row, i) => ({ ...row, place: this.records.size + i }));
    for (const { id, origin } of rows) this.records.set(id, origin);
    this.#pending.push(...placed);
    return placed;
  }

  async pending(origin: string, maxSeen: number, limit: number): Promise<readonly Pending[]> {
    return this.#pending
      .filter((row) => row.origin === origin && row.seen <= maxSeen)
      .toSorted((a, b) => a.seen - b.seen || a.place - b.place)
      .slice(0, limit);
  }

  async removePending(origin: string, ids: readonly RecordId[]): Promise<void> {
    const gone = new Set(ids);
    this.#pending = this.#pending.filter((row) => row.origin !== origin || !gone.has(row.id));
  }

  async appendEntries(origin: string, first: number, entries: readonly LogEntry[]): Promise<void> {
    const log = of(this.logs, origin);
    if (log.length !== first) throw new SetuError("MONOTONE", "entries do not follow the last position");
    const covers = of(this.#covers, origin);
    for (const entry of entries) {
      log.push(entry);
      if (entry.seen > (covers.at(-1)?.seen ?? -1)) covers.push(entry);
    }
  }

  async entries(origin: string, from: number, to: number): Promise<readonly LogEntry[]> {
    return of(this.logs, origin).slice(from, to);
  }

  async hashes(origin: string, coordinates: readonly (readonly [number, number])[]) {
    return coordinates.map(([level, index]) => this.#tree(origin, level, index));
  }

  /** A perfect subtree never changes. */
  #tree(origin: string, level: number, index: number): Uint8Array {
    if (level === 0) return (of(this.logs, origin)[index] as LogEntry).leafHash;
    const name = `${origin} ${level} ${index}`;
    const half = (side: 0 | 1) => this.#tree(origin, level - 1, 2 * index + side);
    const hash = this.#trees.get(name) ?? nodeHash(half(0), half(1));
    this.#trees.set(name, hash);
    return hash;
  }

  async firstCover(origin: string, pos: number): Promise<number | null> {
    return of(this.#covers, origin).find((entry) => entry.seen > pos)?.t ?? null;
  }

  async putActs(rows: readonly ActRow[]): Promise<void> {
    for (const row of rows) {
      const name = `${row.act.from}/${row.act.id}`;
      this.#acts.set(name, row);
      if (row.act.item === undefined) continue;
      const names = this.#ofItem.get(row.act.item) ?? new Set();
      this.#ofItem.set(row.act.item, names.add(name));
    }
  }

  async placeActs(origin: string, rows: readonly Placed[]): Promise<void> {
    const party = origin.slice(0, origin.indexOf("/"));
    for (const { id, ...at } of rows) {
      const row = this.#acts.get(`${party}/${id}`);
      if (row) this.#acts.set(`${party}/${id}`, { ...row, ...at, place: null });
    }
  }

  async actsOf(item: ItemId): Promise<readonly ActRow[]> {
    return [...(this.#ofItem.get(item) ?? [])].map((name) => this.#acts.get(name) as ActRow);
  }

  async openedIn(items: readonly ItemId[]): Promise<ReadonlyMap<ItemId, string>> {
    const found = items.map((item) => [item, this.#acts.get(item.replace(":", "/"))] as const);
    return new Map(found.flatMap(([item, row]) => (row ? [[item, row.origin] as const] : [])));
  }

  async act(from: Party, id: RecordId): Promise<ActRow | null> {
    return this.#acts.get(`${from}/${id}`) ?? null;
  }

  async used(from: Party, ids: readonly RecordId[]): Promise<ReadonlySet<RecordId>> {
    return new Set(ids.filter((id) => this.#acts.has(`${from}/${id}`)));
  }

  /** Officers of the demo come in without keys, and sign nothing. */
  readonly personsSaid = disturbed;

  async persons(): Promise<readonly ActRow[]> {
    return [];
  }

  async signed(): Promise<readonly ActRow[]> {
    return [];
  }

  async actAt(origin: string, pos: number): Promise<ActRow | null> {
    const id = this.logs.get(origin)?.[pos]?.id;
    return (id && this.#acts.get(`${origin.slice(0, origin.indexOf("/"))}/${id}`)) ?? null;
  }

  async putKeys(rows: readonly KeyRow[]): Promise<void> {
    this.keyring.push(...rows);
    for (const row of rows) of(this.#keys, `${row.from}/${row.id}`).push(row);
  }

  async keys(from: Party, ids: readonly RecordId[]): Promise<readonly KeyRow[]> {
    return ids.flatMap((id) => this.#keys.get(`${from}/${id}`) ?? []);
  }

  async sendEpoch(...[peer, day, kemKey]: Parameters<Tx["sendEpoch"]>): Promise<Epoch | null> {
    const fits = (each: Epoch) => each.peer === peer && each.day === day && each.kemKey === kemKey;
    return this.epochs.findLast(fits) ?? null;
  }

  async epoch(id: string): Promise<Epoch | null> {
    return this.epochs.find((each) => each.id === id) ?? null;
  }

  async putEpoch(epoch: Epoch): Promise<void> {
    this.epochs.push(epoch);
  }

  async putReceipt(row: Receipt): Promise<void> {
    this.receipts.push(row);
  }

  async receiptFor(origin: string, pos: number): Promise<Receipt | null> {
    return this.receipts.find((row) => row.origin === origin && row.size > pos) ?? null;
  }

  async receiptUpTo(origin: string, from: number, to: number): Promise<Receipt | null> {
    const fits = (row: Receipt) => row.origin === origin && row.size > from && row.size <= to;
    return this.receipts.findLast(fits) ?? null;
  }

  async advance(key: string, size: number, root: Uint8Array): Promise<void> {
    const known = this.marks.get(key);
    if (known && (size < known.size || (size === known.size && !equalBytes(root, known.root))))
      throw new SetuError("MONOTONE", `${key} may not roll back`);
    this.marks.set(key, { size, root });
  }

  async mark(key: string): Promise<Mark | null> {
    return this.marks.get(key) ?? null;
  }

  async stopped(): Promise<null> {
    return null;
  }

  async link(peer: Party) {
    return { peer, stopped: null, alarms: [] };
  }

  async passEntries(_origin: string, positions: readonly number[]): Promise<void> {
    if (positions.length > 0) disturbed();
  }

  readonly nameEntries = disturbed;
  readonly doubtPending = disturbed;
  readonly returnActs = disturbed;
  readonly replaceKeys = disturbed;
  readonly alarm = disturbed;
}

function disturbed(): never {
  throw new Error("something went wrong in a past in which nothing does");
}

function of<T>(map: Map<string, T[]>, name: string): T[] {
  const found = map.get(name) ?? [];
  map.set(name, found);
  return found;
}
