import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  personsAct,
  type Instant,
  type ItemAct,
  type Opaque,
  type PersonsAct,
  type RecordId,
} from "@setu/core";
import type { MemoryTx } from "../../sim/src/memory-store.ts";
import { fakeApproval, fakeKey, fakeVerify, keyAct } from "../../sim/src/stand-ins.ts";
import { apply } from "./apply.ts";
import { declareIn } from "./declare.ts";
import { does, draft, forge, LANE, opens, pair, settle, type Node } from "./pair.fixture.ts";
import { MOST_SAID, readPersonsAct, Register, standing } from "./persons.ts";
import type { Store, Tx } from "./store.ts";

/** What a log says of officers is judged at one cost, however much of it there is. */
const OFFICERS = ["officer.1", "officer.2"] as Opaque[];
const KEYS = OFFICERS.flatMap((officer) => [
  fakeKey(officer, `${officer} a`),
  fakeKey(officer, `${officer} b`),
]);

const saidOf = (): fc.Arbitrary<PersonsAct> =>
  fc.oneof(
    fc.record({
      do: fc.constantFrom("suspend", "resume", "recall-officer"),
      officer: fc.constantFrom(...OFFICERS),
    }),
    fc
      .record({
        of: fc.constantFrom(...KEYS),
        officer: fc.constantFrom(...OFFICERS),
        from: fc.constantFrom(0, 50),
      })
      .map(({ of, officer, from }) => ({ ...keyAct(of, from, 100), officer })),
    fc.record({
      do: fc.constant("revoke-key" as const),
      key: fc.constantFrom(...KEYS.map(({ key }) => key)),
      since: fc.constantFrom(null, 3 as Instant, 9 as Instant),
    }),
  );

test("what has lost its say changes no verdict", async () => {
  const { ca, inn } = pair();
  const made = await draft(ca, await opens(ca), "note", {});
  const act: ItemAct = { ...made.act, body: null };
  const row = (said: PersonsAct) => ({ act: personsAct(ca.party, inn.party, ca.newId(), said) });
  const verdicts = (rows: readonly { readonly act: ReturnType<typeof personsAct> }[]) => {
    const register = new Register();
    for (const each of rows) register.take(readPersonsAct(each.act));
    return OFFICERS.flatMap((by) =>
      ["[]", ...KEYS.map((key) => fakeApproval(key, { ...act, by }))].flatMap((approvals) =>
        [20, 60].map((t) => register.judge({ ...act, by }, approvals, t as Instant, fakeVerify)),
      ),
    );
  };
  fc.assert(
    fc.property(fc.array(saidOf(), { maxLength: 24 }), fc.nat(24), (said, at) => {
      const rows = said.map(row);
      const left = standing(rows);
      assert.deepEqual(verdicts(left), verdicts(rows));
      assert.ok(left.length <= 3 * (OFFICERS.length + KEYS.length));
      // Dropped as it comes is dropped all the same.
      assert.deepEqual(standing([...standing(rows.slice(0, at)), ...rows.slice(at)]), left);
    }),
    { numRuns: 200 },
  );
});

/** Counts what is asked of the store, and how much of `persons` comes back. */
function counted(store: Store): { readonly store: Store; readonly seen: { calls: number; rows: number } } {
  const seen = { calls: 0, rows: 0 };
  const get = (tx: Tx, name: string | symbol) => {
    const value = Reflect.get(tx, name) as unknown;
    if (typeof value !== "function") return value;
    return async (...args: unknown[]) => {
      seen.calls++;
      const result = await (value as (...given: unknown[]) => Promise<unknown>).apply(tx, args);
      if (name === "persons") seen.rows += (result as readonly unknown[]).length;
      return result;
    };
  };
  return { store: { tx: (work) => store.tx((tx) => work(new Proxy(tx, { get }) as MemoryTx)) }, seen };
}

async function costOf(changes: number): Promise<{ calls: number; rows: number }> {
  const { ca, inn } = pair();
  const item = await opens(ca);
  const [of] = KEYS;
  assert.ok(of);
  const said = Array.from({ length: changes }, (_, i): readonly PersonsAct[] => [
    keyAct(of, i, i + 1),
    { do: "suspend", officer: of.officer },
    { do: "resume", officer: of.officer },
    { do: "suspend", officer: `officer.x${i}` as Opaque },
  ]).flat();
  await ca.store.tx((tx) => declareIn(ca.ports, tx, LANE, said));
  await settle({ ca, inn });
  await does(ca, item, "note", {});
  while ((await ca.step()).more);
  const { store, seen } = counted(inn.store);
  await apply({ ...inn.ports, store }, LANE);
  return { ...seen };
}

test("an act is applied by as many statements, over as many rows, after 4 words about officers as after 400", async () => {
  const few = await costOf(1);
  assert.deepEqual(await costOf(100), few);
  assert.ok(few.rows > 0 && few.rows <= 4);
});

test("a side that declares more keys than anybody has is an alarm once, and nothing of it stops", async () => {
  const { ca, inn } = pair();
  const item = await opens(ca);
  await settle({ ca, inn });
  const { store } = inn;
  let said = MOST_SAID;
  const crowded = (node: Node) => ({
    ...node.ports,
    store: {
      tx: <T>(work: (tx: Tx) => Promise<T>) =>
        store.tx((tx) => {
          tx.personsSaid = async (_, most) => Math.min(most, said);
          return work(tx);
        }),
    },
  });
  for (const more of [0, 1, 2]) {
    said = MOST_SAID + more;
    await forge(ca, {
      act: personsAct(ca.party, inn.party, ca.newId() satisfies RecordId, {
        do: "suspend",
        officer: `officer.y${more}` as Opaque,
      }),
    });
    await ca.step();
    await apply(crowded(inn), LANE);
    assert.deepEqual(
      (await inn.alarms()).map(({ code, lane }) => [code, lane]),
      more === 0 ? [] : [["OVER_QUOTA", LANE]],
    );
  }
  const id = await does(ca, item, "note", {});
  await settle({ ca, inn });
  assert.notEqual(await inn.act(id, ca.party), null);
  assert.equal(await inn.stopped(), null);
});
