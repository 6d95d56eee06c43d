import { SetuError } from "@setu/core";
import { makeBundle } from "./bundle.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Peer, Ports } from "./ports.ts";
import { askForKeys } from "./keys-again.ts";
import { heldThere, seenBeyond, takeReceipt, twoHistories } from "./heard.ts";
import { importOwn } from "./recover.ts";
import { sequence, type Heard, type Sequenced } from "./sequence.ts";
import type { OwnLog, Tx } from "./store.ts";
import { MAX_BUNDLE_ENTRIES, type Hello, type PushAnswer } from "./wire.ts";

/**
 * What this process has heard of one lane, in memory only: it dies with the process and with every failure, so that
 * restart, restore, failover and first contact are one ordinary opening (rule 8).
 */
export type Session = {
  heard: Heard | null;
  heardAt: number;
  opening: string;
  /** The peer has opened the lane anew: it may have been restored and hold less than it once said. */
  greeted: boolean;
  /** When keys were asked for again. */
  askedAt: number;
  /** Where the last push without a receipt began, since this loop last rested; -1 before the first. */
  refusedAt: number;
};
export const newSession = (): Session => ({
  heard: null,
  heardAt: 0,
  opening: "",
  greeted: false,
  askedAt: 0,
  refusedAt: -1,
});

/** Keys that do not come are asked for so often while a pulse is waited for. */
const ASKED_A_PULSE = 16;

export type Exchanged = {
  /** Something moved: call again at once. */
  readonly more: boolean;
  readonly sequenced: Sequenced["kind"];
  readonly returned: Sequenced["returned"];
  /** Keys were asked for again: what waited for them can be opened or passed over. */
  readonly asked: boolean;
};

/**
 * One step of the conversation on one lane: hear, sign, push, take the receipt. Any failure forgets what was heard.
 * @throws LINK_STOPPED and whatever the road throws; nothing is lost by throwing, the log is the outbox
 */
export async function exchange(ports: Ports, peer: Peer, lane: string, session: Session): Promise<Exchanged> {
  try {
    const heard = heardNow(ports, session) ?? (await open(ports, peer, lane, session));
    const { sequenced, push } = await prepare(ports, lane, heard);
    if (push)
      session.heard = await settle(ports, lane, push, await peer.push(lane, session.opening, push.bundle));
    // A file that brings the peer what is lost here may have come there since: only hearing anew tells.
    if (sequenced.kind === "lost") session.heard = null;
    const asked = await missing(ports, peer, lane, { session, sequenced });
    const { kind, full, returned, own } = sequenced;
    // Otherwise nothing is left: what is committed from now on wakes the lane anew.
    const more =
      asked || full || returned.length > 0 || (push !== null && worthwhile(session, kind, heard, own));
    if (!more) session.refusedAt = -1;
    return { more, sequenced: kind, returned, asked };
  } catch (error) {
    session.heard = null;
    session.refusedAt = -1;
    throw error;
  }
}

/**
 * Whether to go on at once after a push. A peer that never gives a receipt, or shows now this and now that of our
 * checkpoints, would otherwise have the same stretch as fast as the line carries it: without a receipt only from
 * further on than the last time.
 */
function worthwhile(session: Session, kind: Sequenced["kind"], began: Heard, own: OwnLog): boolean {
  if (session.heard) return kind === "behind" || session.heard.size !== own.size;
  const further = began.size > session.refusedAt;
  session.refusedAt = began.size;
  return further;
}

/** Whether keys were missing and have been asked for, which is not done at each step. */
async function missing(
  ports: Ports,
  peer: Peer,
  lane: string,
  { session, sequenced }: { readonly session: Session; readonly sequenced: Sequenced },
): Promise<boolean> {
  const now = ports.world.now();
  const lately = Math.abs(now - session.askedAt) < ports.identity.pulseEvery / ASKED_A_PULSE;
  if (!sequenced.closed || lately) return false;
  const moved = await askForKeys(ports, peer, lane);
  session.askedAt = moved ? 0 : now;
  return moved;
}

