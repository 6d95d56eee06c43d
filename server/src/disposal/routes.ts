import { SetuError } from "@setu/core";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import { logAdministration } from "../admin/log.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { beginRun, stopRun } from "./purge.ts";
import { purgeView } from "./view.ts";

type Options = Pick<AppOptions, "desk" | "about" | "now"> & { readonly door: Door };

/** The run that destroys by date (`desks/requests/src/disposal.ts`), for who looks after the node. */
export function purgeRoutes(app: Hono<Env>, options: Options, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer.id;
  const began = options.now();

  app.get("/api/administration/purge", async (c) => {
    const desk = options.desk();
    return c.json(
      await desk.store.tx(async (tx) => {
        await assertDesk(desk, tx, officer(c), "administer");
        return purgeView(desk, tx, options.about?.started ?? began);
      }),
    );
  });

  const DEEDS = {
    begin: (desk: Desk, tx: PgTx) => beginRun(tx, desk.ports.world.now()),
    stop: (desk: Desk, tx: PgTx, by: string) => stopRun(tx, by, desk.ports.world.now()),
  } as const;
  for (const [deed, work] of Object.entries(DEEDS))
    app.post(`/api/administration/purge/${deed}`, async (c) => {
      options.door.checkFresh(c);
      strict(await readJson(c, limits), "purge", []);
      const [desk, by] = [options.desk(), officer(c)];
      await desk.store.tx(async (tx) => {
        await assertDesk(desk, tx, by, "administer");
        await homeLog(desk.ports, tx);
        if (!(await work(desk, tx, by))) throw new SetuError("STALE", "a run is under way, or none is");
        await logAdministration(desk, tx, by, `purge-${deed as keyof typeof DEEDS}`);
      });
      return c.body(null, 204);
    });
}
