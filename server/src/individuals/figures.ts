import { isLate } from "@setu/individuals";
import { individualFigures, type IndividualFigures } from "@setu/requests/statistics.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { readCases } from "./cases.ts";

/** The yearly figures of individuals' requests, of this node alone: counts, from the acts of the home log. */
export async function caseFigures(desk: Desk, tx: PgTx, year: number): Promise<IndividualFigures> {
  const all = (await readCases(desk, tx, "all")).map(({ open }) => ({
    registered: open.registered,
    kind: open.kind,
    end: endOf(open),
    // As it stands at its end: whether it is told in time is seen when it is closed.
    late: open.decision !== null && isLate(open, open.notice.stoppedAt ?? open.decision.at),
  }));
  return individualFigures(all, year);
}

type Ended = Awaited<ReturnType<typeof readCases>>[number]["open"];

/** What was decided; of what was not admitted, that. */
const endOf = ({ decision, state, ground, leaves }: Ended): { at: number; outcome: string } | null => {
  if (decision !== null) return { at: decision.at, outcome: decision.outcome };
  return ground !== null && leaves !== null && state !== "registered"
    ? { at: leaves, outcome: "not-admitted" }
    : null;
};
