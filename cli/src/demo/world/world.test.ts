import assert from "node:assert/strict";
import { test } from "node:test";
import { isCode } from "@setu/core/codes/index.ts";
import { requests } from "@setu/requests";
import { ARG_LISTS } from "@setu/requests/lists.ts";
import { makeWorld } from "./world.ts";

const NOW = Date.UTC(2026, 10, 23, 3);
const world = makeWorld({ seed: 7, open: 60, closed: 400 }, NOW);
const acts = world.flatMap((one) => [{ do: "ask", args: one.args }, ...one.steps]);

test("one seed is one world; another is another", () => {
  assert.deepEqual(makeWorld({ seed: 7, open: 60, closed: 400 }, NOW), world);
  assert.notDeepEqual(makeWorld({ seed: 8, open: 60, closed: 400 }, NOW), world);
  assert.equal(world.length, 460);
});

test("every code is of its list, and every act of the workflow occurs but those that stand in for silence or recall", () => {
  for (const act of acts) {
    for (const [name, list] of Object.entries(ARG_LISTS[act.do] ?? {})) {
      for (const code of [act.args?.[name] ?? []].flat())
        assert.ok(isCode(list, code, NOW), `${act.do}.${name} ${code}`);
    }
  }
  const told = new Set(acts.map((act) => act.do));
  const moves = requests.roles.flatMap((role) => role.rows.map((row) => row.do));
  const missing = [...new Set(moves)].filter((move) => !told.has(move));
  assert.deepEqual(missing, ["revise", "deem", "contest"]);
});

test("a closed matter has come to its end, an open one has not, and nothing happens in the future", () => {
  const ended = (one: (typeof world)[number]) => ["close", "withdraw"].includes(one.steps.at(-1)?.do ?? "");
  assert.ok(world.slice(0, 400).every(ended));
  assert.ok(!world.slice(400).some(ended));
  assert.ok(world.every((one) => one.steps.every((step) => step.after < one.age)));
});

test("all three languages are written, and nothing in any text belongs to anybody", () => {
  assert.deepEqual([...new Set(world.map((one) => one.lang))].sort(), ["en", "fr", "hi"]);
  const text = acts.map((act) => JSON.stringify(act)).join() + world.map((one) => one.text).join();
  assert.ok(!/[{}]\w+[{}]/.test(world.map((one) => one.text).join()));
  for (const [ip] of text.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)) {
    assert.match(ip, /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./);
  }
  for (const [name] of text.matchAll(/[\w.@-]+\.(?!pdf\b|officer)[a-z]{2,}/g))
    assert.match(name, /\.example$/);
  for (const [number] of text.matchAll(/\+\d[\d ]{7,}/g))
    assert.match(number, /^\+1 613 555 01|^\+91 00000 0/);
});
