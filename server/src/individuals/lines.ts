import type { ItemId } from "@setu/core";
import { askAs } from "../access/asking-as.ts";
import type { Desk, Officer } from "../requests/desk.ts";

/** Of these matters those that an officer may know of, with what a list shows of each. */
export type SeenLine = { readonly item: string; readonly ref: string; readonly title: string | null };

const LINES = `SELECT item, shown ->> 'ref' AS ref, shown ->> 'title' AS title FROM derived.request
  WHERE item = ANY ($1::text[]) AND `;

export async function linesSeen(
  desk: Desk,
  officer: Pick<Officer, "id">,
  items: readonly string[],
): Promise<ReadonlyMap<string, SeenLine>> {
  if (items.length === 0) return new Map();
  const rows = await askAs(desk, officer, { action: "list" }, (tx, { sees }) => {
    const values: unknown[] = [items];
    const visible = sees.where((given) => `$${values.push(given)}`);
    return tx.db.rows<SeenLine & { readonly item: ItemId }>(LINES + visible, values);
  });
  return new Map(rows.map((row) => [row.item, row]));
}
