import { isItemAct, openerOf, type ItemId, type RecordId } from "@setu/core";
import { isPermission } from "@setu/permissions";
import type { PgTx } from "../db/pg-store.ts";
import type { ParsedCommand } from "../requests/command.ts";

/**
 * The matter that a permission is about: whoever may see the one may see the other, and nobody else. Null for what is no
 * permission, or none that is known here.
 */
export async function matterOf(tx: Pick<PgTx, "act">, item: ItemId): Promise<ItemId | null> {
  const opener = openerOf(item);
  const act = (await tx.act(opener, item.slice(opener.length + 1) as RecordId))?.act;
  if (!act || !isItemAct(act) || act.item !== item || !isPermission(act.wf)) return null;
  const { matter } = act.args;
  return typeof matter === "string" ? (matter as ItemId) : null;
}

/** The item by which a command is permitted, suspended and restricted: its own, or the matter that it is about. */
export async function aboutOf(
  tx: Pick<PgTx, "act">,
  item: ItemId,
  { desk, args }: Pick<ParsedCommand, "desk" | "args">,
): Promise<ItemId> {
  if (desk !== "permissions") return item;
  return (await matterOf(tx, item)) ?? (args["matter"] as ItemId);
}
