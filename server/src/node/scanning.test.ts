import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Accepted, FilePages, RequestView, SearchResult, SendCheck, Upload } from "@setu/requests";
import { readNextFile } from "../requests/file-reading.ts";
import { EICAR, testClamd, type TestClamd } from "../scanner/clamd.fixture.ts";
import { askCommand, Browser, TAKING, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

/** Both nodes ask one scanner, which a test can stop, cure or let down. */
let daemon: TestClamd;
let nodes: TwoNodes;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  daemon = await testClamd();
  nodes = await twoNodes(() => {}, { scanner: { host: "127.0.0.1", port: daemon.port } });
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(async () => {
  await nodes.close();
  await daemon.stop();
});

async function upload(content: string): Promise<string> {
  const response = await ottawa.send("POST", "/api/uploads?name=a.txt&type=text/plain", Buffer.from(content));
  return ((await response.json()) as Upload).id;
}

const check = (id: string) =>
  ottawa.post<SendCheck>("/api/requests/check", { command: { ...askCommand(), files: [id] } });
const ask = (id: string) =>
  ottawa.send("POST", "/api/requests", { command: { ...askCommand(), files: [id] } });

async function arrived(response: Response): Promise<string> {
  assert.equal(response.status, 200);
  const { item } = (await response.json()) as Accepted;
  const view = await until(
    "the file",
    async () => {
      const found = await delhi.send("GET", `/api/requests/${item}`);
      return found.ok ? ((await found.json()) as RequestView) : null;
    },
    (found) => found?.timeline[0]?.attachments[0]?.parts.have === 1,
  );
  return `/api/requests/${item}/files/${view?.timeline[0]?.attachments[0]?.a}`;
}

test("abuse 17: what the scanner finds in our file is told to its sender, and never leaves", async () => {
  daemon.mood = "well";
  const id = await upload(`before ${EICAR}`);
  assert.deepEqual((await check(id)).refusals, ["QUARANTINED"]);
  const refused = await ask(id);
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [409, "QUARANTINED"]);
  // Found once is found: a scanner that is let down changes nothing.
  daemon.mood = "closing";
  assert.deepEqual((await check(id)).refusals, ["QUARANTINED"]);
});

test("abuse 17: while the scanner is down our files are held, and go when it has answered", async () => {
  daemon.mood = "closing";
  const id = await upload("good words");
  assert.deepEqual((await check(id)).refusals, ["UNSCANNED"]);
  assert.equal((await ask(id)).status, 503);
  daemon.mood = "well";
  assert.deepEqual((await check(id)).refusals, []);
  await arrived(await ask(id));
});

test("abuse 17: a harmful file of theirs is neither shown nor given out; one not yet scanned is held", async () => {
  daemon.mood = "well";
  // Their scanner knew nothing of it when it was sent.
  const id = await upload("innocent then");
  await check(id);
  daemon.mood = "error";
  const path = await arrived(await ask(id));
  const pages = () => delhi.get<FilePages>(`${path}/pages`);
  const held = await pages();
  assert.deepEqual(
    [held.state, held.reason, held.scan, held.text],
    ["held", "scan-waiting", "waiting", null],
  );
  assert.equal((await delhi.send("GET", path)).status, 503);
  assert.equal((await delhi.send("GET", `${path}/pages/0`)).status, 503);
  daemon.mood = "well";
  const shown = await until("the words", pages, ({ state }) => state !== "working");
  assert.deepEqual([shown.state, shown.scan, shown.text], ["ready", "clean", "innocent then"]);
  assert.equal((await delhi.send("GET", path)).status, 200);
  // A later verdict on the same file stands for both what was rendered and the original.
  await nodes.in.store.pool.query("UPDATE scan SET verdict = 'found'");
  const found = await pages();
  assert.deepEqual(
    [found.state, found.reason, found.scan, found.text],
    ["held", "scan-found", "found", null],
  );
  const refused = await delhi.send("GET", path);
  assert.deepEqual([refused.status, ((await refused.json()) as { code: string }).code], [409, "QUARANTINED"]);
  assert.equal((await delhi.send("POST", path, TAKING)).status, 409, "for no reason in the world");
});

test("abuse 17: a file is not read for search before the scanner has passed it, and never when it is harmful", async () => {
  const { desk, store } = nodes.in;
  assert.ok(desk);
  // The files of the tests before this one.
  await store.pool.query("UPDATE derived.file SET state = 'closed'");
  daemon.mood = "well";
  const id = await upload("zebra crossing");
  await check(id);
  daemon.mood = "error";
  const [, act, a] = /:([0-9a-f]{32})\/files\/(.+)$/.exec(await arrived(await ask(id))) ?? [];
  const read = async () => {
    await store.pool.query("UPDATE derived.file SET due = 0");
    while (await readNextFile(desk, AbortSignal.timeout(20_000)));
    const { rows } = await store.pool.query("SELECT state, text FROM derived.file WHERE id = $1", [act]);
    const { unread, matters } = await delhi.get<SearchResult>("/api/search?q=zebra");
    return [...(rows as object[]), { unread, found: matters.length }];
  };
  assert.deepEqual(await read(), [
    { state: "unread", text: null },
    { unread: 1, found: 0 },
  ]);
  const FOUND = "INSERT INTO scan (a, c, verdict, at) SELECT $2, c, 'found', 0 FROM attachment WHERE id = $1";
  await store.pool.query(FOUND, [act, a]);
  daemon.mood = "well";
  assert.deepEqual(await read(), [
    { state: "closed", text: null },
    { unread: 0, found: 0 },
  ]);
});
