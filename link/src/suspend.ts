import { suspensionAct, SUSPENSION_WORKFLOW, type RecordId, type SuspensionAct } from "@setu/core";
import { hex } from "./bytes.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { sayIn } from "./say.ts";
import { unread } from "./submit.ts";
import type { Tx } from "./store.ts";

/** Whether the peer has said, on every lane, that it understands what is said of suspensions. */
export async function hearsSuspensions({ identity }: Pick<Ports, "identity">, tx: Tx): Promise<boolean> {
  const logs = await Promise.all(identity.lanes.map((lane) => tx.peer(peerOrigin(identity, lane), "none")));
  return logs.every(({ pulse }) => pulse.versions.includes(SUSPENSION_WORKFLOW));
}

/**
 * Says one thing in every lane, so that the other side hears it by whichever comes first. Nothing is judged by where it
 * stands, so unlike a word on officers it waits for no act (`declare.ts`).
 * @throws OWN_LOG_CLOSED while part of what we had said there cannot be read: a suspension may be in it
 */
export async function saySuspension(ports: Ports, tx: Tx, said: SuspensionAct): Promise<void> {
  const { identity, world } = ports;
  const { party, peer } = identity;
  for (const lane of identity.lanes) {
    const [{ applied: seen }, { closedFrom }] = await Promise.all([
      tx.peer(peerOrigin(identity, lane), "share"),
      tx.own(ownOrigin(identity, lane), false),
    ]);
    if (closedFrom !== null) throw unread(lane);
    const act = suspensionAct(party, peer.party, hex(world.random(16)) as RecordId, said);
    await sayIn(ports, tx, { lane, seen }, act);
  }
}
