import { existsSync, readFileSync } from "node:fs";
import { isTraining, SetuError, type Hash } from "@setu/core";
import { linkOrigin } from "@setu/link";
import type { NodeInfo } from "@setu/requests";
import { fingerprint, parseCard, type Card } from "../keys/card.ts";
import { spkiPin } from "../keys/certificate.ts";
import { logSigners, mirrorSigners, type NodeKeys } from "../keys/node-keys.ts";
import { publicKeyOf } from "../keys/x-wing.ts";
import { homeFiles, type NodeConfig } from "./config.ts";
import { assertSameKind, shownName } from "./training.ts";

/** The card of this node, as it is printed for its peer. @param port of the link listener, when the system chose it */
export function ownCard(config: NodeConfig, keys: NodeKeys, port = config.link.port): Card {
  const { party, peer, instance, name, zone, calendar, lanes } = config;
  const kem = keys.kem.at(-1);
  if (!kem) throw new SetuError("USAGE", "the node has no key for sealing");
  return {
    party,
    peer,
    instance,
    name,
    zone,
    calendar,
    lanes,
    address: { host: config.link.host, port },
    logs: lanes.map((lane) =>
      logSigners(keys, linkOrigin(party, peer, lane, instance)).map((each) => each.key),
    ),
    mirror: mirrorSigners(keys, party).map((each) => each.key),
    tls: spkiPin(keys.tls.certificate) as Hash,
    kem: publicKeyOf(kem),
    ...(keys.next !== null && { next: keys.next }),
    ...(keys.former.length > 0 && {
      former: keys.former.map(({ logs, mirror, since }) => ({ logs, mirror, since })),
    }),
  };
}

/** The confirmed card of the peer; null before the two have met. @throws BAD_FIELD | WRONG_PEER | TRAINING_MIXED */
export function peerCard(home: string, config: NodeConfig): Card | null {
  const path = homeFiles(home).peerCard;
  if (!existsSync(path)) return null;
  const card = parseCard(readFileSync(path));
  if (card.party !== config.peer || card.peer !== config.party) {
    throw new SetuError(
      "WRONG_PEER",
      "the card in the home is not of this node's peer, or not made for this node",
    );
  }
  assertSameKind(config, card);
  if (card.lanes.join() !== config.lanes.join())
    throw new SetuError("WRONG_PEER", "the two nodes do not have the same lanes");
  return card;
}

/** As both are now; read aloud they are what people compare. */
export const fingerprintsOf = (own: () => Card, inUse: { now(): { readonly peer: Card | null } }) => ({
  get own() {
    return fingerprint(own());
  },
  get peer() {
    const { peer } = inUse.now();
    return peer && fingerprint(peer);
  },
});

export const infoOf = ({
  party,
  instance,
  name,
  zone,
  calendar,
}: Pick<Card, "party" | "instance" | "name" | "zone" | "calendar">): NodeInfo => ({
  party,
  name: shownName({ instance }, name),
  zone,
  calendar,
  ...(isTraining({ instance }) && { training: true as const }),
});
