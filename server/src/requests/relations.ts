import type { ItemId } from "@setu/core";
import {
  familyOf,
  judgeRelation,
  readRef,
  refOf,
  type Edge,
  type HomeAct,
  type HomePart,
  type Relation,
} from "@setu/requests";
import type { Visible } from "@setu/policy";
import type { Sight } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";

/** What links requests for people: references that they say, and relations that somebody noted. Nothing is merged. */
// The primary key is in order of bytes: all ids with one beginning stand together.
const BEGINNING = (sees: string) =>
  `SELECT item FROM derived.request WHERE item >= $1 AND item < $1 || 'g' AND ${sees} ORDER BY item LIMIT 16`;
const TITLES = `SELECT item, shown ->> 'title' AS title FROM derived.request WHERE item = ANY ($1::text[])`;
const UNDONE = `SELECT 1 FROM derived.home_act AS later
    WHERE later.item = act.item AND later.what = 'undo' AND later.args ->> 'of' = act.id`;
const FROM = `SELECT id, item, by, at, args ->> 'kind' AS kind FROM derived.home_act AS act
  WHERE what = 'relate' AND args ->> 'other' = $1 AND NOT EXISTS (${UNDONE}) ORDER BY pos`;
// All that is reached from one item by relations of the given kinds, and the two items' own; a circle ends by UNION.
const EDGES = `WITH RECURSIVE reached (item) AS (SELECT $2::text UNION
    SELECT act.args ->> 'other' FROM reached JOIN derived.home_act AS act USING (item)
    WHERE what = 'relate' AND act.args ->> 'kind' = ANY ($3::text[]) AND NOT EXISTS (${UNDONE}))
  SELECT act.item, act.args ->> 'kind' AS kind, act.args ->> 'other' AS other FROM derived.home_act AS act
  WHERE what = 'relate' AND (item = $1 OR item IN (SELECT item FROM reached)) AND NOT EXISTS (${UNDONE})`;

export type Found = { readonly item: string; readonly ref: string };

/** Forty bits can be shared, so there may be several. @throws BAD_FIELD | WRONG_CHECK */
export async function findByRef(tx: PgTx, said: string, sees: Visible): Promise<readonly Found[]> {
  const { ref, begins } = readRef(said);
  const values: unknown[] = [begins];
  const visible = sees.where((given) => `$${values.push(given)}`);
  const rows = await tx.db.rows<{ item: string }>(BEGINNING(visible), values);
  return rows.map(({ item }) => ({ item, ref }));
}

type Row = { readonly id: string; readonly item: string; readonly by: string; readonly at: number };

/**
 * Both directions: of a relation that was noted on the other item, the kind is read the other way round. One to an item
 * that the reader does not see is not there.
 */
export async function relationsOf(
  tx: PgTx,
  { item, home, reads }: { readonly item: ItemId; readonly home: HomePart } & Pick<Sight, "reads">,
): Promise<readonly Relation[]> {
  const to = home.relations.map(({ id, by, at, args }) => ({
    id,
    by,
    at,
    side: "to" as const,
    kind: String(args["kind"]),
    item: String(args["other"]),
  }));
  const rows = await tx.db.rows<Row & { readonly kind: string }>(FROM, [item]);
  const both = [...to, ...rows.map((row) => ({ ...row, side: "from" as const }))];
  const others = [...new Set(both.map((each) => each.item))];
  const seen = new Set<string>();
  for (const other of others) if (await reads(other as ItemId)) seen.add(other);
  const titles = await tx.db.rows<{ item: string; title: string | null }>(TITLES, [[...seen]]);
  const known = new Map(titles.map((row) => [row.item, row.title]));
  return both
    .filter((each) => seen.has(each.item))
    .map((each) => ({ ...each, ref: refOf(each.item as ItemId), title: known.get(each.item) ?? null }))
    .toSorted((x, y) => x.at - y.at);
}

/** @throws DUPLICATE | CONTRADICTION */
export async function assertRelatable(tx: PgTx, edge: Edge): Promise<void> {
  const known = await tx.db.rows<Edge>(EDGES, [edge.item, edge.other, familyOf(edge.kind)]);
  judgeRelation(edge, known);
}

/** Our half without what would tell of items that the reader does not see, and of acts that are withheld. */
export function oursFor(
  home: HomePart,
  related: readonly Relation[],
  withheld: ReadonlySet<unknown>,
): HomePart {
  const shown = new Set<unknown>(related.map(({ id }) => id));
  const seen = ({ do: what, id, args }: HomeAct) =>
    what === "relate" ? shown.has(id) : what !== "translate" || !withheld.has(args["of"]);
  return {
    ...home,
    relations: home.relations.filter(seen),
    translations: home.translations.filter(seen),
    acts: home.acts.filter(seen),
  };
}
