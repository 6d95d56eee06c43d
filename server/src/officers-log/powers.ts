import { SetuError, type Hash, type Instant, type ItemId } from "@setu/core";
import { endAll } from "../admin/account.ts";
import type { PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import type { Desk } from "../requests/desk.ts";
import { declareAll } from "./declare.ts";

/**
 * What is done to an officer's powers, here and in the lanes at once. Each is done in the caller's transaction, before
 * whatever else in it goes into a lane: the lanes are taken alone, so that nothing of hers comes between.
 * @throws NOT_FOUND for who is no officer of this node
 */
const SUSPEND = `UPDATE officer SET suspended = true WHERE id = $1 RETURNING id`;
const RESUME = `UPDATE officer SET suspended = false WHERE id = $1 AND NOT recalled RETURNING id`;
const RECALL = `UPDATE officer SET suspended = true, recalled = true WHERE id = $1 RETURNING id`;
const ACCREDIT = `UPDATE officer SET accredited_from = $2, accredited_until = $3 WHERE id = $1 RETURNING id`;
const KNOWN = `SELECT id FROM officer WHERE id = $1`;
const REVOKE = `UPDATE passkey SET ended = coalesce(ended, $3), why = coalesce(why, 'stolen'),
    stolen_since = least(stolen_since, $4) WHERE officer = $1 AND key = $2 RETURNING key`;
const SIGN_OUT = `DELETE FROM session WHERE passkey = $1`;

export async function suspendOfficer(desk: Desk, tx: PgTx, officer: string, because?: ItemId): Promise<void> {
  await changing(tx, [officer], async () => {
    await found(tx, SUSPEND, [officer]);
    await endAll(tx.db, officer);
  });
  await declareAll(desk, tx, because);
}

/** @throws ILLEGAL for who was recalled: that is for ever */
export async function resumeOfficer(desk: Desk, tx: PgTx, officer: string, because?: ItemId): Promise<void> {
  await found(tx, KNOWN, [officer]);
  const resumed = await changing(tx, [officer], () => tx.db.rows(RESUME, [officer]));
  if (resumed.length === 0)
    throw new SetuError("ILLEGAL", "the officer was recalled, and nothing resumes her");
  await declareAll(desk, tx, because);
}

export async function recallOfficer(desk: Desk, tx: PgTx, officer: string, because?: ItemId): Promise<void> {
  await changing(tx, [officer], async () => {
    await found(tx, RECALL, [officer]);
    await endAll(tx.db, officer);
  });
  await declareAll(desk, tx, because);
}

/** Her keys count from when to when she is accredited. */
export async function accreditOfficer(
  desk: Desk,
  tx: PgTx,
  officer: string,
  { from, until, because }: { readonly from: Instant; readonly until: Instant; readonly because?: ItemId },
): Promise<void> {
  await changing(tx, [officer], () => found(tx, ACCREDIT, [officer, from, until]));
  await declareAll(desk, tx, because);
}

/** @param since when somebody else may have come to use it; null: nobody has */
export async function revokeKey(
  desk: Desk,
  tx: PgTx,
  {
    officer,
    key,
    since,
    because,
  }: {
    readonly officer: string;
    readonly key: Hash;
    readonly since: Instant | null;
    readonly because?: ItemId;
  },
): Promise<void> {
  const revoked = [officer, key, desk.ports.world.now(), since];
  await changing(tx, [officer], () => found(tx, REVOKE, revoked));
  await tx.db.change(SIGN_OUT, [key]);
  await declareAll(desk, tx, because);
}

async function found(tx: PgTx, sql: string, values: readonly unknown[]): Promise<void> {
  if ((await tx.db.rows(sql, values)).length === 0)
    throw new SetuError("NOT_FOUND", "there is no such officer or key at this node");
}
