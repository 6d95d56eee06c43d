import type { Hash, Party } from "@setu/core";
import type { Ports } from "@setu/link";
import type { PgStore } from "../db/pg-store.ts";
import { cardHash, fingerprint } from "../keys/card.ts";
import { commitmentOf, formerHash, type Former } from "../keys/succession.ts";
import { homeLog, writeHome, type Trace } from "../requests/home.ts";
import { ownCard } from "./cards.ts";
import { loadConfig } from "./config.ts";
import { KeysInUse } from "./in-use.ts";
import { readWords, type Word } from "./key-words.ts";
import { readFollowed } from "./peer-announced.ts";
import { isCarriedOut, readPlan } from "./rotation-plan.ts";

/**
 * Keys and cards that come by file and voice are put while the node may be stopped and its database gone (decision 0010).
 * So the home log is not written by the command: the node holds the files against what its home log last said, and writes
 * what differs, with the command's word where it left one. Nothing that a node signs or believes by stays out of it,
 * not even what was copied there by hand.
 */
type Said = { readonly what: Trace; readonly args: Readonly<Record<string, unknown>> };
type Entry = {
  readonly what: Trace;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
  /** H under which a command would have spoken of it. */
  readonly of: Hash;
};

/** The newest first: of each kind the last counts. */
const SAID = `SELECT what, args FROM derived.trail
  WHERE what IN ('keys-rotated', 'keys-followed', 'keys-taken', 'keys-stolen', 'card-accepted')
  ORDER BY pos DESC LIMIT 1024`;

/** Writes down what is in force and nothing has said yet. Once, whichever process comes first. @throws as the store */
export async function noteInForce(home: string, store: PgStore, ports: Ports): Promise<void> {
  await store.tx(async (tx) => {
    // Before looking: another process may be writing the same, and a rotation puts its files under this lock.
    await homeLog(ports, tx);
    const said = await tx.db.rows<Said>(SAID, []);
    const words = readWords(home).filter((word) => !said.some((each) => isOf(each, word)));
    for (const { what, args, of } of unsaid(home, ports.identity.peer.party, said, words)) {
      const word = words.findLast((each) => each.of === of);
      await writeHome(ports, tx, what, { ...args, ...(word && spoken(word)) });
    }
  });
}

/** A word counts once: an old card that a hand puts back is nobody's who accepted it then. */
const isOf = ({ args }: Said, { of, on }: Word): boolean =>
  args["on"] === on && [args["card"], args["becomes"], args["keys"]].includes(of);

const spoken = ({ by, on, believed }: Word): Readonly<Record<string, string | number>> => ({
  on,
  ...(by !== null && { by }),
  ...(believed && { believed }),
});

function unsaid(home: string, peer: Party, said: readonly Said[], words: readonly Word[]): readonly Entry[] {
  // Before the card, which is put before this says so.
  const { rotations } = readFollowed(home);
  const { keys, peer: card, retired } = new KeysInUse(home).now();
  const own = ownCard(loadConfig(home), keys);
  const becomes = commitmentOf(own);
  const entries: Entry[] = [];
  const last = (...kinds: readonly Trace[]) => said.find(({ what }) => kinds.includes(what));

  const ours = last("keys-rotated", "keys-taken");
  const plan = readPlan(home);
  // A rotation that is carried out has its own entry, and writes it before its plan goes.
  const rotating = plan !== null && isCarriedOut(keys, plan);
  if (!rotating && (ours ? ours.args["becomes"] !== becomes : keys.former.length > 0))
    entries.push({ what: "keys-taken", args: { becomes }, of: becomes });
  entries.push(...stolen(own.party, keys.former, said, formerHash));
  if (!card) return entries;

  const theirs = last("keys-followed", "card-accepted");
  const hash = cardHash(card);
  const followed = theirs?.what === "keys-followed";
  // Said before its card is put (`announced.ts`): whoever is at it puts it next.
  const following =
    followed &&
    theirs.args["follows"] === commitmentOf(card) &&
    !rotations.some((each) => each === theirs.args["rotation"]);
  // Programs of before named the keys alone.
  const known =
    followed && theirs.args["card"] === undefined
      ? theirs.args["becomes"] === commitmentOf(card)
      : theirs?.args["card"] === hash;
  const first = !theirs && retired.length === 0 && !words.some(({ of }) => of === hash);
  if (!known && !following && !first)
    entries.push({
      what: "card-accepted",
      args: { card: hash, fingerprint: fingerprint(card).split(" "), becomes: commitmentOf(card) },
      of: hash,
    });
  entries.push(...stolen(peer, retired, said, () => hash));
  return entries;
}

/** Former keys of a party that others may have had: each since when, as both home logs name them. */
function stolen(
  party: Party,
  former: readonly Former[],
  said: readonly Said[],
  wordOf: (each: Former) => Hash,
): readonly Entry[] {
  return former.flatMap((each) => {
    const [keys, { since }] = [formerHash(each), each];
    const before = said.find(({ what, args }) => what === "keys-stolen" && args["keys"] === keys);
    if (since === null || before?.args["since"] === since) return [];
    return [{ what: "keys-stolen" as const, args: { party, keys, since }, of: wordOf(each) }];
  });
}
