import assert from "node:assert/strict";
import { test } from "node:test";
import { SetuError } from "@setu/core";
import { startNode } from "../node/node.ts";
import { loneDesk } from "../requests/desk.fixture.ts";
import { Guards } from "./guards.ts";

const opened = new SetuError("WALL_OPEN", "a policy was dropped");
const edited = new SetuError("POLICY_INVALID", "a file was changed");

test("abuse 46, 56: what the hourly check finds stops the serving until it is mended, and a silent database changes nothing", async () => {
  let wall: SetuError | null = null;
  let files: SetuError | null = null;
  const guards = new Guards(
    {
      checkWall: async () => {
        if (wall) throw wall;
      },
    },
    {
      check: () => {
        if (files) throw files;
      },
    },
  );
  await guards.check();
  guards.assertWhole();
  for (const fault of [opened, edited]) {
    wall = fault === opened ? fault : null;
    files = fault === edited ? fault : null;
    await assert.rejects(guards.check(), fault);
    assert.throws(() => guards.assertWhole(), fault);
    [files, wall] = [null, new SetuError("BUSY", "the database cannot be reached")];
    await assert.rejects(guards.check(), { code: "BUSY" });
    assert.throws(() => guards.assertWhole(), fault, "nobody has seen it mended");
    wall = null;
    await guards.check();
    guards.assertWhole();
  }
});

test("abuse 46: a node does not start over a database whose wall was opened", async () => {
  const alone = await loneDesk();
  try {
    await alone.pool.query("ALTER POLICY officers ON derived.act USING (true)");
    await assert.rejects(startNode({ home: alone.home, ports: { http: 0, link: 0 } }), {
      code: "WALL_OPEN",
      message: /policy officers on derived.act/,
    });
  } finally {
    await alone.close();
  }
});
