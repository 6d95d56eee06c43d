import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId, RecordId } from "@setu/core";
import { peerOrigin } from "@setu/link";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { settle, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { askList, askSearch } from "./asking.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { parseListQuery } from "./listing-query.ts";
import { reading } from "./reading.ts";

/** Two officers of one desk, and what is new to each. */
let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
});
after(() => alone.close());

const newId = () => randomBytes(16).toString("hex") as RecordId;
const asked = async (title = "Synthetic"): Promise<ItemId> => {
  const given = askCommand({ id: newId(), body: { title, text: "Synthetic text.", lang: "en" } });
  const { item } = await accept(desk, officer, null, parseCommand(given, desk.ports.world.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const home = (
  by: typeof officer,
  item: ItemId,
  what: string,
  args: object = {},
  text: string | null = null,
) => actAtHome(desk, by, item, { id: newId(), do: what, args: args as never, text, after: null });
const note = (by: typeof officer, item: ItemId, mentions: readonly string[] = []) =>
  home(by, item, "note", { mentions }, "Synthetic note.");
const open = (by: typeof officer, item: ItemId) => reading(desk, { by, item }, async () => null);
const list = (by: typeof officer, given: Record<string, string>) =>
  askList(desk, by, parseListQuery(given), desk.ports.world.now());
const isNew = async (by: typeof officer, item: ItemId) =>
  (await list(by, {})).rows.find((row) => row.item === item)?.unread;
const bothSee = async (item: ItemId) => [await isNew(officer, item), await isNew(other, item)];
const news = async (by: typeof officer, given: Record<string, string> = {}) =>
  (await list(by, { ...given, news: "new" })).rows.map(({ item }) => item);

test("what nobody has is new until one has opened it, each officer for herself; what she wrote never was", async () => {
  const item = await asked();
  assert.deepEqual(await bothSee(item), [false, true]);
  await open(other, item);
  assert.deepEqual(await bothSee(item), [false, false]);
  await note(officer, item);
  assert.deepEqual(await bothSee(item), [false, true], "her own act is news to her colleague alone");
  await open(other, item);
  await note(other, item);
  assert.deepEqual(await bothSee(item), [true, false]);
  await home(officer, item, "watch", { officer: officer.id });
  await open(officer, item);
  assert.deepEqual(await bothSee(item), [false, false], "who watches is no news to anybody");
});

test("what another has is new to whom it concerns: who is named in a note, watches, or has a task", async () => {
  const item = await asked();
  await home(officer, item, "assign", { officer: officer.id });
  assert.deepEqual(await bothSee(item), [false, false]);
  await note(officer, item, [other.id]);
  assert.deepEqual(await bothSee(item), [false, true]);
  await open(other, item);
  assert.deepEqual(await bothSee(item), [false, false]);
  const given = await asked();
  await home(officer, given, "assign", { officer: officer.id });
  await home(officer, given, "task", { officer: other.id }, "Synthetic task.");
  assert.deepEqual(await bothSee(given), [false, true]);
});

test("an act that was undone is not taken for one that is still to be seen, and hides none that came after", async () => {
  const item = await asked();
  const done = newId();
  await open(other, item);
  await actAtHome(desk, officer, item, { id: done, do: "follow-up", args: {}, text: null, after: null });
  await open(other, item);
  await home(officer, item, "undo", { of: done });
  await open(other, item);
  await note(officer, item);
  assert.equal(await isNew(other, item), true);
});

test("the filter and the count say what the lines say, by every holder and in both orders", async () => {
  const kinds = ["any", "mine", "unassigned", "mine-or-unassigned", "watching"];
  for (const by of [officer, other])
    for (const who of kinds)
      for (const sort of ["due", "updated"]) {
        const all = await list(by, { who, sort });
        const wanted = all.rows.filter(({ unread }) => unread).map(({ item }) => item);
        const found = await list(by, { who, sort, news: "new" });
        assert.deepEqual(
          found.rows.map(({ item }) => item),
          wanted,
          `${by.id} ${who} ${sort}`,
        );
        assert.equal(found.total, wanted.length);
      }
  assert.ok((await news(other)).length > 1);
  const { matters } = await askSearch(desk, other, { q: "synthetic", after: null }, desk.ports.world.now());
  const lines = (await list(other, {})).rows.filter(({ unread }) => unread).length;
  assert.equal(matters.filter(({ row }) => row.unread).length, lines);
});

test("what an officer has seen is rebuilt from the home log, and nobody's mark is another's to read", async () => {
  // Each reading of this minute stands in the log once; what is asked here is what the log itself says.
  pass(60_000);
  const last = await asked("last");
  await open(other, last);
  const all = async () => [await news(officer), await news(other)];
  const before = await all();
  await desk.store.replay("now");
  assert.deepEqual(await all(), before);
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM derived.mark WHERE officer = $1",
    [officer.id],
  );
  assert.ok((rows[0]?.n ?? 0) > 0);
  const facts = {
    id: other.id,
    agency: other.agency,
    clearance: 4,
    compartments: [],
    powers: ["read"],
    topics: {},
  };
  const marks = await desk.store.readAs({ ...facts, active: true } as never, desk.ports.world.now(), (tx) =>
    tx.db.rows<{ officer: string }>("SELECT DISTINCT officer FROM derived.mark", []),
  );
  assert.deepEqual(marks, [{ officer: other.id }]);
});

test("whoever acted towards the other side had it on her screen, whatever came then and whatever comes now", async () => {
  const { item, id } = await theyAsk(desk);
  await settle(desk);
  assert.deepEqual(await bothSee(item), [true, true]);
  await note(other, item);
  // What they have said so far we have applied: one perfect subtree, so that one hash is its frontier.
  await pool.query(
    `UPDATE peer_log SET held = 65536, applied = 65536, frontier = decode(repeat('00', 32), 'hex') WHERE origin = $1`,
    [peerOrigin(desk.ports.identity, "flash")],
  );
  const command = {
    ...askCommand({ id: newId() }),
    do: "acknowledge",
    args: {},
    body: null,
    after: [null, id],
  };
  await accept(desk, officer, item, parseCommand(command, desk.ports.world.now()));
  await submitDue(desk);
  assert.deepEqual(await bothSee(item), [false, true], "she answered; her colleague has seen neither");
  await note(other, item);
  assert.equal(await isNew(officer, item), true);
});

test("act by act: what came since she last opened it, whenever it was written; nothing at her first look", async () => {
  const fresh = (by: typeof officer, of: ItemId) =>
    reading(desk, { by, item: of }, async (_tx, _known, { whole, news }) => news(whole));
  const noted = async (by: typeof officer, of: ItemId) => {
    const command = { do: "note", args: { mentions: [] }, text: "Synthetic note.", after: null };
    const id = newId();
    await actAtHome(desk, by, of, { id, ...command });
    return id;
  };
  const mine = await asked();
  await open(other, mine);
  const kept = await noted(officer, mine);
  await desk.store.replay("now");
  await settle(desk);
  assert.deepEqual(await fresh(other, mine), [kept], "the home log tells it again");

  const { item } = await theyAsk(desk);
  await settle(desk);
  assert.deepEqual(await fresh(other, item), [], "all of it is new, and none of it more than the rest");
  const first = await noted(officer, item);
  assert.deepEqual(await fresh(other, item), [first]);
  assert.deepEqual(await fresh(other, item), [], "she has seen it");
  // Written before the note that she has seen, and on the way until now.
  const late = await theySay(desk, "message", { item });
  await pool.query("UPDATE derived.act SET t = t - 3600000 WHERE id = $1", [late.id]);
  await noted(other, item);
  const second = await noted(officer, item);
  assert.deepEqual((await fresh(other, item)).toSorted(), [late.id, second].toSorted());
});
