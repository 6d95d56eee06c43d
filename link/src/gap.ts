import { SetuError } from "@setu/core";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { openTail } from "./reopen.ts";
import type { OwnLog, Tx } from "./store.ts";

/** A stretch of our own log of which a part stays closed for good. */
export type Gap = { readonly from: number; readonly until: number };

/** What of our own log on this lane cannot be read since a restore; null when all can. */
export async function gapOf(
  { identity }: Pick<Ports, "identity">,
  tx: Tx,
  lane: string,
): Promise<Gap | null> {
  return gapIn(await tx.own(ownOrigin(identity, lane), false));
}

const gapIn = ({ closedFrom, size }: OwnLog): Gap | null =>
  closedFrom === null ? null : { from: closedFrom, until: size };

/**
 * Gives up what no key opens and nobody has given back, and goes on after it. The entries stay in the log and over there,
 * where they count: whoever calls this sees to it that nobody acts here who may have been barred in them.
 * @throws STALE unless it is exactly this stretch that is closed
 */
export async function declareGap(ports: Ports, tx: Tx, lane: string, { from, until }: Gap): Promise<void> {
  const { identity } = ports;
  const own = await tx.own(ownOrigin(identity, lane), true);
  await tx.peer(peerOrigin(identity, lane), "alone");
  const found = gapIn(own);
  if (found?.from !== from || found.until !== until)
    throw new SetuError("STALE", "this is not what is closed now: look again");
  // What waits was committed without what is given up here.
  await tx.doubtPending(own.origin);
  await tx.saveOwn(await openTail(ports, tx, own, { from, pass: true }));
}
