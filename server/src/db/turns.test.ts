import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Turns } from "./turns.ts";

/** Work that runs until it is told to end, and who of it is running. */
function workshop() {
  const running = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<void>((end) => {
      running.set(name, () => (running.delete(name), end()));
    });
  return { running, work, names: () => [...running.keys()].join(" ") };
}

test("what is urgent begins at once, and beside it one other at a time", async () => {
  const turns = new Turns();
  const { running, work, names } = workshop();
  const end = (name: string) => running.get(name)?.();
  const all = [turns.urgent(work("flash"))];
  for (const name of ["a", "b", "c"]) all.push(turns.ordinary(work(name)));
  await sleep(5);
  assert.equal(names(), "flash a");
  end("a");
  await sleep(5);
  assert.equal(names(), "flash b");
  turns.expect();
  end("flash");
  await sleep(5);
  // The next urgent step may be on its way.
  assert.equal(names(), "b");
  await sleep(60);
  assert.equal(names(), "b c");
  end("b");
  end("c");
  await Promise.all(all);
});

test("so many at once, in the order in which they came, and one that fails gives its turn away", async () => {
  const turns = new Turns();
  const { running, work, names } = workshop();
  const failed = turns.ordinary(async () => {
    await sleep(20);
    throw new Error("failed");
  });
  const all = Array.from({ length: 13 }, (_, i) => turns.ordinary(work(String(i))));
  await sleep(5);
  assert.equal(names(), "0 1 2 3 4 5 6 7 8 9 10");
  await assert.rejects(failed, /failed/);
  await sleep(5);
  assert.equal(names(), "0 1 2 3 4 5 6 7 8 9 10 11");
  running.get("3")?.();
  await sleep(5);
  assert.equal(names(), "0 1 2 4 5 6 7 8 9 10 11 12");
  for (const end of running.values()) end();
  await Promise.all(all);
});
