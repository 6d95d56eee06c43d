import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ITEM_ACTIONS, openPolicy, type ItemAction, type ItemFacts, type OfficerFacts } from "@setu/policy";
import { chanceOf, generate, NOW, OFFICER } from "@setu/policy/facts.fixture.ts";
import { readSources } from "@setu/policy/files.ts";
import { putItems } from "./items.fixture.ts";
import type { PgTx } from "./pg-store.ts";
import { sessionOf } from "./session.ts";
import { testStore } from "./testing.ts";
import { standBehind, WALL } from "./walls.ts";

/**
 * The three forms of one policy: Cedar decides about one item, its residual in SQL about all of them, and the wall of
 * the database about what is there at all. The first two are the same for every action. The wall is the same for what
 * meets items among others, and lets everything through that another action may be allowed for.
 */
const OFFICERS = 24;
/** So many facts, each of so many items. SQL is asked about every item; Cedar, once, about some of the facts. */
const FACTS = 400;
const ALIKE = 8;
const ASKED = 19;
const OUTLINE: readonly ItemAction[] = ["outline", "pass-on"];
const CONTENT = ITEM_ACTIONS.filter((action) => !OUTLINE.includes(action));
const FINDING: readonly ItemAction[] = ["list", "search", "hear"];

const alarms: unknown[] = [];
const policy = openPolicy({ alarm: (alarm) => alarms.push(alarm) });
const chance = chanceOf(20_261_123);
const { officer, item } = generate(chance);
const facts: readonly ItemFacts[] = Array.from({ length: FACTS }, (_, n) => item(n));
/** Four by hand: powers that do not go together are seldom together by chance, and a nobody who has them. */
const officers: readonly OfficerFacts[] = [
  OFFICER,
  { ...OFFICER, powers: [...OFFICER.powers, "oversee"] },
  { ...OFFICER, powers: [...OFFICER.powers, "administer"] },
  { ...OFFICER, id: "" },
  ...Array.from({ length: OFFICERS - 4 }, officer),
];
const alike = (one: ItemFacts, n: number): string => `${one.item}/${n}`;

let alone: Awaited<ReturnType<typeof testStore>>;
before(async () => {
  alone = await testStore();
  await putItems(
    alone.pool,
    facts.flatMap((one) => Array.from({ length: ALIKE }, (_, n) => ({ ...one, item: alike(one, n) }))),
  );
});
after(() => alone.close());

/** For each item that is met, a 1 or a 0 for every action. */
type Reached = ReadonlyMap<string, string>;

/** What one officer reaches: with no wall, behind it, and behind it as who leads. */
async function askAll(who: OfficerFacts) {
  const values: unknown[] = [];
  const value = (given: unknown): string => `$${values.push(given)}`;
  const bits = ITEM_ACTIONS.map(
    (action) => `(${policy.visible(who, action, NOW).where(value, "request")})::int::text`,
  );
  const ask = async ({ db }: PgTx): Promise<Reached> => {
    const sql = `SELECT item, ${bits.join(" || ")} AS bits FROM derived.request`;
    return new Map(
      (await db.rows<{ item: string; bits: string }>(sql, values)).map((row) => [row.item, row.bits]),
    );
  };
  const { store } = alone;
  const [all, content, outline] = await Promise.all([
    store.tx(ask),
    store.readAs(who, NOW, ask),
    store.readAs(who, NOW, ask, "outline"),
  ]);
  return { all, content, outline };
}

test("no policy names an item, so that items alike in what is asked of them are decided alike", () => {
  assert.doesNotMatch(readSources().policies, /Item::|Officer::|resource\s*(?:==|in\b)|resource\.item/);
});

test("Cedar, its residual in SQL and the wall of the database agree on 100,000 generated decisions", async () => {
  let compared = 0;
  let allowed = 0;
  for (const who of officers) {
    const { all, content, outline } = await askAll(who);
    assert.equal(all.size, FACTS * ALIKE);
    for (const [one, bits] of all) {
      const told = () => JSON.stringify({ who, one, bits });
      for (const [wall, actions] of [
        [content, CONTENT],
        [outline, OUTLINE],
      ] as const) {
        const behind = wall.get(one);
        const allowed = actions.some((action) => bits[ITEM_ACTIONS.indexOf(action)] === "1");
        if (behind !== undefined && behind !== bits) assert.fail(`the wall changes an answer: ${told()}`);
        if (allowed && behind === undefined) assert.fail(`the wall keeps what is allowed: ${told()}`);
      }
      for (const [wall, actions] of [
        [content, FINDING],
        [outline, OUTLINE],
      ] as const) {
        const met = wall.has(one) ? "1" : "0";
        const same = actions.every((action) => bits[ITEM_ACTIONS.indexOf(action)] === met);
        if (!same) assert.fail(`the wall is not the policy: ${told()}`);
      }
    }
    for (const [at, action] of ITEM_ACTIONS.entries()) {
      const first = Math.floor(chance() * (FACTS - ASKED));
      for (const one of facts.slice(first, first + ASKED)) {
        const { allow, errors } = policy.decide(who, action, one, { now: NOW });
        assert.deepEqual(errors, []);
        for (let n = 0; n < ALIKE; n++) {
          const reached = all.get(alike(one, n))?.[at] === "1";
          if (reached !== allow)
            assert.fail(`Cedar says ${allow}, its residual not: ${JSON.stringify({ action, who, one })}`);
        }
        compared += ALIKE;
        allowed += allow ? ALIKE : 0;
      }
    }
  }
  assert.deepEqual(alarms, []);
  assert.ok(compared >= 100_000, String(compared));
  // Where nearly all were denied, or allowed, little would have been compared.
  const share = allowed / compared;
  assert.ok(share > 0.05 && share < 0.5, String(share));
});

