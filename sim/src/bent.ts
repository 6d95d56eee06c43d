import { isItemAct, isPersonsAct, type Instant } from "@setu/core";
import { ownOrigin, readPersonsAct, Register, type Store, type Tx } from "@setu/link";
import { MemoryTx, type State } from "./memory-store.ts";
import type { SimNode } from "./node.ts";
import { fakeVerify } from "./stand-ins.ts";

/** Planted bugs that bend the store between the real code and the model (`faults.ts`). */
/** The planted bug `skip-after`: the commit reads the item as the officer's screen showed it. */
export const blind = (store: Store, screen: State): Store =>
  bent(store, (tx) => ({ actsOf: (item) => new MemoryTx(screen).actsOf(item) }) satisfies Partial<typeof tx>);

/** The planted bug `seen-off-by-one`: the leaf claims one entry less than the act was judged at. */
export const shortSighted = (store: Store): Store =>
  bent(store, (tx) => ({
    insertPending: (rows) =>
      tx.insertPending(rows.map((row) => ({ ...row, seen: Math.max(0, row.seen - 1) }))),
  }));

/** The planted bug `judge-by-arrival`: what is said of officers counts for all that came with it, also before it. */
export const byArrival = (store: Store): Store =>
  bent(store, (tx) => ({
    putActs: (rows) => {
      const register = new Register();
      for (const { act } of rows) if (isPersonsAct(act)) register.take(readPersonsAct(act));
      return tx.putActs(
        rows.map((row) => {
          const { act, approvals, t } = row;
          const persons = isItemAct(act) ? register.judge(act, approvals, t as Instant, fakeVerify) : null;
          return persons?.void ? { ...row, persons } : row;
        }),
      );
    },
  }));

/** The planted bug `key-of-another-lane`: whatever any lane says of a key counts in this one. */
export const everyLane = (store: Store, { identity }: SimNode): Store =>
  bent(store, (tx) => ({
    persons: async (origin, about, most) => {
      const own = identity.lanes.map((lane) => ownOrigin(identity, lane));
      const asked = own.includes(origin) ? own : [origin];
      return (await Promise.all(asked.map((each) => tx.persons(each, about, most)))).flat();
    },
  }));

/** The planted bug `suspension-not-seen-while-it-waits`: only what has a position counts. */
export const placedOnly = (store: Store): Store =>
  bent(store, (tx) => ({
    persons: async (origin, about, most) =>
      (await tx.persons(origin, about, most)).filter(({ pos }) => pos !== null),
  }));

/** The planted bug `recall-not-seen-while-it-waits`: what was taken back can be said anew until that has a position. */
export const recallsPlacedOnly = (store: Store): Store =>
  bent(store, (tx) => ({
    actsOf: async (item) =>
      (await tx.actsOf(item)).filter(({ act, pos }) => act.do !== "recall" || pos !== null),
  }));

/** The planted bug `suspension-ignored-after-restore`: what of its own log a node cannot read does not hold it up. */
export const heedless = (store: Store): Store =>
  bent(store, (tx) => ({
    own: async (origin, lock) => ({ ...(await tx.own(origin, lock)), closedFrom: null }),
    saveOwn: async (log) => {
      const { closedFrom } = await tx.own(log.origin, true);
      return tx.saveOwn({ ...log, closedFrom: log.closedFrom ?? closedFrom });
    },
  }));

/** A node that means to lie: nothing it hears of stops it. */
export const shameless = (store: Store): Store =>
  bent(store, () => ({ stopped: () => Promise.resolve(null), alarm: () => Promise.resolve() }));

/** A store with some calls replaced. */
export function bent(store: Store, change: (tx: Tx) => Partial<Tx>): Store {
  return {
    tx: (fn) =>
      store.tx((tx) => {
        const changed = change(tx);
        const get = (target: Tx, name: string | symbol) => {
          const value = (Reflect.get(changed, name) ?? Reflect.get(target, name)) as unknown;
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        };
        return fn(new Proxy(tx, { get }));
      }),
  };
}
