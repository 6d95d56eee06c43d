import { isSetuError, parseLeaf, SetuError, type RecordId } from "@setu/core";
import {
  append,
  equalBytes,
  frontierAt,
  frontierCoordinates,
  leafHash,
  listReader,
  root,
  TlogError,
  verifyConsistency,
  type Checkpoint,
  type Frontier,
} from "tlog";
import { hex } from "./bytes.ts";
import { makeBundle } from "./bundle.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { ciphertextHash } from "./seal.ts";
import type { LogEntry, PeerLog, Tx } from "./store.ts";
import {
  parseBundle,
  type Bundle,
  type Fetched,
  type Hello,
  type PushAnswer,
  type WireEntry,
} from "./wire.ts";
import { unwrapKeys } from "./wrap.ts";

/**
 * Tells the peer how much of its log we hold, with its own signature under it. From here on only pushes of this
 * opening are taken: one that a former life of the peer left in the network could otherwise arrive after the answer
 * and make it untrue.
 */
export async function onHello(ports: Ports, lane: string): Promise<Hello> {
  const { store, identity, world } = ports;
  const opening = hex(world.random(16));
  return store.tx(async (tx) => {
    const log = await tx.peer(peerOrigin(identity, lane), "alone");
    await tx.savePeer({ ...log, opening });
    return {
      origin: log.origin,
      held: log.held,
      checkpoint: log.checkpoint,
      opening,
      versions: identity.versions,
    };
  });
}

/** Gives back entries of the peer's own log, from what we hold, with whatever keys are still here. */
export async function onFetch(ports: Ports, lane: string, from: number, to: number): Promise<Fetched> {
  const { store, identity } = ports;
  const origin = peerOrigin(identity, lane);
  return store.tx(async (tx) => {
    const { held, checkpoint } = await tx.peer(origin, "none");
    if (!Number.isSafeInteger(from) || from < 0 || from >= to || to !== held)
      throw new SetuError("BAD_FIELD", "only what is held can be fetched");
    return makeBundle(ports, tx, { origin, owner: identity.peer.party, from, to, checkpoint });
  });
}

/**
 * The door for the peer: verifies and stores, and answers with the receipt. Nothing is opened here, so an entry that
 * cannot be read never stops the log. Repeating a push repeats the answer.
 * @throws BAD_BUNDLE | BAD_CHECKPOINT and the intake codes: nothing was written; RETIRED_KEY: the alarm was; FORK: the link has stopped and the
 *   evidence is kept
 */
export async function onPush(
  ports: Ports,
  lane: string,
  opening: string,
  bytes: Uint8Array,
): Promise<PushAnswer> {
  const { keys, world } = ports;
  const { bundle, answer } = await take(ports, lane, bytes, { opening });
  // Only after the commit: the cosignature says that the entries are durably stored.
  return answer.receipt === null
    ? answer
    : { ...answer, receipt: keys.cosign(bundle.checkpoint, world.now()) };
}

/**
 * A stretch of the peer's log out of a file. No opening can have named it: its owner signs nothing else there before its
 * own tail is back (`tail.ts`). What is held by then is cosigned in the next file.
 * @param at when the file was written, by the peer's clock
 * @returns how much of the log is held then; less than the stretch brings when an earlier one is missing, or when it has
 *   seen more of our log than is here
 * @throws as `onPush`
 */
export async function onCarried(ports: Ports, lane: string, bytes: Uint8Array, at: number): Promise<number> {
  return (await take(ports, lane, bytes, { at })).answer.held;
}

/** By what a bundle is let in: the opening that was answered last, or the file that it came in, which says its time. */
type Road = { readonly opening: string } | { readonly at: number };

