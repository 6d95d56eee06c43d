import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { projectAll } from "../requests/projection.ts";
import { disposeItem, type Order } from "./dispose.ts";
import { candidates, FIRST, keptFor, type Candidate, type Place } from "./retention.ts";

/**
 * A run of the rule: matter by matter, each in a transaction of its own in which the run notes how far it has come. A process
 * that dies in it has lost nothing and repeats nothing; whichever process comes next goes on.
 */
export type Run = {
  readonly no: number;
  readonly began: number;
  readonly ended: number | null;
  readonly destroyed: number;
  readonly kept: number;
  readonly stoppedBy: string | null;
};
type Open = Run & Place;

const COLUMNS = `no::int AS no, began, ended, destroyed, kept, stopped_by AS "stoppedBy", reached_at AS at, coalesce(reached, '') AS item`;
const OPEN = `SELECT ${COLUMNS} FROM purge WHERE ended IS NULL FOR UPDATE SKIP LOCKED`;
const LAST = `SELECT ${COLUMNS} FROM purge ORDER BY no DESC LIMIT 1`;
const BEGIN = `INSERT INTO purge (began) VALUES ($1) ON CONFLICT DO NOTHING`;
const NOTE = `UPDATE purge SET reached_at = $2, reached = $3, destroyed = destroyed + $4, kept = kept + $5 WHERE no = $1`;
const END = `UPDATE purge SET ended = $2 WHERE no = $1`;
const STOP = `UPDATE purge SET ended = $1, stopped_by = $2 WHERE ended IS NULL`;

export const lastRun = async (tx: PgTx): Promise<Run | null> => (await tx.db.rows<Run>(LAST, []))[0] ?? null;

/** @returns false: one is under way */
export const beginRun = async (tx: PgTx, now: number): Promise<boolean> =>
  (await tx.db.change(BEGIN, [now])) === 1;

/** What is destroyed stays so; the next run begins from the beginning. @returns false: none was under way */
export const stopRun = async (tx: PgTx, by: string, now: number): Promise<boolean> =>
  (await tx.db.change(STOP, [now, by])) === 1;

/** One matter of the run that is open. @returns whether there may be more of it */
export const purgeNext = (desk: Desk): Promise<boolean> => desk.store.tx((tx) => next(desk, tx));

async function next(desk: Desk, tx: PgTx): Promise<boolean> {
  const now = desk.ports.world.now();
  const [run] = await tx.db.rows<Open>(OPEN, []);
  if (!run) return false;
  const from = run.item === "" ? FIRST : { at: run.at, item: run.item };
  if (from === FIRST) await projectAll(desk, tx);
  const [candidate] = await candidates(desk, tx, from, { now: run.began, limit: 1 });
  if (!candidate) {
    await tx.db.change(END, [run.no, now]);
    return false;
  }
  const kept = await judge(desk, tx, candidate, now);
  const [destroyed, left] = [kept === null ? 1 : 0, kept === null || kept === "later" ? 0 : 1];
  await tx.db.change(NOTE, [run.no, candidate.at, candidate.item, destroyed, left]);
  return true;
}

/** Judged under the locks of whoever acts on it, so that what comes meanwhile comes before or after. */
async function judge(desk: Desk, tx: PgTx, candidate: Candidate, now: number) {
  await homeLog(desk.ports, tx);
  await tx.lockItem(candidate.item);
  await projectAll(desk, tx);
  const kept = await keptFor(desk, tx, candidate, now);
  const order: Order = { ground: "retention-expired", by: desk.ports.identity.party, agreed: null };
  if (kept === null) await disposeItem(desk, tx, candidate.item, order);
  return kept;
}
