import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Loop } from "./loop.ts";

const HOUR = 3_600_000;

test("a loop that is stopped in the middle of a round stops with it, and begins no pause", async () => {
  for (const fails of [false, true]) {
    const round = Promise.withResolvers<number>();
    const loop = new Loop(
      "test",
      () => {},
      () => round.promise,
    );
    loop.start();
    const stopped = loop.stop().then(() => "stopped");
    if (fails) round.reject(new Error("the database is away"));
    else round.resolve(HOUR);
    assert.equal(await Promise.race([stopped, sleep(100, "pauses", { ref: false })]), "stopped");
  }
});
