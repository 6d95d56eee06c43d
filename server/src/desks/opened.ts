import type { ItemId, Party, Workflow, WorkflowId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";

/** Items of the desks that keep no lines (`derived-desks.sql`). */
export type Opened = { readonly item: ItemId; readonly wf: WorkflowId };

/** Of a register that is folded when somebody looks: far more than two governments have. */
const MOST = 1_000;
const NOTE = `INSERT INTO derived.opened (item, wf) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (item) DO NOTHING`;
const OF = `SELECT item FROM derived.opened WHERE wf = ANY ($1::text[]) 
  ORDER BY split_part(item, ':', 1) = $2 DESC, item LIMIT ${MOST}`;

export async function noteOpened(tx: PgTx, items: readonly Opened[]): Promise<void> {
  if (items.length === 0) return;
  await tx.db.change(NOTE, [items.map(({ item }) => item), items.map(({ wf }) => wf)]);
}

/** @param us whose items come first: a peer that opens more than anybody looks at hides none of ours */
export async function openedOf(
  tx: PgTx,
  versions: readonly Workflow[],
  us: Party,
): Promise<readonly ItemId[]> {
  const rows = await tx.db.rows<{ item: ItemId }>(OF, [versions.map(({ id }) => id), us]);
  return rows.map(({ item }) => item);
}
