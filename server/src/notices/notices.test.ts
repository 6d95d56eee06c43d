import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { ItemId } from "@setu/core";
import { NOTICE_DEFAULTS, OUTCOMES, type NoticePreferences } from "@setu/requests";
import { saveNotices } from "../me/preferences.ts";
import type { Desk } from "../requests/desk.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { accept, submitDue } from "../requests/held.ts";
import { parseListQuery } from "../requests/listing-query.ts";
import { askList } from "../requests/asking.ts";
import { recordOpened } from "../requests/opened.ts";
import { tellFailed } from "./failed.ts";
import { Teller } from "./loops.ts";
import { forgetOld } from "./notice.ts";
import { home, newId, settle, theyAsk, theySay, toldTo } from "./notices.fixture.ts";
import { ringDue } from "./rings.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
});
beforeEach(async () => {
  await settle(desk);
  await pool.query("UPDATE derived.request SET ring = NULL");
  await pool.query("DELETE FROM notice");
  await pool.query("DELETE FROM preference");
  await pool.query("DELETE FROM held");
});
after(() => alone.close());

const HOUR = 3_600_000;
const told = (who: typeof officer) => toldTo(desk, who);
const ring = (at: Desk = desk) => at.store.tx((tx) => ringDue(at, tx));
const all = async () =>
  (await pool.query("SELECT event, officer, kind, reason FROM notice ORDER BY event, officer")).rows;

const weAsk = async (by: typeof officer): Promise<ItemId> => {
  const { item } = await accept(desk, by, null, parseCommand(askCommand({ id: newId() }), Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};

test("whoever is given an item or named in a note is told once, and nobody of what they did themselves", async () => {
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "assign", { officer: other.id });
  await home(desk, officer, item, "note", { mentions: [officer.id, other.id] }, "look at this");
  await settle(desk);
  await home(desk, other, item, "watch", { officer: other.id });
  await settle(desk);
  assert.deepEqual(await told(other), ["assigned", "mentioned"]);
  assert.deepEqual(await told(officer), []);
});

test("a replay, from nothing, makes no notice a second time, read or not", async () => {
  const item = await weAsk(officer);
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  await pool.query("UPDATE notice SET read_at = 1");
  const before = await all();
  assert.equal(before.length, 1);
  await desk.store.replay("now");
  assert.deepEqual(await all(), before);
  const { rows } = await pool.query("SELECT read_at FROM notice");
  assert.equal(Number((rows as { read_at: string }[])[0]?.read_at), 1);
});

test("what is undone before it is read was never told; what was read stays", async () => {
  const { item } = await theyAsk(desk);
  const note = await home(desk, officer, item, "note", { mentions: [other.id] }, "wrong item");
  await settle(desk);
  assert.deepEqual(await told(other), ["mentioned"]);
  await home(desk, officer, item, "undo", { of: note });
  await settle(desk);
  assert.deepEqual(await told(other), []);
  const again = await home(desk, officer, item, "note", { mentions: [other.id] }, "wrong again");
  await settle(desk);
  await pool.query("UPDATE notice SET read_at = 1");
  await home(desk, officer, item, "undo", { of: again });
  await settle(desk);
  assert.deepEqual(await told(other), ["mentioned"]);
});

test("what the other side writes reaches whoever has or watches it, until somebody here has opened it", async () => {
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "assign", { officer: officer.id });
  await settle(desk);
  assert.deepEqual(await told(officer), [], "its opening is in the list of what nobody has");
  await theySay(desk, "message", { item });
  await settle(desk);
  assert.deepEqual(await told(officer), ["reply message"]);
  assert.deepEqual(await told(other), []);
  // It is still unread when it changes hands.
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  assert.deepEqual((await told(other)).toSorted(), ["assigned", "reply message"]);
  await recordOpened(desk, other, item);
  pass(1_000);
  const third = { ...officer, id: "ca.officer-3" };
  await changeOfficers(
    alone.desk.store,
    `INSERT INTO officer (id, name, agency, lang, powers, topics, accredited_from, accredited_until)
      VALUES ($1, 'x', 'ca.ncb-ottawa', 'en', '{read}', '{"read":{"cyber":0}}', 0, $2)`,
    [third.id, Number.MAX_SAFE_INTEGER],
  );
  await home(desk, officer, item, "watch", { officer: third.id });
  await settle(desk);
  assert.deepEqual(await told(third), [], "what others have dealt with is no news");
  await theySay(desk, "message", { item });
  await settle(desk);
  assert.deepEqual(await told(third), ["reply message"]);
  assert.deepEqual(await told(officer), ["reply message"], "no longer theirs");
  await pool.query("DELETE FROM notice; UPDATE officer SET disabled = true WHERE id = 'ca.officer-3'");
  await settle(desk);
});

