import { opaque, recordId } from "@setu/core";
import type { Context, Hono } from "hono";
import { endClient } from "../clients/registry.ts";
import type { Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import { logAdministration } from "./log.ts";
import { confirmProgram, dropProgram, programsOf, proposeProgram } from "./programs.ts";
import type { Asked } from "./routes.ts";

type Ways = {
  readonly look: <T>(c: Context<Env>, work: (asked: Asked) => Promise<T> | T) => Promise<T>;
  readonly act: (c: Context<Env>, work: (asked: Asked) => Promise<void>) => Promise<Response>;
  readonly administers: (asked: Asked) => (officer: string) => Promise<boolean>;
  readonly now: () => number;
};

/** Programs with a key of their own: to register one takes two administrators, to end one takes one. */
export function programRoutes(
  app: Hono<Env>,
  { look, act, administers, now }: Ways,
  limits: BodyLimits,
): void {
  const idIn = (c: Context<Env, "/:id">) => recordId(c.req.param("id"), "id");

  app.get("/api/administration/programs", async (c) =>
    c.json(await look(c, ({ desk, tx }) => programsOf(desk.store, tx, now()))),
  );
  app.post("/api/administration/programs", async (c) => {
    const { id, program } = strict(await readJson(c, limits), "program", ["id", "program"]);
    const given = { id: recordId(id, "id"), program: program ?? null };
    return act(c, ({ desk, tx, by }) => proposeProgram(desk, tx, by, given));
  });
  app.post("/api/administration/programs/:id/confirm", async (c) => {
    strict(await readJson(c, limits), "confirmation", []);
    const id = idIn(c);
    return act(c, (asked) => confirmProgram(asked.desk, asked.tx, { by: asked.by, id }, administers(asked)));
  });
  app.post("/api/administration/programs/:id/drop", async (c) => {
    strict(await readJson(c, limits), "drop", []);
    const id = idIn(c);
    return act(c, ({ desk, tx, by }) => dropProgram(desk, tx, { by, id }));
  });
  app.post("/api/administration/clients/:id/revoke", async (c) => {
    strict(await readJson(c, limits), "revocation", []);
    const client = opaque(c.req.param("id"), "client");
    return act(c, async ({ desk, tx, by }) => {
      await endClient(tx, client, now());
      await logAdministration(desk, tx, by, "program-revoked", { client });
    });
  });
}