/** Each condition of the wall around items, and what stands in its place when it is taken away. */
const TAKEN_AWAY: readonly (readonly [condition: RegExp, instead: string])[] = [
  [/current_setting\('setu.active'\)::boolean/, "true"],
  [/current_setting\('setu.officer'\) <> ''/, "true"],
  [/NOT 'administer' = ANY \([^)]*\)[^)]*\)/, "true"],
  [/current_setting\('setu.reach'\) = 'content' AND(?= 'oversee')/, ""],
  [/'oversee' = ANY \([^)]*\)[^)]*\)(?=\))/, "false"],
  [/level <= \(SELECT[^)]*\)[^)]*\)/, "true"],
  [/compartments <@ \(SELECT[^)]*\)[^)]*\)/, "true"],
  [/\(NOT sealed OR .*\(named\)\)/, "true"],
  [/current_setting\('setu.reach'\) = 'outline'/, "true"],
  [/'supervise' = ANY \([^)]*\)[^)]*\)/, "true"],
  [/AND NOT 'oversee' = ANY \([^)]*\)[^)]*\)/, ""],
  [/current_setting\('setu.reach'\) = 'content' AND(?= 'read')/, ""],
  [/'read' = ANY \([^)]*\)[^)]*\)/, "true"],
  [/\(SELECT current_setting\('setu.reads'\)::jsonb\) \? cell/, "true"],
  [/expires > \(SELECT[^)]*\)[^)]*\)/, "true"],
  [/\(SELECT current_setting\('setu.agency'\)\) = ANY \(audience\)/, "true"],
  [/OR author = \(SELECT current_setting\('setu.officer'\)\)/, ""],
  [/\(NOT red OR .*\(named\)\)/, "true"],
];

test("each condition of the wall is needed: taken away, some officer meets other items than the policy says", async () => {
  const wall = /CREATE POLICY officers ON derived\.request[^;]*;/.exec(WALL)?.[0] ?? assert.fail();
  const client = await alone.pool.connect();
  const db = sessionOf(client);
  const reaches = { content: "list", outline: "outline" } as const;
  /** What an officer meets behind the wall as it stands, and what she should. */
  const isRight = async (who: OfficerFacts, reach: keyof typeof reaches) => {
    const values: unknown[] = [];
    const where = policy.visible(who, reaches[reach], NOW).where((value) => `$${values.push(value)}`);
    const ids = async (sql: string, given: unknown[]) =>
      JSON.stringify((await client.query(sql, given)).rows);
    const should = await ids(`SELECT item FROM derived.request WHERE ${where} ORDER BY item`, values);
    await client.query("SAVEPOINT behind");
    await standBehind(db, who, { now: NOW, reach });
    const meets = await ids("SELECT item FROM derived.request ORDER BY item", []);
    await client.query("ROLLBACK TO behind");
    return meets === should;
  };
  const isCaught = async () => {
    for (const who of officers) {
      for (const reach of ["content", "outline"] as const) if (!(await isRight(who, reach))) return true;
    }
    return false;
  };
  const unnoticed: string[] = [];
  try {
    await client.query("BEGIN; DELETE FROM derived.request WHERE item NOT LIKE '%/0'");
    for (const [condition, instead] of TAKEN_AWAY) {
      const changed = wall.replace(condition, instead);
      assert.notEqual(changed, wall, String(condition));
      await client.query(`SAVEPOINT changed; DROP POLICY officers ON derived.request; ${changed}`);
      if (!(await isCaught())) unnoticed.push(String(condition));
      await client.query("ROLLBACK TO changed");
    }
    assert.equal(await isCaught(), false, "as it was raised");
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  assert.deepEqual(unnoticed, []);
});