/** What was heard is good for one pulse: a peer that was restored meanwhile holds less than it once said. */
export function heardNow(
  { world, identity }: Pick<Ports, "world" | "identity">,
  { heard, heardAt, greeted }: Session,
): Heard | null {
  return heard && !greeted && Math.abs(world.now() - heardAt) < identity.pulseEvery ? heard : null;
}

async function open(ports: Ports, peer: Peer, lane: string, session: Session): Promise<Heard> {
  // Whoever was stopped for a lie would be heard to lie at every round, and each time be an alarm of its own.
  await ports.store.tx((tx) => assertRuns(ports, tx));
  // Taken back before the question: a greeting that comes while it is under way is answered by another.
  const answering = session.greeted;
  session.greeted = false;
  const hello = await peer.hello(lane, answering);
  const heard = await hear(ports, peer, lane, hello);
  Object.assign(session, { heard, heardAt: ports.world.now(), opening: hello.opening });
  return heard;
}

async function assertRuns({ identity }: Ports, tx: Tx): Promise<void> {
  const stopped = await tx.stopped(identity.peer.party);
  if (stopped)
    throw new SetuError("LINK_STOPPED", "the link has been stopped", { detail: { reason: stopped } });
}

type Push = { readonly bundle: Uint8Array; readonly size: number };

/** Signs and frames in one transaction; the bundle leaves only after it has committed. */
async function prepare(
  ports: Ports,
  lane: string,
  heard: Heard,
): Promise<{ sequenced: Sequenced; push: Push | null }> {
  return ports.store.tx(async (tx) => {
    await assertRuns(ports, tx);
    const sequenced = await sequence(ports, tx, lane, heard);
    return { sequenced, push: await nextPush(ports, tx, sequenced.own, heard) };
  });
}

/** The next stretch the peer lacks, under a checkpoint that was signed when the log had that size. */
async function nextPush(ports: Ports, tx: Tx, own: OwnLog, heard: Heard): Promise<Push | null> {
  if (own.size <= heard.size) return null;
  // A peer that was restored lacks more than one bundle: the old receipts hold the checkpoints in between.
  const reach = heard.size + MAX_BUNDLE_ENTRIES;
  const receipt = own.size <= reach ? null : await tx.receiptUpTo(own.origin, heard.size, reach);
  const [to, checkpoint] = receipt ? [receipt.size, receipt.note] : [own.size, own.checkpoint];
  const stretch = { origin: own.origin, owner: ports.identity.party, from: heard.size, to, checkpoint };
  return { bundle: await makeBundle(ports, tx, stretch), size: to };
}

/**
 * Takes the peer's word for what it holds, but only under our own signature. More than we hold: we were restored.
 * Another history under our signature: this node has signed two. Less than an entry of the peer claims to have seen:
 * one of its statements is a lie. The last two nothing but people can mend.
 */
async function hear(ports: Ports, peer: Peer, lane: string, hello: Hello): Promise<Heard> {
  const { store, identity } = ports;
  const heard = heldThere(ports, lane, hello);
  if (heard.size === 0) return heard;
  const own = await store.tx((tx) => tx.own(ownOrigin(identity, lane), false));
  if (heard.size > own.size) {
    await importOwn(ports, peer, lane, hello.checkpoint, heard);
    return heard;
  }
  const code = await store.tx(async (tx) => {
    const lie = await twoHistories(ports, tx, lane, heard, hello.checkpoint);
    if (lie) return lie;
    const { beyond, checkpoint } = await tx.peer(peerOrigin(identity, lane), "none");
    return beyond > heard.size
      ? seenBeyond(ports, tx, lane, beyond, [own.checkpoint, hello.checkpoint, checkpoint])
      : null;
  });
  if (code) throw new SetuError(code, "what the peer holds contradicts what it or this node has signed");
  return heard;
}

/** Takes the receipt. An answer without one says what the peer really holds: the next step hears it anew. */
async function settle(ports: Ports, lane: string, push: Push, answer: PushAnswer): Promise<Heard | null> {
  if (answer.receipt === null || answer.held !== push.size) return null;
  const { checkpoint } = ports.keys.openReceipt(answer.receipt, ownOrigin(ports.identity, lane));
  if (checkpoint.size !== push.size) throw new SetuError("BAD_CHECKPOINT", "the receipt is for another size");
  return takeReceipt(ports, lane, answer.receipt);
}
