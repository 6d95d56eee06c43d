import { readFileSync } from "node:fs";
import {
  badField,
  hash,
  instant,
  objectIn,
  opaque,
  parseBounded,
  type Hash,
  type Instant,
  type Json,
  type Opaque,
} from "@setu/core";
import { homeFiles } from "./config.ts";
import { put } from "./files.ts";

/**
 * What a command says of keys or of a card that it is about to put into the home, where the database may be down or gone:
 * who, when, and by what it was believed. The node takes it into its home log with what it finds there
 * (`keys-in-force.ts`). Whoever can write here can write the keys too: it is the word of whoever was at the machine.
 */
export type Word = {
  /** H of what is put there: the keys that follow, the former keys that are flagged, or the card. */
  readonly of: Hash;
  /** Who said to have done it; null: nobody was named. */
  readonly by: Opaque | null;
  readonly on: Instant;
  /** Of a card alone. */
  readonly believed: Believed | null;
};

const BELIEVED = ["voice", "root"] as const;
export type Believed = (typeof BELIEVED)[number];

const MAX_WORDS = 64;
const MAX_FILE = 64 * 1024;

/** The oldest first. A file that cannot be read has none: keys that are needed at once do not wait for it. */
export function readWords(home: string): readonly Word[] {
  try {
    const { words } = objectIn(parseBounded(readFileSync(homeFiles(home).keyWords), MAX_FILE), "words");
    if (!Array.isArray(words) || words.length > MAX_WORDS) throw badField("words", "list of words");
    return (words as readonly Json[]).map(parseWord);
  } catch {
    return [];
  }
}

/** Before the change itself: a change that nobody has said has no name, and a word that nothing follows says nothing. */
export function leaveWord(home: string, of: Hash, by: string | null, believed: Believed | null = null): void {
  const word = { of, by: by === null ? null : opaque(by, "by"), on: Date.now(), believed };
  const words = [...readWords(home), word].slice(-MAX_WORDS);
  put(homeFiles(home).keyWords, `${JSON.stringify({ words })}\n`);
}

function parseWord(value: Json): Word {
  const { of, by, on, believed } = objectIn(value, "words");
  const how = believed === null ? null : BELIEVED.find((each) => each === believed);
  if (how === undefined) throw badField("believed", "way to believe a card");
  return {
    of: hash(of, "of"),
    by: by === null ? null : opaque(by, "by"),
    on: instant(on, "on"),
    believed: how,
  };
}