test("what they correct or narrow is told to whoever had carried it on before, once, and to nobody who came later", async () => {
  const { item, id } = await theyAsk(desk);
  await home(desk, other, item, "refer", { kind: "interpol" }, "2026/45");
  await settle(desk);
  pass(1_000);
  for (const [what, about] of [
    ["correct", { ref: id }],
    ["narrow", { ref: id }],
    ["narrow", {}],
    ["correct", { ref: newId() }],
  ] as const) {
    await theySay(desk, what, { item, args: about });
    await settle(desk);
  }
  assert.deepEqual(
    await told(other),
    ["reply correct", "reply narrow", "reply narrow"],
    "what is void is no news",
  );
  pass(1_000);
  await home(desk, officer, item, "refer", { kind: "interpol" }, "2026/46");
  await settle(desk);
  assert.deepEqual(await told(officer), []);
  await pool.query("UPDATE notice SET read_at = 1");
  await desk.store.replay("now");
  await settle(desk);
  const unread = await pool.query("SELECT event FROM notice WHERE read_at IS NULL AND item = $1", [item]);
  assert.deepEqual(unread.rows, []);
});

test("of what nobody has, a reply goes to whoever wrote last", async () => {
  const item = await weAsk(other);
  await theySay(desk, "message", { item });
  await settle(desk);
  assert.deepEqual(await told(other), ["reply message"]);
  assert.deepEqual(await told(officer), []);
});

/** Sets the clock of a line as if its marks were so far away, in hours. */
async function marks(item: string, hours: readonly [number, number, number]) {
  const now = desk.ports.world.now();
  const at = hours.map((each) => now + each * HOUR);
  const clock = { state: "running", due: at[2], marks: at };
  await pool.query(
    `UPDATE derived.request SET shown = jsonb_set(shown, '{clock}', (shown -> 'clock') || $2), ring = $3 WHERE item = $1`,
    [item, JSON.stringify(clock), at[0]],
  );
}

test("the clock of a real request is one of the instants that ring", async () => {
  const { item } = await theyAsk(desk);
  await settle(desk);
  const { rows } = await pool.query(
    "SELECT ring, shown -> 'clock' -> 'marks' AS marks FROM derived.request WHERE item = $1",
    [item],
  );
  const [line] = rows as { ring: string; marks: number[] }[];
  assert.equal(Number(line?.ring), line?.marks[0]);
  pass((line?.marks[0] ?? 0) - desk.ports.world.now() + 1);
  assert.equal(await ring(), 1);
  assert.deepEqual(await told(officer), ["unclaimed p50"]);
});

test("one's deadline is told at 50, 75 and 100 %; after an outage the newest mark only", async () => {
  const { item } = await theyAsk(desk);
  await home(desk, other, item, "assign", { officer: officer.id });
  await settle(desk);
  await marks(item, [1, 2, 4]);
  assert.equal(await ring(), 0);
  pass(HOUR);
  await ring();
  await ring();
  assert.deepEqual(await told(officer), ["assigned", "deadline p50"]);
  // Given away: who has it now is not told of what passed before.
  pass(1);
  await home(desk, officer, item, "assign", { officer: other.id });
  const { rows } = await pool.query("SELECT shown -> 'clock' AS clock FROM derived.request WHERE item = $1", [
    item,
  ]);
  const [line] = rows as { clock: object }[];
  await settle(desk);
  const again = async () => {
    const set = `UPDATE derived.request SET shown = jsonb_set(shown, '{clock}', $2), ring = 1 WHERE item = $1`;
    await pool.query(set, [item, JSON.stringify(line?.clock)]);
    await ring();
  };
  await again();
  assert.deepEqual(await told(other), ["assigned"]);
  pass(3 * HOUR);
  await again();
  await again();
  assert.deepEqual(await told(officer), ["assigned", "deadline p50"]);
  assert.deepEqual(await told(other), ["assigned", "deadline p100"], "and p75 is skipped");
});

