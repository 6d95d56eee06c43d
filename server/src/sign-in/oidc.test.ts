import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { isSetuError } from "@setu/core";
import type { Session, SignedOut, SignInWays } from "@setu/requests";
import { Sessions } from "../http/sessions.ts";
import type { RunningNode } from "../node/node.ts";
import { parseSignIn } from "./config.ts";
import { provingNode } from "./node.fixture.ts";
import { oidcProvider } from "./oidc.ts";
import { testProvider, type TestProvider } from "./provider.fixture.ts";
import { Walker } from "./walk.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

/** Against a certified provider: what a node takes from it, and what it does not. */
let provider: TestProvider;
let node: RunningNode & { close(): Promise<void> };
before(async () => {
  provider = await testProvider();
  node = await provingNode({ oidc: { ...provider.config, maxAge: 600 } });
  provider.serve(node.url);
});
after(async () => {
  await node.close();
  await provider.close();
});

const START = "/sign-in/oidc";
const session = async (walker: Walker): Promise<Session | null> => {
  const { status, text } = await walker.ask(`${node.url}/api/session`);
  return status === 200 ? (JSON.parse(text) as Session) : null;
};
/** Where the page that goes on by itself leads. */
const onwards = (text: string) => /content="0; url=([^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
const come = async (walker: Walker, url: string) => onwards((await walker.ask(url)).text);
const at = (url: string, change: (query: URLSearchParams) => void): string => {
  const changed = new URL(url);
  change(changed.searchParams);
  return changed.href;
};

test("an officer signs in at the provider and is at the page that was asked for; what it said is kept", async () => {
  const walker = new Walker();
  const ways = JSON.parse((await walker.ask(`${node.url}/api/sign-in`)).text) as SignInWays;
  assert.deepEqual(ways, { accounts: [], oidc: true, passkeys: false, certificates: false });
  const start = await walker.ask(`${node.url}${START}`);
  const asked = new URL(start.location ?? "").searchParams;
  assert.deepEqual(
    ["response_type", "code_challenge_method", "scope", "redirect_uri", "max_age"].map((name) =>
      asked.get(name),
    ),
    ["code", "S256", "openid", `${node.url}/sign-in/callback`, "600"],
  );
  assert.match(start.cookies.join(), /^setu-arrival=[\w-]{43};.*HttpOnly; SameSite=Lax/);
  const callback = await walker.toCallback(`${node.url}${START}?next=/requests/x%3Fa=1`, "ca.officer-1");
  assert.equal(await come(walker, callback), "/requests/x?a=1");
  assert.equal((await session(walker))?.officer.id, "ca.officer-1");
  const { rows } = await node.store.pool.query(
    "SELECT way, auth_time > began - 60000 AS fresh, id_token FROM session WHERE officer = 'ca.officer-1'",
  );
  assert.deepEqual([rows[0].way, rows[0].fresh], ["oidc", true]);
  assert.doesNotMatch(
    (rows[0].id_token as Buffer).toString("latin1"),
    /eyJ[\w-]{12}/,
    "its token lies sealed",
  );

  // Abuse 22: signing out ends ours and theirs.
  const csrf = (await session(walker))?.csrf ?? "";
  const cookie = `setu-session=${walker.cookie(node.url, "setu-session")}`;
  const answer = await fetch(`${node.url}/api/session`, {
    method: "DELETE",
    headers: { cookie, "x-setu-csrf": csrf },
  });
  const { to } = (await answer.json()) as SignedOut;
  assert.match(to, new RegExp(`^${provider.config.issuer}/session/end\\?id_token_hint=eyJ`));
  assert.equal(new URL(to).searchParams.get("post_logout_redirect_uri"), `${node.url}/`);
  assert.equal(await session(walker), null);
});

