import type { DirectoryDid } from "@setu/requests";
import { logAdministration } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";

/** Who asks: the program of a directory, for the accounts of its agency. */
export type Directory = { readonly client: string; readonly agency: string };
export type Around = { readonly desk: Desk; readonly tx: PgTx; readonly by: Directory; readonly now: number };

type Deed = {
  readonly officer: string;
  readonly did: DirectoryDid;
  readonly state: "done" | "waiting";
  readonly group?: string;
  readonly took?: boolean;
};

const PUT = `INSERT INTO directory_deed (client, officer, did, "group", at, state, took)
  SELECT $1, $2::text, $3::text, $4::text, $5, $6::text, $7::boolean WHERE $6 <> 'waiting' OR NOT EXISTS (SELECT FROM directory_deed
    WHERE officer = $2 AND did = $3 AND "group" IS NOT DISTINCT FROM $4 AND state = 'waiting')`;
const OVER = `UPDATE directory_deed SET state = 'dropped'
  WHERE officer = $1 AND did = ANY ($2::text[]) AND "group" IS NOT DISTINCT FROM $3::text AND state = 'waiting'`;
const SETTLE = `UPDATE directory_deed SET state = 'done'
  WHERE officer = $1 AND did = ANY ('{reopen,join,leave}') AND state = 'waiting'`;

/** Beside the home log, where it stands too: what administrators are shown. A wish that waits already waits once. */
export async function noteDeed(
  { desk, tx, by, now }: Around,
  { officer, did, state, group, took = false }: Deed,
): Promise<void> {
  const noted = await tx.db.change(PUT, [by.client, officer, did, group ?? null, now, state, took]);
  if (noted > 0) await logAdministration(desk, tx, by.client, "directory", { officer, did, state });
}

/** What the directory wanted and wants no longer. */
export async function withdraw(
  { db }: PgTx,
  officer: string,
  did: readonly DirectoryDid[],
  group: string | null = null,
): Promise<number> {
  return db.change(OVER, [officer, did, group]);
}

/** Two administrators have changed what she has been given: the wishes of a directory about it are answered. */
export const settleWishes = ({ db }: PgTx, officer: string): Promise<number> => db.change(SETTLE, [officer]);
