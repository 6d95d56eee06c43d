import { isItemAct, isSetuError, SetuError, type ItemId, type RecordId } from "@setu/core";
import type { Accepted } from "@setu/requests";
import { assertMay } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { findProposal } from "../release/proposals.ts";
import type { Desk } from "./desk.ts";
import { assertFree } from "./home.ts";

const HELD = `SELECT officer, item, state, until FROM held WHERE id = $1`;

type Held = {
  readonly officer: string;
  readonly item: ItemId;
  readonly state: "held" | "submitted" | "returned";
  readonly until: number;
};
type Sent = Omit<Accepted, "id" | "item">;

/**
 * What became of a command that this officer has sent under this id before; null for an id that is free.
 * @param item null for what opens a request: the caller has asked the policy about no item then
 * @param target the item that it is, or opens
 * @throws DUPLICATE alike for an id of another command, of another officer, and of an item that she may not read (now):
 *   what differed would tell her that the item is there
 */
export async function takenBy(
  desk: Desk,
  tx: PgTx,
  by: string,
  { item, target, id }: { readonly item: ItemId | null; readonly target: ItemId; readonly id: RecordId },
): Promise<Sent | null> {
  const [[held], sent] = await Promise.all([
    tx.db.rows<Held>(HELD, [id]),
    tx.act(desk.ports.identity.party, id),
  ]);
  const proposed = held || sent ? null : await findProposal(desk, tx, id);
  if (!held && !sent && !proposed) {
    // It may name an act of our own half, which has a key of its own under it.
    await assertFree(desk.ports, tx, id);
    return null;
  }
  const act = sent && isItemAct(sent.act) ? { officer: sent.act.by, item: sent.act.item } : null;
  const made = held ?? act ?? proposed;
  if (made?.officer !== by || made.item !== target) throw duplicate();
  if (sent && item === null) await assertReads(desk, tx, by, target);
  if (proposed) return { heldUntil: null, proposed: true };
  return { heldUntil: held?.state === "held" ? held.until : null };
}

async function assertReads(desk: Desk, tx: PgTx, by: string, item: ItemId): Promise<void> {
  try {
    await assertMay(desk, tx, by, { action: "list", item });
  } catch (error) {
    if (isSetuError(error, "NOT_FOUND") || isSetuError(error, "FORBIDDEN")) throw duplicate();
    throw error;
  }
}

const duplicate = () => new SetuError("DUPLICATE", "the id names another act");
