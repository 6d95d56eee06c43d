import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { party } from "@setu/core";
import { testStore } from "../db/testing.ts";
import { catchUp, HighWater, remind } from "./high-water.ts";

const mark = (key: string, size: number) => ({ key, size, root: new Uint8Array(32).fill(size) });

test("the highest mark of each key is read back, also when the newest write was cut", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-marks-"));
  try {
    const marks = new HighWater(folder);
    for (const size of [1, 2, 3]) await marks.write(mark("signed:a", size));
    await marks.write(mark("signed:b", 7));
    const read = () => new HighWater(folder).read().toSorted((a, b) => (a.key < b.key ? -1 : 1));
    assert.deepEqual(read(), [mark("signed:a", 3), mark("signed:b", 7)]);
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      const at = bytes.indexOf('"size":3');
      if (at >= 0)
        writeFileSync(
          join(folder, name),
          Buffer.concat([bytes.subarray(0, at), Buffer.from('"size":9'), bytes.subarray(at + 8)]),
        );
    }
    assert.deepEqual(read(), [mark("signed:a", 2), mark("signed:b", 7)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("whatever the steps, a cut write leaves the mark before it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-marks-"));
  try {
    const marks = new HighWater(folder);
    for (const size of [2, 4, 6]) await marks.write(mark("signed:a", size));
    const [name = ""] = readdirSync(folder);
    const bytes = readFileSync(join(folder, name), "utf8");
    writeFileSync(join(folder, name), bytes.replace('"size":6', '"size":9'));
    assert.deepEqual(marks.read(), [mark("signed:a", 4)]);
    await marks.write(mark("signed:a", 6));
    assert.deepEqual(marks.read(), [mark("signed:a", 6)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a mark never goes back, in whatever order processes write, and an abandoned lock stops nobody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-marks-"));
  try {
    await new HighWater(folder).write(mark("signed:a", 6));
    await new HighWater(folder).write(mark("signed:a", 5));
    await new HighWater(folder).write(mark("signed:a", 4));
    assert.deepEqual(new HighWater(folder).read(), [mark("signed:a", 6)]);
    const [name = ""] = readdirSync(folder);
    const lock = join(folder, `${name}.lock`);
    writeFileSync(lock, "");
    utimesSync(lock, 1, 1);
    await new HighWater(folder).write(mark("signed:a", 7));
    assert.deepEqual(new HighWater(folder).read(), [mark("signed:a", 7)]);

    // Each writes every second mark, the larger ones first now and then.
    const writer = (first: number) =>
      new Promise<unknown>((resolve, reject) => {
        const module = JSON.stringify(new URL("high-water.ts", import.meta.url).href);
        const code = `import(${module}).then(async ({ HighWater }) => {
          const marks = new HighWater(${JSON.stringify(folder)});
          for (let at = ${first}; at < 200; at += 2)
            for (const size of [at + 4, at]) await marks.write({ key: "signed:b", size, root: new Uint8Array(32) });
        })`;
        new Worker(code, { eval: true }).on("exit", resolve).on("error", reject);
      });
    await Promise.all([writer(10), writer(11)]);
    assert.equal(new HighWater(folder).read().find(({ key }) => key === "signed:b")?.size, 203);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what was committed and not marked when the node died is marked before it goes on, and nothing goes back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-marks-"));
  const { store, close } = await testStore();
  try {
    const marks = new HighWater(folder);
    await marks.write(mark("signed:a", 5));
    await marks.write(mark("signed:b", 9));
    for (const each of [mark("signed:a", 7), mark("signed:b", 8), mark("cosigned:c", 1)])
      await store.tx((tx) => tx.advance(each.key, each.size, each.root));
    await catchUp(store, marks);
    const sizes = new Map(marks.read().map(({ key, size }) => [key, size]));
    assert.deepEqual([sizes.get("signed:a"), sizes.get("signed:b"), sizes.get("cosigned:c")], [7, 9, 1]);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});

test("a restored database knows what it had cosigned, and says what its home log has lost", async () => {
  const { store, close } = await testStore();
  const peer = party("in", "peer");
  try {
    const marks = [mark("cosigned:a", 5), mark("signed:ca/home/1", 4), mark("signed:ca/link/in/main/1", 9)];
    assert.deepEqual(await remind(store, peer, marks, 1), ["a", "ca/home/1", "ca/link/in/main/1"]);
    assert.equal((await store.tx((tx) => tx.mark("cosigned:a")))?.size, 5);
    // The peer is asked at the next opening; until then nothing is known to be wrong. In a file nobody is asked.
    assert.equal(await store.tx((tx) => tx.mark("signed:ca/link/in/main/1")), null);
    assert.equal((await store.tx((tx) => tx.mark("owed:ca/link/in/main/1")))?.size, 9);
    const { stopped, alarms } = await store.tx((tx) => tx.link(peer));
    assert.deepEqual([stopped, alarms.map(({ code }) => code)], [null, ["ROLLBACK"]]);
    assert.match(alarms[0]?.evidence ?? "", /ca\/home\/1\n4 entries were signed, 0 are here/);
    // What had been given up is given up by this database again, or not at all.
    await remind(store, peer, [mark("accepted:ca/link/in/main/1", 9)], 1);
    assert.equal(await store.tx((tx) => tx.mark("accepted:ca/link/in/main/1")), null);
    // What the database knows better it keeps.
    await store.tx((tx) => tx.advance("cosigned:a", 6, mark("", 6).root));
    assert.deepEqual(await remind(store, peer, [mark("cosigned:a", 5)], 1), []);
    assert.equal((await store.tx((tx) => tx.mark("cosigned:a")))?.size, 6);
  } finally {
    await close();
  }
});
