import assert from "node:assert/strict";
import { test } from "node:test";
import { MUTATIONS, type Mutation } from "./faults.ts";
import { runSchedule } from "./run.ts";

const SCHEDULES = 400;

/** Where another oracle than the one that the bug is meant for could see it too. */
const BY_NAME: Partial<Record<Mutation, RegExp>> = {
  "never-asks-again": /alarm CANNOT_OPEN|not all is applied/,
  "suspension-ignored-after-restore": /an act of \S+, who was suspended or recalled/,
};

/** Rare: somebody has to come to work within the seconds in which her own suspension cannot be read. */
const FROM: Partial<Record<Mutation, number>> = { "suspension-ignored-after-restore": 150 };

for (const mutation of MUTATIONS) {
  test(`${mutation} is caught`, async () => {
    const from = FROM[mutation] ?? 0;
    for (let seed = from; seed < from + SCHEDULES; seed++) {
      const { violations } = await runSchedule(seed, mutation);
      if (violations.some((each) => BY_NAME[mutation]?.test(each) ?? true)) return;
    }
    assert.fail(`no oracle noticed ${mutation} in ${SCHEDULES} schedules`);
  });
}

test("schedules without a planted bug pass", async () => {
  for (let seed = 0; seed < 150; seed++)
    assert.deepEqual((await runSchedule(seed)).violations, [], `SEED=${seed}`);
});

test("a seed replays its schedule", async () => {
  assert.deepEqual(await runSchedule(7), await runSchedule(7));
});
