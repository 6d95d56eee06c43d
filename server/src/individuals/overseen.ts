import type { OverseenCase, Overseen } from "@setu/individuals";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { readCase, readCases } from "./cases.ts";
import { consultationRow, consultationsIn, consultationsOf } from "./consulting.ts";
import { cellsIn, missingOf } from "./reach.ts";
import { namesOf, registeredOf, rowOf, servedBy } from "./view.ts";

/** What oversight sees of individuals' requests: all of it, and of each case every step with its arguments. */
export async function overseenCases(desk: Desk, tx: PgTx, now: number): Promise<Overseen> {
  const open = await readCases(desk, tx);
  const serves = servedBy(open.map((each) => each.open));
  const known = await consultationsIn(desk, tx);
  return {
    now,
    cases: open.map((each) => rowOf(each, now)),
    consultations: known.map((each) => consultationRow(desk, each, true, serves.get(each.item) ?? null)),
    names: await namesOf(
      tx,
      open.flatMap(({ acts }) => acts.map(({ by }) => by)),
    ),
  };
}

/** @throws NOT_FOUND */
export async function overseenCase(desk: Desk, tx: PgTx, id: string, now: number): Promise<OverseenCase> {
  const found = await readCase(desk, tx, id);
  const { open, acts } = found;
  const known = await consultationsOf(desk, tx, open);
  return {
    ...rowOf(found, now),
    ...registeredOf(acts),
    now,
    matters: open.matters,
    restricts: open.restricts.map(({ item }) => item),
    consultations: known.map((each) => consultationRow(desk, each, true, id)),
    missing: missingOf(await cellsIn(tx, now), open.searches),
    leaves: open.leaves,
    acts: acts.map(({ id: act, by, at, do: what, args, text }) => ({
      id: act,
      by,
      at,
      do: what,
      args,
      text,
    })),
    names: await namesOf(
      tx,
      acts.map(({ by }) => by),
    ),
  };
}
