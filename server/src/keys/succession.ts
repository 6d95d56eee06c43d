import { createHash } from "node:crypto";
import { canonicalBytes, SetuError, type Hash } from "@setu/core";
import { formatVkey, type VerifierKey } from "tlog";
import type { Card } from "./card.ts";

/**
 * How a node's keys change while its link lives. The next keys are made before they are needed, kept offline, and their
 * hash stands on the card that the peer has pinned: when the present ones are lost or stolen, exactly those follow, and
 * whoever has stolen the present ones cannot name others.
 */
export type Former = {
  /** In the order of the card's lanes, and the mirror's. */
  readonly logs: readonly (readonly VerifierKey[])[];
  readonly mirror: readonly VerifierKey[];
  /** Milliseconds since when somebody else may have had them; null: they were lost, or nobody knows of it. */
  readonly since: number | null;
};

/**
 * As a node takes them: what they signed of a log up to this size, in the order of `logs`, counts, and more of it is
 * somebody else's. Null in the list: nothing of that log has come under the keys that follow, so these still sign. Null
 * for all: keys of our own that were lost and not stolen, which may have signed more than a restored database knows.
 */
export type Retired = Former & { readonly until: readonly (number | null)[] | null };

/** So many are remembered, and stand on a card; of older ones both sides know from the cards of then. */
export const MAX_FORMER = 64;

/** The list with these at its end: once, however often they are retired, and no longer than it may be. */
export const withFormer = <T extends Former>(list: readonly T[], ...more: readonly T[]): readonly T[] =>
  more
    .reduce<readonly T[]>(
      (known, each) => (known.some((one) => sameKeys(one, each)) ? known : [...known, each]),
      list,
    )
    .slice(-MAX_FORMER);

/** The card once these keys have followed its own by announcement: what its owner's own card says from then on too. */
export function followedBy(card: Card, keys: Pick<Card, "logs" | "mirror" | "tls" | "kem">): Card {
  if (sameKeys(card, keys)) return { ...card, ...keys };
  const { logs, mirror } = card;
  return { ...card, ...keys, former: withFormer(card.former ?? [], { logs, mirror, since: null }) };
}

/** H over every key of a card that would follow, so that all of them are chosen beforehand, not the log's alone. */
export const commitmentOf = ({
  logs,
  mirror,
  tls,
  kem,
}: Pick<Card, "logs" | "mirror" | "tls" | "kem">): Hash =>
  createHash("sha256")
    .update(
      canonicalBytes({
        setu: "next-keys/1",
        logs: logs.map((keys) => keys.map(formatVkey)),
        mirror: mirror.map(formatVkey),
        tls,
        kem: Buffer.from(kem).toString("base64"),
      }),
    )
    .digest("base64url") as Hash;

/** H over keys that were followed: how a home log names them, on both sides alike. */
export const formerHash = ({ logs, mirror }: Former): Hash =>
  createHash("sha256")
    .update(
      canonicalBytes({
        setu: "former-keys/1",
        logs: logs.map((keys) => keys.map(formatVkey)),
        mirror: mirror.map(formatVkey),
      }),
    )
    .digest("base64url") as Hash;

export const sameKeys = (a: Pick<Card, "logs" | "mirror">, b: Pick<Card, "logs" | "mirror">): boolean =>
  textOf(a) === textOf(b);

const textOf = ({ logs, mirror }: Pick<Card, "logs" | "mirror">): string =>
  JSON.stringify([logs.map((keys) => keys.map(formatVkey)), mirror.map(formatVkey)]);

/** Who has said that these keys follow: the pinned card, by its commitment, or the root that signed the newer one. */
export type SuccessorBy = "commitment" | "root";

/**
 * Whether a card may take the place of the pinned one. Keys that came by announcement alone need not be on it: whoever had
 * the present keys may have announced them (decision 0032), and what the pinned card committed to, or its root signed,
 * stands above.
 * @returns the keys that it has left behind, the pinned ones first; with a root there may be others that this node never
 *   saw. Empty: the keys are the same
 * @throws WRONG_PEER for another party or other lanes, for keys that are not those to which the pinned card committed
 *   (unless its root signed them), and for a card that does not name keys that it follows
 */
export function assertSuccessor(pinned: Card, card: Card, by: SuccessorBy = "commitment"): readonly Former[] {
  const who = ({ party, peer, instance, lanes }: Card) => JSON.stringify([party, peer, instance, lanes]);
  if (who(pinned) !== who(card)) throw refused("the card is of another party, instance or lanes", "party");
  const named = card.former ?? [];
  const texts = named.map(textOf);
  const before = (pinned.former ?? []).map(textOf);
  if (commitmentOf(pinned) === commitmentOf(card)) {
    if (texts.join() !== before.join()) throw refused("the card names other former keys", "former");
    return [];
  }
  if (by === "commitment" && pinned.next !== commitmentOf(card))
    throw refused("these are not the keys to which the peer had committed itself", "next");
  const known = [...before, textOf(pinned)];
  const seen = texts.filter((text) => known.includes(text));
  const unseen = named.filter((_, i) => !known.includes(texts[i] ?? ""));
  const inOrder = known.filter((text) => seen.includes(text));
  if (seen.length === 0 || seen.join() !== inOrder.join() || (by === "commitment" && unseen.length > 0))
    throw refused("the card does not name the keys that it follows", "former");
  const { logs, mirror } = pinned;
  // Keys that their owner does not name were announced by whoever had those before them.
  const { since } = named[texts.indexOf(textOf(pinned))] ?? named.at(-1) ?? { since: null };
  return [{ logs, mirror, since }, ...unseen];
}

const refused = (message: string, reason: string): SetuError =>
  new SetuError("WRONG_PEER", message, { detail: { reason } });
