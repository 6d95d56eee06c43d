import { SetuError, type ItemAct, type ItemId } from "@setu/core";
import { isPermission } from "@setu/permissions";
import type { PgTx } from "../db/pg-store.ts";
import { aboutOf } from "../permissions/about.ts";

/** What individuals' requests bind: while processing is restricted a matter is stored, and nothing else is done with it. */
const SINCE = `SELECT item, min(restricted) AS since FROM derived.case_matter
  WHERE item = ANY ($1::text[]) AND restricted IS NOT NULL GROUP BY item`;
const KEPT = `SELECT DISTINCT item FROM derived.case_matter
  WHERE item = ANY ($1::text[]) AND (open OR restricted IS NOT NULL)`;

/** Of these matters those that are restricted, each with the instant since when. */
export async function restrictedAmong(
  tx: Pick<PgTx, "db">,
  items: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (items.length === 0) return new Map();
  const rows = await tx.db.rows<{ item: string; since: number }>(SINCE, [items]);
  return new Map(rows.map(({ item, since }) => [item, since]));
}

/** Before a matter is used, taken out, passed on or released. @throws RESTRICTED */
export async function assertUnrestricted(tx: Pick<PgTx, "db">, item: ItemId): Promise<void> {
  if ((await restrictedAmong(tx, [item])).has(item)) throw restricted();
}

const restricted = () => new SetuError("RESTRICTED", "the processing of this matter is restricted");

/** What a person writes or attaches does not leave a matter that is restricted; a step by codes does. @throws RESTRICTED */
export async function assertLeaving(
  tx: Pick<PgTx, "db" | "act">,
  {
    act,
    body,
  }: { readonly act: Pick<ItemAct, "item" | "att" | "args" | "wf">; readonly body: Uint8Array | null },
): Promise<void> {
  if (body === null && act.att.length === 0) return;
  const desk = isPermission(act.wf) ? { desk: "permissions" as const } : {};
  await assertUnrestricted(tx, await aboutOf(tx, act.item, { ...desk, args: act.args }));
}

const BINDING = `SELECT bool_or(restricted IS NOT NULL) AS restricted, bool_or(open) AS open FROM derived.case_matter
  WHERE item = $1 AND "case" IS DISTINCT FROM $2`;
type Binding = { readonly restricted: boolean | null; readonly open: boolean | null };

/**
 * Before persons destroy a matter: what somebody asks about is not taken from under her question. Whoever asks holds the
 * head of the home log.
 * @param by the case that decides it and is no hindrance itself; null: none
 * @throws RESTRICTED; STILL_OPEN while another case is about it
 */
export async function assertUnbound(tx: Pick<PgTx, "db">, item: ItemId, by: string | null): Promise<void> {
  const [bound] = await tx.db.rows<Binding>(BINDING, [item, by]);
  if (bound?.restricted) throw restricted();
  if (bound?.open) throw new SetuError("STILL_OPEN", "something is open about this matter");
}

/** Of these matters those that an open case is about, or that are restricted: no rule of retention destroys them then. */
export async function keepsItems(
  tx: Pick<PgTx, "db">,
  items: readonly ItemId[],
): Promise<ReadonlySet<ItemId>> {
  const rows = await tx.db.rows<{ item: ItemId }>(KEPT, [items]);
  return new Set(rows.map(({ item }) => item));
}

const TAKEN = `SELECT FROM derived.case_act WHERE "case" = split_part($1, ':', 2)
  UNION ALL SELECT FROM derived.home_act WHERE item = $1 LIMIT 1`;

/** A case and a matter of our own have names of one kind: what one name were both would be read and destroyed as one. @throws DUPLICATE */
export async function assertFreeOwn(tx: Pick<PgTx, "db">, item: ItemId): Promise<void> {
  if ((await tx.db.rows(TAKEN, [item])).length > 0)
    throw new SetuError("DUPLICATE", "the id names another matter");
}
