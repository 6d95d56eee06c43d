import type { ItemId } from "@setu/core";
import type { RequestList, RequestRow } from "@setu/requests";
import type { Reaching } from "../access/asking-as.ts";
import type { PgTx } from "../db/pg-store.ts";
import { inOrder, patiently, rarest, standsIn } from "./finding.ts";
import { cursorOf, parseCursor, type Cursor, type ListQuery } from "./listing-query.ts";
import { IS_FRESH } from "./marks.ts";
import { NOBODY } from "./projection.ts";
import { foundIn, HAS_FOUND } from "./scanning.ts";
import { isSparse } from "./sparse.ts";
import { parseSearch, tsquery } from "./search-query.ts";
import { PRESSING, pressRange, shelvesOf } from "./shelves.ts";

export const PAGE = 50;
/** Nobody reads further by hand; counting all would cost more than the page. */
const COUNTED = 10_000;

/** Who asks for a list, and when: `mine` and `follow-up` depend on it. */
export type Asker = Reaching & {
  /** Of the list these alone. */
  readonly items?: readonly ItemId[] | null;
};

/** @throws BAD_FIELD for a cursor of another list */
export async function listRequests(tx: PgTx, query: ListQuery, asker: Asker): Promise<RequestList> {
  const { sort, after, before } = query;
  const from = after ?? before;
  const start = from === null ? null : parseCursor(sort, from);
  const narrow = await narrowed(tx, query, asker);
  const range = { start, backwards: before !== null, limit: PAGE + 1 };
  const [sparse, taken] = await patiently(tx, () =>
    Promise.all([isSparse(tx), takeLines(tx, query, narrow, range)]),
  );
  const few = narrow.items || query.who !== "any" || query.state === "follow-up";
  const counted = sparse && !few ? null : await patiently(tx, () => countLines(tx, query, narrow));
  const lines = taken.slice(0, PAGE);
  if (before !== null) lines.reverse();
  const [first, last] = [lines[0] ?? start, lines.at(-1) ?? start];
  const beyond = taken.length > PAGE;
  const held = await foundIn(
    tx,
    lines.map(({ item }) => item),
  );
  // Where somebody came from there is a page, though its lines may have gone meanwhile.
  const [hasPrevious, hasNext] = before === null ? [after !== null, beyond] : [beyond, true];
  return {
    rows: lines.map(({ item, shown }) => {
      const heldFiles = held.get(item);
      return heldFiles === undefined ? shown : { ...shown, heldFiles };
    }),
    total: Math.min(counted ?? taken.length, COUNTED),
    more: counted === null ? hasPrevious || hasNext : counted > COUNTED,
    previous: hasPrevious && first ? cursorOf(sort, first) : null,
    next: hasNext && last ? cursorOf(sort, last) : null,
    now: asker.now,
  };
}

/** Lines whose titles hold a rare word are found by it. */
export async function narrowed(tx: PgTx, query: ListQuery, asker: Asker): Promise<Asker> {
  const sought = parseSearch(query.q);
  const few = sought.length === 0 ? null : await rarest(tx, sought, NAMES);
  if (few === null) return asker;
  const given = asker.items && new Set(asker.items);
  return { ...asker, items: given ? few.filter((item) => given.has(item)) : few };
}

/** Where the words of `q` stand. */
const NAMES = ["reference", "title"] as const;

export type Line = Cursor & { readonly shown: RequestRow };

type Range = { readonly start: Cursor | null; readonly backwards: boolean; readonly limit: number };

/** Lines of a list in its order, or in the order against it, from a place on. @param asker as `narrowed` */
export async function takeLines(tx: PgTx, query: ListQuery, asker: Asker, range: Range): Promise<Line[]> {
  const { start, backwards, limit } = range;
  const column = query.sort === "due" ? "press" : "updated";
  const forwards = (query.sort === "due") !== backwards;
  const order = forwards ? "" : " DESC";
  const sql = statement(query, asker);
  const edge =
    start && `(${column}, item) ${forwards ? ">" : "<"} (${sql.value(start.key)}, ${sql.value(start.item)})`;
  const picked = sql.lines(
    `item, ${column} AS key`,
    edge ? [edge] : [],
    `ORDER BY ${column}${order}, item${order} LIMIT ${sql.value(limit)}`,
  );
  const text = `SELECT line.item, line.key, request.shown || jsonb_build_object('unread', ${IS_FRESH}) AS shown
    FROM (SELECT item, key FROM (${picked}) AS picked ORDER BY key${order}, item${order} LIMIT ${sql.value(limit)}) AS line
    JOIN derived.request USING (item)
    LEFT JOIN derived.mark ON mark.item = line.item AND mark.officer = ${sql.value(asker.officer.id)}
    ORDER BY line.key${order}, line.item${order}`;
  return inOrder<Line>(tx, text, sql.values, sql.reads);
}

/** How many lines a list has, as the list itself says it. @param most where counting stops */
export async function countRequests(
  tx: PgTx,
  query: ListQuery,
  asker: Asker,
  most = COUNTED,
): Promise<Pick<RequestList, "total" | "more">> {
  const counted = (await countLines(tx, query, asker, most)) ?? 0;
  return { total: Math.min(counted, most), more: counted > most };
}

/** Null where it would have to read every line: of common words in titles. */
async function countLines(tx: PgTx, query: ListQuery, asker: Asker, most = COUNTED): Promise<number | null> {
  if (query.q !== "" && !asker.items) return null;
  const sql = statement(query, asker, true);
  const limit = `LIMIT ${sql.value(most + 1)}`;
  // Every index of a list holds this column: nothing but the index is read.
  const text = `SELECT count(*) AS n FROM (SELECT FROM (${sql.lines("press", [], limit)}) AS line ${limit}) AS counted`;
  const [row] = await inOrder<{ n: number }>(tx, text, sql.values, sql.reads);
  return row?.n ?? 0;
}

