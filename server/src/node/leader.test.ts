import assert from "node:assert/strict";
import { test } from "node:test";
import { migratedDatabase } from "../db/testing.ts";
import { Leader } from "./leader.ts";

test("lanes that are asked for at once are asked one after the other, and each is led by one process", async () => {
  const database = await migratedDatabase();
  const [one, other] = [new Leader(database.url), new Leader(database.url)];
  const warned: string[] = [];
  const warn = ({ message }: Error) => warned.push(message);
  process.on("warning", warn);
  try {
    const lanes = ["flash", "main", "files"];
    const ask = (leader: Leader) => Promise.all(lanes.map((lane) => leader.leads(lane)));
    assert.deepEqual(await ask(one), [true, true, true]);
    assert.deepEqual(await ask(other), [false, false, false]);
    await Promise.all([one.leaves("main"), one.leads("main")]);
    await one.leaves("main");
    assert.deepEqual(await ask(other), [false, true, false]);
    // A process that ends leaves all of them.
    await one.stop();
    assert.equal(await other.leads("flash"), true);
    await new Promise(setImmediate);
    assert.deepEqual(warned, []);
  } finally {
    process.off("warning", warn);
    await other.stop();
    await database.drop();
  }
});
