import type { ItemAct, ItemId, RecordId } from "@setu/core";
import { useOf, type Use } from "@setu/requests/using.ts";
import { officerFacts, reviews } from "../access/officers.ts";
import { assertUnrestricted } from "../individuals/keeping.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { asksGates, clearedFor, gatesOpen, isCleared, recordedFor } from "./uses.ts";

/**
 * The deeds that are a use whatever they are called: none is done before its gates were answered by a person and passed.
 * What a reviewer takes away is evidence about this node and no use of what came.
 * @throws RESTRICTED; GATES_OPEN, with the kind of use
 */
export async function assertUsable(
  desk: Desk,
  tx: PgTx,
  { by, item, use }: { readonly by: string; readonly item: ItemId; readonly use: Use },
): Promise<void> {
  const now = desk.ports.world.now();
  if (reviews(await officerFacts(tx.db, by, now))) return;
  await assertUnrestricted(tx, item);
  if (!(await asksGates(desk, tx, item))) return;
  const cleared = await clearedFor(desk, tx, { by, kind: use, items: [item] });
  if (!cleared.has(item)) throw gatesOpen(use, null);
}

/**
 * A record is given on by whoever has recorded that use: of this record, to this recipient, within its day, over its gates
 * where they are asked. Leave says that its originator permits it, and not that anybody here has decided it.
 * @throws RESTRICTED; GATES_OPEN
 */
export async function assertGivenOn(
  desk: Desk,
  tx: PgTx,
  { by, item, record, third }: { by: string; item: ItemId; record: RecordId; third: string },
): Promise<void> {
  await assertUnrestricted(tx, item);
  const gated = await asksGates(desk, tx, item);
  for (const use of await recordedFor(desk, tx, { by, kind: "onward", items: [item] })) {
    const { leave } = use.part;
    if (leave?.["third"] !== third || ![leave["records"] ?? []].flat().includes(record)) continue;
    if (!gated || (await isCleared(desk, tx, use))) return;
  }
  throw gatesOpen("onward", null);
}

/** Of an act by which we say that it was used. @throws GATES_OPEN */
export async function assertUseSaid(desk: Desk, tx: PgTx, act: Omit<ItemAct, "body">): Promise<void> {
  const use = useOf(act);
  if (use !== null) await assertUsable(desk, tx, { by: act.by, item: act.item, use });
}

/**
 * A copy of what the other side has written or attached leaves the program; of what is ours no gate is asked.
 * @throws RESTRICTED whoever's it is; GATES_OPEN
 */
export async function assertTaken(
  desk: Desk,
  tx: PgTx,
  by: string,
  { from, item }: Pick<ItemAct, "from" | "item">,
): Promise<void> {
  if (from !== desk.us.party) return assertUsable(desk, tx, { by, item, use: "export" });
  if (!reviews(await officerFacts(tx.db, by, desk.ports.world.now()))) await assertUnrestricted(tx, item);
}
