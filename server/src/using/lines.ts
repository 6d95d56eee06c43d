import { reaches, TLP, type ItemId } from "@setu/core";
import { restrictedAmong } from "../individuals/keeping.ts";
import { officerFacts, reviews } from "../access/officers.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import type { Line } from "../requests/listing.ts";
import { clearedFor } from "./uses.ts";

const LEVELS = `SELECT item, level FROM derived.request WHERE item = ANY ($1::text[])`;

/**
 * The lines of a sheet that may leave the program: those of matters on which no gate is asked, and those whose export
 * this person has answered for; of
 * what is restricted, none. A line is as strict as the marking that it shows and the level of its whole matter.
 */
export async function usableLines(
  desk: Desk,
  { id: by }: Pick<Officer, "id">,
  lines: readonly Line[],
): Promise<ReadonlySet<string>> {
  const { gates } = desk.release;
  const items = lines.map(({ item }) => item as ItemId);
  const now = desk.ports.world.now();
  if (reviews(await officerFacts(desk.store, by, now))) return new Set(items);
  return desk.store.tx(async (tx) => {
    const restricted = await restrictedAmong(tx, items);
    if (gates === "never") return new Set(items.filter((item) => !restricted.has(item)));
    const levels = new Map(
      (await tx.db.rows<{ item: string; level: number }>(LEVELS, [items])).map((row) => [
        row.item,
        row.level,
      ]),
    );
    const free = lines.filter(
      ({ item, shown: { tlp } }) =>
        !reaches(gates, { tlp: TLP.find((label) => label === tlp) ?? "RED", level: levels.get(item) ?? 0 }),
    );
    const cleared = await clearedFor(desk, tx, { by, kind: "export", items });
    return new Set([...free.map(({ item }) => item), ...cleared].filter((item) => !restricted.has(item)));
  });
}
