import { createInterface } from "node:readline/promises";
import { SetuError } from "@setu/core";
import { fingerprint, formatCard, MAX_CARD_BYTES, parseCard, type Card } from "@setu/server/keys/card.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { ownCard } from "@setu/server/node/cards.ts";
import { homeFiles, loadConfig } from "@setu/server/node/config.ts";
import { acceptCard } from "@setu/server/node/init.ts";
import { peerRoot } from "@setu/server/node/root.ts";
import { shownName } from "@setu/server/node/training.ts";
import { readInput } from "./input.ts";
import { answer, say, type Talk } from "./terminal.ts";

/** The card goes to standard output, so that it can be put into a file; the fingerprint is for people. */
export function card(home: string, talk: Talk): void {
  const own = ownCard(loadConfig(home), loadKeys(homeFiles(home).keys));
  const text = formatCard(own);
  const groups = fingerprint(own);
  if (!talk.json)
    say(
      `Read these twelve groups to the other side, over a line on which you know the voice:\n\n${lines(groups)}\n`,
    );
  answer(talk, { card: JSON.parse(text) as unknown, fingerprint: groups }, text);
}

/**
 * Stores the other node's card once a person has typed its fingerprint as it was read aloud.
 * @throws WRONG_PEER when it is another, USAGE when nobody can be asked or there is a card already
 */
export async function peer(
  home: string,
  path: string,
  { confirm, by }: { readonly confirm?: string; readonly by?: string },
  talk: Talk,
): Promise<void> {
  const bytes = await readInput(path, MAX_CARD_BYTES);
  const theirs = parseCard(bytes);
  const groups = fingerprint(theirs);
  // A root that is pinned has said already whose card this is.
  const read = peerRoot(home) ? "" : await heard(theirs, path, confirm);
  const stored = acceptCard(home, bytes, read, { by: by ?? null });
  say(`Stored. Start the node again to link with ${stored.party}.`);
  answer(talk, { peer: stored.party, fingerprint: groups }, "");
}

/** Shows whose card it is. @returns the fingerprint as the other side reads it. @throws USAGE when nobody can be asked */
export async function heard(theirs: Card, path: string, confirm: string | undefined): Promise<string> {
  const { name, party, address } = theirs;
  say(
    `Card of ${shownName(theirs, name).en} (${party}) at ${address.host}:${address.port}\n\n${lines(fingerprint(theirs))}\n`,
  );
  return confirm ?? (await typed(path));
}

/** Typed, not merely agreed to: who has to type the groups has listened to them. */
export async function typed(path: string): Promise<string> {
  if (path === "-" || !process.stdin.isTTY) {
    throw new SetuError("USAGE", "say --confirm with the fingerprint as the other side read it aloud");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question("Type the twelve groups as the other side reads them: ");
  } finally {
    terminal.close();
  }
}

/** Four groups a line, as one reads a number aloud. */
export const lines = (groups: string): string => groups.replaceAll(/((?:\d{5} ){3}\d{5}) /g, "$1\n");
