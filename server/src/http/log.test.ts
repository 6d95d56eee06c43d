import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SetuError } from "@setu/core";
import { Loop } from "../node/loop.ts";
import { faultOf } from "./fault.ts";
import { EVENTS, SHAPES } from "./log-events.ts";
import { logTo } from "./log.ts";

const CANARY = "canary-avocet";
const SENTENCES = [`${CANARY} was seen`, "Anna Example", `${CANARY}\nlevel=error`, "नाम", "a, b", '"'];
const ROOT = join(import.meta.dirname, "..", "..", "..");
const SOURCES = globSync("server/src/**/*.ts", { cwd: ROOT }).filter(
  (path) => !/\.(test|fixture)\.ts$/.test(path),
);

const lines: string[] = [];
const log = logTo((line) => lines.push(line));

test("a loop that fails on the text of a case says which code and where, and nothing of the text", async () => {
  // What the runtime itself says of a text that it cannot read quotes the text.
  const loop = new Loop("open main", log, async () => JSON.parse(`{"title": ${CANARY}`) as number);
  loop.start();
  while (lines.length === 0) await new Promise((done) => setTimeout(done, 5));
  await loop.stop();
  const line = lines[0] ?? "";
  assert.ok(!line.includes("canary"), line);
  const { code, at, wait } = JSON.parse(line) as Record<string, unknown>;
  assert.equal(code, "INTERNAL");
  assert.match(String(at), /^server\/src\/http\/log\.test\.ts:\d+$/);
  assert.equal(typeof wait, "number");
});

test("no part of an error but its code and a place that exists is taken", () => {
  const file = join(ROOT, `server/src/${CANARY}.ts`);
  const hostile = new Error(
    `${CANARY}\n    at ${CANARY} (file://${file}:1:1)\n    at file://${import.meta.filename}:7:7`,
  );
  const { code, at } = faultOf(Object.assign(hostile, { code: `${CANARY} in words` }));
  assert.equal(code, "INTERNAL");
  assert.match(at, /log\.test\.ts:(?!7$)\d+$/);
  hostile.stack = `Error\n    at x (file://${file}:1:1)`;
  assert.equal(faultOf(hostile).at, "");
  assert.equal(faultOf(Object.assign(new Error(CANARY), { code: "23505" })).code, "23505");
  assert.equal(faultOf(new SetuError("BUSY", CANARY)).code, "BUSY");
  for (const thrown of [CANARY, null, undefined, { message: CANARY }])
    assert.deepEqual(faultOf(thrown), { code: "INTERNAL", at: "" });
});

test("no field of any event can hold a sentence or a name, nor can a field be added", () => {
  for (const [event, shapes] of Object.entries(EVENTS))
    for (const text of SENTENCES) {
      lines.length = 0;
      const fields = Object.fromEntries(
        [...Object.keys(shapes), "reason", "title"].map((name) => [name, text]),
      );
      log(event as "http", fields);
      const { t, event: _, ...left } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
      const held = Object.entries(left).filter(([, value]) => value !== null);
      assert.deepEqual(held, [], `${event}: ${String(t)}`);
      assert.ok(!("title" in left), event);
    }
  lines.length = 0;
  log("http", { method: "GET", route: "/api/requests/:id{[0-9a-z:]+}", status: 200, officer: null, ms: 3 });
  assert.match(lines[0] ?? "", /"route":"\/api\/requests\/:id\{\[0-9a-z:\]\+\}","status":200/);
  assert.ok(SHAPES.id.test("ca.officer-1") && SHAPES.loop.test("speak main"));
});

test("every event that is logged is in the catalogue, every one of the catalogue is logged, with no message", () => {
  const told = new Set<string>();
  for (const path of SOURCES) {
    const text = readFileSync(join(ROOT, path), "utf8");
    for (const [call, event = ""] of text.matchAll(/(?:\b[lL]og|coming)(?:\?\.)?\(\s*"([a-z-]+)"[^;]*;/g)) {
      told.add(event);
      assert.doesNotMatch(call, /\.(message|stack|cause)\b/, `${path}: ${call}`);
    }
  }
  assert.deepEqual([...told].toSorted(), Object.keys(EVENTS).toSorted());
});

test("the page of operations names every event with its fields", () => {
  const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8").replaceAll(/ +/g, " ");
  for (const [event, shapes] of Object.entries(EVENTS)) {
    const row = `| \`${event}\` | ${Object.keys(shapes)
      .map((name) => `\`${name}\``)
      .join(", ")} |`;
    assert.ok(page.includes(row), row);
  }
});
