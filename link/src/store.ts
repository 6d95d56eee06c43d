import type { Act, ErrorCode, Hash, ItemId, Opaque, Party, RecordId, WorkflowId } from "@setu/core";
import type { Frontier } from "tlog";
import type { Persons } from "./persons.ts";

/**
 * The storage port (record.md section 8): `tx` runs a function in one transaction, whose outcome is committed
 * (it resolves), aborted (it rejects and nothing happened) or unknown (it rejects with UNKNOWN_OUTCOME: read again).
 * PostgreSQL and the model store of the simulator pass the same test suite.
 */
export interface Store {
  tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Reads see what is committed; `lock` waits for other transactions and holds until this one ends. */
export interface Tx {
  /** @param lock `true` elects the sequencer of this log. */
  own(origin: string, lock: boolean): Promise<OwnLog>;
  saveOwn(log: OwnLog): Promise<void>;

  /** @param lock `share`: commits of acts. `alone`: advancing `applied`; waits for every share (rule 8). */
  peer(origin: string, lock: "none" | "share" | "alone"): Promise<PeerLog>;
  savePeer(log: PeerLog): Promise<void>;

  /** Serialises the acts of our side on one item until the end of the transaction. */
  lockItem(item: ItemId): Promise<void>;

  /** Gives each row its place in the order of commits of this log. A known (from, id) rejects with DUPLICATE. */
  insertPending(rows: readonly NewPending[]): Promise<readonly Pending[]>;
  /** Rows without a position with `seen` at most the given one, in order of (`seen`, place). */
  pending(origin: string, maxSeen: number, limit: number): Promise<readonly Pending[]>;
  /** Those of the given ids that still wait: they have a position now. */
  removePending(origin: string, ids: readonly RecordId[]): Promise<void>;
  /** Every act that waits is to be judged anew: its `seen` becomes -1, below every floor. */
  doubtPending(origin: string): Promise<void>;
  /**
   * Acts that wait and can no longer be placed: they leave the item and go back to their officers, text and all.
   * @param why which the officer is told
   */
  returnActs(origin: string, ids: readonly RecordId[], why: "STALE" | "CORRUPT"): Promise<void>;

  /** @param entries the positions that follow the log's present last one */
  appendEntries(origin: string, first: number, entries: readonly LogEntry[]): Promise<void>;
  entries(origin: string, from: number, to: number): Promise<readonly LogEntry[]>;
  /** The record at each of these positions: its keys came later than the entry, and have been seen to open it. */
  nameEntries(origin: string, named: readonly Named[]): Promise<void>;
  /** These entries could not be taken: no id names them any more, so that a rebuild passes them over as well. */
  passEntries(origin: string, positions: readonly number[]): Promise<void>;
  /** Hashes of perfect subtrees at [level, index], in the order asked. */
  hashes(origin: string, coordinates: readonly (readonly [number, number])[]): Promise<readonly Uint8Array[]>;
  /** `t` of the first entry of this log with `seen` greater than `pos`, null when there is none yet. */
  firstCover(origin: string, pos: number): Promise<number | null>;

  putActs(rows: readonly ActRow[]): Promise<void>;
  /** Completes acts of ours that got their positions. */
  placeActs(origin: string, rows: readonly Placed[]): Promise<void>;
  actsOf(item: ItemId): Promise<readonly ActRow[]>;
  /** The log in which each item was opened, for those whose opening is known here. */
  openedIn(items: readonly ItemId[]): Promise<ReadonlyMap<ItemId, string>>;
  act(from: Party, id: RecordId): Promise<ActRow | null>;
  /** Which of the ids this party has used in an act that is known here. */
  used(from: Party, ids: readonly RecordId[]): Promise<ReadonlySet<RecordId>>;
  actAt(origin: string, pos: number): Promise<ActRow | null>;
  /**
   * What a log says of officers and still has a say (`standing` in `persons.ts`): whether these are barred and whoever has
   * one of these keys, these keys, and one declaration of any key; null asks for all, at most so many. In the order of the
   * log; what waits comes last, in the order of commits.
   */
  persons(origin: string, about: Concerned | null, most?: number): Promise<readonly ActRow[]>;
  /** How much of what has a position there still has a say; counted no further than `most`. */
  personsSaid(origin: string, most: number): Promise<number>;
  /** Those of these acts of ours, which wait, that a person has signed. */
  signed(from: Party, ids: readonly RecordId[]): Promise<readonly ActRow[]>;

  /** A key that is already there stays: a later delivery cannot replace it. */
  putKeys(rows: readonly KeyRow[]): Promise<void>;
  /** For keys that have been seen to open what the log commits to: they go before whatever is there. */
  replaceKeys(rows: readonly KeyRow[]): Promise<void>;
  keys(from: Party, ids: readonly RecordId[]): Promise<readonly KeyRow[]>;

  /** The newest epoch for sealing to this peer, if it is of this day and for this KEM key. */
  sendEpoch(peer: Party, day: number, kemKey: string): Promise<Epoch | null>;
  epoch(id: string): Promise<Epoch | null>;
  putEpoch(epoch: Epoch): Promise<void>;

  putReceipt(row: Receipt): Promise<void>;
  /** The first receipt that covers a position. */
  receiptFor(origin: string, pos: number): Promise<Receipt | null>;
  /** The largest receipt with a size above `from` and at most `to`. */
  receiptUpTo(origin: string, from: number, to: number): Promise<Receipt | null>;

  /**
   * The monotone table (record.md section 6): moves forward or rejects with MONOTONE. Equal size needs equal root.
   */
  advance(key: string, size: number, root: Uint8Array): Promise<void>;
  /** Where the monotone table stands; null when the key has never moved. */
  mark(key: string): Promise<{ readonly size: number; readonly root: Uint8Array } | null>;

