import type { ItemId } from "@setu/core";
import type { Visible } from "@setu/policy";
import type { ItemAction } from "@setu/policy/facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { projectAll } from "../requests/projection.ts";
import { officerFacts } from "./officers.ts";

/** Who asks for what stands among others, when, and which rows of `derived.request` she reaches with it. */
export type Reaching = {
  readonly officer: Pick<Officer, "id">;
  readonly now: number;
  readonly sees: Visible;
};

const ANY_STALE = "SELECT no FROM derived.stale LIMIT 1";

/**
 * Whatever shows an officer several items at once goes through here: the lines are brought up to date, and then read
 * behind both walls, the policy's in the statement and the database's around it. Nothing is written meanwhile.
 */
export async function askAs<T>(
  desk: Desk,
  { id }: Pick<Officer, "id">,
  { action, now = desk.ports.world.now() }: { readonly action: ItemAction; readonly now?: number },
  work: (tx: PgTx, reaching: Reaching) => Promise<T>,
): Promise<T> {
  const [facts, stale] = await Promise.all([
    officerFacts(desk.store, id, now),
    desk.store.rows(ANY_STALE, []),
  ]);
  if (stale.length > 0) await desk.store.tx((tx) => projectAll(desk, tx));
  const sees = desk.policy.visible(facts, action, now);
  const reach = action === "outline" ? "outline" : "content";
  return desk.store.readAs(facts, now, (tx) => work(tx, { officer: { id }, now, sees }), reach);
}

const AMONG = `SELECT item FROM derived.request WHERE item = ANY ($1::text[]) AND `;

/** Which of these items an officer reaches; of all others nobody can tell whether they are there. */
export async function itemsSeen(
  desk: Desk,
  officer: Pick<Officer, "id">,
  { items, action }: { readonly items: readonly ItemId[]; readonly action: ItemAction },
): Promise<ReadonlySet<string>> {
  if (items.length === 0) return new Set();
  const found = await askAs(desk, officer, { action }, (tx, { sees }) => {
    const values: unknown[] = [items];
    const visible = sees.where((given) => `$${values.push(given)}`);
    return tx.db.rows<{ item: string }>(AMONG + visible, values);
  });
  return new Set(found.map(({ item }) => item));
}
