import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId, RecordId } from "@setu/core";
import { homeOrigin } from "@setu/link";
import type { Picture, Reader, ReadPage } from "@setu/requests";
import type { Suspensions, Waiting } from "@setu/requests/suspension.ts";
import { actOnRoster } from "../duty/roster.ts";
import { appOf } from "../http/app.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { settle, theyAsk } from "../notices/notices.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { accept, submitDue } from "../requests/held.ts";

/** Which page is answered to whom, and what is written down of it. How it looks is tested in a browser. */
type Shown = { readonly page: ReadPage; readonly reader: Reader };

let alone: LoneDesk;
let ask: (path: string, init?: RequestInit) => Promise<Response>;
let cookie = "";
const { desk, pass, officer } = (alone = await loneDesk());
before(() => {
  const app = appOf(desk, [officer], {
    pages: { render: (page, reader) => JSON.stringify({ page, reader }), style: "p{}" },
  });
  ask = async (path, init = {}) => {
    const headers = { host: "127.0.0.1", cookie, ...(init.headers as Record<string, string>) };
    return app.request(`http://127.0.0.1${path}`, { ...init, headers });
  };
});
after(() => alone.close());

const shown = async (path: string): Promise<Shown> => (await (await ask(path)).json()) as Shown;
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, {
    method: "POST",
    body: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://127.0.0.1", ...headers },
  });
