import { isSetuError, SetuError, type Party, type RecordId } from "@setu/core";
import { ownOrigin, peerOrigin } from "./origin.ts";
import type { Peer, Ports } from "./ports.ts";
import { closedIn, openTail, tryOpen } from "./reopen.ts";
import { SLOT } from "./seal.ts";
import type { LogEntry, Tx } from "./store.ts";
import { encodeWraps, MAX_ASKED, parseWraps, type Wraps } from "./wire.ts";
import { unwrapKeys, wrapKeys } from "./wrap.ts";

/**
 * A wrap is a delivery and can be asked for again (record.md section 2): by who received an entry without its keys, and by
 * who has lost the keys of its own log and gets them back from who holds it. Either way a key counts only when it opens
 * what the leaf commits to, so that an answer can give nothing false.
 */

/**
 * The door for the peer: keys of entries of one of the lane's two logs, as far as they are still here.
 * @throws WRONG_ORIGIN | BAD_FIELD for what is not in these logs
 */
export async function onWraps(
  ports: Ports,
  lane: string,
  origin: string,
  positions: readonly number[],
): Promise<Uint8Array> {
  const { store, identity } = ports;
  const ours = origin === ownOrigin(identity, lane);
  if (!ours && origin !== peerOrigin(identity, lane))
    throw new SetuError("WRONG_ORIGIN", "the log is none of this lane");
  return store.tx(async (tx) => {
    const size = ours ? (await tx.own(origin, false)).size : (await tx.peer(origin, "none")).held;
    const ascending = positions.every((pos, i) => pos < size && pos > (positions[i - 1] ?? -1));
    if (!ascending || positions.length === 0 || positions.length > MAX_ASKED)
      throw new SetuError("BAD_FIELD", "keys are asked for by positions of the log, ascending");
    const entries = await entriesAt(tx, origin, positions);
    const owner = ours ? identity.party : identity.peer.party;
    return encodeWraps({ origin, ...(await wrapKeys(ports, tx, owner, entries)) });
  });
}

/**
 * Asks for what is missing of both logs of the lane, and opens what can be opened then.
 * @returns whether anything came of it
 */
export async function askForKeys(ports: Ports, peer: Peer, lane: string): Promise<boolean> {
  const ours = await reopenOwn(ports, peer, lane);
  return (await askForTheirs(ports, peer, lane)) || ours;
}

/** What `askForKeys` would ask for now: where nobody answers at once, it is asked in one file and answered in another. */
export async function missingKeys(ports: Ports, tx: Tx, lane: string): Promise<readonly Asked[]> {
  const [own, peer] = [ownOrigin(ports.identity, lane), peerOrigin(ports.identity, lane)];
  const ours = await closedOwn(ports, tx, own);
  const theirs = (await closedTheirs(ports, tx, peer))?.positions ?? [];
  const asked = [
    { origin: own, positions: ours },
    { origin: peer, positions: theirs },
  ];
  return asked.filter(({ positions }) => positions.length > 0);
}

async function closedOwn(ports: Ports, tx: Tx, origin: string): Promise<readonly number[]> {
  const own = await tx.own(origin, false);
  const from = own.closedFrom;
  return from === null ? [] : closedIn(ports, tx, own, { from, limit: MAX_ASKED });
}

async function closedTheirs(ports: Ports, tx: Tx, origin: string) {
  const log = await tx.peer(origin, "none");
  if (log.wanted <= log.asked) return null;
  const from = log.wanted - 1;
  const positions = await closedIn(ports, tx, { origin, size: log.held }, { from, limit: MAX_ASKED });
  return { positions, until: (positions.at(-1) ?? from) + 1 };
}

/** Stretch after stretch for as long as the log opens further; what stays closed then is an alarm. */
async function reopenOwn(ports: Ports, peer: Peer, lane: string): Promise<boolean> {
  const { store, identity } = ports;
  const origin = ownOrigin(identity, lane);
  for (let moved = false; ; moved = true) {
    const missing = await store.tx((tx) => closedOwn(ports, tx, origin));
    const [first] = missing;
    if (first === undefined) return moved;
    const answer = await ask(peer, lane, { origin, positions: missing });
    if (!answer) return moved;
    const further = await store.tx(async (tx) => {
      const own = await tx.own(origin, true);
      if (own.closedFrom !== first) return true;
      // Whoever commits an act waits: it is judged after what is opened here, or was before it.
      await tx.peer(peerOrigin(identity, lane), "alone");
      const ids = await take(ports, tx, identity.party, { origin, positions: missing, answer });
      await tx.removePending(origin, ids);
      const log = await openTail(ports, tx, own, { from: first });
      await tx.saveOwn(log);
      if (log.closedFrom !== first) return true;
      await tellClosed(ports, tx, lane, `${origin}\n${missing.join(" ")}`);
      return false;
    });
    if (!further) return moved;
  }
}