test("a browser that the provider knows is signed in without a person: that is no proof that she is there, once more is", async () => {
  const walker = new Walker();
  const proved = async () => {
    const { rows } = await node.store.pool.query(
      "SELECT proved::float8, began::float8 FROM session WHERE officer = 'ca.officer-2' ORDER BY began DESC LIMIT 1",
    );
    const [{ proved: at, began }] = rows as [{ proved: number; began: number }];
    return { ago: began - at, at };
  };
  const start = `${node.url}${START}`;
  await come(walker, await walker.toCallback(start, "ca.officer-2"));
  const first = await proved();
  assert.ok(first.ago >= 0 && first.ago < 60_000);
  await setTimeout(1_100);
  // By the provider's own cookie: nobody was asked anything.
  await come(walker, await walker.toCallback(start, "ca.officer-2"));
  assert.equal((await proved()).at, first.at);
  const anew = `${start}?anew=1`;
  const asked = new URL((await walker.ask(anew)).location ?? "").searchParams;
  assert.deepEqual([asked.get("prompt"), asked.get("max_age")], ["login", "300"]);
  await come(walker, await walker.toCallback(anew, "ca.officer-2"));
  assert.ok((await proved()).at > first.at);

  // A provider that does not say when.
  const sessions = new Sessions(node.store, Date.now);
  const said = { acr: null, authTime: null, idToken: "synthetic" };
  const token = await sessions.begin({ officer: "ca.officer-2", way: "oidc", provider: said });
  const signedIn = await sessions.read(token);
  assert.throws(
    () => sessions.checkFresh(signedIn),
    (error) => isSetuError(error, "STEP_UP"),
  );
});

test("a page of somebody else's is nowhere to go after signing in", async () => {
  for (const next of [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example/",
    "/.//elsewhere.example/",
    "/a/..//elsewhere.example/",
    "javascript:1",
  ]) {
    const walker = new Walker();
    const start = `${node.url}${START}?next=${encodeURIComponent(next)}`;
    const to = await come(walker, await walker.toCallback(start, "ca.officer-1"));
    assert.ok(to?.startsWith("/") && new URL(to, node.url).origin === node.url, `${next} leads to ${to}`);
  }
});

test("abuse 20, 29: a sign-in counts once, in the browser in which it was begun, with the state it was begun with", async () => {
  const walker = new Walker();
  const callback = await walker.toCallback(`${node.url}${START}`, "ca.officer-1");
  assert.equal(await come(new Walker(), callback), "/#refused=SIGN_IN_STALE", "another browser");
  const other = new Walker();
  await other.ask(`${node.url}${START}`);
  assert.equal(await come(other, callback), "/#refused=SIGN_IN_STALE", "another browser's own state");
  assert.equal(await come(walker, callback), "/");
  assert.equal(await come(walker, callback), "/#refused=SIGN_IN_STALE", "again");

  const changed = new Walker();
  const fresh = await changed.toCallback(`${node.url}${START}`, "ca.officer-1");
  assert.equal(
    await come(
      changed,
      at(fresh, (query) => query.set("state", "x".repeat(43))),
    ),
    "/#refused=SIGN_IN_STALE",
  );
  assert.equal(await come(changed, fresh), "/#refused=SIGN_IN_STALE", "one try each");
  assert.equal(await session(changed), null);
});

test("a code that was used is refused by the provider, and the answer of another issuer by us", async () => {
  const walker = new Walker();
  const used = new URL(await walker.toCallback(`${node.url}${START}`, "ca.officer-1")).searchParams;
  const next = await walker.toCallback(`${node.url}${START}`, "ca.officer-1");
  await walker.ask(next);
  const again = await walker.toCallback(`${node.url}${START}`, "ca.officer-1");
  const code = used.get("code") ?? "";
  assert.equal(
    await come(
      walker,
      at(again, (query) => query.set("code", code)),
    ),
    "/#refused=IDP_REFUSED",
  );
  const mixed = await walker.toCallback(`${node.url}${START}`, "ca.officer-1");
  const elsewhere = at(mixed, (query) => query.set("iss", "https://elsewhere.example"));
  assert.equal(await come(walker, elsewhere), "/#refused=IDP_REFUSED");
  const denied = new Walker();
  const begun = new URL((await denied.ask(`${node.url}${START}`)).location ?? "").searchParams.get("state");
  const no = `${node.url}/sign-in/callback?error=access_denied&state=${begun}&iss=${provider.config.issuer}`;
  assert.equal(await come(denied, no), "/#refused=IDP_REFUSED");
});

test("what took too long is over", async () => {
  const walker = new Walker();
  const callback = await walker.toCallback(`${node.url}${START}`, "ca.officer-1");
  await node.store.pool.query("UPDATE ceremony SET at = at - 601000");
  assert.equal(await come(walker, callback), "/#refused=SIGN_IN_STALE");
});

