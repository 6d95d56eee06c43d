import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { testStore } from "../db/testing.ts";
import { HighWater, remind } from "./high-water.ts";

const mark = (key: string, size: number) => ({ key, size, root: new Uint8Array(32).fill(size) });

test("the highest mark of each key is read back, also when the newest write was cut", () => {
  const folder = mkdtempSync(join(tmpdir(), "setu-marks-"));
  try {
    const marks = new HighWater(folder);
    for (const size of [1, 2, 3]) marks.write(mark("signed:a", size));
    marks.write(mark("signed:b", 7));
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

test("a restored database does not sign what it has signed differently before", async () => {
  const { store, close } = await testStore();
  try {
    await remind(store, [mark("signed:a", 5)]);
    await assert.rejects(
      store.tx((tx) => tx.advance("signed:a", 3, new Uint8Array(32))),
      { code: "MONOTONE" },
    );
    await assert.rejects(
      store.tx((tx) => tx.advance("signed:a", 5, new Uint8Array(32))),
      { code: "MONOTONE" },
    );
    await store.tx((tx) => tx.advance("signed:a", 5, mark("", 5).root));
    // What the database knows better it keeps.
    await store.tx((tx) => tx.advance("signed:a", 6, mark("", 6).root));
    await remind(store, [mark("signed:a", 5)]);
    await assert.rejects(
      store.tx((tx) => tx.advance("signed:a", 5, mark("", 5).root)),
      { code: "MONOTONE" },
    );
  } finally {
    await close();
  }
});
