import type { Party } from "@setu/core";
import type { PostingRow } from "@setu/officers";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";

/** The keys by which an officer of a party signs, as the lanes declare them; null where nothing is known of any. */
export type KeysOf = (party: Party, officer: string) => PostingRow["keys"];

const OURS = `SELECT officer, algorithm AS alg, count(*)::int AS count FROM passkey WHERE ended IS NULL GROUP BY officer, algorithm`;

export async function keysIn({ ports }: Desk, tx: PgTx): Promise<KeysOf> {
  const ours = await tx.db.rows<{ officer: string; alg: string; count: number }>(OURS, []);
  return (party, officer) =>
    party === ports.identity.party
      ? ours.filter((key) => key.officer === officer).map(({ alg, count }) => ({ alg, count }))
      : null;
}
