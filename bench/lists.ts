import { FACT_COLUMNS, READABLE } from "../server/src/access/everything.fixture.ts";
import { askList } from "../server/src/requests/asking.ts";
import { loneDesk, type LoneDesk } from "../server/src/requests/desk.fixture.ts";
import { parseListQuery } from "../server/src/requests/listing-query.ts";
import { askMany, openWindow, type DeskWindow } from "./desk-window.ts";
import { DEFAULT_LISTS } from "./default-lists.ts";
import { atMost, below, percentile, type Result } from "./result.ts";

/**
 * A page of each default list and each kind of search, over items that SQL wrote straight into the derived tables: the
 * floor is the same over a hundredth of them. Lists are asked of the desk; searches over HTTP, by an officer who has
 * signed in, so that reading the session, writing the home log and opening what is found are in it. The newest items are
 * requests as officers make them, sealed and in the log: most of a page's hits are texts that have to be opened. What
 * is found in the others is notes.
 */
const FEW = 10_000;
const MANY = 1_000_000;
const ROUNDS = 40;
const PAGES = 4;
const SEALED = 400;

const LISTS = [...DEFAULT_LISTS, { q: "4711", sort: "updated" }, { q: "synthetic", sort: "due" }] as const;

/** A word of every second matter, of one in twenty, of one in a thousand; with one another; a beginning; numbers. */
const SEARCHES = [
  "common",
  "twentieth8",
  "thousandth78",
  "common twentieth8",
  "thousandth78 common",
  "thousandth7",
];
const NUMBERS = ["+91 98 0000 %", "098 0000 %", "980000%"];

export async function lists(): Promise<Result[]> {
  const alone = await loneDesk();
  await askMany(
    alone,
    Array.from({ length: SEALED }, (_, n) => textOf(n)),
  );
  const window = await openWindow(alone);
  try {
    await fill(alone.pool, 0, FEW);
    const few = await measure(alone, window, FEW);
    await fill(alone.pool, FEW, MANY);
    const many = await measure(alone, window, MANY);
    return [
      below("list: page of 50 from 1,000,000, p99", many.list, "ms", 50),
      atMost("list: page of 50, p99, beside 10,000", many.list, "ms", few.list, 2),
      below("search over 1,000,000, HTTP and opening, p99", many.search, "ms", 50),
      atMost("search, p99, beside 10,000", many.search, "ms", few.search, 2),
    ];
  } finally {
    await window.close();
    await alone.close();
  }
}

type Times = { readonly list: number; readonly search: number };

async function measure(alone: LoneDesk, window: DeskWindow, size: number): Promise<Times> {
  const [listed, found]: [number[], number[]] = [[], []];
  const seen = new Map<string, number[]>();
  const timed = async <T>(into: number[], name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    const took = performance.now() - began;
    into.push(took);
    seen.set(name, [...(seen.get(name) ?? []), took]);
    return result;
  };
  for (const warm of [true, false]) {
    for (let round = 0; round < (warm ? 5 : ROUNDS); round++) {
      for (const list of LISTS) await walk(alone, list, timed, warm ? [] : listed);
      const number = String((round * 7_919) % size).padStart(6, "0");
      for (const q of [...SEARCHES, ...NUMBERS]) {
        await timed(warm ? [] : found, q, () => ask(window, q.replace("%", number)));
      }
    }
    if (warm) seen.clear();
  }
  if (process.env["BENCH_DETAIL"]) {
    for (const [name, times] of seen)
      console.error(size, name, percentile(times, 0.5), percentile(times, 0.99));
  }
  return { list: percentile(listed, 0.99), search: percentile(found, 0.99) };
}

type Timed = <T>(into: number[], name: string, work: () => Promise<T>) => Promise<T>;

async function walk({ desk, officer }: LoneDesk, list: object, timed: Timed, into: number[]): Promise<void> {
  let next: string | null = null;
  for (let page = 0; page < PAGES; page++) {
    const query = parseListQuery({ ...list, ...(next !== null && { after: next }) });
    const found = await timed(into, JSON.stringify(list), () => askList(desk, officer, query, Date.now()));
    if (found.next === null) return;
    next = found.next;
  }
}

async function ask(window: DeskWindow, q: string): Promise<void> {
  const { matters } = await window.search(q);
  if (matters.length === 0) throw new Error(`nothing found for ${q}`);
}

/** The words of the notes, in a request. */
const textOf = (n: number): string =>
  `${n % 2 === 0 ? "common " : ""}twentieth${n % 20} thousandth${n % 1000} single${n} call +91 98 0001 ${String(n).padStart(6, "0")}`;

