import { itemId, recordId, type ItemId } from "@setu/core";
import type { PermissionSent } from "@setu/permissions";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { accept } from "../requests/held.ts";
import { namedBound } from "./bound.ts";
import { composed } from "./commands.ts";
import { onwardFile } from "./onward.ts";
import { leavesOf, listPermissions, viewPermission } from "./reading.ts";

/** The routes of the permissions desk (`desks/permissions/src/api.ts`). */
export function permissionRoutes(
  app: Hono<Env>,
  { desk }: Pick<AppOptions, "desk">,
  limits: BodyLimits,
): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;
  const item = (c: Context<Env>) => itemId(c.req.param("item"), "item");

  app.get("/api/permissions", async (c) => c.json(await listPermissions(desk(), officer(c))));
  app.get("/api/permissions/:item", async (c) => c.json(await viewPermission(desk(), officer(c), item(c))));
  app.get("/api/permissions/:item/onward/:record", async (c) => {
    const record = recordId(c.req.param("record"), "record");
    const { file, conditions } = await onwardFile(desk(), officer(c), { item: item(c), record });
    const name = namedBound(record, conditions, ".setu-onward");
    c.header("content-disposition", `attachment; filename="${name}"`);
    return c.body(Buffer.from(file), 200, { "content-type": "application/octet-stream" });
  });
  app.get("/api/requests/:item/permissions", async (c) =>
    c.json(await leavesOf(desk(), officer(c), item(c))),
  );

  const send = async (c: Context<Env>, on: ItemId | null): Promise<PermissionSent> => {
    const { command } = strict(await readJson(c, limits), "act", ["command"]);
    const at = desk();
    const parsed = await at.store.tx((tx) => composed(at, tx, officer(c), { item: on, command }));
    return accept(at, officer(c), on, parsed);
  };
  app.post("/api/permissions", async (c) => c.json(await send(c, null)));
  app.post("/api/permissions/:item/acts", async (c) => c.json(await send(c, item(c))));
}
