import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { itemOf, type ItemId, type Party } from "@setu/core";
import type { Event } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { theySay } from "../notices/notices.fixture.ts";
import { Hearing } from "./hearing.ts";
import { matrix, newId, OFFICERS } from "./matrix.fixture.ts";

/** What an open screen hears while a backlog arrives: as each item by itself, whoever listens. */
let world: Awaited<ReturnType<typeof matrix>>;
before(async () => {
  world = await matrix();
});
after(() => world.close());

const eventOf = (item: ItemId) => ({ kind: "item", item }) as unknown as Event;

/** The hearing of a node that was just started, and the statements that it asks. */
function counted() {
  const { desk } = world;
  const asked = { statements: 0 };
  const tx = <T>(work: (tx: PgTx) => Promise<T>) =>
    desk.store.tx((real) => {
      const { rows } = real.db;
      const db = Object.assign(Object.create(real.db) as PgTx["db"], {
        rows: <R>(...args: Parameters<typeof rows>) => {
          asked.statements += 1;
          return rows<R>(...args);
        },
      });
      return work({ ...real, db });
    });
  const store = Object.assign(Object.create(desk.store) as typeof desk.store, { tx });
  const now = () => desk.ports.world.now();
  return { asked, hearing: new Hearing({ desk: () => ({ ...desk, store }), store: desk.store, now }) };
}

test("abuse 52: of many items that change at once each officer hears of those that she hears of one by one", async () => {
  const items: ItemId[] = [...Object.values(world.items), itemOf("ca" as Party, newId())];
  // Half of them are listed, the others have changed since.
  for (const item of items.filter((_, i) => i % 2 === 0))
    await world.desk.store.tx(async (tx) => tx.touch(item));
  const [many, single] = [counted(), counted()];
  const heard = new Set<number>();
  for (const { id } of OFFICERS) {
    const officer = await many.hearing.standing(id);
    const together = await many.hearing.audible(officer, items.map(eventOf));
    const alone: Event[] = [];
    for (const item of items) alone.push(...(await single.hearing.audible(officer, [eventOf(item)])));
    assert.deepEqual(together, alone, id);
    heard.add(together.length);
  }
  assert.ok(heard.size > 1, "not all hear the same");
  assert.ok(many.asked.statements <= 3, `${many.asked.statements} questions for ${items.length} items`);
});

test("what this node cannot read yet is heard of by nobody, and ends the hearing of nothing else", async () => {
  const { items } = world;
  const { item } = await theySay(world.desk, "ask", { wf: "requests/99", after: [null, null] });
  await world.desk.store.tx(async (tx) => tx.touch(items.open));
  const { hearing } = counted();
  const officer = await hearing.standing("ca.officer-1");
  const events = [item, items.open].map(eventOf);
  assert.deepEqual(await hearing.audible(officer, events), events.slice(1));
  assert.deepEqual(await counted().hearing.audible(officer, events.slice(0, 1)), []);
});
