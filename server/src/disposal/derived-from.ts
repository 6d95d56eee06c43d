import { isItemAct } from "@setu/core";
import { ownOrigin, type ActRow } from "@setu/link";
import type { DerivedLine, HomePart } from "@setu/requests";
import { foldUse } from "@setu/requests/using.ts";
import type { PgTx } from "../db/pg-store.ts";
import { usesSaid } from "../release/acts.ts";
import type { Desk } from "../requests/desk.ts";

/**
 * What became here of a record that its sender has recalled, for whoever looks after it: by the home log, whose entry is
 * written before anything is read, shown or handed out. The text stands nowhere but in its record, and everything else
 * names it. What is done with it by those who work on no matter, and only review or answer individuals, is for them alone.
 */
// Of the matter, whose reading shows the record too; not from before it was here.
const READ = `SELECT 'read' AS what, NULL AS of, trail.by, min(at)::bigint AS at, max(at)::bigint AS last, count(*)::int AS times
  FROM derived.trail LEFT JOIN officer ON officer.id = trail.by
  WHERE item = $1 AND what = 'read' AND at >= $2
    AND (NOT coalesce(powers, '{}') && ARRAY['oversee', 'redress'] OR powers && ARRAY['draft', 'send'])
  GROUP BY trail.by`;
const HANDLED = `SELECT what, NULL AS of, by, min(at)::bigint AS at, max(at)::bigint AS last, count(*)::int AS times
  FROM derived.handling WHERE item = $1 AND file = ANY ($2::text[]) AND NOT review AND what IN ('look', 'take')
  GROUP BY what, by`;

/** Acts of our own half that carry on what a matter says. */
const CARRIES: ReadonlySet<string> = new Set(["refer", "relate", "pass-on"]);

/** @param row an act of theirs on an item */
export async function derivedFrom(
  { ports: { identity } }: Pick<Desk, "ports">,
  tx: PgTx,
  { act, origin, pos, t }: ActRow,
  home: HomePart,
): Promise<readonly DerivedLine[]> {
  if (!isItemAct(act) || pos === null) return [];
  const { item, id, att } = act;
  // Its date is their word: what was here by our own log before it was not from the future.
  const covered = await tx.firstCover(ownOrigin(identity, origin.split("/")[3] ?? ""), pos);
  const since = Math.min(t, covered ?? t);
  const files = att.map(({ a }) => a);
  const [read, handled, said] = await Promise.all([
    tx.db.rows<DerivedLine>(READ, [item, since]),
    files.length === 0 ? [] : tx.db.rows<DerivedLine>(HANDLED, [item, files]),
    usesSaid(tx, [item]),
  ]);
  const uses = [...said.values()].flatMap((acts): DerivedLine[] => {
    const use = foldUse(acts);
    if (!use || use.usedAt === null || use.usedAt < since) return [];
    return [once("use", use.kind, { by: use.by, at: use.usedAt })];
  });
  const carried = home.acts.flatMap((each): DerivedLine[] => {
    const ofIt = each.do === "translate" && each.args["of"] === id;
    if (!ofIt && (!CARRIES.has(each.do) || each.at < since)) return [];
    const to = each.do === "pass-on" ? each.args["agency"] : undefined;
    return [once(each.do as DerivedLine["what"], to === undefined ? null : String(to), each)];
  });
  return [...read, ...handled, ...uses, ...carried].toSorted((a, b) => a.at - b.at);
}

const once = (
  what: DerivedLine["what"],
  of: string | null,
  { by, at }: Pick<DerivedLine, "by" | "at">,
): DerivedLine => ({ what, of, by, at, last: at, times: 1 });
