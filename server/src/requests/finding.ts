import { SetuError, type ItemId } from "@setu/core";
import type { PgTx } from "../db/pg-store.ts";
import { tsquery, type Group } from "./search-query.ts";
import type { Place } from "./word-index.ts";

/**
 * How words are looked up. PostgreSQL cannot guess how rare a word is that it has not counted, and a wrong guess reads
 * every item; so nothing is left to its guess. A few blocks of the index of words tell a rare word from a common one. A
 * rare one is gathered, with the time at which each item last changed, and read from the newest on; a common one is met
 * soon by whoever reads the newest items one after the other. What lies between is gathered from what changed lately,
 * and from all only where that is not enough: so it costs the same however many years lie behind.
 */
const FEW = 8_000;
/**
 * Of so many blocks of 8 KiB each text is looked at, some three thousand; a word that stands in more of them is common.
 * So many blocks, because what was written together lies together, and speaks of one thing.
 */
const BLOCKS = 128;
const COMMON = 50;
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
/** Of a text that has expired no search tells that a word stands in it; the instant is that of the reading (walls.ts). */
export const UNEXPIRED = `word.expires > (SELECT coalesce(nullif(current_setting('setu.now', true), ''), '0')::bigint)`;
const GATHER = `SELECT item, updated FROM derived.word WHERE words @@ $1::tsquery AND place = ANY ($2::text[]) AND ${UNEXPIRED} LIMIT ${FEW + 1}`;
const NEWEST = "SELECT derived.newest() AS newest";
const SAMPLE = `SELECT count(*) AS n FROM derived.word TABLESAMPLE SYSTEM
  (least(100, 100.0 * ${BLOCKS} * 8192 / greatest(1, pg_relation_size('derived.word')))) WHERE words @@ $1::tsquery AND place = ANY ($2::text[])`;

/**
 * Looked up line by line, in the order in which lines are read. The sum keeps the place out of the condition of the
 * index: an item has a few texts, and reading them is one descent where one for each place would be five.
 */
export const standsIn = (line: string, value: string, places: string): string =>
  `(SELECT true FROM derived.word WHERE word.item = ${line}.item AND place || '' = ANY (${places}::text[]) AND words @@ ${value}::tsquery AND ${UNEXPIRED} LIMIT 1)`;

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

/** Items in which a rare word of what is sought stands, the one that changed last first. */
export async function rarest(
  tx: PgTx,
  groups: readonly Group[],
  places: readonly Place[] = PLACES,
): Promise<readonly ItemId[] | null> {
  for await (const group of rareOf(tx, groups, places)) {
    const items = await gather(tx, group, EVER, places);
    if (items) return items;
  }
  return null;
}

/** The groups that may stand in few items, the rarest first: all that is sought stands in some of these. */
export async function* rareOf(
  tx: PgTx,
  groups: readonly Group[],
  places: readonly Place[] = PLACES,
): AsyncGenerator<Group> {
  for (const group of groups.toSorted(rarerFirst).slice(0, TRIED)) {
    const [sample] = await tx.db.rows<{ n: number }>(SAMPLE, [tsquery(group), places]);
    if ((sample?.n ?? 0) < COMMON) yield group;
  }
}

/** A condition on when an item last changed, as the index of words knows it; EVER sets none. */
export type Dated = string;
export const EVER: Dated = "";

/**
 * Stretches of time that end with `newest`, each inside the next: some weeks, about a year, ever. The words of a text
 * have the dates of its item among them (`derived.dated`), so one look into the index meets both.
 */
export const stretches = (newest: number): readonly Dated[] => [
  ...DATES.map(([sign, bits]) => {
    const last = Math.floor(newest / 2 ** bits);
    return `& ('${sign}${last}' | '${sign}${last - 1}')`;
  }),
  EVER,
];
/** As `derived.dated` has them: 25 days, 199 days. */
const DATES = [
  ["@d", 31],
  ["@e", 34],
] as const;

export async function newestChange(tx: PgTx): Promise<number> {
  const [row] = await tx.db.rows<{ newest: number }>(NEWEST, []);
  return row?.newest ?? 0;
}

/** Null where the group stands in too many items to gather them. */
export async function gather(
  tx: PgTx,
  group: Group,
  dated: Dated,
  places: readonly Place[] = PLACES,
): Promise<readonly ItemId[] | null> {
  const rows = await read<Gathered>(tx, BY_INDEX, GATHER, [`(${tsquery(group)}) ${dated}`, places]);
  if (rows.length > FEW) return null;
  return [...new Set(rows.toSorted(newestFirst).map(({ item }) => item))];
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
