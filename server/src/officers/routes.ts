import { itemId } from "@setu/core";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { actOnPosting } from "./acting.ts";
import { parseCommand } from "./parsing.ts";
import { listPostings, viewPosting } from "./reading.ts";

/** The routes of the officers desk (`desks/officers/src/api.ts`). */
export function postingRoutes(app: Hono<Env>, { desk }: Pick<AppOptions, "desk">, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");

  app.get("/api/postings", async (c) => c.json(await listPostings(desk(), officer(c))));
  app.get("/api/postings/:item", async (c) => c.json(await viewPosting(desk(), officer(c), item(c))));

  app.post("/api/postings", async (c) => {
    const { command } = strict(await readJson(c, limits), "posting", ["command"]);
    return c.json(await actOnPosting(desk(), officer(c), null, parseCommand(command)));
  });
  app.post("/api/postings/:item/acts", async (c) => {
    const { command } = strict(await readJson(c, limits), "act", ["command"]);
    return c.json(await actOnPosting(desk(), officer(c), item(c), parseCommand(command)));
  });
}
