import type { ItemId, Workflow, WorkflowId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";

/** Items of the desks that keep no lines (`derived-desks.sql`). */
export type Opened = { readonly item: ItemId; readonly wf: WorkflowId };

const NOTE = `INSERT INTO derived.opened (item, wf) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (item) DO NOTHING`;
const OF = `SELECT item FROM derived.opened WHERE wf = ANY ($1::text[]) ORDER BY item`;

export async function noteOpened(tx: PgTx, items: readonly Opened[]): Promise<void> {
  if (items.length === 0) return;
  await tx.db.change(NOTE, [items.map(({ item }) => item), items.map(({ wf }) => wf)]);
}

export async function openedOf(tx: PgTx, versions: readonly Workflow[]): Promise<readonly ItemId[]> {
  const rows = await tx.db.rows<{ item: ItemId }>(OF, [versions.map(({ id }) => id)]);
  return rows.map(({ item }) => item);
}
