import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { testStore } from "../db/testing.ts";
import { saveOfficers } from "../node/officers.ts";
import { officerApp } from "./app.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { Events } from "./events.ts";
import { officerListener } from "./listener.ts";
import type { LogValue } from "./log.ts";

/** What a browser is told of each answer, which ways of asking there are, and what the log keeps of it. */
const OFFICERS = [
  { id: "ca.officer-1", name: "O", agency: "ca.ncb-ottawa", lang: "en" as const, ...EVERYTHING },
];
const LINES: Readonly<Record<string, LogValue>>[] = [];

let stored: Awaited<ReturnType<typeof testStore>>;
const servers: Server[] = [];
const appOf = (secure: boolean) =>
  officerApp({
    store: stored.store,
    us: {
      party: "ca",
      name: { en: "Canada", fr: "Canada", hi: "कनाडा" },
      zone: { id: "America/Toronto", label: "ET" },
      calendar: "ca-2026.1",
    },
    peer: null,
    desk: () => assert.fail("no desk is needed"),
    link: () => assert.fail("no link is needed"),
    events: new Events(),
    signIn: demoSignIn(OFFICERS, "127.0.0.1"),
    hosts: ["setu.example"],
    secure,
    now: () => Date.UTC(2026, 0, 5),
    log: (event, fields) => void LINES.push({ event, ...fields }),
  });
let app: ReturnType<typeof officerApp>;
before(async () => {
  stored = await testStore();
  await saveOfficers(stored.store, OFFICERS);
  app = appOf(true);
});
beforeEach(() => void LINES.splice(0));
after(async () => {
  for (const server of servers) server.close();
  await stored.close();
});

const ask = (path: string, init: RequestInit = {}, on = app) =>
  on.request(`https://setu.example${path}`, {
    ...init,
    headers: { host: "setu.example", "content-type": "application/json", ...init.headers },
  });

const ALWAYS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "access-control-allow-origin": null,
  // What we are made of, an attacker may find out for himself.
  server: null,
  "x-powered-by": null,
};

test("abuse 21: each answer, a refusal too, tells the browser what may load, frame, embed and read it", async () => {
  for (const path of ["/api/sign-in", "/api/session", "/api/nothing", "/nowhere"]) {
    const { headers } = await ask(path, { headers: { origin: "https://elsewhere.example" } });
    for (const [name, value] of Object.entries(ALWAYS))
      assert.equal(headers.get(name), value, `${path}: ${name}`);
    const policy = new Set((headers.get("content-security-policy") ?? "").split("; "));
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "form-action 'self'",
      "report-uri /api/policy-violations",
    ])
      assert.ok(policy.has(directive), `${path}: ${directive}`);
  }
});

test("behind TLS a browser is told never to ask without it again; over plain HTTP it is not", async () => {
  const strict = async (on: typeof app) =>
    (await ask("/api/nothing", {}, on)).headers.get("strict-transport-security");
  assert.match((await strict(app)) ?? "", /^max-age=63072000; includeSubDomains$/);
  assert.equal(await strict(appOf(false)), null);
});

test("a browser's report of what the policy stopped is a line of the log, with the directive and no other word", async () => {
  const report = (body: string, headers: Record<string, string> = {}) =>
    ask("/api/policy-violations", {
      method: "POST",
      body,
      headers: { "content-type": "application/csp-report", "sec-fetch-site": "same-origin", ...headers },
    });
  const told = {
    "document-uri": "https://setu.example/requests/in:1",
    "effective-directive": "script-src-elem",
  };
  assert.equal((await report(JSON.stringify({ "csp-report": told }))).status, 204);
  assert.deepEqual(LINES[0], { event: "policy-violation", directive: "script-src-elem" });
  assert.ok(!JSON.stringify(LINES).includes("in:1"));
  LINES.splice(0);
  for (const strange of ['{"csp-report":{"effective-directive":"a\\nb"}}', "null", '{"csp-report":7}']) {
    assert.equal((await report(strange)).status, 204);
    assert.deepEqual(LINES.splice(0)[0], { event: "policy-violation", directive: "unknown" });
  }
  assert.equal((await report("{}", { "sec-fetch-site": "cross-site" })).status, 403);
  assert.equal((await report(`{"a":"${"x".repeat(20_000)}"}`)).status, 413);
  const flood = await Promise.all(Array.from({ length: 30 }, async () => report("null")));
  assert.ok(flood.some(({ status }) => status === 429));
  assert.equal((await ask("/api/sign-in")).status, 200, "who wants to sign in is not made to wait");
});

