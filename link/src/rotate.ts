import { keysAct, KEYS_WORKFLOW, type KeysAct, type RecordId } from "@setu/core";
import { equalBytes, root } from "tlog";
import { hex } from "./bytes.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { sayIn } from "./say.ts";
import type { Heard } from "./sequence.ts";
import type { OwnLog, Tx } from "./store.ts";
import { unread } from "./submit.ts";
import { missingUpTo } from "./tail.ts";

/** Whether the peer has said, on every lane, that it understands what is said of keys. */
export async function hearsKeys({ identity }: Pick<Ports, "identity">, tx: Tx): Promise<boolean> {
  const logs = await Promise.all(identity.lanes.map((lane) => tx.peer(peerOrigin(identity, lane), "none")));
  return logs.every(({ pulse }) => pulse.versions.includes(KEYS_WORKFLOW));
}

/**
 * Says in every lane, or in none, which keys will follow: those of the lane's own log, and those that all have in common.
 * @param said of each lane, in the order of the lanes
 * @throws OWN_LOG_CLOSED while part of what we had said there cannot be read: other keys may have been announced in it
 */
export async function announceKeys(ports: Ports, tx: Tx, said: readonly KeysAct[]): Promise<void> {
  const { identity, world } = ports;
  const { party, peer } = identity;
  for (const [i, lane] of identity.lanes.entries()) {
    const [{ applied: seen }, { closedFrom }] = await Promise.all([
      tx.peer(peerOrigin(identity, lane), "share"),
      tx.own(ownOrigin(identity, lane), false),
    ]);
    if (closedFrom !== null) throw unread(lane);
    const each = said[i];
    if (!each) throw new RangeError(`no keys of lane ${lane}`);
    await sayIn(
      ports,
      tx,
      { lane, seen },
      keysAct(party, peer.party, hex(world.random(16)) as RecordId, each),
    );
  }
}

/**
 * Whether the present keys may end where these logs of ours stand: heads are signed there, so rule 8 holds as for every
 * signature. Not while a restored node lacks what it had signed: that comes back under those keys, and larger than where
 * they would have ended it would be nobody's word. Nor while a restored peer lacks what was announced: it would not know
 * who signs.
 * @param logs each with what the peer has been heard to hold of it since it said that it has applied the announcements;
 *   `elsewhere` in a process that does not speak on the lane: then nothing may be missing that was ever signed
 */
export async function mayEnd(
  tx: Tx,
  logs: readonly { readonly log: OwnLog; readonly heard: Heard | "elsewhere" | null }[],
): Promise<boolean> {
  for (const { log, heard } of logs) {
    if (heard === null) return false;
    const isHere = heard !== "elsewhere";
    if (isHere && (heard.size !== log.size || !equalBytes(root(log.frontier), heard.root))) return false;
    if ((await missingUpTo(tx, log, isHere ? "line" : "file")) !== null) return false;
  }
  return true;
}
