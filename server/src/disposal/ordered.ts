import { SetuError, type ItemId, type RecordId } from "@setu/core";
import { foldHome, type HomeAct } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { assertUnbound } from "../individuals/keeping.ts";
import { isAnother } from "../release/persons.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import { disposeItem, disposeRecord, type Order } from "./dispose.ts";

type Agreed = { readonly item: ItemId; readonly before: readonly HomeAct[]; readonly by: string };

/**
 * What one officer asked to have destroyed and another now agrees to, in the transaction of his word: what cannot be
 * destroyed leaves no word either.
 * @throws ILLEGAL where one person is behind both accounts; RESTRICTED or STILL_OPEN for what an individual asks about; and as
 *   disposeItem
 */
export async function followOrder(desk: Desk, tx: PgTx, { item, before, by }: Agreed): Promise<void> {
  const asked = foldHome(before).destroying;
  if (!asked) throw new SetuError("STALE", "what was asked for waits no more; look again");
  if (!(await isAnother(tx, { author: asked.by, by })))
    throw new SetuError("ILLEGAL", "what one asks to have destroyed, another agrees to");
  await assertUnbound(tx, item, null);
  const order: Order = { ground: asked.ground, by: asked.by, agreed: by };
  if (asked.ref === null) return void (await disposeItem(desk, tx, item, order));
  const id = asked.ref as RecordId;
  const { records } = await disposeRecord(
    desk,
    tx,
    { item, id, party: await partyOf(desk, tx, item, id) },
    order,
  );
  if (records === 0) throw new SetuError("NOT_FOUND", "there is no such record, or nothing of it is left");
}

/** Whose record of the matter it is; what no log of the link knows is ours. */
async function partyOf(desk: Desk, tx: PgTx, item: ItemId, id: string) {
  const rows = [...((await readKnown(desk, tx, item))?.rows.values() ?? [])];
  return rows.find(({ act }) => act.id === id)?.act.from ?? desk.ports.identity.party;
}
