import type { ItemId, Judged } from "@setu/core";
import { parseBody, type ConsultationAct, type ConsultationView, type Sent } from "@setu/individuals";
import { assertDesk } from "../access/deciding.ts";
import { actOn, type Command } from "../desks/acting.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readBodyAs } from "../requests/bodies.ts";
import { rowKey, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { readCases } from "./cases.ts";
import { consultationRow, consultingDesk, matterOf, notConsulted, readable } from "./consulting.ts";
import { linesSeen } from "./lines.ts";
import { noting } from "./noting.ts";
import { servedBy } from "./view.ts";

/**
 * One consultation with what both sides wrote; that it was read stands in the home log before. Of ours, one about a matter
 * above the reader is not there.
 * @throws FORBIDDEN | NOT_FOUND
 */
export async function consultationView(
  desk: Desk,
  officer: Officer,
  item: ItemId,
): Promise<ConsultationView> {
  const us = desk.us.party;
  const { known, acts, serves } = await noting(desk, officer, async (tx) => {
    const found = await readable(desk, tx, item);
    if (!found) throw notConsulted();
    const said: ConsultationAct[] = [];
    for (const judged of found.state.judged) said.push(await actOf(desk, tx, found, judged));
    const cases = await readCases(desk, tx);
    const shown = { known: found, acts: said, serves: servedBy(cases.map(({ open }) => open)) };
    return { shown, what: "read", args: { item }, state: said.length };
  });
  const seen = (await linesSeen(desk, officer, [matterOf(known)])).size > 0;
  const { opener, other } = known.state;
  if (opener.party === us && !seen) throw notConsulted();
  const [mine, yours] = us === opener.party ? [opener, other] : [other, opener];
  return {
    ...consultationRow(desk, known, seen, serves.get(item) ?? null),
    now: desk.ports.world.now(),
    after: [mine.head, yours.head],
    acts: acts
      .map((act) => (seen ? act : { ...act, args: withoutMatter(act.args) }))
      .toSorted((a, b) => a.at - b.at),
  };
}

/**
 * One act of an officer on a consultation: the answer to one of theirs, or of one of ours that it is withdrawn.
 * @throws NOT_FOUND for one of ours about a matter above her; as `actOn`
 */
export async function actOnConsultation(
  desk: Desk,
  officer: Officer,
  item: ItemId,
  command: Command,
): Promise<Sent> {
  const known = await desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, officer.id, "redress");
    return readable(desk, tx, item);
  });
  if (!known) throw notConsulted();
  const ours = known.state.opener.party === desk.us.party;
  if (ours && (await linesSeen(desk, officer, [matterOf(known)])).size === 0) throw notConsulted();
  return actOn(desk, consultingDesk, officer, item, command);
}

/** Whoever may not know of the matter is asked all the same, and not told which it is. */
const withoutMatter = (args: ConsultationAct["args"]): ConsultationAct["args"] =>
  Object.fromEntries(Object.entries(args).filter(([name]) => name !== "matter"));

async function actOf(desk: Desk, tx: PgTx, known: Known, judged: Judged): Promise<ConsultationAct> {
  const { act, party, t } = judged;
  const row = known.rows.get(rowKey(party, act.id));
  if (!row) throw new Error("a judged act has no row");
  const { body } = await readBodyAs(desk, tx, row, parseBody);
  return {
    id: act.id,
    side: party === desk.us.party ? "us" : "them",
    do: act.do,
    at: t,
    args: act.args,
    text: body?.text ?? null,
    void: judged.void,
  };
}
