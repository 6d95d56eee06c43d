import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ItemAct, ItemId, Party } from "@setu/core";
import { destroyRecords, DISPOSED_MARK, disposals } from "../db/disposals.ts";
import { homeFiles } from "../node/config.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { expectFiles, FileFetcher } from "../requests/fetching.ts";
import { actAtHome } from "../requests/home-acts.ts";
import { homePartOf } from "../requests/home-part.ts";
import { askSearch } from "../requests/asking.ts";
import { copiesIn, stillHolding, tellCopies, upgradedBeside } from "./copies.ts";
import { newId, recordHold } from "./disposal.fixture.ts";
import { LATE, tellLate } from "./loops.ts";
import { beginRun, lastRun, purgeNext, stopRun } from "./purge.ts";
import { reapply } from "./reapply.ts";
import { DAY, parseRetention } from "./retention.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

let alone: LoneDesk;
let desk: Desk;
before(async () => {
  alone = await loneDesk();
  desk = { ...alone.desk, retention: { case: 30 } };
});
after(() => alone.close());

const marked = async () => (await desk.store.tx((tx) => tx.mark(`${DISPOSED_MARK}ca`)))?.size ?? 0;
const now = () => desk.ports.world.now();
const act = (item: ItemId, what: string, args: object = {}, rest: object = {}) =>
  actAtHome(desk, alone.officer, item, {
    id: newId(),
    do: what,
    args: args as never,
    text: null,
    after: null,
    ...rest,
  });
/** A matter of our own, put away: over. */
async function closed(title: string): Promise<ItemId> {
  const item = `own:${newId()}` as ItemId;
  const source = { name: "letter.eml", sha256: "b".repeat(64) };
  const paper = {
    title,
    from: "An invented office",
    theirRef: "",
    dated: null,
    lang: "en",
    files: [],
    source,
    cut: false,
  };
  const args = { cameBy: "mail", received: now() - 1_000, hour: true };
  await act(item, "intake", args, { text: `Text of ${title}.`, paper });
  await act(item, "done");
  return item;
}
const textOf = async (item: ItemId) => {
  const { intake } = await desk.store.tx((tx) => homePartOf(tx, item));
  return intake?.text === "" ? null : (intake?.text ?? assert.fail("the act stays"));
};
const isGone = async (item: ItemId) => (await textOf(item)) === null;
async function run(): Promise<void> {
  await desk.store.tx((tx) => beginRun(tx, now()));
  while (await purgeNext(desk));
}
const told = () => desk.store.tx(async (tx) => (await lastRun(tx)) ?? assert.fail("a run has begun"));

