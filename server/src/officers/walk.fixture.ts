import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Agencies, PostingRow, Postings, PostingView, Sent } from "@setu/officers";
import { standingOf } from "../officers-log/said.ts";
import { askCommand, Browser, until, type TwoNodes } from "../node/two-nodes.fixture.ts";

/** The officers desk over two real nodes, as persons at two browsers meet it (F1, F5). */
const DAY = 86_400_000;
const TERMS = () => ({
  post: "liaison-officer",
  mandate: ["cybercrime", "fraud"],
  languages: ["en", "hi"],
  from: Date.now() - DAY,
  until: Date.now() + 12 * DAY,
});

const newId = () => randomBytes(16).toString("hex");
const views = (browser: Browser) => browser.get<Postings>("/api/postings");
const one = (browser: Browser, item: string) => browser.get<PostingView>(`/api/postings/${item}`);

const nominate = (browser: Browser, officer: string, agency: string, terms: object = TERMS()) =>
  browser.post<Sent>("/api/postings", {
    command: {
      id: newId(),
      do: "nominate",
      args: { officer, agency, ...terms },
      after: [null, null],
      body: { name: "A synthetic officer", title: "Counsellor", text: "A synthetic mission.", lang: "en" },
    },
  });

const command = (view: PostingView, what: string, args: object = {}, text?: string) => ({
  command: {
    id: newId(),
    do: what,
    args,
    after: view.after,
    body: text === undefined ? null : { text, lang: "en" },
  },
});

async function act(browser: Browser, item: string, what: string, args: object = {}, text?: string) {
  const view = await one(browser, item);
  return browser.post<Sent>(`/api/postings/${item}/acts`, command(view, what, args, text));
}

const shows = (browser: Browser, item: string, standing: string) =>
  until(
    standing,
    async () => (await views(browser)).rows.find((row) => row.item === item),
    (row) => row?.standing === standing,
  ) as Promise<PostingRow>;

/** Nominated in Ottawa, agreed in New Delhi, accredited on both; amended; suspended; resumed; no longer accepted. */
export async function walkPosting(nodes: TwoNodes, ottawa: Browser, delhi: Browser): Promise<void> {
  const { item } = await nominate(ottawa, "ca.officer-2", "ca.ncb-ottawa");
  const asked = await shows(delhi, item, "nominated");
  assert.deepEqual(
    [asked.side, asked.turn, asked.name, asked.title],
    ["them", "us", "A synthetic officer", "Counsellor"],
  );
  assert.deepEqual(asked.moves, ["agree", "refuse"]);

  // Not by her own government's word alone.
  const alone = await ottawa.send(
    "POST",
    `/api/postings/${item}/acts`,
    command(await one(ottawa, item), "accredit"),
  );
  assert.equal(((await alone.json()) as { code: string }).code, "STALE");
  await act(delhi, item, "agree");
  await shows(ottawa, item, "agreed");
  await act(ottawa, item, "accredit");
  for (const browser of [ottawa, delhi]) await shows(browser, item, "in-force");

  const her = new Browser(nodes.ca.url);
  await her.signIn("ca.officer-2");
  const { until: powersEnd } = await her.get<{ until: number }>("/api/powers");
  assert.equal(powersEnd, asked.terms.until, "her own powers end when the posting does");

  // An amendment holds from the agreement on, in her own powers too.
  const longer = { ...TERMS(), until: Date.now() + 40 * DAY };
  await act(ottawa, item, "amend", longer);
  const open = await until(
    "amendment",
    () => one(delhi, item),
    (view) => view.open !== null,
  );
  assert.deepEqual([open.terms.until, open.turn], [asked.terms.until, "us"]);
  await act(delhi, item, "agree");
  const amended = await until(
    "agreement",
    () => one(ottawa, item),
    (view) => view.open === null,
  );
  assert.equal(amended.terms.until, longer.until);
  assert.equal((await her.get<{ until: number }>("/api/powers")).until, longer.until);

  // Suspended at home: she is out at once, and the other node shows it and offers nothing but to end it.
  await act(ottawa, item, "suspend", {}, "A synthetic reason.");
  assert.equal(
    (await her.send("GET", "/api/session")).status,
    401,
    "her sessions end in the same transaction",
  );
  const suspended = await shows(delhi, item, "suspended");
  assert.deepEqual(suspended.moves, ["end"]);
  const history = await one(delhi, item);
  assert.equal(history.acts.at(-1)?.body?.text, "A synthetic reason.");
  assert.ok(history.acts.every((each) => each.void === null));
  assert.notEqual(await saidIn(nodes), null, "and every lane says that her acts count no more");
  await act(ottawa, item, "resume");
  await shows(delhi, item, "in-force");
  // The posting is one lane's; what is said of her officers goes on every lane.
  await until(
    "the lanes say that her acts count again",
    () => saidIn(nodes),
    (since) => since === null,
  );
  assert.equal((await her.signIn("ca.officer-2")).officer.id, "ca.officer-2");

  // No longer accepted there: her own node follows the other government's word.
  await act(delhi, item, "end");
  await shows(ottawa, item, "ended");
  assert.equal((await her.send("GET", "/api/session")).status, 401);
  const shared = (view: PostingView) =>
    view.acts.map(({ id, do: what, body }) => [id, what, body]).toSorted();
  assert.deepEqual(shared(await one(ottawa, item)), shared(await one(delhi, item)));
}

