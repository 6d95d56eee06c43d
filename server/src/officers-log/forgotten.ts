import { type Hash, type LogAct, type Party } from "@setu/core";
import { ownOrigin, readPersonsAct } from "@setu/link";
import { endAll } from "../admin/account.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { changing } from "../standing/changing.ts";
import { saidIn } from "./said.ts";

/**
 * What this node has said of its officers and does not know any more: its database was restored, and the peer has given
 * the log back. The rows are of yesterday then, and following them would give back what had been taken away since. So
 * they follow the log, but only where it takes away: what it gave has to be given anew.
 */
const FORGOTTEN = `SELECT said.id FROM derived.person_act AS said
  WHERE said.origin = $1 AND said.pos IS NOT NULL
    AND NOT EXISTS (SELECT FROM record WHERE record.party = said.party AND record.id = said.id)`;
const KNOWN = `INSERT INTO record (party, id, origin) SELECT $1, id, $2 FROM unnest($3::text[]) AS id ON CONFLICT DO NOTHING`;
const SUSPEND = `UPDATE officer SET suspended = true, recalled = recalled OR $2 WHERE id = $1`;
const DATES = `UPDATE officer SET accredited_from = greatest(accredited_from, $2),
  accredited_until = least(accredited_until, $3) WHERE id = $1`;
const REVOKE = `UPDATE passkey SET ended = coalesce(ended, $2), why = coalesce(why, 'removed'),
  stolen_since = least(stolen_since, $3) WHERE key = $1`;
const SIGN_OUT = `DELETE FROM session WHERE passkey = $1`;
const HELD = `SELECT FROM passkey WHERE key = $1`;

/** @returns by lane: declared keys of which nothing is left here, so that nobody could take them away any more */
export async function takeUpForgotten(desk: Desk, tx: PgTx): Promise<ReadonlyMap<string, readonly Hash[]>> {
  const { identity, world } = desk.ports;
  const lost = new Map<string, readonly Hash[]>();
  for (const lane of identity.lanes) {
    const origin = ownOrigin(identity, lane);
    const ids = new Set((await tx.db.rows<{ id: string }>(FORGOTTEN, [origin])).map(({ id }) => id));
    if (ids.size === 0) continue;
    lost.set(lane, await changing(tx, null, () => takeUp(tx, origin, ids, world.now())));
    await tx.db.change(KNOWN, [identity.party satisfies Party, origin, [...ids]]);
  }
  return lost;
}

async function takeUp(
  tx: PgTx,
  origin: string,
  forgotten: ReadonlySet<string>,
  now: number,
): Promise<readonly Hash[]> {
  const rows = await tx.persons(origin, null);
  const { officers } = saidIn(rows);
  const lost: Hash[] = [];
  for (const { act } of rows.filter((row) => forgotten.has(row.act.id))) {
    const said = readPersonsAct(act as LogAct);
    switch (said.do) {
      case "suspend":
      case "recall-officer": {
        const there = officers.get(said.officer);
        if ((there?.suspended ?? there?.recalled ?? null) === null) break;
        await tx.db.change(SUSPEND, [said.officer, there?.recalled !== null]);
        await endAll(tx.db, said.officer);
        break;
      }
      case "revoke-key":
        await tx.db.change(REVOKE, [said.key, now, said.since]);
        await tx.db.change(SIGN_OUT, [said.key]);
        break;
      case "officer-key":
        await tx.db.change(DATES, [said.officer, said.from, said.until]);
        if ((await tx.db.rows(HELD, [said.key])).length === 0) lost.push(said.key);
        break;
      case "resume":
        break;
    }
  }
  return lost;
}
