import { SetuError, type ItemId } from "@setu/core";
import type { Case } from "@setu/individuals";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import { ownerOf } from "./searching.ts";

/** What has to have happened on a matter before it is decided on, beside that enough was searched. */
const DISCLOSES: readonly string[] = ["disclosed", "disclosed-in-part"];

type Decision = { readonly outcome: unknown; readonly matters: readonly string[] };

/**
 * Of what came from the other side nothing is disclosed before its owner was asked, and has answered or had its time for
 * it. What it answers binds nobody: the decision is our own.
 * @throws ILLEGAL
 */
export async function assertOwnersAsked(
  desk: Desk,
  tx: PgTx,
  { matters: attached }: Pick<Case, "matters">,
  { outcome, matters }: Decision,
): Promise<void> {
  if (!DISCLOSES.includes(String(outcome))) return;
  const theirs = attached.filter(({ item }) => matters.includes(item) && ownerOf(desk, item) === "them");
  for (const { consultations } of theirs) {
    const heard: boolean[] = [];
    for (const item of consultations) heard.push(await isHeard(desk, tx, item as ItemId));
    if (!heard.includes(true))
      throw new SetuError("ILLEGAL", "its owner has not been asked, or still has time to answer");
  }
}

async function isHeard(desk: Desk, tx: PgTx, item: ItemId): Promise<boolean> {
  const judged = (await readKnown(desk, tx, item))?.state.judged ?? [];
  const said = judged.filter(({ void: why }) => why === null);
  const until = said.find(({ act }) => act.do === "consult")?.act.args["until"];
  const answered = said.some(({ party }) => party !== desk.us.party);
  const withdrawn = said.some(({ act }) => act.do === "withdraw");
  return answered || (!withdrawn && Number(until) <= desk.ports.world.now());
}

/** Who has to be another than who decides: whoever restricted what is lifted, whoever brought in what is destroyed. */
export const othersOf = (
  { matters: attached, restricts }: Pick<Case, "matters" | "restricts">,
  { outcome, matters }: Decision,
): readonly string[] => {
  const among = outcome === "deleted" ? attached : outcome === "restriction-lifted" ? restricts : [];
  return among.filter(({ item }) => matters.includes(item)).map(({ by }) => by);
};
