import type { Context, Hono } from "hono";
import type { Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import type { Ways } from "./ways.ts";

/** For the program at the card, signed in as the officer whose card it is, and for the screen that waits. */
export function cardRoutes(app: Hono<Env>, { cards }: Pick<Ways, "cards">, limits: BodyLimits): void {
  if (!cards) return;
  const officer = (c: Context<Env>) => c.get("signedIn").officer.id;
  app.get("/api/cards/:code", async (c) => c.json(await cards.look(officer(c), c.req.param("code"))));
  app.post("/api/cards/:code", async (c) => {
    await cards.answer(officer(c), c.req.param("code"), await readJson(c, limits));
    return c.body(null, 204);
  });
}
