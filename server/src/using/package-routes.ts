import { itemId, SetuError } from "@setu/core";
import { PACKAGE_NAME } from "@setu/requests/packaging.ts";
import type { Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { packageOf, parsePacking } from "./package.ts";

/** `POST /api/requests/<item>/mla`: {form, lang, proceeding, court, records, files} → the package, as a file. */
export function packageRoutes(app: Hono<Env>, { desk }: Pick<AppOptions, "desk">, limits: BodyLimits): void {
  app.post("/api/requests/:item/mla", async (c) => {
    const signedIn = c.get("signedIn");
    // It rests on what a person has answered for, and an officer's program acts for that person; an agency's for none.
    if (signedIn.way === "client")
      throw new SetuError("FORBIDDEN", "a program of no officer makes no package");
    const item = itemId(c.req.param("item"), "item");
    const at = desk();
    const packing = parsePacking(await readJson(c, limits), at.ports.world.now());
    const file = await packageOf(at, signedIn.officer, item, packing);
    c.header("content-disposition", `attachment; filename="${PACKAGE_NAME}"`);
    return c.body(Buffer.from(file), 200, { "content-type": "application/octet-stream" });
  });
}
