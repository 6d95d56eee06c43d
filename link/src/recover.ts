import { SetuError } from "@setu/core";
import { append, equalBytes, root, TlogError, verifyConsistency, type Checkpoint } from "tlog";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Peer, Ports } from "./ports.ts";
import { checkEntry } from "./receive.ts";
import { openTail, tryOpen } from "./reopen.ts";
import { SLOT, storedLeaf } from "./seal.ts";
import type { KeyRow, LogEntry, OwnLog, Tx } from "./store.ts";
import { MAX_BUNDLE_ENTRIES, parseBundle, type Bundle } from "./wire.ts";
import { unwrapKeys } from "./wrap.ts";

const MAX_SEEN = Number.MAX_SAFE_INTEGER;
/** Of what waits, so many are looked at: an office that has more has been cut off for years. */
const MAX_WAITING = 100_000;

/**
 * This node was restored: the peer holds more of our log than we do, under our own signature. The tail is taken back
 * in one transaction, acts that stand in it no longer wait, and what was never signed is positioned after it
 * (record.md rule 8). Content comes back too, as far as the peer still has the keys; what it lacks is asked for again
 * (`keys-again.ts`).
 * @throws ROLLBACK when this node has signed two histories: the link stops; BAD_BUNDLE when what comes does not add up to what we signed; nothing is changed then
 */
export async function importOwn(
  ports: Ports,
  peer: Peer,
  lane: string,
  note: string,
  checkpoint: Checkpoint,
): Promise<void> {
  const { store, identity } = ports;
  const origin = ownOrigin(identity, lane);
  const before = await store.tx((tx) => tx.own(origin, false));
  // Another process of this node may have taken the tail back meanwhile, and gone on: hear again.
  if (before.size >= checkpoint.size)
    throw new SetuError("BUSY", "another process has moved this log meanwhile");
  const bundles: Bundle[] = [];
  for (let from = before.size; from < checkpoint.size; from += MAX_BUNDLE_ENTRIES) {
    const bundle = parseBundle(await peer.fetch(lane, from, checkpoint.size));
    if (bundle.origin !== origin || bundle.from !== from || bundle.entries.length === 0) {
      throw new SetuError("BAD_BUNDLE", "the peer gives back another stretch than was asked for");
    }
    bundles.push(bundle);
  }
  const entries = bundles.flatMap((bundle) => bundle.entries.map(checkEntry));
  const frontier = append(
    before.frontier,
    entries.map((entry) => entry.leafHash),
  );
  if (frontier.size !== checkpoint.size || !equalBytes(root(frontier), checkpoint.root)) {
    // The peer can show that what it holds continues what we hold, and then its entries are wrong; or it cannot.
    if (!continues(before, checkpoint, bundles)) await forked(ports, lane, before, note);
    throw new SetuError("BAD_BUNDLE", "what the peer gives back is not what we signed");
  }
  await store.tx(async (tx) => {
    const own = await tx.own(origin, true);
    if (own.size !== before.size) throw new SetuError("BUSY", "another process has moved this log meanwhile");
    // Whoever commits an act now has read the log as it was: from here on each is judged by what came back.
    await tx.peer(peerOrigin(identity, lane), "alone");
    const named = await nameEntries(tx, origin, entries);
    const material: KeyRow[] = [];
    for (const { epochs, from, entries: wire } of bundles) {
      const stretch = named.slice(from - before.size, from - before.size + wire.length);
      const wraps = wire.map(({ wrap }) => wrap);
      material.push(...(await unwrapKeys(ports, tx, identity.party, epochs, stretch, wraps)));
    }
    await tx.putKeys(material);
    await tx.replaceKeys(opening(ports, named, material));
    await tx.appendEntries(origin, own.size, named);
    await tx.removePending(
      origin,
      named.flatMap(({ id }) => id ?? []),
    );
    // They were committed without knowing the tail, so what they stand on may have moved.
    await tx.doubtPending(origin);
    const whole: OwnLog = {
      ...own,
      size: frontier.size,
      frontier,
      checkpoint: note,
      lastT: named.at(-1)?.t ?? own.lastT,
      floor: Math.max(own.floor, ...named.map(({ seen }) => seen)),
    };
    await tx.saveOwn(await openTail(ports, tx, whole, { from: own.closedFrom ?? own.size }));
    await tx.advance(`signed:${origin}`, checkpoint.size, checkpoint.root);
  });
}

/** Which act an entry is says our own commitment; the peer's word is taken only where we have none. */
async function nameEntries(
  tx: Tx,
  origin: string,
  entries: readonly LogEntry[],
): Promise<readonly LogEntry[]> {
  const waiting = new Map(
    (await tx.pending(origin, MAX_SEEN, MAX_WAITING)).map(({ id, sealed }) => [sealed.a, id]),
  );
  return entries.map((entry) => ({ ...entry, id: waiting.get(storedLeaf(entry).a) ?? entry.id }));
}

/** The returned keys that open what we signed: a key made for a second attempt at the same act must not hide it. */
function opening(
  { crypto }: Ports,
  entries: readonly LogEntry[],
  material: readonly KeyRow[],
): readonly KeyRow[] {
  const byId = Map.groupBy(material, ({ id }) => id);
  return entries.flatMap((entry) => {
    const keys = (entry.id && byId.get(entry.id)) || [];
    const act = keys.find(({ slot }) => slot === SLOT.act);
    return tryOpen({ crypto }, entry, act) ? keys : [];
  });
}

/** Whether what we hold is the beginning of what we signed. */
function continues(before: OwnLog, { size, root: signed }: Checkpoint, [first]: readonly Bundle[]): boolean {
  try {
    const oldRoot = root(before.frontier);
    verifyConsistency({ oldSize: before.size, oldRoot, size, root: signed, proof: first?.proof ?? [] });
    return true;
  } catch (error) {
    if (error instanceof TlogError) return false;
    throw error;
  }
}

/** This node has signed two histories: it signed again after a restore, without hearing. People must mend that. */
async function forked(
  { store, identity, world }: Ports,
  lane: string,
  before: OwnLog,
  note: string,
): Promise<never> {
  const evidence = `${before.checkpoint}\n${note}`;
  await store.tx((tx) =>
    tx.alarm(identity.peer.party, { code: "ROLLBACK", at: world.now(), lane, evidence }, true),
  );
  throw new SetuError("ROLLBACK", "the peer holds another history with our signature");
}
