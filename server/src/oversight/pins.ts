import { isPulse, parseAct, parsePulse, type Hash, type RecordId } from "@setu/core";
import { homeCommitment, homeOrigin, ownOrigin, SLOT, type Ports } from "@setu/link";
import type { Pin } from "@setu/requests/trail.ts";
import { append, frontierAt, frontierCoordinates, listReader } from "tlog";
import type { PgTx } from "../db/pg-store.ts";

/**
 * Which pulse binds an entry of the home log, found without a walk along either log: the first pulse that is not older,
 * and how long the home log was when that pulse was made, which its salted hash says to whoever has the salt.
 */
type Entry = { readonly pos: number; readonly at: number };
type Found = {
  readonly entry: number;
  readonly pos: number;
  readonly t: number;
  readonly id: RecordId;
  readonly act: Uint8Array;
};

/** Positions of a log by time, halving: `t` never decreases along a log, and every position is there. */
const HALVING = `WITH RECURSIVE halving (entry, at, low, high) AS (
    SELECT entry, at, 0::bigint, (SELECT size::bigint FROM own_log WHERE origin = $1)
      FROM unnest($2::bigint[], $3::bigint[]) AS asked (entry, at)
    UNION ALL SELECT halving.entry, at, CASE WHEN t::bigint < at THEN middle + 1 ELSE low END, CASE WHEN t::bigint < at THEN high ELSE middle END
      FROM halving CROSS JOIN LATERAL (SELECT (low + high) / 2 AS middle) AS half
      JOIN entry AS probed ON probed.origin = $1 AND probed.pos = middle WHERE low < high
  )`;
/** The pulse that was being made while the entry was written may not have seen it: the next ones have. */
const CANDIDATES = 3;
const PULSES = `${HALVING} SELECT entry, pulse.* FROM halving CROSS JOIN LATERAL (
    SELECT pos, t, id, act FROM derived.act WHERE origin = $1 AND item IS NULL AND pos >= low ORDER BY pos LIMIT ${CANDIDATES}
  ) AS pulse WHERE low >= high ORDER BY entry, pos`;
const BEFORE = `${HALVING} SELECT entry, low AS size FROM halving WHERE low >= high`;
const LEAVES = `SELECT leaf_hash AS hash FROM entry WHERE origin = $1 AND pos >= $2 AND pos < $3 ORDER BY pos`;
/** A pulse and the entries of the home log before it are timed by one clock, in transactions of their own. */
const SLACK = 5_000;
const REACH = 4_096;

/** By position; an entry that no pulse binds yet has none. */
export async function pinsOf(
  ports: Ports,
  tx: PgTx,
  entries: readonly Entry[],
): Promise<ReadonlyMap<number, Pin>> {
  const { identity } = ports;
  const lane = identity.lanes.find((each) => each === "main") ?? identity.lanes[0] ?? "";
  const origin = ownOrigin(identity, lane);
  const found = await tx.db.rows<Found>(PULSES, [
    origin,
    entries.map(({ pos }) => pos),
    entries.map(({ at }) => at),
  ]);
  const sizes = new Map<number, Promise<number | null>>();
  const pins = new Map<number, Pin>();
  for (const { entry, ...pulse } of found) {
    if (pins.get(entry)?.holds === true) continue;
    const act = parseAct(pulse.act);
    if (act.item !== undefined || !isPulse(act)) continue;
    const { no, home } = parsePulse(act);
    if (!sizes.has(no)) sizes.set(no, homeSize(ports, tx, pulse, home));
    const size = (await sizes.get(no)) ?? null;
    // A pulse that binds less than this entry says nothing of it.
    if (size !== null && size <= entry) continue;
    const receipt = await tx.receiptFor(origin, pulse.pos);
    pins.set(entry, {
      no,
      lane,
      pos: pulse.pos,
      at: pulse.t,
      receipted: receipt?.t ?? null,
      holds: size !== null,
    });
  }
  return pins;
}

/** How long the home log was; null: what the pulse binds is no beginning of the home log that is here. */
async function homeSize(
  { identity }: Ports,
  tx: PgTx,
  { id, t }: Pick<Found, "id" | "t">,
  bound: Hash,
): Promise<number | null> {
  const origin = homeOrigin(identity.party, identity.instance);
  const salt = (await tx.keys(identity.party, [id])).find(({ slot }) => slot === SLOT.home)?.material;
  if (!salt) return null;
  const around = await tx.db.rows<{ entry: number; size: number }>(BEFORE, [
    origin,
    [0, 1],
    [t - SLACK, t + SLACK],
  ]);
  const [from = 0, to = 0] = [0, 1].map((side) => around.find(({ entry }) => entry === side)?.size ?? 0);
  const coordinates = frontierCoordinates(from);
  let frontier = frontierAt(from, listReader(coordinates, await tx.hashes(origin, coordinates)));
  const leaves = await tx.db.rows<{ hash: Uint8Array }>(LEAVES, [origin, from, Math.min(to, from + REACH)]);
  for (let next = 0; ; next++) {
    if (homeCommitment(salt, { origin, frontier }) === bound) return frontier.size;
    const leaf = leaves[next];
    if (!leaf) return null;
    frontier = append(frontier, [leaf.hash]);
  }
}
