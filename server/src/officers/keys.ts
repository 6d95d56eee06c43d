import type { Party } from "@setu/core";
import type { PostingRow } from "@setu/officers";
import type { PgTx } from "../db/pg-store.ts";
import { standingOf, type OfficerStanding } from "../officers-log/said.ts";
import type { Desk } from "../requests/desk.ts";

/** The keys by which an officer of a party signs, as that party's lanes declare them; null where they say nothing of her. */
export type KeysOf = (party: Party, officer: string) => PostingRow["keys"];

export async function keysIn({ ports: { identity } }: Desk, tx: PgTx): Promise<KeysOf> {
  const sides = new Map<Party, readonly OfficerStanding[]>();
  for (const party of [identity.party, identity.peer.party])
    sides.set(party, await standingOf(identity, tx, party));
  return (party, officer) => {
    const said = sides.get(party)?.find((each) => each.officer === officer);
    if (!said) return null;
    const algs = said.keys.flatMap(({ alg, revoked }) => (revoked === null ? [alg] : []));
    return [...Map.groupBy(algs, (alg) => alg)].map(([alg, { length }]) => ({ alg, count: length }));
  };
}
