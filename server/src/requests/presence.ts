import { badField, type ItemId, type Json } from "@setu/core";
import type { DeskPresence, Presence } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";

/**
 * Who of the desk reads or writes on an item now. A row that no process keeps through a crash, read by all of them; it
 * is in no log, because it is about colleagues and not about requests.
 */
export const PRESENT_MS = 60_000;

const HERE = `INSERT INTO presence (item, officer, doing, since, seen) VALUES ($1, $2, $3, $4, $4)
  ON CONFLICT (item, officer) DO UPDATE SET doing = excluded.doing, seen = excluded.seen,
    since = CASE WHEN presence.doing = excluded.doing AND presence.seen > $5 THEN presence.since ELSE excluded.since END
  RETURNING since = $4 AS changed`;
const GONE = `DELETE FROM presence WHERE item = $1 AND officer = $2`;
const SWEEP = `DELETE FROM presence WHERE seen <= $1`;
const OTHERS = `SELECT officer, doing, since FROM presence
  WHERE item = $1 AND officer <> $2 AND seen > $3 ORDER BY doing DESC, since, officer`;

const DESK = `SELECT item, officer, doing, since FROM presence
  WHERE officer <> $1 AND seen > $2 ORDER BY item, officer LIMIT 1000`;

const DOINGS = ["reading", "writing", "gone"] as const;
export type Doing = (typeof DOINGS)[number];

/** @throws BAD_FIELD */
export function parseDoing(value: Json | undefined): Doing {
  const doing = DOINGS.find((each) => each === value);
  if (!doing) throw badField("doing", "reading, writing or gone");
  return doing;
}

/** @returns whether the others see something new */
export async function sayPresent(
  tx: PgTx,
  item: ItemId,
  { officer, doing, now }: { readonly officer: string; readonly doing: Doing; readonly now: number },
): Promise<boolean> {
  const swept = await tx.db.change(SWEEP, [now - PRESENT_MS]);
  if (doing === "gone") return (await tx.db.change(GONE, [item, officer])) > 0;
  const [row] = await tx.db.rows<{ changed: boolean }>(HERE, [item, officer, doing, now, now - PRESENT_MS]);
  return swept > 0 || row?.changed === true;
}

export const othersPresent = (tx: PgTx, item: ItemId, officer: string, now: number): Promise<Presence[]> =>
  tx.db.rows<Presence>(OTHERS, [item, officer, now - PRESENT_MS]);

/** The same for every item of the desk, for its lists. */
export const presentAtDesk = (tx: PgTx, officer: string, now: number): Promise<DeskPresence[]> =>
  tx.db.rows<DeskPresence>(DESK, [officer, now - PRESENT_MS]);
