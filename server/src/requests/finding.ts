import { SetuError, type ItemId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { tsquery, type Group } from "./search-query.ts";
import type { Place } from "./word-index.ts";

/**
 * How words are looked up. PostgreSQL cannot guess how rare a word is that it has not counted, and a wrong guess reads
 * every item; so nothing is left to its guess. A few blocks of the index of words tell a rare word from a common one. A
 * rare one is gathered, with the time at which each item last changed, and read from the newest on; a common one is met
 * soon by whoever reads the newest items one after the other.
 */
const FEW = 8_000;
/** Of so many blocks of 8 KiB each text is looked at, some hundred; a word that stands in more of them is common. */
const BLOCKS = 16;
const COMMON = 5;
/** Words that are gathered before all are taken for common. */
const TRIED = 3;
const PATIENCE = "SET LOCAL statement_timeout = '4s'";
const LASTING = "SET LOCAL statement_timeout = 0";
const BY_INDEX = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_indexscan = off"];
const IN_ORDER = ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_sort = off"];
const ONE_BY_ONE = [...IN_ORDER, "SET LOCAL enable_bitmapscan = off"];
const AS_EVER = ["seqscan", "indexscan", "bitmapscan", "sort"].map((way) => `SET LOCAL enable_${way} = on`);
const GATHER = `SELECT item, updated FROM derived.word WHERE words @@ $1::tsquery AND place = ANY ($2::text[]) LIMIT ${FEW + 1}`;
const SAMPLE = `SELECT count(*) AS n FROM derived.word TABLESAMPLE SYSTEM
  (least(100, 100.0 * ${BLOCKS} * 8192 / greatest(1, pg_relation_size('derived.word')))) WHERE words @@ $1::tsquery AND place = ANY ($2::text[])`;

/**
 * Looked up line by line, in the order in which lines are read. The sum keeps the place out of the condition of the
 * index: an item has a few texts, and reading them is one descent where one for each place would be five.
 */
export const standsIn = (line: string, value: string, places: string): string =>
  `(SELECT true FROM derived.word WHERE word.item = ${line}.item AND place || '' = ANY (${places}::text[]) AND words @@ ${value}::tsquery LIMIT 1)`;

export const PLACES: readonly Place[] = ["reference", "title", "text", "note", "file", "inside"];

/**
 * A statement that ends as soon as it has enough. What an officer may see is more conditions than PostgreSQL can
 * weigh: it takes nearly every item for hidden, and would rather read them all and sort.
 * @param lines `some`: of what an index of words or watchers has gathered
 */
export async function inOrder<R>(
  tx: PgTx,
  sql: string,
  values: readonly unknown[],
  lines: "all" | "some" = "some",
): Promise<R[]> {
  const settings = { all: ONE_BY_ONE, some: IN_ORDER }[lines].map((setting) => tx.db.change(setting, []));
  const rows = tx.db.rows<R>(sql, values);
  const [found] = await Promise.all([rows, ...settings, ...AS_EVER.map((each) => tx.db.change(each, []))]);
  return found;
}

/** A group of what is sought, and all the items in which it stands, the one that changed last first. */
export type Rare = { readonly group: Group; readonly items: readonly ItemId[] };

/** A group that stands in few items, when there is one: all that was sought stands in some of these. */
export async function rarest(
  tx: PgTx,
  groups: readonly Group[],
  places: readonly Place[] = PLACES,
): Promise<Rare | null> {
  for (const group of groups.toSorted(rarerFirst).slice(0, TRIED)) {
    const sought = [tsquery(group), places];
    const [sample] = await tx.db.rows<{ n: number }>(SAMPLE, sought);
    if ((sample?.n ?? 0) >= COMMON) continue;
    const settings = BY_INDEX.map((setting) => tx.db.change(setting, []));
    const gathered = tx.db.rows<Gathered>(GATHER, sought);
    const [rows] = await Promise.all([
      gathered,
      ...settings,
      ...AS_EVER.map((each) => tx.db.change(each, [])),
    ]);
    if (rows.length <= FEW)
      return { group, items: [...new Set(rows.toSorted(newestFirst).map(({ item }) => item))] };
  }
  return null;
}

type Gathered = { readonly item: ItemId; readonly updated: number };
/** As the lists have it (COLLATE "C"): by code unit. */
const newestFirst = (a: Gathered, b: Gathered): number => b.updated - a.updated || (a.item < b.item ? 1 : -1);

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
