import { isItemAct, type Act, type ItemId } from "@setu/core";
import { openTasks, type HomeAct, type HomePart } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { legalRows, rowKey, type Known } from "./desk.ts";
import { EVIDENCE } from "./rows.ts";

/**
 * What is new to whom. An item is new to an officer while there are acts of others that were not there when she last
 * opened it, and as long as she has never opened it, if it concerns her. How many there were stands with each reading in
 * the home log, so the marks are rebuilt from it; a count and not an instant, because what the other side did an hour
 * ago may arrive now. Her own acts are counted out: whatever order they came in, they are no news to her.
 */
export type News = {
  readonly all: number;
  readonly own: Readonly<Record<string, number>>;
};

/** Who watches is nobody's business but the watcher's. */
const QUIET: ReadonlySet<string> = new Set(["watch", "unwatch"]);

/** @param known null for a matter of our own @param home all acts, those that were undone too: a count never falls */
export function newsOf(us: string, known: Known | null, home: readonly HomeAct[]): News {
  const link = known?.state.judged.filter((each) => each.void === null && !EVIDENCE.has(each.act.do)) ?? [];
  const authors = [
    ...link.map(({ party, act }) => (party === us ? act.by : null)),
    ...home.filter((act) => !QUIET.has(act.do)).map(({ by }) => by),
  ];
  const own: Record<string, number> = {};
  for (const by of authors) if (by !== null) own[by] = (own[by] ?? 0) + 1;
  return { all: authors.length, own };
}

export const othersOf = ({ all, own }: News, officer: string): number =>
  all - (Object.hasOwn(own, officer) ? own[officer]! : 0);

/**
 * Whoever has acted towards the other side had the item on her screen, by whichever program: what was here at that
 * moment, as her act itself says of their log (`seen`), is not new to her.
 */
export function looksOf(us: string, known: Known, home: readonly HomeAct[]): readonly Look[] {
  const { item } = known;
  const acts = [...legalRows(known).values()].flatMap((row) =>
    isItemAct(row.act) ? [{ ...row, act: row.act }] : [],
  );
  const told = acts.filter(({ act }) => !EVIDENCE.has(act.do));
  const last = new Map<string, (typeof acts)[number]>();
  for (const row of acts.toSorted((a, b) => a.t - b.t)) {
    if (row.act.from === us && row.act.by !== undefined) last.set(row.act.by, row);
  }
  return [...last].map(([officer, { seen, t }]) => ({
    item,
    officer,
    theirs: coveredBy(told, us, seen),
    seen:
      coveredBy(told, us, seen) +
      told.filter((row) => row.act.from === us && row.act.by !== officer && row.t <= t).length +
      home.filter((act) => !QUIET.has(act.do) && act.by !== officer && act.at <= t).length,
  }));
}

/** How many acts of the other side stand before a size of its log. */
const coveredBy = (
  told: readonly { readonly act: Pick<Act, "from">; readonly pos: number | null }[],
  us: string,
  size: number,
): number => told.filter(({ act, pos }) => act.from !== us && pos !== null && pos < size).length;

/** Whom an item concerns, opened or not. What nobody has concerns everybody. */
const concernedIn = ({ assignee, watchers, notes, ...home }: HomePart): readonly string[] => [
  ...new Set([
    ...(assignee === null ? [] : [assignee.officer]),
    ...watchers,
    ...notes.flatMap(({ args }) => [args["mentions"] ?? []].flat().map(String)),
    ...openTasks(home).map(({ args }) => String(args["officer"])),
  ]),
];

export type Settling = News & {
  readonly looks: readonly Look[];
  readonly item: string;
  readonly concerned: readonly string[];
  readonly free: boolean;
};

/** @param known null for a matter of our own @param acts of our half, all of them */
export function settling(
  us: string,
  { item, known }: { readonly item: ItemId; readonly known: Known | null },
  home: HomePart,
  acts: readonly HomeAct[],
): Settling {
  const registered = home.intake === null ? [] : [{ item, officer: home.intake.by, seen: 0, theirs: 0 }];
  return {
    item,
    ...newsOf(us, known, acts),
    looks: known === null ? registered : looksOf(us, known, acts),
    concerned: concernedIn(home),
    free: home.assignee === null,
  };
}

const NEWS = `jsonb_to_recordset($1::jsonb) AS news (item text, "all" integer, own jsonb, concerned text[], free boolean)`;
const OTHERS = `news."all" - coalesce((news.own ->> officer)::integer, 0)`;
const SETTLE = `UPDATE derived.mark SET others = ${OTHERS}, concerned = news.free OR officer = ANY (news.concerned)
  FROM ${NEWS} WHERE mark.item = news.item
  AND (mark.others, mark.concerned) <> (${OTHERS}, news.free OR officer = ANY (news.concerned))`;
