import { isItemAct, isTighter, itemOf, type ItemAct, type Marking, type Party } from "@setu/core";
import type { ActRow } from "@setu/link";
import { badSubset } from "@setu/link/subset-file.ts";
import { partsBytes, type Subset } from "@setu/link/subset.ts";
import { itemFactsIn } from "../access/deciding.ts";
import { actFacts } from "../access/item-facts.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { besidesReason } from "../reasons/consulting.ts";
import { markNow, readReadable, type Desk } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";
import { promises } from "./files.ts";

export type Whole = Omit<ActRow, "act"> & { readonly act: ItemAct };

/**
 * The record of which a subset is a part, where the officer may read it. What is not there and what is above her answer
 * alike, null, after the same questions.
 */
export async function wholeOf(
  desk: Desk,
  tx: PgTx,
  by: string,
  { from, whole }: Pick<Subset, "whole"> & { readonly from: Party },
): Promise<Whole | null> {
  const row = await tx.act(from, whole);
  const act = row && isItemAct(row.act) ? row.act : null;
  const item = act?.item ?? itemOf(from, whole);
  const now = desk.ports.world.now();
  const [officer, facts, home, known] = await Promise.all([
    officerFacts(tx.db, by, now),
    itemFactsIn(desk, tx, item),
    homePartOf(tx, item),
    readReadable(desk, tx, item),
  ]);
  if (!row || !act || !facts) return null;
  const asked = { ...actFacts(facts, home, markNow(known, act)), open: facts.open };
  const { allow } = besidesReason({ policy: desk.policy, officer, item: asked, now }, "read");
  return allow ? { ...row, act } : null;
}

/**
 * What a verifier will ask of the two acts (spec/subset.md, rules 2 and 5).
 * @param mark of the act that issues the parts
 * @throws BAD_SUBSET
 */
export async function assertTied(
  tx: PgTx,
  whole: Whole,
  subset: Subset,
  issue: Pick<ItemAct, "mark">,
): Promise<void> {
  if (!(await promises(tx, whole.act, partsBytes(subset))))
    throw badSubset("PARTS", "the record does not name these parts");
  assertMarked(subset, whole.act.mark);
  assertMarked(subset, issue.mark);
}

/** @throws BAD_SUBSET for an act that is marked less strictly, in anything, than a part it shows */
export function assertMarked({ parts }: Pick<Subset, "parts">, mark: Marking): void {
  if (!parts.every(({ part }) => isTighter(mark, part.mark)))
    throw badSubset("MARKING", "an act is marked less strictly than a part of it");
}
