import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Session } from "@setu/requests";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { testStore } from "../db/testing.ts";
import { makeFeed, readFeed } from "../me/feed.ts";
import { signOut } from "../me/sessions.ts";
import { saveOfficers } from "../node/officers.ts";
import { officerApp } from "./app.ts";
import { demoSignIn } from "./demo-sign-in.ts";
import { Events } from "./events.ts";
import { ABSOLUTE, IDLE } from "./sessions.ts";

/** A session as security.md has it, behind TLS, by a clock of the test's. */
const OFFICERS = ["ca.officer-1", "ca.officer-2"].map((id) => ({
  id,
  name: "Officer",
  agency: "ca.ncb-ottawa",
  lang: "en" as const,
  ...EVERYTHING,
}));
const MINUTE = 60_000;

let stored: Awaited<ReturnType<typeof testStore>>;
let app: ReturnType<typeof officerApp>;
let now = Date.UTC(2026, 0, 5, 12);
before(async () => {
  stored = await testStore();
  await saveOfficers(stored.store, OFFICERS);
  const zone = { id: "America/Toronto", label: "ET" };
  const name = { en: "Canada", fr: "Canada", hi: "कनाडा" };
  app = officerApp({
    store: stored.store,
    us: { party: "ca", name, zone, calendar: "ca-2026.1" },
    peer: null,
    desk: () => assert.fail("no desk is needed"),
    link: () => assert.fail("no link is needed"),
    events: new Events(),
    signIn: demoSignIn(OFFICERS, "127.0.0.1"),
    hosts: ["setu.example"],
    secure: true,
    now: () => now,
    log: () => {},
  });
});
after(() => stored.close());

const ask = (path: string, cookie: string, init: RequestInit = {}) =>
  app.request(`https://setu.example${path}`, {
    ...init,
    headers: { host: "setu.example", cookie, "content-type": "application/json", ...init.headers },
  });
const signIn = async (account = "ca.officer-1", cookie = "") => {
  const response = await ask("/api/session", cookie, { method: "POST", body: JSON.stringify({ account }) });
  assert.equal(response.status, 200);
  const [set = ""] = response.headers.getSetCookie();
  return { set, cookie: set.split(";")[0] ?? "", session: (await response.json()) as Session };
};
const status = async (cookie: string) => (await ask("/api/session", cookie)).status;

test("abuse 22: the cookie is of this host alone, over TLS alone, and none that was there before counts", async () => {
  const { set, cookie } = await signIn();
  assert.match(set, /^__Host-setu-session=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  assert.equal(await status(cookie), 200);
  const [, value = ""] = cookie.split("=");
  assert.equal(
    await status(`setu-session=${value}`),
    401,
    "without the prefix another subdomain could have set it",
  );
  const fixed = `__Host-setu-session=${"A".repeat(43)}`;
  const { cookie: given } = await signIn("ca.officer-1", fixed);
  assert.notEqual(given, fixed);
  assert.equal(await status(fixed), 401);
  for (const wrong of ["", `${cookie}x`, `__Host-setu-session=${"x".repeat(5_000)}`])
    assert.equal(await status(wrong), 401);
});

test("abuse 22: a session ends with sign-out, with a quarter of an hour of rest, and after twelve hours", async () => {
  const out = await signIn();
  const left = await ask("/api/session", out.cookie, {
    method: "DELETE",
    headers: { "x-setu-csrf": out.session.csrf },
  });
  assert.equal(left.status, 204);
  assert.match(left.headers.getSetCookie()[0] ?? "", /^__Host-setu-session=; Max-Age=0;/);
  assert.equal(await status(out.cookie), 401);

  const idle = await signIn();
  now += IDLE - MINUTE;
  assert.equal(await status(idle.cookie), 200);
  now += IDLE - MINUTE;
  assert.equal(await status(idle.cookie), 200, "whoever is there goes on");
  now += IDLE;
  assert.equal(await status(idle.cookie), 401);

  const long = await signIn();
  for (let passed = 0; passed < ABSOLUTE - 10 * MINUTE; passed += 10 * MINUTE) {
    now += 10 * MINUTE;
    if ((await status(long.cookie)) !== 200) assert.fail(`ended after ${passed / MINUTE} minutes`);
  }
  now += 10 * MINUTE;
  assert.equal(await status(long.cookie), 401);
});

test("abuse 22: an administrator ends the sessions of one officer, or of everybody, and no other", async () => {
  const [one, again, other] = [await signIn(), await signIn(), await signIn("ca.officer-2")];
  for (const { id } of OFFICERS) await makeFeed(stored.store, id, now);
  const feed = async (id: string) => (await readFeed(stored.store, id)).made;
  assert.equal((await signOut(stored.store, "ca.officer-1")).sessions >= 2, true);
  assert.deepEqual([await feed("ca.officer-1"), await feed("ca.officer-2")], [null, now], "the calendar too");
  for (const { cookie } of [one, again]) assert.equal(await status(cookie), 401);
  assert.equal(await status(other.cookie), 200);
  await signOut(stored.store, null);
  assert.equal(await status(other.cookie), 401);
  assert.equal(await status((await signIn()).cookie), 200, "who can prove it comes in again");
});

test("abuse 22: an officer who is no longer named is signed out everywhere at once, and does not come in again", async () => {
  const both = [await signIn("ca.officer-2"), await signIn("ca.officer-2")];
  await saveOfficers(stored.store, OFFICERS.slice(0, 1));
  for (const { cookie } of both) assert.equal(await status(cookie), 401);
  const { rows } = await stored.pool.query("SELECT FROM session WHERE officer = 'ca.officer-2'");
  assert.equal(rows.length, 0);
  const body = JSON.stringify({ account: "ca.officer-2" });
  const again = await ask("/api/session", "", { method: "POST", body });
  // As for a name that nobody has ever had.
  const nobody = await ask("/api/session", "", { method: "POST", body: JSON.stringify({ account: "x" }) });
  assert.deepEqual([again.status, await again.text()], [nobody.status, await nobody.text()]);
  assert.equal(again.status, 403);
});

test("abuse 25: no page and no answer is kept, so nothing is there when somebody goes back", async () => {
  for (const path of ["/api/session", "/api/sign-in", "/sign-in/callback", "/nothing"])
    assert.equal((await ask(path, "")).headers.get("cache-control"), "no-store", path);
});

test("who floods the door from one address keeps nobody out who comes from another; an account opens only so often", async () => {
  const knock = async (account: string, address: string) => {
    const init = {
      method: "POST",
      headers: { host: "setu.example", "content-type": "application/json" },
      body: JSON.stringify({ account }),
    };
    return (await app.request("https://setu.example/api/session", init, { address })).status;
  };
  await saveOfficers(stored.store, OFFICERS);
  const flood = await Promise.all(Array.from({ length: 260 }, () => knock("ca.nobody", "192.0.2.1")));
  assert.ok(flood.includes(429));
  assert.equal(await knock("ca.officer-2", "192.0.2.2"), 200);
  const opened = await Promise.all(Array.from({ length: 60 }, () => knock("ca.officer-2", "192.0.2.3")));
  assert.ok(opened.includes(200) && opened.includes(429));
  assert.equal(await knock("ca.officer-1", "192.0.2.3"), 200);
});
