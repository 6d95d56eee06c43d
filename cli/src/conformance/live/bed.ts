import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetuError, type Hash } from "@setu/core";
import { linkOrigin, type Ports } from "@setu/link";
import { nodeCrypto } from "@setu/server/crypto.ts";
import { formatCard, parseCard, type Card } from "@setu/server/keys/card.ts";
import { spkiPin } from "@setu/server/keys/certificate.ts";
import {
  generateKeys,
  loadKeys,
  logSigners,
  mirrorSigners,
  saveKeys,
  type NodeKeys,
} from "@setu/server/keys/node-keys.ts";
import { signing } from "@setu/server/keys/signing.ts";
import { publicKeyOf } from "@setu/server/keys/x-wing.ts";
import { writeNew } from "@setu/server/node/files.ts";

/**
 * A peer that exists only to test one node: fresh keys, and a card which that node's operator accepts knowing what it is.
 * It says so in its name, and is used up by one run: what it signs afterwards would be a second history.
 */
export type Bed = {
  readonly keys: NodeKeys;
  /** Card of the bed. */
  readonly own: Card;
  /** Card of the node that is tested. */
  readonly node: Card;
  readonly crypto: Ports["crypto"];
  readonly signs: Ports["keys"];
};

const NAME = {
  en: "Conformance test bed",
  fr: "Banc d’essai de conformité",
  hi: "अनुरूपता परीक्षण",
};

const filesOf = (folder: string) => ({
  keys: join(folder, "keys.json"),
  own: join(folder, "bed.card.json"),
  node: join(folder, "node.card.json"),
});

/**
 * Makes a bed for the node of a card: its peer, with its lanes.
 * @param at where the node will reach the bed
 * @throws USAGE when something is in the folder | as `parseCard`
 */
export async function makeBed(
  folder: string,
  nodeCard: Uint8Array,
  at: { readonly host: string; readonly port: number },
): Promise<Bed> {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new SetuError("USAGE", "there is something in this folder: each bed has one of its own");
  const node = parseCard(nodeCard);
  const keys = await generateKeys(node.peer);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = filesOf(folder);
  saveKeys(files.keys, keys);
  const own = cardOf(keys, node, at);
  // What the node will not take is found before anybody reads its fingerprint aloud.
  parseCard(Buffer.from(formatCard(own)));
  writeNew(files.node, formatCard(node));
  writeNew(files.own, formatCard(own));
  return bedOf(keys, own, node);
}

/** @throws NOT_FOUND | as `parseCard` and `loadKeys` */
export function openBed(folder: string): Bed {
  const files = filesOf(folder);
  if (!existsSync(files.own)) throw new SetuError("NOT_FOUND", "there is no test bed in this folder");
  return bedOf(loadKeys(files.keys), parseCard(readFileSync(files.own)), parseCard(readFileSync(files.node)));
}

function cardOf(keys: NodeKeys, node: Card, address: Card["address"]): Card {
  const [party, peer] = [node.peer, node.party];
  const logs = node.lanes.map((lane) => logSigners(keys, linkOrigin(party, peer, lane, 1)));
  return {
    party,
    peer,
    instance: 1,
    name: NAME,
    zone: { id: "UTC", label: "UTC" },
    calendar: node.calendar,
    lanes: node.lanes,
    address,
    logs: logs.map((signers) => signers.map(({ key }) => key)),
    mirror: mirrorSigners(keys, party).map(({ key }) => key),
    tls: spkiPin(keys.tls.certificate) as Hash,
    kem: publicKeyOf(keys.kem[0] as Uint8Array),
  };
}

function bedOf(keys: NodeKeys, own: Card, node: Card): Bed {
  return {
    keys,
    own,
    node,
    crypto: nodeCrypto(keys.kem, node.kem),
    signs: signing({
      own: (origin) => logSigners(keys, origin),
      ownMirror: mirrorSigners(keys, own.party),
      peer: (origin) => node.logs.find(([key]) => key?.name === origin) ?? [],
      peerMirror: node.mirror,
    }),
  };
}