/**
 * The text is put together from the constants below, what comes from outside is always a value: there are as many
 * texts as there are kinds of lists. What picks few lines is gathered by its own index and sorted; everything else is
 * a merge of shelves that stand in order.
 */
function statement(query: ListQuery, { officer, now, items, sees }: Asker, counting = false) {
  const values: unknown[] = [];
  const value = (given: unknown): string => `$${values.push(given)}${TYPES[typeof given] ?? ""}`;
  const shelves = `${value(shelvesOf(query))}::text[]`;
  const few: string[] = [];
  const all: string[] = [sees.where(value, "request")];
  const { clock } = query;
  // What stands in the order of change has to be looked for: the pressing ones are few, the others are met soon.
  if (clock === "p75") (counting ? all : few).push(`warn <= ${value(now)} AND press > ${value(now)}`);
  else if (clock !== "") {
    const [from, before] = pressRange(clock, now);
    const looked = PRESSING.has(clock) && query.sort === "updated";
    (looked ? few : all).push(`press >= ${value(from)} AND press < ${value(before)}`);
  }
  if (items) few.push(`item = ANY (${value(items)}::text[])`);
  if (query.who === "watching") few.push(`item = ANY (ARRAY(SELECT derived.watched(${value(officer.id)})))`);
  if (query.held !== "") few.push(HAS_FOUND);
  if (query.recall !== "") few.push(`item = ANY (ARRAY(SELECT derived.recalling(${value(now)})))`);
  if (query.consider !== "") few.push("consider IS NOT NULL");
  if (query.state === "follow-up") few.push(`follow_up <= ${value(now)}`);
  const sought = parseSearch(query.q);
  if (query.q.trim() !== "" && sought.length === 0) few.push("false");
  for (const group of sought) all.push(standsIn("request", value(tsquery(group)), value(NAMES)));
  const holders = HOLDERS[query.who]?.(officer.id);
  const held = holders && `${value(holders)}::text[]`;
  // Most of what there is, in the order in which there is an index of everything: whoever may see one line in a hundred
  // would have to look for a page of them on every shelf.
  const most =
    ["any", "closed"].includes(query.state) &&
    query.urgency === "" &&
    ["", "none"].includes(query.turn) &&
    query.news === "";
  const whole = most && query.sort === "updated" && query.who === "any" && clock === "" && !counting;
  const { news } = query;
  const me = news === "" ? "" : value(officer.id);
  const parts: readonly Part[] =
    news === ""
      ? [{ few, all, held }]
      : [
          // What was opened before, and what concerns her by name, is few.
          {
            few: [
              ...few,
              `item = ANY (ARRAY(SELECT item FROM derived.mark WHERE officer = ${me} AND fresh))`,
            ],
            all,
            held,
          },
          ...(NOBODY_TOO.has(query.who)
            ? [{ few, all: [...all, UNMARKED(me)], held: `${value([NOBODY])}::text[]` }]
            : []),
        ];
  const lines = (columns: string, more: readonly string[], end: string): string =>
    parts.map((part) => `(${linesOf({ ...part, shelves, whole }, columns, more, end)})`).join(" UNION ALL ");
  const gathers = parts.some((part) => part.few.length > 0);
  return { values, value, lines, reads: gathers ? ("some" as const) : ("all" as const) };
}

/** Conditions that pick few lines, those that hold for all, and with whom the lines are. */
type Part = {
  readonly few: readonly string[];
  readonly all: readonly string[];
  readonly held: string | undefined;
};

function linesOf(
  { few, all, held, shelves, whole }: Part & { readonly shelves: string; readonly whole: boolean },
  columns: string,
  more: readonly string[],
  end: string,
): string {
  const [oneHolder, ofHolder, ofHolders] = held
    ? [
        ` CROSS JOIN unnest(${held}) AS holder (id)`,
        " AND assignee = holder.id",
        ` AND assignee = ANY (${held})`,
      ]
    : ["", "", ""];
  const also = (conditions: readonly string[]) => conditions.map((each) => ` AND ${each}`).join("");
  return few.length > 0
    ? `SELECT ${columns} FROM (WITH gathered AS MATERIALIZED (SELECT item, press, updated FROM derived.request
        WHERE shelf = ANY (${shelves})${ofHolders}${also([...few, ...all])}) SELECT * FROM gathered) AS gathered WHERE true${also(more)} ${end}`
    : whole
      ? `SELECT ${columns} FROM derived.request WHERE shelf = ANY (${shelves})${also([...all, ...more])} ${end}`
      : `SELECT picked.* FROM unnest(${shelves}) AS one (name)${oneHolder} CROSS JOIN LATERAL
        (SELECT ${columns} FROM derived.request WHERE shelf = one.name${ofHolder}${also([...all, ...more])} ${end}) AS picked`;
}

/** What nobody has concerns everybody: of such lists the lines that she has no mark of are new to her. */
const NOBODY_TOO: ReadonlySet<ListQuery["who"]> = new Set(["any", "unassigned", "mine-or-unassigned"]);
const UNMARKED = (me: string): string =>
  `NOT EXISTS (SELECT FROM derived.mark WHERE mark.item = request.item AND mark.officer = ${me})`;

/** With whom the lines of a list are. Each holder's are an ordered range of their own on every shelf. */
const HOLDERS: { readonly [who in ListQuery["who"]]?: (me: string) => readonly string[] } = {
  mine: (me) => [me],
  unassigned: () => [NOBODY],
  "mine-or-unassigned": (me) => [me, NOBODY],
};

const TYPES: Readonly<Record<string, string>> = { string: "::text", number: "::bigint" };
