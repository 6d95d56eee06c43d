import { SetuError, type ErrorCode } from "@setu/core";
import {
  emptyFrontier,
  equalBytes,
  frontierAt,
  frontierCoordinates,
  listReader,
  root,
  type Checkpoint,
} from "tlog";
import { ownOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import type { OwnLog, Tx } from "./store.ts";
import type { Hello } from "./wire.ts";

/**
 * What the peer says of our own log, on a line or in a file: only a note that this node has signed counts, and it is held
 * against the log as it is here.
 */

/** @throws WRONG_ORIGIN | BAD_CHECKPOINT for another log, or a size that this node did not sign */
export function heldThere(
  { keys, identity }: Pick<Ports, "keys" | "identity">,
  lane: string,
  said: Pick<Hello, "origin" | "held" | "checkpoint">,
): Checkpoint {
  const origin = ownOrigin(identity, lane);
  if (said.origin !== origin) throw new SetuError("WRONG_ORIGIN", "the peer speaks of another log");
  if (said.held === 0) return { origin, size: 0, root: root(emptyFrontier()) };
  const checkpoint = keys.openOwn(said.checkpoint, origin);
  if (checkpoint.size !== said.held)
    throw new SetuError("BAD_CHECKPOINT", "the peer claims a size we did not sign");
  return checkpoint;
}

/**
 * Whether what the peer holds under our signature is no part of our log: this node has signed two histories, and the link
 * stops. @param held no more than we hold
 */
export async function twoHistories(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  held: Checkpoint,
  note: string,
): Promise<ErrorCode | null> {
  const own = await tx.own(held.origin, false);
  if (equalBytes(await rootAt(tx, own, held.size), held.root)) return null;
  const evidence = `${own.checkpoint}\n${note}`;
  await tx.alarm(identity.peer.party, { code: "ROLLBACK", at: world.now(), lane, evidence }, true);
  return "ROLLBACK";
}

/** The peer has signed that it saw more of our log than it says, under our own signature, that it holds. */
export async function seenBeyond(
  { identity, world }: Ports,
  tx: Tx,
  lane: string,
  beyond: number,
  statements: readonly string[],
): Promise<ErrorCode> {
  const evidence = `${statements.join("\n")}\n${beyond}`;
  await tx.alarm(identity.peer.party, { code: "SEEN_BEYOND", at: world.now(), lane, evidence }, true);
  return "SEEN_BEYOND";
}

/** @throws BAD_CHECKPOINT for a receipt of another history than ours; repeating one changes nothing */
export async function takeReceipt(ports: Ports, lane: string, note: string): Promise<Checkpoint> {
  const { keys, store, identity } = ports;
  const origin = ownOrigin(identity, lane);
  const { checkpoint, t } = keys.openReceipt(note, origin);
  await store.tx(async (tx) => {
    const own = await tx.own(origin, true);
    if (checkpoint.size > own.size || !equalBytes(await rootAt(tx, own, checkpoint.size), checkpoint.root)) {
      throw new SetuError("BAD_CHECKPOINT", "the receipt is for another history");
    }
    await Promise.all([
      tx.putReceipt({ origin, size: checkpoint.size, t, note }),
      checkpoint.size > own.cosigned && tx.saveOwn({ ...own, cosigned: checkpoint.size }),
    ]);
  });
  return checkpoint;
}

/** The root of our log when it had this size, from the hashes as they are stored. */
export async function rootAt(
  tx: Tx,
  own: Pick<OwnLog, "origin" | "size" | "frontier">,
  size: number,
): Promise<Uint8Array> {
  if (size === own.size) return root(own.frontier);
  const coordinates = frontierCoordinates(size);
  return root(frontierAt(size, listReader(coordinates, await tx.hashes(own.origin, coordinates))));
}
