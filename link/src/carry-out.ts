import { SetuError, stringify } from "@setu/core";
import {
  consistencyCoordinates,
  consistencyProof,
  listReader,
  root,
  TlogError,
  verifyConsistency,
} from "tlog";
import { makeBundle } from "./bundle.ts";
import { concat, framed, utf8 } from "./bytes.ts";
import type { Section } from "./carried-file.ts";
import { encodeLane, type LaneWords } from "./carried-words.ts";
import { rootAt } from "./heard.ts";
import { missingKeys, onWraps } from "./keys-again.ts";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Ports } from "./ports.ts";
import { sequence, type Sequenced } from "./sequence.ts";
import type { OwnLog, Tx } from "./store.ts";
import { missingUpTo, noteCarried } from "./tail.ts";
import { MAX_BUNDLE_ENTRIES } from "./wire.ts";

/** What the peer's newest file said of a lane, as of when it was written by the peer's clock. */
export type LaneKnown = Pick<LaneWords, "held" | "own" | "asks"> & { readonly at: number };

/** So much is signed for one file; what waits beyond it goes with the next. */
const MAX_BATCHES = 64;

export type LaneSigned = {
  readonly kind: Sequenced["kind"];
  readonly size: number;
  /** More waits than one file takes. */
  readonly more: boolean;
  /** Up to where the log has to come back before anything more is signed; null when it is whole. */
  readonly missing: number | null;
};

/**
 * Gives what waits its positions and signs, for a file. Nobody is heard: the marks beside the database stand in the place
 * of the peer's word (record.md rule 8).
 * @throws LINK_STOPPED
 */
export async function signForFile(ports: Ports, lane: string): Promise<LaneSigned> {
  const { store, identity } = ports;
  const origin = ownOrigin(identity, lane);
  for (let batch = 0; ; batch++) {
    const step = await store.tx(async (tx) => {
      const reason = await tx.stopped(identity.peer.party);
      if (reason) throw new SetuError("LINK_STOPPED", "the link has been stopped", { detail: { reason } });
      const before = await tx.own(origin, true);
      const heard = { size: before.size, root: root(before.frontier) };
      const { kind, full, own } = await sequence(ports, tx, lane, heard, "file");
      return { kind, full, size: own.size, missing: await missingUpTo(tx, own, "file") };
    });
    const again = step.full && step.kind === "signed";
    if (!again || batch + 1 === MAX_BATCHES) return { ...step, more: again };
  }
}

/**
 * All that the peer needs of one lane: what it asked back of its own log, what it lacks of ours, keys; and before that
 * what is held here of its log, cosigned. Stretch by stretch, so that a log of any length leaves in one file. All of it
 * counts as carried before the first section is given out.
 */
export async function* laneSections(
  ports: Ports,
  lane: string,
  known: LaneKnown | null,
): AsyncGenerator<Section> {
  const { store, identity } = ports;
  const [ours, theirs] = [ownOrigin(identity, lane), peerOrigin(identity, lane)];
  const { words, own, from, back } = await store.tx(async (tx) => {
    const [own, peer, mark, asks] = await Promise.all([
      tx.own(ours, true),
      tx.peer(theirs, "none"),
      tx.mark(`cosigned:${theirs}`),
      missingKeys(ports, tx, lane),
    ]);
    // A line may have signed more meanwhile.
    await noteCarried(tx, own);
    const { held, checkpoint } = peer;
    const words = { origin: theirs, held, checkpoint, receipt: null, own: own.size, asks };
    return { words, own, from: await lacksFrom(tx, own, known), back: { mark, held, checkpoint } };
  });
  // After a restore this node takes back what it had cosigned before it cosigns anything again.
  const whole = words.held > 0 && words.held >= (back.mark?.size ?? 0);
  const receipt = whole ? ports.keys.cosign(words.checkpoint, ports.world.now()) : null;
  yield { kind: "lane", name: lane, pos: 0, bytes: encodeLane({ ...words, receipt }) };
  const owner = identity.peer.party;
  for (let at = known?.own ?? back.held; at < back.held; at += MAX_BUNDLE_ENTRIES) {
    const stretch = { origin: theirs, owner, from: at, to: back.held, checkpoint: back.checkpoint };
    yield section("back", at, await store.tx((tx) => makeBundle(ports, tx, stretch)));
  }
  for (let at = from; at < own.size; at += MAX_BUNDLE_ENTRIES) {
    const to = Math.min(own.size, at + MAX_BUNDLE_ENTRIES);
    yield section("bundle", at, await store.tx((tx) => stretchOf(ports, tx, own, { from: at, to })));
  }
  for (const { origin, positions } of known?.asks ?? []) {
    const wraps = await onWraps(ports, lane, origin, positions).catch((error: unknown) => {
      // It was asked about another log than the one that is here now, as after a restore: asked anew it is answered.
      if (error instanceof SetuError) return null;
      throw error;
    });
    if (wraps) yield section("keys", 0, concat([framed(utf8(stringify({ origin, positions }))), wraps]));
  }
  function section(kind: Section["kind"], pos: number, bytes: Uint8Array): Section {
    return { kind, name: lane, pos, bytes };
  }
}

/** From the receipt on, unless the peer has said since that it holds less: then it was restored. */
async function lacksFrom(tx: Tx, own: OwnLog, known: LaneKnown | null): Promise<number> {
  if (!known || own.cosigned === 0) return Math.min(own.size, own.cosigned);
  const receipt = await tx.receiptFor(own.origin, own.cosigned - 1);
  return Math.min(own.size, receipt && known.at < receipt.t ? own.cosigned : known.held);
}

/**
 * A stretch under a checkpoint of its own end. It is signed anew, over what stands in the log already: that the stored
 * hashes lead from there to the head that was signed is shown before, so that no turned bit becomes a second history.
 */
async function stretchOf(
  ports: Ports,
  tx: Tx,
  own: OwnLog,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Uint8Array> {
  const { keys, identity, world } = ports;
  const head = { origin: own.origin, size: to, root: await rootAt(tx, own, to) };
  if (to < own.size) await assertLeadsTo(tx, own, head);
  const checkpoint = to === own.size ? own.checkpoint : keys.sign(head, world.now());
  return makeBundle(ports, tx, { origin: own.origin, owner: identity.party, from, to, checkpoint });
}

async function assertLeadsTo(
  tx: Tx,
  own: OwnLog,
  { size, root: oldRoot }: { readonly size: number; readonly root: Uint8Array },
): Promise<void> {
  const coordinates = consistencyCoordinates(size, own.size);
  const proof = consistencyProof(
    size,
    own.size,
    listReader(coordinates, await tx.hashes(own.origin, coordinates)),
  );
  try {
    verifyConsistency({ oldSize: size, oldRoot, size: own.size, root: root(own.frontier), proof });
  } catch (cause) {
    if (!(cause instanceof TlogError)) throw cause;
    throw new SetuError("CORRUPT", "what is stored of the log is not what was signed", { cause });
  }
}