/** `receipt` of the answer is null, or empty where the caller may cosign. */
async function take(
  ports: Ports,
  lane: string,
  bytes: Uint8Array,
  road: Road,
): Promise<{ readonly bundle: Bundle; readonly answer: PushAnswer }> {
  const { store, identity, world } = ports;
  const origin = peerOrigin(identity, lane);
  const bundle = parseBundle(bytes);
  if (bundle.origin !== origin) throw new SetuError("WRONG_ORIGIN", "the bundle is of another log");
  const checkpoint = await openedPeer(ports, lane, bundle.checkpoint);
  const entries = bundle.entries.map(checkEntry);
  const outcome = await store.tx(async (tx): Promise<PushAnswer | SetuError> => {
    const log = await tx.peer(origin, "alone");
    const answer = { held: log.held, checkpoint: log.checkpoint, receipt: null };
    const key = `cosigned:${origin}`;
    const [stopped, own, mark] = await Promise.all([
      tx.stopped(identity.peer.party),
      tx.own(ownOrigin(identity, lane), false),
      tx.mark(key),
    ]);
    // A first delivery brings the bytes. What this node has cosigned before, and comes again after it was restored, may have
    // been destroyed meanwhile.
    if (entries.some(({ body }, i) => typeof body === "string" && bundle.from + i >= (mark?.size ?? 0)))
      return new SetuError("BAD_BUNDLE", "an entry comes without its body");
    if (stopped)
      return new SetuError("LINK_STOPPED", "the link has been stopped", { detail: { reason: stopped } });
    if ("opening" in road && road.opening !== log.opening) return answer;
    if (await forks(tx, log, bundle, checkpoint, entries)) return fork(ports, tx, lane, log, bundle);
    if (checkpoint.size < log.held || bundle.from > log.held) return answer;
    // A push that arrives twice, or overlaps: what is held was checked against the same history.
    const fresh = entries.slice(log.held - bundle.from);
    const grown = extend(log, checkpoint, bundle, fresh);
    const now = world.now();
    // What lay in a bag does not say that the peer lives now.
    const heardAt = "at" in road ? Math.max(log.heardAt, Math.min(now, road.at)) : now;
    // Only what is under its signature: the next opening may accuse the peer of it.
    const beyond = Math.max(...fresh.map((entry) => entry.seen));
    if (beyond > own.size) {
      await tx.savePeer({ ...log, beyond: Math.max(log.beyond, beyond) });
      return answer;
    }
    if (grown.held > log.held) {
      if (mark && !leadsTo(mark, log, fresh)) return fork(ports, tx, lane, log, bundle);
      const wraps = bundle.entries.slice(log.held - bundle.from).map(({ wrap }) => wrap);
      await Promise.all([
        tx.appendEntries(origin, log.held, fresh),
        unwrapKeys(ports, tx, identity.peer.party, bundle.epochs, fresh, wraps).then((rows) =>
          tx.putKeys(rows),
        ),
        tx.savePeer({ ...grown, heardAt }),
        checkpoint.size >= (mark?.size ?? 0) && tx.advance(key, checkpoint.size, checkpoint.root),
      ]);
    } else await tx.savePeer({ ...log, heardAt });
    // After a restore this node takes back what it had cosigned before it cosigns anything again.
    if (checkpoint.size < (mark?.size ?? 0)) return { ...answer, held: checkpoint.size };
    return { held: checkpoint.size, checkpoint: bundle.checkpoint, receipt: "" };
  });
  if (outcome instanceof SetuError) throw outcome;
  return { bundle, answer: outcome };
}

/** Keys that others have followed sign again: whoever has them is not the peer any more. Said once for each statement. */
async function openedPeer(
  { store, identity, keys, world }: Ports,
  lane: string,
  note: string,
): Promise<Checkpoint> {
  try {
    return keys.openPeer(note, peerOrigin(identity, lane));
  } catch (error) {
    if (!isSetuError(error, "RETIRED_KEY")) throw error;
    const alarm = { code: error.code, at: world.now(), lane, evidence: note } as const;
    await store.tx(async (tx) => {
      const { alarms } = await tx.link(identity.peer.party);
      if (!alarms.some(({ evidence }) => evidence === note))
        await tx.alarm(identity.peer.party, alarm, false);
    });
    throw error;
  }
}

