import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import type { Accepted, RequestList } from "@setu/requests";
import { Browser, twoNodes, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { LISTS_REASON } from "../reasons/reasons.fixture.ts";
import { logLine, logTo } from "./log.ts";

/** security.md section 5, by number, at the officers' edge: a stable code, nothing half-written, the next is unharmed. */
let nodes: TwoNodes;
let officer: Browser;
const lines: string[] = [];
before(async () => {
  nodes = await twoNodes(logTo((line) => lines.push(line.trimEnd())));
  officer = new Browser(nodes.ca.url);
  await officer.signIn("ca.officer-1");
});
after(async () => {
  await nodes.close();
  // Abuse 5: nothing that came in has reached the prototype of everything.
  assert.deepEqual(Object.keys(Object.prototype), []);
  assert.equal(({} as { polluted?: unknown }).polluted, undefined);
});

const ARGS = {
  purpose: "investigation",
  offence: "cyber-fraud",
  basis: "mlat",
  link: "suspect",
  kinds: ["subscriber-details"],
  language: "en",
  urgency: "routine",
  use: "intelligence-only",
  calendar: "in-2026.1",
};
const MARK = {
  tlp: "AMBER",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
};
const ask = (rest: object = {}) => ({
  id: randomBytes(16).toString("hex"),
  do: "ask",
  args: ARGS,
  after: [null, null],
  mark: MARK,
  lane: "flash",
  body: { title: "Synthetic", text: "Synthetic text.", lang: "en" },
  files: [],
  ...rest,
});

const total = async () => (await officer.get<RequestList>("/api/requests?view=all")).total;

/** Refused with this code, and the same officer's next request is taken. */
async function refused(body: unknown, code: string, path = "/api/requests"): Promise<void> {
  const before = await total();
  const response = await officer.send("POST", path, body);
  const problem = (await response.json()) as { code: string; status: number };
  assert.deepEqual([problem.code, problem.status], [code, response.status]);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(await total(), before);
  await officer.post<Accepted>("/api/requests", { command: ask() });
  assert.equal(await total(), before + 1);
}

const raw = (command: object, from: string, to: string) => JSON.stringify({ command }).replace(from, to);

test("abuse 1: depth is refused before parsing", async () => {
  await refused(`{"command":${"[".repeat(65)}${"]".repeat(65)}}`, "TOO_DEEP");
});

test("abuse 2: a body too large is refused, with and without a length", async () => {
  await refused(raw(ask(), "Synthetic text.", "x".repeat(300_000)), "TOO_LARGE");
  const address = new URL(nodes.ca.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(address.port), address.hostname);
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
    socket.write(
      `POST /api/session HTTP/1.1\r\nhost: ${address.host}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    for (let i = 0; i < 8; i++) socket.write(chunk);
  });
  assert.match(answer, /413.*TOO_LARGE/s);
});

test("abuse 3: numbers that readers disagree about are refused", async () => {
  for (const number of ["9007199254740993", "1e400", "-0", "9".repeat(100_000)]) {
    await refused(raw(ask(), '"after":[null', `"n":${number},"after":[null`), "BAD_NUMBER");
  }
});

test("abuse 4: a key given twice is refused", async () => {
  await refused(raw(ask(), '"do":"ask"', '"do":"ask","do":"refuse"'), "NOT_CANONICAL");
});

test("abuse 5: keys that change what an object is are refused", async () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    await refused(raw(ask(), '"args":{', `"args":{"${key}":{"polluted":true},`), "BAD_KEY");
  }
});

test("abuse 6: text that is no text is refused", async () => {
  await refused(raw(ask(), "Synthetic text.", "\\ud800"), "BAD_STRING");
  await refused(raw(ask(), "Synthetic text.", "\\u0000"), "BAD_STRING");
  await refused(`\ufeff${JSON.stringify({ command: ask() })}`, "NOT_JSON");
  const overlong = Buffer.concat([Buffer.from('{"command":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]);
  const response = await officer.send("POST", "/api/requests", new Uint8Array(overlong), {
    "content-type": "application/json",
  });
  assert.equal(((await response.json()) as { code: string }).code, "NOT_UTF8");
});

test("abuse 12: SQL in every field is text, and in a parameter no more than a search", async () => {
  const sql = "'; DROP TABLE entry; --";
  const { item } = await officer.post<Accepted>("/api/requests", {
    command: ask({ body: { title: sql, text: sql, lang: "en" } }),
  });
  const list = await officer.get<RequestList>(`/api/requests?view=all&q=${encodeURIComponent(sql)}`);
  assert.deepEqual(
    list.rows.map((row) => [row.item, row.title]),
    [[item, sql]],
  );
  for (const query of ["view=all'--", "page=0;DELETE", "page=-1", "sort=due,item"]) {
    const response = await officer.send("GET", `/api/requests?${query}`);
    assert.equal(((await response.json()) as { code: string }).code, "BAD_FIELD");
  }
  const elsewhere = ["requests.csv?items=", "requests.xlsx?sort=", "search?q=a&after="];
  const encoded = encodeURIComponent(sql);
  assert.equal((await officer.send("GET", `/api/search?q=${encoded}`)).status, 200);
  for (const path of elsewhere) {
    const response = await officer.send("GET", `/api/${path}${encoded}`);
    assert.equal(((await response.json()) as { code: string }).code, "BAD_FIELD", path);
  }
  await refused({ command: ask({ id: sql }) }, "BAD_FIELD");
  assert.equal((await officer.send("GET", `/api/requests/${encodeURIComponent(sql)}`)).status, 422);
});

test("abuse 13: fields that nobody asked for, and parameters given twice, are refused", async () => {
  for (const extra of [{ by: "ca.officer-2" }, { from: "in" }, { state: "answered" }, { approvals: [] }]) {
    await refused({ command: ask(extra) }, "BAD_FIELD");
  }
  await refused({ command: ask(), clearance: "top" }, "BAD_FIELD");
  await refused({ command: ask({ args: { ...ARGS, clearance: "top" } }) }, "ILLEGAL");
  for (const path of [
    "requests?view=inbox&view=sent",
    "requests?view=inbox&clearance=top",
    "requests?page=1",
    "requests.csv?after=x",
    "requests.xlsx?items=a&items=b",
    "search?q=a&q=b",
    "search?q=a&officer=in.officer-1",
  ]) {
    const response = await officer.send("GET", `/api/${path}`);
    assert.equal(((await response.json()) as { code: string }).code, "BAD_FIELD", path);
  }
  const view = { id: randomBytes(16).toString("hex"), name: "x", query: "who=mine", shared: false };
  for (const extra of [{ owner: "ca.officer-2" }, { query: "who=mine&who=any" }]) {
    const response = await officer.send("POST", "/api/views", { ...view, ...extra });
    assert.equal(((await response.json()) as { code: string }).code, "BAD_FIELD");
  }
});

test("who seeks or takes a list along is written down before the answer is here, whatever was found", async () => {
  const size = async () => {
    const [row] = await nodes.ca.store.rows<{ size: number }>(
      "SELECT size FROM own_log WHERE origin LIKE '%/home/%'",
      [],
    );
    return row?.size ?? 0;
  };
  await officer.post(...LISTS_REASON);
  for (const path of [
    "search?q=nowhere",
    "search?q=synthetic",
    "requests?q=nowhere",
    "requests.csv",
    "requests.xlsx",
  ]) {
    const before = await size();
    assert.equal((await officer.send("GET", `/api/${path}`)).status, 200);
    assert.equal(await size(), before + 1, path);
  }
});

test("abuse 13: drafts, presence and references take what they ask for and nothing else", async () => {
  const item = `in:${"a".repeat(32)}`;
  const draft = { title: "", text: "Synthetic", lang: null, args: {}, mark: null, files: [] };
  const content = { acts: { message: draft } };
  const code = async (method: string, path: string, body?: object): Promise<string> => {
    const response = await officer.send(method, `/api/${path}`, body);
    return response.status === 204 ? "" : (((await response.json()) as { code?: string }).code ?? "");
  };
  for (const [method, path, body, expected] of [
    ["PUT", "drafts/old", { revision: 0, content }, "BAD_FIELD"],
    ["PUT", "drafts/new", { revision: -1, content }, "BAD_FIELD"],
    ["PUT", "drafts/new", { revision: "0", content }, "BAD_FIELD"],
    ["PUT", "drafts/new", { revision: 0, content, officer: "ca.officer-2" }, "BAD_FIELD"],
    [
      "PUT",
      "drafts/new",
      { revision: 0, content: { acts: { message: { ...draft, to: "in" } } } },
      "BAD_FIELD",
    ],
    ["PUT", "drafts/new", { revision: 0, content: { acts: { constructor: draft } } }, "BAD_KEY"],
    ["PUT", "drafts/new", { revision: 7, content }, "STALE"],
    [
      "PUT",
      "drafts/new",
      { revision: 0, content: { acts: { m: { ...draft, text: "x".repeat(70_000) } } } },
      "TOO_LARGE",
    ],
    ["DELETE", "drafts/new?revision=x", undefined, "BAD_FIELD"],
    ["DELETE", "drafts/new?revision=1&revision=2", undefined, "BAD_FIELD"],
    ["POST", `presence/${item}`, { doing: "watching" }, "BAD_FIELD"],
    ["POST", `presence/${item}`, { doing: "reading", officer: "ca.officer-2" }, "BAD_FIELD"],
    ["POST", "presence/everything", { doing: "reading" }, "BAD_FIELD"],
    ["GET", `references/${encodeURIComponent("'; DROP TABLE draft; --")}`, undefined, "BAD_FIELD"],
    ["GET", `references/${"A".repeat(5_000)}`, undefined, "BAD_FIELD"],
    ["DELETE", `held/${"0".repeat(32)}?keep=everything`, undefined, "BAD_FIELD"],
    ["DELETE", `held/${"0".repeat(32)}?keep=draft`, undefined, "NOT_FOUND"],
  ] as const) {
    assert.equal(await code(method, path, body), expected, `${method} ${path.slice(0, 60)}`);
  }
  assert.equal(await code("PUT", "drafts/new", { revision: 0, content }), "");
  const other = new Browser(nodes.ca.url);
  await other.signIn("ca.officer-2");
  assert.deepEqual((await other.get<{ content: unknown }>("/api/drafts/new")).content, null);
});

test("abuse 20: a change from another site is refused, whichever way the browser says so", async () => {
  const command = { command: ask() };
  for (const headers of [
    { "sec-fetch-site": "cross-site" },
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    { "x-setu-csrf": "wrong" },
  ]) {
    const response = await officer.send("POST", "/api/requests", command, headers);
    assert.deepEqual(
      [response.status, ((await response.json()) as { code: string }).code],
      [403, "FORBIDDEN"],
    );
  }
});

test("abuse 22: a session is its own, ends with sign-out, and lies hashed in the database", async () => {
  // Whoever signed in before and has not signed out.
  await nodes.ca.store.pool.query("DELETE FROM session WHERE officer = 'ca.officer-2'");
  const leaving = new Browser(nodes.ca.url);
  await leaving.signIn("ca.officer-2");
  const { rows } = await nodes.ca.store.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM session WHERE officer = 'ca.officer-2'",
  );
  assert.equal(rows[0]?.n, 1);
  assert.equal((await leaving.send("DELETE", "/api/session")).status, 204);
  const response = await leaving.send("GET", "/api/session");
  assert.deepEqual(
    [response.status, ((await response.json()) as { code: string }).code],
    [401, "SIGNED_OUT"],
  );
  const stranger = await new Browser(nodes.ca.url).send("POST", "/api/session", { account: "in.officer-1" });
  assert.equal(stranger.status, 403);
});

test("what an officer's browser seals drafts under is the officer's in every session, and nobody else's", async () => {
  const keyOf = async (account: string) => (await new Browser(nodes.ca.url).signIn(account)).draftKey;
  const [key, again, other] = [
    await keyOf("ca.officer-1"),
    await keyOf("ca.officer-1"),
    await keyOf("ca.officer-2"),
  ];
  assert.match(key, /^[0-9a-f]{64}$/);
  assert.equal(again, key);
  assert.notEqual(other, key);
});

test("abuse 25: nothing is kept by a cache, and every answer has its headers", async () => {
  for (const path of ["/api/session", "/api/requests", "/api/nothing"]) {
    const { headers } = await officer.send("GET", path);
    assert.equal(headers.get("cache-control"), "no-store");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'.*frame-ancestors 'none'/);
  }
});

test("a name that is not this node's is refused (DNS rebinding)", async () => {
  const address = new URL(nodes.ca.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(address.port), address.hostname);
    let text = "";
    socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
    socket.on("close", () => resolve(text));
    socket.write("GET /api/accounts HTTP/1.1\r\nhost: elsewhere.example\r\nconnection: close\r\n\r\n");
  });
  assert.match(answer, /^HTTP\/1\.1 400.*WRONG_ORIGIN/s);
});

test("abuse 29: the same command twice is done once; its id for another act is refused", async () => {
  const command = ask();
  const first = await officer.post<Accepted>("/api/requests", { command });
  const before = await total();
  assert.deepEqual(await officer.post<Accepted>("/api/requests", { command }), first);
  const other = await officer.post<Accepted>("/api/requests", { command: ask() });
  const again = { ...ask(), id: command.id, do: "message", args: {} };
  const response = await officer.send("POST", `/api/requests/${other.item}/acts`, { command: again });
  assert.equal(((await response.json()) as { code: string }).code, "DUPLICATE");
  assert.equal(await total(), before + 1);
});

test("abuse 36: who floods gets OVER_QUOTA, another officer is served", async () => {
  const flooder = new Browser(nodes.in.url);
  const other = new Browser(nodes.in.url);
  await flooder.signIn("in.officer-1");
  await other.signIn("in.officer-2");
  const answers = await Promise.all(
    Array.from({ length: 320 }, () => flooder.send("GET", "/api/session").then((r) => r.status)),
  );
  assert.ok(answers.includes(429));
  assert.equal((await other.send("GET", "/api/session")).status, 200);
});

test("abuse 47: whatever is logged is one line of JSON, escaped and capped", async () => {
  const hostile = `x\r\nlevel=error\u001b[31m\u2028\u2029${"A".repeat(1_000_000)}`;
  const line = logLine("http", { agent: hostile }, 0);
  assert.ok(line.length < 600);
  for (const character of ["\r", "\n", "\u001b", "\u2028", "\u2029"]) assert.ok(!line.includes(character));
  assert.match((JSON.parse(line) as { agent: string }).agent, /^x\r\nlevel=error/);
  await officer.send("GET", "/api/session?x=%0d%0alevel=error", undefined, {
    "user-agent": "a\tlevel=error",
  });
  for (const each of lines) assert.doesNotMatch(each, /[\r\n]/);
  // No subject and no person: the titles of this file's requests are in no line.
  assert.ok(lines.every((each) => !each.includes("Synthetic") && !each.includes("Officer One")));
});

test("abuse 48: what cannot be written down does not happen: no reading, no search, no list, no command", async () => {
  const { item } = await officer.post<Accepted>("/api/requests", { command: ask() });
  const other = new Browser(nodes.ca.url);
  await other.signIn("ca.officer-2");
  await officer.get(`/api/requests/${item}`);
  await other.post(...LISTS_REASON);
  const before = await total();
  const { pool } = nodes.ca.store;
  await pool.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'no space left on device'; END $$`);
  await pool.query(`CREATE TRIGGER full_disk BEFORE INSERT ON entry FOR EACH ROW
    WHEN (NEW.origin LIKE '%/home/%') EXECUTE FUNCTION full_disk()`);
  try {
    for (const path of [`requests/${item}`, "search?q=synthetic", "requests?q=synthetic", "requests.csv"]) {
      const response = await other.send("GET", `/api/${path}`);
      const text = await response.text();
      assert.ok(response.status >= 500, `${path}: ${text}`);
      assert.doesNotMatch(text, /Synthetic|no space/);
    }
    assert.ok((await other.send("POST", "/api/requests", { command: ask() })).status >= 500);
  } finally {
    await pool.query("DROP TRIGGER full_disk ON entry; DROP FUNCTION full_disk");
  }
  assert.equal(await total(), before);
  assert.match(await (await other.send("GET", `/api/requests/${item}`)).text(), /Synthetic/);
});