/** Spread over the 694 days before now, not in the order in which they lie on the disk. */
const UPDATED = `${Date.now() - 1_000_003 * 60_000} + (n::bigint * 7919 % 1000003) * 60000`;

/**
 * Items [from, to): one in twenty-five open, of these one in five with nobody and one in fifty with the officer who
 * asks; a note of some words and a telephone number each. She watches 304 of the first 10,000 and 300 of all others:
 * nobody watches the more, the older a node is.
 */
const ITEMS = `INSERT INTO derived.request (item, ref, shown, shelf, press, assignee, watchers, follow_up, updated, ${FACT_COLUMNS})
  SELECT item, ref, jsonb_build_object('item', item, 'ref', ref, 'title', 'Synthetic matter ' || n, 'tlp', 'AMBER',
      'urgency', urgency, 'status', 'in-work', 'turn', turn, 'clock', jsonb_build_object('state', 'running', 'due', at),
      'home', jsonb_build_object('assignee', assignee, 'notes', 1), 'filler', repeat('x', 300)),
    view || ' ' || turn || ' ' || urgency, CASE turn WHEN 'none' THEN 8000000000000000 - at ELSE at END, assignee,
    CASE WHEN n % (CASE WHEN n < ${FEW} THEN 33 ELSE 3301 END) = 0 THEN ARRAY['ca.officer-1'] ELSE '{}' END, CASE WHEN n % 1009 = 0 THEN 1 END, at, ${READABLE}
  FROM (SELECT n, 'ca:' || md5(n::text) AS item, 'CA-' || upper(substr(md5(n::text), 1, 4)) AS ref,
      ${UPDATED} AS at,
      CASE n % 2 WHEN 0 THEN 'inbox' ELSE 'sent' END AS view,
      CASE WHEN n % 25 <> 0 AND n % 25 <> 1 THEN 'none' WHEN n % 50 < 25 THEN 'us' ELSE 'them' END AS turn,
      CASE WHEN n % 1000 < 2 THEN 'flash' WHEN n % 10 < 3 THEN 'priority' ELSE 'routine' END AS urgency,
      CASE WHEN n / 50 % 5 = 0 THEN '' ELSE 'ca.officer-' || (n / 50 % 50) END AS assignee
    FROM generate_series($1::int, $2::int - 1) AS n) AS made`;
const NOTES = `INSERT INTO derived.home_act (id, pos, item, at, by, what, args, text)
  SELECT md5('note' || n), n, 'ca:' || md5(n::text), 0, 'ca.officer-1', 'note', '{"mentions":[]}',
    'common twentieth' || n % 20 || ' thousandth' || n % 1000 || ' single' || n || ' call +91 98 0000 ' || lpad(n::text, 6, '0')
  FROM generate_series($1::int, $2::int - 1) AS n`;
const WORDS = `INSERT INTO derived.word (item, place, act, words, updated)
  SELECT 'ca:' || md5(n::text), 'note', md5('note' || n), derived.dated(array_to_tsvector(ARRAY['twentieth' || n % 20,
      'thousandth' || n % 1000, 'single' || n, 'call', '91', '98', '0000', lpad(n::text, 6, '0')]
    || CASE n % 2 WHEN 0 THEN ARRAY['common'] ELSE '{}' END
    || ARRAY['=9198' || tail, '#9198' || tail, '#198' || tail, '#98' || tail, '#8' || tail]), ${UPDATED}), ${UPDATED}
  FROM (SELECT n, '0000' || lpad(n::text, 6, '0') AS tail FROM generate_series($1::int, $2::int - 1) AS n) AS made`;
const TITLES = `INSERT INTO derived.word (item, place, act, words, updated)
  SELECT 'ca:' || md5(n::text), 'title', 'ca/' || md5(n::text), derived.dated(array_to_tsvector(ARRAY['synthetic', 'matter', n::text]), ${UPDATED}), ${UPDATED}
  FROM generate_series($1::int, $2::int - 1) AS n`;
const TABLES = ["request", "home_act", "word"] as const;

/** Without their indexes the tables fill several times as fast. */
async function fill(pool: LoneDesk["pool"], from: number, to: number): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ name: string; made: string }>(
      `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
       WHERE indrelid = ANY ($1::regclass[]) AND NOT indisprimary`,
      [TABLES.map((table) => `derived.${table}`)],
    );
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
    for (const sql of [ITEMS, NOTES, WORDS, TITLES]) await client.query(sql, [from, to]);
    await client.query("SET maintenance_work_mem = '512MB'");
    for (const { made } of rows) await client.query(made);
    for (const table of TABLES) await client.query(`VACUUM ANALYZE derived.${table}`);
  } finally {
    client.release(true);
  }
}
