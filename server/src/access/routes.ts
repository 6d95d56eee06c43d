import { SetuError, type ItemId } from "@setu/core";
import { HELPERS, refOf, type Account, type Helper, type MyPowers, type Outline } from "@setu/requests";
import type { Context, Hono } from "hono";
import type { PgTx } from "../db/pg-store.ts";
import { delegationsAt, lends } from "../delegations/lending.ts";
import type { AppOptions, Env } from "../http/app.ts";
import { readJson, type BodyLimits } from "../http/guard.ts";
import { strict } from "../requests/command.ts";
import type { Desk } from "../requests/desk.ts";
import { askAccess } from "./asked.ts";
import { askAs, type Reaching } from "./asking-as.ts";
import { active, officerFacts } from "./officers.ts";
import { readersOf, type Reader } from "./readers.ts";
import { topicsToAsk } from "./topics.ts";

/** What an officer may do and why not, whom to ask, and what lies unseen. */
const TERM = `SELECT accredited_from AS "from", accredited_until AS until FROM officer WHERE id = $1`;
const HELP = `SELECT id, name, agency, lang, powers FROM officer
  WHERE ${active("$1")} AND NOT 'oversee' = ANY (powers) ORDER BY name, id`;
/** The most pressing first; what has been passed on makes room for the next. */
const MAX_OUTLINES = 200;
const OUTLINES = (sees: string) => `SELECT item, updated, (shown #>> '{clock,due}')::bigint AS due,
    CASE WHEN NOT audience && $1::text[] THEN 'audience' WHEN (red OR sealed) AND named = '{}' THEN 'named' ELSE 'topic' END AS why
  FROM derived.request WHERE ${sees} AND item = ANY (ARRAY(SELECT derived.unseen($1::text[], $2::text[])))
  ORDER BY press, item LIMIT ${MAX_OUTLINES}`;

export function accessRoutes(app: Hono<Env>, { desk, now }: AppOptions, limits: BodyLimits): void {
  const officer = (c: Context<Env>) => c.get("signedIn").officer;

  app.get("/api/powers", async (c) => c.json(await powersOf(desk(), officer(c).id, now())));

  app.get("/api/outlines", async (c) => {
    // Who of us reads what is nothing that an officer's reading reaches.
    const readers = await readersOf(desk().store, now());
    const asked = { action: "outline", now: now() } as const;
    return c.json(await askAs(desk(), officer(c), asked, (tx, reaching) => outlines(tx, reaching, readers)));
  });

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
  const lent = store.tx(async (tx) => ({
    may: await lends(tx, id, now),
    delegations: (await delegationsAt(tx, now)).filter(({ by, officer }) => by === id || officer === id),
  }));
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
    topics: facts.topics,
    asks: topicsToAsk(desk, facts, now),
    from: term?.from ?? 0,
    until: term?.until ?? 0,
    may: policy.powersOf(facts, now),
    lent: await lent,
    policy: policy.hash,
    people: Object.fromEntries(HELPERS.map((who) => [who, having(who)])) as Record<
      Helper,
      readonly Account[]
    >,
  };
}

async function outlines(
  tx: PgTx,
  { sees }: Reaching,
  readers: readonly Reader[],
): Promise<readonly Outline[]> {
  const values: unknown[] = [readers.map(({ agency }) => agency), readers.map(({ cell }) => cell)];
  const visible = sees.where((given) => `$${values.push(given)}`);
  const rows = await tx.db.rows<Omit<Outline, "ref"> & { readonly item: ItemId }>(OUTLINES(visible), values);
  return rows.map((row) => ({ ...row, ref: refOf(row.item) }));
}
