import { REVIEW_WITHIN } from "@setu/core/gates/index.ts";
import { ROSTER } from "@setu/requests/duty.ts";
import { active, officerFacts, powersAt } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";
import { actsOf } from "./acts.ts";
import { personsOf } from "./persons.ts";
import { findProposal, proposalFacts, type Proposal } from "./proposals.ts";
import { foldRelease } from "@setu/requests/releasing.ts";

/**
 * Who is told of what waits for its release, of what was decided, and of what one person let go alone. A notice names no
 * item, for what waits may open one that nobody has yet: it leads to the queue, which shows each what she may see.
 */
const APPROVERS = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine AND 'approve' = ANY (${powersAt("$1")}) ORDER BY id`;
const LEADS = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine AND 'supervise' = ANY (powers)
  AND NOT 'oversee' = ANY (powers) AND NOT 'administer' = ANY (powers) ORDER BY id`;
/** The clock of the request has passed its third or its last mark, and it waits still. */
const LATE = `SELECT proposal.id, CASE WHEN (shown #>> '{clock,marks,2}')::bigint <= $1 THEN 'p100' ELSE 'p75' END AS mark
  FROM proposal JOIN derived.request ON request.item = proposal.item
  WHERE proposal.state = 'open' AND shown #>> '{clock,state}' = 'running' AND (shown #>> '{clock,marks,1}')::bigint <= $1
  ORDER BY proposal.at, proposal.id LIMIT 50`;
const ALONE = `SELECT alone.proposal AS id, alone.by AS officer, (alone.args ->> 'review')::bigint AS review
  FROM derived.release_act AS alone WHERE alone.what = 'alone' AND alone.at > $1 AND alone.at <= $2
    AND NOT EXISTS (SELECT FROM derived.release_act AS said WHERE said.proposal = alone.proposal AND said.what = 'review')
  ORDER BY alone.at LIMIT 50`;

export type Told =
  | "waits"
  | "turn"
  | "late"
  | "approved"
  | "sent-back"
  | "alone"
  | "review-half"
  | "review-over";

const notices = (event: string, reason: Told, officers: readonly string[]): NewNotice[] =>
  [...new Set(officers)].map((officer) => ({
    event: `release/${event}`,
    officer,
    item: ROSTER,
    kind: "release",
    reason,
  }));

const leads = async (tx: PgTx, now: number): Promise<string[]> =>
  (await tx.db.rows<{ id: string }>(LEADS, [now])).map(({ id }) => id);

/** Those on duty who could let it go now; where there is nobody, who leads the desk. */
async function whoCould(desk: Desk, tx: PgTx, proposal: Proposal, now: number): Promise<readonly string[]> {
  const facts = await proposalFacts(desk, tx, proposal, foldRelease(await actsOf(tx, proposal.id)).handed);
  const known = (await tx.db.rows<{ id: string }>(APPROVERS, [now])).map(({ id }) => id);
  const person = await personsOf(tx, [proposal.officer, ...known]);
  const others = known.filter((id) => person(id) !== person(proposal.officer));
  const could: string[] = [];
  for (const id of others)
    if (desk.policy.decide(await officerFacts(tx.db, id, now), "approve", facts, { now }).allow)
      could.push(id);
  return could.length > 0 ? could : leads(tx, now);
}

/** In the transaction in which it was proposed. */
export async function tellWaits(desk: Desk, tx: PgTx, id: string): Promise<void> {
  const now = desk.ports.world.now();
  const proposal = await findProposal(desk, tx, id);
  if (proposal) await give(tx, notices(`waits/${id}`, "waits", await whoCould(desk, tx, proposal, now)), now);
}

/** Of what somebody has just done with it, to the one officer whom it concerns. */
export const tellOne = (desk: Desk, tx: PgTx, reason: Told, id: string, officer: string): Promise<void> =>
  give(tx, notices(`${reason}/${id}/${officer}`, reason, [officer]), desk.ports.world.now());

/** That one person let it go alone: at once to all who lead, herself left out. */
export async function tellAlone(desk: Desk, tx: PgTx, id: string, by: string): Promise<void> {
  const now = desk.ports.world.now();
  const told = (await leads(tx, now)).filter((each) => each !== by);
  await give(tx, notices(`alone/${id}`, "alone", told), now);
}

/**
 * What time does: a request's clock runs on while its answer waits, and a release alone is reviewed within a day. Found by
 * a loop, each once in a process; a second process finds the same events and gives nothing twice.
 */
export class ReleaseTeller {
  readonly #told = new Set<string>();

  async round(desk: Desk, tx: PgTx): Promise<void> {
    const now = desk.ports.world.now();
    for (const { id, mark } of await tx.db.rows<{ id: string; mark: string }>(LATE, [now])) {
      await this.#once(`late/${mark}/${id}`, async (event) => {
        const proposal = await findProposal(desk, tx, id);
        if (!proposal) return;
        const could = await whoCould(desk, tx, proposal, now);
        await give(tx, notices(event, "late", [...could, proposal.officer]), now);
      });
    }
    const half = now - REVIEW_WITHIN / 2;
    const open = await tx.db.rows<{ id: string; officer: string; review: number }>(ALONE, [
      now - KEPT_MS,
      half,
    ]);
    for (const { id, officer, review } of open) {
      const reason = review <= now ? "review-over" : "review-half";
      await this.#once(`${reason}/${id}`, async (event) =>
        give(tx, notices(event, reason, [...(await leads(tx, now)), officer]), now),
      );
    }
  }

  async #once(event: string, tell: (event: string) => Promise<void>): Promise<void> {
    if (this.#told.has(event)) return;
    await tell(event);
    this.#told.add(event);
  }
}
