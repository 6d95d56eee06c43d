import { SetuError } from "@setu/core";
import { peerOrigin } from "@setu/link/origin.ts";
import { fingerprint, formatCard, MAX_CARD_BYTES, parseCard, type Card } from "@setu/server/keys/card.ts";
import { MAX_RECORD_BYTES, parseRecord, recordFingerprint, verifyRecord } from "@setu/server/keys/root.ts";
import { pinRoot } from "@setu/server/node/root.ts";
import { acceptSuccessor, makeNext, refreshNext, takeNext } from "@setu/server/node/succession.ts";
import { heard, lines, typed } from "./cards.ts";
import { readInput } from "./input.ts";
import { readInstant } from "./instant.ts";
import { withStore } from "./store.ts";
import { answer, clean, say, type Talk } from "./terminal.ts";

/** Makes the keys that will follow, and prints the card that commits to them. @throws EEXIST */
export async function next(home: string, file: string, talk: Talk): Promise<void> {
  const card = await makeNext(home, file);
  say(
    `Made ${file}. Take it off this machine now: with it anybody is this node. The other side accepts this card:\n`,
  );
  showCard(card, talk);
}

/** Brings the file up to date after a rotation; the card stays as it is. @throws WRONG_PEER */
export function nextAgain(home: string, file: string, talk: Talk): void {
  refreshNext(home, file);
  answer(talk, { file }, `${file} knows the keys that were followed since. Take it off this machine again.`);
}

/** Takes them into use, and prints the card that the other side has to accept. @throws WRONG_PEER | BAD_FIELD | USAGE */
export function recover(
  home: string,
  file: string,
  { stolenSince, by }: { readonly stolenSince?: string; readonly by?: string },
  talk: Talk,
): void {
  const since = stolenSince === undefined ? null : readInstant("stolen-since", stolenSince);
  if (since !== null && since > Date.now())
    throw new SetuError(
      "USAGE",
      "--stolen-since is an instant that has passed, such as 2026-11-23T08:00:00Z",
    );
  const card = takeNext(home, file, since, by ?? null);
  say(
    "The node signs with these keys from its next start on. Make the next ones, and have this card accepted:\n",
  );
  showCard(card, talk);
}

/** The card, and the groups by which people compare it. */
export function showCard(card: Card, talk: Talk): void {
  const groups = fingerprint(card);
  if (!talk.json) say(`${lines(groups)}\n`);
  answer(talk, { card: JSON.parse(formatCard(card)) as unknown, fingerprint: groups }, formatCard(card));
}

/**
 * A newer card of the peer in the place of the pinned one, once a person has typed its fingerprint as it was read aloud,
 * or because the root that is pinned has signed it.
 * @throws WRONG_PEER for another fingerprint, and for keys to which the peer had not committed itself; ROOT_REFUSED
 */
export async function acceptCard(
  home: string,
  path: string,
  { confirm, record, by }: { readonly confirm?: string; readonly record?: string; readonly by?: string },
  talk: Talk,
): Promise<void> {
  const bytes = await readInput(path, MAX_CARD_BYTES);
  const believed =
    record === undefined
      ? await heard(parseCard(bytes), path, confirm)
      : { record: await readInput(record, MAX_RECORD_BYTES) };
  const held = await withStore(home, async ({ store, ports }) => {
    // A node that has never been started has no tables yet that its transactions could rest on.
    await store.replay("if-needed");
    const sizes: Record<string, number> = {};
    for (const lane of ports?.identity.lanes ?? []) {
      const origin = ports ? peerOrigin(ports.identity, lane) : "";
      sizes[origin] = (await store.tx((tx) => tx.peer(origin, "none"))).held;
    }
    return sizes;
  });
  const card = acceptSuccessor(home, bytes, believed, held, by ?? null);
  say(`Stored. Start the node again: it then hears ${card.party} under these keys and no others.`);
  answer(talk, { peer: card.party, fingerprint: fingerprint(card) }, "");
}

/**
 * Pins the root of the other side's government, once a person has typed its fingerprint as it was read aloud.
 * @throws WRONG_PEER | ROOT_REFUSED | USAGE
 */
export async function acceptRoot(
  home: string,
  path: string,
  { confirm }: { readonly confirm?: string },
  talk: Talk,
): Promise<void> {
  const bytes = await readInput(path, MAX_RECORD_BYTES);
  const state = verifyRecord(parseRecord(bytes));
  const { root, no } = state;
  const groups = recordFingerprint(state);
  const holders = root.holders.map(({ name }) => clean(name)).join(", ");
  say(
    `Root of ${root.party}, ${root.threshold} of: ${holders}; its record ends with number ${no}\n\n${lines(groups)}\n`,
  );
  pinRoot(home, bytes, confirm ?? (await typed(path)));
  say(
    "Pinned. From now on a card of the other node counts when this root has signed it, and in no other way.",
  );
  answer(talk, { root: root.party, fingerprint: groups }, "");
}
