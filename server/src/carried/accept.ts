import { acceptLoss, ownOrigin } from "@setu/link";
import { logAdministration } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertTwo } from "../officers-log/lost.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";

/**
 * Two administrators give up what this node had signed and lost, and what no file brings back. Only people know that no
 * file of it is under way any more: one that comes after this shows the other side two histories.
 * @returns up to which size
 * @throws NOT_FOUND where nothing is missing; FORBIDDEN unless both administer now; ILLEGAL unless they are two persons
 */
export async function acceptLost(
  desk: Desk,
  tx: PgTx,
  { lane, by, and }: { readonly lane: string; readonly by: string; readonly and: string },
): Promise<number> {
  await homeLog(desk.ports, tx);
  await assertTwo(desk, tx, by, and);
  const own = await tx.own(ownOrigin(desk.ports.identity, lane), true);
  const until = await acceptLoss(tx, own);
  await logAdministration(desk, tx, by, "log-lost", { and, lane, from: own.size, until, barred: 0 });
  return until;
}
