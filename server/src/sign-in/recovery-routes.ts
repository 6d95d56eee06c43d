import { isSetuError, opaque } from "@setu/core";
import type { NewCode, Recoveries } from "@setu/requests";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import { logAdministration } from "../admin/log.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { declareAll } from "../officers-log/declare.ts";
import { strict } from "../requests/command.ts";
import { agreeToRecovery, askRecovery, openRecoveries } from "./recovery.ts";

type Options = Pick<AppOptions, "store" | "desk" | "now" | "log"> & { readonly door: Door };

/** Two administrators, each there in person, for an officer who has lost every key. */
export function recoveryRoutes(
  app: Hono<Env>,
  { store, desk, now, log, door }: Options,
  limits: BodyLimits,
): void {
  const asAdministrator = <T>(c: Context<Env>, work: (tx: PgTx, by: string) => Promise<T>): Promise<T> => {
    const by = c.get("signedIn").officer.id;
    return store.tx(async (tx) => {
      await assertDesk(desk(), tx, by, "administer");
      return work(tx, by);
    });
  };

  app.get("/api/recoveries", async (c) => {
    try {
      const open = await asAdministrator(c, (tx) => openRecoveries(tx.db, now()));
      return c.json({ may: true, open } satisfies Recoveries);
    } catch (error) {
      // A screen asks this of everybody, to know whether to show it.
      if (isSetuError(error, "FORBIDDEN") || isSetuError(error, "NOT_LINKED"))
        return c.json({ may: false, open: [] } satisfies Recoveries);
      throw error;
    }
  });
  app.post("/api/recoveries", async (c) => {
    const asked = strict(await readJson(c, limits), "recovery", ["officer"]);
    const officer = opaque(asked["officer"], "officer");
    door.checkFresh(c);
    await asAdministrator(c, async (tx, by) => {
      await askRecovery(tx, { by, officer, now: now() });
      await logAdministration(desk(), tx, by, "recovery-asked", { officer });
      log("recovery-asked", { by, officer });
    });
    return c.body(null, 204);
  });
  app.post("/api/recoveries/:officer", async (c) => {
    strict(await readJson(c, limits), "recovery", []);
    const officer = opaque(c.req.param("officer"), "officer");
    door.checkFresh(c);
    const code = await asAdministrator(c, async (tx, by) => {
      const administers = async (asker: string) => {
        const facts = await officerFacts(tx.db, asker, now());
        return desk().policy.decide(facts, "administer", null, { now: now() }).allow;
      };
      const made = await agreeToRecovery(tx, { by, officer, now: now() }, administers);
      // The other side rejects the lost keys from this commit on.
      await declareAll(desk(), tx);
      await logAdministration(desk(), tx, by, "recovery-agreed", { officer });
      log("recovery-agreed", { by, officer });
      return made;
    });
    return c.json({ code } satisfies NewCode);
  });
}
