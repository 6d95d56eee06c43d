import { badField, recordId, type Args } from "@setu/core";
import { ROLES, type DutyView, type Role } from "@setu/requests/duty.ts";
import type { Context, Hono } from "hono";
import { assertDesk } from "../access/deciding.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { queryOf, readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { presentAt } from "./present.ts";
import { actOnRoster, handovers, shiftsWithin } from "./roster.ts";

const DAY = 86_400_000;
const SHOWN_NOTES = 20;
const PEOPLE = `SELECT id, powers FROM officer WHERE NOT disabled
  AND NOT 'oversee' = ANY (powers) AND NOT 'administer' = ANY (powers) AND NOT machine ORDER BY name, id`;
const NEEDS: { readonly [role in Role]: string } = { officer: "read", approver: "approve" };

/** The roster (`desks/requests/src/duty.ts`): none of it leaves this node. */
export function dutyRoutes(app: Hono<Env>, { desk }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.get("/api/duty", async (c) => {
    const { from } = queryOf(c, ["from"]);
    if (from !== undefined && !/^\d{1,15}$/.test(from)) throw badField("from", "instant");
    const at = desk();
    return c.json(await at.store.tx((tx) => dutyView(at, tx, officer(c).id, from)));
  });

  app.post("/api/duty", async (c) => {
    const fields = strict(await readJson(c, limits), "duty", ["args", "do", "id"], ["text"]);
    const { do: what, args, text = null } = fields;
    if (typeof what !== "string") throw badField("do", "act of the roster");
    if (args === null || typeof args !== "object" || Array.isArray(args)) throw badField("args", "arguments");
    if (text !== null && typeof text !== "string") throw badField("text", "text");
    const command = { id: recordId(fields["id"], "id"), do: what, args: args as unknown as Args, text };
    const at = desk();
    await at.store.tx((tx) => actOnRoster(at, tx, officer(c), command));
    return c.body(null, 204);
  });
}

async function dutyView(desk: Desk, tx: PgTx, by: string, asked: string | undefined): Promise<DutyView> {
  await assertDesk(desk, tx, by, "own");
  const now = desk.ports.world.now();
  const from = asked === undefined ? now - DAY : Number(asked);
  const until = from + 3 * DAY;
  const facts = await officerFacts(tx.db, by, now);
  const [shifts, present, notes, known] = await Promise.all([
    shiftsWithin(tx, from, until),
    presentAt(tx.db, now),
    handovers(tx, SHOWN_NOTES),
    tx.db.rows<{ id: string; powers: readonly string[] }>(PEOPLE, []),
  ]);
  const fit = (role: Role) => known.filter((each) => each.powers.includes(NEEDS[role])).map(({ id }) => id);
  const people = { officer: fit("officer"), approver: fit("approver") };
  return {
    now,
    from,
    until,
    shifts,
    present,
    // A reviewer changes nothing and administration reads nothing: neither is told what was handed over.
    handovers: desk.policy.somewhere(facts, "list") ? notes : [],
    mayLead: desk.policy.decide(facts, "lead", null, { now }).allow,
    may: ROLES.filter((role) => people[role].includes(by)),
    people,
  };
}
