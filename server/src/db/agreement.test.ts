import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ITEM_ACTIONS, openPolicy, type ItemAction, type ItemFacts, type OfficerFacts } from "@setu/policy";
import { chanceOf, generate, NOW } from "@setu/policy/facts.fixture.ts";
import { readSources } from "@setu/policy/files.ts";
import { putItems } from "./items.fixture.ts";
import type { PgTx } from "./pg-store.ts";
import { testStore } from "./testing.ts";

/**
 * The three forms of one policy: Cedar decides about one item, its residual in SQL about all of them, and the wall of
 * the database about what is there at all. The first two are the same for every action. The wall is the same for what
 * meets items among others, and lets everything through that another action may be allowed for.
 */
const OFFICERS = 36;
/** So many facts, each of so many items. SQL is asked about every item; Cedar, once, about some of the facts. */
const FACTS = 500;
const ALIKE = 5;
const ASKED = 20;
const OUTLINE: readonly ItemAction[] = ["outline", "pass-on"];
const FINDING: readonly ItemAction[] = ["list", "search", "hear"];

const alarms: unknown[] = [];
const policy = openPolicy({ alarm: (alarm) => alarms.push(alarm) });
const chance = chanceOf(20_261_123);
const { officer, item } = generate(chance);
const facts: readonly ItemFacts[] = Array.from({ length: FACTS }, (_, n) => item(n));
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
  for (const who of Array.from({ length: OFFICERS }, officer)) {
    const { all, content, outline } = await askAll(who);
    assert.equal(all.size, FACTS * ALIKE);
    for (const [at, action] of ITEM_ACTIONS.entries()) {
      const told = (one: unknown) => JSON.stringify({ action, who, one });
      const wall = OUTLINE.includes(action) ? outline : content;
      const same = OUTLINE.includes(action) || FINDING.includes(action);
      for (const [one, bits] of all) {
        const reached = bits[at] === "1";
        const behind = wall.get(one);
        if (behind !== undefined && behind !== bits) assert.fail(`the wall changes an answer: ${told(one)}`);
        if (reached && behind === undefined) assert.fail(`the wall keeps what is allowed: ${told(one)}`);
        if (same && !reached && behind !== undefined) assert.fail(`the wall lets through: ${told(one)}`);
      }
      const first = Math.floor(chance() * (FACTS - ASKED));
      for (const one of facts.slice(first, first + ASKED)) {
        const { allow, errors } = policy.decide(who, action, one, { now: NOW });
        assert.deepEqual(errors, []);
        for (let n = 0; n < ALIKE; n++) {
          const reached = all.get(alike(one, n))?.[at] === "1";
          if (reached !== allow) assert.fail(`Cedar says ${allow}, its residual does not: ${told(one)}`);
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
