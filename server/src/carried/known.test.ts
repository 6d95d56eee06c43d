import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { changeCarried, readCarried, withCame, type Came } from "./known.ts";

const homes: string[] = [];
const home = (): string => {
  homes.push(mkdtempSync(join(tmpdir(), "setu-known-")));
  return homes.at(-1) as string;
};
after(() => homes.forEach((each) => rmSync(each, { recursive: true })));

const lane = (at: number, held: number) => ({ at, held, own: 1, asks: [] });
const came = (asOf: number, lanes: Came["lanes"], c: string): Came => ({
  at: 100 + asOf,
  asOf,
  lanes,
  files: [{ c, part: 0 }],
});

test("an older file whose import ends last moves nothing back that a newer one has said", async () => {
  const place = home();
  const newer = came(20, { main: lane(20, 9) }, "n");
  const older = came(10, { main: lane(10, 5), flash: lane(10, 3) }, "o");
  for (const each of [newer, older]) await changeCarried(place, (now) => withCame(now, each));
  assert.deepEqual(readCarried(place), {
    out: null,
    in: { at: 120, asOf: 20 },
    // Of a lane of which the newer one said nothing the older one speaks.
    lanes: { main: lane(20, 9), flash: lane(10, 3) },
    files: [{ c: "n", part: 0 }],
  });
});

test("commands that end at once, each a process of its own, all leave their word", async () => {
  const place = home();
  const module = JSON.stringify(new URL("known.ts", import.meta.url).href);
  const names = Array.from({ length: 3 }, (_, i) => `lane-${i}`);
  const ended = names.map(async (name) => {
    const program = `import { changeCarried, readCarried } from ${module};
      for (let at = 1; at <= 40; at++) await changeCarried(${JSON.stringify(place)}, (now) =>
        ({ ...now, lanes: { ...now.lanes, ${JSON.stringify(name)}: { at, held: now.lanes[${JSON.stringify(name)}]?.held + 1 || 1, own: 1, asks: [] } } }));`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });
  await Promise.all(ended);
  const { lanes } = readCarried(place);
  assert.deepEqual(lanes, Object.fromEntries(names.map((name) => [name, lane(40, 40)])));
});
