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
 * somebody else's. Null: keys of
 * our own that were lost and not stolen, which may have signed more than a restored database knows.
 */
export type Retired = Former & { readonly until: readonly number[] | null };

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

export const sameKeys = (a: Pick<Card, "logs" | "mirror">, b: Pick<Card, "logs" | "mirror">): boolean =>
  textOf(a) === textOf(b);

const textOf = ({ logs, mirror }: Pick<Card, "logs" | "mirror">): string =>
  JSON.stringify([logs.map((keys) => keys.map(formatVkey)), mirror.map(formatVkey)]);

/** Who has said that these keys follow: the pinned card, by its commitment, or the root that signed the newer one. */
export type SuccessorBy = "commitment" | "root";

/**
 * Whether a card may take the place of the pinned one.
 * @returns the keys that it has left behind, the pinned ones first; with a root there may be others between that this
 *   node never saw. Empty: the keys are the same
 * @throws WRONG_PEER for another party or other lanes, for keys that are not those to which the pinned card committed
 *   (unless its root signed them), and for a card that does not name the keys that it follows
 */
export function assertSuccessor(pinned: Card, card: Card, by: SuccessorBy = "commitment"): readonly Former[] {
  const who = ({ party, peer, instance, lanes }: Card) => JSON.stringify([party, peer, instance, lanes]);
  if (who(pinned) !== who(card)) throw refused("the card is of another party, instance or lanes", "party");
  const former = JSON.stringify((card.former ?? []).map(textOf));
  const before = (pinned.former ?? []).map(textOf);
  if (commitmentOf(pinned) === commitmentOf(card)) {
    if (former !== JSON.stringify(before)) throw refused("the card names other former keys", "former");
    return [];
  }
  if (by === "commitment" && pinned.next !== commitmentOf(card))
    throw refused("these are not the keys to which the peer had committed itself", "next");
  const left = (card.former ?? []).slice(before.length);
  const named = JSON.stringify((card.former ?? []).slice(0, before.length + 1).map(textOf));
  if (named !== JSON.stringify([...before, textOf(pinned)]) || (by === "commitment" && left.length > 1))
    throw refused("the card does not name the keys that it follows", "former");
  return left;
}

const refused = (message: string, reason: string): SetuError =>
  new SetuError("WRONG_PEER", message, { detail: { reason } });
