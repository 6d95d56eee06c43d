import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

test("the map of the server names each folder once, and none that is gone", () => {
  const map = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
  const named = [...map.matchAll(/^\| `([a-z-]+)` /gm)].map(([, name]) => name);
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  assert.deepEqual(named.toSorted(), folders.map(({ name }) => name).toSorted());
});
