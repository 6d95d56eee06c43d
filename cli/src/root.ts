import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { party, SetuError } from "@setu/core";
import { cardHash, fingerprint, MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import {
  changeRoot,
  found,
  shortHash,
  signCard,
  type Newcomer,
  type Occasion,
} from "@setu/server/keys/ceremony.ts";
import { fromPaper, loadSecret, newSecret, onPaper, saveSecret } from "@setu/server/keys/root-key.ts";
import { holderPage, keyCheck, LANGUAGES } from "@setu/server/keys/root-page.ts";
import {
  formatRecord,
  MAX_RECORD_BYTES,
  parseRecord,
  recordFingerprint,
  rootFingerprint,
  verifyRecord,
  type Recorded,
  type Root,
} from "@setu/server/keys/root.ts";
import { put } from "@setu/server/node/files.ts";
import { shownName } from "@setu/server/node/training.ts";
import { lines, typed } from "./cards.ts";
import { readInput } from "./input.ts";
import { WEB } from "./start.ts";
import { answer, minute, say, table, type Talk } from "./terminal.ts";

/** Three persons: what `THRESHOLD` of them has to be true of. */
const HOLDERS = 3;

export type Practice = { readonly practice?: boolean };
export type Making = Practice & { readonly holder: readonly string[]; readonly paper?: readonly string[] };

/**
 * A root is made and used where no network is; what the program found stands in each act.
 * @throws USAGE where there is one, unless it is an exercise
 */
function occasion({ practice }: Practice): Occasion {
  const offline = !Object.values(networkInterfaces()).some((each) => each?.some(({ internal }) => !internal));
  if (!offline && !practice)
    throw new SetuError("USAGE", "this machine has a network: take one that has none, or say --practice");
  return { at: Date.now(), offline: offline && !practice };
}

/** Sets up a root: for each holder a folder with key and pages, beside them the record that everybody may have. */
export function makeRoot(folder: string, of: string, making: Making, talk: Talk): void {
  const newcomers = newcomersOf(making);
  const record = found(party(of, "party"), newcomers, occasion(making));
  const path = join(folder, "record.json");
  if (existsSync(path)) throw new SetuError("USAGE", "there is a root in this folder");
  handOut(folder, record, newcomers, making);
  put(path, formatRecord(record));
  tellRoot(record, talk);
}

/** Other holders, old and new signing. */
export async function change(
  path: string,
  folder: string,
  options: Making & { readonly key: readonly string[] },
  talk: Talk,
): Promise<void> {
  const before = await recordAt(path);
  const newcomers = newcomersOf(options);
  const record = changeRoot(before, newcomers, options.key.map(loadSecret), occasion(options));
  handOut(folder, record, newcomers, options);
  put(path, formatRecord(record));
  tellRoot(record, talk);
}

/**
 * Signs a card, once somebody has typed its groups as the node's operator reads them.
 * @throws WRONG_PEER for other groups, and for a card of another party
 */
export async function sign(
  path: string,
  cardFile: string,
  options: Practice & { readonly key: readonly string[]; readonly confirm?: string },
  talk: Talk,
): Promise<void> {
  const before = await recordAt(path);
  const card = parseCard(await readInput(cardFile, MAX_CARD_BYTES));
  const { root } = verifyRecord(before);
  if (card.party !== root.party)
    throw new SetuError("WRONG_PEER", "the card is of another party than the root");
  say(
    `Card of ${shownName(card, card.name).en} (${card.party}), instance ${card.instance}:\n\n${lines(fingerprint(card))}\n`,
  );
  const heard = options.confirm ?? (await typed(cardFile));
  if (heard.replaceAll(/\D/g, "") !== fingerprint(card).replaceAll(" ", ""))
    throw new SetuError("WRONG_PEER", "the fingerprint is not the one of this card: nothing was signed");
  const record = signCard(before, cardHash(card), options.key.map(loadSecret), occasion(options));
  put(path, formatRecord(record));
  const state = verifyRecord(record);
  const { no } = state;
  const groups = recordFingerprint(state);
  say(
    `Signed as number ${no}. Card and record go to the other side: setu link accept-card CARD --record RECORD`,
  );
  say(
    `Where the root is not pinned yet, read these twelve groups of the record to it:\n\n${lines(groups)}\n`,
  );
  answer(talk, { no, card: fingerprint(card), record: groups }, "");
}

/** Everything a root has signed, in order, each signature checked. @throws ROOT_REFUSED */
export async function verify(path: string, cardFile: string | undefined, talk: Talk): Promise<void> {
  const record = await recordAt(path);
  const state = verifyRecord(record);
  const card = cardFile === undefined ? null : parseCard(await readInput(cardFile, MAX_CARD_BYTES));
  if (card && cardHash(card) !== state.card)
    throw new SetuError("ROOT_REFUSED", "the newest card that the root has signed is another", {
      detail: { reason: "card", no: state.no },
    });
  const groups = recordFingerprint(state);
  const acts = record.map(({ act, signatures }) => ({
    no: act.no,
    at: act.at,
    what: act.card === null ? (act.no === 1 ? "root" : "root changed") : "card",
    offline: act.offline,
    signatures: signatures.length,
    hash: shortHash(act),
  }));
  const rows = acts.map(({ no, at, what, offline, signatures, hash }) => [
    `${no}`,
    minute(at),
    what,
    `${signatures} signatures`,
    offline ? "no network" : "NETWORK",
    hash,
  ]);
  const root = rootFingerprint(state.root);
  answer(
    talk,
    { fingerprint: groups, root, acts },
    () => `The record as it ends here:\n${lines(groups)}\n\nIts root:\n${lines(root)}\n\n${table(rows)}`,
  );
}

/** A holder's medium again, from the paper that the holder had asked for. @throws WRONG_CHECK | EEXIST */
export async function fromPaperTo(file: string, talk: Talk): Promise<void> {
  const text = Buffer.from(await readInput("-", 4096)).toString("utf8");
  saveSecret(file, fromPaper(text));
  answer(talk, { file }, `Made ${file}.`);
}

const recordAt = async (path: string): Promise<readonly Recorded[]> =>
  parseRecord(await readInput(path, MAX_RECORD_BYTES));

function newcomersOf({ holder }: Making): readonly Newcomer[] {
  if (holder.length !== HOLDERS || new Set(holder).size !== HOLDERS)
    throw new SetuError("USAGE", "name three persons, each by --holder");
  return holder.map((name) => ({ name, secret: newSecret() }));
}

/** From the built screens. */
function devanagari(): Uint8Array | null {
  const dist = join(WEB, "dist");
  const [path] = globSync("**/*devanagari*normal*.woff2", { cwd: dist });
  return path === undefined ? null : readFileSync(join(dist, path));
}

/** All folders or none: keys of a ceremony that broke off are of no root. */
function handOut(
  folder: string,
  record: readonly Recorded[],
  newcomers: readonly Newcomer[],
  { paper = [] }: Making,
): void {
  const { root } = verifyRecord(record);
  const font = devanagari();
  const made: string[] = [];
  try {
    for (const [i, { name, secret }] of newcomers.entries()) {
      const own = join(folder, `holder-${i + 1}`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      mkdirSync(own, { mode: 0o700 });
      made.push(own);
      saveSecret(join(own, "key.json"), secret);
      const printed = paper.includes(name) ? onPaper(secret) : null;
      for (const lang of LANGUAGES)
        writeFileSync(
          join(own, `page.${lang}.html`),
          holderPage(root, i, lang, printed, lang === "hi" ? font : null),
          {
            mode: 0o600,
            flag: "wx",
          },
        );
    }
  } catch (error) {
    for (const each of made) rmSync(each, { recursive: true, force: true });
    throw error;
  }
}

function tellRoot(record: readonly Recorded[], talk: Talk): void {
  const { root, no } = verifyRecord(record);
  const groups = rootFingerprint(root);
  say(
    "By these twelve groups the holders know the root. Give each of them one folder, then destroy what is left of the",
  );
  say(
    "keys on this machine. What the other side is read, once, are the groups that follow the first signed card.\n",
  );
  const checks = (of: Root) => of.holders.map(({ name }, i) => [name, keyCheck(of, i)]);
  answer(
    talk,
    { fingerprint: groups, no, holders: root.holders.map(({ name }) => name) },
    () => `${lines(groups)}\n\n${table(checks(root))}`,
  );
}
