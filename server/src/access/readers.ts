import { cellOf, cellsOf, type ItemFacts, type Topics } from "@setu/policy";
import { STANDING, type Standing } from "../standing/witness.ts";
import { active, type Asked } from "./officers.ts";

/** Which cells somebody of an agency of ours reads. Whose term is over, who is suspended or not believed reads nothing. */
export type Reader = { readonly agency: string; readonly cell: string };

const READING = `SELECT agency, topics, id, ${STANDING()} FROM officer WHERE ${active("$1")} AND NOT machine
  AND 'read' = ANY (powers) AND NOT powers && ARRAY['administer', 'oversee'] ORDER BY id`;

export async function readersOf(db: Asked, now: number): Promise<readonly Reader[]> {
  const rows = await db.rows<Standing & { readonly agency: string; readonly topics: Topics }>(READING, [now]);
  const pairs = rows
    .filter((row) => db.witness.believes(row))
    .flatMap(({ agency, topics }) => cellsOf(topics, "read").map((cell) => ({ agency, cell })));
  return [...new Map(pairs.map((pair) => [`${pair.agency} ${pair.cell}`, pair])).values()];
}

/** Whether no agency of ours reads such a matter, or no officer by name can: then it lies unseen, and a clock may run. */
export const isUnread = (item: ItemFacts, readers: readonly Reader[]): boolean =>
  !readers.some(({ agency, cell }) => item.audience.includes(agency) && cell === cellOf(item)) ||
  ((item.red || item.sealed) && item.named.length === 0);
