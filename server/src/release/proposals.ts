import { canonicalBytes, parseBounded, SetuError, type ItemAct, type ItemId } from "@setu/core";
import { newMaterial, type Draft } from "@setu/link";
import type { ItemFacts } from "@setu/policy/facts.ts";
import type { ReleasePart } from "@setu/requests/releasing.ts";
import { actFacts } from "../access/item-facts.ts";
import { itemFactsIn } from "../access/deciding.ts";
import { askedFacts } from "../access/topics.ts";
import type { PgTx } from "../db/pg-store.ts";
import { aboutOf } from "../permissions/about.ts";
import { parseKept, type ParsedCommand } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { draftOf } from "../requests/drafting.ts";
import { homePartOf } from "../requests/home-part.ts";
import { challengeOf, readSigned, signedJson, withSignature, type Signed } from "../requests/signing.ts";

/** What waits for its release, sealed as it will leave. */
export type Proposal = {
  readonly id: string;
  readonly item: ItemId;
  readonly officer: string;
  readonly at: number;
  readonly challenge: string;
  readonly state: ReleasePart["state"];
  readonly approver: string | null;
  readonly alone: boolean;
  readonly command: ParsedCommand;
  readonly signed: Signed;
};

type Row = Omit<Proposal, "command" | "signed"> & {
  readonly command: Uint8Array;
  readonly signed: Uint8Array;
};

const COLUMNS = `id, item, officer, at, challenge, state, approver, alone, command, signed`;
const BY_ID = `SELECT ${COLUMNS} FROM proposal WHERE id = $1`;
const OPEN = `SELECT ${COLUMNS} FROM proposal WHERE state = 'open' ORDER BY at, id LIMIT 200`;
const MINE = `SELECT ${COLUMNS} FROM proposal WHERE officer = $1 AND state IN ('open', 'returned') ORDER BY at, id LIMIT 200`;
const UNREVIEWED = `SELECT ${COLUMNS} FROM proposal WHERE alone AND state = 'approved' AND NOT EXISTS (SELECT
    FROM derived.release_act AS said WHERE said.proposal = proposal.id AND said.what = 'review') ORDER BY at, id LIMIT 200`;
const BEFORE = `SELECT ${COLUMNS} FROM proposal WHERE officer = $1 AND at < $2 AND state = 'returned' ORDER BY at DESC LIMIT 20`;
const PUT = `INSERT INTO proposal (id, item, officer, at, command, signed, challenge, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')`;
const DECIDE = `UPDATE proposal SET state = $2, approver = $3, alone = $4 WHERE id = $1 AND state = 'open'`;
// Signed: from here on the log remembers. What left by one person is looked at by another first.
const FORGET = `DELETE FROM proposal USING derived.act WHERE state = 'approved' AND act.party = $1 AND act.id = proposal.id
  AND act.pos IS NOT NULL AND (NOT alone OR EXISTS (SELECT FROM derived.release_act AS said
    WHERE said.proposal = proposal.id AND said.what = 'review'))`;
const AUTHOR = `SELECT id, name, agency, lang FROM officer WHERE id = $1 AND NOT disabled`;

export const proposalPlace = (id: string) => `proposal ${id}`;
export const proposalSignaturePlace = (id: string) => `proposal signature ${id}`;

/** What an officer has sent, and what her key has signed of it; without it the text gets its secrets when it is kept. */
export type Proposed = {
  readonly officer: Officer;
  readonly item: ItemId;
  readonly command: ParsedCommand;
  readonly draft: Draft;
  readonly signed: Signed | null;
};

export async function keepProposal(
  { ports, store: { atRest } }: Desk,
  tx: PgTx,
  { officer, item, command, draft, signed }: Proposed,
): Promise<Signed> {
  const bound = signed ?? boundTo(draft, newMaterial(ports.world));
  const sealed = [
    atRest.seal(canonicalBytes(command), proposalPlace(command.id)),
    atRest.seal(canonicalBytes(signedJson(bound)), proposalSignaturePlace(command.id)),
  ];
  await tx.db.change(PUT, [command.id, item, officer.id, ports.world.now(), ...sealed, bound.challenge]);
  return bound;
}

const boundTo = (draft: Draft, material: Uint8Array): Signed => ({
  challenge: Buffer.from(challengeOf(draft, material)).toString("base64url"),
  approvals: draft.approvals,
  material,
});

