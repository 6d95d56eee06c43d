import { setImmediate } from "node:timers/promises";
import type { ItemId, Party, RecordId } from "@setu/core";
import { NEVER } from "@setu/policy/facts.ts";
import type { PgTx } from "../db/pg-store.ts";
import { rowKey } from "./desk.ts";
import { termsOf } from "./numbers.ts";

/**
 * By which words the inside of a file is found. They live and die with the text that was read in it (`derived.file`):
 * gone when that is, by a replay too. So the index never knows more of a file than can be shown of it.
 */
export type FilePlace = {
  readonly item: ItemId;
  readonly party: Party;
  readonly id: RecordId;
  readonly slot: number;
};

/** Of UTF-16 units: what an index takes in one piece, as of the text of an act. */
const PIECE = 48_000;
/** A word or a number that stands on the edge of a piece is whole in one of the two. */
const OVERLAP = 128;

// The line is held until the commit: whoever moves it afterwards moves these words too.
const PUT = `WITH line AS MATERIALIZED (SELECT item, updated FROM derived.request WHERE item = $2 FOR UPDATE)
  INSERT INTO derived.word (item, place, act, words, updated, expires)
  SELECT item, 'inside', act, derived.dated(array_to_tsvector(words), updated), updated,
    -- As the text of the act that it is attached to.
    coalesce((SELECT expires FROM derived.word AS text WHERE text.item = line.item AND text.place = 'text' AND text.act = $3), ${NEVER})
  FROM line, jsonb_to_recordset($1::jsonb) AS new (act text, words text[])
  ON CONFLICT (item, place, act) DO UPDATE SET words = excluded.words, updated = excluded.updated, expires = excluded.expires`;

const keyOf = ({ party, id, slot }: FilePlace): string => `${party}/${id}/${slot}`;

export type FileWords = readonly { readonly act: string; readonly words: readonly string[] }[];

/** The words of each piece of its text; between two pieces others have their turn. */
export async function fileWords(file: FilePlace, text: string): Promise<FileWords> {
  const pieces: { act: string; words: string[] }[] = [];
  for (let no = 0; no * PIECE < text.length; no++) {
    const words = [...new Set(termsOf(pieceOf(text, no)).map(({ word }) => word))];
    if (words.length > 0) pieces.push({ act: `${keyOf(file)}/${no}`, words });
    await setImmediate();
  }
  return pieces;
}

const pieceOf = (text: string, no: number): string => text.slice(no * PIECE, (no + 1) * PIECE + OVERLAP);

export async function putFileWords(
  tx: PgTx,
  { item, party, id }: FilePlace,
  pieces: FileWords,
): Promise<void> {
  if (pieces.length === 0) return;
  await tx.db.change(PUT, [JSON.stringify(pieces), item, rowKey(party, id)]);
}

const ACT = /^([a-z0-9]+)\/([0-9a-f]{32})\/(\d+)\/(\d+)$/;

export type Piece = { readonly party: string; readonly id: string; readonly slot: number } & {
  readonly of: (text: string) => string;
};

/** Which piece of which file a place of the index is; null for what is none. */
export function readPiece(act: string): Piece | null {
  const [, party, id, slot, no] = ACT.exec(act) ?? [];
  if (party === undefined || id === undefined) return null;
  return { party, id, slot: Number(slot), of: (text) => pieceOf(text, Number(no)) };
}
