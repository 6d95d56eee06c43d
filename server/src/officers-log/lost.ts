import { SetuError } from "@setu/core";
import { declareGap, gapOf, type Gap } from "@setu/link";
import { endAll } from "../admin/account.ts";
import { logAdministration } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import { personsOf } from "../release/persons.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { changing } from "../standing/changing.ts";
import { declareAll } from "./declare.ts";

/**
 * What of our own logs a restore brought back and nobody can open (`link/src/gap.ts`), and the way out when the other side
 * has not got the keys either: two administrators declare it lost.
 */
export type LaneGap = Gap & { readonly lane: string };

// Who administers sends nothing, and has to give the others back; who reviews sends nothing either.
const BAR = `UPDATE officer SET suspended = true
  WHERE NOT disabled AND NOT suspended AND NOT powers && ARRAY['administer', 'oversee'] RETURNING id`;
const ADMINISTERS = `SELECT id FROM officer WHERE id = ANY ($1::text[]) AND 'administer' = ANY (powers)
  AND NOT disabled AND NOT suspended AND accredited_from <= $2 AND accredited_until > $2`;

export async function gapsOf({ ports }: Pick<Desk, "ports">, tx: PgTx): Promise<readonly LaneGap[]> {
  const found: LaneGap[] = [];
  for (const lane of ports.identity.lanes) {
    const gap = await gapOf(ports, tx, lane);
    if (gap) found.push({ lane, ...gap });
  }
  return found;
}

/**
 * Who was suspended in what is lost nobody here can tell, and over there it counts: so nobody who acts stays in office by
 * this. Each is suspended in every lane, and administrators resume whom they know not to have been barred.
 * @returns who is suspended by it
 * @throws NOT_FOUND where nothing is closed; FORBIDDEN unless both administer now; ILLEGAL unless they are two persons
 */
export async function declareLost(
  desk: Desk,
  tx: PgTx,
  { lane, by, and }: { readonly lane: string; readonly by: string; readonly and: string },
): Promise<readonly string[]> {
  const { ports } = desk;
  await homeLog(ports, tx);
  const gap = (await gapsOf(desk, tx)).find((each) => each.lane === lane);
  if (!gap) throw new SetuError("NOT_FOUND", "all of our own log on this lane can be read");
  await assertTwo(desk, tx, by, and);
  await declareGap(ports, tx, lane, gap);
  const barred = await changing(tx, null, async () => {
    const ids = (await tx.db.rows<{ id: string }>(BAR, [])).map(({ id }) => id);
    for (const officer of ids) await endAll(tx.db, officer);
    return ids;
  });
  await declareAll(desk, tx);
  const { from, until } = gap;
  await logAdministration(desk, tx, by, "log-lost", { and, lane, from, until, barred: barred.length });
  return barred;
}

/** @throws FORBIDDEN unless both administer now; ILLEGAL unless they are two persons */
export async function assertTwo(
  { ports }: Pick<Desk, "ports">,
  tx: PgTx,
  by: string,
  and: string,
): Promise<void> {
  const both = await tx.db.rows<{ id: string }>(ADMINISTERS, [[by, and], ports.world.now()]);
  if (both.length < new Set([by, and]).size)
    throw new SetuError("FORBIDDEN", "who declares it lost has to administer this node now");
  const person = await personsOf(tx, [by, and]);
  if (person(by) === person(and)) throw new SetuError("ILLEGAL", "two persons have to declare it lost");
}
