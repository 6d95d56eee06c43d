import type { ItemId } from "@setu/core";
import type { PermissionView } from "@setu/permissions";
import { foldUse } from "@setu/requests/using.ts";
import type { PgTx } from "../db/pg-store.ts";
import { usesSaid } from "../release/acts.ts";

/** What was done here by a permission: the uses of its matter that name it in the home log. */
export async function restingOn(tx: PgTx, matter: ItemId, item: ItemId): Promise<PermissionView["rests"]> {
  return [...(await usesSaid(tx, [matter]))].flatMap(([id, acts]) => {
    const part = foldUse(acts);
    if (!part || part.usedAt === null || ![part.leave?.["leave"] ?? []].flat().includes(item)) return [];
    return [{ id, kind: part.kind, at: part.usedAt }];
  });
}