test("the deadline of what nobody has concerns every officer of the desk", async () => {
  const { item } = await theyAsk(desk);
  await settle(desk);
  await marks(item, [-1, 2, 4]);
  await ring();
  assert.deepEqual([await told(officer), await told(other)], [["unclaimed p50"], ["unclaimed p50"]]);
});

test("a follow-up date is told to whoever has the item, else to whoever set it", async () => {
  const { item } = await theyAsk(desk);
  const at = desk.ports.world.now() + HOUR;
  await home(desk, other, item, "follow-up", { at });
  await settle(desk);
  pass(HOUR + 1);
  await ring();
  assert.deepEqual([await told(officer), await told(other)], [[], ["follow-up"]]);
  const later = desk.ports.world.now() + HOUR;
  await home(desk, other, item, "follow-up", { at: later });
  await home(desk, officer, item, "assign", { officer: officer.id });
  await settle(desk);
  pass(HOUR + 1);
  await ring();
  assert.deepEqual([await told(officer), await told(other)], [["follow-up"], ["follow-up"]]);
});

test("a task is told to whom it is given, and again when it is due, unless it has been done", async () => {
  const { item } = await theyAsk(desk);
  const until = desk.ports.world.now() + HOUR;
  const task = { officer: other.id, until };
  await home(desk, officer, item, "task", task, "call the airline");
  const second = await home(desk, officer, item, "task", task, "ask the bank");
  await settle(desk);
  assert.deepEqual([await told(officer), await told(other)], [[], ["assigned task", "assigned task"]]);
  await home(desk, other, item, "task-done", { of: second });
  await settle(desk);
  pass(HOUR + 1);
  await ring();
  await ring();
  assert.deepEqual(
    [await told(officer), await told(other)],
    [[], ["assigned task", "assigned task", "follow-up task-due"]],
  );
});

test("the outcome of an answer is told when it is due, once, to whoever has it", async () => {
  const DAYS = 24 * HOUR;
  const item = await weAsk(officer);
  const [, ask = ""] = item.split(":");
  await theySay(desk, "answer", { item, after: [null, ask] });
  // The peer answers what it has seen: our question has its place, and their answer stands on it.
  await pool.query(
    "UPDATE derived.act SET pos = CASE party WHEN 'ca' THEN 900 ELSE pos END, seen = CASE party WHEN 'in' THEN 1000 ELSE 0 END WHERE item = $1",
    [item],
  );
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  const { rows } = await pool.query("SELECT shown, ring, press FROM derived.request WHERE item = $1", [item]);
  const [line] = rows as { shown: { status: string; feedbackDue: number }; ring: string; press: string }[];
  assert.equal(line?.shown.status, "answered");
  const due = line?.shown.feedbackDue ?? 0;
  assert.ok(Math.abs(due - desk.ports.world.now() - 30 * DAYS) < HOUR, "thirty days after the answer");
  assert.deepEqual(
    [Number(line?.ring), Number(line?.press)],
    [due, OUTCOMES + due],
    "it rings, and has its place by date",
  );
  const listed = (clock: string) =>
    askList(desk, officer, parseListQuery({ view: "sent", state: "open", clock }), desk.ports.world.now());
  assert.deepEqual(
    (await listed("outcome")).rows.map((row) => row.item),
    [item],
  );
  assert.ok(!(await listed("later")).rows.some((row) => row.item === item), "no clock of theirs runs");
  await pool.query("DELETE FROM notice");
  pass(30 * DAYS - HOUR);
  await ring();
  assert.deepEqual(await told(other), []);
  pass(2 * HOUR);
  await ring();
  await settle(desk);
  await pool.query("UPDATE derived.request SET ring = 1 WHERE item = $1", [item]);
  await ring();
  assert.deepEqual([await told(officer), await told(other)], [[], ["outcome"]]);
});

