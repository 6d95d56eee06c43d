import { instant, opaque, SetuError } from "@setu/core";
import { homeOrigin } from "@setu/link";
import { readRef, refOf, type Ref } from "@setu/requests";
import { VERBS, type Tally, type Trail, type TrailRow, type Verb } from "@setu/requests/trail.ts";
import { root } from "tlog";
import type { PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { pinsOf } from "./pins.ts";

/** What a reviewer looks for; null: whatever it is. */
export type TrailQuery = {
  /** Of these matters; null: of any. */
  readonly items: readonly string[] | null;
  /** And the searches that found this one. */
  readonly hits?: string;
  readonly officer: string | null;
  readonly verb: Verb | null;
  readonly from: number | null;
  readonly to: number | null;
};

export const TRAIL_PARAMETERS = ["ref", "officer", "verb", "from", "to", "before"] as const;
const PAGE = 50;
/** A long trail is counted so far. */
const COUNTED = 1_000;

const ITEMS = `SELECT DISTINCT item FROM derived.trail WHERE item >= $1 AND item < $1 || 'g' LIMIT 16`;
const SINCE = `SELECT pos FROM derived.trail WHERE at >= $1 ORDER BY at, pos LIMIT 1`;
const TEXT = `coalesce(home.text, CASE WHEN said.what <> 'gate' THEN said.text END, hands.because) AS text`;
const ROWS = `SELECT trail.pos, trail.at, trail.by, trail.verb, trail.what AS do, trail.item, trail.args, ${TEXT}, officer.name
  FROM derived.trail
  LEFT JOIN derived.home_act AS home ON home.item = trail.item AND home.pos = trail.pos
  LEFT JOIN derived.release_act AS said ON said.pos = trail.pos
  LEFT JOIN derived.handling AS hands ON hands.pos = trail.pos
  LEFT JOIN officer ON officer.id = trail.by`;

type Found = Omit<TrailRow, "ref" | "pin"> & { readonly item: Parameters<typeof refOf>[0] | null };

/** What is looked for, as the address says it. */
export type TrailAsked = Omit<TrailQuery, "items"> & { readonly ref: Ref | null };

/** @throws BAD_FIELD | WRONG_CHECK */
export function parseTrailQuery(given: Readonly<Record<string, string>>): TrailAsked {
  const at = (name: string) => (given[name] === undefined ? null : instant(Number(given[name]), name));
  const verb = VERBS.find((each) => each === given["verb"]);
  if (given["verb"] !== undefined && verb === undefined)
    throw new SetuError("BAD_FIELD", "there is no such verb", { detail: { field: "verb" } });
  return {
    ref: given["ref"] === undefined ? null : readRef(given["ref"]),
    officer: given["officer"] === undefined ? null : opaque(given["officer"], "officer"),
    verb: verb ?? null,
    from: at("from"),
    to: at("to"),
  };
}

/** As the home log keeps what was asked. */
export const askedOf = ({
  ref,
  officer,
  verb,
  from,
  to,
}: TrailAsked): Readonly<Record<string, string | number>> => ({
  ...(ref && { ref: ref.ref }),
  ...(officer !== null && { officer }),
  // The verb of the entry itself is another.
  ...(verb && { of: verb }),
  ...(from !== null && { from }),
  ...(to !== null && { to }),
});

/** The conditions that one index answers, with the stretch of the log that the period is. */
type Narrowed = { readonly where: (verb: Verb | null) => string; readonly values: unknown[] };

async function narrowed(tx: PgTx, { items, hits, officer, from, to }: TrailQuery): Promise<Narrowed> {
  const values: unknown[] = [];
  const all: string[] = [];
  const put = (text: (no: string) => string, value: unknown) => all.push(text(`$${values.push(value)}`));
  if (items !== null && hits === undefined) put((no) => `trail.item = ANY (${no}::text[])`, items);
  if (items !== null && hits !== undefined) {
    const found = `$${values.push(JSON.stringify([hits]))}`;
    put(
      (no) =>
        `(trail.item = ANY (${no}::text[]) OR (trail.what = 'query' AND trail.args -> 'hits' @> ${found}::jsonb))`,
      items,
    );
  }
  if (officer !== null) put((no) => `trail.by = ${no}::text`, officer);
  if (from !== null) put((no) => `trail.pos >= ${no}::bigint`, await since(tx, from));
  if (to !== null) put((no) => `trail.pos < ${no}::bigint`, await since(tx, to));
  return {
    values,
    // The verbs are a closed list: none of them is a text from outside.
    where: (verb) => ["true", ...all, ...(verb ? [`trail.verb = '${verb}'`] : [])].join(" AND "),
  };
}

/** The matters that a reference may mean. */
export async function namedItems(tx: PgTx, begins: string): Promise<readonly string[]> {
  return (await tx.db.rows<{ item: string }>(ITEMS, [begins])).map(({ item }) => item);
}

/** @returns what is asked, with the matters that its reference means */
export const meant = async (tx: PgTx, { ref, ...query }: TrailAsked): Promise<TrailQuery> => ({
  ...query,
  items: ref && (await namedItems(tx, ref.begins)),
});

/** The first entry at or after an instant. */
async function since(tx: PgTx, at: number): Promise<number> {
  const [found] = await tx.db.rows<{ pos: number }>(SINCE, [at]);
  return found?.pos ?? Number.MAX_SAFE_INTEGER;
}

/** @param before the position from which the page goes back */
export async function readTrail(
  desk: Desk,
  tx: PgTx,
  query: TrailQuery,
  { before, limit = PAGE }: { readonly before: number; readonly limit?: number },
): Promise<{ readonly rows: readonly TrailRow[]; readonly next: number | null }> {
  const { where, values } = await narrowed(tx, query);
  const sql = `${ROWS} WHERE ${where(query.verb)} AND trail.pos < $${values.length + 1} ORDER BY trail.pos DESC LIMIT ${limit + 1}`;
  const found = await tx.db.rows<Found>(sql, [...values, before]);
  const page = found.slice(0, limit);
  const pins = await pinsOf(desk.ports, tx, page);
  const rows = page.map((row): TrailRow => ({
    ...row,
    ref: row.item === null ? null : refOf(row.item),
    pin: pins.get(row.pos) ?? null,
  }));
  return { rows, next: found.length > limit ? (page.at(-1)?.pos ?? null) : null };
}

/** How many there are, and of each verb, as far as is counted. */
export async function countTrail(tx: PgTx, query: TrailQuery): Promise<Pick<Trail, "total" | "verbs">> {
  const { where, values } = await narrowed(tx, query);
  const counts = [query.verb, ...VERBS].map(
    (verb, no) =>
      `SELECT ${no} AS no, count(*) AS n FROM (SELECT FROM derived.trail WHERE ${where(verb)} LIMIT ${COUNTED + 1}) AS counted`,
  );
  const rows = await tx.db.rows<{ no: number; n: number }>(counts.join(" UNION ALL "), values);
  const tally = (no: number): Tally => {
    const n = rows.find((row) => row.no === no)?.n ?? 0;
    return { n: Math.min(n, COUNTED), more: n > COUNTED };
  };
  return {
    total: tally(0),
    verbs: Object.fromEntries(VERBS.map((verb, i) => [verb, tally(i + 1)])) as Trail["verbs"],
  };
}

/** The home log as it is signed now. */
export async function trailHead({ ports }: Desk, tx: PgTx): Promise<Trail["head"]> {
  const { origin, size, frontier } = await tx.own(
    homeOrigin(ports.identity.party, ports.identity.instance),
    false,
  );
  return { origin, size, root: Buffer.from(root(frontier)).toString("hex") };
}