/** @throws NOT_FOUND */
export async function readProposal(desk: Desk, tx: PgTx, id: string): Promise<Proposal> {
  const proposal = await findProposal(desk, tx, id);
  if (!proposal) throw notProposed();
  return proposal;
}

export const notProposed = (): SetuError => new SetuError("NOT_FOUND", "nothing waits under this id");

export async function findProposal(desk: Desk, tx: PgTx, id: string): Promise<Proposal | null> {
  const [row] = await tx.db.rows<Row>(BY_ID, [id]);
  return row ? opened(desk, row) : null;
}

export const openProposals = async (desk: Desk, tx: PgTx): Promise<readonly Proposal[]> =>
  (await tx.db.rows<Row>(OPEN, [])).map((row) => opened(desk, row));

export const proposalsOf = async (desk: Desk, tx: PgTx, officer: string): Promise<readonly Proposal[]> =>
  (await tx.db.rows<Row>(MINE, [officer])).map((row) => opened(desk, row));

/** What left by one person and nobody else has looked at. */
export const unreviewed = async (desk: Desk, tx: PgTx): Promise<readonly Proposal[]> =>
  (await tx.db.rows<Row>(UNREVIEWED, [])).map((row) => opened(desk, row));

/** What its author sent before, to the same end, and got back. What opens a request has an item of its own each time. */
export async function returnedBefore(desk: Desk, tx: PgTx, of: Proposal): Promise<Proposal | null> {
  const rows = (await tx.db.rows<Row>(BEFORE, [of.officer, of.at])).map((row) => opened(desk, row));
  const { do: what } = of.command;
  return (
    rows.find(
      ({ item, command }) => command.do === what && (what === "ask" || what === "seek" || item === of.item),
    ) ?? null
  );
}

function opened({ store: { atRest } }: Desk, { command, signed, ...row }: Row): Proposal {
  return {
    ...row,
    command: parseKept(parseBounded(atRest.open(command, proposalPlace(row.id)), 128 * 1024), row.at),
    signed: readSigned(atRest.open(signed, proposalSignaturePlace(row.id))),
  };
}

/** @returns whether it was still open */
export const decideProposal = async (
  tx: PgTx,
  id: string,
  decided: { readonly state: Proposal["state"]; readonly approver: string | null; readonly alone: boolean },
): Promise<boolean> =>
  (await tx.db.change(DECIDE, [id, decided.state, decided.approver, decided.alone])) === 1;

export const forgetProposals = (tx: PgTx, party: string): Promise<number> => tx.db.change(FORGET, [party]);

/** @throws FORBIDDEN when the author is an officer of this node no more */
export async function authorOf(tx: PgTx, { officer }: Pick<Proposal, "officer">): Promise<Officer> {
  const [author] = await tx.db.rows<Officer>(AUTHOR, [officer]);
  if (!author) throw new SetuError("FORBIDDEN", "the officer is no longer one of this node");
  return author;
}

/** The act composed anew, bound to the same secrets. @throws STALE when it would be another act by now */
export async function draftAgain(desk: Desk, tx: PgTx, proposal: Proposal): Promise<Draft> {
  const author = await authorOf(tx, proposal);
  const draft = await draftOf(desk, tx, author, proposal.item, proposal.command);
  return withSignature(draft, proposal.signed);
}

/**
 * A proposal as the policy sees it: within its item and by its own marking; its author is who wrote the draft, and those
 * to whom it was handed on are named.
 */
export async function proposalFacts(
  desk: Desk,
  tx: PgTx,
  { item, officer, command }: Pick<Proposal, "item" | "officer" | "command">,
  handed: readonly string[],
): Promise<ItemFacts> {
  const about = await aboutOf(tx, item, command);
  const [known, home] = await Promise.all([itemFactsIn(desk, tx, about), homePartOf(tx, about)]);
  const mark: ItemAct["mark"] = command.mark;
  const around: ItemFacts = known ?? {
    ...askedFacts(officer, command, item),
    named: [],
    compartments: home.compartments,
    // What is about a matter that is not here is for nobody.
    sealed: home.sealed || command.desk !== undefined,
  };
  const named = [...new Set([...around.named, officer, ...handed])].toSorted();
  return { ...actFacts(around, home, mark), author: officer, named };
}
