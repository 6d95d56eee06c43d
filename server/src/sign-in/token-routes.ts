import { badField } from "@setu/core";
import type { MadeToken } from "@setu/requests";
import type { Context, Hono } from "hono";
import type { PgStore } from "../db/pg-store.ts";
import type { Door, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { nameOf } from "./passkey-routes.ts";
import { makeToken, ownTokens, revokeToken } from "./tokens.ts";

type Options = { readonly store: PgStore; readonly door: Door; readonly now: () => number };

/** The officer's programs: she alone gives them a token, being there; no program gives one to another. */
export function tokenRoutes(app: Hono<Env>, { store, door, now }: Options, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer.id;

  app.get("/api/tokens", async (c) => c.json(await ownTokens(store, officer(c), now())));
  app.post("/api/tokens", async (c) => {
    const { name, writes, hours } = strict(await readJson(c, limits), "token", ["hours", "name", "writes"]);
    if (typeof writes !== "boolean") throw badField("writes", "yes or no");
    if (typeof hours !== "number") throw badField("hours", "number");
    door.checkFresh(c);
    const made = { name: nameOf(name), writes, hours };
    return c.json({ token: await makeToken(store, officer(c), made, now()) } satisfies MadeToken);
  });
  app.delete("/api/tokens/:id", async (c) => {
    await revokeToken(store, officer(c), c.req.param("id"));
    return c.body(null, 204);
  });
}
