import { isItemAct, SetuError, type ItemAct, type Judged } from "@setu/core";
import { REFERS } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk } from "./desk.ts";

/** What is said with it may stand in the same ten seconds: it goes first, or not at all. */
const HELD = `SELECT FROM held WHERE id = $1 AND item = $2 AND state = 'held'`;

/**
 * The fold judges an act that evaluates by the form of its arguments alone; here what it names is looked up.
 * @param sending the hold is over: what it names has to stand in the log
 * @throws ILLEGAL for what is no record of that side, of that kind and of this item, or is void; BUSY while the record is still held
 */
export async function assertRefers(
  { ports }: Pick<Desk, "ports">,
  tx: PgTx,
  act: Omit<ItemAct, "body">,
  sending: boolean,
): Promise<void> {
  const rule = Object.hasOwn(REFERS, act.do) ? REFERS[act.do] : undefined;
  const { identity } = ports;
  const { ref } = act.args;
  // Arguments of the wrong form are the fold's to refuse.
  if (!rule || typeof ref !== "string") return;
  const side = rule.of === "own" ? identity.party : identity.peer.party;
  const named = (await tx.act(side, ref as ItemAct["id"]))?.act;
  if (named && isItemAct(named) && named.item === act.item) {
    const judged = (await readKnown({ ports }, tx, act.item))?.state.judged;
    const may = rule.acts === "recalled" ? isRecalled(judged, side, ref) : rule.acts.includes(named.do);
    // What is void says nothing that could be evaluated, answered or agreed to.
    if (may && !judged?.some((each) => each.party === side && each.act.id === ref && each.void !== null))
      return;
  }
  const isHeld = !named && rule.of === "own" && (await tx.db.rows(HELD, [ref, act.item])).length > 0;
  if (!isHeld) {
    throw new SetuError("ILLEGAL", "the act names a record that it may not name", {
      detail: { reason: "refers", field: "ref" },
    });
  }
  if (sending) throw new SetuError("BUSY", "the record that is evaluated is still held");
}

const isRecalled = (judged: readonly Judged[] | undefined, side: string, ref: string): boolean =>
  judged?.some(
    (each) =>
      each.act.do === "recall" && each.void === null && each.party === side && each.act.args["ref"] === ref,
  ) === true;
