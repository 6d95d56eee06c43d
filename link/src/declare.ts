import { personsAct, PERSONS_WORKFLOW, type PersonsAct, type RecordId } from "@setu/core";
import { hex } from "./bytes.ts";
import { peerOrigin } from "./origin.ts";
import { readPersonsAct } from "./persons.ts";
import type { Ports } from "./ports.ts";
import { sayIn } from "./say.ts";
import type { Tx } from "./store.ts";

/**
 * Says something of our own officers in one lane. The lane is taken alone: every act of an officer that was committed
 * before stands before this in the log, and every later one is judged after it (decision 0011).
 * @returns false, and nothing is said, while the peer has not said that it understands it: to an older node it would be
 *   an entry that cannot be taken
 * @throws BAD_FIELD for what no reader would take
 */
export async function declareIn(
  ports: Ports,
  tx: Tx,
  lane: string,
  said: readonly PersonsAct[],
): Promise<boolean> {
  const { identity, world } = ports;
  const { party, peer } = identity;
  const { applied: seen, pulse } = await tx.peer(peerOrigin(identity, lane), "alone");
  if (!pulse.versions.includes(PERSONS_WORKFLOW)) return false;
  for (const each of said) {
    const act = personsAct(party, peer.party, hex(world.random(16)) as RecordId, each);
    readPersonsAct(act);
    await sayIn(ports, tx, { lane, seen }, act);
  }
  return true;
}
