import type { Direction } from "@setu/core";
import type { RequestRow } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk, Known } from "../requests/desk.ts";
import { matterOf } from "./door.ts";
import { hitOf, type Hit } from "./said.ts";

/** By who asked: in which directions a suspension of ours, and one of theirs, bears on a request. */
const BEARS_ON: {
  readonly [role in RequestRow["role"]]: {
    readonly ours: readonly Direction[];
    readonly theirs: readonly Direction[];
  };
} = {
  asker: { ours: ["asking", "both"], theirs: ["giving", "both"] },
  answerer: { ours: ["giving", "both"], theirs: ["asking", "both"] },
};

/**
 * Into which suspensions a request now falls, ours first. A view and nothing else: no clock stands still by it, and
 * nothing lapses otherwise than it would (decision 0026).
 */
export async function suspendedIn(
  desk: Desk,
  tx: PgTx,
  { state, lane }: Known,
  { role, turn }: Pick<RequestRow, "role" | "turn">,
): Promise<readonly Hit[]> {
  const [opening] = state.judged.filter((each) => each.void === null);
  // A warning of danger to life goes on, and what is over waits for nobody.
  if (opening === undefined || lane === "flash" || turn === "none") return [];
  const { identity, world } = desk.ports;
  const matter = matterOf(opening.act, { args: {}, mark: null });
  const { ours, theirs } = BEARS_ON[role];
  const hits = await Promise.all([
    hitOf(tx.db, identity.party, ours, matter, world.now()),
    hitOf(tx.db, identity.peer.party, theirs, matter, world.now()),
  ]);
  return hits.filter((hit) => hit !== null);
}