/** Each entry against its own leaf: hashes, lengths, slots. */
export function checkEntry({ leaf: bytes, act, body, wrap }: WireEntry): LogEntry {
  const leaf = parseLeaf(bytes);
  const bodyMatches =
    body instanceof Uint8Array
      ? leaf.c[1] === ciphertextHash(body) && leaf.n[1] === body.length
      : (body === null) === (leaf.c[1] === null);
  if (leaf.c[0] !== ciphertextHash(act) || leaf.n[0] !== act.length || !bodyMatches) {
    throw new SetuError("BAD_BUNDLE", "a ciphertext is not what its leaf commits to");
  }
  const id = (wrap?.id ?? null) as RecordId | null;
  return { leaf: bytes, leafHash: leafHash(bytes), t: leaf.t, seen: leaf.seen, id, act, body };
}

/** Whether the entries pass through what this node had cosigned before it was restored; true while they end below it. */
function leadsTo(
  mark: { readonly size: number; readonly root: Uint8Array },
  log: PeerLog,
  fresh: readonly LogEntry[],
): boolean {
  const missing = mark.size - log.held;
  if (missing <= 0 || missing > fresh.length) return true;
  const leaves = fresh.slice(0, missing).map((entry) => entry.leafHash);
  return equalBytes(root(append(log.frontier, leaves)), mark.root);
}

/** The tree must grow from what we hold to exactly what the peer has signed. */
function extend(log: PeerLog, checkpoint: Checkpoint, bundle: Bundle, fresh: readonly LogEntry[]): PeerLog {
  const frontier = append(
    log.frontier,
    fresh.map((entry) => entry.leafHash),
  );
  if (frontier.size !== checkpoint.size || !equalBytes(root(frontier), checkpoint.root)) {
    throw new SetuError("BAD_BUNDLE", "the entries do not add up to the checkpoint");
  }
  return { ...log, held: checkpoint.size, frontier, checkpoint: bundle.checkpoint };
}

/** What no honest peer signs. The two statements are the evidence, so the alarm is written in this same transaction. */
async function fork(ports: Ports, tx: Tx, lane: string, log: PeerLog, bundle: Bundle): Promise<SetuError> {
  const evidence = `${log.checkpoint}\n${bundle.checkpoint}`;
  await tx.alarm(ports.identity.peer.party, { code: "FORK", at: ports.world.now(), lane, evidence }, true);
  return new SetuError("FORK", "two signed checkpoints contradict each other");
}

/**
 * Whether the signed checkpoint is of another history than the one we hold. Below our size our own copy decides; from
 * our size on, a consistency proof or entries that add up show that nothing was rewritten.
 */
async function forks(
  tx: Tx,
  log: PeerLog,
  bundle: Bundle,
  checkpoint: Checkpoint,
  entries: readonly LogEntry[],
): Promise<boolean> {
  if (checkpoint.size <= log.held) {
    return !equalBytes(root(await frontierOf(tx, log, checkpoint.size)), checkpoint.root);
  }
  if (bundle.from > log.held || continuesHeld(log, bundle, checkpoint)) return false;
  const leaves = entries.map((entry) => entry.leafHash);
  const held = await tx.entries(log.origin, bundle.from, log.held);
  const rewritten = held.some((entry, i) => !equalBytes(entry.leafHash, leaves[i] ?? new Uint8Array()));
  const theirs = root(append(await frontierOf(tx, log, bundle.from), leaves));
  // From our own size, entries that do not add up leave two signed checkpoints and nothing that connects them.
  return rewritten
    ? equalBytes(theirs, checkpoint.root)
    : bundle.from === log.held && !equalBytes(theirs, checkpoint.root);
}

function continuesHeld(log: PeerLog, { from, proof }: Bundle, { size, root: signed }: Checkpoint): boolean {
  if (from !== log.held) return false;
  try {
    verifyConsistency({ oldSize: log.held, oldRoot: root(log.frontier), size, root: signed, proof });
    return true;
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}

/** The tree of the peer's log, as we hold it, when it had this size. */
export async function frontierOf(tx: Tx, log: PeerLog, size: number): Promise<Frontier> {
  if (size === log.held) return log.frontier;
  const coordinates = frontierCoordinates(size);
  return frontierAt(size, listReader(coordinates, await tx.hashes(log.origin, coordinates)));
}
