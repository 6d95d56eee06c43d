import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { migratedDatabase } from "../db/testing.ts";
import { openPool } from "../db/pool.ts";
import { fingerprint, formatCard } from "../keys/card.ts";
import { loadKeys } from "../keys/node-keys.ts";
import { peerCard } from "../node/cards.ts";
import { homeFiles } from "../node/config.ts";
import { HighWater } from "../node/high-water.ts";
import { acceptCard, initNode } from "../node/init.ts";
import { compose } from "../node/node.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand, configOf } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import type { Desk } from "./desk.ts";
import { accept, submitDue } from "./held.ts";

/** The desk of a node without its loops: time passes when a test says so. */
const folder = mkdtempSync(join(tmpdir(), "setu-held-"));
const officer = { id: "ca.officer-1", name: "Officer One", agency: "ca.ncb-ottawa", lang: "en" } as const;
const other = { ...officer, id: "ca.officer-2" };
let database: Awaited<ReturnType<typeof migratedDatabase>>;
let pool: ReturnType<typeof openPool>;
let desk: Desk;
let logged: string[] = [];
let passed = 0;
before(async () => {
  database = await migratedDatabase();
  const homes = { ca: join(folder, "ca"), in: join(folder, "in") };
  const config = await configOf("ca", "in", database.url);
  await initNode(homes.ca, config);
  const theirs = await initNode(homes.in, await configOf("in", "ca", database.url));
  acceptCard(homes.ca, Buffer.from(formatCard(theirs)), fingerprint(theirs));
  pool = openPool({ url: database.url });
  const keys = loadKeys(homeFiles(homes.ca).keys);
  const marks = new HighWater(homeFiles(homes.ca).highWater);
  const made = compose(config, keys, peerCard(homes.ca, config), pool, marks, (event) => logged.push(event));
  assert.ok(made.desk);
  const world = { ...made.desk.ports.world, now: () => Date.now() + passed };
  desk = { ...made.desk, ports: { ...made.desk.ports, world } };
  await desk.store.replay("if-needed");
  await saveOfficers(desk.store, config.officers);
});
beforeEach(async () => {
  logged = [];
  await pool.query("DELETE FROM held");
});
after(async () => {
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const send = async (by: typeof officer | typeof other, lane: "main" | "flash" = "main") => {
  const command = parseCommand(askCommand({ id: randomBytes(16).toString("hex"), lane }), Date.now());
  const { heldUntil } = await accept(desk, by, null, command);
  assert.ok(heldUntil !== null);
  return command.id;
};
const stateOf = async (id: string) => {
  const { rows } = await pool.query("SELECT state, returned FROM held WHERE id = $1", [id]);
  const [row] = rows as { state: string; returned: string | null }[];
  return row && [row.state, row.returned];
};
const waits = (id: string) =>
  desk.store.tx(async (tx) => (await tx.act("ca" as never, id as never)) !== null);

test("what an officer sent who is disabled meanwhile does not leave, and says why", async () => {
  const id = await send(other);
  await pool.query("UPDATE officer SET disabled = true WHERE id = $1", [other.id]);
  passed += 11_000;
  await submitDue(desk);
  assert.deepEqual(await stateOf(id), ["returned", "FORBIDDEN"]);
  assert.equal(await waits(id), false);
  await pool.query("UPDATE officer SET disabled = false WHERE id = $1", [other.id]);
});

test("a held act that fails again and again holds up none behind it, and none is asked for at once", async () => {
  const first = await send(officer);
  const second = await send(officer);
  await pool.query("UPDATE held SET until = until - 1000 WHERE id = $1", [first]);
  passed += 11_000;
  const { world } = desk.ports;
  // The randomness of the first act fails, as a full disk or a lost database would.
  let failed = false;
  const failing = () => {
    if (failed) return world.random;
    failed = true;
    return () => {
      throw new Error("no randomness");
    };
  };
  const broken = {
    ...desk,
    ports: { ...desk.ports, world: { now: world.now, random: (n: number) => failing()(n) } },
  };
  assert.equal(await submitDue(broken), null);
  assert.deepEqual(await stateOf(first), ["held", null]);
  assert.deepEqual(await stateOf(second), ["submitted", null]);
  assert.deepEqual(logged, ["held-failed"]);
  await submitDue(desk);
  assert.deepEqual(await stateOf(first), ["submitted", null]);
});

test("a command that no longer opens comes back to its officer and stops no other", async () => {
  const first = await send(officer);
  const second = await send(officer);
  await pool.query("UPDATE held SET until = until - 1000, command = 'nothing' WHERE id = $1", [first]);
  passed += 11_000;
  await submitDue(desk);
  assert.deepEqual(await stateOf(first), ["returned", "CANNOT_OPEN"]);
  assert.deepEqual(await stateOf(second), ["submitted", null]);
});

test("after a restore nothing is submitted to a lane that the peer has not been heard on", async () => {
  const id = await send(officer);
  passed += 11_000;
  await submitDue(desk, (lane) => lane !== "main");
  assert.deepEqual(await stateOf(id), ["held", null]);
  assert.equal(await waits(id), false);
  await submitDue(desk, () => true);
  assert.deepEqual(await stateOf(id), ["submitted", null]);
  assert.equal(await waits(id), true);
});

test("how far the home log has gone stands beside the database", async () => {
  await send(officer);
  const size = async () => {
    const { rows } = await pool.query("SELECT size FROM own_log WHERE origin LIKE '%/home/%'");
    return Number((rows as { size: number }[])[0]?.size);
  };
  const home = new HighWater(homeFiles(join(folder, "ca")).highWater)
    .read()
    .find(({ key }) => key.startsWith("signed:") && key.includes("/home/"));
  assert.equal(home?.size, await size());
});
