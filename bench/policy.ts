import { openPolicy, ITEM_ACTIONS } from "@setu/policy";
import { chanceOf, generate, NOW } from "@setu/policy/facts.fixture.ts";
import { FACT_COLUMNS } from "../server/src/access/everything.fixture.ts";
import { everyTopic } from "../server/src/admin/topics.ts";
import { askList } from "../server/src/requests/asking.ts";
import { changeOfficers } from "../server/src/standing/rows.fixture.ts";
import { loneDesk, type LoneDesk } from "../server/src/requests/desk.fixture.ts";
import { parseListQuery } from "../server/src/requests/listing-query.ts";
import { DEFAULT_LISTS } from "./default-lists.ts";
import { below, percentile, type Result } from "./result.ts";

const DECISIONS = 5_000;
const FIRST_SEEN = 200;

/** What one command pays to be decided, and a list to be narrowed to what its reader may see. */
export async function policy(): Promise<Result[]> {
  const { decide, visible } = openPolicy();
  const { officer, item } = generate(chanceOf(1));
  const officers = Array.from({ length: 50 }, officer);
  const times = (count: number, work: (n: number) => unknown): number[] =>
    Array.from({ length: count }, (_, n) => {
      const began = performance.now();
      work(n);
      return performance.now() - began;
    });
  const action = (n: number) => ITEM_ACTIONS[n % ITEM_ACTIONS.length] ?? "read";
  const who = (n: number) => officers[n % officers.length] ?? officer();
  const decided = times(DECISIONS, (n) => decide(who(n), action(n), item(n), { now: NOW })).slice(500);
  const narrow = (n: number) => visible(who(n), "list", NOW).where(() => "$1");
  const first = times(FIRST_SEEN, (n) =>
    visible({ ...who(n), id: `first-${n}` }, "list", NOW).where(() => "$1"),
  );
  times(officers.length, narrow);
  return [
    below("one decision, p50", percentile(decided, 0.5), "ms", 1),
    below("one decision, p99", percentile(decided, 0.99), "ms", 5),
    below("what a list is narrowed to, the first time, p99", percentile(first, 0.99), "ms", 20),
    below("the same when it is known, p99", percentile(times(DECISIONS, narrow), 0.99), "ms", 0.5),
  ];
}

const ITEMS = 1_000_000;
const ROUNDS = 40;
const PAGES = 4;

/** One officer sees nearly all, one a hundredth of it, one everything. */
const READERS = {
  "sees nearly all": { id: "ca.officer-1", agency: "ca.ncb-ottawa", powers: ["read"] },
  "sees one in a hundred": { id: "ca.officer-2", agency: "ca.small", powers: ["read"] },
  oversight: { id: "ca.officer-2", agency: "ca.review", powers: ["oversee"] },
} as const;
const MAKE = `UPDATE officer SET agency = $2, powers = $3, clearance = 4, compartments = '{}', topics = $4 WHERE id = $1`;

/** A page of 50 of a million items, behind both walls. */
export async function walls(): Promise<Result[]> {
  const alone = await loneDesk();
  try {
    await fill(alone.pool);
    const results: Result[] = [];
    for (const [name, { id, agency, powers }] of Object.entries(READERS)) {
      await changeOfficers(alone.desk.store, MAKE, [id, agency, powers, everyTopic(powers, 4)]);
      const times = await measure(alone, id, name);
      results.push(
        below(`page of 50 of 1,000,000, ${name}, p50`, percentile(times, 0.5), "ms", 25),
        below(`page of 50 of 1,000,000, ${name}, p99`, percentile(times, 0.99), "ms", 50),
      );
    }
    return results;
  } finally {
    await alone.close();
  }
}

async function measure({ desk, officer }: LoneDesk, id: string, name: string): Promise<readonly number[]> {
  const all: number[] = [];
  for (const list of DEFAULT_LISTS) {
    const times: number[] = [];
    for (let round = -3; round < ROUNDS / PAGES; round++) {
      let next: string | null = null;
      for (let page = 0; page < PAGES; page++) {
        const query = parseListQuery({ ...list, ...(next !== null && { after: next }) });
        const began = performance.now();
        const found = await askList(desk, { ...officer, id }, query, Date.now());
        if (round >= 0) times.push(performance.now() - began);
        next = found.next;
        if (next === null) break;
      }
    }
    all.push(...times);
    if (process.env["BENCH_DETAIL"])
      console.error(
        name,
        JSON.stringify(list),
        percentile(times, 0.5),
        percentile(times, 0.99),
        times.length,
      );
  }
  return all;
}

/** As in `lists.ts`: one in twenty-five is open. What a policy asks is spread over them by chance. */
const FILL = `INSERT INTO derived.request (item, ref, shown, shelf, press, assignee, watchers, follow_up, updated, ${FACT_COLUMNS})
  SELECT item, 'CA-' || n, jsonb_build_object('item', item, 'title', 'Synthetic matter ' || n, 'filler', repeat('x', 500)),
    view || ' ' || turn || ' ' || urgency, CASE turn WHEN 'none' THEN 8000000000000000 - at ELSE at END, assignee,
    CASE WHEN n % 997 = 0 THEN ARRAY['ca.officer-1', 'ca.officer-2', 'ca.officer-3'] ELSE '{}' END,
    CASE WHEN n % 1009 = 0 THEN 1 END, at,
    CASE WHEN chance < 10 THEN '{ca.ncb-ottawa,ca.small,in.agency-1}' ELSE '{ca.ncb-ottawa,in.agency-1}' END::text[],
    chance % 50 = 1, ARRAY['ca.officer-' || chance % 40], (chance % 3)::int,
    (ARRAY['general', 'cyber', 'drugs', 'fraud', 'organised', 'persons', 'terrorism'])[1 + n % 7],
    CASE WHEN chance % 50 = 2 THEN '{alpha}' ELSE '{}' END::text[], chance % 200 = 3,
    CASE WHEN chance % 100 = 4 THEN 1 ELSE ${Number.MAX_SAFE_INTEGER} END, ''
  FROM (SELECT n, 'ca:' || md5(n::text) AS item, 1700000000000 + (n::bigint * 7919 % 1000003) * 60000 AS at,
      ('x' || substr(md5('chance' || n), 1, 7))::bit(28)::bigint % 1000 AS chance,
      CASE n % 2 WHEN 0 THEN 'inbox' ELSE 'sent' END AS view,
      CASE WHEN n % 25 <> 0 AND n % 25 <> 1 THEN 'none' WHEN n % 50 < 25 THEN 'us' ELSE 'them' END AS turn,
      CASE WHEN n % 1000 < 2 THEN 'flash' WHEN n % 10 < 3 THEN 'priority' ELSE 'routine' END AS urgency,
      CASE WHEN n / 50 % 5 = 0 THEN '' ELSE 'ca.officer-' || (n / 50 % 50) END AS assignee
    FROM generate_series(1, ${ITEMS}) AS n) AS made`;

/** Without their indexes the tables fill several times as fast. */
async function fill(pool: LoneDesk["pool"]): Promise<void> {
  const { rows } = await pool.query<{ name: string; made: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index
     WHERE indrelid = 'derived.request'::regclass AND NOT indisprimary`,
  );
  for (const { name } of rows) await pool.query(`DROP INDEX ${name}`);
  await pool.query(FILL);
  for (const { made } of rows) await pool.query(made);
  await pool.query("VACUUM ANALYZE derived.request");
}
