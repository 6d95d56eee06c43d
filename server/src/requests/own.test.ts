import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import type { Paper } from "@setu/requests";
import { parseConfig } from "../node/config.ts";
import { askAs } from "../access/asking-as.ts";
import { askCommand, configOf } from "../node/two-nodes.fixture.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { exportSheet } from "./export.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { homePartOf } from "./home-part.ts";
import { parseListQuery } from "./listing-query.ts";
import { recordOpened } from "./opened.ts";
import { projectAll } from "./projection.ts";
import { reading, readingOwn } from "./reading.ts";
import { findByRef } from "./relations.ts";
import { askList, askSearch } from "./asking.ts";

let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
});
after(() => alone.close());

const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const newId = () => randomBytes(16).toString("hex") as RecordId;
const newItem = () => `own:${newId()}` as ItemId;
const now = () => desk.ports.world.now();
const DAY = 86_400_000;

const PAPER: Paper = {
  title: "Synthetic consignment",
  from: "Desk of an invented office",
  theirRef: "IP-2231/77-Q",
  dated: "2026-01-07",
  lang: "fr",
  files: [{ name: "bordereau.pdf", type: "application/pdf", size: 12, sha256: "a".repeat(64) }],
  source: { name: "letter.eml", sha256: "b".repeat(64) },
  cut: false,
};
const command = (what: string, args: object = {}, rest: object = {}) => ({
  id: newId(),
  do: what,
  args: args as never,
  text: null,
  after: null,
  ...rest,
});
const intake = (
  paper: Partial<Paper> = {},
  args: object = {},
  text = "Pièces jointes : voir +91 98765 43210.",
) =>
  command(
    "intake",
    { cameBy: "mail", received: now() - 3 * DAY, hour: true, ...args },
    { text, paper: { ...PAPER, ...paper } },
  );
