import assert from "node:assert/strict";
import { test } from "node:test";
import type { PgStore } from "../db/pg-store.ts";
import { Spending } from "./spent.ts";

const MINUTE = 60_000;
const BEGAN = 1_772_000_000_400;
/** A database that was restored: it has never seen anything. */
const restored = { rows: async () => [{ until: 0 }] } as unknown as PgStore;

test("after a restore nothing counts that was made before this process began, and what it took counts once", async () => {
  const spending = new Spending(restored, BEGAN);
  const latest = 5 * MINUTE;
  const ofBefore = (iat: number | null, until: number) => spending.isOfBefore(iat, { until, latest });
  // An `iat` has whole seconds: the one in which the process began counts.
  assert.equal(ofBefore(BEGAN - 400, BEGAN + MINUTE), false);
  assert.equal(ofBefore(BEGAN - 401, BEGAN + MINUTE), true);
  // What does not say when it was made may be of before for as long as such a one could last.
  assert.equal(ofBefore(null, BEGAN + latest - 400), true);
  assert.equal(ofBefore(null, BEGAN + latest), false);

  const spent = { kind: "proof", of: "key", jti: "1", until: BEGAN + MINUTE } as const;
  assert.equal(await spending.spend(spent, BEGAN), true);
  assert.equal(await spending.spend(spent, BEGAN + MINUTE), false);
  assert.equal(await spending.spend({ ...spent, jti: "2" }, BEGAN), true);
  // Long after its end it is too old to count, and nobody has to remember it.
  assert.equal(await spending.spend(spent, BEGAN + 3 * MINUTE), true);
});
