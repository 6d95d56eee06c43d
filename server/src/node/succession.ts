import { existsSync, readFileSync } from "node:fs";
import { parseBounded, SetuError } from "@setu/core";
import { homeOrigin, ownOrigin, type Ports } from "@setu/link";
import { parseNote, root, type Signer } from "tlog";
import {
  cardHash,
  fingerprint,
  formatCard,
  parseCard,
  parseRetired,
  retiredJson,
  type Card,
} from "../keys/card.ts";
import {
  generateNext,
  loadKeys,
  logSigners,
  replaceKeys,
  saveKeys,
  type NodeKeys,
} from "../keys/node-keys.ts";
import {
  assertSuccessor,
  commitmentOf,
  formerHash,
  sameKeys,
  withFormer,
  type Retired,
} from "../keys/succession.ts";
import { ownCard, peerCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { put } from "./files.ts";
import { leaveWord } from "./key-words.ts";
import { dropPins } from "./peer-announced.ts";
import { dropPlan } from "./rotation-plan.ts";
import { HighWater } from "./high-water.ts";
import { signedByRoot } from "./root.ts";
import { holdStopped } from "./running.ts";

/**
 * A node's keys follow each other (docs/decisions/0010-keys-that-follow.md): made offline, committed to on the card, and
 * taken into use when the present ones are lost or stolen. The logs go on, under the same names.
 */
const MAX_FORMER_BYTES = 2 * 1024 * 1024;

/**
 * Makes the keys that will follow into a file of its own, which is kept away from this machine, and commits to them.
 * @returns the card that says so; the peer has to accept it. @throws EEXIST; BUSY when the present ones change meanwhile
 */
export async function makeNext(home: string, file: string): Promise<Card> {
  const config = loadConfig(home);
  const path = homeFiles(home).keys;
  const keys = loadKeys(path);
  const present = ownCard(config, keys);
  const next = await generateNext(keys, present, config.party);
  // Meanwhile a rotation may have put others there: written over, their secret halves would be nowhere.
  const now = loadKeys(path);
  if (commitmentOf(ownCard(config, now)) !== commitmentOf(present))
    throw new SetuError("BUSY", "the keys of this node have just changed");
  saveKeys(file, next);
  const committed = { ...now, next: commitmentOf(ownCard(config, next)) };
  replaceKeys(path, committed);
  return ownCard(config, committed);
}

/**
 * Writes into that file what has changed since it was made: the keys that were followed and the sealing seeds, without which
 * the file alone could not read what the last rotations have signed and sealed. The keys it holds stay, and so the card.
 * @throws WRONG_PEER for a file to which this node has not committed itself
 */
export function refreshNext(home: string, file: string): void {
  const config = loadConfig(home);
  const [present, next] = [loadKeys(homeFiles(home).keys), loadKeys(file)];
  if (present.next !== commitmentOf(ownCard(config, next))) throw otherKeys();
  replaceKeys(file, after(present, ownCard(config, present), next));
}

const otherKeys = (): SetuError =>
  new SetuError("WRONG_PEER", "this node has committed itself to other keys than those of the file");

/**
 * Takes the keys of that file into use. The node must not run.
 * @param since when somebody else may have come to have the present keys, milliseconds; null: they are only lost
 * @param by who says to have done it, for the home log; null: nobody is named
 * @returns the card that the peer has to accept
 * @throws BUSY while it does; WRONG_PEER when the keys that are there committed to others; BAD_FIELD for `by`
 */
export function takeNext(home: string, file: string, since: number | null, by: string | null = null): Card {
  const release = holdStopped(home);
  try {
    return follow(home, file, since, by);
  } finally {
    release();
  }
}

function follow(home: string, file: string, since: number | null, by: string | null): Card {
  const config = loadConfig(home);
  const path = homeFiles(home).keys;
  const next = loadKeys(file);
  // Where the present keys are gone altogether, the peer alone can tell: its pinned card committed to these.
  const present = existsSync(path) ? loadKeys(path) : null;
  if (present && present.next !== commitmentOf(ownCard(config, next))) throw otherKeys();
  const keys = present ? after(present, ownCard(config, present), next) : next;
  const last = keys.former.length - 1;
  const former = keys.former.map((each, i) =>
    i === last && since !== null ? { ...each, since, until: sizesSigned(home, each) } : each,
  );
  const left = former[last];
  if (left && since !== null) leaveWord(home, formerHash(left), by);
  leaveWord(home, commitmentOf(ownCard(config, next)), by);
  replaceKeys(path, { ...keys, former });
  // Keys that were announced and never followed are nobody's now.
  dropPlan(home, null);
  return ownCard(config, loadKeys(path));
}

/** The file may be older than the last rotation: what opens the data, and which keys were followed, say the present ones. */
function after(present: NodeKeys, { logs, mirror }: Card, next: NodeKeys): NodeKeys {
  const former = withFormer(present.former, { logs, mirror, since: null, until: null });
  return { ...next, kem: [...present.kem, ...next.kem.slice(-1)], atRest: present.atRest, former };
}

/** What we have signed by now is ours; more under stolen keys is not, whoever brings it. */
function sizesSigned(home: string, { logs }: Pick<Retired, "logs">): readonly number[] {
  const marks = new HighWater(homeFiles(home).highWater).read();
  const sizes = new Map(marks.map(({ key, size }) => [key, size]));
  return logs.map(([key]) => sizes.get(`signed:${key?.name}`) ?? 0);
}

/**
 * Puts a newer card of the peer in the place of the pinned one: after two people have read its fingerprint to each other,
 * or, where a root of the peer is pinned, because that has signed it, and then in no other way.
 * @param confirmed the fingerprint as it was heard, or the record of the root
 * @param held how much of each log of the peer this node holds: what former keys signed beyond that is refused
 * @param by who says to have done it, for the home log; null: nobody is named
 * @throws WRONG_PEER unless it is the peer's, with its present keys or exactly those to which it had committed itself;
 *   ROOT_REFUSED when a root is pinned that has not signed it as its newest; BAD_FIELD for `by`
 */
export function acceptSuccessor(
  home: string,
  bytes: Uint8Array,
  confirmed: string | { readonly record: Uint8Array },
  held: Readonly<Record<string, number>>,
  by: string | null = null,
): Card {
  const card = parseCard(bytes);
  const pinned = peerCard(home, loadConfig(home));
  if (!pinned) throw new SetuError("USAGE", "there is no card of the peer yet: setu peer takes the first");
  const keep = signedByRoot(home, card, typeof confirmed === "string" ? null : confirmed.record);
  if (!keep) assertHeard(card, confirmed);
  const left = assertSuccessor(pinned, card, keep ? "root" : "commitment");
  leaveWord(home, cardHash(card), by, keep ? "root" : "voice");
  if (left.length === 0)
    savePeerFormer(
      home,
      peerFormer(home).map((each) => stolenBy(card, each)),
    );
  else {
    // Of keys that came and went while no card reached us nothing is held: they count for nothing here.
    const until = (i: number) => pinned.logs.map(([key]) => (i === 0 ? (held[key?.name ?? ""] ?? 0) : 0));
    const before = peerFormer(home).map((each) => stolenBy(card, closedAt(each, held)));
    savePeerFormer(home, withFormer(before, ...left.map((each, i) => ({ ...each, until: until(i) }))));
    dropPins(home);
  }
  put(homeFiles(home).peerCard, formatCard(card));
  // Last: a record that is kept without its card would refuse the card when it comes again.
  keep?.();
  return card;
}

/** Keys that still signed somewhere sign nothing beyond what is held. */
const closedAt = (each: Retired, held: Readonly<Record<string, number>>): Retired => ({
  ...each,
  until: each.until && each.until.map((size, i) => size ?? held[each.logs[i]?.[0]?.name ?? ""] ?? 0),
});

/** With since when somebody else may have had them, as the newer card says. */
const stolenBy = (card: Card, each: Retired): Retired => ({
  ...each,
  since: card.former?.find((one) => sameKeys(one, each))?.since ?? each.since,
});

function assertHeard(card: Card, confirmed: string | { readonly record: Uint8Array }): void {
  if (typeof confirmed !== "string")
    throw new SetuError("USAGE", "no root of the peer is pinned here: setu link accept-root");
  if (confirmed.replaceAll(/\D/g, "") !== fingerprint(card).replaceAll(" ", ""))
    throw new SetuError("WRONG_PEER", "the fingerprint is not the one of this card");
}

/** Keys of the peer that those of its card have followed. @throws BAD_FIELD */
export function peerFormer(home: string): readonly Retired[] {
  const path = homeFiles(home).peerFormer;
  return existsSync(path) ? parseRetired(parseBounded(readFileSync(path), MAX_FORMER_BYTES)) : [];
}

export const savePeerFormer = (home: string, retired: readonly Retired[]): void =>
  put(homeFiles(home).peerFormer, `${JSON.stringify(retiredJson(retired), null, 2)}\n`);

/**
 * At a start after the keys have changed: the head of each log is signed again, the same size and root under the keys in
 * force. The peer would refuse it under the others, if it did not hold all of it before.
 */
export async function signAnew(
  { store, keys: { sign }, world, identity }: Ports,
  keys: NodeKeys,
): Promise<void> {
  await store.tx(async (tx) => {
    const { party, instance, lanes } = identity;
    for (const origin of [...lanes.map((lane) => ownOrigin(identity, lane)), homeOrigin(party, instance)]) {
      const own = await tx.own(origin, true);
      if (own.size === 0 || isSignedBy(own.checkpoint, logSigners(keys, origin))) continue;
      const head = { origin, size: own.size, root: root(own.frontier) };
      await tx.saveOwn({ ...own, checkpoint: sign(head, world.now()) });
    }
  });
}

const isSignedBy = (note: string, signers: readonly Signer[]): boolean => {
  const ids = parseNote(note).signatures.map(({ keyId }) => keyId);
  return signers.every(({ key }) => ids.includes(key.keyId));
};
