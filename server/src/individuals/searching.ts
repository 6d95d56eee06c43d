import { createHash } from "node:crypto";
import { openerOf, SetuError, type RecordId } from "@setu/core";
import type { Found, FoundMatter } from "@setu/individuals";
import { cellsOf } from "@setu/policy/topics.ts";
import { isOwnItem, type SearchResult } from "@setu/requests";
import { assertDesk } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import { askSearch } from "../requests/asking.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { readCase, sayOfCase } from "./cases.ts";
import { cellWord } from "./reach.ts";

/** Of twenty matters each. What has more was asked too widely to have been looked through. */
const MOST_PAGES = 10;

/**
 * Searches what this node holds, within the reach of whoever asks, and writes down how far that was, with a digest of what
 * was found. The terms stand in the body; of what lies above her reach nothing is found and nothing is counted.
 * @throws FORBIDDEN; NOT_FOUND; STALE; as `search`
 */
export async function searchCase(
  desk: Desk,
  officer: Officer,
  { of, id, q }: { readonly of: string; readonly id: RecordId; readonly q: string },
): Promise<Found> {
  const now = desk.ports.world.now();
  const reach = await desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, officer.id, "redress");
    // Nothing is looked for on a case that is not open: what was found would stand in no act of it.
    if ((await readCase(desk, tx, of)).open.state !== "admitted")
      throw new SetuError("STALE", "the case is not open to a search");
    return officerFacts(tx.db, officer.id, now);
  });
  const matters: FoundMatter[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found: SearchResult = await askSearch(desk, officer, { q, after }, now);
    matters.push(...found.matters.map((matter) => foundOf(desk, matter)));
    after = found.more;
    if (after === null) break;
  }
  const whole = after === null;
  const ids = matters.map(({ item }) => item).toSorted();
  const digest = createHash("sha256").update(ids.join("\n")).digest("base64url");
  const { clearance: level, compartments, agency, topics } = reach;
  const args = { digest, level, compartments, cells: cellsOf(topics, "read").map(cellWord), agency, whole };
  await sayOfCase(desk, officer, { id, case: of, do: "case-search", args, text: q }, async () => {});
  return { matters, whole };
}

const foundOf = (desk: Desk, { row, hits }: SearchResult["matters"][number]): FoundMatter => ({
  item: row.item,
  ref: row.ref,
  title: row.title,
  owner: ownerOf(desk, row.item),
  updated: row.updated,
  hits: hits.map(({ where, before, match, after }) => ({ where, before, match, after })),
});

/** Who opened a matter is who has to be asked about it. */
export const ownerOf = ({ us }: Pick<Desk, "us">, item: string): FoundMatter["owner"] => {
  if (isOwnItem(item)) return "own";
  return openerOf(item as Parameters<typeof openerOf>[0]) === us.party ? "us" : "them";
};
