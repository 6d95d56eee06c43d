import { isItemAct, type ItemId, type RecordId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { give, KEPT_MS, type NewNotice } from "./notice.ts";

/** What an officer sent and does not go: it came back, or the link stopped while it waited. */
const BATCH = 200;
const RETURNED = `SELECT id, item, officer FROM held WHERE state = 'returned' AND returned_at > $1
  AND NOT EXISTS (SELECT FROM notice WHERE notice.event = 'returned/' || held.id) LIMIT ${BATCH}`;
const WAITING = `SELECT id, item FROM pending WHERE item IS NOT NULL AND t > $1
  AND NOT EXISTS (SELECT FROM notice WHERE notice.event = 'link-stopped/' || pending.id) LIMIT ${BATCH}`;

type Row = { readonly id: RecordId; readonly item: ItemId };

export async function tellFailed(desk: Desk, tx: PgTx): Promise<void> {
  const { identity, world } = desk.ports;
  const now = world.now();
  const since = now - KEPT_MS;
  const returned = await tx.db.rows<Row & { readonly officer: string }>(RETURNED, [since]);
  const told = returned.map(({ id, item, officer }) => failed(`returned/${id}`, officer, item, "returned"));
  if ((await tx.stopped(identity.peer.party)) !== null) {
    for (const { id, item } of await tx.db.rows<Row>(WAITING, [since])) {
      const act = (await tx.act(identity.party, id))?.act;
      if (act && isItemAct(act)) told.push(failed(`link-stopped/${id}`, act.by, item, "link-stopped"));
    }
  }
  await give(tx, told, now);
}

const failed = (event: string, officer: string, item: string, reason: string): NewNotice => ({
  event,
  officer,
  item,
  kind: "failed",
  reason,
});
