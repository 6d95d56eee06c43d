import { isSetuError } from "@setu/core";
import type { RequestList, SearchResult } from "@setu/requests";
import { askAs } from "../access/asking-as.ts";
import type { Desk, Officer } from "./desk.ts";
import { writeHome } from "./home.ts";
import type { ListQuery } from "./listing-query.ts";
import { listRequests } from "./listing.ts";
import { freshOf } from "./marks.ts";
import { search } from "./search.ts";

/**
 * Whatever shows an officer many requests at once goes through here: a search is a consultation, and stands in the home
 * log with what it found before it is answered, whichever page asked.
 */
export async function askList(
  desk: Desk,
  officer: Officer,
  query: ListQuery,
  now: number,
): Promise<RequestList> {
  const asked = { action: "list", now } as const;
  const found = await askAs(desk, officer, asked, (tx, asker) => listRequests(tx, query, asker));
  if (query.q !== "")
    await noteQuery(desk, { by: officer.id, found: found.total, hits: found.rows.map(({ item }) => item) });
  return found;
}

/** `hits`: the matters that were shown: found is consulted. */
const noteQuery = (
  desk: Desk,
  args: { readonly by: string; readonly found: number; readonly hits: readonly string[] },
) => desk.store.tx((tx) => writeHome(desk.ports, tx, "query", { ...args, policy: desk.policy.hash }));

/** @throws BAD_FIELD | TIMEOUT as `search` */
export async function askSearch(
  desk: Desk,
  { id: by }: Officer,
  asked: { readonly q: string; readonly after: string | null },
  now: number,
): Promise<SearchResult> {
  try {
    const found = await askAs(desk, { id: by }, { action: "search", now }, async (tx, reaching) => {
      const result = await search(desk, tx, asked, reaching);
      const fresh = await freshOf(
        tx,
        result.matters.map(({ row }) => row.item),
        by,
      );
      const matters = result.matters.map(({ row, hits }) => ({
        row: { ...row, unread: fresh.has(row.item) },
        hits,
      }));
      return { ...result, matters };
    });
    await noteQuery(desk, {
      by,
      found: found.matters.length,
      hits: found.matters.map(({ row }) => row.item),
    });
    return found;
  } catch (error) {
    // What was too much to be answered was asked all the same.
    if (isSetuError(error, "TIMEOUT")) {
      await noteQuery(desk, { by, found: 0, hits: [] });
    }
    throw error;
  }
}