/** Since when the lanes of Ottawa, as New Delhi has them, say that the officer is suspended: by that her acts are judged there. */
async function saidIn(nodes: TwoNodes): Promise<number | null> {
  const { desk, store } = nodes.in;
  assert.ok(desk);
  const { identity } = desk.ports;
  const said = await store.tx((tx) => standingOf(identity, tx, identity.peer.party));
  return said.find(({ officer }) => officer === "ca.officer-2")?.suspended ?? null;
}

/** What is refused, and that dates end by themselves. */
export async function walkRefusals(ottawa: Browser, delhi: Browser): Promise<void> {
  const code = async (browser: Browser, path: string, body: object) =>
    ((await (await browser.send("POST", path, body)).json()) as { code: string }).code;
  const nomination = (args: object) => ({
    command: {
      id: newId(),
      do: "nominate",
      args: { officer: "in.officer-2", agency: "in.ncb-new-delhi", ...TERMS(), ...args },
      after: [null, null],
      body: null,
    },
  });
  const refused = (args: object) => code(delhi, "/api/postings", nomination(args));
  assert.equal(await refused({ officer: "in.nobody" }), "BAD_FIELD");
  assert.equal(await refused({ agency: "in.elsewhere" }), "BAD_FIELD");
  assert.equal(await refused({ deputy: "in.officer-2" }), "BAD_FIELD");
  assert.equal(await refused({ until: Date.now() - 1 }), "BAD_FIELD");
  assert.equal(await refused({ post: "emperor" }), "UNKNOWN_CODE");
  assert.equal(await refused({ mandate: [] }), "UNKNOWN_CODE");

  // Two records cross and a third is written before it is over.
  const soon = Date.now() + 3_000;
  const { item } = await nominate(delhi, "in.officer-2", "in.ncb-new-delhi", { ...TERMS(), until: soon });
  await shows(ottawa, item, "nominated");
  await act(ottawa, item, "agree");
  await shows(delhi, item, "agreed");
  const seen = await one(delhi, item);
  const sent = command(seen, "accredit");
  const first = await delhi.post<Sent>(`/api/postings/${item}/acts`, sent);
  assert.deepEqual(await delhi.post<Sent>(`/api/postings/${item}/acts`, sent), first, "twice is once");
  assert.equal(await code(delhi, `/api/postings/${item}/acts`, command(seen, "recall")), "STALE");
  for (const browser of [ottawa, delhi]) await shows(browser, item, "over");
  assert.equal((await one(ottawa, item)).acts.length, 3, "and no act has said so");
}

