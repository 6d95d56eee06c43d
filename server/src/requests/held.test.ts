import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { ownOrigin } from "@setu/link";
import { homeFiles } from "../node/config.ts";
import { resumeOfficer, suspendOfficer } from "../officers-log/powers.ts";
import { HighWater } from "../node/high-water.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

let alone: LoneDesk;
let { desk, pool, officer, other, pass, logged } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass, logged } = alone);
});
beforeEach(async () => {
  logged.length = 0;
  await pool.query("DELETE FROM held");
});
after(() => alone.close());

const send = async (by: typeof officer, lane: "main" | "flash" = "main") => {
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
  await changeOfficers(desk.store, "UPDATE officer SET disabled = true WHERE id = $1", [other.id]);
  pass(11_000);
  await submitDue(desk);
  assert.deepEqual(await stateOf(id), ["returned", "FORBIDDEN"]);
  assert.equal(await waits(id), false);
  await changeOfficers(desk.store, "UPDATE officer SET disabled = false WHERE id = $1", [other.id]);
});

test("what is held by an officer who is suspended meanwhile goes back, whichever of the two is looked at first", async () => {
  const id = await send(other);
  await desk.store.tx((tx) => suspendOfficer(desk, tx, other.id));
  pass(11_000);
  await submitDue(desk);
  assert.deepEqual(await stateOf(id), ["returned", "FORBIDDEN"]);
  // As if the row were not there yet: the lane itself says it, under the lock of the commit.
  await changeOfficers(desk.store, "UPDATE officer SET suspended = false WHERE id = $1", [other.id]);
  const again = await send(other).catch((error: { code?: string }) => error.code);
  assert.equal(again, "SUSPENDED");
  await desk.store.tx((tx) => resumeOfficer(desk, tx, other.id));
  assert.equal((await send(other)).length, 32);
});

test("a suspension stands after every act that was committed before it, and before none", async () => {
  const [flash] = ["flash"].map((lane) => ownOrigin(desk.ports.identity, lane));
  for (let round = 0; round < 4; round++) {
    const commands = Array.from({ length: 8 }, () =>
      parseCommand(askCommand({ id: randomBytes(16).toString("hex") }), Date.now()),
    );
    const sending = commands.map((command) =>
      accept(desk, other, null, command).then(
        () => "sent",
        ({ code }: { code: string }) => code,
      ),
    );
    const suspending = desk.store.tx((tx) => suspendOfficer(desk, tx, other.id));
    const answers = await Promise.all(sending);
    await suspending;
    const sent = commands.flatMap(({ id }, i) => (answers[i] === "sent" ? [id] : []));
    assert.deepEqual(
      [...new Set(answers)].filter((code) => !["sent", "SUSPENDED", "FORBIDDEN", "NOT_FOUND"].includes(code)),
      [],
    );
    const { rows } = await pool.query<{ late: string }>(
      `SELECT id AS late FROM pending WHERE origin = $1 AND id = ANY ($2::text[])
         AND place > (SELECT max(place) FROM pending WHERE origin = $1 AND item IS NULL)`,
      [flash, sent],
    );
    assert.deepEqual(rows, []);
    await desk.store.tx((tx) => resumeOfficer(desk, tx, other.id));
  }
});

test("a held act that fails again and again holds up none behind it, and none is asked for at once", async () => {
  const first = await send(officer);
  const second = await send(officer);
  await pool.query("UPDATE held SET until = until - 1000 WHERE id = $1", [first]);
  pass(11_000);
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
  pass(11_000);
  await submitDue(desk);
  assert.deepEqual(await stateOf(first), ["returned", "CANNOT_OPEN"]);
  assert.deepEqual(await stateOf(second), ["submitted", null]);
});

test("after a restore nothing is submitted to a lane that the peer has not been heard on", async () => {
  const id = await send(officer);
  pass(11_000);
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
  const home = new HighWater(homeFiles(alone.home).highWater)
    .read()
    .find(({ key }) => key.startsWith("signed:") && key.includes("/home/"));
  assert.equal(home?.size, await size());
});