const signIn = async () => {
  const answer = await form("/read/sign-in", { account: officer.id });
  cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
};
const homeSize = async () => {
  const { party, instance } = desk.ports.identity;
  return (await desk.store.tx((tx) => tx.own(homeOrigin(party, instance), false))).size;
};
const asked = async (title: string): Promise<ItemId> => {
  const id = randomBytes(16).toString("hex") as RecordId;
  const given = askCommand({ id, body: { title, text: "Synthetic.", lang: "en" } });
  const { item } = await accept(desk, officer, null, parseCommand(given, Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};

test("without a session every page leads to the sign-in, and the sign-in back to the page", async () => {
  cookie = "";
  const answer = await ask("/read/sent?who=mine");
  assert.equal(answer.status, 303);
  const where = answer.headers.get("location") ?? "";
  assert.equal(where, `/read/sign-in?next=${encodeURIComponent("/read/sent?who=mine")}`);
  const { page } = await shown(where);
  assert.ok(page.kind === "sign-in");
  assert.deepEqual([page.next, page.accounts.map(({ id }) => id)], ["/read/sent?who=mine", [officer.id]]);
  const entered = await form("/read/sign-in", { account: officer.id, next: page.next });
  assert.deepEqual([entered.status, entered.headers.get("location")], [303, "/read/sent?who=mine"]);
  assert.match(entered.headers.get("set-cookie") ?? "", /HttpOnly; SameSite=Strict/);
});

test("the sign-in leads to no other place, whatever an address says", async () => {
  for (const next of [
    "https://example.org/read/",
    "//example.org/read/inbox",
    "/read/..//example.org",
    "/read/../api/feed",
    "/read\\..\\..",
    "javascript:0",
    `/read/${"x".repeat(3_000)}`,
  ]) {
    const entered = await form("/read/sign-in", { account: officer.id, next });
    assert.equal(entered.headers.get("location"), "/read/inbox", next);
  }
});

test("another site signs nobody in or out, and an account that is none is refused in words", async () => {
  await signIn();
  const session = (await shown("/read/inbox")).reader.session;
  assert.ok(session);
  const foreign = { origin: "https://example.org" };
  assert.equal((await form("/read/sign-in", { account: officer.id }, foreign)).status, 403);
  assert.equal((await form("/read/sign-out", { csrf: session.csrf }, foreign)).status, 403);
  assert.equal((await form("/read/sign-out", { csrf: "guessed" })).status, 403);
  assert.equal((await form("/read/sign-out", { csrf: session.csrf, more: "" })).status, 422);
  const original = `/read/requests/ca:${"1".repeat(32)}/files/x`;
  const why = { reason: "order", because: "Order 12" };
  assert.equal((await form(original, { ...why, csrf: "guessed" })).status, 403);
  assert.equal((await form(original, { ...why, csrf: session.csrf, reason: "curious" })).status, 422);
  assert.equal((await form(original, { ...why, csrf: session.csrf })).status, 404);
  const large = await form("/read/sign-in", { account: "x".repeat(5_000) });
  assert.deepEqual([large.status, large.headers.get("connection")], [413, "close"]);
  const refused = await form("/read/sign-in", { account: "nobody" });
  assert.deepEqual(((await refused.json()) as Shown).page, {
    kind: "refused",
    code: "FORBIDDEN",
    stray: null,
  });
  assert.equal((await ask("/read/inbox")).status, 200);
  assert.equal((await form("/read/sign-out", { csrf: session.csrf })).status, 303);
  assert.equal((await ask("/read/inbox")).status, 303);
});

test("no page may run a script, be framed, be kept, or load anything but its own style and icon", async () => {
  await signIn();
  for (const path of ["/read/inbox", "/read/search", "/read/notices", "/read/nothing", "/read/sign-in"]) {
    const { headers } = await ask(path);
    assert.equal(
      headers.get("content-security-policy"),
      "default-src 'none'; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; img-src 'self'; font-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      path,
    );
    assert.equal(headers.get("cache-control"), "no-store");
    assert.match(headers.get("content-type") ?? "", /^text\/html/);
  }
});

test("an item that is opened here is written down as on the screens: once for both within a minute", async () => {
  await signIn();
  const item = await asked("Opened twice");
  const before = await homeSize();
  const { page } = await shown(`/read/requests/${item}`);
  assert.ok(page.kind === "request");
  assert.deepEqual([page.view.title, page.view.item], ["Opened twice", item]);
  assert.equal(await homeSize(), before + 1);
  await ask(`/api/requests/${item}`);
  assert.equal(await homeSize(), before + 1);
  pass(61_000);
  await ask(`/read/requests/${item}`);
  assert.equal(await homeSize(), before + 2);
});

test("a page that a browser fetches on a guess is not read by anybody", async () => {
  await signIn();
  const item = await asked("Not opened");
  const before = await homeSize();
  const guess = await ask(`/read/requests/${item}`, { headers: { "sec-purpose": "prefetch;prerender" } });
  assert.equal(guess.status, 403);
  assert.equal(await homeSize(), before);
});

test("what is sought here is written down, in a search and in a list", async () => {
  await signIn();
  await asked("Sought matter");
  const before = await homeSize();
  const { page } = await shown("/read/search?q=sought");
  assert.ok(page.kind === "search" && page.result);
  assert.deepEqual(
    page.result.matters.map(({ row }) => row.title),
    ["Sought matter"],
  );
  assert.equal(await homeSize(), before + 1);
  await shown("/read/search");
  assert.equal(await homeSize(), before + 1);
  const list = await shown("/read/sent?q=sought");
  assert.ok(list.page.kind === "list");
  assert.equal(list.page.list.rows.length, 1);
  assert.equal(await homeSize(), before + 2);
});

test("a page names the signed logs that it stands on", async () => {
  await signIn();
  const { page } = await shown(`/read/requests/${await asked("With logs")}`);
  assert.ok(page.kind === "request");
  assert.deepEqual(
    page.logs.map(({ side, origin }) => [side, origin]),
    [
      ["us", "ca/link/in/flash/1"],
      ["them", "in/link/ca/flash/1"],
    ],
  );
  for (const { root } of page.logs) assert.equal(Buffer.from(root, "base64").length, 32);
});

test("the common picture and the link are pages, with the figures of their API", async () => {
  await signIn();
  const picture = (await shown("/read/picture")).page;
  assert.ok(picture.kind === "picture");
  const { counts } = (await (await ask("/api/picture")).json()) as Picture;
  assert.deepEqual(picture.picture.counts, counts);
  assert.ok(counts.sent.open.total > 0);
  const link = (await shown("/read/link")).page;
  assert.ok(link.kind === "link" && link.view.state === "up");
});

test("what is suspended is a page, with what its API says to the same officer", async () => {
  await signIn();
  const { page } = await shown("/read/suspensions");
  assert.ok(page.kind === "suspensions");
  const said = (path: string) => ask(`/api/suspensions${path}`).then((answer) => answer.json());
  const { now: _, ...all } = page.all;
  const { now: _now, ...api } = (await said("")) as Suspensions;
  assert.deepEqual(all, api);
  assert.deepEqual(page.waiting.lines, ((await said("/waiting")) as Waiting).lines);
  assert.equal((await ask("/read/suspensions?who=any")).status, 422);
});

test("the language is the officer's, or the address's, and before the sign-in the browser's", async () => {
  await signIn();
  assert.deepEqual((await shown("/read/inbox")).reader.lang, "en");
  const { reader } = await shown("/read/inbox?lang=hi");
  assert.deepEqual([reader.lang, reader.asked, reader.address], ["hi", "hi", "/read/inbox?lang=hi"]);
  cookie = "";
  const answer = await ask("/read/sign-in", { headers: { "accept-language": "de, fr-CA;q=0.8" } });
  assert.equal(((await answer.json()) as Shown).reader.lang, "fr");
});

test("what is wrong in an address is refused in words, and nothing of it is said again", async () => {
  await signIn();
  for (const [path, code, status, name, without] of [
    ["/read/inbox?state=<script>&urgency=flash", "BAD_FIELD", 422, "state", "/read/inbox?urgency=flash"],
    ["/read/inbox?who=mine&who=any&lang=fr", "BAD_FIELD", 422, "who", "/read/inbox?lang=fr"],
    ["/read/inbox?who=mine&after=forged", "BAD_FIELD", 422, "after", "/read/inbox?who=mine"],
    ["/read/sent?<script>=1&who=mine&after=x", "BAD_FIELD", 422, null, "/read/sent?who=mine"],
    ["/read/notices?after=1e9", "BAD_FIELD", 422, "after", "/read/notices"],
    ["/read/requests/ca:00", "BAD_FIELD", 422],
    ["/read/requests/ca:00000000000000000000000000000000", "NOT_FOUND", 404],
    ["/read/requests/ca:00000000000000000000000000000000/files/x", "NOT_FOUND", 404],
    [
      "/read/requests/ca:00000000000000000000000000000000/files/x?a=1",
      "BAD_FIELD",
      422,
      null,
      "/read/requests/ca:00000000000000000000000000000000/files/x",
    ],
    ["/read/nothing", "NOT_FOUND", 404],
  ] as readonly (readonly [string, string, number, (string | null)?, string?])[]) {
    const answer = await ask(path);
    assert.deepEqual(
      [answer.status, ((await answer.json()) as Shown).page],
      [status, { kind: "refused", code, stray: without === undefined ? null : { name, without } }],
    );
  }
});

test("abuse 49: a page asks for the reason by a form, shows nothing before, and then what was asked for", async () => {
  await signIn();
  const { item } = await theyAsk(desk);
  await settle(desk);
  const now = desk.ports.world.now();
  const args = { officer: "ca.officer-2", role: "officer", from: now, until: now + 3_600_000 };
  const id = randomBytes(16).toString("hex") as RecordId;
  const shift = { id, do: "on-duty", args: args as never, text: null };
  await desk.store.tx((tx) => actOnRoster(desk, tx, officer, shift));
  const path = `/read/requests/${item}`;
  const answer = await ask(path);
  const { page, reader } = (await answer.json()) as Shown;
  assert.equal(answer.status, 409);
  assert.deepEqual(page, { kind: "reason", item, verb: "consultation", next: path });
  const why = { code: "standing-in", verb: "consultation", why: "The shift is mine", next: path };
  assert.equal((await form(`${path}/reason`, why)).status, 403, "without the token of the session");
  assert.equal((await shown(path)).page.kind, "reason");
  const given = await form(`${path}/reason`, { ...why, csrf: reader.session?.csrf ?? "" });
  assert.deepEqual([given.status, given.headers.get("location")], [303, path]);
  assert.equal((await shown(path)).page.kind, "request");
});

test("what waits for a release has pages, each read and written down as on the screens, and found by its own matter alone", async () => {
  await signIn();
  const { item } = await theyAsk(desk);
  await settle(desk);
  const release = { ...desk.release, fourEyes: "always" } as const;
  const { after: _, ...said } = askCommand({ do: "message", args: {}, lane: "flash" });
  const command = parseCommand(
    { ...said, id: randomBytes(16).toString("hex"), body: { text: "One.", lang: "en" } },
    Date.now(),
  );
  assert.equal((await accept({ ...desk, release }, officer, item, command)).proposed, true);
  const listed = (await shown("/read/releases")).page;
  assert.ok(listed.kind === "releases");
  assert.deepEqual(
    listed.releases.mine.map(({ id }) => id),
    [command.id],
  );
  const before_ = await homeSize();
  const { page } = await shown(`/read/releases/${encodeURIComponent(item)}/${command.id}`);
  assert.ok(page.kind === "release");
  assert.equal(page.view.crosses.body?.text, "One.");
  assert.equal(await homeSize(), before_ + 1, "that it was read");
  const elsewhere = await ask(`/read/releases/${encodeURIComponent(`ca:${"1".repeat(32)}`)}/${command.id}`);
  assert.equal(elsewhere.status, 404);
});

test("a package is shown from its file alone: another site's, another form and a file that was not made here are refused", async () => {
  await signIn();
  const item = await asked("For a package");
  const path = `/read/requests/${item}/assistance`;
  const { page, reader } = await shown(path);
  assert.ok(page.kind === "package" && page.view === null && reader.session);
  const { csrf } = reader.session;
  const send = async (fields: Record<string, string | Blob>, origin = "http://127.0.0.1") => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    const answer = await ask(path, { method: "POST", body, headers: { origin } });
    return [answer.status, ((await answer.json()) as { page: { code?: string } }).page.code];
  };
  const file = new Blob(["Synthetic"]);
  assert.deepEqual(await send({ csrf, file }), [400, "BAD_PROOF"]);
  assert.deepEqual(await send({ csrf: "guessed", file }), [403, "FORBIDDEN"]);
  assert.deepEqual(await send({ csrf, file }, "https://example.org"), [403, "FORBIDDEN"]);
  for (const other of [{ csrf }, { csrf, file: "text" }, { csrf, file, more: "" }] as const)
    assert.deepEqual(await send(other), [422, "BAD_FIELD"]);
  const large = new Blob([new Uint8Array(25 * 1024 * 1024)]);
  assert.deepEqual(await send({ csrf, file: large }), [413, "TOO_LARGE"]);
});
