import { isItemAct, openerOf, type ItemAct, type ItemId } from "@setu/core";
import { asLeft, isPermission, permissionOf, type Permission } from "@setu/permissions";
import type { PgTx } from "../db/pg-store.ts";
import { readReadable, type Desk, type Known } from "../requests/desk.ts";
import { matterOf } from "./about.ts";

/** Which permissions there are about a matter. Nothing else is kept: what they permit is folded when somebody asks. */
const PUT = `INSERT INTO derived.permission (item, matter) VALUES ($1, $2) ON CONFLICT (item) DO NOTHING`;
// Ours first: however many the other side asks for, they hide none of ours.
const ABOUT = `SELECT item FROM derived.permission WHERE matter = $1 ORDER BY split_part(item, ':', 1) = $2 DESC, item LIMIT 200`;
const HELD = `SELECT item FROM derived.permission WHERE matter = $1 AND split_part(item, ':', 1) = $2 ORDER BY item`;

export async function projectPermissions(_desk: Desk, tx: PgTx, items: readonly ItemId[]): Promise<void> {
  for (const item of items) {
    const matter = await matterOf(tx, item);
    if (matter !== null) await tx.db.change(PUT, [item, matter]);
  }
}

/** Whoever has the matter open hears that something is said about it. */
export async function followPermissions(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> {
  const items = [...new Set(acts.map(({ item }) => item))];
  await projectPermissions(desk, tx, items);
  for (const matter of new Set(await Promise.all(items.map((item) => matterOf(tx, item)))))
    if (matter !== null && (await isMatter(tx, matter))) tx.touch(matter);
}

/** The other side may name what it likes: what is no item here is told to nobody. */
async function isMatter(tx: PgTx, matter: ItemId): Promise<boolean> {
  const opener = openerOf(matter);
  const act = (await tx.act(opener, matter.slice(opener.length + 1) as never))?.act;
  return act !== undefined && isItemAct(act) && act.item === matter && !isPermission(act.wf);
}

/** What is about a matter, of both sides. */
export const permissionsAbout = async (desk: Desk, tx: PgTx, matter: ItemId): Promise<readonly ItemId[]> =>
  (await tx.db.rows<{ item: ItemId }>(ABOUT, [matter, desk.us.party])).map(({ item }) => item);

type Held = Permission & { readonly item: ItemId; readonly known: Known };

/** What we hold for a matter, or have asked for: what the other side asks plays no part in what we may do. */
export async function permissionsHeld(desk: Desk, tx: PgTx, matter: ItemId): Promise<readonly Held[]> {
  const found: Held[] = [];
  const items = await tx.db.rows<{ item: ItemId }>(HELD, [matter, desk.us.party]);
  // Of most matters there is none, and nothing is folded for it.
  const about = items.length === 0 ? null : await readReadable(desk, tx, matter);
  for (const { item } of items) {
    const known = await readPermission(desk, tx, item);
    const permission = known && about && permissionIn(known, about);
    if (known && permission?.matter === matter) found.push({ ...permission, item, known });
  }
  return found;
}

/** What it permits, as its acts and those of its matter say now. @param matter the item that it names */
export function permissionIn({ state }: Known, matter: Known): Permission | null {
  const permission = permissionOf(state);
  return permission && asLeft(permission, matter.state);
}

/** Null for what is none, and for one of a version that is not spoken here. */
export async function readPermission(desk: Desk, tx: PgTx, item: ItemId): Promise<Known | null> {
  const known = await readReadable(desk, tx, item);
  return known && isPermission(known.state.workflow.id) ? known : null;
}
