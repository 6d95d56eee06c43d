import { KEPT_FOR, RETENTION_CLASSES, type KeptFor, type PurgeView } from "@setu/requests/disposal.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { projectAll } from "../requests/projection.ts";
import { isLate } from "./loops.ts";
import { lastRun } from "./purge.ts";
import { candidates, DAY, FIRST, keptFor } from "./retention.ts";

/** So many matters are looked at; a desk that has more learns that there are more. */
const COUNTED = 200;
const SOON = 30 * DAY;
const RECORDS = `SELECT count(*)::int AS destroyed,
  (count(*) FILTER (WHERE coalesce(rewritten, 0) = 0))::int AS unwritten FROM disposal`;

export async function purgeView(desk: Desk, tx: PgTx, started: number): Promise<PurgeView> {
  const { retention, ports } = desk;
  const now = ports.world.now();
  await projectAll(desk, tx);
  const found = await candidates(desk, tx, FIRST, { now: now + SOON, limit: COUNTED + 1 });
  const kept = Object.fromEntries(KEPT_FOR.map((why) => [why, 0])) as Record<KeptFor, number>;
  let [due, soon] = [0, 0];
  for (const candidate of found.slice(0, COUNTED)) {
    const why = await keptFor(desk, tx, candidate, now);
    if (why === null) due++;
    else if (why !== "later") kept[why]++;
    else if ((await keptFor(desk, tx, candidate, now + SOON)) === null) soon++;
  }
  const [records] = await tx.db.rows<{ destroyed: number; unwritten: number }>(RECORDS, []);
  const last = await lastRun(tx);
  return {
    now,
    rules: RETENTION_CLASSES.flatMap((name) => {
      const days = retention[name];
      return days === undefined ? [] : [{ class: name, days }];
    }),
    last: last && {
      began: last.began,
      ended: last.ended,
      destroyed: last.destroyed,
      kept: last.kept,
      stoppedBy: last.stoppedBy,
    },
    due,
    soon,
    kept,
    more: found.length > COUNTED,
    destroyed: records?.destroyed ?? 0,
    unwritten: records?.unwritten ?? 0,
    late: await isLate(desk, tx, started),
  };
}
