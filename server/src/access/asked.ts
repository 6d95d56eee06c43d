import { opaque, type ItemId } from "@setu/core";
import type { ItemFacts, OfficerFacts } from "@setu/policy";
import { GRANTED, isRule, readRef, RULES } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";
import { assertDesk, foldedFactsIn, itemFactsIn } from "./deciding.ts";
import { active, officerFacts } from "./officers.ts";

/**
 * Access is asked for by a reference that a colleague has said. Whoever leads hears of it, and whoever can lift what stops
 * the asker, each only where she may know that the item exists; when it can be read, the asker is told so and the
 * question is over. Whoever asks gets the same answer whatever there is.
 */
const BEGINNING = `SELECT item FROM derived.request WHERE item >= $1 AND item < $1 || 'g' ORDER BY item LIMIT 16`;
const HELPERS = `SELECT id FROM officer WHERE ${active("$1")} AND powers && ARRAY['supervise', 'seal'] AND id <> $2 ORDER BY id`;
const DAY = 86_400_000;

/** @throws BAD_FIELD | WRONG_CHECK for what is no reference at all */
export async function askAccess(desk: Desk, by: string, said: string): Promise<void> {
  const { ref, begins } = readRef(said);
  const now = desk.ports.world.now();
  await desk.store.tx(async (tx) => {
    const grounds = await assertDesk(desk, tx, by, "own");
    const [asker, items, helpers] = await Promise.all([
      officerFacts(tx.db, by, now),
      tx.db.rows<{ item: ItemId }>(BEGINNING, [begins]),
      tx.db.rows<{ id: string }>(HELPERS, [now, by]),
    ]);
    const standing = await Promise.all(helpers.map(({ id }) => officerFacts(tx.db, id, now)));
    const notices: NewNotice[] = [];
    for (const { item } of items) {
      const facts = await itemFactsIn(desk, tx, item);
      if (facts === null) continue;
      for (const helper of standing.filter((each) => helps(desk, { helper: each, asker }, facts, now)))
        notices.push({
          // Who asks again on another day asks again.
          event: `access/${by}/${item}/${Math.floor(now / DAY)}`,
          officer: helper.id,
          item,
          kind: "access",
          reason: opaque(by, "by"),
        });
    }
    await writeHome(desk.ports, tx, "query", { by, found: 0, access: ref, ...grounds });
    await give(tx, notices, now);
  });
}

type Two = { readonly helper: OfficerFacts; readonly asker: OfficerFacts };

/** A helper outside its compartment is as little told that it exists as whoever asks. */
function helps({ policy }: Desk, { helper, asker }: Two, facts: ItemFacts, now: number): boolean {
  const may = (action: "outline" | "compartment" | "unseal") =>
    policy.decide(helper, action, facts, { now }).allow;
  if (may("outline")) return true;
  const { allow, determining } = policy.decide(asker, "hear", facts, { now });
  const lifts = determining.some((rule) => isRule(rule) && RULES[rule] === "seal");
  return !allow && lifts && (may("compartment") || may("unseal"));
}

/** Acts of our own half after which somebody may read who could not before. */
export const OPENS: ReadonlySet<string> = new Set([
  "assign",
  "watch",
  "pass-on",
  "compartment",
  "unseal",
  "undo",
]);

const ASKED = `SELECT DISTINCT item, reason AS asker FROM notice AS asked
  WHERE kind = 'access' AND reason <> '${GRANTED}' AND at > $3
    AND ($1::text IS NULL OR item = $1) AND ($2::text IS NULL OR reason = $2)
    AND NOT EXISTS (SELECT FROM notice AS told WHERE told.item = asked.item AND told.kind = 'access'
      AND told.officer = asked.reason AND told.reason = '${GRANTED}' AND told.at >= asked.at)
  ORDER BY item, asker LIMIT 200`;
const OVER = `UPDATE notice SET read_at = $3 WHERE item = $1 AND kind = 'access' AND reason = $2 AND read_at IS NULL`;

type Open = { readonly item: ItemId; readonly asker: string };

/**
 * In the transaction of what may have opened something: who had asked and may read it from now on is told, and whoever
 * was to help has nothing more to do.
 */
export async function tellGranted(
  desk: Desk,
  tx: PgTx,
  { item = null, asker = null }: { readonly item?: ItemId | null; readonly asker?: string | null },
): Promise<void> {
  const now = desk.ports.world.now();
  const open = await tx.db.rows<Open>(ASKED, [item, asker, now - KEPT_MS]);
  const told: NewNotice[] = [];
  for (const each of open) {
    const [facts, officer] = await Promise.all([
      foldedFactsIn(desk, tx, each.item),
      officerFacts(tx.db, each.asker, now),
    ]);
    if (facts === null || !desk.policy.decide(officer, "hear", facts, { now }).allow) continue;
    const event = `granted/${each.asker}/${each.item}/${now}`;
    told.push({ event, officer: each.asker, item: each.item, kind: "access", reason: GRANTED });
    await tx.db.change(OVER, [each.item, each.asker, now]);
  }
  await give(tx, told, now);
}
