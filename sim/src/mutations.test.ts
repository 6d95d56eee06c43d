import assert from "node:assert/strict";
import { test } from "node:test";
import { MUTATIONS } from "./faults.ts";
import { runSchedule } from "./run.ts";

const SCHEDULES = 400;

for (const mutation of MUTATIONS) {
  test(`${mutation} is caught`, async () => {
    for (let seed = 0; seed < SCHEDULES; seed++) {
      if ((await runSchedule(seed, mutation)).violations.length > 0) return;
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
