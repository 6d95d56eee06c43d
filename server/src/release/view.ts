import { isSetuError, type ItemId } from "@setu/core";
import { asked, reusable } from "@setu/core/gates/index.ts";
import { refOf, type Account } from "@setu/requests";
import { DUTY } from "@setu/requests/reasons.ts";
import type { ReleaseLine, Releases, ReleaseView } from "@setu/requests/release-api.ts";
import { foldRelease, type ReleasePart } from "@setu/requests/releasing.ts";
import type { ItemFacts } from "@setu/policy/facts.ts";
import { officerFacts, powersAt } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { approvesUnder } from "../delegations/lending.ts";
import { nextApproving } from "../duty/present.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { refusals } from "../requests/drafting.ts";
import { homeLog } from "../requests/home.ts";
import { noteReference } from "../requests/reading.ts";
import { readUploads } from "../requests/uploads.ts";
import { actsOf } from "./acts.ts";
import { setsAside } from "./before.ts";
import { leftOut, profileFor } from "./config.ts";
import {
  authorOf,
  draftAgain,
  openProposals,
  proposalFacts,
  proposalsOf,
  readProposal,
  returnedBefore,
  unreviewed,
  type Proposal,
} from "./proposals.ts";
import { personsOf } from "./persons.ts";
import { needsFor } from "./needs.ts";
import { assertOn, judgeProposal, scopeOf } from "./rules.ts";
import { assertNotSuspended } from "../suspension/door.ts";

const DUE = `SELECT item, (shown #>> '{clock,due}')::bigint AS due FROM derived.request WHERE item = ANY ($1::text[])`;
const APPROVERS = `SELECT id, name, agency, lang, accredited_from AS "from" FROM officer
  WHERE NOT disabled AND NOT suspended AND accredited_until > $1 AND 'approve' = ANY (${powersAt("$1")}) ORDER BY name, id`;

/** What an officer may see of what waits, the oldest clock first. */
export async function releasesFor(desk: Desk, tx: PgTx, officer: Officer): Promise<Releases> {
  const lines = async (proposals: readonly Proposal[], mine: boolean): Promise<ReleaseLine[]> => {
    const seen: { readonly proposal: Proposal; readonly part: ReleasePart }[] = [];
    for (const proposal of proposals) {
      const part = foldRelease(await actsOf(tx, proposal.id));
      const facts = await proposalFacts(desk, tx, proposal, part.handed);
      const may = mine ? "read" : "approve";
      if ((await stop(desk, tx, officer.id, may, facts)) === null) seen.push({ proposal, part });
    }
    const items = seen.map(({ proposal }) => proposal.item);
    const due = new Map(
      (await tx.db.rows<{ item: ItemId; due: number | null }>(DUE, [items])).map((row) => [
        row.item,
        row.due,
      ]),
    );
    return seen
      .map(({ proposal, part }) => lineOf(proposal, part, due.get(proposal.item) ?? null))
      .toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.at - b.at);
  };
  return {
    waiting: await lines(await openProposals(desk, tx), false),
    mine: await lines(await proposalsOf(desk, tx, officer.id), true),
    reviews: (await lines(await unreviewed(desk, tx), false)).toSorted(
      (a, b) => (a.review ?? 0) - (b.review ?? 0),
    ),
    now: desk.ports.world.now(),
  };
}

const lineOf = (proposal: Proposal, part: ReleasePart, due: number | null): ReleaseLine => ({
  id: proposal.id,
  item: proposal.item,
  ref: refOf(proposal.item),
  do: proposal.command.do,
  ...(proposal.command.desk && { desk: proposal.command.desk }),
  author: proposal.officer,
  at: proposal.at,
  due,
  tlp: proposal.command.mark.tlp,
  state: proposal.state,
  turn: part.handed.at(-1) ?? null,
  review: part.alone && !part.alone.reviewed ? part.alone.review : null,
});

const LENT_BY = `SELECT by FROM derived.delegation WHERE id = $1`;

/** Who let it go, and who lent him the power where it was not given to him. */
async function approvedBy(tx: PgTx, { approver, under }: ReleasePart): Promise<ReleaseView["approved"]> {
  if (approver === null) return null;
  const [lent] = under === null ? [] : await tx.db.rows<{ by: string }>(LENT_BY, [under]);
  return { by: approver, lentBy: lent?.by ?? null };
}

/** Null: she may. Her own draft is no less hers for being listed. */
async function stop(
  desk: Desk,
  tx: PgTx,
  by: string,
  action: "read" | "approve" | "draft",
  facts: ItemFacts,
): Promise<string | null> {
  const now = desk.ports.world.now();
  const { allow, determining } = desk.policy.decide(await officerFacts(tx.db, by, now), action, facts, {
    now,
  });
  return allow ? null : (determining[0] ?? "");
}

/** Whether he could approve it once he is there: what he was not given he is not waited for. */
async function couldOnDuty(desk: Desk, tx: PgTx, id: string, facts: ItemFacts): Promise<boolean> {
  const now = desk.ports.world.now();
  const there = { ...(await officerFacts(tx.db, id, now)), active: true, approving: true };
  return desk.policy.decide(there, "approve", facts, { now }).allow;
}

