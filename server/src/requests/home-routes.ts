import { isSetuError, itemId, recordId, SetuError, type Args, type ItemId, type Json } from "@setu/core";
import { parsePaper, type HomeOutcomes } from "@setu/requests";
import type { Context, Hono } from "hono";
import { colleagues } from "../access/colleagues.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "./command.ts";
import type { Officer } from "./desk.ts";
import { forgetSent, placeOf } from "./drafts.ts";
import { actAtHome, actAtHomeIn, type HomeCommand } from "./home-acts.ts";
import { optionalRevision } from "./writing-routes.ts";

/** So many lines can be marked at once. */
const MAX_ACTS = 500;

/** The routes of our own half (`desks/requests/src/home.ts`): nothing here leaves this node. */
export function homeRoutes(app: Hono<Env>, { desk }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>): Officer => c.get("signedIn").officer;

  app.get("/api/officers", async (c) => c.json(await colleagues(desk(), officer(c))));

  app.post("/api/requests/:item/home", async (c) => {
    const { command, draft } = strict(await readJson(c, limits), "home", ["command"], ["draft"]);
    const item = itemId(c.req.param("item"), "item");
    const act = parseHomeCommand(command);
    const revision = optionalRevision(draft);
    const at = desk();
    await at.store.tx(async (tx) => {
      await actAtHomeIn(at, tx, officer(c), item, act);
      if (revision === null) return;
      const written = { act: act.do, revision, now: at.ports.world.now() };
      await forgetSent(tx, at.store.atRest, placeOf(officer(c).id, item), written);
    });
    return c.body(null, 204);
  });

  app.post("/api/home", async (c) => {
    const { acts } = strict(await readJson(c, limits), "home", ["acts"]);
    if (!Array.isArray(acts) || acts.length > MAX_ACTS) {
      throw new SetuError("BAD_FIELD", `a list of at most ${MAX_ACTS} acts`, { detail: { field: "acts" } });
    }
    // All are read before any is done: a list that is not one does nothing.
    const parsed = (acts as readonly Json[]).map((value) => {
      const { item, command } = strict(value, "acts", ["command", "item"]);
      return { item: itemId(item, "item"), command: parseHomeCommand(command) };
    });
    const answer: HomeOutcomes = { outcomes: await inTurn(parsed, (each) => outcome(c, each)) };
    return c.json(answer);
  });

  async function outcome(c: Context<Env>, { item, command }: { item: ItemId; command: HomeCommand }) {
    try {
      await actAtHome(desk(), officer(c), item, command);
      return null;
    } catch (error) {
      if (!isSetuError(error)) throw error;
      return error.code;
    }
  }
}

async function inTurn<T, R>(list: readonly T[], work: (each: T) => Promise<R>): Promise<R[]> {
  const out: R[] = [];
  for (const each of list) out.push(await work(each));
  return out;
}

/** @throws BAD_FIELD; what the act needs is judged where it is done */
function parseHomeCommand(value: Json | undefined): HomeCommand {
  const fields = strict(value, "command", ["args", "do", "id"], ["after", "paper", "text"]);
  const { text = null, after = null, paper = null, args } = fields;
  if (args === null || typeof args !== "object" || Array.isArray(args)) throw badText("args");
  if (text !== null && typeof text !== "string") throw badText("text");
  if (typeof fields["do"] !== "string") throw badText("do");
  return {
    id: recordId(fields["id"], "id"),
    do: fields["do"],
    args: args as unknown as Args,
    text,
    paper: paper === null ? null : parsePaper(paper),
    after: after === null ? null : recordId(after, "after"),
  };
}

const badText = (field: string) => new SetuError("BAD_FIELD", "a field is not valid", { detail: { field } });
