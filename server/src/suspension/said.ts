import type { Direction, Party, RecordId } from "@setu/core";
import type { SuspensionRow } from "@setu/requests/suspension.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Session } from "../db/session.ts";

/** So many of each side are shown, those in force first; a side that says more is counted and not listed. */
const SHOWN = 200;

// All lanes of a side joined: what was said in one of them counts for a view (record.md rule 1). Instants are looked up
// for what is shown alone, one by one: however much a side says, no join of all of it is left to the planner.
const T = (of: string) =>
  `(SELECT act.t FROM derived.act WHERE act.party = ${of}.party AND act.id = ${of}.act)`;
const ENDED = `EXISTS (SELECT FROM derived.resumption WHERE resumption.party = said.party AND resumption.id = said.id)`;
const LIST = `SELECT id, offences, agencies, level, direction, from_at AS "from", reason, review,
    (SELECT min(${T("each")}) FROM derived.suspension AS each WHERE each.party = listed.party AND each.id = listed.id) AS said,
    (SELECT min(${T("each")}) FROM derived.resumption AS each WHERE each.party = listed.party AND each.id = listed.id) AS ended
  FROM (SELECT * FROM (SELECT DISTINCT ON (said.id) said.*, ${ENDED} AS over FROM derived.suspension AS said
      WHERE said.party = $1 ORDER BY said.id, said.origin) AS each
    ORDER BY over, from_at DESC, id LIMIT ${SHOWN}) AS listed ORDER BY over, from_at DESC, id`;
const COUNT = `SELECT count(DISTINCT id)::int AS n FROM derived.suspension WHERE party = $1`;
const ENDED_AT = `(SELECT min(${T("each")}) FROM derived.resumption AS each WHERE each.party = said.party AND each.id = said.id)`;
const HITS = `SELECT said.id, said.party, said.from_at AS "from", review FROM derived.suspension AS said
  WHERE party = $1 AND direction = ANY ($2::text[]) AND from_at <= $3 AND level <= $4
    AND (offences = '{}' OR $5 = ANY (offences)) AND (agencies = '{}' OR agencies && $6::text[])
    AND NOT ${ENDED}
  ORDER BY from_at, id LIMIT 1`;
/** Of those that are over, the one that ended last. */
const OVER = `SELECT said.id, said.party, said.from_at AS "from", review, ended FROM derived.suspension AS said
  CROSS JOIN LATERAL ${ENDED_AT} AS over (ended)
  WHERE party = $1 AND direction = ANY ($2::text[]) AND from_at <= $3 AND level <= $4
    AND (offences = '{}' OR $5 = ANY (offences)) AND (agencies = '{}' OR agencies && $6::text[])
    AND ${ENDED}
  ORDER BY ended DESC, id LIMIT 1`;
const OPEN = `SELECT FROM derived.suspension AS said WHERE party = $1 AND id = $2
  AND NOT ${ENDED}`;

type Listed = Omit<SuspensionRow, "party">;

export async function suspensionsOf(
  tx: PgTx,
  party: Party,
): Promise<{ readonly rows: readonly SuspensionRow[]; readonly total: number }> {
  const [rows, [counted]] = await Promise.all([
    tx.db.rows<Listed>(LIST, [party]),
    tx.db.rows<{ n: number }>(COUNT, [party]),
  ]);
  return { rows: rows.map((row) => ({ ...row, party })), total: counted?.n ?? 0 };
}

export const isSuspended = async (db: Pick<Session, "rows">, party: Party, id: RecordId): Promise<boolean> =>
  (await db.rows(OPEN, [party, id])).length > 0;

/** One matter, by codes alone. */
export type Affected = {
  readonly offence: string | null;
  readonly audience: readonly string[];
  readonly level: number;
};
export type Hit = {
  readonly id: RecordId;
  readonly party: Party;
  readonly from: number;
  readonly review: number;
  /** Null: it is in force. */
  readonly ended: number | null;
};

/**
 * The earliest suspension of this side that now covers the matter in one of these directions.
 * @param over where none is in force, the one that has ended last
 */
export async function hitOf(
  db: Pick<Session, "rows">,
  party: Party,
  directions: readonly Direction[],
  { offence, audience, level }: Affected,
  now: number,
  over = false,
): Promise<Hit | null> {
  const asked = [party, directions, now, level, offence, audience];
  const [found] = await db.rows<Omit<Hit, "ended">>(HITS, asked);
  if (found) return { ...found, ended: null };
  const [ended] = over ? await db.rows<Hit>(OVER, asked) : [];
  return ended ?? null;
}
