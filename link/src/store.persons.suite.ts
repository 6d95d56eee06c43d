import assert from "node:assert/strict";
import { personsAct, type Hash, type Opaque, type Party, type PersonsAct, type RecordId } from "@setu/core";
import { standing, type Persons } from "./persons.ts";
import type { ActRow, Store } from "./store.ts";

/** What a store has to do about persons: part of the suite that every store passes (`store.suite.ts`). */
export function personsSuite(suite: (title: string, body: (store: Store) => Promise<void>) => void): void {
  suite("what a log says of officers is found by officer, by key, and by whose key it is", async (store) => {
    await store.tx(async (tx) => {
      await tx.putActs([
        row(0, declares("a", 1)),
        row(1, declares("b", 2)),
        row(2, { do: "suspend", officer: named("b") }),
        row(3, { do: "revoke-key", key: key(3), since: null }),
        row(4, declares("c", 4)),
        { ...row(9, { do: "suspend", officer: named("a") }), origin: "ca/link/in/flash/1" },
      ]);
    });
    const at = (officers: readonly string[], keys: readonly number[]) =>
      store.tx(async (tx) => {
        const about = { officers: officers.map(named), keys: keys.map(key) };
        return (await tx.persons(OURS, about)).map(({ pos }) => pos);
      });
    assert.deepEqual(await at(["b"], []), [0, 2]);
    assert.deepEqual(await at([], [2]), [0, 1, 2], "of whoever has the key, whether she is barred");
    assert.deepEqual(await at([], [3]), [0, 3]);
    assert.deepEqual(await at(["nobody"], [99]), [0], "that keys are declared at all is always said");
    const all = await store.tx((tx) => tx.persons(OURS, null));
    assert.deepEqual(
      all.map(({ pos, act }) => [pos, act.do]),
      [
        [0, "officer-key"],
        [1, "officer-key"],
        [2, "suspend"],
        [3, "revoke-key"],
        [4, "officer-key"],
      ],
    );
    assert.deepEqual(await store.tx((tx) => tx.persons("in/link/ca/main/1", null)), []);
  });

  suite("what waits is said after all that has a position, in the order of commits", async (store) => {
    const waiting = [
      row(1, { do: "suspend", officer: named("a") }),
      row(2, { do: "resume", officer: named("a") }),
    ];
    await store.tx(async (tx) => {
      for (const each of waiting) {
        const { id } = each.act;
        const sealed = { a: key(7), b: null, act: new Uint8Array(), body: null };
        const [pending] = await tx.insertPending([{ origin: OURS, id, item: null, seen: 0, t: 1, sealed }]);
        await tx.putActs([{ ...each, pos: null, place: pending?.place ?? null }]);
      }
      await tx.putActs([row(0, declares("a", 1))]);
    });
    const said = () =>
      store.tx(async (tx) =>
        (await tx.persons(OURS, null)).map(({ act, pos, place, t }) => [act.do, pos, place === null, t]),
      );
    assert.deepEqual(await said(), [
      ["officer-key", 0, true, 5],
      ["suspend", null, false, 5],
      ["resume", null, false, 5],
    ]);
    const ids = waiting.map(({ act }) => act.id);
    await store.tx(async (tx) => {
      await tx.removePending(OURS, ids);
      await tx.placeActs(
        OURS,
        ids.map((id, i) => ({ id, pos: 1 + i, t: 8, seen: 0, floor: 0 })),
      );
    });
    assert.deepEqual(await said(), [
      ["officer-key", 0, true, 5],
      ["resume", 2, true, 8],
    ]);
  });

  suite(
    "however often a log repeats itself, what has a say is what the rule says, and no more",
    async (store) => {
      let drawn = 7;
      const draw = (n: number) => (drawn = (drawn * 48_271) % 2_147_483_647) % n;
      const some = (): PersonsAct => {
        const [officer, n] = [named("abc"[draw(3)] ?? ""), 1 + draw(3)];
        const since = draw(2) === 0 ? null : (draw(50) as never);
        const all: readonly PersonsAct[] = [
          declares("abc"[draw(3)] ?? "", n),
          { do: "revoke-key", key: key(n), since },
          { do: "suspend", officer },
          { do: "resume", officer },
          { do: "suspend", officer },
          ...(draw(4) === 0 ? [{ do: "recall-officer", officer } as const] : []),
        ];
        return all[draw(all.length)] as PersonsAct;
      };
      const rows = Array.from({ length: 90 }, (_, pos) => row(pos, some()));
      for (let from = 0; from < rows.length; from += 9) {
        // Some come one by one, some side by side, some wait before they are placed.
        const fresh = rows.slice(from, from + 9);
        const first = fresh.splice(0, 3);
        await store.tx(async (tx) => {
          for (const each of first) await tx.putActs([each]);
          await tx.putActs(fresh.splice(0, 3));
        });
        await store.tx(async (tx) => {
          for (const { act } of fresh) {
            const sealed = { a: key(7), b: null, act: new Uint8Array(), body: null };
            await tx.insertPending([{ origin: OURS, id: act.id, item: null, seen: 0, t: 1, sealed }]);
          }
          await tx.putActs(fresh.map((each) => ({ ...each, pos: null })));
          const placed = fresh.map(({ act, pos }) => ({
            id: act.id,
            pos: pos ?? 0,
            t: 5,
            seen: 0,
            floor: 0,
          }));
          await tx.removePending(
            OURS,
            placed.map(({ id }) => id),
          );
          await tx.placeActs(OURS, placed);
        });
        const ids = (all: readonly ActRow[]) => all.map(({ act }) => act.id);
        const wanted = standing(rows.slice(0, from + 9));
        await store.tx(async (tx) => {
          assert.deepEqual(ids(await tx.persons(OURS, null)), ids(wanted));
          assert.deepEqual(ids(await tx.persons(OURS, null, 2)), ids(wanted).slice(0, 2));
          assert.equal(await tx.personsSaid(OURS, 99), wanted.length);
          assert.equal(await tx.personsSaid(OURS, 2), Math.min(2, wanted.length));
          assert.deepEqual(ids(standing(wanted)), ids(wanted));
        });
      }
    },
  );

  suite("a verdict over persons is kept with its act, and who signed what waits is found", async (store) => {
    const persons: Persons = {
      void: "bad-approval",
      signed: [{ key: key(1), kind: "webauthn" as never, officer: "a", reason: "challenge" }],
    };
    const [signed, plain] = [row(0, declares("a", 1)), row(1, declares("a", 2))];
    await store.tx(async (tx) => {
      for (const each of [{ ...signed, approvals: "[1]" }, plain]) {
        const sealed = { a: key(7), b: null, act: new Uint8Array(), body: null };
        const { id } = each.act;
        const [pending] = await tx.insertPending([{ origin: OURS, id, item: null, seen: 0, t: 1, sealed }]);
        await tx.putActs([{ ...each, pos: null, place: pending?.place ?? null }]);
      }
    });
    const ids = [signed, plain].map(({ act }) => act.id);
    const found = await store.tx((tx) => tx.signed("ca" as Party, ids));
    assert.deepEqual(
      found.map(({ act }) => act.id),
      [signed.act.id],
    );
    await store.tx((tx) =>
      tx.placeActs(OURS, [{ id: signed.act.id, pos: 0, t: 8, seen: 0, floor: 0, persons }]),
    );
    const kept = async (id: RecordId) => (await store.tx((tx) => tx.act("ca" as Party, id)))?.persons;
    assert.deepEqual(await kept(signed.act.id), persons);
    assert.equal(await kept(plain.act.id), undefined);
  });
}

const OURS = "ca/link/in/main/1";
const named = (name: string) => `officer.${name}` as Opaque;
const key = (n: number) => `${String(n).padStart(2, "0").repeat(21)}A` as Hash;
const declares = (name: string, n: number) =>
  ({
    do: "officer-key",
    officer: named(name),
    key: key(n),
    kind: "webauthn",
    alg: "es256",
    spki: Uint8Array.of(n),
    site: null,
    from: 1,
    until: 2,
  }) as PersonsAct;

const row = (pos: number, said: PersonsAct): ActRow => ({
  origin: OURS,
  pos,
  place: null,
  t: 5,
  seen: 0,
  floor: 0,
  act: personsAct(
    "ca" as Party,
    "in" as Party,
    (0xa0 + pos).toString(16).padStart(32, "0") as RecordId,
    said,
  ),
  approvals: "[]",
});
