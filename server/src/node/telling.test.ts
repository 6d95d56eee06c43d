import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import type { ItemId } from "@setu/core";
import type { Changed } from "../db/pg-store.ts";
import { Telling } from "./telling.ts";

const NOTHING: Changed = {
  items: new Set(),
  moved: new Set(),
  logs: new Map(),
  waiting: new Set(),
  grown: new Set(),
  acts: [],
  link: false,
};

test("what is written into our own half moves no link, and the link is told of once for many commits", async () => {
  const told: string[] = [];
  const events = {
    send: ({ kind }: { kind: string }) => void told.push(kind),
    ask: () => void told.push("ask"),
  };
  const telling = new Telling(events, 20);
  const item = "ca:1" as ItemId;
  telling.committed({ ...NOTHING, items: new Set([item]), grown: new Set(["ca/home/1"]) });
  await sleep(60);
  assert.deepEqual(told, ["item"]);
  for (let n = 0; n < 5; n++) telling.committed({ ...NOTHING, waiting: new Set(["ca/link/in/main/1"]) });
  await sleep(60);
  assert.deepEqual(told, ["item", "link"]);
  // A row of an officer that changed: streams are asked, and nobody is told.
  telling.elsewhere([], false);
  assert.deepEqual(told, ["item", "link", "ask"]);
});
