import { SetuError, type Args, type Code } from "@setu/core";
import { REVIEW_WITHIN } from "@setu/core/gates/index.ts";
import { formatApprovals, parseApprovals } from "@setu/link";
import type { ItemAction, ItemFacts } from "@setu/policy/facts.ts";
import { foldRelease, type ReleaseAct, type ReleasePart } from "@setu/requests/releasing.ts";
import type { Grounds } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { approvesUnder } from "../delegations/lending.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { refusals } from "../requests/drafting.ts";
import { hold, leavesAt } from "../requests/held.ts";
import { homeLog } from "../requests/home.ts";
import { bytesOf, challengeOf, signatureOver, type Signature, type Signed } from "../requests/signing.ts";
import { askToSign, type Signers } from "../requests/signers.ts";
import { actsOf, sayOfRelease } from "./acts.ts";
import { answerArgs, sameSubject, type SaidToGate } from "./answer-args.ts";
import { decideProposal, draftAgain, proposalFacts, readProposal, type Proposal } from "./proposals.ts";
import { isAnother } from "./persons.ts";
import { needsFor } from "./needs.ts";
import { tellAlone, tellOne } from "./telling.ts";
import { assertNotSuspended } from "../suspension/door.ts";
import { assertOn, forbidden, judgeProposal, notReleased, scopeOf, signaturesOn } from "./rules.ts";

/** A proposal under the hands of an officer who may do this to it. The home log is held, so nobody else decides now. */
type Held = {
  readonly desk: Desk;
  readonly tx: PgTx;
  readonly officer: Officer;
  readonly proposal: Proposal;
  readonly part: ReleasePart;
  readonly facts: ItemFacts;
  readonly acts: readonly ReleaseAct[];
  readonly grounds: Grounds;
  readonly say: (what: string, args?: object, text?: string | null) => Promise<ReleaseAct>;
};
type Asked = { readonly desk: Desk; readonly officer: Officer; readonly id: string };

async function onProposal<T>(
  { desk, officer, id }: Asked,
  action: ItemAction | ((proposal: Proposal) => ItemAction),
  work: (held: Held) => Promise<T>,
): Promise<T> {
  return desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    await head;
    const proposal = await readProposal(desk, tx, id);
    const acts = await actsOf(tx, id);
    const part = foldRelease(acts);
    const facts = await proposalFacts(desk, tx, proposal, part.handed);
    const asked = typeof action === "function" ? action(proposal) : action;
    const { grounds } = await assertOn(desk, tx, { by: officer.id, action: asked, facts });
    const say: Held["say"] = (what, args = {}, text = null) =>
      sayOfRelease(
        desk,
        tx,
        { proposal: id, item: proposal.item, by: officer.id, do: what, args: args as Args, text },
        { before: acts, head, grounds },
      );
    const done = await work({ desk, tx, officer, proposal, part, facts, acts, grounds, say });
    tx.touch(proposal.item);
    return done;
  });
}

/** One answer of an officer to one gate. @throws NOT_FOUND | FORBIDDEN | STALE; ILLEGAL where no gate is asked */
export const answerGate = (asked: Asked, said: SaidToGate): Promise<void> =>
  onProposal(asked, "draft", async ({ desk, tx, proposal, say }) => {
    const { gates } = await needsFor(desk, tx, proposal.item, proposal.command);
    if (gates === null) throw new SetuError("ILLEGAL", "no gate is asked of this");
    const { args, text } = answerArgs(desk.release, gates, await scopeOf(desk, tx, proposal), said);
    await say("gate", args, text);
  });

/** That an answer given before in this matter serves here too. @throws NOT_FOUND for one that does not */
export const useAgain = (asked: Asked, answer: string, subject: string): Promise<void> =>
  onProposal(asked, "draft", async ({ desk, tx, proposal, acts, say }) => {
    const { answers } = await judgeProposal(desk, tx, proposal, { acts, emergency: false });
    if (!answers.some(({ id }) => id === answer))
      throw new SetuError("NOT_FOUND", "there is no such answer in this matter");
    await say("use-again", { answer }, sameSubject(subject));
  });

/**
 * A second person lets it go. The hash is that of exactly what crosses, with the heads on which it stands; a change of
 * either ends the approval before it begins.
 * @throws STALE | FORBIDDEN | NOT_RELEASED; STEP_UP where a signature is wanted and not given
 */
export const approve = (asked: Asked, hash: string, signature: Signature | null): Promise<number> =>
  onProposal(asked, "approve", async (held) => {
    const { desk, tx, officer, proposal, facts } = held;
    if (!(await isAnother(tx, { author: proposal.officer, by: officer.id })))
      throw forbidden("approve", "own-draft");
    const { signed } = await needsFor(desk, tx, proposal.item, proposal.command);
    if (signed && signature === null) throw new SetuError("STEP_UP", "this is approved with a key");
    const under = await approvesUnder(tx, {
      officer: officer.id,
      draft: facts,
      now: desk.ports.world.now(),
    });
    const said = { hash, ...(under && { under: under.id }) };
    const until = await letGo(held, { hash, signature, emergency: false }, () => held.say("approve", said));
    await tellOne(desk, tx, "approved", proposal.id, proposal.officer);
    return until;
  });