  /** Why the link does nothing more, null while it runs. */
  stopped(peer: Party): Promise<ErrorCode | null>;
  link(peer: Party): Promise<LinkRow>;
  /** Raises an alarm; with `stop`, the link does nothing more until two officers lift it. */
  alarm(peer: Party, alarm: Alarm, stop: boolean): Promise<void>;
}

/** A log that this node signs. */
export type OwnLog = {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Frontier;
  /** Signed note of the checkpoint at `size`; empty before the first. */
  readonly checkpoint: string;
  /** `t` of the last entry; the next is never less. */
  readonly lastT: number;
  /** Largest `seen` of its entries. */
  readonly floor: number;
  /** What the peer holds, by its newest cosignature. */
  readonly cosigned: number;
  readonly pulseNo: number;
  /** This node's clock when it wrote the last pulse; unlike `t` it may be ahead of the present, after a jump back. */
  readonly pulseAt: number;
  /** How much of the peer's log that pulse said we hold: no later one may say less. */
  readonly pulseCosigned: number;
  /**
   * After a restore: the first entry that came back and that no key here opens. From there on nothing is known of what
   * we had said, of our own officers too; null when all is open, or two persons have declared the rest a gap.
   */
  readonly closedFrom: number | null;
};

/** The peer's log, as we hold it. */
export type PeerLog = {
  readonly origin: string;
  readonly held: number;
  readonly frontier: Frontier;
  readonly checkpoint: string;
  readonly applied: number;
  /** Largest `seen` of the applied entries: so much of our log has the peer applied, by its own signed word. */
  readonly floor: number;
  /** One past the last applied entry that was an act of a person: what a pulse of ours has to cover soon. */
  readonly personal: number;
  readonly except: readonly number[];
  /**
   * How much of our log the peer has claimed to hold or to have seen. More than we hold: either this node was restored,
   * and the next opening brings our tail back, or the peer claims to have seen what nobody wrote.
   */
  readonly beyond: number;
  /** The last pulse applied: its number, what it said of our log (a later one may not say less), and what it speaks. */
  readonly pulse: {
    readonly no: number;
    readonly cosigned: number;
    readonly applied: number;
    readonly versions: readonly WorkflowId[];
  };
  readonly heardAt: number;
  /** The peer's latest opening of this lane. */
  readonly opening: string;
  /** One past the entry that waits to be applied because its keys have not come; 0 before there was one. */
  readonly wanted: number;
  /** Keys of everything below have been asked for, as far as they were missing: what is closed now stays closed. */
  readonly asked: number;
};

export type Named = { readonly pos: number; readonly id: RecordId };

export type LogEntry = {
  readonly leaf: Uint8Array;
  readonly leafHash: Uint8Array;
  readonly t: number;
  readonly seen: number;
  /** Until the entry is applied this is only what the peer's delivery claims; null when it delivered no keys. */
  readonly id: RecordId | null;
  readonly act: Uint8Array;
  /** Ciphertext of the body; a tombstone when the bytes are gone; null when there never was one. */
  readonly body: Uint8Array | Tombstone | null;
};

export type Tombstone = "destroyed" | "lost" | "refused";

/** A committed act of ours without a position. */
export type NewPending = {
  readonly origin: string;
  readonly id: RecordId;
  readonly item: ItemId | null;
  readonly seen: number;
  /** When it was committed. */
  readonly t: number;
  readonly sealed: Sealed;
};
export type Pending = NewPending & { readonly place: number };

/** All of a record that does not depend on its place in the log. */
export type Sealed = {
  readonly a: Hash;
  readonly b: Hash | null;
  readonly act: Uint8Array;
  readonly body: Uint8Array | null;
};

/** The readable act: a cache, rebuilt from the logs and the keyring. `pos` is null until it has one. */
export type ActRow = {
  readonly origin: string;
  readonly pos: number | null;
  /** Place in the order of commits, for acts of ours without a position. */
  readonly place: number | null;
  readonly t: number;
  readonly seen: number;
  readonly floor: number;
  readonly act: Act;
  /** Canonical JSON of the approvals; `[]` for an unsigned act. */
  readonly approvals: string;
  /** The verdict over the persons behind it, given once, at its position; absent when there is nothing to say. */
  readonly persons?: Persons;
};

export type Concerned = { readonly officers: readonly Opaque[]; readonly keys: readonly Hash[] };

/** Data key and salt of one part of a record: slot 0 the act, 1 the body, 2 and on the attachments. */
export type KeyRow = {
  readonly from: Party;
  readonly id: RecordId;
  readonly slot: number;
  readonly material: Uint8Array;
};

export type Placed = Pick<ActRow, "t" | "seen" | "floor" | "persons"> & {
  readonly id: RecordId;
  readonly pos: number;
};

export type Epoch = {
  readonly id: string;
  readonly peer: Party;
  /** Day of use, days since 1970; -1 for an epoch of the peer. */
  readonly day: number;
  readonly kemKey: string;
  readonly enc: Uint8Array;
  readonly secret: Uint8Array;
};

/** A cosignature of the peer over our log: everything below `size` is held there, since `t` by its clock. */
export type Receipt = {
  readonly origin: string;
  readonly size: number;
  readonly t: number;
  readonly note: string;
};

export type LinkRow = {
  readonly peer: Party;
  readonly stopped: ErrorCode | null;
  readonly alarms: readonly Alarm[];
};

export type Alarm = {
  readonly code: ErrorCode;
  readonly at: number;
  readonly lane: string | null;
  /** Both signed statements where there are two, as text. */
  readonly evidence: string;
};
