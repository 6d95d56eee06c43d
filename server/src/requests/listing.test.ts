import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import { FACT_COLUMNS, READABLE } from "../access/everything.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { exportSheet } from "./export.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { cursorOf, parseListQuery } from "./listing-query.ts";
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
const asked = async (title = "Synthetic", text = "Synthetic text."): Promise<ItemId> => {
  const given = askCommand({ id: newId(), body: { title, text, lang: "en" } });
  const { item } = await accept(desk, officer, null, parseCommand(given, Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const home = (item: ItemId, what: string, args: object = {}) =>
  actAtHome(desk, officer, item, { id: newId(), do: what, args: args as never, text: null, after: null });
const list = async (given: Record<string, string> = {}, by = officer) =>
  askList(desk, by, parseListQuery(given), desk.ports.world.now());
const items = async (given: Record<string, string>, by = officer) =>
  (await list(given, by)).rows.map(({ item }) => item);

test("who has it, who watches, what is put away, what is due again: each has its list", async () => {
  const [mine, hers, watched, away, again, free] = [
    await asked("mine"),
    await asked("hers"),
    await asked("watched"),
    await asked("away"),
    await asked("again"),
    await asked("free"),
  ];
  await home(mine, "assign", { officer: officer.id });
  await home(hers, "assign", { officer: other.id });
  await home(watched, "watch", { officer: officer.id });
  await home(away, "done");
  await home(again, "follow-up", { at: desk.ports.world.now() + 60_000 });
  assert.deepEqual(await items({ who: "mine" }), [mine]);
  assert.deepEqual(await items({ who: "mine" }, other), [hers]);
  assert.deepEqual(await items({ who: "watching" }), [watched]);
  assert.deepEqual(await items({ who: "watching" }, other), []);
  assert.deepEqual(await items({ state: "done" }), [away]);
  assert.deepEqual(await items({ state: "open", who: "unassigned" }), [free, again, watched]);
  const sitsDown = { state: "open", who: "mine-or-unassigned" };
  assert.deepEqual(await items(sitsDown), [free, again, watched, mine]);
  assert.deepEqual(await items(sitsDown, other), [free, again, watched, hers]);
  assert.equal((await list({ ...sitsDown, sort: "due" })).total, 4);
  assert.deepEqual(await items({ ...sitsDown, q: "mine" }), [mine], "found by a word, and still hers");
  assert.deepEqual(await items({ ...sitsDown, q: "hers" }), [], "found by a word, and another's");
  assert.deepEqual(await items({ state: "follow-up" }), []);
  pass(60_000);
  assert.deepEqual(await items({ state: "follow-up" }), [again]);
  assert.deepEqual(await items({ state: "follow-up", who: "mine" }), []);
  assert.deepEqual(await items({ view: "sent", turn: "them", state: "open" }), [
    free,
    again,
    watched,
    hers,
    mine,
  ]);
  assert.deepEqual(await items({ view: "inbox" }), []);
  assert.deepEqual(await items({ state: "closed" }), []);
  assert.deepEqual(await items({ urgency: "routine", q: "HÉRS" }), [hers]);
  assert.deepEqual(await items({ urgency: "flash" }), []);
  assert.deepEqual(await items({ q: "!!" }), [], "nothing that could be found is not everything");
  await home(again, "done");
  assert.deepEqual(await items({ state: "follow-up" }), [], "put away is not due again");
  await home(free, "follow-up", { at: desk.ports.world.now() + 60_000 });
  await home(free, "done");
  assert.equal((await items({ state: "open" })).includes(free), false);
  pass(60_000);
  assert.deepEqual(await items({ state: "follow-up" }), [free], "put away until then");
});

/** Lines of a desk of some size, as their columns stand; `due` in hours from now, null for none. */
const PUT = `INSERT INTO derived.request (item, ref, shown, shelf, press, assignee, watchers, follow_up, updated, ${FACT_COLUMNS})
  SELECT 'in:' || lpad(n::text, 32, '0'), 'x', jsonb_build_object('item', 'in:' || lpad(n::text, 32, '0')), 'inbox us routine',
    CASE n % 3 WHEN 0 THEN 8000000000000000 - n ELSE 1000 + n % 7 END, '', '{}', NULL, n % 5, ${READABLE} FROM generate_series(1, $1::int) AS n`;

test("pages go through a list without a gap or a double, forwards and backwards, in both orders", async () => {
  await pool.query(PUT, [173]);
  await pool.query(
    "UPDATE derived.request SET assignee = $1 WHERE shelf = 'inbox us routine' AND press % 2 = 0",
    [officer.id],
  );
  const ways = ["due", "updated"].flatMap((sort) =>
    ["any", "mine-or-unassigned"].map((who) => ({ sort, who })),
  );
  for (const { sort, who } of ways) {
    const first = await list({ view: "inbox", sort, who });
    assert.equal(first.previous, null);
    assert.deepEqual([first.total, first.more], [173, false]);
    const forwards = [first];
    for (let page = first; page.next !== null;) {
      page = await list({ view: "inbox", sort, who, after: page.next });
      forwards.push(page);
    }
    assert.deepEqual(
      forwards.map(({ rows }) => rows.length),
      [50, 50, 50, 23],
    );
    const seen = forwards.flatMap(({ rows }) => rows.map(({ item }) => item));
    assert.equal(new Set(seen).size, 173);
    const { rows: wanted } = await pool.query<{ item: string }>(
      `SELECT item FROM derived.request WHERE shelf = 'inbox us routine' ORDER BY ${
        sort === "due" ? "press, item" : "updated DESC, item DESC"
      }`,
    );
    assert.deepEqual(
      seen,
      wanted.map(({ item }) => item),
    );
    let back = forwards.at(-1);
    for (const earlier of forwards.slice(0, -1).toReversed()) {
      back = await list({ view: "inbox", sort, who, before: back?.previous ?? "" });
      assert.deepEqual(back.rows, earlier.rows);
    }
    assert.equal(back?.previous, null);
    assert.equal(back?.next, first.next);
  }
});

test("what comes while somebody reads moves no line from one page to the next", async () => {
  const first = await list({ view: "inbox", sort: "updated" });
  const wanted = await items({ view: "inbox", sort: "updated", after: first.next ?? "" });
  await pool.query("UPDATE derived.request SET updated = 9 WHERE item = $1", [first.rows[20]?.item]);
  assert.deepEqual(await items({ view: "inbox", sort: "updated", after: first.next ?? "" }), wanted);
});

test("counting stops, and says so", async () => {
  await pool.query("DELETE FROM derived.request WHERE shelf = 'inbox us routine'");
  await pool.query(PUT, [10_001]);
  const { total, more } = await list({ view: "inbox" });
  assert.deepEqual([total, more], [10_000, true]);
  await pool.query("DELETE FROM derived.request WHERE shelf = 'inbox us routine'");
});

test("abuse 12: a parameter that is none of its list, and a cursor that was not made here, is refused", async () => {
  const sql = "'; DROP TABLE entry; --";
  for (const name of [
    "view",
    "who",
    "state",
    "urgency",
    "turn",
    "clock",
    "held",
    "news",
    "came",
    "sort",
    "after",
    "before",
  ]) {
    await assert.rejects(list({ [name]: sql }), coded("BAD_FIELD"), name);
  }
  await list({ q: sql });
  const made = cursorOf("due", { key: 1, item: "ca:1" });
  await assert.rejects(list({ sort: "updated", after: made }), coded("BAD_FIELD"), "of another order");
  const encoded = (text: string) => Buffer.from(text).toString("base64url");
  for (const after of [
    `${made}=`,
    `${made} `,
    encoded("due -1 ca:1"),
    encoded("due 01 ca:1"),
    encoded("due 9999999999999999 ca:1"),
    encoded(`due 1 ${sql}`),
    encoded("due 1 "),
    encoded(`due 1 ${"a".repeat(121)}`),
    "",
  ]) {
    await assert.rejects(list({ sort: "due", after }), coded("BAD_FIELD"), after);
  }
  await list({ sort: "due", after: made });
  await assert.rejects(list({ sort: "due", after: made, before: made }), coded("BAD_FIELD"));
  await assert.rejects(list({ q: "x".repeat(201) }), coded("BAD_FIELD"));
});

test("the lines, and the index of their words, are rebuilt from the logs, byte for byte", async () => {
  const kept = () => pool.query("SELECT * FROM derived.request ORDER BY item").then(({ rows }) => rows);
  await list();
  const before = await kept();
  assert.ok(before.length > 4);
  await desk.store.replay("now");
  assert.deepEqual(await kept(), before);
});

const SECRETS: readonly (readonly [title: string, hidden: string])[] = [
  ["Call +1 613 555 0142 now", "613 555"],
  ["Holder of P1234567", "P123"],
  ["Mail to first.last@example.org", "first.last"],
  ["Account 123456789012", "12345678"],
  ["IBAN GB33BUKB20201555555555", "BUKB"],
  ["Host 192.0.2.77", "192.0"],
  ["नंबर ९८०००१२३४५", "९८०००१"],
  ["Split 98000\u200b12345", "98000"],
];

/** Without its numbers and ids: an instant or a chance may happen to hold any digits. */
const wordsOf = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === "number" ? 0 : each)).replaceAll(
    /[0-9a-f]{32}/g,
    "",
  );

test("no identifier of a title stands whole outside its request: not in a list, a result or a file", async () => {
  await listsMayLeave(desk, officer);
  for (const [title, hidden] of SECRETS) {
    const item = await asked(title, `needle. ${title}`);
    const { rows } = await list();
    const row = rows.find((each) => each.item === item);
    const found = await askSearch(desk, officer, { q: title, after: null }, Date.now());
    const hits = found.matters.find((matter) => matter.row.item === item)?.hits ?? [];
    const inTitle = hits.filter(({ where }) => where === "title");
    assert.ok(inTitle.length > 0, `${title} is found by its title`);
    const sheet = await exportSheet(desk, officer, {
      query: parseListQuery({}),
      items: [item],
      format: "csv",
    });
    const outputs = [row, found.matters.map((each) => each.row), inTitle, sheet];
    for (const output of outputs.map(wordsOf)) assert.ok(!output.includes(hidden), `${hidden} in ${output}`);
    assert.equal(row?.title?.length, title.length, "every sign keeps its place");
    assert.match(row?.title ?? "", /•/);
  }
});