/** Agencies that go direct leave a copy to the single points of contact of both sides; an exception has a code and is counted. */
export async function walkCopies(ottawa: Browser, delhi: Browser): Promise<void> {
  const designate = (browser: Browser, agency: string, role: string) =>
    browser.post<Sent>("/api/agencies", {
      command: {
        id: newId(),
        do: "designate",
        args: { agency, role, copy: role === "direct" },
        after: [null, null],
        body: null,
      },
    });
  const rows = async (browser: Browser) => (await browser.get<Agencies>("/api/agencies")).rows;
  await designate(ottawa, "ca.ncb-ottawa", "direct");
  await designate(delhi, "in.ncb-new-delhi", "spoc");
  const again = await ottawa.send("POST", "/api/agencies", {
    command: {
      id: newId(),
      do: "designate",
      args: { agency: "in.ncb-new-delhi", role: "spoc", copy: false },
      after: [null, null],
      body: null,
    },
  });
  assert.equal(((await again.json()) as { code: string }).code, "BAD_FIELD", "nobody designates the other's");
  const seen = await until(
    "designations of both sides",
    () => rows(ottawa),
    (found) => found.length === 2,
  );
  assert.deepEqual(seen.map(({ agency, role, side, moves }) => [agency, role, side, moves]).toSorted(), [
    ["ca.ncb-ottawa", "direct", "us", ["change", "end"]],
    ["in.ncb-new-delhi", "spoc", "them", ["note"]],
  ]);

  // Delhi has a single point and nobody who goes direct: nothing of Ottawa's is copied to it.
  const audience = ["ca.ncb-ottawa", "in.cyber-unit"];
  const plain = askCommand();
  const ask = (rest: object = {}) => ({ ...plain, id: newId(), mark: { ...plain.mark, audience }, ...rest });
  const checked = (command: object) =>
    ottawa.post<{ copies?: readonly string[] }>("/api/requests/check", { to: "in", command });
  assert.equal((await checked(ask())).copies, undefined);
}

/** The same with a single point of contact of our own, as rows of a node's own table say it. */
export async function walkException(nodes: TwoNodes, ottawa: Browser): Promise<void> {
  await nodes.ca.store.tx(async (tx) => {
    await tx.db.change(
      `INSERT INTO derived.designation VALUES ('ca:x', 'ca', 'ca.single-point', 'spoc', false) ON CONFLICT DO NOTHING`,
      [],
    );
  });
  const plain = askCommand();
  const send = async (rest: object) => {
    const command = { ...plain, id: newId(), ...rest };
    const check = await ottawa.post<{ copies?: readonly string[] }>("/api/requests/check", {
      to: "in",
      command,
    });
    assert.deepEqual(check.copies, ["ca.single-point"]);
    const { item } = await ottawa.post<{ item: string }>("/api/requests", { command });
    return ottawa.get<{ mark: { audience: readonly string[] }; ours: unknown }>(`/api/requests/${item}`);
  };
  const copied = await send({});
  assert.deepEqual(copied.mark.audience, ["ca.ncb-ottawa", "ca.single-point", "in.ncb-new-delhi"]);
  const left = await send({ uncopied: "person-safety" });
  assert.deepEqual(left.mark.audience, ["ca.ncb-ottawa", "in.ncb-new-delhi"]);
  assert.match(JSON.stringify(left.ours), /"uncopied"/);
  const { uncopied } = await ottawa.get<Agencies>("/api/agencies");
  assert.deepEqual(uncopied, [{ code: "person-safety", count: 1 }]);
  const wrong = await ottawa.send("POST", "/api/requests", {
    command: { ...plain, id: newId(), uncopied: "because" },
  });
  assert.equal(((await wrong.json()) as { code: string }).code, "UNKNOWN_CODE");
}
