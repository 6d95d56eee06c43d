import { itemId } from "@setu/core";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { actOn, type ActingDesk } from "../desks/acting.ts";
import { parseCommand } from "../desks/parsing.ts";
import { strict } from "../requests/command.ts";
import { postingDesk } from "./acting.ts";
import { designationDesk, listDesignations } from "./designations.ts";
import { listPostings, viewPosting } from "./reading.ts";

/** The routes of the officers desk (`desks/officers/src/api.ts`). */
export function postingRoutes(app: Hono<Env>, { desk }: Pick<AppOptions, "desk">, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");

  app.get("/api/postings", async (c) => c.json(await listPostings(desk(), officer(c))));
  app.get("/api/postings/:item", async (c) => c.json(await viewPosting(desk(), officer(c), item(c))));

  app.get("/api/agencies", async (c) => c.json(await listDesignations(desk(), officer(c))));

  const acting = (path: string, of: ActingDesk) => {
    app.post(path, async (c) => {
      const { command } = strict(await readJson(c, limits), "act", ["command"]);
      return c.json(await actOn(desk(), of, officer(c), null, parseCommand(command)));
    });
    app.post(`${path}/:item/acts`, async (c) => {
      const { command } = strict(await readJson(c, limits), "act", ["command"]);
      return c.json(await actOn(desk(), of, officer(c), item(c), parseCommand(command)));
    });
  };
  acting("/api/postings", postingDesk);
  acting("/api/agencies", designationDesk);
}