test("two processes that find the same events at once make each notice once", async () => {
  const items = [];
  for (let i = 0; i < 6; i++) items.push((await theyAsk(desk)).item);
  for (const item of items) await home(desk, officer, item, "assign", { officer: other.id });
  const second: Desk = { ...desk, told: new Map(), reads: { minute: 0, who: new Set() } };
  const project = async (at: Desk) => {
    await settle(at);
    await ring(at);
  };
  await Promise.all([project(desk), project(second), project(desk), project(second)]);
  assert.equal((await all()).length, 6);
  pass(2 * HOUR);
  for (const item of items) await marks(item, [-1, 2, 4]);
  const taken = await Promise.all([ring(desk), ring(second), ring(desk), ring(second)]);
  assert.equal(
    taken.reduce((sum, n) => sum + n, 0),
    6,
    "each line was taken by one of them",
  );
  assert.deepEqual((await told(other)).filter((each) => each === "deadline p50").length, 6);
  // And where both take one after the other.
  for (const item of items) await marks(item, [-1, 2, 4]);
  const before = (await all()).length;
  await Promise.all([ring(desk), ring(second)]);
  assert.equal((await all()).length, before + 6, "another clock is another event");
});

test("what does not go is told to who sent it: come back, not taken there, or waiting behind a stopped link", async () => {
  const command = parseCommand(askCommand({ id: newId(), lane: "main" }), Date.now());
  await accept(desk, other, null, command);
  await pool.query("UPDATE held SET state = 'returned', returned = 'STALE', returned_at = $1", [
    desk.ports.world.now(),
  ]);
  const tell = () => desk.store.tx((tx) => tellFailed(desk, tx));
  await tell();
  await tell();
  assert.deepEqual(await told(other), ["failed returned"]);

  const sent = parseCommand(askCommand({ id: newId() }), Date.now());
  const { item } = await accept(desk, officer, null, sent);
  pass(11_000);
  await submitDue(desk);
  await tell();
  assert.deepEqual(await told(officer), [], "it only waits");
  await theySay(desk, "declined", { item: item as never, args: { ref: sent.id, code: "unreadable" } });
  await settle(desk);
  assert.deepEqual(await told(officer), ["failed declined"]);
  await pool.query("DELETE FROM notice");
  await pool.query(
    "INSERT INTO link (peer, stopped) VALUES ('in', 'FORK') ON CONFLICT (peer) DO UPDATE SET stopped = 'FORK'",
  );
  await tell();
  await tell();
  const mine = await pool.query("SELECT 1 FROM notice WHERE event = $1 AND officer = $2", [
    `link-stopped/${sent.id}`,
    officer.id,
  ]);
  assert.equal(mine.rowCount, 1);
  await pool.query("UPDATE link SET stopped = NULL");
});

test("a kind that is turned off is not told; one's own deadline cannot be", async () => {
  const off = Object.fromEntries(
    Object.keys(NOTICE_DEFAULTS).map((kind) => [
      kind,
      { screen: kind === "deadline", mail: false, digest: false },
    ]),
  ) as NoticePreferences;
  await saveNotices(desk.store, other.id, { notices: off, shift: 8 });
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "assign", { officer: other.id });
  await home(desk, officer, item, "note", { mentions: [other.id] }, "look");
  await settle(desk);
  await marks(item, [-1, 2, 4]);
  pass(HOUR);
  await marks(item, [-0.5, 2, 4]);
  await ring();
  assert.deepEqual(await told(other), ["deadline p50"]);
});

test("a notice is kept for 90 days, and its event makes no other one afterwards", async () => {
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  const forget = () => desk.store.tx((tx) => forgetOld(tx, desk.ports.world.now()));
  pass(89 * 24 * HOUR);
  await forget();
  assert.equal((await all()).length, 1);
  pass(3 * 24 * HOUR);
  await forget();
  await home(desk, other, item, "watch", { officer: other.id });
  await settle(desk);
  assert.deepEqual(await all(), []);
});

test("open screens hear of what any process has made, by number and once", async () => {
  const heard: number[] = [];
  const teller = new Teller(desk, (no) => heard.push(no));
  await teller.round();
  const { item } = await theyAsk(desk);
  await home(desk, officer, item, "assign", { officer: other.id });
  await settle(desk);
  await teller.round();
  await teller.round();
  const { rows } = await pool.query("SELECT no FROM notice");
  assert.deepEqual(
    heard,
    (rows as { no: string }[]).map(({ no }) => Number(no)),
  );
  assert.equal(heard.length, 1);
});
