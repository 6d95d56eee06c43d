import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf } from "../http/guard.ts";
import { writeHome } from "./home.ts";
import { LIST_PARAMETERS, parseListQuery } from "./listing-query.ts";
import { listRequests } from "./listing.ts";

/** The routes of what shows many requests at once. */
export function listingRoutes(app: Hono<Env>, { desk, now }: AppOptions): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.get("/api/requests", async (c) => {
    const query = parseListQuery(queryOf(c, LIST_PARAMETERS));
    const at = desk();
    const list = await at.store.tx(async (tx) => {
      const found = await listRequests(at, tx, query, { officer: officer(c), now: now() });
      // A search is a consultation: it is written down with what it found, before it is answered.
      if (query.q !== "") await writeHome(at.ports, tx, "query", { by: officer(c).id, found: found.total });
      return found;
    });
    return c.json(list);
  });
}
