import { endAll } from "../admin/account.ts";
import type { PgTx } from "../db/pg-store.ts";
import { declareAll } from "../officers-log/declare.ts";
import { changing } from "../standing/changing.ts";
import { isBraked } from "./brake.ts";
import { noteDeed, withdraw, type Around } from "./deeds.ts";

/**
 * A directory takes away at once, and gives nothing back but an account in which there is nothing (decision 0008). Who
 * has been given something is suspended, which the other side hears in the same transaction (decision 0011); an empty
 * account of a directory's own is put away without a word to anybody.
 */
const STANDING = `SELECT provisioned, powers, suspended, disabled, recalled, powers = '{}' AND compartments = '{}' AND clearance = 0 AS empty,
    NOT (disabled OR suspended OR recalled) AS open,
    NOT (disabled OR suspended OR recalled) AND accredited_from <= $2 AND accredited_until > $2 AND powers <> '{}' AS works
  FROM officer WHERE id = $1 FOR UPDATE`;
const SUSPEND = `UPDATE officer SET suspended = true WHERE id = $1`;
const PUT_AWAY = `UPDATE officer SET disabled = $2 WHERE id = $1`;
const UNINVITE = `DELETE FROM enrolment WHERE officer = $1`;

type Standing = {
  readonly provisioned: boolean;
  readonly powers: readonly string[];
  readonly suspended: boolean;
  readonly disabled: boolean;
  readonly recalled: boolean;
  readonly empty: boolean;
  readonly open: boolean;
  readonly works: boolean;
};

async function standingOf({ db }: PgTx, officer: string, now: number): Promise<Standing> {
  const [found] = await db.rows<Standing>(STANDING, [officer, now]);
  if (!found) throw new Error("an account of a directory is in no table of officers");
  return found;
}

/** @returns false where it waits for two administrators instead */
export async function close(around: Around, officer: string): Promise<boolean> {
  const { tx, now } = around;
  const { open, works, powers } = await standingOf(tx, officer, now);
  await withdraw(tx, officer, ["reopen"]);
  if (!open) return true;
  const administers = powers.includes("administer");
  if (works && (await isBraked(tx, { officer, administers, now }))) {
    await noteDeed(around, { officer, did: "close", state: "waiting" });
    return false;
  }
  await takeAway(around, officer);
  await noteDeed(around, { officer, did: "close", state: "done", took: works });
  return true;
}

/** By whoever may: a directory within its measure, or two administrators. */
export async function takeAway({ desk, tx, now }: Pick<Around, "desk" | "tx" | "now">, officer: string) {
  const { provisioned, empty } = await standingOf(tx, officer, now);
  await changing(tx, [officer], async () => {
    if (provisioned && empty) await tx.db.change(PUT_AWAY, [officer, true]);
    else await tx.db.change(SUSPEND, [officer]);
    await endAll(tx.db, officer);
  });
  await tx.db.change(UNINVITE, [officer]);
  await declareAll(desk, tx);
}

/** An empty account of its own a directory opens again by itself; any other waits for two administrators. */
export async function reopen(around: Around, officer: string): Promise<void> {
  const { tx, now } = around;
  await withdraw(tx, officer, ["close"]);
  const { open, provisioned, suspended, recalled, empty } = await standingOf(tx, officer, now);
  if (open) return;
  const own = provisioned && empty && !suspended && !recalled;
  if (own) await changing(tx, [officer], () => tx.db.change(PUT_AWAY, [officer, false]));
  await noteDeed(around, { officer, did: "reopen", state: own ? "done" : "waiting" });
}

/** The directory knows it no longer: the account stays for what it has signed. */
export const putAway = (tx: PgTx, officer: string): Promise<number> =>
  changing(tx, [officer], () => tx.db.change(PUT_AWAY, [officer, true]));
