import { isSetuError, SetuError } from "@setu/core";
import { ROSTER } from "@setu/requests/duty.ts";
import type { StoppedOfficer } from "@setu/requests/reasons.ts";
import type { PgTx } from "../db/pg-store.ts";
import { give } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { putCounted, STOP_TRACE } from "./store.ts";

/**
 * The brake on reading in bulk: how many different items beside her own an officer opens in an hour, and how many lines
 * she takes out in a day. Counted from the home log and under its head, which every entry holds until it is committed: two
 * browsers, or two processes, are counted one after the other. At a half she is warned; at the whole it is refused until a
 * supervisor lifts it. What waits for whoever is on duty in a threat to life is never refused: it is counted, and told.
 */
export type BrakeConfig = {
  /** Different items in any hour. */
  readonly openedPerHour: number;
  /** Lines of lists, and originals and proofs, in any day. */
  readonly takenPerDay: number;
};
export const USUAL_BRAKE: BrakeConfig = { openedPerHour: 100, takenPerDay: 20_000 };

export type Braked = "open" | "take";
const HOUR = 3_600_000;
const WINDOW: { readonly [what in Braked]: number } = { open: HOUR, take: 24 * HOUR };

/** Every account of the person behind this one: who has two has no second measure. */
const accounts = (of: string): string =>
  `SELECT id FROM officer WHERE coalesce(person, id) = (SELECT coalesce(person, id) FROM officer WHERE id = ${of})`;
const since = `greatest($2, coalesce((SELECT max(at) FROM derived.reading WHERE by IN (${accounts("$1")}) AND what = 'lift'), 0))`;
const COUNT: { readonly [what in Braked]: string } = {
  open: `SELECT count(DISTINCT item) AS n, coalesce(bool_or(item = $3), false) AS again FROM derived.reading
    WHERE by IN (${accounts("$1")}) AND what = 'open' AND at > ${since}`,
  take: `SELECT coalesce(sum(lines), 0)::bigint AS n, false AS again FROM derived.reading
    WHERE by IN (${accounts("$1")}) AND what = 'take' AND at > ${since} AND $3 = $3`,
};
const LEADS = `SELECT id FROM officer WHERE NOT disabled AND NOT suspended AND accredited_from <= $1
  AND accredited_until > $1 AND 'supervise' = ANY (powers) AND id <> $2 ORDER BY id`;
const STOPPED_SINCE = `SELECT FROM derived.reading WHERE by IN (${accounts("$1")}) AND what = $3 AND at > ${since} LIMIT 1`;
const STOPPED = `SELECT DISTINCT ON (by, what) by AS officer, substr(what, 6) AS what, at FROM derived.reading AS one
  WHERE what IN ('stop-open', 'stop-take') AND at > CASE what WHEN 'stop-open' THEN $1::bigint ELSE $2::bigint END
    AND NOT EXISTS (SELECT FROM derived.reading AS later WHERE later.by IN (${accounts("one.by")}) AND later.what = 'lift' AND later.at >= one.at)
  ORDER BY by, what, at DESC`;

const limitOf = ({ brake }: Desk, what: Braked): number =>
  what === "open" ? brake.openedPerHour : brake.takenPerDay;

type Counted = { readonly n: number; readonly again: boolean };

type Wanted = {
  readonly by: string;
  readonly what: Braked;
  readonly item: string;
  readonly lines: number;
  /** A life hangs on it, and she is on duty. */
  readonly urgent?: boolean;
};

/**
 * @param tx which holds the head of the home log
 * @returns whether it is more than the brake lets through, and is let through all the same: then `noteStopped`
 * @throws TOO_MANY_READS
 */
export async function assertUnbraked(
  desk: Desk,
  tx: PgTx,
  { by, what, item, lines, urgent = false }: Wanted,
): Promise<boolean> {
  const now = desk.ports.world.now();
  const limit = limitOf(desk, what);
  const [counted] = await tx.db.rows<Counted>(COUNT[what], [by, now - WINDOW[what], item]);
  const { n, again } = counted ?? { n: 0, again: false };
  // What is open already is no more.
  if (again) return false;
  const over = n + lines > limit;
  if (over && !urgent)
    throw new SetuError("TOO_MANY_READS", "so much is not read beside one's own matters", {
      detail: { what, n, limit },
    });
  const half = Math.ceil(limit / 2);
  if (n >= half || n + lines < half) return over;
  const event = `brake/half/${what}/${by}/${now}`;
  await give(tx, [{ event, officer: by, item: ROSTER, kind: "brake", reason: "half" }], now);
  return over;
}

/** The work itself, and where the brake has stopped it, that it did. @throws as the work */
export const braking = <T>(desk: Desk, by: string, what: Braked, work: Promise<T>): Promise<T> =>
  work.catch(async (error: unknown) => {
    if (isSetuError(error, "TOO_MANY_READS")) await noteStopped(desk, by, what);
    throw error;
  });

/**
 * That an officer was stopped stands in the home log, once until it is lifted or the time has passed; and who leads is
 * told. In a transaction of its own, because what was refused has left nothing.
 */
export async function noteStopped(desk: Desk, by: string, what: Braked): Promise<void> {
  await desk.store.tx(async (tx) => {
    const now = desk.ports.world.now();
    const head = homeLog(desk.ports, tx);
    await head;
    const stop = `stop-${what}` as const;
    const window = [by, now - WINDOW[what], stop];
    if ((await tx.db.rows(STOPPED_SINCE, window)).length > 0) return;
    const { pos, t } = await writeHome(
      desk.ports,
      tx,
      STOP_TRACE,
      { by, what, policy: desk.policy.hash },
      head,
    );
    await putCounted(tx.db, [{ pos, by, at: t, what: stop, item: "", lines: 0 }]);
    const leads = await tx.db.rows<{ id: string }>(LEADS, [now, by]);
    const notice = { event: `brake/${by}/${pos}`, item: ROSTER, kind: "brake", reason: by } as const;
    await give(
      tx,
      leads.map(({ id }) => ({ ...notice, officer: id })),
      now,
    );
    desk.log("bulk-reading-stopped", { officer: by, what });
  });
}

/** Whom the brake has stopped, and nobody has let go on since. */
export const stoppedOfficers = (desk: Desk, tx: PgTx): Promise<StoppedOfficer[]> => {
  const now = desk.ports.world.now();
  return tx.db.rows<StoppedOfficer>(STOPPED, [now - WINDOW.open, now - WINDOW.take]);
};
