import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, suite, test } from "node:test";
import type { LinkView } from "@setu/requests";
import { chanceOf } from "@setu/policy/facts.fixture.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { remove, temporary } from "./demo.fixture.ts";
import { actsAt, client, Writer, type Acknowledged } from "./load.fixture.ts";
import { assertOneHistory } from "./logs.fixture.ts";
import { twoProcesses, until, type NodeProcess } from "./nodes.fixture.ts";

/** `KILLS=200` for the long run. The seed is printed, and chooses victims and pauses; what the kills hit is up to the machine. */
const KILLS = Number(process.env["KILLS"] ?? 12);
const SEED = Number(process.env["SEED"] ?? Date.now() % 100_000);
const REST = 90_000;

const folder = temporary();
let nodes: readonly [NodeProcess, NodeProcess];
before(async () => {
  nodes = await twoProcesses(folder);
  // No node lets its officers ask before the other has said, on every lane, in which versions it speaks.
  for (const node of nodes) {
    const officer = await client(node);
    await until(
      "the first word of the other node",
      () => officer.get<LinkView>("/link"),
      ({ lanes }) => lanes.every(({ theirs }) => theirs.applied > 0),
      REST,
    );
  }
});
after(async () => {
  await Promise.all((nodes ?? []).map((node) => node.stop()));
  remove(folder);
});

/** Every act is at both nodes, once. */
async function assertEverywhere(acknowledged: readonly Acknowledged[]): Promise<void> {
  const items = Map.groupBy(acknowledged, ({ item }) => item);
  for (const node of nodes) {
    const officer = await client(node);
    for (const [item, acts] of items) {
      const expected = new Map(acts.map(({ id }) => [id, 1]));
      await until(
        `${acts.length} acts of ${item} at ${node.side.party}`,
        async () => new Map([...(await actsAt(officer, item))].toSorted()),
        (found) => JSON.stringify([...found]) === JSON.stringify([...expected].toSorted()),
        REST,
      );
    }
  }
}

async function alarmsAt(node: NodeProcess): Promise<readonly string[]> {
  const officer = await client(node);
  const view = await until(
    "the link",
    () => officer.get<LinkView>("/link"),
    ({ state }) => state === "up",
    REST,
  );
  return view.alarms.map(({ code, evidence }) => `${code} ${evidence.split("\n", 1)[0]}`);
}

suite("two nodes under load", () => {
  test(`${KILLS} kills lose nothing that was acknowledged, and nothing happens twice`, async (t) => {
    t.diagnostic(`SEED=${SEED}`);
    const next = chanceOf(SEED);
    const writers = nodes.map((node) => new Writer(node));
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(100 + next() * 900);
      const node = nodes[next() < 0.5 ? 0 : 1];
      if (next() < 0.5 && node.killPostgres()) continue;
      await node.kill();
      await node.start();
    }
    await sleep(500);
    for (const writer of writers) await writer.stop();
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    t.diagnostic(`${acknowledged.length} acts acknowledged`);
    assert.ok(acknowledged.length >= KILLS, "there was no load");
    await assertEverywhere(acknowledged);
    for (const node of nodes) assert.deepEqual(await alarmsAt(node), []);
    const [ca, india] = nodes;
    for (const [sender, holder] of [
      [ca, india],
      [india, ca],
    ] as const) {
      assert.ok((await assertOneHistory(join(folder, "after-kills"), sender, holder, "flash")) > 0);
    }
    // Who is interrupted is told to try again, not that the node is at fault.
    assert.deepEqual(
      writers.flatMap(({ surprises }) => surprises),
      [],
    );
  });

  test("a database restored to an older copy loses nothing that the peer had received", async () => {
    const [ca, india] = nodes;
    const database = homeFiles(ca.home).postgres;
    const copy = join(folder, "copy");
    await ca.stop();
    cpSync(database, copy, { recursive: true, preserveTimestamps: true });
    await ca.start();
    const writer = new Writer(ca);
    await sleep(2_000);
    await writer.stop();
    assert.ok(writer.acknowledged.length > 0);
    await assertEverywhere(writer.acknowledged);
    await ca.stop();
    // An hour of work is gone here; India has it.
    rmSync(database, { recursive: true });
    cpSync(copy, database, { recursive: true, preserveTimestamps: true });
    await ca.start();
    await assertEverywhere(writer.acknowledged);
    // Only what no peer holds is gone, and it is declared: the tail of the home log.
    assert.deepEqual(await alarmsAt(ca), ["ROLLBACK ca/home/1"]);
    assert.deepEqual(await alarmsAt(india), []);
    const later = new Writer(ca);
    await sleep(500);
    await later.stop();
    await assertEverywhere(later.acknowledged);
    assert.ok(
      (await assertOneHistory(join(folder, "after-restore"), ca, india, "flash")) >
        writer.acknowledged.length,
    );
  });
});
