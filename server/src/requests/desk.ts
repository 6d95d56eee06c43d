import {
  asNarrowed,
  fold,
  isItemAct,
  isNarrowed,
  isSetuError,
  type ItemAct,
  type ItemId,
  type ItemState,
  type Marking,
} from "@setu/core";
import { readItem, type ActRow, type OfficerKeys, type Ports, type Site, type Tx } from "@setu/link";
import type { Policy } from "@setu/policy";
import type { NodeInfo } from "@setu/requests";
import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import type { Signed } from "../keys/suspect.ts";
import type { Journal } from "../disposal/journal.ts";
import type { RetentionConfig } from "../disposal/retention.ts";
import type { BrakeConfig } from "../reasons/brake.ts";
import type { ReleaseConfig } from "../release/config.ts";
import type { Scanner } from "../scanner/clamd.ts";
import type { Looks } from "./looking.ts";
import type { Witnesses } from "../witnessed/config.ts";

/** What the requests desk needs of its node. */
export type Desk = {
  readonly store: PgStore;
  readonly ports: Ports;
  /** Whatever an officer sees or does, this says whether. */
  readonly policy: Policy;
  readonly us: NodeInfo;
  readonly peer: NodeInfo;
  /** How much of each log of ours the peer had applied when the screens were last told; nothing else rests on it. */
  readonly told: Map<string, number>;
  /** Who has read what in the present minute (`reading.ts`). */
  readonly reads: { minute: number; who: Set<string> };
  /** By party; empty until the keys of a party's officers are known here. */
  readonly officerKeys: Map<string, OfficerKeys>;
  /** Where our officers sign; null until the listener of this process has its address. */
  readonly site: { own: Site | null };
  /** Files that are being looked at (`looking.ts`). */
  readonly looks: Looks;
  /** From how much reading on an officer is stopped. */
  readonly brake: BrakeConfig;
  /** What is asked before something leaves. */
  readonly release: ReleaseConfig;
  /** Null: no file is scanned here, and the screens say so. */
  readonly scanner: Scanner | null;
  /** How long a matter that is over is kept, by the class that its acts bear. */
  readonly retention: RetentionConfig;
  /** After how many days a recall that nobody over there has answered is shown as unconfirmed. */
  readonly recallDays: number;
  /** Who cosigns our logs beside the peer; absent: nobody is asked. */
  readonly witnesses?: Witnesses;
  /** Since when somebody else may have had the keys of the node that signed an entry (`keys/suspect.ts`). */
  readonly nodeSince: (entry: Signed) => number | null;
  /** What was destroyed here, written beside the database. */
  readonly disposals: Journal;
  readonly log: Log;
};

export type Officer = {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly lang: "en" | "fr" | "hi";
};

/** An item as this node knows it now: folded from its acts, never read from a column. */
export type Known = {
  readonly item: ItemId;
  readonly state: ItemState;
  readonly rows: ReadonlyMap<string, ActRow>;
  readonly lane: string;
};

export const rowKey = (party: string, id: string): string => `${party}/${id}`;

/**
 * The acts that count. The marking of a void one is no part of what the item is shown by, so nothing that is found or
 * counted by item may come from it: it is shown in the item alone, by its own marking.
 */
export const legalRows = ({ state, rows }: Pick<Known, "state" | "rows">): Known["rows"] => {
  const isVoid = new Set(
    state.judged.flatMap((each) => (each.void === null ? [] : [rowKey(each.party, each.act.id)])),
  );
  return new Map([...rows].filter(([key]) => !isVoid.has(key)));
};

/**
 * The rows as they are handled: each act under its marking of now, where its side has narrowed it. Whoever asks who may read
 * an act, find it or take it out asks these. `rows` has the acts as they were signed, for hashes and signatures.
 */
export function handledRows({ state, rows }: Pick<Known, "state" | "rows">): Known["rows"] {
  if (!isNarrowed(state)) return rows;
  const marks = new Map(state.judged.map(({ party, act }) => [rowKey(party, act.id), act.mark]));
  return new Map(
    [...rows].map(([key, row]) => {
      const mark = marks.get(key);
      return [key, mark && isItemAct(row.act) ? { ...row, act: { ...row.act, mark } } : row];
    }),
  );
}

/** Each act under the marking by which it is handled now. Null while no legal opening is known here. @throws UNSUPPORTED_VERSION */
export async function readKnown({ ports }: Pick<Desk, "ports">, tx: Tx, item: ItemId): Promise<Known | null> {
  const { rows, entries, pulseTime } = await readItem(ports.identity, tx, item);
  const folded = fold(ports.workflows, item, entries, pulseTime);
  const lane = rows[0]?.origin.split("/")[3] ?? "";
  const state = folded && asNarrowed(folded);
  return (
    state && { item, state, lane, rows: new Map(rows.map((row) => [rowKey(row.act.from, row.act.id), row])) }
  );
}

/** An item in a version that this node does not speak is held as it is: among others it must stop none of them. Null for it too. */
export async function readReadable(desk: Pick<Desk, "ports">, tx: Tx, item: ItemId): Promise<Known | null> {
  try {
    return await readKnown(desk, tx, item);
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

/** The marking by which one act is handled now. @param act as it was signed @param known its item */
export const markNow = (
  known: Known | null,
  { from, id, mark }: Pick<ItemAct, "from" | "id" | "mark">,
): Marking => known?.state.judged.find(({ party, act }) => party === from && act.id === id)?.act.mark ?? mark;
