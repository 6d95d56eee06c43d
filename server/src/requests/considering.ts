import { SetuError, type Args, type ItemId } from "@setu/core";
import { seriousOf, SUPPLIES } from "@setu/requests/considering.ts";
import { notThere } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk } from "./desk.ts";

/**
 * What an answer on own initiative says of its matter, beside its own form (`judgeConsidering`). It may be given anew: the
 * newest stands, and the home log keeps each.
 * @throws ILLEGAL for a matter of ours alone, one of no serious offence, or one that goes on; NOT_FOUND for a record that
 *   is not ours here, has not been committed, or gives nothing
 */
export async function assertConsidering(desk: Desk, tx: PgTx, item: ItemId, { ref }: Args): Promise<void> {
  const known = await readKnown(desk, tx, item);
  const legal = known?.state.judged.filter((each) => each.void === null) ?? [];
  const [opening] = legal;
  if (known?.state.cell.clock !== "stopped" || !opening || seriousOf(opening.act.args) === null)
    throw new SetuError("ILLEGAL", "nothing is to be considered on this matter");
  const us = desk.ports.identity.party;
  const gave = ({ party, act }: (typeof legal)[number]) =>
    party === us && act.id === ref && SUPPLIES.has(act.do);
  if (ref !== undefined && !legal.some(gave)) throw notThere();
}
