import {
  isItemAct,
  isPulse,
  parsePulse,
  type Entry,
  type Instant,
  type ItemId,
  type LogAct,
  type Party,
  type PulseTime,
} from "@setu/core";
import { linkOrigin } from "./origin.ts";
import type { Identity } from "./ports.ts";
import type { ActRow, Tx } from "./store.ts";

/** All that the fold of one item reads. */
export type ItemFacts = {
  readonly rows: readonly ActRow[];
  readonly entries: readonly Entry[];
  readonly pulseTime: PulseTime;
};

/** Acts without a position come after every act that has one, in the order of their commits. */
const UNPLACED = 2 ** 52;

export const entryOf = (row: ActRow): Entry | null =>
  isItemAct(row.act)
    ? {
        party: row.act.from,
        pos: row.pos ?? UNPLACED + (row.place ?? 0),
        t: row.t as Instant,
        seen: row.seen,
        floor: row.floor,
        act: row.act,
        persons: row.persons?.void ?? null,
      }
    : null;

/** Position of an act that is about to be committed. */
export const NEXT_POSITION = Number.MAX_SAFE_INTEGER;

/** Reads the acts of an item and the pulses they cite, from one transaction. */
export async function readItem(identity: Identity, tx: Tx, item: ItemId, next?: Entry): Promise<ItemFacts> {
  return factsOf(identity, tx, await tx.actsOf(item), next);
}

/** The same from acts that have been read. */
export async function factsOf(
  identity: Identity,
  tx: Tx,
  rows: readonly ActRow[],
  next?: Entry,
): Promise<ItemFacts> {
  const entries = rows.flatMap((row) => entryOf(row) ?? []);
  const cited = new Map<string, Instant>();
  for (const entry of next ? [...entries, next] : entries) {
    const pos = entry.act.args["pulse"];
    if (typeof pos !== "number") continue;
    // A pulse counts for silence only on the lane of the item.
    const lane = (rows[0]?.origin ?? "").split("/")[3] ?? "";
    const t = await pulseAt(identity, tx, entry.act.to, lane, pos);
    if (t !== null) cited.set(`${entry.act.to}/${pos}`, t);
  }
  return { rows, entries, pulseTime: (party: Party, pos: number) => cited.get(`${party}/${pos}`) };
}

async function pulseAt(
  identity: Identity,
  tx: Tx,
  party: Party,
  lane: string,
  pos: number,
): Promise<Instant | null> {
  const { party: us, instance, peer } = identity;
  const origin =
    party === us
      ? linkOrigin(us, peer.party, lane, instance)
      : linkOrigin(peer.party, us, lane, peer.instance);
  const row = await tx.actAt(origin, pos);
  if (!row || !isPulse(row.act)) return null;
  parsePulse(row.act as LogAct);
  return row.t as Instant;
}
