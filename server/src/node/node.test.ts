import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ownOrigin } from "@setu/link";
import type { Accepted, LinkView, RequestList, RequestView } from "@setu/requests";
import pg from "pg";
import { verifyFiles } from "tlog";
import { demoSignIn } from "../http/demo-sign-in.ts";
import { exportLog } from "./export.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

let nodes: TwoNodes;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes();
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

const ask = (lane: "flash" | "main" = "flash") => askCommand({ lane });
const inbox = () => delhi.get<RequestList>("/api/requests?view=inbox");
const arrived = (item: string) =>
  until(
    item,
    () => delhi.send("GET", `/api/requests/${item}`),
    (response) => response.ok,
  );

test("two processes over one database: what each takes arrives once, and both show it", async () => {
  const second = await nodes.again("ca", "beside");
  const beside = new Browser(second.url);
  await beside.signIn("ca.officer-2");
  const before = (await inbox()).total;
  const sent = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      (i % 2 ? ottawa : beside).post<Accepted>("/api/requests", { command: ask() }),
    ),
  );
  for (const { item } of sent) await arrived(item);
  assert.equal((await inbox()).total, before + 10);
  for (const { item } of sent) {
    const [here, there] = await Promise.all(
      [ottawa, beside].map((each) => each.get<RequestView>(`/api/requests/${item}`)),
    );
    assert.deepEqual(
      here?.timeline.map((act) => act.id),
      there?.timeline.map((act) => act.id),
    );
  }
  assert.deepEqual((await ottawa.get<LinkView>("/api/link")).alarms, []);
  await second.stop();
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: ask() });
  await arrived(item);
});

test("losing the database is answered with a code, and then it goes on", async () => {
  const killer = new pg.Client({ connectionString: nodes.urls.ca });
  await killer.connect();
  try {
    const command = ask();
    const going = ottawa.send("POST", "/api/requests", { command });
    await killer.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
    );
    const response = await going;
    if (!response.ok)
      assert.ok(["BUSY", "UNKNOWN_OUTCOME"].includes(((await response.json()) as { code: string }).code));
    // The same command again is the same act, whatever became of the first.
    const accepted = await until(
      "acceptance",
      () => ottawa.send("POST", "/api/requests", { command }),
      (each) => each.ok,
    );
    const { item } = (await accepted.json()) as Accepted;
    await arrived(item);
    assert.equal(
      (await ottawa.get<RequestView>(`/api/requests/${item}`)).timeline.filter((act) => act.do === "ask")
        .length,
      1,
    );
  } finally {
    await killer.end();
  }
});

test("the stream of events carries ids only, of what is committed, and ends with the session", async () => {
  const watcher = new Browser(nodes.in.url);
  await watcher.signIn("in.officer-2");
  const response = await watcher.send("GET", "/api/events");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  assert.ok(reader);
  let text = "";
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: ask() });
  while (!text.includes(item)) text += (await reader.read()).value ?? "";
  assert.ok((await delhi.send("GET", `/api/requests/${item}`)).ok);
  for (const line of text.split("\n").filter((each) => each.startsWith("data:"))) {
    const event = JSON.parse(line.slice(5)) as Record<string, unknown>;
    assert.ok(Object.keys(event).every((key) => key === "kind" || key === "item"));
  }
  await watcher.send("DELETE", "/api/session");
  await ottawa.post<Accepted>("/api/requests", { command: ask() });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += value;
  }
  assert.match(text, /"kind":"session"/);
});

test("a log is exported as a directory that verifies", async () => {
  assert.ok(nodes.ca.desk);
  const { identity, keys } = nodes.ca.desk.ports;
  const origin = ownOrigin(identity, "flash");
  const folder = mkdtempSync(join(tmpdir(), "setu-export-"));
  try {
    const size = await exportLog(nodes.ca.store, origin, folder);
    const read = (path: string) =>
      existsSync(join(folder, path)) ? new Uint8Array(readFileSync(join(folder, path))) : undefined;
    const log = nodes.ca.card.logs[0] ?? [];
    assert.equal((await verifyFiles(read, { origin, log, cosigners: [], exact: true })).size, size);
    assert.equal(keys.openOwn(readFileSync(join(folder, "checkpoint"), "utf8"), origin).size, size);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("demo accounts are refused on a listener that the network can reach", () => {
  for (const address of ["0.0.0.0", "::", "192.0.2.1"])
    assert.throws(() => demoSignIn([], address), { code: "USAGE" });
});

test("what is held is submitted when its time has come, also by a process that was not there before", async () => {
  const accepted = await ottawa.post<Accepted>("/api/requests", { command: ask("main") });
  assert.ok(accepted.heldUntil !== null);
  await nodes.ca.stop();
  assert.equal((await delhi.send("GET", `/api/requests/${accepted.item}`)).status, 404);
  const next = await nodes.again("ca", "instead");
  await arrived(accepted.item);
  assert.ok(Date.now() >= accepted.heldUntil);
  const officer = new Browser(next.url);
  await officer.signIn("ca.officer-1");
  const late = await officer.send("DELETE", `/api/held/${accepted.id}`);
  assert.ok([404, 409].includes(late.status));
});