/** What the key has to answer of who approves, or of the author who releases alone. @throws as approve; BAD_APPROVAL (`no-key`) */
export const approvalChallenge = (asked: Asked, signers: Signers) =>
  onProposal(
    asked,
    ({ officer }) => (officer === asked.officer.id ? "send" : "approve"),
    async ({ desk, tx, officer, proposal }) => {
      const { challenge, material } = proposal.signed;
      const draft = await draftAgain(desk, tx, proposal);
      if (Buffer.from(challengeOf(draft, material)).toString("base64url") !== challenge) throw stale();
      return askToSign(signers, officer.id, { act: bytesOf(draft, material), material });
    },
  );

/**
 * The one release by a single person: a threat to life. Another looks at it within a day. Where the rule asks for a
 * signature it is the author's: the one with which it was sent, or this one.
 * @throws as approve
 */
export const releaseAlone = (
  asked: Asked,
  { hash, reason, text, signature = null }: Alone & { readonly signature?: Signature | null },
): Promise<number> =>
  onProposal(asked, "send", async (held) => {
    const { desk, tx, officer, proposal } = held;
    if (proposal.officer !== officer.id) throw forbidden("send", "own-draft");
    const { signed } = await needsFor(desk, tx, proposal.item, proposal.command);
    const own = signaturesOn(proposal.signed) > 0;
    if (signed && !own && signature === null) throw new SetuError("STEP_UP", "this is released with a key");
    const review = desk.ports.world.now() + REVIEW_WITHIN;
    const until = await letGo(held, { hash, signature: own ? null : signature, emergency: true }, () =>
      held.say("alone", { hash, reason, review }, text),
    );
    await tellAlone(desk, tx, proposal.id, officer.id);
    return until;
  });

type Alone = { readonly hash: string; readonly reason: string; readonly text: string };

async function letGo(
  { desk, tx, officer, proposal, acts }: Held,
  {
    hash,
    signature,
    emergency,
  }: {
    readonly hash: string;
    readonly signature: Signature | null;
    readonly emergency: boolean;
  },
  say: () => Promise<ReleaseAct>,
): Promise<number> {
  if (proposal.state !== "open" || proposal.challenge !== hash) throw stale();
  await assertLetting(desk, tx, proposal);
  const draft = await draftAgain(desk, tx, proposal);
  const [first] = await refusals(desk, tx, draft, proposal.command.lane);
  if (first) throw first;
  const { judgement } = await judgeProposal(desk, tx, proposal, { acts, emergency });
  if (judgement && judgement.outcome !== "released") throw notReleased(judgement);
  await say();
  const decided = { state: "approved", approver: officer.id, alone: emergency } as const;
  if (!(await decideProposal(tx, proposal.id, decided))) throw stale();
  const own = signature && (await signatureOver(tx, officer, draft, signature));
  const signed = own ? countersigned(proposal.signed, own) : proposal.signed;
  const { item, command } = proposal;
  const until = await leavesAt(desk, tx, { item, command, now: desk.ports.world.now() });
  await hold(desk, tx, { officer: proposal.officer, item, command, signed, until });
  return until;
}

/** The exchange may have been suspended since it was proposed: it stays open. @throws EXCHANGE_SUSPENDED */
const assertLetting = (desk: Desk, tx: PgTx, { item, command }: Proposal): Promise<void> =>
  assertNotSuspended(desk, tx, { item: command.do === "ask" ? null : item, command });

const stale = (): SetuError => new SetuError("STALE", "this is not what would leave any more; look again");

/** The author's signature, where there is one, and the approver's, over the same bytes. */
function countersigned(author: Signed, approver: Signed): Signed {
  if (author.challenge !== approver.challenge) throw stale();
  const both = [...parseApprovals(author.approvals), ...parseApprovals(approver.approvals)];
  return { ...author, approvals: formatApprovals(both) };
}

/** Back to its author, with remarks. */
export const sendBack = (asked: Asked, remarks: string): Promise<void> =>
  onProposal(asked, "return", async ({ desk, tx, proposal, say }) => {
    await say("send-back", {}, remarks);
    await decideProposal(tx, proposal.id, { state: "returned", approver: null, alone: false });
    await tellOne(desk, tx, "sent-back", proposal.id, proposal.officer);
  });

/** By its author. */
export const takeDown = (asked: Asked): Promise<void> =>
  onProposal(asked, "take-back", async ({ tx, officer, proposal, say }) => {
    if (proposal.officer !== officer.id) throw forbidden("take-back", "own-draft");
    await say("take-down");
    await decideProposal(tx, proposal.id, { state: "withdrawn", approver: null, alone: false });
  });

/** To an officer who could approve it, whom it then names. By its author, or by another approver. */
export const handOn = (asked: Asked, to: string, remarks: string | null): Promise<void> =>
  onProposal(
    asked,
    ({ officer }) => (officer === asked.officer.id ? "draft" : "return"),
    async ({ desk, tx, proposal, part, say }) => {
      const now = desk.ports.world.now();
      const facts = await proposalFacts(desk, tx, proposal, [...part.handed, to]);
      const { allow, determining } = desk.policy.decide(
        await officerFacts(tx.db, to, now),
        "approve",
        facts,
        { now },
      );
      if (!allow) throw forbidden("approve", determining[0] ?? "");
      await say("hand-on", { officer: to }, remarks);
      await tellOne(desk, tx, "turn", proposal.id, to);
    },
  );

/** What another person finds, who looks at a release by one. */
export const review = (asked: Asked, finding: string, text: string): Promise<void> =>
  onProposal(asked, "approve", async ({ tx, officer, proposal, say }) => {
    if (!(await isAnother(tx, { author: proposal.officer, by: officer.id })))
      throw forbidden("approve", "own-draft");
    await say("review", { finding: finding as Code }, text);
  });