const register = async (...given: Parameters<typeof intake>): Promise<ItemId> => {
  const item = newItem();
  await actAtHome(desk, officer, item, intake(...given));
  return item;
};
const asked = async (): Promise<ItemId> => {
  const { item } = await accept(desk, officer, null, parseCommand(askCommand({ id: newId() }), Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const list = async (query: object = {}) =>
  (await askList(desk, officer, parseListQuery({ ...query }), now())).rows;
const line = async (item: ItemId, query: object = {}) => (await list(query)).find((row) => row.item === item);
const byRef = (said: string) =>
  askAs(desk, officer, { action: "list" }, (tx, { sees }) => findByRef(tx, said, sees));
const view = (item: ItemId) => readingOwn(desk, { by: officer, item });
const found = async (q: string) => (await askSearch(desk, officer, { q, after: null }, now())).matters;

test("what came another way stands in the list beside the others, by its true date, with how it came", async () => {
  const link = await asked();
  const due = now() + DAY;
  const received = now() - 3 * DAY;
  const item = await register({ title: "Call 613 555 0142 back" }, { received, due });
  const rows = await list({ view: "inbox", sort: "due" });
  const row = rows.find((each) => each.item === item);
  assert.equal(row?.cameBy, "mail");
  assert.equal(row?.updated, received);
  assert.equal(row?.clock.due, due);
  assert.match(row?.title ?? "", /^Call •/, "an identifier is masked in a list");
  assert.equal((await line(link))?.cameBy, null);
  assert.deepEqual((await list({ sort: "updated" })).map((each) => each.item).slice(-1), [item]);
  assert.equal((await line(item, { view: "sent" }))?.item, undefined);
  await listsMayLeave(desk, officer);
  const sheet = await exportSheet(desk, officer, { query: parseListQuery({}), items: [item], format: "csv" });
  assert.ok(sheet.rows[0]?.includes("came by mail; registered here"));
});

test("its page has what came and our half, its reading is written down, and nothing can be sent on it", async () => {
  const item = await register();
  const size = async () => {
    const { rows } = await pool.query("SELECT origin, size FROM own_log ORDER BY origin");
    return (rows as { origin: string; size: string }[]).map((row) => [row.origin, Number(row.size)] as const);
  };
  const before = await size();
  pass(60_000);
  const seen = await view(item);
  assert.equal(seen.ours.intake?.paper?.theirRef, PAPER.theirRef);
  assert.equal(seen.title, PAPER.title);
  assert.deepEqual([seen.moves, seen.timeline], [[], []]);
  await recordOpened(desk, officer, item);
  const after = await size();
  for (const [i, [origin, entries]] of after.entries())
    assert.equal(entries - (before[i]?.[1] ?? 0), origin.includes("/home/") ? 1 : 0, origin);
  for (const rest of [{ do: "message", args: {} }, {}]) {
    const say = parseCommand({ ...askCommand({ id: newId() }), ...rest }, now());
    await assert.rejects(accept(desk, officer, item, say), coded("ILLEGAL"));
  }
  await assert.rejects(
    reading(desk, { by: officer, item }, async () => null),
    coded("NOT_FOUND"),
  );
  await assert.rejects(view(newItem()), coded("NOT_FOUND"));
  const held = await pool.query("SELECT 1 FROM held WHERE item = $1", [item]);
  assert.equal(held.rowCount, 0);
});

test("one search finds it by title, text, sender, their reference, the name of a file, and a number written otherwise", async () => {
  const item = await register({
    title: "Zephyrine",
    from: "Bureau Kestrelle",
    theirRef: "ZX-99/4471",
    files: [{ name: "ornithologie.pdf", type: "application/pdf", size: 1, sha256: "c".repeat(64) }],
  });
  for (const [q, where] of [
    ["zephyrine", "title"],
    ["kestrelle", "text"],
    ["zx994471", "reference"],
    ["ornithologie", "file"],
    ["098765 43210", "number"],
  ] as const) {
    const matter = (await found(q)).find((each) => each.row.item === item);
    assert.equal(matter?.hits[0]?.where, where, q);
  }
  const { ref } = await view(item);
  assert.match(ref, /^OWN-/);
  assert.deepEqual(await byRef(ref.toLowerCase().replaceAll("-", " ")), [{ item, ref }]);
});

test("all that is done on our half is done on it; it is linked with what crosses, and shows on both", async () => {
  const item = await register({}, { due: now() + DAY });
  const link = await asked();
  await actAtHome(desk, officer, item, command("assign", { officer: other.id }));
  await actAtHome(desk, officer, item, command("note", { mentions: [other.id] }, { text: "rang back" }));
  await actAtHome(desk, officer, item, command("follow-up", { at: now() + DAY }));
  await actAtHome(desk, officer, item, command("refer", { kind: "interpol" }, { text: "2026/1" }));
  await actAtHome(desk, officer, item, command("relate", { kind: "related", other: link }));
  await actAtHome(desk, officer, link, command("relate", { kind: "duplicate-of", other: item }));
  const { home, related } = await view(item);
  assert.deepEqual([home.assignee, home.notes], [other.id, 1]);
  assert.deepEqual(
    related.map(({ side, item: to }) => [side, to]),
    [
      ["to", link],
      ["from", link],
    ],
  );
  await list();
  const told = await pool.query("SELECT kind FROM notice WHERE item = $1 AND officer = $2", [item, other.id]);
  assert.deepEqual((told.rows as { kind: string }[]).map(({ kind }) => kind).toSorted(), [
    "assigned",
    "mentioned",
  ]);
  await actAtHome(desk, officer, item, command("done"));
  const row = await line(item, { state: "done" });
  assert.deepEqual([row?.home.done, row?.clock.state, row?.turn], [true, "stopped", "none"]);
  assert.equal(await line(item, { state: "open" }), undefined);
});

test("the same content is registered once; taken back at once it is nowhere, and can be registered again", async () => {
  const item = newItem();
  const first = intake({ title: "Quillfeather" });
  await actAtHome(desk, officer, item, first);
  await actAtHome(desk, officer, item, first);
  await assert.rejects(actAtHome(desk, officer, item, intake()), coded("DUPLICATE"));
  assert.equal((await found("quillfeather")).length, 1);
  await actAtHome(desk, officer, item, command("undo", { of: first.id }));
  assert.equal(await line(item), undefined);
  assert.deepEqual(await found("quillfeather"), []);
  assert.equal((await pool.query("SELECT 1 FROM derived.word WHERE item = $1", [item])).rowCount, 0);
  await assert.rejects(view(item), coded("NOT_FOUND"));
  await assert.rejects(actAtHome(desk, officer, item, command("done")), coded("NOT_FOUND"));
  const again = intake({ title: "Quillfeather" });
  await actAtHome(desk, officer, item, again);
  assert.equal((await line(item))?.title, "Quillfeather");
  await actAtHome(desk, other, item, command("note", { mentions: [] }, { text: "x" }));
  await assert.rejects(actAtHome(desk, officer, item, command("undo", { of: again.id })), coded("STALE"));
});

test("what is refused leaves nothing: on an item that crosses, in the future, without paper, of an unknown way", async () => {
  const link = await asked();
  const refused: readonly (readonly [string, ItemId, ReturnType<typeof command>])[] = [
    ["ILLEGAL", link, intake()],
    ["BAD_FIELD", newItem(), intake({}, { received: now() + 60_000 })],
    ["BAD_FIELD", newItem(), { ...intake(), paper: null } as never],
    ["BAD_FIELD", newItem(), { ...intake(), text: null }],
    ["UNKNOWN_CODE", newItem(), intake({}, { cameBy: "pigeon" })],
    ["TOO_LARGE", newItem(), intake({}, {}, "x".repeat(16_001))],
    ["BAD_FIELD", link, command("done", {}, { paper: PAPER })],
    ["NOT_FOUND", newItem(), command("note", { mentions: [] }, { text: "x" })],
    ["NOT_FOUND", link, command("relate", { kind: "related", other: newItem() })],
  ];
  const count = async () => (await pool.query("SELECT 1 FROM derived.home_act")).rowCount;
  const before = await count();
  for (const [code, item, act] of refused)
    await assert.rejects(actAtHome(desk, officer, item, act), coded(code), code);
  assert.equal(await count(), before);
});

test("the longest paper in the widest script fits into a body", async () => {
  const wide = "क".repeat(16_000);
  const file = { name: "ख".repeat(120), type: "x".repeat(60), size: 1, sha256: "d".repeat(64) };
  const item = await register(
    {
      title: "ग".repeat(200),
      from: "घ".repeat(300),
      theirRef: "च".repeat(100),
      files: Array.from({ length: 16 }, () => file),
    },
    {},
    wide,
  );
  assert.equal((await view(item)).ours.intake?.text, wide);
});

test("acts, lines and words of such matters are rebuilt from the home log, byte for byte", async () => {
  await desk.store.tx((tx) => projectAll(desk, tx));
  const kept = async () => ({
    acts: (await pool.query("SELECT * FROM derived.home_act ORDER BY pos")).rows,
    lines: (await pool.query("SELECT * FROM derived.request ORDER BY item")).rows,
    words: (await pool.query("SELECT item, place, act, words::text FROM derived.word ORDER BY 1, 2, 3")).rows,
  });
  const before = await kept();
  await desk.store.replay("now");
  const after = await kept();
  assert.deepEqual(after.acts, before.acts);
  assert.deepEqual(after.lines, before.lines);
  assert.deepEqual(after.words, before.words);
  assert.ok((before.lines as { item: string }[]).filter(({ item }) => item.startsWith("own:")).length >= 5);
});

test("no party is called as these matters are", async () => {
  const config = await configOf("ca", "in", "postgres://127.0.0.1/none");
  assert.equal(parseConfig(Buffer.from(JSON.stringify(config))).peer, "in");
  for (const side of ["party", "peer"])
    assert.throws(
      () => parseConfig(Buffer.from(JSON.stringify({ ...config, [side]: "own" }))),
      coded("BAD_FIELD"),
    );
});

test("a text that was destroyed leaves the act, the dates and the line, and no word of it", async () => {
  const item = await register({ title: "Perishable" });
  const { intake: act } = await desk.store.tx((tx) => homePartOf(tx, item));
  await pool.query("DELETE FROM keyring WHERE id = $1 AND slot = 1", [act?.id]);
  await desk.store.replay("now");
  const row = await line(item);
  assert.deepEqual([row?.title, row?.cameBy], [null, "mail"]);
  assert.deepEqual(await found("perishable"), []);
});
