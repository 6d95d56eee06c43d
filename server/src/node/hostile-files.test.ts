import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { itemOf, type Hash, type ItemAct, type ItemId, type RecordId } from "@setu/core";
import { peerOrigin, submit } from "@setu/link";
import type { Accepted, RequestList, RequestView, Upload } from "@setu/requests";
import { parseCommand } from "../requests/command.ts";
import { draftOf } from "../requests/drafting.ts";
import { askCommand, Browser, TAKING, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** A peer whose signed acts promise files that are not what they say, and files that are ours. */
let nodes: TwoNodes;
let ottawa: Browser;
let delhi: Browser;
const logged: string[] = [];
before(async () => {
  nodes = await twoNodes((event) => logged.push(event));
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

const inbox = () => delhi.get<RequestList>("/api/requests?view=inbox");
const one = (browser: Browser, item: string) => browser.get<RequestView>(`/api/requests/${item}`);
const random = () => randomBytes(32).toString("base64url") as Hash;
const stateOf = async (id: string) => {
  const { rows } = await nodes.in.store.pool.query("SELECT state FROM attachment WHERE id = $1", [id]);
  return (rows as { state: string }[])[0]?.state;
};

/** Canada's own program asks before it signs; a taken-over node signs what it likes. */
async function signed(att: ItemAct["att"], id = randomBytes(16).toString("hex")): Promise<string> {
  const { desk } = nodes.ca;
  assert.ok(desk);
  const command = parseCommand({ ...askCommand(), id }, Date.now());
  const item = itemOf(desk.us.party as never, id as RecordId);
  const officer = { id: "ca.officer-1", name: "Officer One", agency: "ca.ncb-ottawa", lang: "en" } as const;
  const draft = await desk.store.tx((tx) => draftOf(desk, tx, officer, item, command));
  const attachments = att.map(() => new Uint8Array(randomBytes(64)));
  await submit(desk.ports, "flash", { ...draft, act: { ...draft.act, att }, attachments });
  await until(
    item,
    () => delhi.send("GET", `/api/requests/${item}`),
    (response) => response.ok,
  );
  return item;
}

async function upload(browser: Browser, content: Uint8Array): Promise<string> {
  const path = "/api/uploads?name=note.pdf&type=application/pdf";
  return ((await (await browser.send("POST", path, content)).json()) as Upload).id;
}

async function sendFile(content: Uint8Array): Promise<{ item: string; a: string; id: string }> {
  const files = [await upload(ottawa, content)];
  const { item, id } = await ottawa.post<Accepted>("/api/requests", { command: askCommand({ files }) });
  await until(
    "the file",
    () => stateOf(id),
    (state) => state === "whole",
  );
  return { item, id, a: (await one(delhi, item)).timeline[0]?.attachments[0]?.a ?? "" };
}

test("a promised size beyond any file stops no list, no other item and no rebuild", async () => {
  const item = await signed([{ a: random(), c: random(), n: (2 ** 53 - 1) as never }]);
  const { item: next } = await ottawa.post<Accepted>("/api/requests", { command: askCommand() });
  const list = await until("both", inbox, ({ rows }) => rows.length === 2);
  assert.deepEqual(new Set(list.rows.map((row) => row.item)), new Set([item, next]));
  await nodes.in.store.replay();
  assert.equal((await inbox()).total, 2);
  const file = (await one(delhi, item)).timeline[0]?.attachments[0];
  assert.equal((await delhi.send("GET", `/api/requests/${item}/files/${file?.a}`)).status, 404);
});

test("an act that names the bytes of our own file is refused, and our file stays", async () => {
  const content = randomBytes(5000);
  const asked = askCommand({ args: { ...askCommand().args, calendar: "ca-2026.1" } as never });
  const ours = { ...asked, files: [await upload(delhi, content)] };
  const { item } = await delhi.post<Accepted>("/api/requests", { command: ours });
  const file = (await one(delhi, item)).timeline[0]?.attachments[0];
  const { rows } = await nodes.in.store.pool.query("SELECT c, n FROM upload");
  const { c, n } = (rows as { c: Hash; n: number }[])[0] ?? assert.fail("no upload");
  for (const size of [n, n + 2_000_000]) {
    const hostile = (await signed([{ a: random(), c, n: size as never }])).slice(3);
    await until(
      "refusal",
      () => stateOf(hostile),
      (state) => state === "refused",
    );
  }
  const response = await delhi.send("POST", `/api/requests/${item}/files/${file?.a}`, TAKING);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
});

test("an act that names the bytes of a file that has come is refused, and that file stays", async () => {
  const content = randomBytes(3000);
  const { item, a, id } = await sendFile(content);
  const { rows } = await nodes.in.store.pool.query("SELECT c, size FROM attachment WHERE id = $1", [id]);
  const { c, size } = (rows as { c: Hash; size: number }[])[0] ?? assert.fail("no attachment");
  const hostile = (await signed([{ a: random(), c, n: size as never }])).slice(3);
  await until(
    "refusal",
    () => stateOf(hostile),
    (state) => state === "refused",
  );
  const response = await delhi.send("POST", `/api/requests/${item}/files/${a}`, TAKING);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
});

test("files that never come hold up no other file, and are not shown as files", async () => {
  const missing = { c: random(), n: 100 as never };
  // As many as one round takes, all of them before the good one in order.
  for (let no = 0; no < 8; no++) await signed([{ ...missing, a: random() }], `${no}`.padStart(32, "0"));
  const content = randomBytes(1024 * 1024 + 9);
  const { item, a } = await sendFile(content);
  const response = await delhi.send("POST", `/api/requests/${item}/files/${a}`, TAKING);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
  assert.equal(await stateOf("0".repeat(32)), "fetching");
  const hostile = `ca:${"0".repeat(32)}`;
  const file = (await one(delhi, hostile)).timeline[0]?.attachments[0];
  assert.equal((await delhi.send("GET", `/api/requests/${hostile}/files/${file?.a}`)).status, 404);

  // The bytes go while the file is being sent: the answer breaks off and nobody takes it for the file.
  const { rows } = await nodes.in.store.pool.query(
    "SELECT c FROM attachment WHERE state = 'whole' AND parts = 2",
  );
  await nodes.in.store.pool.query("DELETE FROM attachment_part WHERE c = $1 AND part = 1", [
    (rows as { c: string }[])[0]?.c,
  ]);
  const broken = await delhi.send("POST", `/api/requests/${item}/files/${a}`, TAKING);
  await assert.rejects(broken.arrayBuffer());
  assert.ok(logged.includes("file-broken-off"));
});

test("a file whose key has not come waits for it", async () => {
  const { id } = await sendFile(randomBytes(100));
  const take =
    "WITH gone AS (DELETE FROM keyring WHERE id = $1 AND slot = 2 RETURNING *) INSERT INTO kept SELECT * FROM gone";
  const { pool } = nodes.in.store;
  await pool.query("CREATE TABLE kept (LIKE keyring)");
  await pool.query(take, [id]);
  await pool.query("UPDATE attachment SET state = 'fetching' WHERE id = $1", [id]);
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  assert.equal(await stateOf(id), "fetching");
  await pool.query("INSERT INTO keyring SELECT * FROM kept");
  await until(
    "the file",
    () => stateOf(id),
    (state) => state === "whole",
  );
});

test("an item whose line cannot be made stops the line of no other", async () => {
  const { pool } = nodes.in.store;
  const [first, second] = (await inbox()).rows;
  assert.ok(first && second);
  await pool.query("UPDATE derived.act SET act = 'no act' WHERE item = $1", [first.item]);
  await pool.query("UPDATE derived.request SET ref = '-', shown = '{}' WHERE item = $1", [second.item]);
  await pool.query("INSERT INTO derived.stale (item) VALUES ($1), ($2)", [first.item, second.item]);
  const { rows } = await inbox();
  assert.deepEqual(
    rows.find((row) => row.item === second.item),
    second,
  );
  assert.ok(logged.includes("line-failed"));
});

test("who has read an item stands in the home log before it is answered, once a minute", async () => {
  const size = async () => {
    const { rows } = await nodes.ca.store.pool.query(
      "SELECT coalesce(sum(size), 0)::int AS n FROM own_log WHERE origin LIKE '%/home/%'",
    );
    return (rows as { n: number }[])[0]?.n ?? 0;
  };
  const { item, id } = await ottawa.post<Accepted>("/api/requests", { command: askCommand() });
  const other = new Browser(nodes.ca.url);
  await other.signIn("ca.officer-2");
  // Not across the turn of a minute.
  const left = 60_000 - (Date.now() % 60_000);
  if (left < 3_000) await new Promise((resolve) => setTimeout(resolve, left));
  const before = await size();
  await one(ottawa, item);
  assert.equal(await size(), before + 1);
  await one(ottawa, item);
  await ottawa.post(`/api/requests/${item}/opened`, {});
  assert.equal(await size(), before + 1);
  await until(
    "proof",
    () => other.send("GET", `/api/requests/${item}/proofs/${id}`),
    (response) => response.ok,
  );
  assert.equal(await size(), before + 2);
  // A proof was given out; reading is written down beside it.
  await one(other, item);
  assert.equal(await size(), before + 3);
  await one(other, item);
  assert.equal(await size(), before + 3);
});

test("silence is shown by the newest pulse, not by whatever else stands without an item", async () => {
  const { desk, store } = nodes.ca;
  assert.ok(desk);
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: askCommand() });
  const origin = peerOrigin(desk.ports.identity, "flash");
  const { rows } = await store.pool.query(
    "SELECT max(pos)::int AS pos FROM derived.act WHERE origin = $1 AND item IS NULL",
    [origin],
  );
  const [last] = rows as { pos: number | null }[];
  assert.ok(typeof last?.pos === "number");
  await store.pool.query(
    `INSERT INTO derived.act SELECT party, 'other', $1, 100000, t, seen, floor, NULL, act, approvals
     FROM derived.act WHERE item IS NOT NULL LIMIT 1`,
    [origin],
  );
  const officer = { id: "ca.officer-1", name: "Officer One", agency: "ca.ncb-ottawa", lang: "en" } as const;
  const deem = { ...askCommand({ do: "deem" }), args: {} } as never;
  const { act } = await store.tx((tx) => draftOf(desk, tx, officer, item as ItemId, deem));
  assert.equal(act.args["pulse"], last.pos);
});

test("one officer brings so many files in a day and no more, and nobody else is kept from it", async () => {
  const { pool } = nodes.ca.store;
  const second = new Browser(nodes.ca.url);
  await second.signIn("ca.officer-2");
  const path = "/api/uploads?name=note.txt&type=text/plain";
  const bring = async (browser: Browser) => (await browser.send("POST", path, new Uint8Array([97]))).status;
  const fill = (id: string, at: number, n: number) =>
    pool.query("INSERT INTO upload VALUES ($1, 'ca.officer-1', $2, 'x', 'text/plain', 1, 'a', $1, $3, '')", [
      id,
      at,
      n,
    ]);
  await fill("yesterday", Date.now() - 25 * 3_600_000, 5 * 2 ** 30);
  assert.equal(await bring(ottawa), 200);
  await fill("today", Date.now(), 4 * 2 ** 30);
  assert.equal(await bring(ottawa), 429);
  assert.equal(await bring(second), 200);
  await pool.query("DELETE FROM upload WHERE id IN ('today', 'yesterday')");
  await pool.query(`INSERT INTO upload SELECT 'many ' || i, 'ca.officer-1', ${Date.now()}, 'x', 'text/plain', 1, 'a', 'many ' || i, 1, ''
    FROM generate_series(1, 1000) AS i`);
  assert.equal(await bring(ottawa), 429);
  await pool.query("DELETE FROM upload WHERE id LIKE 'many %'");
  assert.equal(await bring(ottawa), 200);
});
