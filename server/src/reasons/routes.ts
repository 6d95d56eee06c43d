import { badField, itemId, opaque } from "@setu/core";
import { parseReason, WHY_MAX, type StoppedOfficer } from "@setu/requests/reasons.ts";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { stoppedOfficers } from "./brake.ts";
import { giveReason, liftBrake } from "./giving.ts";

/** Reasons for consulting, and the brake on reading in bulk (`desks/requests/src/reasons.ts`). */
export function reasonRoutes(app: Hono<Env>, { desk, now }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.post("/api/requests/:item/reason", async (c) => {
    const given = parseReason(strict(await readJson(c, limits), "reason", ["code", "verb", "why"]), now());
    const item = itemId(c.req.param("item"), "item");
    return c.json(await giveReason(desk(), officer(c), { ...given, item }));
  });

  app.get("/api/brakes", async (c) => {
    const at = desk();
    const stopped: readonly StoppedOfficer[] = await at.store.tx(async (tx) => {
      await assertDesk(at, tx, officer(c).id, "lead");
      return stoppedOfficers(at, tx);
    });
    return c.json(stopped);
  });

  app.post("/api/brakes/lift", async (c) => {
    const fields = strict(await readJson(c, limits), "lift", ["officer", "why"]);
    const { why } = fields;
    if (typeof why !== "string" || why.trim() === "" || why.length > WHY_MAX || /\p{Cc}/u.test(why))
      throw badField("why", "line");
    await liftBrake(desk(), officer(c), { officer: opaque(fields["officer"], "officer"), why: why.trim() });
    return c.body(null, 204);
  });
}
