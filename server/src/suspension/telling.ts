import type { Party, RecordId } from "@setu/core";
import { ROSTER } from "@setu/requests/duty.ts";
import { topicOfOffence } from "@setu/requests/topics.ts";
import { active, officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";

/**
 * That the exchange was suspended in something or goes on, to the officers whom it concerns, once: who leads, who has or
 * watches an open request that it may concern, and whose act came back by one. A notice names no request: it leads to the screen that shows each
 * reader what she may see. Found by a loop from the logs, so that both sides are told, and a replay tells nobody anew.
 */
export type Told = "suspended" | "suspended-there" | "resumed" | "resumed-there";

const DAY = 86_400_000;
/** A side that says very many of them wakes nobody so often: the screen counts them all. */
export const MOST_A_DAY = 20;

const SPENT = `SELECT count(DISTINCT event)::int AS n FROM notice
  WHERE at > $1 AND kind = 'suspension' AND event LIKE 'suspension/' || $2 || '/%'`;
const NEW = `SELECT DISTINCT ON (said.id) said.id, offences, agencies, level, what FROM (
    SELECT id, act, party, 'suspended' AS what FROM derived.suspension WHERE party = $1
    UNION ALL SELECT id, act, party, 'resumed' FROM derived.resumption WHERE party = $1) AS said
  JOIN derived.act ON act.party = said.party AND act.id = said.act
  JOIN derived.suspension AS of ON of.party = said.party AND of.id = said.id
  WHERE act.t > $2 AND NOT EXISTS (SELECT FROM notice WHERE notice.event = 'suspension/' || said.party || '/' || said.id || '/' || what)
  ORDER BY said.id, what DESC LIMIT $3`;
const LEADS = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine AND 'supervise' = ANY (powers) ORDER BY id`;
const HAVE = `SELECT officer FROM (SELECT unnest(array_append(watchers, assignee)) AS officer FROM derived.request
    WHERE shown ->> 'turn' <> 'none' AND ($1::text[] = '{}' OR topic = ANY ($1::text[]))
      AND ($2::text[] = '{}' OR audience && $2::text[]) AND level >= $3) AS each WHERE officer <> ''
  UNION SELECT officer FROM held WHERE state = 'returned' AND returned = 'EXCHANGE_SUSPENDED' LIMIT 1000`;

type New = {
  readonly id: RecordId;
  readonly offences: readonly string[];
  readonly agencies: readonly string[];
  readonly level: number;
  readonly what: "suspended" | "resumed";
};

export async function tellSuspensions(desk: Desk, tx: PgTx): Promise<void> {
  const { identity, world } = desk.ports;
  const now = world.now();
  for (const party of [identity.party, identity.peer.party]) {
    const [spent] = await tx.db.rows<{ n: number }>(SPENT, [now - DAY, party]);
    const left = MOST_A_DAY - (spent?.n ?? 0);
    if (left <= 0) continue;
    const found = await tx.db.rows<New>(NEW, [party, now - KEPT_MS, left]);
    for (const said of found) await tell(desk, tx, party, said);
  }
}

async function tell(
  desk: Desk,
  tx: PgTx,
  party: Party,
  { id, offences, agencies, level, what }: New,
): Promise<void> {
  const now = desk.ports.world.now();
  const officers = new Set(await leads(desk, tx, now));
  const topics = [...new Set(offences.map(topicOfOffence))];
  for (const { officer } of await tx.db.rows<{ officer: string }>(HAVE, [topics, agencies, level]))
    officers.add(officer);
  const reason: Told = party === desk.ports.identity.party ? what : `${what}-there`;
  const event = `suspension/${party}/${id}/${what}`;
  const notices = [...officers].map((officer): NewNotice => ({
    event,
    officer,
    item: ROSTER,
    kind: "suspension",
    reason,
  }));
  await give(tx, notices, now);
}

async function leads(desk: Desk, tx: PgTx, now: number): Promise<readonly string[]> {
  const may: string[] = [];
  for (const { id } of await tx.db.rows<{ id: string }>(LEADS, [now]))
    if (desk.policy.decide(await officerFacts(tx.db, id, now), "lead", null, { now }).allow) may.push(id);
  return may;
}
