import { isItemAct, isSetuError, type ItemId } from "@setu/core";
import { ownOrigin, peerOrigin } from "@setu/link";
import { requests, type RequestList, type RequestRow } from "@setu/requests";
import type { Changed, PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk } from "./desk.ts";
import { expectFiles } from "./fetching.ts";
import { summaryOf } from "./rows.ts";

/**
 * The list of requests, kept in step inside each transaction that changes an item: what a screen lists is what is
 * committed. Derived: replay drops it and calls this for every item.
 */
const PUT = `INSERT INTO derived.request (item, ref, shown, view, turn, urgency, due, updated, waits_origin, waits_pos, search)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (item) DO UPDATE SET ref = excluded.ref, shown = excluded.shown, view = excluded.view, turn = excluded.turn,
    urgency = excluded.urgency, due = excluded.due, updated = excluded.updated, waits_origin = excluded.waits_origin,
    waits_pos = excluded.waits_pos, search = excluded.search`;
// The clock of a request starts, and a pause of it ends, with an entry of the owing side that covers a position.
const WAITING = `SELECT item FROM derived.request WHERE waits_origin = ANY ($1::text[]) AND waits_pos IS NOT NULL`;

export async function project(desk: Desk, tx: PgTx, changed: Changed): Promise<void> {
  await tellMoved(desk, tx, changed);
  const waiting = await tx.db.rows<{ item: ItemId }>(WAITING, [[...changed.logs]]);
  for (const item of new Set([...changed.items, ...waiting.map((row) => row.item)]))
    await projectItem(desk, tx, item);
}

async function tellMoved({ told, ports: { identity } }: Desk, tx: PgTx, { logs }: Changed): Promise<void> {
  for (const lane of identity.lanes) {
    const origin = peerOrigin(identity, lane);
    if (!logs.has(origin)) continue;
    const { floor } = await tx.peer(origin, "none");
    const own = ownOrigin(identity, lane);
    const before = told.get(own) ?? 0;
    if (floor > before) await tx.moved(own, before, floor);
    told.set(own, floor);
  }
}

async function projectItem(desk: Desk, tx: PgTx, item: ItemId): Promise<void> {
  const known = await readable(desk, tx, item);
  if (!known || known.state.workflow.id !== requests.id) return;
  for (const row of known.rows.values()) if (isItemAct(row.act)) await expectFiles(desk, tx, row.act);
  const { row, waits } = await summaryOf(desk, tx, known);
  const { identity } = desk.ports;
  const pausedBy = row.clock.pauses.some((pause) => pause.to === null);
  const owing = row.role === "asker" ? peerOrigin(identity, known.lane) : ownOrigin(identity, known.lane);
  const listens = waits !== null || pausedBy;
  const search = `${row.ref} ${row.title ?? ""}`.normalize("NFKC").toLowerCase();
  await tx.db.change(PUT, [
    item,
    row.ref,
    JSON.stringify(row),
    row.role === "answerer" ? "inbox" : "sent",
    row.turn,
    row.urgency,
    row.clock.due,
    row.updated,
    listens ? owing : null,
    listens ? (waits ?? 0) : null,
    search,
  ]);
}

/** An item in a version that this node does not speak is held as it is: it must not stop the transaction of others. */
async function readable(desk: Desk, tx: PgTx, item: ItemId) {
  try {
    return await readKnown(desk, tx, item);
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

export const PAGE = 50;
const WHERE = `($1 = 'all' OR view = $1) AND ($2 = '' OR position($2 IN search) > 0)`;
const LIST = `SELECT shown FROM derived.request WHERE ${WHERE} ORDER BY updated DESC, item LIMIT ${PAGE} OFFSET $3`;
const COUNT = `SELECT count(*) AS n FROM derived.request WHERE ${WHERE}`;

export type ListQuery = {
  readonly view: "inbox" | "sent" | "all";
  readonly page: number;
  readonly q: string;
};

export async function listRequests(
  tx: PgTx,
  { view, page, q }: ListQuery,
  now: number,
): Promise<RequestList> {
  const sought = q.normalize("NFKC").toLowerCase();
  const rows = await tx.db.rows<{ shown: RequestRow }>(LIST, [view, sought, page * PAGE]);
  const [count] = await tx.db.rows<{ n: number }>(COUNT, [view, sought]);
  return { rows: rows.map((row) => row.shown), total: count?.n ?? 0, now };
}

/** Fills the emptied tables from the items that replay has found. */
export async function rebuildRequests(desk: Desk, tx: PgTx, items: ReadonlySet<ItemId>): Promise<void> {
  for (const item of items) await projectItem(desk, tx, item);
}