test("abuse 57: the rule destroys what is due, and nothing that is held, drafted on, dated, open or young", async () => {
  const due = await closed("Heliotrope");
  const held = await closed("Held");
  const drafted = await closed("Drafted");
  const dated = await closed("Dated");
  await act(dated, "follow-up", { at: now() + 400 * DAY });
  const open = await closed("Open");
  await act(open, "resume");
  const noted = await closed("Noted");
  const end = await recordHold(desk, held);
  await desk.store.pool.query("INSERT INTO draft (officer, key, at, content) VALUES ($1, $2, 1, '')", [
    alone.officer.id,
    drafted,
  ]);
  alone.pass(29 * DAY);
  await run();
  assert.equal(await isGone(due), false, "a day too early");
  await act(noted, "note", { mentions: [] }, { text: "Somebody looked at it again." });
  const young = await closed("Young");
  alone.pass(2 * DAY);
  const find = async () =>
    (await askSearch(desk, alone.officer, { q: "heliotrope", after: null }, now())).matters.length;
  assert.equal(await find(), 1);
  await run();
  assert.deepEqual(await Promise.all([due, held, drafted, dated, open, noted, young].map(isGone)), [
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
  assert.equal(await find(), 0);
  const { destroyed, kept, stoppedBy, ended } = await told();
  assert.deepEqual([destroyed, kept, stoppedBy, ended !== null], [1, 3, null, true]);
  const [row] = await desk.store.tx((tx) => disposals(tx.db));
  assert.deepEqual([row?.ground, row?.by, row?.agreed], ["retention-expired", "ca", null]);
  await end();
  await run();
  assert.equal(await isGone(held), true, "when the hold has ended");
});

test("abuse 57: a run that dies in the middle is gone on with by another process, and repeats nothing", async () => {
  const items = [await closed("First"), await closed("Second"), await closed("Third")];
  alone.pass(40 * DAY);
  await desk.store.tx((tx) => beginRun(tx, now()));
  const before = (await told()).destroyed;
  while ((await told()).destroyed === before) assert.equal(await purgeNext(desk), true);
  // A process that dies when it has committed has not told the journal; and two at once do each matter once.
  const dying = {
    ...desk,
    disposals: { append: () => Promise.reject(new Error("the process dies")) },
  } as unknown as Desk;
  await assert.rejects(purgeNext(dying));
  assert.equal(await desk.store.tx((tx) => beginRun(tx, now())), false, "the run is still open");
  while ((await Promise.all([purgeNext(desk), purgeNext(desk)])).some(Boolean));
  assert.deepEqual(await Promise.all(items.map(isGone)), [true, true, true]);
  const all = await desk.store.tx((tx) => disposals(tx.db));
  assert.equal(desk.disposals.read(false).rows.length, all.length - 1);
  assert.equal(await reapply(desk, await marked()), 0, "nothing is destroyed anew at the next start");
  assert.equal(desk.disposals.read(false).rows.length, all.length, "and the journal knows of all");
});

test("abuse 57: a journal that was cut, or has a line of somebody else's, is an alarm and destroys nothing", async () => {
  const broken = async () =>
    (await desk.store.tx((tx) => tx.link("in" as Party))).alarms.filter(
      ({ code }) => code === "JOURNAL_BROKEN",
    );
  const path = join(homeFiles(alone.home).highWater, "disposals");
  const whole = readFileSync(path, "utf8");
  assert.deepEqual([await reapply(desk, await marked()), await broken()], [0, []]);
  // Whoever knows the form of before and has no key.
  const item = await closed("Not to be destroyed");
  await act(item, "resume");
  const { intake } = await desk.store.tx((tx) => homePartOf(tx, item));
  assert.ok(intake);
  const origin = "ca/home/1";
  const row = {
    party: "ca",
    id: item.slice(4),
    origin,
    pos: 1,
    at: 1,
    ground: "court-order",
    by: "ca",
    agreed: null,
  };
  const text = JSON.stringify(row);
  const code = createHash("sha256").update(text).digest("hex").slice(0, 32);
  writeFileSync(path, `${whole}${code} ${text}\n`);
  assert.equal(await reapply(desk, await marked()), 0);
  assert.equal(await isGone(item), false);
  assert.match((await broken())[0]?.evidence ?? "", /not ours: line \d+$/);

  // The database is restored, and of the journal the last line was cut: nobody knows what it named.
  writeFileSync(path, whole.slice(0, whole.trimEnd().lastIndexOf("\n") + 1));
  const last = JSON.parse(whole.trimEnd().split("\n").at(-1)?.replace(/^\w+ /, "") ?? "") as {
    readonly id: string;
  };
  const { pool } = desk.store;
  const { rows } = await pool.query("DELETE FROM disposal WHERE id = $1 RETURNING *", [last.id]);
  assert.equal(await reapply(desk, await marked()), 0);
  assert.equal((await broken()).length, 2);
  // A power cut between the commit and the line: the database knows it, and the journal gets it again, silently.
  await pool.query("INSERT INTO disposal SELECT * FROM jsonb_populate_record(NULL::disposal, $1)", [rows[0]]);
  assert.equal(await reapply(desk, await marked()), 0);
  assert.deepEqual([(await broken()).length, desk.disposals.read(false).rows.length], [2, await marked()]);
});

test("a copy of the database of before an upgrade is told of when something was destroyed since", async () => {
  const told = async () =>
    (await desk.store.tx((tx) => tx.link("in" as Party))).alarms.filter(({ code }) => code === "COPY_KEPT");
  const copy = upgradedBeside(homeFiles(alone.home).postgres);
  assert.deepEqual(await tellCopies(desk, alone.home), [], "there is none");
  mkdirSync(copy, { recursive: true });
  const [found] = copiesIn(alone.home);
  assert.ok(found && Math.abs(found.since - Date.now()) < 60_000);
  const later = { ...found, since: now() + 1 };
  assert.deepEqual(await stillHolding(desk.store, [later]), [], "made after the last disposal");
  for (let i = 0; i < 2; i++) assert.equal((await tellCopies(desk, alone.home)).length, 1);
  assert.match((await told())[0]?.evidence ?? "", /^\w+\.upgraded since /);
  assert.equal((await told()).length, 1, "once");
  rmSync(copy, { recursive: true });
  assert.deepEqual(await tellCopies(desk, alone.home), []);
});

test("what an older database has still to send is not sent, nor given back, when it was destroyed since", async () => {
  const { by, ...gone } = {
    id: newId(),
    party: "ca",
    origin: "ca/link/in/flash/1",
    pos: 9_999,
    by: "ca.officer-1",
  };
  const item = `ca:${gone.id}` as ItemId;
  const command = desk.store.atRest.seal(Buffer.from("{}"), `held ${gone.id}`);
  const waiting =
    "INSERT INTO held (id, item, officer, until, command, state) VALUES ($1, $2, $3, 1, $4, 'held')";
  await desk.store.pool.query(waiting, [gone.id, item, by, command]);
  await desk.disposals.append([{ ...gone, at: 1, ground: "court-order", by, agreed: "ca.officer-2" }]);
  const end = await recordHold(desk, item);
  const left = async () =>
    (await desk.store.pool.query("SELECT FROM held WHERE id = $1", [gone.id])).rowCount;
  assert.deepEqual([await reapply(desk, await marked()), await left()], [0, 1], "oversight holds it");
  await end();
  assert.deepEqual([await reapply(desk, await marked()), await left()], [1, 0]);
});

test("the files of what was destroyed are not asked for when it comes again, nor kept when they are on their way", async () => {
  const { pool } = desk.store;
  const c = randomBytes(32).toString("base64url");
  const expected = async (id: string) => {
    const act = { from: "in", id, item: `in:${id}`, att: [{ c, a: c, n: 40 }] } as unknown as ItemAct;
    await desk.store.tx((tx) => expectFiles(desk, tx, act));
    const { rows } = await pool.query<{ state: string }>("SELECT state FROM attachment WHERE id = $1", [id]);
    return rows[0]?.state;
  };
  const destroy = async (id: string, pos: number) => {
    const gone = { party: "in", id, origin: "in/link/ca/flash/1", pos, at: 1, ground: "recalled" };
    const row = { ...gone, by: "ca.officer-1", agreed: "ca.officer-2", attested: null };
    await desk.store.tx((tx) => destroyRecords(tx.db, [row]));
  };
  const again = newId();
  await destroy(again, 9_001);
  assert.equal(await expected(again), "destroyed");
  const coming = newId();
  assert.equal(await expected(coming), "fetching");
  const fetcher = new FileFetcher(desk, async () => {
    await destroy(coming, 9_002);
    return randomBytes(40);
  });
  await fetcher.round();
  const { rowCount } = await pool.query("SELECT FROM attachment_part WHERE c = $1", [c]);
  assert.deepEqual([await expected(coming), rowCount], ["destroyed", 0]);
});

test("a run is stopped by whoever looks after the node, and what waits is still there", async () => {
  const items = [await closed("Fourth"), await closed("Fifth")];
  alone.pass(40 * DAY);
  await desk.store.tx((tx) => beginRun(tx, now()));
  while ((await told()).destroyed === 0) await purgeNext(desk);
  assert.equal(await desk.store.tx((tx) => stopRun(tx, "ca.administrator", now())), true);
  assert.equal(await purgeNext(desk), false);
  assert.deepEqual((await Promise.all(items.map(isGone))).filter(Boolean).length, 1);
  assert.equal((await told()).stoppedBy, "ca.administrator");
  await run();
  assert.deepEqual((await Promise.all(items.map(isGone))).filter(Boolean).length, 2);
});

test("a purge that has not come to an end in time is an alarm, told once", async () => {
  const alarms = async () =>
    (await desk.store.tx((tx) => tx.link("in" as Party))).alarms.filter(({ code }) => code === "PURGE_LATE");
  const started = now();
  assert.equal(await tellLate(desk, started), false);
  alone.pass(LATE + 1);
  assert.equal(await tellLate({ ...desk, retention: {} }, started), false, "no rule, no purge");
  assert.equal(await tellLate(desk, now()), false, "a node that was away makes up for it first");
  assert.equal(await tellLate(desk, started), true);
  await tellLate(desk, started);
  assert.deepEqual(
    (await alarms()).map(({ evidence }) => evidence.slice(0, 18)),
    ["the last run ended"],
  );
  await run();
  assert.equal(await tellLate(desk, started), false);
});

test("a rule is whole days of a class that there is", () => {
  assert.deepEqual(parseRetention({ standard: 1825, case: 730 }), { standard: 1825, case: 730 });
  for (const wrong of [null, [], { bulk: 3 }, { case: 0 }, { case: 1.5 }, { case: "30" }])
    assert.throws(() => parseRetention(wrong), { code: "BAD_FIELD" }, JSON.stringify(wrong));
});

test("what one officer asks to have destroyed another agrees to, and it is done with his word or not at all", async () => {
  const item = await closed("Ordered");
  const asked = newId();
  const order = { ground: "court-order" };
  const agree = (who: Officer, of: string) =>
    actAtHome(desk, who, item, {
      id: newId(),
      do: "destroy-agree",
      args: { of } as never,
      text: null,
      after: null,
    });
  const ask = (id: string) => act(item, "destroy", order, { id });
  await assert.rejects(act(item, "destroy", { ground: "retention-expired" }), { code: "UNKNOWN_CODE" });
  await ask(asked);
  await assert.rejects(ask(newId()), { code: "ILLEGAL" }, "one at a time");
  await assert.rejects(agree(alone.officer, asked), { code: "ILLEGAL" }, "the same officer");
  await assert.rejects(agree(alone.other, newId()), { code: "STALE" });
  const person = (who: string) =>
    changeOfficers(desk.store, "UPDATE officer SET person = $1 WHERE id = $2", [who, alone.other.id]);
  await person(alone.officer.id);
  await assert.rejects(agree(alone.other, asked), { code: "ILLEGAL" }, "the same person by another account");
  const tampered = (who: string | null) =>
    alone.pool.query("UPDATE officer SET person = $1 WHERE id = $2", [who, alone.officer.id]);
  const { rows: known } = await alone.pool.query("SELECT person FROM officer WHERE id = $1", [
    alone.officer.id,
  ]);
  await tampered("ca.nobody");
  await assert.rejects(agree(alone.other, asked), { code: "ILLEGAL" }, "nor by a word in the database");
  await tampered((known[0] as { person: string | null }).person);
  await person(alone.other.id);
  const end = await recordHold(desk, item);
  await assert.rejects(agree(alone.other, asked), { code: "ON_HOLD" });
  const { destroying } = await desk.store.tx((tx) => homePartOf(tx, item));
  assert.equal(destroying?.id, asked, "it still waits: no word of an agreement is left");
  await end();
  await act(item, "destroy-drop", { of: asked });
  await assert.rejects(agree(alone.other, asked), { code: "STALE" });
  assert.equal(await isGone(item), false);
  const again = newId();
  await ask(again);
  await agree(alone.other, again);
  assert.equal(await isGone(item), true);
  const row = (await desk.store.tx((tx) => disposals(tx.db))).at(-1);
  assert.deepEqual([row?.ground, row?.by, row?.agreed], ["court-order", alone.officer.id, alone.other.id]);
});
