import { isSetuError } from "@setu/core";
import type { RequestList, SearchResult } from "@setu/requests";
import type { Desk, Officer } from "./desk.ts";
import { writeHome } from "./home.ts";
import type { ListQuery } from "./listing-query.ts";
import { listRequests } from "./listing.ts";
import { search } from "./search.ts";

/**
 * Whatever shows an officer many requests at once goes through here: a search is a consultation, and stands in the home
 * log with what it found before it is answered, whichever page asked.
 */
export function askList(desk: Desk, officer: Officer, query: ListQuery, now: number): Promise<RequestList> {
  return desk.store.tx(async (tx) => {
    const found = await listRequests(desk, tx, query, { officer, now });
    if (query.q !== "") await writeHome(desk.ports, tx, "query", { by: officer.id, found: found.total });
    return found;
  });
}

/** @throws BAD_FIELD | TIMEOUT as `search` */
export async function askSearch(
  desk: Desk,
  { id: by }: Officer,
  asked: { readonly q: string; readonly after: string | null },
  now: number,
): Promise<SearchResult> {
  try {
    return await desk.store.tx(async (tx) => {
      const found = await search(desk, tx, asked, now);
      await writeHome(desk.ports, tx, "query", { by, found: found.matters.length });
      return found;
    });
  } catch (error) {
    // What was too much to be answered was asked all the same.
    if (isSetuError(error, "TIMEOUT")) {
      await desk.store.tx((tx) => writeHome(desk.ports, tx, "query", { by, found: 0 }));
    }
    throw error;
  }
}
