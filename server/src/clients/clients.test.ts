import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Json } from "@setu/core";
import type { RequestList, Session } from "@setu/requests";
import * as oauth from "openid-client";
import { Authority, clientCert, pinOf } from "../sign-in/certificates.fixture.ts";
import { provingNode } from "../sign-in/node.fixture.ts";
import { Program } from "./clients.fixture.ts";
import { parseRegistration } from "./registration.ts";
import { addClient, listClients, revokeClient } from "./registry.ts";
import { sweepSpent } from "./spent.ts";
import { changeEntrances, changeOfficers } from "../standing/rows.fixture.ts";

/** security.md section 2, point 6: programs with a key of their own, at a node that runs. */
const folder = mkdtempSync(join(tmpdir(), "setu-clients-"));
const socket = join(folder, "proxy.sock");
const lines: Readonly<Record<string, unknown>>[] = [];
let node: Awaited<ReturnType<typeof provingNode>>;
let authority: Authority;
let program: Program;
before(async () => {
  authority = await Authority.make();
  program = await Program.make();
  const certificates = {
    socket,
    ca: authority.certificate.toString("pem"),
    crl: await authority.revocations(join(folder, "crl"), ["0b"]),
    officers: [],
  };
  const log = (event: string, fields = {}) => void lines.push({ event, ...fields });
  node = await provingNode({ certificates }, { log, linked: true });
  await register("ca.reader", { scopes: ["requests:read"] });
});
after(async () => {
  await node.close();
  rmSync(folder, { recursive: true, force: true });
});

const soon = () => `${new Date(Date.now() + 86_400_000).toISOString().slice(0, 19)}Z`;
async function register(id: string, rest: object): Promise<void> {
  const given = {
    id,
    name: "Synthetic Program",
    agency: "ca.ncb-ottawa",
    clearance: 2,
    compartments: [],
    until: soon(),
    jwk: program.jwk as Json,
    ...rest,
  };
  await addClient(node.store, parseRegistration(given, Date.now()), Date.now());
}

/** The client library as its users configure it. */
async function library(id: string, key = program.key) {
  const config = await oauth.discovery(new URL(node.url), id, undefined, oauth.PrivateKeyJwt(key), {
    algorithm: "oauth2",
    execute: [oauth.allowInsecureRequests],
  });
  const DPoP = oauth.getDPoPHandle(config, await oauth.randomDPoPKeyPair("ES256"));
  const ask = (token: string, method: string, path: string, body?: object) =>
    oauth.fetchProtectedResource(
      config,
      token,
      new URL(path, node.url),
      method,
      body && JSON.stringify(body),
      new Headers(body && { "content-type": "application/json" }),
      { DPoP },
    );
  const grant = (scope?: string) =>
    oauth.clientCredentialsGrant(config, scope === undefined ? {} : { scope }, { DPoP });
  return { ask, grant };
}

