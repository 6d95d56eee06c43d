import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SetuError, type Code, type Party } from "@setu/core";
import type { Ports } from "@setu/link";
import type { PgStore } from "../db/pg-store.ts";
import type { LinkClient } from "../link-http/client.ts";
import type { Leader } from "./leader.ts";
import { Versions } from "../link-http/versions.ts";
import { LinkService } from "./link-service.ts";

/** A service that speaks on one lane to a peer which refuses each greeting. */
function refusedWith(detail: Record<string, number>) {
  const asked: number[] = [];
  const identity = {
    party: "ca" as Party,
    instance: 1,
    peer: { party: "in" as Party, instance: 1 },
    lanes: ["main" as Code],
    versions: [],
    pulseEvery: 1_000,
  };
  const store = { tx: async () => false, ofLane: () => store } as unknown as PgStore;
  const hello = async () => {
    asked.push(performance.now());
    throw new SetuError("OVER_QUOTA", "the other node refused", { detail });
  };
  const service = new LinkService({
    store,
    ports: {
      store,
      identity,
      world: { now: Date.now, random: (n: number) => new Uint8Array(n) },
    } as unknown as Ports,
    client: { hello } as unknown as LinkClient,
    leader: { leads: async () => true } as unknown as Leader,
    log: () => {},
    cards: { own: "", peer: null },
    versions: new Versions(),
    policy: "",
  });
  return { service, asked };
}

test(
  "a peer that wants to be left alone is, whatever wakes the lane meanwhile, until its time or its greeting",
  {
    timeout: 20_000,
  },
  async (t) => {
    const { service, asked } = refusedWith({ retry: 1 });
    service.start();
    t.after(() => service.stop());
    for (let i = 0; i < 5; i++) {
      service.wake();
      service.arrived();
      await sleep(20);
    }
    assert.equal(asked.length, 1);
    // It has started anew: what it said is over.
    service.greeted("main");
    while (asked.length < 3) await sleep(10);
    const [first, second, third] = asked as [number, number, number];
    assert.ok(second - first < 900, "by its greeting");
    assert.ok(third - second >= 990, "by its time");
  },
);