const CONCERN = `INSERT INTO derived.mark (item, officer, others, concerned)
  SELECT item, officer, ${OTHERS}, true FROM ${NEWS} CROSS JOIN unnest(news.concerned) AS officer ON CONFLICT DO NOTHING`;

/** Where lines are brought up to date, their marks are. */
export async function settleMarks(tx: PgTx, changed: readonly Settling[]): Promise<void> {
  if (changed.length === 0) return;
  const news = [JSON.stringify(changed)];
  await putLooks(
    tx,
    changed.flatMap(({ looks }) => looks),
  );
  await Promise.all([tx.db.change(SETTLE, news), tx.db.change(CONCERN, news)]);
}

export type Look = Looked & { readonly item: string; readonly officer: string };
/**
 * How many acts of others were there, and how many of these were the other side's; null: an entry of a time when that
 * was not written down.
 */
export type Looked = { readonly seen: number; readonly theirs: number | null };

/** What a reading in the home log says of it; nothing where she looked at a part of the item alone. */
export function lookIn({ do: what, args: { by, item, seen, theirs } }: Act): Look | null {
  if (what !== "read" || typeof seen !== "number") return null;
  return {
    item: String(item),
    officer: String(by),
    seen,
    theirs: typeof theirs === "number" ? theirs : null,
  };
}

const LOOKED = `INSERT INTO derived.mark AS mark (item, officer, seen, theirs, others, concerned)
  SELECT item, officer, max(seen), max(theirs), max(seen), false FROM jsonb_to_recordset($1::jsonb)
    AS look (item text, officer text, seen integer, theirs integer) GROUP BY item, officer
  ON CONFLICT (item, officer) DO UPDATE SET theirs = greatest(mark.theirs, excluded.theirs),
    seen = greatest(mark.seen, excluded.seen), others = greatest(mark.others, excluded.others)`;

export async function putLooks(tx: PgTx, looks: readonly Look[]): Promise<void> {
  if (looks.length > 0) await tx.db.change(LOOKED, [JSON.stringify(looks)]);
}

const SEEN = "SELECT seen, theirs FROM derived.mark WHERE item = $1 AND officer = $2";

/** Null: she has never opened it. */
export async function seenBy(tx: PgTx, item: ItemId, officer: string): Promise<Looked | null> {
  const [row] = await tx.db.rows<{ seen: number | null; theirs: number | null }>(SEEN, [item, officer]);
  const { seen = null, theirs = null } = row ?? {};
  return seen === null ? null : { seen, theirs };
}

type Acts = { readonly known: Known | null; readonly home: readonly HomeAct[] };

/**
 * Which acts of others were not there when an officer last opened the item: of the other side's the last by their
 * place in its log, in which they arrive, whenever they were written; of ours the last by our clock. Nothing where she has
 * never opened it, since then all of it is new.
 */
export function newTo(
  us: string,
  { known, home }: Acts,
  { officer, before }: { readonly officer: string; readonly before: Looked | null },
): readonly string[] {
  if (before === null) return [];
  const link = known?.state.judged.filter((each) => each.void === null && !EVIDENCE.has(each.act.do)) ?? [];
  const place = (id: string, party: string) => known?.rows.get(rowKey(party, id))?.pos ?? Infinity;
  const theirs = link
    .filter(({ party }) => party !== us)
    .map(({ act, party, t }) => ({ id: act.id, pos: place(act.id, party), at: t }))
    .toSorted((a, b) => a.pos - b.pos);
  const ours = [
    ...link
      .filter(({ party, act }) => party === us && act.by !== officer)
      .map(({ act, t }) => ({ id: act.id, at: t })),
    ...home.filter((act) => !QUIET.has(act.do) && act.by !== officer),
  ].toSorted((a, b) => a.at - b.at);
  if (before.theirs === null)
    return [...theirs, ...ours]
      .toSorted((a, b) => a.at - b.at)
      .slice(before.seen)
      .map(({ id }) => id);
  return [...theirs.slice(before.theirs), ...ours.slice(before.seen - before.theirs)].map(({ id }) => id);
}

/** Of the other side alone. */
export const theirsOf = (us: string, known: Known | null): number =>
  known?.state.judged.filter(
    ({ void: not, act, party }) => not === null && party !== us && !EVIDENCE.has(act.do),
  ).length ?? 0;

/** Whether a line is new to an officer; `mark` is her mark of it, where she has one. */
export const IS_FRESH = "coalesce(mark.fresh, request.assignee = '')";
const FRESH = `SELECT request.item FROM derived.request LEFT JOIN derived.mark ON mark.item = request.item AND mark.officer = $2
  WHERE request.item = ANY ($1::text[]) AND ${IS_FRESH}`;

/** Which of these items are new to an officer. */
export async function freshOf(
  tx: PgTx,
  items: readonly string[],
  officer: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx.db.rows<{ item: string }>(FRESH, [items, officer]);
  return new Set(rows.map(({ item }) => item));
}
