import { isSetuError, type ItemAct, type ItemId, type ItemState } from "@setu/core";
import { binds, isPosting, postingOf, powersOf } from "@setu/officers";
import { endAll } from "../admin/account.ts";
import type { PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { declareAll } from "../officers-log/declare.ts";
import { readKnown, type Desk } from "../requests/desk.ts";

/**
 * What the acts of a posting of ours mean for the officer's own account here: in the same transaction, whichever side has
 * acted. The row is the truth of this node, and the lanes are told of it. Who loses her powers is signed out with it. Following is by act and not by state: what an administrator has changed since stays until the next act.
 */
const DATES = `UPDATE officer SET accredited_from = $2, accredited_until = $3 WHERE id = $1`;
const SUSPEND = `UPDATE officer SET suspended = true WHERE id = $1`;
const RESUME = `UPDATE officer SET suspended = false WHERE id = $1 AND NOT recalled`;
const RECALL = `UPDATE officer SET recalled = true, suspended = true WHERE id = $1`;

type Change = { readonly sql: string; readonly ends: boolean };
const CHANGES: Readonly<Record<string, Change>> = {
  accredit: { sql: DATES, ends: false },
  // To an amendment: other dates.
  agree: { sql: DATES, ends: false },
  suspend: { sql: SUSPEND, ends: true },
  resume: { sql: RESUME, ends: false },
  recall: { sql: RECALL, ends: true },
  end: { sql: SUSPEND, ends: true },
};

export async function followPostings(desk: Desk, tx: PgTx, acts: readonly ItemAct[]): Promise<void> {
  const { party } = desk.ports.identity;
  const ours = Map.groupBy(
    acts.filter(({ item }) => item.startsWith(`${party}:`)),
    ({ item }) => item,
  );
  for (const [item, said] of ours) {
    const state = await stateOf(desk, tx, item);
    if (state) await follow(desk, tx, state, said);
  }
}

/** A version that is not spoken here moves nobody's account. */
async function stateOf(desk: Desk, tx: PgTx, item: ItemId): Promise<ItemState | null> {
  try {
    const state = (await readKnown(desk, tx, item))?.state;
    return state && isPosting(state.workflow.id) ? state : null;
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}

async function follow(desk: Desk, tx: PgTx, state: ItemState, said: readonly ItemAct[]): Promise<void> {
  const posting = postingOf(state, desk.ports.world.now());
  const powers = powersOf(posting);
  // A nomination that comes to nothing leaves her what she has at home.
  if (!powers) return;
  let changed = false;
  for (const { from, id, do: what } of said) {
    const judged = state.judged.find(({ party, act }) => party === from && act.id === id);
    const change = CHANGES[what];
    if (!change || judged?.void !== null) continue;
    // Else the other side could give back at any time what has been ended here since.
    if (what === "agree" && !binds(state, id)) continue;
    const dates = change.sql === DATES ? [powers.from, powers.until] : [];
    const { officer } = posting;
    await changing(tx, [officer], async () => {
      await tx.db.change(change.sql, [officer, ...dates]);
      if (change.ends) await endAll(tx.db, officer);
    });
    changed = true;
  }
  if (changed) await declareAll(desk, tx, state.item);
}
