import { isItemAct, type ItemId } from "@setu/core";
import type { ActRow } from "@setu/link";
import { correctionsOf, recordKey } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, rowKey, type Desk } from "./desk.ts";

/**
 * The acts, by `rowKey`, that their side has said anew since. Few matters have any, and no other is folded for it.
 * @param rows all acts of the item
 */
export async function replacedIn(
  desk: Pick<Desk, "ports">,
  tx: PgTx,
  item: ItemId,
  rows: readonly ActRow[],
): Promise<ReadonlySet<string>> {
  if (!rows.some(({ act }) => isItemAct(act) && act.do === "correct")) return new Set();
  const known = await readKnown(desk, tx, item);
  const us = desk.ports.identity.party;
  const said = (known?.state.judged ?? []).map(({ act, party, t, void: reason }) => ({
    id: act.id,
    side: party === us ? ("us" as const) : ("them" as const),
    do: act.do,
    args: act.args,
    at: t,
    void: reason,
    key: rowKey(party, act.id),
  }));
  const corrections = correctionsOf(said);
  return new Set(said.flatMap(({ side, id, key }) => (corrections.has(recordKey(side, id)) ? [key] : [])));
}
