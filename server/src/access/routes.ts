import { opaque, SetuError, type ItemId } from "@setu/core";
import {
  HELPERS,
  readRef,
  refOf,
  type Account,
  type Helper,
  type MyPowers,
  type Outline,
} from "@setu/requests";
import type { Context, Hono } from "hono";
import type { PgTx } from "../db/pg-store.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { give, type NewNotice } from "../notices/notice.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";
import { askAs, type Reaching } from "./asking-as.ts";
import { assertDesk, itemFactsIn } from "./deciding.ts";
import { active, officerFacts } from "./officers.ts";

/** What an officer may do and why not, whom to ask, and what lies unseen. */
const TERM = `SELECT accredited_from AS "from", accredited_until AS until FROM officer WHERE id = $1`;
const HELP = `SELECT id, name, agency, lang, powers FROM officer
  WHERE ${active("$1")} AND NOT 'oversee' = ANY (powers) ORDER BY name, id`;
const AGENCIES = `SELECT DISTINCT agency FROM officer WHERE NOT disabled`;
const BEGINNING = `SELECT item FROM derived.request WHERE item >= $1 AND item < $1 || 'g' ORDER BY item LIMIT 16`;
const MAX_OUTLINES = 200;
const OUTLINES = (sees: string) => `SELECT item, updated, (shown #>> '{clock,due}')::bigint AS due,
    CASE WHEN audience && $1::text[] THEN 'named' ELSE 'audience' END AS why
  FROM derived.request WHERE ${sees} AND (NOT audience && $1::text[] OR ((red OR sealed) AND named = '{}'))
  ORDER BY press, item LIMIT ${MAX_OUTLINES}`;

export function accessRoutes(app: Hono<Env>, { desk, now }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.get("/api/powers", async (c) => c.json(await powersOf(desk(), officer(c).id, now())));

  app.get("/api/outlines", async (c) =>
    c.json(await askAs(desk(), officer(c), { action: "outline", now: now() }, outlines)),
  );

  /** The same answer whatever is there: that an item exists is not told to who may not see it. */
  app.post("/api/access", async (c) => {
    const { ref } = strict(await readJson(c, limits), "access", ["ref"]);
    if (typeof ref !== "string") throw new SetuError("BAD_FIELD", "a reference is a text");
    await askAccess(desk(), officer(c).id, ref);
    return c.json({}, 202);
  });
}

async function powersOf(desk: Desk, id: string, now: number): Promise<MyPowers> {
  const { store, policy } = desk;
  const [facts, [term], people] = await Promise.all([
    officerFacts(store, id, now),
    store.rows<Pick<MyPowers, "from" | "until">>(TERM, [id]),
    store.rows<Account & { readonly powers: readonly string[] }>(HELP, [now]),
  ]);
  const having = (power: string): readonly Account[] =>
    people
      .filter(({ powers }) => powers.includes(power))
      .map(({ id, name, agency, lang }) => ({ id, name, agency, lang }));
  return {
    clearance: facts.clearance,
    compartments: facts.compartments,
    powers: facts.powers,
    from: term?.from ?? 0,
    until: term?.until ?? 0,
    may: policy.powersOf(facts, now),
    policy: policy.hash,
    people: Object.fromEntries(HELPERS.map((who) => [who, having(who)])) as Record<
      Helper,
      readonly Account[]
    >,
  };
}

async function outlines(tx: PgTx, { sees }: Reaching): Promise<readonly Outline[]> {
  const agencies = await tx.db.rows<{ agency: string }>(AGENCIES, []);
  const values: unknown[] = [agencies.map(({ agency }) => agency)];
  const visible = sees.where((given) => `$${values.push(given)}`);
  const rows = await tx.db.rows<Omit<Outline, "ref"> & { readonly item: ItemId }>(OUTLINES(visible), values);
  return rows.map((row) => ({ ...row, ref: refOf(row.item) }));
}

/** @throws BAD_FIELD | WRONG_CHECK for what is no reference at all */
async function askAccess(desk: Desk, by: string, said: string): Promise<void> {
  const { ref, begins } = readRef(said);
  const now = desk.ports.world.now();
  await desk.store.tx(async (tx) => {
    const grounds = await assertDesk(desk, tx, by, "own");
    const items = await tx.db.rows<{ item: ItemId }>(BEGINNING, [begins]);
    const leads = await tx.db.rows<{ id: string; powers: readonly string[] }>(HELP, [now]);
    const asked = leads.filter(({ id, powers }) => id !== by && powers.includes("supervise"));
    const standing = await Promise.all(asked.map(({ id }) => officerFacts(tx.db, id, now)));
    const notices: NewNotice[] = [];
    for (const { item } of items) {
      const facts = await itemFactsIn(desk, tx, item);
      if (facts === null) continue;
      // A lead outside its compartment is as little told that it exists as whoever asks.
      for (const lead of standing.filter((each) => desk.policy.decide(each, "outline", facts, { now }).allow))
        notices.push({
          // Who asks again on another day asks again.
          event: `access/${by}/${item}/${Math.floor(now / 86_400_000)}`,
          officer: lead.id,
          item,
          kind: "access",
          reason: opaque(by, "by"),
        });
    }
    await writeHome(desk.ports, tx, "query", { by, found: 0, access: ref, ...grounds });
    await give(tx, notices, now);
  });
}
