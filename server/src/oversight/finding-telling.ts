import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";

/** Findings whose date has passed without an answer: who owes it is told, and the reviewers, once for each date. */
const LATE = `SELECT last.finding, last.until, first.args ->> 'to' AS "to" FROM (
    SELECT DISTINCT ON (finding) finding, what, (args ->> 'until')::bigint AS until FROM derived.oversight_act
    WHERE finding IS NOT NULL ORDER BY finding, pos DESC
  ) AS last JOIN derived.oversight_act AS first ON first.id = last.finding
  WHERE last.what IN ('finding', 'finding-again') AND last.until <= $1 AND last.until > $2 ORDER BY last.until LIMIT 50`;
const REVIEWERS = `SELECT id FROM officer WHERE ${active("$1")} AND 'oversee' = ANY (powers)`;

type Late = { readonly finding: string; readonly until: number; readonly to: string };

export async function tellLateFindings(desk: Desk, tx: PgTx): Promise<void> {
  const now = desk.ports.world.now();
  const late = await tx.db.rows<Late>(LATE, [now, now - KEPT_MS]);
  if (late.length === 0) return;
  const reviewers = await tx.db.rows<{ id: string }>(REVIEWERS, [now]);
  const notices = late.flatMap(({ finding, until, to }): NewNotice[] =>
    [to, ...reviewers.map(({ id }) => id)].map((officer) => ({
      event: `finding/late/${finding}/${until}`,
      officer,
      item: `own:${finding}`,
      kind: "finding",
      reason: "finding-late",
    })),
  );
  await give(tx, notices, now);
}
