import assert from "node:assert/strict";
import { test } from "node:test";
import { MUTATIONS, type Mutation } from "./faults.ts";
import { planted } from "./planted.ts";
import { LIES } from "./lies/table.ts";
import { runSchedule } from "./run.ts";

const SCHEDULES = 400;

/** Where another oracle than the one that the bug is meant for could see it too. */
const BY_NAME: Partial<Record<Mutation, RegExp>> = {
  "never-asks-again": /alarm CANNOT_OPEN|not all is applied/,
  "suspension-ignored-after-restore": /who was suspended or recalled|alarm VOID_ACT/,
  "wider-narrowing-taken": /narrow of \w+ is void: wider/,
  "recall-not-seen-while-it-waits": /correct of \w+ is void: refers/,
};

for (const mutation of MUTATIONS) {
  test(`${mutation} is caught`, async () => {
    for (let seed = 0; seed < SCHEDULES; seed++) {
      const { violations } = await runSchedule(seed, mutation);
      const oracle = BY_NAME[mutation] ?? planted(mutation)?.seen;
      if (violations.some((each) => oracle?.test(each) ?? true)) return;
    }
    assert.fail(`no oracle noticed ${mutation} in ${SCHEDULES} schedules`);
  });
}

test("schedules without a planted bug pass", async () => {
  for (let seed = 0; seed < 150; seed++)
    assert.deepEqual((await runSchedule(seed)).violations, [], `SEED=${seed}`);
});

test("keys change in the end, whatever a restore has taken back of what was signed, applied or believed", async () => {
  for (const seed of [9_072, 11_519, 15_429, 17_401, 379_605, 424_020, 901_448])
    assert.deepEqual((await runSchedule(seed)).violations, [], `SEED=${seed}`);
});

test("abuse 30 to 32, 38: a peer that lies in every way is accused of nothing else, and harms nobody", async () => {
  const told = new Set<string>();
  const alarms = new Set<string>();
  const third = Math.ceil(LIES.length / 3);
  for (let seed = 0; seed < 2 * LIES.length; seed++) {
    const lies = [0, third, 2 * third].map((i) => LIES[(seed + i) % LIES.length]?.name ?? "");
    const outcome = await runSchedule(seed, null, lies);
    assert.deepEqual(outcome.violations, [], `SEED=${seed} with ${lies.join(", ")}`);
    for (const each of outcome.told) told.add(each);
    for (const each of outcome.alarms) alarms.add(each);
  }
  // Some can be told only when many things come together: the long run tells them all.
  assert.ok(told.size >= LIES.length - 3, `only ${told.size} were told`);
  assert.deepEqual([...alarms].toSorted(), [...new Set(LIES.flatMap(({ may }) => may))].toSorted());
});

test("a seed replays its schedule", async () => {
  assert.deepEqual(await runSchedule(7), await runSchedule(7));
});