test("whom the provider knows and this node does not is nobody, as is an officer no longer", async () => {
  for (const name of ["nobody", "in.officer-1", "CA.OFFICER-1"]) {
    const walker = new Walker();
    assert.equal(
      await come(walker, await walker.toCallback(`${node.url}${START}`, name)),
      "/#refused=FORBIDDEN",
    );
    assert.equal(await session(walker), null);
  }
  const { rows } = await node.store.pool.query("SELECT count(*)::int AS n FROM officer");
  assert.equal(rows[0].n, 2, "and no officer is made of a claim");
  const walker = new Walker();
  await walker.ask(await walker.toCallback(`${node.url}${START}`, "ca.officer-2"));
  assert.ok(await session(walker));
  await changeOfficers(node.store, "UPDATE officer SET disabled = true WHERE id = 'ca.officer-2'");
  assert.equal(await session(walker), null);
  const again = new Walker();
  assert.equal(
    await come(again, await again.toCallback(`${node.url}${START}`, "ca.officer-2")),
    "/#refused=FORBIDDEN",
  );
});

const reason = (wanted: string) => (error: unknown) => {
  assert.ok(isSetuError(error, "IDP_REFUSED"), String(error));
  assert.equal(error.detail["reason"], wanted);
  return true;
};
/** One walk with a node that is set up otherwise, up to the point at which it judges. */
async function judged(change: object, kept: object = {}): Promise<unknown> {
  const here = oidcProvider({ ...provider.config, ...change }, node.url, Date.now);
  const { url, ...begun } = await here.begin();
  const callback = await new Walker().toCallback(url, "ca.officer-1");
  return here.finish(new URL(callback).search, { ...begun, ...kept });
}

test("another nonce, verifier, algorithm, context or claim than was agreed is refused by its name", async () => {
  const said = (await judged({})) as { who: string; authTime: number | null };
  assert.deepEqual([said.who, said.authTime], ["ca.officer-1", null]);
  await assert.rejects(judged({}, { nonce: "another" }), reason("nonce"));
  await assert.rejects(judged({}, { verifier: "x".repeat(43) }), reason("invalid_grant"));
  await assert.rejects(judged({ acr: ["urn:setu:hardware"] }), reason("acr"));
  await assert.rejects(judged({ claim: "staff_number" }), reason("claim"));
  const shared = { client: "setu-hs", secret: "synthetic-secret-of-32-characters!" };
  await assert.rejects(judged(shared), reason("alg"));
  // What came over TLS from the provider itself has to be signed by a key of its all the same.
  provider.answer(({ url }, response) => url === "/jwks" && response.end('{"keys":[]}'));
  await assert.rejects(judged({}), reason("signature"));
  provider.answer(null);
});

test("an issuer that names itself otherwise, redirects, or is not there is not the one that was configured", async () => {
  const here = (change: object) =>
    oidcProvider({ ...provider.config, ...change }, node.url, Date.now).begin();
  await assert.rejects(here({ issuer: `${provider.config.issuer}/` }), reason("issuer"));
  provider.answer((_, response) => response.writeHead(302, { location: provider.config.issuer }).end());
  await assert.rejects(here({}), reason("answer"));
  provider.answer((_, response) => response.end("x".repeat(600_000)));
  await assert.rejects(here({}), (error) => isSetuError(error, "IDP_SILENT"));
  provider.answer(null);
  await assert.rejects(
    here({ hosts: [] }),
    (error) => isSetuError(error, "IDP_SILENT") && error.detail["reason"] === "address",
  );
  const { ca: _, ...untrusted } = provider.config;
  const system = oidcProvider(untrusted, node.url, Date.now).begin();
  await assert.rejects(
    system,
    (error) => isSetuError(error, "IDP_SILENT"),
    "a certificate that nobody vouches for",
  );
});

test("the configuration takes https and a claim that is one person's for ever, and names what is wrong", () => {
  const good = { issuer: "https://idp.example", client: "setu", claim: "sub" };
  assert.deepEqual(parseSignIn({ oidc: good }), { oidc: { ...good, hosts: [] } });
  for (const [change, field] of [
    [{ issuer: "http://idp.example" }, "signIn.oidc.issuer"],
    [{ claim: "email" }, "signIn.oidc.claim"],
    [{ maxAge: -1 }, "signIn.oidc.maxAge"],
    [{ ca: "none" }, "signIn.oidc.ca"],
    [{ officers: [{ is: "1", id: "A. Person" }] }, "signIn.oidc.officers.id"],
    [{ trust: true }, "trust"],
  ] as const)
    assert.throws(
      () => parseSignIn({ oidc: { ...good, ...change } as never }),
      (error) => isSetuError(error, "BAD_FIELD") && error.detail["field"] === field,
      field,
    );
  assert.throws(
    () => parseSignIn({}),
    (error) => isSetuError(error, "BAD_FIELD"),
  );
});
