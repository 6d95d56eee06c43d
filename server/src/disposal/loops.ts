import type { PgTx } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { Loop } from "../node/loop.ts";
import type { Desk } from "../requests/desk.ts";
import { attestDisposed, type Reached } from "./attesting.ts";
import { tellCopies } from "./copies.ts";
import { beginRun, lastRun, purgeNext } from "./purge.ts";
import { rewriteFreed } from "./rewrite.ts";
import { DAY } from "./retention.ts";

/** A run begins a day after the last one began. */
const EVERY = DAY;
const LOOK = 10 * 60_000;
/** Beside officers who work: a matter, and a breath. */
const BETWEEN = 20;
/** A run that should have ended so long ago is told, by a loop of its own: the other may be what stands still. */
export const LATE = EVERY + EVERY / 2;
const WATCH = 3_600_000;
/** Whoever recalled something learns within seconds that it was destroyed. */
const ATTEST = 2_000;
const AWAY = 2 * WATCH;

/**
 * What destroys by date, what watches that it does, and what tells the other side; any number of processes may do it at once.
 * @param home in which a copy of the database of before may stand
 * @param ready whether acts may be committed to a lane now: after a restore, not before the peer has been heard
 */
export function disposalLoops(
  desk: Desk,
  {
    home,
    log,
    ready,
  }: { readonly home: string; readonly log: Log; readonly ready: (lane: string) => boolean },
): readonly Loop[] {
  const { store, ports, retention } = desk;
  const { now } = ports.world;
  const started = now();
  const watch = new Loop("purge-watch", log, async () => {
    await tellLate(desk, started);
    await tellCopies(desk, home);
    return WATCH;
  });
  const purge = new Loop("purge", log, async () => {
    if (Object.keys(retention).length > 0)
      await store.tx(async (tx) => {
        const last = await lastRun(tx);
        if (last === null || (last.ended !== null && now() - last.began >= EVERY)) await beginRun(tx, now());
      });
    if (await purgeNext(desk)) return BETWEEN;
    const { records, log: given } = await rewriteFreed(store, now());
    if (records > 0) {
      log("rewritten", { records, log: given ? "given up" : "not ours" });
      watch.wake();
    }
    return LOOK;
  });
  let reached: Reached | null = null;
  const attest = new Loop("attest", log, async () => {
    ({ reached } = await attestDisposed(desk, ready, reached));
    return ATTEST;
  });
  return [purge, watch, attest];
}

/**
 * Raises an alarm, once for each run that was the last to end, when nothing has ended since for too long. A node that was
 * away is given the time to make up for it.
 * @param started when this process began
 */
export async function tellLate(desk: Desk, started: number): Promise<boolean> {
  const { store, ports } = desk;
  const { identity, world } = ports;
  const now = world.now();
  return store.tx(async (tx) => {
    if (!(await isLate(desk, tx, started))) return false;
    const [{ ended } = NEVER] = await tx.db.rows<typeof NEVER>(SINCE_PURGE, []);
    const last =
      ended === null ? "no run has ever ended" : `the last run ended ${new Date(ended).toISOString()}`;
    await tx.alarm(identity.peer.party, { code: "PURGE_LATE", at: now, lane: null, evidence: last }, false);
    return true;
  });
}

export async function isLate({ ports, retention }: Desk, tx: PgTx, started: number): Promise<boolean> {
  if (Object.keys(retention).length === 0) return false;
  const now = ports.world.now();
  const [{ ended, began } = NEVER] = await tx.db.rows<typeof NEVER>(SINCE_PURGE, []);
  return now - (ended ?? began ?? started) >= LATE && now - started >= AWAY;
}

/** A run that somebody stopped has not come to its end. */
export const SINCE_PURGE = `SELECT (max(ended) FILTER (WHERE stopped_by IS NULL))::bigint AS ended, min(began)::bigint AS began FROM purge`;
const NEVER: { readonly ended: number | null; readonly began: number | null } = { ended: null, began: null };