test("who came in, went, and was refused what stands in the log", async () => {
  const signIn = (account: string) =>
    ask("/api/session", { method: "POST", body: JSON.stringify({ account }) });
  assert.equal((await signIn("ca.nobody")).status, 403);
  assert.deepEqual([LINES[0]?.["code"], LINES[0]?.["officer"]], ["FORBIDDEN", null]);
  LINES.splice(0);
  const entered = await signIn("ca.officer-1");
  assert.deepEqual(LINES.splice(0)[0], { event: "signed-in", officer: "ca.officer-1", way: "demo" });
  const cookie = (entered.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  const { csrf } = (await entered.json()) as { csrf: string };
  assert.equal((await ask("/api/session", { method: "DELETE", headers: { cookie } })).status, 403);
  assert.equal(LINES.splice(0)[0]?.["code"], "FORBIDDEN");
  assert.equal((await ask("/api/nothing", { headers: { cookie } })).status, 404);
  const [line] = LINES.splice(0);
  assert.deepEqual([line?.["code"], line?.["officer"]], ["NOT_FOUND", "ca.officer-1"]);
  await ask("/api/session", { method: "DELETE", headers: { cookie, "x-setu-csrf": csrf } });
  assert.deepEqual(LINES[0], { event: "signed-out", officer: "ca.officer-1" });
  assert.ok(!JSON.stringify(LINES).includes(cookie.split("=")[1] ?? "?"));
});

test("a fault of ours is told as that and no more; its place is in the log, and the next request is answered", async () => {
  const entered = await ask("/api/session", {
    method: "POST",
    body: JSON.stringify({ account: "ca.officer-1" }),
  });
  const cookie = (entered.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  LINES.splice(0);
  const failed = await ask("/api/link", { headers: { cookie } });
  assert.equal(failed.status, 500);
  const told = await failed.text();
  assert.match(told, /"code":"INTERNAL"/);
  assert.doesNotMatch(told, /no link is needed|node_modules|\.ts/);
  const { code, at } = LINES[0] ?? {};
  assert.equal(code, "ERR_ASSERTION", "the runtime's own; nothing of its message");
  assert.match(String(at), /^server\/src\/http\/headers\.test\.ts:\d+$/);
  assert.equal((await ask("/api/session", { headers: { cookie } })).status, 200);
});

test("a method that nothing was made for is refused, TRACE and CONNECT too; one message is one request", async () => {
  const server = officerListener(app).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const asked = (method: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve) => {
      const call = request({
        port,
        host: "127.0.0.1",
        method,
        path: "/api/sign-in",
        headers: { host: "setu.example", ...headers },
      });
      call.on("response", (response) => {
        let body = "";
        response.on("data", (chunk: Buffer) => (body += chunk.toString()));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      });
      call.on("error", () => resolve({ status: 0, body: "" }));
      call.end();
    });
  assert.equal((await asked("GET")).status, 200);
  for (const method of ["TRACE", "CONNECT", "PROPFIND", "PUT", "OPTIONS"]) {
    const { status, body } = await asked(method, { "x-secret": "repeated" });
    assert.ok(status === 0 || status >= 400, `${method} is answered with ${status}`);
    assert.ok(!body.includes("repeated"));
  }
  const smuggled = await asked("POST", { "content-length": "5", "transfer-encoding": "chunked" });
  assert.ok(smuggled.status === 400 || smuggled.status === 0);
});
