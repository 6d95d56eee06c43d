import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { linkOrigin } from "@setu/link";
import type { LinkView } from "@setu/requests";
import { chanceOf } from "@setu/policy/facts.fixture.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { HighWater } from "@setu/server/node/high-water.ts";
import { anyPort } from "@setu/server/node/ports.fixture.ts";
import { choosePorts, makeHomes, sideHome, SIDES } from "../../cli/src/demo/homes.ts";
import { Disk } from "./disk.fixture.ts";
import { actsAt, client, Writer } from "./load.fixture.ts";
import { assertOneHistory } from "./logs.fixture.ts";
import { NodeProcess, until } from "./nodes.fixture.ts";

/**
 * Mounts a disk, so it is no part of `npm test`: `.ci/run` does it as root. `CUTS=10` for more. The seed is printed, and
 * `SEED=n` draws the same pauses again; what each cut hits is up to the machine.
 */
const CUTS = Number(process.env["CUTS"] ?? 3);
const SEED = Number(process.env["SEED"] ?? Date.now() % 100_000);
const REST = 90_000;

const undo: (() => Promise<void> | void)[] = [];
after(async () => {
  for (const each of undo.toReversed()) await each();
});

/**
 * Nothing of ours is at the peer that the mark beside the database does not know: otherwise a restore would sign those
 * positions a second time.
 */
async function assertMarked(ca: NodeProcess, india: NodeProcess): Promise<void> {
  const marks = new Map(
    new HighWater(homeFiles(ca.home).highWater).read().map(({ key, size }) => [key, size]),
  );
  const { lanes } = await (await client(india)).get<LinkView>("/link");
  for (const { lane, theirs } of lanes) {
    const origin = linkOrigin(ca.side.party as never, ca.side.peer as never, lane, 1);
    const marked = marks.get(`signed:${origin}`) ?? 0;
    assert.ok(marked >= theirs.held, `${origin}: ${theirs.held} at the peer, the mark says ${marked}`);
  }
}

/** Nor does the mark know anything that the database forgot: what was written to both had been committed first. */
function assertNothingForgotten({ home }: NodeProcess): void {
  const [restored] =
    readFileSync(join(home, "node.log"), "utf8").match(/\{[^{}]*"event":"restored"[^{}]*\}/) ?? [];
  assert.equal(restored, undefined, "the database is behind the mark");
}

test(`abuse 62: ${CUTS} losses of power lose nothing that was acknowledged, and no history forks`, async (t) => {
  // In memory, so that what has reached the disk is what stands there.
  const folder = mkdtempSync("/dev/shm/setu-power-");
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const disk = new Disk(folder, sideHome(folder, SIDES[0]));
  undo.push(() => disk.remove());
  await makeHomes(folder, await choosePorts(anyPort()));
  const [ca, india] = SIDES.map((side) => new NodeProcess(folder, side)) as [NodeProcess, NodeProcess];
  undo.push(
    () => india.stop(),
    () => ca.stop(),
  );
  await Promise.all([ca.start(), india.start()]);
  const officers = { ca: await client(ca), india: await client(india) };
  for (const officer of [officers.ca, officers.india])
    await until(
      "the first word of the other node",
      () => officer.get<LinkView>("/link"),
      ({ lanes }) => lanes.every(({ theirs }) => theirs.applied > 0),
      REST,
    );
  disk.settle();
  t.diagnostic(`SEED=${SEED}`);
  const next = chanceOf(SEED);
  const writers = [new Writer(ca), new Writer(india)];
  for (let i = 0; i < CUTS; i++) {
    await sleep(300 + next() * 1_500);
    await disk.cut();
    await assertMarked(ca, india);
    await ca.start();
    assertNothingForgotten(ca);
  }
  await sleep(500);
  for (const writer of writers) await writer.stop();
  const acknowledged = writers.flatMap((writer) => writer.acknowledged);
  t.diagnostic(`${acknowledged.length} acts acknowledged`);
  assert.ok(acknowledged.length >= CUTS, "there was no load");
  for (const node of [ca, india]) {
    const officer = await client(node);
    for (const [item, acts] of Map.groupBy(acknowledged, (each) => each.item))
      await until(
        `${acts.length} acts of ${item} at ${node.side.party}`,
        () => actsAt(officer, item),
        (found) => found.size === acts.length && acts.every(({ id }) => found.get(id) === 1),
        REST,
      );
    assert.deepEqual((await officer.get<LinkView>("/link")).alarms, []);
  }
  for (const [sender, holder] of [
    [ca, india],
    [india, ca],
  ] as const)
    assert.ok((await assertOneHistory(join(folder, "after"), sender, holder, "flash")) > 0);
});
