import { recordId, SetuError, type Json } from "@setu/core";
import type { Suspensions } from "@setu/requests/suspension.ts";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Door, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { isProgram } from "../http/sessions.ts";
import { strict } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { confirmSuspension, dropSuspension, parseSaid, proposeSuspension, suspensions } from "./proposing.ts";
import { waitingFor } from "./waiting.ts";

const SCOPE = ["agencies", "direction", "from", "level", "offences", "reason", "review"];

type Options = Pick<AppOptions, "desk" | "store"> & { readonly door: Door };

/**
 * What both sides have suspended is open to every account; who leads proposes and confirms
 * (`desks/requests/src/suspension.ts`). A program may propose. Who confirms is there in person: the other side hears it
 * in the same transaction.
 */
export function suspensionRoutes(app: Hono<Env>, { desk, store, door }: Options, limits: BodyLimits): void {
  const act = async (c: Context<Env>, work: (at: Desk, tx: PgTx, by: string) => Promise<void>) => {
    const by = c.get("signedIn").officer.id;
    await store.tx(async (tx) => {
      await homeLog(desk().ports, tx);
      await assertDesk(desk(), tx, by, "lead");
      await work(desk(), tx, by);
    });
    return c.body(null, 204);
  };
  const idIn = (c: Context<Env, "/:id">) => recordId(c.req.param("id"), "id");
  const propose = (c: Context<Env>, id: Json | undefined, said: Readonly<Record<string, Json>>) => {
    const given = { id: recordId(id, "id"), said: parseSaid(said) };
    return act(c, (at, tx, by) => proposeSuspension(at, tx, { by, ...given }));
  };

  app.get("/api/suspensions", async (c) => c.json(await suspensionsFor(desk(), c.get("signedIn").officer)));
  app.get("/api/suspensions/waiting", async (c) =>
    c.json(await waitingFor(desk(), c.get("signedIn").officer)),
  );
  // The id of the proposal is the name of the suspension, so that both are one command.
  app.post("/api/suspensions", async (c) => {
    const { id, ...scope } = strict(await readJson(c, limits), "suspension", ["id", ...SCOPE]);
    return propose(c, id, { ...scope, do: "suspend", suspension: id ?? null });
  });
  app.post("/api/suspensions/:id/resume", async (c) => {
    const { id } = strict(await readJson(c, limits), "resumption", ["id"]);
    return propose(c, id, { do: "resume", suspension: idIn(c) });
  });
  app.post("/api/suspensions/:id/confirm", async (c) => {
    strict(await readJson(c, limits), "confirmation", []);
    const id = idIn(c);
    if (isProgram(c.get("signedIn"))) throw new SetuError("FORBIDDEN", "a program confirms no suspension");
    door.checkFresh(c);
    return act(c, (at, tx, by) => confirmSuspension(at, tx, { by, id }));
  });
  app.post("/api/suspensions/:id/drop", async (c) => {
    strict(await readJson(c, limits), "drop", []);
    const id = idIn(c);
    return act(c, (at, tx, by) => dropSuspension(at, tx, { by, id }));
  });
}

/** What both sides have said, to every officer with an account. @throws FORBIDDEN */
export const suspensionsFor = (desk: Desk, { id }: Officer): Promise<Suspensions> =>
  desk.store.tx(async (tx) => {
    await assertDesk(desk, tx, id, "own");
    return suspensions(desk, tx, id);
  });
