import { isSetuError, movesOf, type ItemId, type Judged } from "@setu/core";
import {
  isPosting,
  openMoves,
  parseBody,
  postingOf,
  turnOf,
  VERSIONS,
  type PostingAct,
  type PostingRow,
  type Postings,
  type PostingView,
} from "@setu/officers";
import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readOf } from "../desks/acting.ts";
import { openedOf } from "../desks/opened.ts";
import { readBodyAs } from "../requests/bodies.ts";
import { readKnown, rowKey, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { preloadedFor, preloaded } from "../requests/preload.ts";
import { keysIn, type KeysOf } from "./keys.ts";

/**
 * The register of both sides, folded when somebody looks: there are few. It is for every officer who has an account, as its
 * marking says, so nothing is asked but that.
 */
const ACCOUNTS = `SELECT id, name, agency FROM officer WHERE NOT disabled AND NOT machine AND NOT 'oversee' = ANY (powers) ORDER BY name, id`;

/** The moves that an officer of ours may make now on a posting, ours or theirs. */
export const movesIn = (desk: Desk, { state }: Known): readonly string[] =>
  openMoves(movesOf(state, desk.ports.identity.party), postingOf(state, desk.ports.world.now()));

export function listPostings(desk: Desk, officer: Officer): Promise<Postings> {
  return desk.store.urgent.tx(async (tx) => {
    const may = await standingFor(desk, tx, officer);
    const items = await openedOf(tx, VERSIONS, desk.ports.identity.party);
    const batch = await preloaded(tx, desk.ports.identity, items, () => false);
    const keys = await keysIn(desk, tx);
    const rows: PostingRow[] = [];
    for (const item of items) {
      const known = await readable(desk, batch, item);
      if (known) rows.push(await rowOf(desk, batch, known, keys));
    }
    const accounts = may.may ? await tx.db.rows<Postings["accounts"][number]>(ACCOUNTS, []) : [];
    return { now: desk.ports.world.now(), rows, ...may, accounts };
  });
}

/** One with the acts of both halves. @throws NOT_FOUND */
export function viewPosting(desk: Desk, officer: Officer, item: ItemId): Promise<PostingView> {
  return desk.store.urgent.tx(async (tx) => {
    const may = await standingFor(desk, tx, officer);
    const known = await readOf(desk, tx, { isOf: isPosting }, item);
    const reads = await preloadedFor(tx, desk.ports.identity, [...known.rows.values()], false);
    const { state } = known;
    const us = desk.ports.identity.party;
    const [mine, yours] =
      us === state.opener.party ? [state.opener, state.other] : [state.other, state.opener];
    const acts: PostingAct[] = [];
    for (const judged of state.judged) acts.push(await actOf(desk, reads, known, judged));
    return {
      ...(await rowOf(desk, reads, known, await keysIn(desk, tx))),
      now: desk.ports.world.now(),
      ...may,
      after: [mine.head, yours.head],
      acts: acts.toSorted((a, b) => a.at - b.at),
    };
  });
}

/** Everybody with an account reads; who leads acts. @throws FORBIDDEN for whose powers are over */
export async function standingFor(
  desk: Desk,
  tx: PgTx,
  { id }: Officer,
): Promise<Pick<Postings, "may" | "rule">> {
  await assertDesk(desk, tx, id, "own");
  try {
    await assertDesk(desk, tx, id, "lead");
    return { may: true, rule: null };
  } catch (error) {
    if (!isSetuError(error, "FORBIDDEN")) throw error;
    return { may: false, rule: String(error.detail["rule"] ?? "") };
  }
}

async function rowOf(desk: Desk, tx: PgTx, known: Known, keys: KeysOf): Promise<PostingRow> {
  const { state, item } = known;
  const us = desk.ports.identity.party;
  const posting = postingOf(state, desk.ports.world.now());
  const opening = known.rows.get(rowKey(state.opener.party, item.slice(item.indexOf(":") + 1)));
  const body = opening ? (await readBodyAs(desk, tx, opening, parseBody)).body : null;
  return {
    item,
    ...posting,
    side: state.opener.party === us ? "us" : "them",
    status: state.cell.status,
    turn: turnOf(state, posting, us),
    moves: movesIn(desk, known),
    name: body?.name ?? null,
    title: body?.title ?? null,
    keys: keys(state.opener.party, posting.officer),
  };
}

async function actOf(desk: Desk, tx: PgTx, known: Known, judged: Judged): Promise<PostingAct> {
  const { act, party, t } = judged;
  const row = known.rows.get(rowKey(party, act.id));
  if (!row) throw new Error("a judged act has no row");
  const { body, state } = await readBodyAs(desk, tx, row, parseBody);
  return {
    id: act.id,
    side: party === desk.ports.identity.party ? "us" : "them",
    do: act.do,
    at: t,
    args: act.args,
    void: judged.void,
    body,
    // Nothing of this desk is withheld from who may read it at all.
    bodyState: state === "withheld" ? "unreadable" : state,
  };
}

/** One that this node cannot read must not hide the others. */
export async function readable(desk: Desk, tx: PgTx, item: ItemId): Promise<Known | null> {
  try {
    return await readKnown(desk, tx, item);
  } catch (error) {
    if (isSetuError(error, "UNSUPPORTED_VERSION")) return null;
    throw error;
  }
}
