import { createHmac } from "node:crypto";
import { isItemAct, isSetuError, type ItemId, type RecordId } from "@setu/core";
import { submitIn } from "@setu/link";
import { toldGround } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { actFrom } from "../desks/composing.ts";
import { markNow, readKnown, type Desk, type Known } from "../requests/desk.ts";

/**
 * What was destroyed here and its sender had recalled is attested to him, by the act `disposed` of this node. The row of
 * `disposal`, written in the transaction that destroys, is what waits to be said: nothing is destroyed without it, nothing is
 * attested that has none, and whoever stops in between goes on from there. The id of the act comes from the record and a key
 * of this node, so that two processes, or one after a restore, say it once, and nobody can use it up before.
 */
const PAGE = 100;
const FORGET = `DELETE FROM derived.recall WHERE item = ANY ($1::text[])`;
const PUT = `INSERT INTO derived.recall (item, party, id, attested, kept, answerable)
  SELECT item, party, id, attested, kept, answerable FROM jsonb_to_recordset($1::jsonb)
  AS new (item text, party text, id text, attested boolean, kept bigint, answerable boolean) ON CONFLICT (party, id) DO NOTHING`;
const WAITING = `SELECT recall.item, recall.id, disposal.at, disposal.ground FROM derived.recall
  JOIN disposal USING (party, id) WHERE recall.party = $1 AND NOT recall.attested AND answerable
  AND (disposal.at, recall.id) > ($2::bigint, $3::text) ORDER BY disposal.at, recall.id LIMIT ${PAGE}`;
type Waiting = {
  readonly item: ItemId;
  readonly id: RecordId;
  readonly at: number;
  readonly ground: string;
};

/** What each side has recalled, written beside the lines of the list. */
export async function projectRecalls(tx: PgTx, items: readonly ItemId[], known: readonly Known[]) {
  await tx.db.change(FORGET, [items]);
  const rows = known.flatMap(recalledIn);
  if (rows.length > 0) await tx.db.change(PUT, [JSON.stringify(rows)]);
}

function recalledIn({ item, state }: Known): readonly RecallRow[] {
  const legal = state.judged.filter((each) => each.void === null);
  const answerable = Object.hasOwn(state.workflow.says, "disposed");
  const ids = new Set(legal.map(({ party, act }) => `${party}/${act.id}`));
  // By who says it: a peer may recall as often as it likes, and each recall is looked at once.
  const saidBy = (what: string) =>
    new Map(
      legal.flatMap(({ party, act: { do: said, args } }) =>
        said === what ? [[`${party}/${String(args["ref"])}`, Number(args["until"] ?? 0)]] : [],
      ),
    );
  const [disposed, keeping] = [saidBy("disposed"), saidBy("kept")];
  const parties = [...new Set(legal.map(({ party }) => party))];
  const found = new Map<string, RecallRow>();
  for (const { party, act } of legal) {
    const id = String(act.args["ref"]);
    const record = `${party}/${id}`;
    if (act.do !== "recall" || !ids.has(record) || found.has(record)) continue;
    const across = (said: ReadonlyMap<string, number>) =>
      parties.flatMap((other) => (other === party ? [] : (said.get(`${other}/${id}`) ?? []))).at(0);
    const [attested, kept] = [across(disposed) !== undefined, across(keeping) ?? null];
    found.set(record, { item, party, id, attested, kept, answerable });
  }
  return [...found.values()];
}

type RecallRow = {
  readonly item: ItemId;
  readonly party: string;
  readonly id: string;
  readonly attested: boolean;
  readonly kept: number | null;
  readonly answerable: boolean;
};

/** How far a round has come: what was destroyed first is said first. */
export type Reached = { readonly at: number; readonly id: string };
const BEGINNING: Reached = { at: -1, id: "" };

/**
 * Says the next of what waits to be said. What cannot be said now (the link is closed, a restored node has not heard) stays,
 * and the round goes on behind it.
 * @param ready whether acts may be committed to this lane now
 * @returns how many were said, and where to go on; null: from the beginning
 */
export async function attestDisposed(
  desk: Desk,
  ready: (lane: string) => boolean,
  reached: Reached | null,
): Promise<{ readonly said: number; readonly reached: Reached | null }> {
  const { party, peer } = desk.ports.identity;
  const { at, id } = reached ?? BEGINNING;
  const waiting = await desk.store.rows<Waiting>(WAITING, [peer.party, at, id]);
  let said = 0;
  for (const each of waiting) {
    try {
      if (await desk.store.tx((tx) => say(desk, tx, each, ready))) said++;
    } catch (error) {
      if (!isSetuError(error)) throw error;
      desk.log("attest-failed", { party, id: each.id, code: error.code });
    }
  }
  return { said, reached: waiting.length === PAGE ? (waiting.at(-1) ?? null) : null };
}

async function say(
  desk: Desk,
  tx: PgTx,
  { item, id, at, ground }: Waiting,
  ready: (lane: string) => boolean,
) {
  const { ports } = desk;
  const { identity } = ports;
  const [known, named] = await Promise.all([readKnown(desk, tx, item), tx.act(identity.peer.party, id)]);
  if (!known || !ready(known.lane) || !named || !isItemAct(named.act)) return false;
  const said = {
    id: idOf(desk, identity.peer.party, id),
    item,
    wf: known.state.workflow.id,
    by: identity.party,
    do: "disposed",
    args: { ref: id, ground: toldGround(ground), at: toldAt(known, { id, at, ground }, ports.world.now()) },
    mark: markNow(known, named.act),
  };
  const act = actFrom(identity, said);
  await submitIn(ports, tx, known.lane, { act, body: null, approvals: "[]", attachments: [] });
  return true;
}

/**
 * What was destroyed before anybody recalled it was not destroyed because of that: the moment would tell of the ground that
 * `toldGround` keeps back. Then it is only said that it is gone by now.
 */
function toldAt(
  { state }: Known,
  { id, at, ground }: Pick<Waiting, "id" | "at" | "ground">,
  now: number,
): number {
  if (toldGround(ground) === ground) return at;
  const recall = state.judged.find(
    (each) => each.void === null && each.act.do === "recall" && each.act.args["ref"] === id,
  );
  return recall && at >= recall.t ? at : now;
}

const idOf = ({ store }: Desk, of: string, id: RecordId): RecordId =>
  createHmac("sha256", store.atRest.derive("setu/1 disposed"))
    .update(`${of}/${id}`)
    .digest("hex")
    .slice(0, 32) as RecordId;