/** One request to the token endpoint, as anybody can write it. @returns the error, or null */
async function token(form: Record<string, string>, headers: Record<string, string> = {}) {
  const answer = await fetch(`${node.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(form),
  });
  const said = (await answer.json()) as { error?: string; access_token?: string };
  const nonce = answer.headers.get("dpop-nonce") ?? "";
  return { status: answer.status, error: said.error ?? null, token: said.access_token ?? "", nonce };
}
const signed = (assertion: string) => ({
  grant_type: "client_credentials",
  client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
  client_assertion: assertion,
});
const nonceNow = async () => (await token({})).nonce;
const reasons = () => lines.filter(({ event }) => event === "client-refused").map(({ reason }) => reason);

test("an unmodified client library finds the endpoint, gets a bound token and reads what the program may", async () => {
  const { ask, grant } = await library("ca.reader");
  const granted = await grant();
  assert.deepEqual([granted.token_type, granted.expires_in, granted.scope], ["dpop", 300, "requests:read"]);
  const list = await ask(granted.access_token, "GET", "/api/requests?view=all");
  assert.equal(list.status, 200);
  assert.deepEqual(((await list.json()) as RequestList).rows, []);
  const who = (await (await ask(granted.access_token, "GET", "/api/session")).json()) as Session;
  assert.deepEqual([who.officer.id, who.draftKey], ["ca.reader", ""]);

  const refusedAt = async (method: string, path: string, body?: object) => {
    const error = await ask(granted.access_token, method, path, body).then(
      () => assert.fail(`${method} ${path} was answered`),
      (cause: unknown) => cause,
    );
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, String(error));
    return [error.status, error.cause[0]?.parameters.error];
  };
  // Why it reads, it says itself; what it asks for is not there.
  const reason = await ask(granted.access_token, "POST", `/api/requests/own:${"0".repeat(32)}/reason`, {});
  assert.ok([404, 422].includes(reason.status), String(reason.status));
  // Not its collection, not its verb, and what is for persons.
  for (const [method, path] of [
    ["POST", "/api/requests"],
    ["GET", "/api/link"],
    ["GET", "/api/keys"],
    ["GET", "/api/tokens"],
    ["GET", "/api/powers"],
    ["GET", "/api/releases"],
    ["POST", "/api/requests/sign"],
  ] as const)
    assert.deepEqual(
      await refusedAt(method, path, method === "POST" ? {} : undefined),
      [403, "insufficient_scope"],
      path,
    );
});

test("a program is judged by the policy as an officer is, and meets officers nowhere", async () => {
  await register("ca.writer", { scopes: ["requests:read", "requests:write", "intake:write"] });
  const { ask, grant } = await library("ca.writer");
  const { access_token: all } = await grant();
  const item = `own:${"0".repeat(32)}`;
  const missing = await ask(all, "POST", `/api/requests/${item}/home`, {
    command: { id: "0".repeat(32), do: "note", args: {}, text: "Synthetic" },
  });
  assert.equal(missing.status, 404);
  // A package rests on what a person has answered for.
  assert.equal((await ask(all, "POST", `/api/requests/${item}/mla`, {})).status, 403);
  await assert.rejects(
    ask(all, "POST", `/api/requests/${item}/opened`, {}),
    oauth.WWWAuthenticateChallengeError,
  );
  const { access_token: less } = await grant("intake:write");
  await assert.rejects(ask(less, "GET", "/api/requests"), oauth.WWWAuthenticateChallengeError);
  const facts = await node.store.rows("SELECT powers, machine FROM officer WHERE id = 'ca.writer'", []);
  assert.deepEqual(facts, [{ powers: ["read", "draft", "send"], machine: true }]);
  // What only a person can answer for cannot be given, whoever writes to the database.
  await assert.rejects(
    changeOfficers(node.store, "UPDATE officer SET powers = '{approve}' WHERE id = 'ca.writer'"),
  );
});

test("abuse 29: an assertion counts once, for this node, in its time; who is unknown is told what the wrong key is told", async () => {
  const id = "ca.reader";
  const good = await program.assertion(id, node.url);
  const once = async (assertion: string) => {
    const proof = await program.proof({
      method: "POST",
      url: `${node.url}/oauth/token`,
      nonce: await nonceNow(),
    });
    const { status, error } = await token(signed(assertion), { dpop: proof });
    return [status, error];
  };
  assert.deepEqual(await once(good), [200, null]);
  assert.deepEqual(await once(good), [401, "invalid_client"], "replayed");
  const now = Math.floor(Date.now() / 1000);
  // An instant with parts of a millisecond.
  const parts = await program.assertion(id, node.url, { exp: now + 60.00012 });
  assert.deepEqual(await once(parts), [200, null]);
  assert.deepEqual(await once(parts), [401, "invalid_client"]);
  // Another process, whose clock is ahead, has swept meanwhile what is too old for it.
  const ending = await program.assertion(id, node.url, { exp: now });
  assert.deepEqual(await once(ending), [200, null]);
  await sweepSpent(node.store, Date.now() + 30_000);
  assert.deepEqual(await once(ending), [401, "invalid_client"], "replayed");
  const stranger = await Program.make();
  await register("ca.revoked", { scopes: ["requests:read"] });
  await revokeClient(node.store, "ca.revoked", Date.now());
  await register("ca.ended", { scopes: ["requests:read"], topics: ["drugs", "cyber"] });
  await changeOfficers(node.store, "UPDATE officer SET accredited_until = 1 WHERE id = 'ca.ended'");
  const before = reasons().length;
  const lies: [string, string, string][] = [
    ["a key that is another's", await stranger.assertion(id, node.url), "assertion"],
    ["a program that is not known", await program.assertion("ca.nobody", node.url), "assertion"],
    ["a program that was revoked", await program.assertion("ca.revoked", node.url), "assertion"],
    ["a program whose time is over", await program.assertion("ca.ended", node.url), "assertion"],
    [
      "for the endpoint, which another server could have asked for",
      await program.assertion(id, `${node.url}/oauth/token`),
      "aud",
    ],
    [
      "for two nodes",
      await program.assertion(id, node.url, { aud: [node.url, "https://other.example"] }),
      "aud",
    ],
    ["over", await program.assertion(id, node.url, { exp: now - 11 }), "assertion"],
    ["for too long", await program.assertion(id, node.url, { exp: now + 400 }), "term"],
    ["not yet", await program.assertion(id, node.url, { nbf: now + 60 }), "assertion"],
    ["in another's name", await program.assertion(id, node.url, { iss: "ca.writer" }), "assertion"],
    ["without a number of its own", await program.assertion(id, node.url, { jti: undefined }), "assertion"],
    ["a proof of another kind", await program.assertion(id, node.url, {}, { typ: "dpop+jwt" }), "header"],
    ["unsigned", `${Buffer.from('{"alg":"none"}').toString("base64url")}.${good.split(".")[1]}.`, "header"],
    ["no token at all", "x".repeat(5_000), "malformed"],
  ];
  for (const [what, assertion] of lies)
    assert.deepEqual(await once(assertion), [401, "invalid_client"], what);
  assert.deepEqual(
    reasons()
      .slice(before)
      .filter((reason) => reason !== "none"),
    lies.map(([, , reason]) => reason),
  );
});

test("abuse 29: a proof of the key is for one request, one token, one nonce of ours, now, and counts once", async () => {
  const nonce = await nonceNow();
  const at = `${node.url}/oauth/token`;
  const asked = async (proof: string | null) => {
    const form = signed(await program.assertion("ca.reader", node.url));
    return token(form, proof === null ? {} : { dpop: proof });
  };
  const toToken = { method: "POST", url: at, nonce };
  const good = await program.proof(toToken);
  const { token: access, error } = await asked(good);
  assert.equal(error, null);
  const now = Math.floor(Date.now() / 1000);
  const other = await Program.make();
  const private_ = { ...other.jwk, d: "AAAA" };
  const lies: [string, string | null, string][] = [
    ["replayed", good, "invalid_dpop_proof"],
    ["none", null, "invalid_dpop_proof"],
    ["another method", await program.proof({ ...toToken, method: "GET" }), "invalid_dpop_proof"],
    [
      "another address",
      await program.proof({ ...toToken, url: "https://other.example/oauth/token" }),
      "invalid_dpop_proof",
    ],
    ["old", await program.proof(toToken, { iat: now - 61 }), "invalid_dpop_proof"],
    ["ahead of time", await program.proof(toToken, { iat: now + 30 }), "invalid_dpop_proof"],
    ["no number of its own", await program.proof(toToken, { jti: undefined }), "invalid_dpop_proof"],
    ["of another kind", await program.proof(toToken, {}, { typ: "JWT" }), "invalid_dpop_proof"],
    [
      "by another key than it names",
      await program.proof(toToken, {}, { jwk: other.jwk }),
      "invalid_dpop_proof",
    ],
    ["that shows a private key", await program.proof(toToken, {}, { jwk: private_ }), "invalid_dpop_proof"],
    ["without our nonce", await program.proof({ ...toToken, nonce: "x" }), "use_dpop_nonce"],
  ];
  for (const [what, proof, code] of lies) assert.equal((await asked(proof)).error, code, what);

  const url = `${node.url}/api/requests`;
  const read = async (proof: string | null, scheme = "DPoP") => {
    const headers = { authorization: `${scheme} ${access}`, ...(proof !== null && { dpop: proof }) };
    const answer = await fetch(`${url}?view=all`, { headers });
    await answer.body?.cancel();
    return [answer.status, /error="(\w+)"/.exec(answer.headers.get("www-authenticate") ?? "")?.[1]];
  };
  const withToken = { method: "GET", url, nonce, token: access };
  const fit = await program.proof(withToken);
  assert.deepEqual(await read(fit), [200, undefined]);
  assert.deepEqual(await read(fit), [401, "invalid_dpop_proof"], "replayed");
  assert.deepEqual(await read(null), [401, "invalid_dpop_proof"], "a stolen token alone");
  assert.deepEqual(await read(null, "Bearer"), [401, "invalid_token"], "as if it were bound to nothing");
  assert.deepEqual(await read(await other.proof(withToken)), [401, "invalid_token"], "another's key");
  assert.deepEqual(await read(await program.proof({ ...withToken, token: "other" })), [
    401,
    "invalid_dpop_proof",
  ]);
  assert.deepEqual(await read(await program.proof({ ...withToken, nonce: "x" })), [401, "use_dpop_nonce"]);

  // A database that was restored has forgotten them; this process has not.
  await node.store.rows("DELETE FROM spent_proof", []);
  assert.equal((await asked(good)).error, "invalid_dpop_proof", "replayed after a restore");
  assert.equal((await asked(await program.proof(toToken))).error, null);
  assert.deepEqual(await read(fit), [401, "invalid_dpop_proof"], "replayed after a restore");
  assert.deepEqual(await read(await program.proof(withToken)), [200, undefined]);

  // A process that starts anew over the same database remembers, and knows the nonce.
  const spent = await node.store.rows<{ n: number }>("SELECT count(*)::int AS n FROM spent_proof", []);
  assert.ok((spent[0]?.n ?? 0) >= 4);
});

test("a program that is revoked, or whose term is over, is out with its next request", async () => {
  await register("ca.brief", { scopes: ["requests:read"] });
  const { ask, grant } = await library("ca.brief");
  const { access_token: first } = await grant();
  assert.equal((await ask(first, "GET", "/api/requests")).status, 200);
  await changeOfficers(node.store, "UPDATE officer SET accredited_until = 1 WHERE id = 'ca.brief'");
  await assert.rejects(ask(first, "GET", "/api/requests"), oauth.WWWAuthenticateChallengeError);
  await changeOfficers(
    node.store,
    `UPDATE officer SET accredited_until = ${Date.now() + 60_000} WHERE id = 'ca.brief'`,
  );
  assert.equal((await ask(first, "GET", "/api/requests")).status, 200);
  await changeEntrances(node.store, "access_token", "until = 1 WHERE client = 'ca.brief'");
  await assert.rejects(ask(first, "GET", "/api/requests"), oauth.WWWAuthenticateChallengeError);
  const { access_token: second } = await grant();
  await revokeClient(node.store, "ca.brief", Date.now());
  await assert.rejects(ask(second, "GET", "/api/requests"), oauth.WWWAuthenticateChallengeError);
  await assert.rejects(grant());
  await assert.rejects(register("ca.brief", { scopes: ["requests:read"] }), /taken/);
  const listed = await listClients(node.store);
  const known = listed.find(({ id }) => id === "ca.brief");
  const topicsOf = (of: string) => listed.find(({ id }) => id === of)?.topics;
  assert.deepEqual([topicsOf("ca.brief")?.length, topicsOf("ca.ended")], [7, ["cyber", "drugs"]]);
  assert.equal(typeof known?.revoked, "number");
});

test("a program with a certificate gets a token that opens nothing without it, on the proxy's socket alone", async () => {
  const [card, revoked] = [await authority.card(), await authority.card({ serial: "0b" })];
  await register("ca.machine", { jwk: undefined, certificate: pinOf(card), scopes: ["link:read"] });
  await register("ca.gone", { jwk: undefined, certificate: pinOf(revoked), scopes: ["link:read"] });
  const { host, port } = new URL(node.url);
  const ask = async (where: object, path: string, headers: Record<string, string>, form?: object) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const body = form && new URLSearchParams(form as Record<string, string>).toString();
    const more = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const method = body === undefined ? "GET" : "POST";
    request({ ...where, method, path, headers: { host, ...more, ...headers } }, resolve)
      .on("error", reject)
      .end(body);
    const answer = await promise;
    let text = "";
    for await (const part of answer) text += String(part);
    return { status: answer.statusCode, said: JSON.parse(text) as Record<string, string> };
  };
  const proxy = { socketPath: socket };
  const form = { grant_type: "client_credentials", client_id: "ca.machine" };
  const shown = { "client-cert": clientCert(card) };
  const granted = await ask(proxy, "/oauth/token", shown, form);
  assert.deepEqual([granted.status, granted.said["token_type"]], [200, "Bearer"]);
  const bearer = { authorization: `Bearer ${granted.said["access_token"]}` };
  assert.equal((await ask(proxy, "/api/link", { ...bearer, ...shown })).status, 200);
  const other = { "client-cert": clientCert(await authority.card()) };
  const open = { host: "127.0.0.1", port };
  for (const [what, where, path, headers, asked] of [
    ["another's certificate", proxy, "/api/link", { ...bearer, ...other }, undefined],
    ["none", proxy, "/api/link", bearer, undefined],
    ["a header that anybody can write", open, "/api/link", { ...bearer, ...shown }, undefined],
    ["the same at the token endpoint", open, "/oauth/token", shown, form],
    ["another's certificate there", proxy, "/oauth/token", other, form],
    [
      "one that was revoked",
      proxy,
      "/oauth/token",
      { "client-cert": clientCert(revoked) },
      { ...form, client_id: "ca.gone" },
    ],
    ["a program that has a key", proxy, "/oauth/token", shown, { ...form, client_id: "ca.reader" }],
  ] as const)
    assert.equal((await ask(where, path, headers, asked)).status, 401, what);
});

test("what is asked for is said once and is what was given; a registration is what a program can be", async () => {
  // Of a measure of its own: who has asked for tokens in every test before may have none left.
  await register("ca.asker", { scopes: ["requests:read"] });
  const proof = async () =>
    program.proof({ method: "POST", url: `${node.url}/oauth/token`, nonce: await nonceNow() });
  const ask = async (form: Record<string, string>) =>
    (
      await token(
        { ...signed(await program.assertion("ca.asker", node.url)), ...form },
        { dpop: await proof() },
      )
    ).error;
  assert.equal(await ask({ scope: "requests:write" }), "invalid_scope");
  assert.equal(await ask({ grant_type: "password" }), "unsupported_grant_type");
  assert.equal(await ask({ client_assertion_type: "other" }), "invalid_request");
  assert.equal(await ask({ client_id: "ca.writer" }), "invalid_client");
  const twice = await fetch(`${node.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "scope=a&scope=b",
  });
  assert.deepEqual(await twice.json(), { error: "invalid_request" });
  const foreign = await fetch(`${node.url}/oauth/token`, {
    method: "POST",
    headers: { origin: "https://other.example", "content-type": "application/x-www-form-urlencoded" },
    body: "",
  });
  assert.equal(foreign.status, 403);
  await foreign.body?.cancel();

  const rsa = { kty: "RSA", n: "AQAB", e: "AQAB" };
  for (const [what, rest] of [
    ["a private key", { jwk: { ...program.jwk, d: "AAAA" } }],
    ["a key that is not taken", { jwk: rsa }],
    ["a point that is on no curve", { jwk: { ...program.jwk, x: program.jwk.y } }],
    ["no scope", { scopes: [] }],
    ["a scope that is none", { scopes: ["releases:write"] }],
    ["for ever", { until: "2099-01-01T00:00:00Z" }],
    ["two ways to prove itself", { certificate: "A".repeat(43) }],
  ] as const)
    await assert.rejects(
      register(`ca.p-${randomUUID().slice(0, 8)}`, { scopes: ["link:read"], ...rest }),
      what,
    );
});
