import { opaque, recordId, instant, SetuError, type Args } from "@setu/core";
import type { Context, Hono } from "hono";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { isProgram } from "../http/sessions.ts";
import { strict } from "../requests/command.ts";
import { lend } from "./lending.ts";

/** Approval lent and taken back (`desks/requests/src/delegating.ts`); what stands is said with one's own powers. */
export function delegationRoutes(app: Hono<Env>, { desk }: AppOptions, limits: BodyLimits): void {
  /** A person lends: whoever has copied a program's token must not choose who approves. */
  const officer = (c: Context<Env>) => {
    const signedIn = c.get("signedIn");
    if (isProgram(signedIn)) throw new SetuError("FORBIDDEN", "a program lends nothing");
    return signedIn.officer;
  };

  app.post("/api/delegations", async (c) => {
    const fields = strict(await readJson(c, limits), "delegation", ["from", "id", "officer", "until"]);
    const args = {
      officer: opaque(fields["officer"], "officer"),
      from: instant(fields["from"], "from"),
      until: instant(fields["until"], "until"),
    } as unknown as Args;
    const command = { id: recordId(fields["id"], "id"), do: "delegate", args };
    const at = desk();
    await at.store.tx((tx) => lend(at, tx, officer(c), command));
    return c.body(null, 204);
  });

  app.post("/api/delegations/:of/end", async (c) => {
    const { id } = strict(await readJson(c, limits), "delegation", ["id"]);
    const args = { of: recordId(c.req.param("of"), "of") } as unknown as Args;
    const command = { id: recordId(id, "id"), do: "end-delegation", args };
    const at = desk();
    await at.store.tx((tx) => lend(at, tx, officer(c), command));
    return c.body(null, 204);
  });
}