/** As `stop`, and not where approval is hers only because its author lent it to her. */
async function stopApproving(
  desk: Desk,
  tx: PgTx,
  { by, facts }: { readonly by: string; readonly facts: ItemFacts },
): Promise<string | null> {
  const rule = await stop(desk, tx, by, "approve", facts);
  if (rule !== null) return rule;
  try {
    await approvesUnder(tx, { officer: by, draft: facts, now: desk.ports.world.now() });
    return null;
  } catch (error) {
    if (!isSetuError(error, "FORBIDDEN")) throw error;
    return String(error.detail["rule"]);
  }
}

/** The whole of it, as it will cross; that it was read stands in the home log before. @throws NOT_FOUND | FORBIDDEN */
export async function releaseView(desk: Desk, tx: PgTx, officer: Officer, id: string): Promise<ReleaseView> {
  const head = homeLog(desk.ports, tx);
  const proposal = await readProposal(desk, tx, id);
  const acts = await actsOf(tx, id);
  const part = foldRelease(acts);
  const facts = await proposalFacts(desk, tx, proposal, part.handed);
  const { grounds, because: said } = await assertOn(desk, tx, { by: officer.id, action: "read", facts });
  const { item, command } = proposal;
  const awaits = proposal.state === "open" || part.alone?.reviewed === null;
  const asking = { by: officer.id, author: proposal.officer, facts };
  // What waits for her decision is read to take it; what else she reads of it counts as any reading.
  const task = said?.code === DUTY && awaits && (await stopApproving(desk, tx, asking)) === null;
  const because = said && (task ? { ...said, code: "approval" } : said);
  await noteReference(desk, tx, { by: officer.id, item, ref: id, because }, { grounds, head });
  const needs = await needsFor(desk, tx, item, command);
  const profile = needs.gates && profileFor(desk.release, needs.gates);
  const [whole, emergency] = [
    await judgeProposal(desk, tx, proposal, { acts, emergency: false }),
    await judgeProposal(desk, tx, proposal, { acts, emergency: true }),
  ];
  const { answers, judgement } = whole;
  const scope = await scopeOf(desk, tx, proposal);
  const now = desk.ports.world.now();
  const [[line], people] = await Promise.all([
    tx.db.rows<{ due: number | null }>(DUE, [[item]]),
    tx.db.rows<Account & { readonly from: number }>(APPROVERS, [now]),
  ]);
  const person = await personsOf(tx, [officer.id, proposal.officer, ...people.map((each) => each.id)]);
  const approvers: Account[] = [];
  const others = people.filter((each) => person(each.id) !== person(proposal.officer)).map(({ id }) => id);
  const later: string[] = [];
  for (const id of others) if (await couldOnDuty(desk, tx, id, facts)) later.push(id);
  for (const { from: _, ...each } of people) {
    const asked = { by: each.id, facts };
    if (others.includes(each.id) && (await stopApproving(desk, tx, asked)) === null) approvers.push(each);
  }
  const own = person(officer.id) === person(proposal.officer);
  const before = await returnedBefore(desk, tx, proposal);
  return {
    ...lineOf(proposal, part, line?.due ?? null),
    hash: proposal.challenge,
    needs,
    crosses: {
      args: command.args,
      mark: command.mark,
      lane: command.lane,
      body: command.body,
      files: (await readUploads(desk, tx, await authorOf(tx, proposal), command.files)).map(
        ({ name, type, size }) => ({ name, type, size }),
      ),
    },
    before: before?.command.body
      ? { title: before.command.body.title ?? "", text: before.command.body.text }
      : null,
    ...(await setsAside(desk, tx, officer.id, proposal)),
    gates: profile ? asked(profile) : [],
    leftOut: profile ? leftOut(profile).map(([gate, because]) => ({ gate, because })) : [],
    answers: part.answers,
    others: reusable(answers, { proposal: id, scope: { matter: item, ...scope }, now }),
    judgement,
    emergency: emergency.judgement,
    subject: part.subject,
    refusals: proposal.state === "open" ? await refusalCodes(desk, tx, proposal) : [],
    approved: await approvedBy(tx, part),
    remarks: part.remarks.map(({ do: what, by, at, text }) => ({ do: what, by, at, text: text ?? "" })),
    stopped: {
      approve: own ? "own-draft" : await stopApproving(desk, tx, { by: officer.id, facts }),
      answer: await stop(desk, tx, officer.id, "draft", facts),
    },
    own: proposal.officer === officer.id,
    approvers,
    nextApprover: await nextApproving(tx.db, now, later),
  };
}

async function refusalCodes(desk: Desk, tx: PgTx, proposal: Proposal): Promise<readonly string[]> {
  const { item, command } = proposal;
  try {
    await assertNotSuspended(desk, tx, { item: command.do === "ask" ? null : item, command });
    const draft = await draftAgain(desk, tx, proposal);
    return (await refusals(desk, tx, draft, proposal.command.lane)).map(({ code }) => code);
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return [error.code];
  }
}
