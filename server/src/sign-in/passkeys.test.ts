import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSetuError } from "@setu/core";
import type { MadeToken, OwnKey, OwnToken, Session } from "@setu/requests";
import type { RunningNode } from "../node/node.ts";
import { makeCode } from "./enrolment.ts";
import { provingNode } from "./node.fixture.ts";
import { HONEST, SoftKey, SYNCED, UNVERIFIED, type Lies } from "./soft-key.fixture.ts";
import { assertNoAttestation, parseRegistration } from "./webauthn.ts";
import { changeEntrances, changeOfficers } from "../standing/rows.fixture.ts";

/** Keys in software, which lie where a real one cannot: what a node takes from them, and what it does not. */
let node: RunningNode & { close(): Promise<void> };
const lines: string[] = [];
before(async () => {
  const log = (event: string, fields: object = {}) => void lines.push(JSON.stringify({ event, ...fields }));
  node = await provingNode({ passkeys: { synced: false } }, { log });
});
after(() => node.close());

type Options = { readonly challenge: string };

class Officer {
  cookie = "";
  csrf = "";

  async ask(method: string, path: string, body?: object, headers: object = {}): Promise<Response> {
    const response = await fetch(`${node.url}/api${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        "x-setu-csrf": this.csrf,
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.cookie = cookie.split(";")[0] ?? "";
    if (response.ok && cookie) this.csrf = ((await response.clone().json()) as Session).csrf;
    return response;
  }

  async json<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.ask(method, path, body);
    assert.ok(response.ok, `${path}: ${await response.clone().text()}`);
    return (await (response.status === 204 ? null : response.json())) as T;
  }

  async code(method: string, path: string, body?: object): Promise<string> {
    const response = await this.ask(method, path, body);
    return response.ok ? "" : ((await response.json()) as { code: string }).code;
  }

  /** With a new code of this officer, and a new key. */
  async enrol(id = "ca.officer-1", lies: Lies = {}): Promise<{ key: SoftKey; refused: string }> {
    const code = await makeCode(node.store, id, 1, Date.now());
    const key = new SoftKey(node.url);
    const options = await this.json<Options>("POST", "/sign-in/enrol/options", { code });
    const registration = key.register(options, lies);
    const refused = await this.code("POST", "/sign-in/enrol", { code, name: "Synthetic", registration });
    return { key, refused };
  }

  challenge = (path = "/sign-in/passkey") => this.json<Options>("POST", `${path}/options`, {});

  async signIn(key: SoftKey, lies: Lies = {}): Promise<string> {
    const assertion = key.answer(await this.challenge(), lies);
    return this.code("POST", "/sign-in/passkey", { assertion });
  }
}

test("a code registers one key, once, before it is too old, however it is typed; only its hash is kept", async () => {
  const officer = new Officer();
  const code = await makeCode(node.store, "ca.officer-1", 1, Date.now());
  assert.match(code, /^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/);
  const { rows } = await node.store.pool.query("SELECT hash FROM enrolment");
  assert.ok(!JSON.stringify(rows).includes(code));
  const key = new SoftKey(node.url);
  const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  const options = await officer.json<Options>("POST", "/sign-in/enrol/options", { code: typed });
  const body = { code: typed, name: "Blue key", registration: key.register(options) };
  const session = await officer.json<Session>("POST", "/sign-in/enrol", body);
  assert.equal(session.officer.id, "ca.officer-1");
  assert.equal(await new Officer().code("POST", "/sign-in/enrol", body), "FORBIDDEN", "a second time");
  assert.equal(await new Officer().code("POST", "/sign-in/enrol/options", { code }), "FORBIDDEN");
  const [own] = await officer.json<readonly OwnKey[]>("GET", "/keys");
  assert.deepEqual([own?.name, own?.ended, own?.synced], ["Blue key", null, false]);
  assert.equal(await new Officer().signIn(key), "");

  const old = await makeCode(node.store, "ca.officer-1", 1, Date.now());
  const newer = await makeCode(node.store, "ca.officer-1", 1, Date.now());
  assert.equal(
    await new Officer().code("POST", "/sign-in/enrol/options", { code: old }),
    "FORBIDDEN",
    "replaced",
  );
  await changeEntrances(node.store, "enrolment", "until = 1");
  assert.equal(
    await new Officer().code("POST", "/sign-in/enrol/options", { code: newer }),
    "FORBIDDEN",
    "too old",
  );
  for (const wrong of ["", "x", "0".repeat(20), 5, null, "0".repeat(100)])
    assert.equal(await new Officer().code("POST", "/sign-in/enrol/options", { code: wrong }), "FORBIDDEN");
});

test("a key that is not of this address, unverified, copied to other devices or vouched for is not registered", async () => {
  for (const [lies, why] of [
    [{ origin: "https://elsewhere.example" }, "BAD_PASSKEY"],
    [{ rpId: "elsewhere.example" }, "BAD_PASSKEY"],
    [{ flags: UNVERIFIED }, "BAD_PASSKEY"],
    [{ flags: SYNCED }, "BAD_PASSKEY"],
    [{ type: "webauthn.get" }, "BAD_PASSKEY"],
    [{ fmt: "tpm" }, "BAD_PASSKEY"],
    [{ challenge: "x".repeat(43) }, "SIGN_IN_STALE"],
  ] as const)
    assert.equal((await new Officer().enrol("ca.officer-2", lies)).refused, why, JSON.stringify(lies));
  // Its certificates would name addresses to ask: it is refused before anything of it is read.
  const vouched = new SoftKey(node.url).register({ challenge: "x" }, { fmt: "tpm" });
  assert.throws(
    () => assertNoAttestation(parseRegistration(vouched)),
    (error) => isSetuError(error, "BAD_PASSKEY") && error.detail["reason"] === "attestation",
  );
  const { rows } = await node.store.pool.query("SELECT FROM passkey WHERE officer = 'ca.officer-2'");
  assert.equal(rows.length, 0);
});

test("signing in: the wrong address, no verification, a spoilt signature and a stranger's key are refused alike", async () => {
  const { key } = await new Officer().enrol();
  const answers = new Set<string>();
  for (const lies of [
    { origin: "https://elsewhere.example" },
    { rpId: "elsewhere.example" },
    { flags: UNVERIFIED },
    { flags: HONEST & ~1 },
    { type: "webauthn.create" },
    { spoil: true },
  ]) {
    const assertion = key.answer(await new Officer().challenge(), lies);
    const response = await new Officer().ask("POST", "/sign-in/passkey", { assertion });
    answers.add(`${response.status} ${await response.text()}`);
  }
  const stranger = new SoftKey(node.url).answer(await new Officer().challenge());
  const response = await new Officer().ask("POST", "/sign-in/passkey", { assertion: stranger });
  answers.add(`${response.status} ${await response.text()}`);
  assert.equal(answers.size, 1, [...answers].join("\n"));
  assert.match([...answers].join(""), /^403 .*FORBIDDEN/);
  assert.equal(await new Officer().signIn(key), "");
});

test("abuse 29: a challenge is answered once, for what it was given for, and not for ever", async () => {
  const { key } = await new Officer().enrol();
  const assertion = key.answer(await new Officer().challenge());
  assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion }), "");
  assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion }), "SIGN_IN_STALE");
  const old = key.answer(await new Officer().challenge());
  await node.store.pool.query("UPDATE ceremony SET at = at - 301000");
  assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion: old }), "SIGN_IN_STALE");
  const own = key.answer({ challenge: Buffer.alloc(32).toString("base64url") });
  assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion: own }), "SIGN_IN_STALE");
  const officer = new Officer();
  await officer.signIn(key);
  const stepUp = key.answer(await officer.challenge("/session/step-up"));
  assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion: stepUp }), "SIGN_IN_STALE");
});

test("a counter that goes back takes the key out of use, signs out who came in by it, and is an alarm", async () => {
  const officer = new Officer();
  const { key } = await officer.enrol("ca.officer-2");
  assert.equal(await officer.signIn(key), "");
  const copy = await new Officer().signIn(key, { counter: 1 });
  assert.equal(copy, "KEY_COPIED");
  assert.equal(await new Officer().signIn(key), "FORBIDDEN", "and the true one with it");
  assert.equal(await officer.code("GET", "/session"), "SIGNED_OUT");
  const { rows } = await node.store.pool.query("SELECT code FROM alarm");
  assert.deepEqual(rows, [{ code: "KEY_COPIED" }]);
  assert.ok(lines.some((line) => line.includes("KEY_COPIED")));
  // Keys that do not count stay at zero, and are no copies.
  const still = await new Officer().enrol("ca.officer-2", { counter: 0 });
  for (const _ of [1, 2]) assert.equal(await new Officer().signIn(still.key, { counter: 0 }), "");
});

test("abuse 22, 23: proving anew changes the cookie; without that a cookie changes no keys, nor does another's key", async () => {
  const officer = new Officer();
  const { key } = await officer.enrol();
  const other = (await new Officer().enrol("ca.officer-2")).key;
  await changeEntrances(node.store, "session", "proved = proved - 300001");
  const [own] = await officer.json<readonly OwnKey[]>("GET", "/keys");
  for (const [method, path, body] of [
    ["POST", "/keys/options", {}],
    ["POST", "/keys", { name: "x", registration: {} }],
    ["DELETE", `/keys/${own?.key}`, undefined],
  ] as const)
    assert.equal(await officer.code(method, path, body), "STEP_UP", path);
  const stranger = other.answer(await officer.challenge("/session/step-up"));
  assert.equal(await officer.code("POST", "/session/step-up", { assertion: stranger }), "FORBIDDEN");

  const before = officer.cookie;
  const assertion = key.answer(await officer.challenge("/session/step-up"));
  await officer.json<Session>("POST", "/session/step-up", { assertion });
  assert.notEqual(officer.cookie, before);
  const thief = new Officer();
  thief.cookie = before;
  assert.equal(await thief.code("GET", "/session"), "SIGNED_OUT");
  const second = new SoftKey(node.url);
  const options = await officer.json<Options>("POST", "/keys/options", {});
  await officer.json("POST", "/keys", { name: "Second", registration: second.register(options) });
  assert.equal(await new Officer().signIn(second), "");
});

test("a key is renamed and taken out of use by its officer alone; who came in by it is signed out", async () => {
  const officer = new Officer();
  await officer.enrol();
  const { key } = await officer.enrol();
  const elsewhere = new Officer();
  await elsewhere.signIn(key);
  const keys = (await officer.json<readonly OwnKey[]>("GET", "/keys")).filter(({ ended }) => ended === null);
  const { key: id = "" } = keys.find(({ made }) => made === Math.max(...keys.map((each) => each.made))) ?? {};
  const stranger = new Officer();
  await stranger.enrol("ca.officer-2");
  assert.equal(await stranger.code("PUT", `/keys/${id}`, { name: "Mine" }), "NOT_FOUND");
  assert.equal(await stranger.code("DELETE", `/keys/${id}`), "NOT_FOUND");
  assert.equal(await officer.code("PUT", `/keys/${id}`, { name: "a\u0007b" }), "BAD_FIELD");
  assert.equal(await officer.code("PUT", `/keys/${id}`, { name: "Old key" }), "");
  assert.equal(await officer.code("DELETE", `/keys/${id}`), "");
  const after = await officer.json<readonly OwnKey[]>("GET", "/keys");
  assert.deepEqual(
    after.filter((each) => each.key === id).map(({ name, why }) => [name, why]),
    [["Old key", "removed"]],
  );
  assert.equal(await elsewhere.code("GET", "/session"), "SIGNED_OUT");
  assert.equal(await new Officer().signIn(key), "FORBIDDEN");
});

test("a token lets a program in without a cookie, for what it was made for, until it ends or is taken back", async () => {
  const officer = new Officer();
  await officer.enrol();
  const make = (writes: boolean) =>
    officer.json<MadeToken>("POST", "/tokens", { name: "Nightly list", writes, hours: 1 });
  const [reads, writes] = [await make(false), await make(true)];
  assert.match(reads.token, /^setu_[\w-]{43}$/);
  const { rows } = await node.store.pool.query("SELECT * FROM token");
  assert.ok(!JSON.stringify(rows).includes(reads.token));
  const asProgram = async (token: string, method: string, path: string, body?: object) => {
    const response = await new Officer().ask(method, path, body, { authorization: `Bearer ${token}` });
    return response.ok ? "" : ((await response.json()) as { code: string }).code;
  };
  const put = (token: string) =>
    asProgram(token, "PUT", "/learning", { learning: { steps: 0, item: null, ticks: [] } });
  assert.equal(await asProgram(reads.token, "GET", "/session"), "");
  assert.equal(await put(reads.token), "FORBIDDEN");
  assert.equal(await put(writes.token), "");
  // What needs the person: keys, and more tokens.
  for (const path of ["/keys/options", "/tokens"])
    assert.equal(
      await asProgram(writes.token, "POST", path, { name: "x", writes: true, hours: 1 }),
      "STEP_UP",
      path,
    );
  for (const wrong of ["", "setu_", `setu_${"A".repeat(43)}`, `${reads.token}x`, reads.token.slice(5)])
    assert.equal(await asProgram(wrong, "GET", "/session"), "SIGNED_OUT", wrong);
  for (const hours of [0, -1, 2_161, "1"])
    assert.equal(
      await officer.code("POST", "/tokens", { name: "x", writes: false, hours }),
      "BAD_FIELD",
      String(hours),
    );

  const own = await officer.json<readonly OwnToken[]>("GET", "/tokens");
  assert.deepEqual(
    own.map((each) => [each.name, each.writes, each.used !== null]),
    [
      ["Nightly list", false, true],
      ["Nightly list", true, true],
    ],
  );
  const stranger = new Officer();
  await stranger.enrol("ca.officer-2");
  assert.equal(await stranger.code("DELETE", `/tokens/${own[0]?.id}`), "NOT_FOUND");
  assert.equal(await officer.code("DELETE", `/tokens/${own[0]?.id}`), "");
  assert.equal(await asProgram(reads.token, "GET", "/session"), "SIGNED_OUT");
  await node.store.pool.query("UPDATE token SET until = 1");
  assert.equal(await asProgram(writes.token, "GET", "/session"), "SIGNED_OUT");
  await changeEntrances(node.store, "session", "proved = 0");
  await changeOfficers(
    node.store,
    "UPDATE passkey SET ended = 1, why = 'removed' WHERE officer = 'ca.officer-1'",
  );
  assert.equal(
    await officer.code("POST", "/session/step-up/options", {}),
    "STEP_UP",
    "no key to prove it with",
  );
  assert.equal(await officer.code("POST", "/tokens", { name: "x", writes: false, hours: 1 }), "STEP_UP");
});

test("abuse 20: no other site begins or finishes a sign-in, and what is no ceremony is refused by its field", async () => {
  for (const path of ["passkey/options", "passkey", "enrol/options", "enrol"]) {
    const response = await new Officer().ask(
      "POST",
      `/sign-in/${path}`,
      {},
      { origin: "https://elsewhere.example" },
    );
    assert.deepEqual(
      [response.status, ((await response.json()) as { code: string }).code],
      [403, "FORBIDDEN"],
      path,
    );
  }
  const good = new SoftKey(node.url).answer(await new Officer().challenge());
  for (const assertion of [
    null,
    [],
    { ...good, rawId: "other" },
    { ...good, type: "password" },
    { ...good, officer: "ca.officer-1" },
    { ...good, response: { ...good.response, clientDataJSON: "bm8" } },
    { ...good, response: { ...good.response, signature: "x".repeat(3_000) } },
    { ...good, response: { ...good.response, authenticatorData: "not base64url!" } },
  ])
    assert.equal(await new Officer().code("POST", "/sign-in/passkey", { assertion }), "BAD_FIELD");
});
