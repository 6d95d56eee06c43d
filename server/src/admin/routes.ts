import { badField, opaque, recordId, SetuError } from "@setu/core";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { acknowledge, alarmsOf, becauseOf } from "./alarms.ts";
import { confirm, drop, propose, reasonOf } from "./changes.ts";
import { agreeToClose, deedsOf, directoryOf, dropDeeds } from "./directory.ts";
import { parseGrants } from "./grants.ts";
import { healthOf, keysOf } from "./machine.ts";
import { programRoutes } from "./program-routes.ts";
import { peopleOf, signOutEverywhere, suspend } from "./people.ts";
import { agenciesOf, rulesOf } from "./rules.ts";

type Options = Pick<AppOptions, "store" | "desk" | "now" | "link" | "about"> & { readonly door: Door };
export type Asked = { readonly desk: Desk; readonly tx: PgTx; readonly by: string };

/** What an administrator may see and do (`desks/requests/src/administration.ts`): each asks the policy by one decision. */
export function adminRoutes(app: Hono<Env>, options: Options, limits: BodyLimits): void {
  const { store, now, door } = options;

  const look = <T>(c: Context<Env>, work: (asked: Asked) => Promise<T> | T): Promise<T> =>
    store.tx(async (tx) => {
      const [desk, by] = [options.desk(), c.get("signedIn").officer.id];
      await assertDesk(desk, tx, by, "administer");
      return work({ desk, tx, by });
    });
  /** By whoever is there in person. The home log is held first, as every command has it. */
  const act = async (c: Context<Env>, work: (asked: Asked) => Promise<void>) => {
    door.checkFresh(c);
    await look(c, async (asked) => {
      await homeLog(asked.desk.ports, asked.tx);
      await work(asked);
    });
    return c.body(null, 204);
  };
  const about = () => {
    if (!options.about) throw new SetuError("NOT_FOUND", "there is nothing here");
    return options.about;
  };
  const officerIn = (c: Context<Env, "/:id">) => opaque(c.req.param("id"), "officer");
  const administers =
    ({ desk, tx }: Asked) =>
    async (officer: string): Promise<boolean> => {
      const facts = await officerFacts(tx.db, officer, now());
      return desk.policy.decide(facts, "administer", null, { now: now() }).allow;
    };

  app.get("/api/administration/people", async (c) =>
    c.json(await look(c, ({ desk, tx }) => peopleOf(desk, tx, now()))),
  );
  app.post("/api/administration/people/:id/suspend", async (c) => {
    const { reason } = strict(await readJson(c, limits), "suspension", ["reason"]);
    const given = { officer: officerIn(c), reason: reasonOf(reason) };
    return act(c, ({ desk, tx, by }) => suspend(desk, tx, { by, ...given }));
  });
  app.post("/api/administration/people/:id/sign-out", async (c) => {
    strict(await readJson(c, limits), "sign-out", []);
    const officer = officerIn(c);
    return act(c, ({ desk, tx, by }) => signOutEverywhere(desk, tx, { by, officer }));
  });

  app.post("/api/administration/changes", async (c) => {
    const given = strict(await readJson(c, limits), "change", ["id", "officer", "reason", "to"]);
    const change = {
      id: recordId(given["id"], "id"),
      officer: opaque(given["officer"], "officer"),
      reason: reasonOf(given["reason"]),
      to: parseGrants(given["to"]),
    };
    return act(c, ({ desk, tx, by }) => propose(desk, tx, by, change));
  });
  app.post("/api/administration/changes/:id/confirm", async (c) => {
    strict(await readJson(c, limits), "confirmation", []);
    const id = recordId(c.req.param("id"), "id");
    return act(c, (asked) => confirm(asked.desk, asked.tx, { by: asked.by, id }, administers(asked)));
  });
  app.post("/api/administration/changes/:id/drop", async (c) => {
    strict(await readJson(c, limits), "drop", []);
    const id = recordId(c.req.param("id"), "id");
    return act(c, ({ desk, tx, by }) => drop(desk, tx, { by, id }));
  });

  app.get("/api/administration/directory", async (c) => c.json(await look(c, ({ tx }) => directoryOf(tx))));
  app.post("/api/administration/directory/agree", async (c) => {
    const deeds = deedsOf(strict(await readJson(c, limits), "agreement", ["deeds"])["deeds"]);
    return act(c, (asked) => agreeToClose(asked.desk, asked.tx, { by: asked.by, deeds }, administers(asked)));
  });
  app.post("/api/administration/directory/drop", async (c) => {
    const deeds = deedsOf(strict(await readJson(c, limits), "drop", ["deeds"])["deeds"]);
    return act(c, ({ desk, tx, by }) => dropDeeds(desk, tx, { by, deeds }));
  });

  programRoutes(app, { look, act, administers, now }, limits);

  app.get("/api/administration/agencies", async (c) =>
    c.json(await look(c, ({ tx }) => agenciesOf(tx, now()))),
  );
  app.get("/api/administration/rules", async (c) => c.json(await look(c, ({ desk }) => rulesOf(desk))));
  app.get("/api/administration/keys", async (c) => {
    await look(c, () => null);
    const { card } = await options.link();
    return c.json(await look(c, ({ tx }) => keysOf(tx, about(), card)));
  });
  app.get("/api/administration/health", async (c) => {
    await look(c, () => null);
    const { policy } = await options.link();
    return c.json(
      await look(c, ({ desk, tx }) =>
        healthOf(desk, tx, about(), policy ?? { own: desk.policy.hash, peer: null }),
      ),
    );
  });
  app.get("/api/administration/alarms", async (c) =>
    c.json(await look(c, ({ desk, tx }) => alarmsOf(desk, tx))),
  );
  app.post("/api/administration/alarms/:no/acknowledge", async (c) => {
    const because = becauseOf(strict(await readJson(c, limits), "acknowledgement", ["because"])["because"]);
    const no = Number(c.req.param("no"));
    if (!Number.isSafeInteger(no) || no < 1) throw badField("no", "number");
    return act(c, ({ desk, tx, by }) => acknowledge(desk, tx, { by, no, because }));
  });
}
