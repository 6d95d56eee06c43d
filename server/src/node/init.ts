import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { SetuError } from "@setu/core";
import { cardHash, fingerprint, formatCard, parseCard, type Card } from "../keys/card.ts";
import { generateKeys, loadKeys, saveKeys } from "../keys/node-keys.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig, parseConfig, type NodeConfig } from "./config.ts";
import { writeNew } from "./files.ts";
import { leaveWord } from "./key-words.ts";
import { signedByRoot } from "./root.ts";
import { assertSameKind } from "./training.ts";

/** Makes a node's home: its configuration and its keys. @throws USAGE when there is one already, BAD_FIELD */
export async function initNode(home: string, config: NodeConfig): Promise<Card> {
  const files = homeFiles(home);
  if (existsSync(files.config) || existsSync(files.keys))
    throw new SetuError("USAGE", "there is a node in this folder");
  const text = `${JSON.stringify(config, null, 2)}\n`;
  parseConfig(Buffer.from(text));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  saveKeys(files.keys, await generateKeys(config.party));
  writeNew(files.config, text);
  return ownCard(config, loadKeys(files.keys));
}

/**
 * Takes the peer's card, after two people have read its fingerprint to each other.
 * @param confirmed the fingerprint as it was heard; spaces do not matter
 * @param said whom the home log is to name for it, if anybody; null where both nodes were made together, for a demonstration
 * @throws TRAINING_MIXED; WRONG_PEER when it is another, USAGE when there is a card already, ROOT_REFUSED when a root is pinned that has
 *   not signed it as its newest; BAD_FIELD for `said.by`
 */
export function acceptCard(
  home: string,
  bytes: Uint8Array,
  confirmed: string,
  said: { readonly by: string | null } | null = null,
): Card {
  const card = parseCard(bytes);
  const config = loadConfig(home);
  assertSameKind(config, card);
  // A pinned root decides alone, here too.
  const signed = signedByRoot(home, card, null) !== null;
  if (!signed && confirmed.replaceAll(/\D/g, "") !== fingerprint(card).replaceAll(" ", "")) {
    throw new SetuError("WRONG_PEER", "the fingerprint is not the one of this card");
  }
  if (card.party !== config.peer || card.peer !== config.party)
    throw new SetuError("WRONG_PEER", "the card is not of this node's peer");
  const path = homeFiles(home).peerCard;
  if (existsSync(path)) throw new SetuError("USAGE", "there is a card of the peer already");
  if (said) leaveWord(home, cardHash(card), said.by, signed ? "root" : "voice");
  writeNew(path, formatCard(card));
  return card;
}
