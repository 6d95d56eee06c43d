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

const WAYS = ["seqscan", "indexscan", "bitmapscan", "sort"] as const;
/** One statement that forbids some ways of reading and allows the others, to the end of the transaction. */
const without = (...off: readonly (typeof WAYS)[number][]): string =>
  `SELECT ${WAYS.map((way) => `set_config('enable_${way}', '${off.includes(way) ? "off" : "on"}', true)`).join(", ")}`;
const BY_INDEX = without("seqscan", "indexscan");
const IN_ORDER = { all: without("seqscan", "sort", "bitmapscan"), some: without("seqscan", "sort") } as const;
const AS_EVER = without();
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
export function inOrder<R>(
  tx: PgTx,
  sql: string,
  values: readonly unknown[],
  lines: "all" | "some" = "some",
): Promise<R[]> {
  return read<R>(tx, IN_ORDER[lines], sql, values);
}

/** All of it is sent at once. */
async function read<R>(tx: PgTx, ways: string, sql: string, values: readonly unknown[]): Promise<R[]> {
  const [, rows] = await Promise.all([
    tx.db.rows(ways, []),
    tx.db.rows<R>(sql, values),
    tx.db.rows(AS_EVER, []),
  ]);
  return rows;
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
    const rows = await read<Gathered>(tx, BY_INDEX, GATHER, sought);
    if (rows.length <= FEW)
      return { group, items: [...new Set(rows.toSorted(newestFirst).map(({ item }) => item))] };
  }
  return null;
}

type Gathered = { readonly item: ItemId; readonly updated: number };
/** As the lists have it (COLLATE "C"): by code unit. */
const newestFirst = (a: Gathered, b: Gathered): number =>
  b.updated - a.updated || Number(a.item < b.item) - Number(a.item > b.item);

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
