import type { ItemFacts } from "@setu/policy";
import type pg from "pg";

const INSERT = `INSERT INTO derived.request (item, ref, shown, shelf, press, assignee, watchers, updated,
    audience, red, named, level, topic, compartments, sealed, expires, author)
  SELECT item, item, '{}', '', 0, '', '{}', 0, audience, red, named, level, topic, compartments, sealed, expires, author
  FROM jsonb_to_recordset($1::jsonb) AS made (item text, audience text[], red boolean, named text[], level integer,
    topic text, compartments text[], sealed boolean, expires bigint, author text)`;

/** Lines of items of which nothing is known but what the policy asks. */
export const putItems = (pool: pg.Pool, items: readonly ItemFacts[]): Promise<unknown> =>
  pool.query(INSERT, [JSON.stringify(items)]);
