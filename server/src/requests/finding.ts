import { SetuError, type ItemId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { tsquery, type Group } from "./search-query.ts";
import type { Place } from "./word-index.ts";

/**
 * How words are looked up. PostgreSQL cannot guess how rare a word is that it has not counted, and a wrong guess reads
 * every item; so nothing is left to its guess. A rare word is gathered from the index of words; a common one is met
 * soon by whoever reads the newest items one after the other.
 */
const FEW = 4_000;
/** So many of the newest items are looked at first; a word that stands in so many of these is common. */
const NEWEST = 100;
const COMMON = 2;
/** Words that are gathered before all are taken for common. */
const TRIED = 3;
const PATIENCE = "SET LOCAL statement_timeout = '4s'";
const LASTING = "SET LOCAL statement_timeout = 0";
const BY_INDEX = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_indexscan = off"];
const AS_EVER = ["SET LOCAL enable_seqscan = on", "SET LOCAL enable_indexscan = on"];
const GATHER = `SELECT item FROM derived.word WHERE words @@ $1::tsquery AND place = ANY ($2::text[]) LIMIT ${FEW + 1}`;

/**
 * Looked up line by line, in the order in which lines are read. The sum keeps the place out of the condition of the
 * index: an item has a few texts, and reading them is one descent where one for each place would be five.
 */
export const standsIn = (line: string, value: string, places: string): string =>
  `(SELECT true FROM derived.word WHERE word.item = ${line}.item AND place || '' = ANY (${places}::text[]) AND words @@ ${value}::tsquery LIMIT 1)`;

const AMONG_NEWEST = `SELECT count(*) AS n FROM (SELECT item FROM derived.request ORDER BY updated DESC, item DESC LIMIT ${NEWEST}) AS request
  WHERE ${standsIn("request", "$1", "$2")}`;

export const PLACES: readonly Place[] = ["reference", "title", "text", "note", "file", "inside"];

/** A group of what is sought, and all the items in which it stands. */
export type Rare = { readonly group: Group; readonly items: readonly ItemId[] };

/** A group that stands in few items, when there is one: all that was sought stands in some of these. */
export async function rarest(
  tx: PgTx,
  groups: readonly Group[],
  places: readonly Place[] = PLACES,
): Promise<Rare | null> {
  for (const group of groups.toSorted(rarerFirst).slice(0, TRIED)) {
    const sought = [tsquery(group), places];
    const [among] = await tx.db.rows<{ n: number }>(AMONG_NEWEST, sought);
    if ((among?.n ?? 0) >= COMMON) continue;
    const settings = BY_INDEX.map((setting) => tx.db.change(setting, []));
    const gathered = tx.db.rows<{ item: ItemId }>(GATHER, sought);
    const [rows] = await Promise.all([
      gathered,
      ...settings,
      ...AS_EVER.map((each) => tx.db.change(each, [])),
    ]);
    if (rows.length <= FEW) return { group, items: [...new Set(rows.map(({ item }) => item))] };
  }
  return null;
}

/** A number is rarer than a word, and a long word than a short one. */
const rarerFirst = (a: Group, b: Group): number => weight(b) - weight(a);
const weight = ({ kind, prefix, alternatives }: Group): number =>
  (kind === "number" ? 100 : 0) + (alternatives[0]?.[0]?.length ?? 0) - (prefix ? 3 : 0);

const CANCELED = "57014";

/** @throws TIMEOUT when the words are so common, and so seldom together, that the reading takes too long */
export async function patiently<T>(tx: PgTx, work: () => Promise<T>): Promise<T> {
  try {
    const [, found] = await Promise.all([tx.db.change(PATIENCE, []), work()]);
    await tx.db.change(LASTING, []);
    return found;
  } catch (cause) {
    if ((cause as { code?: string }).code !== CANCELED) throw cause;
    throw new SetuError("TIMEOUT", "these words stand in too many texts: say more", { cause });
  }
}
