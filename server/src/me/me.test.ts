import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import {
  NOTICE_DEFAULTS,
  PREFERENCES,
  refOf,
  NOTHING_LEARNT,
  type Feed,
  type LearningView,
  type NewFeed,
  type NoticeList,
  type NoticeSettings,
  type OwnSession,
  type Preferences,
  type RequestRow,
} from "@setu/requests";
import { Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { home } from "../notices/notices.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { calendarOf } from "./feed.ts";

/** Over HTTP, against real nodes: what one officer alone sees and chooses. */
let nodes: TwoNodes;
let one: Browser;
let two: Browser;
before(async () => {
  nodes = await twoNodes();
  [one, two] = [new Browser(nodes.in.url), new Browser(nodes.in.url)];
  await one.signIn("in.officer-1");
  await two.signIn("in.officer-2");
});
after(() => nodes.close());

const notices = (who: Browser, after = "") => who.get<NoticeList>(`/api/notices${after}`);

test("an assignment reaches the colleague's open screen and list, is read once, and is nobody else's", async () => {
  const ottawa = new Browser(nodes.ca.url);
  await ottawa.signIn("ca.officer-1");
  const { item } = await ottawa.post<{ item: string }>("/api/requests", {
    command: { ...askCommand(), lane: "flash" },
  });
  await until(
    "the request",
    () => two.send("GET", `/api/requests/${item}`),
    ({ ok }) => ok,
  );
  const stream = await two.send("GET", "/api/events");
  const events = stream.body?.getReader();
  assert.ok(events);
  const desk = nodes.in.desk;
  assert.ok(desk);
  const officer = { id: "in.officer-1", name: "", agency: "", lang: "en" } as const;
  await home(desk, officer, item as never, "assign", { officer: "in.officer-2" });
  let heard = "";
  while (!heard.includes('"kind":"notice"'))
    heard += Buffer.from((await events.read()).value ?? []).toString();
  await events.cancel();
  assert.match(heard, /\{"kind":"notice","id":\d+\}/);
  const { unread, rows } = await notices(two);
  assert.equal(unread, 1);
  assert.deepEqual(
    [rows[0]?.kind, rows[0]?.ref, rows[0]?.title, rows[0]?.read],
    ["assigned", refOf(item as never), "Synthetic", false],
  );
  assert.equal((await notices(one)).rows.length, 0);

  // Nobody reads for another.
  await one.post("/api/notices/read", { ids: [rows[0]?.id] });
  await one.post("/api/notices/read", { all: rows[0]?.id });
  assert.equal((await notices(two)).unread, 1);
  await two.post("/api/notices/read", { ids: [rows[0]?.id] });
  const read = await notices(two);
  assert.deepEqual([read.unread, read.rows[0]?.read], [0, true]);
  for (const body of [{ ids: "1" }, { ids: [-1] }, { all: true }, { ids: Array(501).fill(1) }, { more: 1 }])
    assert.equal((await two.send("POST", "/api/notices/read", body)).status, 422, JSON.stringify(body));
  assert.equal((await two.send("GET", "/api/notices?after=x")).status, 422);
});

test("how far an officer is in the scenario is their own, and outlives a new sign-in", async () => {
  const learnt = (who: Browser) => who.get<LearningView>("/api/learning");
  assert.deepEqual(await learnt(one), { ...NOTHING_LEARNT, practice: true });
  const learning = { steps: 3, item: `in:${"a".repeat(32)}`, ticks: ["keys", "zone"] };
  const saved = await one.send("PUT", "/api/learning", { learning });
  assert.equal(saved.status, 204);
  const again = new Browser(nodes.in.url);
  await again.signIn("in.officer-1");
  assert.deepEqual(await learnt(again), { ...learning, ticks: ["zone", "keys"], practice: true });
  assert.equal((await learnt(two)).steps, 0);
  for (const wrong of [
    { ...learning, steps: 11 },
    { ...learning, steps: -1 },
    { ...learning, item: "x" },
    { ...learning, ticks: ["root"] },
    { ...learning, ticks: "keys" },
    { ...learning, note: "" },
    { steps: 1 },
  ])
    assert.equal(
      (await one.send("PUT", "/api/learning", { learning: wrong })).status,
      422,
      JSON.stringify(wrong),
    );
});

test("the list of notices goes back 50 at a time; what arrives meanwhile moves nothing", async () => {
  const { pool } = nodes.in.store;
  const add = (from: number, to: number) =>
    pool.query(
      `INSERT INTO notice (event, officer, item, kind, reason, at, screen)
       SELECT 'test/' || n, 'in.officer-1', 'ca:' || lpad(n::text, 32, '0'), 'failed', 'returned', n, true FROM generate_series($1::int, $2::int) n`,
      [from, to],
    );
  await add(1, 60);
  const first = await notices(one);
  await add(61, 65);
  const second = await notices(one, `?after=${first.next}`);
  assert.deepEqual([first.unread, first.rows.length, second.rows.length, second.next], [60, 50, 10, null]);
  const ats = [...first.rows, ...second.rows].map(({ at }) => at);
  assert.deepEqual(
    ats,
    Array.from({ length: 60 }, (_, i) => 60 - i),
  );
  await one.post("/api/notices/read", { all: first.rows[0]?.id });
  assert.equal((await notices(one)).unread, 5, "what had not been shown is not read");
});

test("preferences follow the officer to another machine, and are theirs alone", async () => {
  assert.equal(await one.get("/api/preferences"), null);
  const chosen: Preferences = { ...PREFERENCES, lang: "hi", zone: "UTC", density: "compact", sound: true };
  assert.equal((await one.send("PUT", "/api/preferences", { preferences: chosen })).status, 204);
  const elsewhere = new Browser(nodes.in.url);
  await elsewhere.signIn("in.officer-1");
  assert.deepEqual(await elsewhere.get("/api/preferences"), chosen);
  assert.equal(await two.get("/api/preferences"), null);
  for (const bad of [
    { ...chosen, zone: "Mars/Olympus" },
    { ...chosen, theme: "pink" },
    { ...chosen, keys: 1 },
    { ...chosen, more: 1 },
    {},
    null,
  ])
    assert.equal((await one.send("PUT", "/api/preferences", { preferences: bad })).status, 422);
});

test("notices are chosen by kind and channel; one's own deadline stays on the screen", async () => {
  const before = await one.get<NoticeSettings>("/api/notices/preferences");
  assert.deepEqual(before, { notices: NOTICE_DEFAULTS, shift: 8, mail: false });
  const chosen = { ...NOTICE_DEFAULTS, reply: { screen: false, mail: true, digest: false } };
  await one.send("PUT", "/api/notices/preferences", { notices: chosen, shift: 23 });
  const kept = await one.get<NoticeSettings>("/api/notices/preferences");
  assert.deepEqual(kept, { notices: chosen, shift: 23, mail: false });
  assert.deepEqual(
    (await one.get<Preferences>("/api/preferences")).zone,
    "UTC",
    "one does not undo the other",
  );
  const silent = { ...chosen, deadline: { screen: false, mail: false, digest: false } };
  for (const bad of [
    { notices: silent, shift: 8 },
    { notices: chosen, shift: 24 },
    { notices: chosen, shift: "8" },
  ])
    assert.equal((await one.send("PUT", "/api/notices/preferences", bad)).status, 422);
});

test("an officer sees their own sessions and ends another one, never a colleague's", async () => {
  const elsewhere = new Browser(nodes.in.url);
  await elsewhere.signIn("in.officer-2");
  const own = await two.get<OwnSession[]>("/api/sessions");
  assert.deepEqual([own.length, own.filter(({ here }) => here).length], [2, 1]);
  const theirs = own.find(({ here }) => !here);
  assert.equal((await one.send("DELETE", `/api/sessions/${theirs?.id}`)).status, 404);
  assert.equal((await two.send("DELETE", `/api/sessions/${theirs?.id}`)).status, 204);
  assert.equal((await elsewhere.send("GET", "/api/session")).status, 401);
  assert.equal((await two.send("GET", "/api/session")).status, 200);
  assert.ok(!JSON.stringify(own).includes(two.url), "and no cookie is among it");
});

const fetchFeed = (path: string) => fetch(nodes.in.url + path);

test("a calendar feed needs no session, has reference and clock only, and ends with its token", async () => {
  assert.deepEqual(await two.get<Feed>("/api/feed"), { made: null });
  const { path } = await two.post<NewFeed>("/api/feed", {});
  assert.match(path, /^\/feeds\/[A-Za-z0-9_-]{43}\.ics$/);
  const { rows } = await nodes.in.store.pool.query("SELECT hash FROM feed");
  assert.ok(!JSON.stringify(rows).includes(path.slice(7, 50)));
  const answer = await fetchFeed(path);
  assert.equal(answer.headers.get("content-type"), "text/calendar; charset=utf-8");
  assert.equal(answer.headers.get("cache-control"), "private, no-store");
  const text = await answer.text();
  const found = await nodes.in.store.pool.query("SELECT item FROM notice WHERE officer = 'in.officer-2'");
  const [item] = found.rows as { item: ItemId }[];
  assert.ok(item && text.includes(`\r\nSUMMARY:${refOf(item.item)}: Due\r\n`), text);
  assert.doesNotMatch(text, /Synthetic|Officer|fraud/);
  // Another is made: the first is gone. Unknown, revoked and malformed ones are answered alike.
  const next = await two.post<NewFeed>("/api/feed", {});
  const said = async (where: string) => {
    const {
      status,
      headers,
      text: body,
    } = await fetchFeed(where).then(async (each) => ({
      status: each.status,
      headers: each.headers.get("content-type"),
      text: await each.text(),
    }));
    return { status, headers, body };
  };
  const unknown = await said(`/feeds/${"A".repeat(43)}.ics`);
  assert.equal(unknown.status, 404);
  assert.deepEqual(await said(path), unknown);
  assert.deepEqual(await said("/feeds/x.ics"), unknown);
  assert.deepEqual(await said("/feeds/x"), unknown);
  assert.equal((await fetchFeed(next.path)).status, 200);
  assert.equal((await two.send("DELETE", "/api/feed")).status, 204);
  assert.deepEqual(await said(next.path), unknown);
});

test("whoever asks for a feed again and again is told to wait", async () => {
  const answers = [];
  for (let i = 0; i < 12; i++) answers.push((await fetchFeed(`/feeds/${"B".repeat(43)}.ics`)).status);
  assert.ok(answers.includes(429), answers.join());
});

test("the lines of a calendar are those of RFC 5545, and a moved date keeps its name", () => {
  const at = Date.UTC(2026, 10, 23, 10, 58);
  const line = (due: number) =>
    ({
      item: `in:${"ab".repeat(16)}`,
      role: "answerer",
      clock: { state: "running", due },
      feedbackDue: null,
      home: { followUp: due + 3_600_000 },
      updated: at - 1,
    }) as unknown as RequestRow;
  const text = calendarOf([line(at)], { party: "ca" }, { lang: "hi" });
  assert.ok(text.split("\r\n").every((each) => Buffer.byteLength(each) <= 75 && !/[\n\r]/.test(each)));
  const unfolded = text.replaceAll("\r\n ", "").split("\r\n");
  assert.deepEqual([unfolded[0], ...unfolded.slice(-2)], ["BEGIN:VCALENDAR", "END:VCALENDAR", ""]);
  assert.ok(unfolded.includes("DTSTART:20261123T105800Z"), text);
  const uids = (lines: string) => [...lines.matchAll(/^UID:(.+)\r$/gm)].map((match) => match[1]);
  assert.equal(new Set(uids(text)).size, 2);
  assert.deepEqual(uids(calendarOf([line(at + 60_000)], { party: "ca" }, { lang: "en" })), uids(text));
  assert.equal(
    calendarOf([line(at)], { party: "ca" }, { lang: "hi" }),
    text,
    "the same answer is the same bytes",
  );
});

test("an outcome is a date of who owes it alone", () => {
  const owed = (role: string) =>
    ({
      item: `ca:${"cd".repeat(16)}`,
      role,
      clock: { state: "stopped", due: 1 },
      feedbackDue: Date.UTC(2026, 11, 3, 9),
      home: { followUp: null },
      updated: 2,
    }) as unknown as RequestRow;
  const text = calendarOf([owed("asker")], { party: "ca" }, { lang: "en" }).replaceAll("\r\n ", "");
  assert.match(text, /DTSTART:20261203T090000Z/);
  assert.match(text, /SUMMARY:CA-[^:]*: the outcome of an answer is due/);
  const trained = calendarOf([owed("asker")], { party: "ca", training: true }, { lang: "en" });
  assert.match(trained.replaceAll("\r\n ", ""), /SUMMARY:TRAINING: CA-/);
  assert.doesNotMatch(calendarOf([owed("answerer")], { party: "ca" }, { lang: "en" }), /BEGIN:VEVENT/);
});

test("nothing of this is told to whoever is not signed in", async () => {
  for (const path of [
    "/api/notices",
    "/api/preferences",
    "/api/notices/preferences",
    "/api/feed",
    "/api/sessions",
  ])
    assert.equal((await fetch(nodes.in.url + path)).status, 401, path);
  const accounts = JSON.stringify(await (await fetch(`${nodes.in.url}/api/accounts`)).json());
  assert.ok(!accounts.includes("mail"));
});
