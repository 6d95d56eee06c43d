import { NOTICE_DEFAULTS, NOTICE_KINDS, type NoticeKind } from "@setu/requests";
import { onShift } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";

/**
 * What an officer is told, once. The event names what happened, by ids and instants that every process and every replay
 * finds again; event and officer are the key. A notice has no content: who may read the item reads it there.
 */
export type NewNotice = {
  readonly event: string;
  readonly officer: string;
  readonly item: string;
  readonly kind: NoticeKind;
  readonly reason: string;
};

/** What one item tells, and the events that an officer has taken back. */
export type Found = { readonly given: readonly NewNotice[]; readonly undone: readonly string[] };

/**
 * Notices are kept so long. An event that is older makes no notice, else one that has been forgotten would be made again.
 */
export const KEPT_MS = 90 * 86_400_000;
/** The other side's clock may be wrong by as much. */
const SKEW_MS = 86_400_000;

// Who is off duty is not woken: it stands on her screen when she comes, and whoever is on duty has it now (rings.ts).
// Sorted by key, so that two processes that find the same events wait for each other and never in a ring.
const GIVE = `WITH new AS (
    SELECT event, new.officer, item, kind, reason, officer.mail AS address,
      coalesce((preference.notices #>> ARRAY[kind, 'screen'])::boolean, on_screen) AS screen,
      coalesce((preference.notices #>> ARRAY[kind, 'mail'])::boolean, by_mail) AND officer.mail IS NOT NULL AS mail,
      coalesce((preference.notices #>> ARRAY[kind, 'digest'])::boolean, by_digest) AND officer.mail IS NOT NULL AS digest
    FROM jsonb_to_recordset($1::jsonb) AS new (event text, officer text, item text, kind text, reason text)
    JOIN officer ON officer.id = new.officer AND NOT officer.disabled
    JOIN jsonb_to_recordset($2::jsonb) AS ordinary (name text, on_screen boolean, by_mail boolean, by_digest boolean) ON ordinary.name = new.kind
    LEFT JOIN preference ON preference.officer = new.officer
  ), made AS (
    INSERT INTO notice (event, officer, item, kind, reason, at, screen)
    SELECT event, officer, item, kind, reason, $3, screen FROM new WHERE screen OR mail OR digest ORDER BY event, officer
    ON CONFLICT (event, officer) DO NOTHING RETURNING no, event, officer
  )
  INSERT INTO mail (notice, due) SELECT no, $3 FROM made JOIN new USING (event, officer)
  WHERE mail AND ${onShift("$3", { officer: "made.officer" })}`;
const TAKE_BACK = `DELETE FROM notice WHERE event = ANY ($1::text[]) AND read_at IS NULL`;
const FORGET = `DELETE FROM notice WHERE at <= $1`;

/** What is told on which channel where an officer has not chosen, as a statement takes it. */
export const KINDS_JSON = JSON.stringify(
  NOTICE_KINDS.map((kind) => ({
    name: kind,
    on_screen: NOTICE_DEFAULTS[kind].screen,
    by_mail: NOTICE_DEFAULTS[kind].mail,
    by_digest: NOTICE_DEFAULTS[kind].digest,
  })),
);

/** By the channels that each officer has chosen. What was given before is not given again. */
export async function give(tx: PgTx, notices: readonly NewNotice[], now: number): Promise<void> {
  if (notices.length === 0) return;
  const once = new Map(notices.map((each) => [`${each.event} ${each.officer}`, each]));
  await tx.db.change(GIVE, [JSON.stringify([...once.values()]), KINDS_JSON, now]);
}

/** What acts have told, and what they have taken back: of an event that was undone, whoever has read it knows. */
export async function giveFound(tx: PgTx, found: readonly Found[], now: number): Promise<void> {
  const undone = found.flatMap((each) => each.undone);
  if (undone.length > 0) await tx.db.change(TAKE_BACK, [undone]);
  await give(
    tx,
    found.flatMap((each) => each.given),
    now,
  );
}

export async function forgetOld(tx: PgTx, now: number): Promise<void> {
  await tx.db.change(FORGET, [now - KEPT_MS - SKEW_MS]);
}
