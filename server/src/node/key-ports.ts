import type { Server } from "node:https";
import { SetuError, type Party, type RecordId } from "@setu/core";
import type { Heard, Ports } from "@setu/link";
import { nodeCrypto } from "../crypto.ts";
import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import type { Card } from "../keys/card.ts";
import { logSigners, mirrorSigners, type NodeKeys } from "../keys/node-keys.ts";
import { signing } from "../keys/signing.ts";
import { secureContext, type Pinned } from "../link-http/tls.ts";
import { heedAnnounced } from "./announced.ts";
import type { InUse, KeysInUse } from "./in-use.ts";
import { noteInForce } from "./keys-in-force.ts";
import { gathered, Loop } from "./loop.ts";
import { rotate } from "./rotation.ts";

/** The keys of a node as its ports ask for them: each time, for they change while it runs. */
export type KeysPort = Pick<KeysInUse, "now"> & Partial<Pick<KeysInUse, "followed" | "unfollowed">>;

/** Keys that nobody changes while these ports are used. */
export const fixedKeys = (keys: NodeKeys, peer: Card): KeysPort => {
  const only = { keys, peer, retired: [], seeds: keys.kem, pins: [peer.tls] };
  return { now: () => only };
};

/** The ports that hold keys, over those in use at each call. */
export function keyPorts(party: Party, inUse: KeysPort): Pick<Ports, "crypto" | "keys"> {
  let made: ({ readonly of: InUse } & Pick<Ports, "crypto" | "keys">) | null = null;
  const now = () => {
    const of = inUse.now();
    if (made?.of !== of)
      made = { of, ...portsOver(party, of, inUse.followed && ((...at) => inUse.followed?.(...at))) };
    return made;
  };
  return {
    crypto: {
      ...now().crypto,
      encapsulate: (kemKey) => now().crypto.encapsulate(kemKey),
      decapsulate: (kemKey, enc) => now().crypto.decapsulate(kemKey, enc),
      peerKemKey: () => now().crypto.peerKemKey(),
    },
    keys: {
      sign: (...asked) => now().keys.sign(...asked),
      openOwn: (...asked) => now().keys.openOwn(...asked),
      openPeer: (...asked) => now().keys.openPeer(...asked),
      cosign: (...asked) => now().keys.cosign(...asked),
      openReceipt: (...asked) => now().keys.openReceipt(...asked),
    },
  };
}

function portsOver(
  party: Party,
  { keys, peer, retired, seeds }: InUse,
  followed?: KeysInUse["followed"],
): Pick<Ports, "crypto" | "keys"> {
  const signers = new Map<string, ReturnType<typeof logSigners>>();
  const own = (origin: string) => {
    const known = signers.get(origin) ?? logSigners(keys, origin);
    signers.set(origin, known);
    return known;
  };
  const theirs = new Map(peer?.logs.map((log) => [log[0]?.name ?? "", log]));
  return {
    crypto: nodeCrypto(seeds, peer?.kem ?? null),
    keys: signing({
      own,
      ownMirror: mirrorSigners(keys, party),
      peer: (origin) => theirs.get(origin) ?? unknownLog(),
      peerMirror: peer?.mirror ?? [],
      former: { own: keys.former, peer: retired },
      ...(followed && { followed }),
    }),
  };
}

function unknownLog(): never {
  throw new SetuError("WRONG_ORIGIN", "the log is not on the peer's card");
}

/** What both ends of the line show and believe. */
export const changingLine = (inUse: KeysInUse): Pinned => ({
  tls: () => inUse.now().keys.tls,
  pins: () => inUse.now().pins,
  shown: (pin) => inUse.shown(pin),
});

type Rotating = {
  readonly home: string;
  readonly store: PgStore;
  readonly ports: Ports;
  readonly inUse: KeysInUse;
  readonly listener: Server | null;
  /** The lanes are opened anew, and from then on: what the peer holds of our log in one. */
  readonly hearAnew: () => void;
  readonly holds: (lane: string) => Heard | "elsewhere" | null;
  /** Something is to be said in the lanes. */
  readonly moved: () => void;
  readonly log: Log;
};

/** How often the files are looked at: another process may have put other keys there. */
const POLL = 1_000;
/** Commits come in crowds, and few of them concern keys. */
const GATHERED = 50;

/** Takes the steps of a rotation of ours, follows those of the peer, and shows the certificate that is there. */
export function keysLoop({ home, store, ports, inUse, listener, hearAnew, holds, moved, log }: Rotating): {
  readonly loop: Loop;
  readonly soon: () => void;
} {
  let { certificate } = inUse.now().keys.tls;
  let told = "";
  let asked: RecordId | null = null;
  // The peer may have been restored since it said that it has applied what was announced, and know nothing of it.
  const heardSince = (rotation: RecordId) => {
    if (asked !== rotation) hearAnew();
    asked = rotation;
    return holds;
  };
  let noted: InUse | null = null;
  const loop = new Loop("keys", log, async () => {
    const followed = await heedAnnounced(home, store, ports);
    if (followed) log("keys-followed", { party: ports.identity.peer.party });
    const step = await rotate({ home, store, ports, heardSince });
    const changed = step !== told && step !== "none";
    if (changed) log("keys-rotating", { step });
    if (changed || followed) moved();
    told = step;
    const { tls } = inUse.now().keys;
    if (tls.certificate !== certificate) listener?.setSecureContext(secureContext(tls));
    ({ certificate } = tls);
    const now = inUse.now();
    if (now !== noted) await noteInForce(home, store, ports);
    noted = now;
    return POLL;
  });
  return { loop, soon: gathered(GATHERED, () => loop.wake()) };
}
