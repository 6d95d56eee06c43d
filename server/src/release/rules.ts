import { isProposed, SetuError, type GateAnswer, type ItemId, type Judgement } from "@setu/core";
import { judge } from "@setu/core/gates/index.ts";
import { parseApprovals } from "@setu/link";
import { answerOf, foldRelease, type ReleaseAct } from "@setu/requests/releasing.ts";
import type { ItemAction, ItemFacts } from "@setu/policy/facts.ts";
import { groundsOf, type Grounds } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { approvesUnder } from "../delegations/lending.ts";
import { besidesReason, consulting, type Because } from "../reasons/consulting.ts";
import type { ParsedCommand } from "../requests/command.ts";
import { readKnown, type Desk } from "../requests/desk.ts";
import type { Signed } from "../requests/signing.ts";
import { actsOf, answersIn } from "./acts.ts";
import { profileFor } from "./config.ts";
import { needsFor } from "./needs.ts";
import { byPerson } from "./persons.ts";
import { findProposal, notProposed, proposalFacts, type Proposal } from "./proposals.ts";

/**
 * A release that waits is open, and a task of whoever may approve: to read it is asked with that.
 * @throws NOT_FOUND where he may not know of it; FORBIDDEN naming the rule; REASON_NEEDED
 */
export async function assertOn(
  desk: Desk,
  tx: PgTx,
  { by, action, facts }: { readonly by: string; readonly action: ItemAction; readonly facts: ItemFacts },
): Promise<{ readonly grounds: Grounds; readonly because: Because | null }> {
  const now = desk.ports.world.now();
  const officer = await officerFacts(tx.db, by, now);
  const asked = { policy: desk.policy, officer, item: { ...facts, open: true }, now };
  const { decision, because } =
    action === "read"
      ? await consulting(tx.db, asked, action)
      : { decision: besidesReason(asked, action), because: null };
  if (decision.allow) return { grounds: groundsOf(decision), because };
  if (!besidesReason(asked, "read").allow) throw notProposed();
  throw forbidden(action, decision.determining[0] ?? "");
}

export const forbidden = (action: ItemAction, rule: string): SetuError =>
  new SetuError("FORBIDDEN", "the rules of this node do not let you do this", { detail: { action, rule } });

export const notReleased = (judgement: Pick<Judgement, "outcome" | "gates">): SetuError =>
  new SetuError("NOT_RELEASED", "it may not leave yet", {
    detail: { outcome: judgement.outcome, gates: judgement.gates.join(" ") },
  });

/** All answers that may count, those of other releases in the same matter among them. */
export async function judgeProposal(
  desk: Desk,
  tx: PgTx,
  proposal: Proposal,
  { acts, emergency }: { readonly acts: readonly ReleaseAct[]; readonly emergency: boolean },
): Promise<{ readonly judgement: Judgement | null; readonly answers: readonly GateAnswer[] }> {
  const { gates } = await needsFor(desk, tx, proposal.item, proposal.command);
  const part = foldRelease(acts);
  const answers = (await answersIn(tx, proposal.item)).map(answerOf);
  if (gates === null) return { judgement: null, answers };
  const persons = await byPerson(tx, proposal.officer, answers);
  const { purpose, recipients } = await scopeOf(desk, tx, proposal);
  const judgement = judge(profileFor(desk.release, gates), persons.answers, {
    proposal: proposal.id,
    scope: { matter: proposal.item, subject: part.subject, purpose, recipients },
    author: persons.author,
    now: desk.ports.world.now(),
    emergency,
    reuses: part.reuses,
  });
  return { judgement, answers };
}

/** Why it is asked, and which agencies will have it. */
export async function scopeOf(
  desk: Desk,
  tx: PgTx,
  { item, command }: Pick<Proposal, "item" | "command">,
): Promise<{ readonly purpose: string; readonly recipients: readonly string[] }> {
  const asked =
    command.do === "ask" || command.do === "seek"
      ? command.args
      : (await readKnown(desk, tx, item))?.state.judged[0]?.act.args;
  return { purpose: String(asked?.["purpose"] ?? ""), recipients: command.mark.audience };
}

/** How many keys have signed what would leave. */
export const signaturesOn = ({ approvals }: Signed): number => parseApprovals(approvals).length;

/**
 * The last question before an act is committed, whoever has let it come this far: what needs a release has been
 * approved, as it is now, by somebody who still may, over gates that still hold.
 * @throws NOT_RELEASED | FORBIDDEN
 */
export async function assertReleased(
  desk: Desk,
  tx: PgTx,
  {
    item,
    command,
    signed,
  }: { readonly item: ItemId; readonly command: ParsedCommand; readonly signed: Signed | null },
): Promise<void> {
  const needs = await needsFor(desk, tx, item, command);
  if (!isProposed(needs)) return;
  const proposal = await findProposal(desk, tx, command.id);
  const { approver } = proposal ?? {};
  if (!proposal || proposal.state !== "approved" || !approver || proposal.challenge !== signed?.challenge)
    throw notReleased({ outcome: "open", gates: [] });
  // The matter may have become stricter since. The approver's signature stands after the author's own.
  const before = proposal.alone ? 0 : signaturesOn(proposal.signed);
  if (needs.signed && signaturesOn(signed) <= before) throw notReleased({ outcome: "open", gates: [] });
  const acts = await actsOf(tx, proposal.id);
  const facts = await proposalFacts(desk, tx, proposal, foldRelease(acts).handed);
  const action = proposal.alone ? "send" : "approve";
  await assertOn(desk, tx, { by: approver, action, facts });
  const lent = { officer: approver, draft: facts, now: desk.ports.world.now() };
  if (!proposal.alone) await approvesUnder(tx, lent);
  const { judgement } = await judgeProposal(desk, tx, proposal, { acts, emergency: proposal.alone });
  if (judgement && judgement.outcome !== "released") throw notReleased(judgement);
}
