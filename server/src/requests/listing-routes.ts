import { itemId, recordId, type ItemId } from "@setu/core";
import type { Context, Hono } from "hono";
import { askAs } from "../access/asking-as.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { askList, askSearch } from "./asking.ts";
import { strict } from "./command.ts";
import { exportSheet, FORMATS, type Format } from "./export.ts";
import { badParameter, LIST_PARAMETERS, parseListQuery, VIEW_PARAMETERS } from "./listing-query.ts";
import { countRequests } from "./listing.ts";
import { pictureOf } from "./picture.ts";
import { deleteView, saveView, viewsFor } from "./views.ts";

/** More than these are many, in the title of a window. */
const MANY = 99;
/** What fits into the address of a request. */
const MAX_ITEMS = 250;

function itemsOf(given: string): ItemId[] {
  const items = given.split(",");
  if (items.length > MAX_ITEMS) throw badParameter("items");
  return items.map((item) => itemId(item, "items"));
}

/** The routes of what shows many requests at once. */
export function listingRoutes(app: Hono<Env>, { desk, now }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.get("/api/requests", async (c) => {
    const query = parseListQuery(queryOf(c, LIST_PARAMETERS));
    return c.json(await askList(desk(), officer(c), query, now()));
  });

  // Before the item of that name, which no item can have.
  app.get("/api/requests/new", async (c) => {
    const counted = askAs(desk(), officer(c), { action: "list", now: now() }, (tx, asker) =>
      countRequests(tx, parseListQuery({ state: "open", news: "new" }), asker, MANY),
    );
    return c.json(await counted);
  });

  for (const format of Object.keys(FORMATS) as Format[]) {
    app.get(`/api/requests.${format}`, async (c) => {
      const { items, ...given } = queryOf(c, [...VIEW_PARAMETERS, "items"], MAX_ITEMS * 60);
      const query = parseListQuery(given);
      // What was chosen comes along, though it may have left the list meanwhile.
      const asked =
        items === undefined
          ? { query, items: null, format }
          : { query: parseListQuery({ sort: query.sort }), items: itemsOf(items), format };
      const sheet = await exportSheet(desk(), officer(c), asked);
      const day = new Date(now()).toISOString().slice(0, 10);
      c.header("content-type", FORMATS[format].type);
      c.header("content-disposition", `attachment; filename="setu-${day}.${format}"`);
      return c.body(new Uint8Array(await FORMATS[format].write(sheet)));
    });
  }

  app.get("/api/picture", async (c) => {
    return c.json(await askAs(desk(), officer(c), { action: "list", now: now() }, pictureOf));
  });

  app.get("/api/search", async (c) => {
    const { q = "", after = null } = queryOf(c, ["q", "after"]);
    return c.json(await askSearch(desk(), officer(c), { q, after }, now()));
  });

  app.get("/api/views", async (c) => {
    const at = desk();
    return c.json(await at.store.tx((tx) => viewsFor(at, tx, officer(c))));
  });

  app.post("/api/views", async (c) => {
    const { id, name, query, shared } = strict(await readJson(c, limits), "view", [
      "id",
      "name",
      "query",
      "shared",
    ]);
    if (typeof name !== "string") throw badParameter("name");
    if (typeof query !== "string") throw badParameter("query");
    if (typeof shared !== "boolean") throw badParameter("shared");
    const at = desk();
    const view = { id: recordId(id, "id"), name, query, shared };
    return c.json(await at.store.tx((tx) => saveView(at, tx, officer(c), view)));
  });

  app.delete("/api/views/:id", async (c) => {
    const id = recordId(c.req.param("id"), "id");
    await desk().store.tx((tx) => deleteView(tx, officer(c), id));
    return c.body(null, 204);
  });
}