/** What the peer has delivered without its keys, before it is passed over for good (`apply.ts`). */
async function askForTheirs(ports: Ports, peer: Peer, lane: string): Promise<boolean> {
  const { store, identity } = ports;
  const origin = peerOrigin(identity, lane);
  const found = await store.tx((tx) => closedTheirs(ports, tx, origin));
  if (!found) return false;
  const { positions, until } = found;
  const answer = positions.length === 0 ? null : await ask(peer, lane, { origin, positions });
  if (positions.length > 0 && !answer) return false;
  await store.tx(async (tx) => {
    const log = await tx.peer(origin, "alone");
    if (answer) await take(ports, tx, identity.peer.party, { origin, positions, answer });
    await tx.savePeer({ ...log, asked: Math.max(log.asked, until) });
  });
  return true;
}

type Asked = { readonly origin: string; readonly positions: readonly number[] };

/** Codes of a node that does not know the question, or has not got what is asked about: it will never answer. */
const WILL_NOT = ["NOT_FOUND", "BAD_FIELD", "WRONG_ORIGIN"] as const;

/** Null when the road failed: then it is asked again later. An answer that is none gives nothing. */
async function ask(peer: Peer, lane: string, { origin, positions }: Asked): Promise<Wraps | null> {
  const nothing = { origin, epochs: [], wraps: positions.map(() => null) };
  let bytes: Uint8Array;
  try {
    bytes = await peer.wraps(lane, origin, positions);
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return WILL_NOT.some((code) => error.code === code) ? nothing : null;
  }
  try {
    const answer = parseWraps(bytes, positions.length);
    return answer.origin === origin ? answer : nothing;
  } catch (error) {
    if (!isSetuError(error)) throw error;
    return nothing;
  }
}

/** @returns the records of which the act opens now */
async function take(
  ports: Ports,
  tx: Tx,
  owner: Party,
  { origin, positions, answer }: Asked & { readonly answer: Wraps },
): Promise<readonly RecordId[]> {
  const entries = await entriesAt(tx, origin, positions);
  const material = await unwrapKeys(ports, tx, owner, answer.epochs, entries, answer.wraps);
  const byId = Map.groupBy(material, ({ id }) => id);
  const opened = entries.flatMap((entry, i) => {
    const keys = byId.get((answer.wraps[i]?.id ?? "") as RecordId) ?? [];
    const act = tryOpen(
      ports,
      entry,
      keys.find(({ slot }) => slot === SLOT.act),
    );
    return act ? [{ pos: positions[i] as number, id: act.act.id, keys }] : [];
  });
  await tx.replaceKeys(opened.flatMap(({ keys }) => keys));
  await tx.nameEntries(origin, opened);
  return opened.map(({ id }) => id);
}

async function entriesAt(tx: Tx, origin: string, positions: readonly number[]): Promise<readonly LogEntry[]> {
  const found: LogEntry[] = [];
  for (let i = 0; i < positions.length;) {
    const from = positions[i] as number;
    let run = 1;
    while (positions[i + run] === from + run) run++;
    found.push(...(await tx.entries(origin, from, from + run)));
    i += run;
  }
  return found;
}

/** Once for each stretch: what this node had said there, of its own officers too, nobody can tell it any more. */
async function tellClosed({ identity, world }: Ports, tx: Tx, lane: string, evidence: string): Promise<void> {
  const { alarms } = await tx.link(identity.peer.party);
  if (alarms.some((alarm) => alarm.code === "CANNOT_OPEN" && alarm.evidence === evidence)) return;
  await tx.alarm(identity.peer.party, { code: "CANNOT_OPEN", at: world.now(), lane, evidence }, false);
}
