import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { claimedOrigin, verifyProof } from "@setu/link/proof.ts";
import type {
  Accepted,
  Command,
  LinkView,
  RequestList,
  RequestView,
  SendCheck,
  Upload,
} from "@setu/requests";
import { walkConsultation } from "../individuals/walk.fixture.ts";
import { walkCopies, walkException, walkPosting, walkRefusals } from "../officers/walk.fixture.ts";
import { walkOnward } from "../permissions/onward.fixture.ts";
import { walkPermission } from "../permissions/walk.fixture.ts";
import { statisticsOf } from "../oversight/statistics.ts";
import { walkSubset } from "../requests/subset.fixture.ts";
import { walkPackage } from "../using/package.fixture.ts";
import { LINK_VERSIONS } from "../link-http/versions.ts";
import { Browser, TAKING, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

let nodes: TwoNodes;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes(process.env["SHOW_LOG"] ? (event, fields) => console.log(event, fields) : undefined);
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

const MARK = {
  tlp: "AMBER",
  handling: ["H1"],
  pap: "AMBER",
  audience: ["ca.ncb-ottawa", "in.ncb-new-delhi"],
};

const command = (act: string, rest: Partial<Command> = {}): Command => ({
  id: randomBytes(16).toString("hex"),
  do: act,
  args: {},
  mark: MARK as never,
  lane: "flash",
  body: { text: "Synthetic text.", lang: "en" },
  files: [],
  ...rest,
});

const ask = (rest: Partial<Command> = {}): Command =>
  command("ask", {
    args: {
      purpose: "investigation",
      offence: "cyber-fraud",
      basis: "mlat",
      link: "suspect",
      kinds: ["subscriber-details"],
      language: "en",
      urgency: "routine",
      use: "intelligence-only",
      calendar: "in-2026.1",
    } as never,
    after: [null, null],
    body: {
      title: "Phishing kit, subscriber details",
      text: "Who stands behind it? Call +1 613 555 0100.",
      lang: "en",
    },
    ...rest,
  });

const one = (browser: Browser, item: string) => browser.get<RequestView>(`/api/requests/${item}`);
const act = (browser: Browser, item: string, rest: Command) =>
  browser.post<Accepted>(`/api/requests/${item}/acts`, { command: rest });

test("a request crosses, is answered, and both sides see one state", async () => {
  const asked = ask();
  const check = await ottawa.post<SendCheck>("/api/requests/check", { to: "in", command: asked });
  assert.deepEqual(check.refusals, []);
  assert.deepEqual(
    [check.from, check.to, check.tlp, check.contains],
    ["ca", "in", "AMBER", { telephone: 1 }],
  );
  assert.ok(check.due !== null && check.due > Date.now());
  const { item, heldUntil } = await ottawa.post<Accepted>("/api/requests", { command: asked });
  assert.equal(heldUntil, null);

  const inbox = await until(
    "arrival",
    () => delhi.get<RequestList>("/api/requests?view=inbox"),
    (list) => list.total === 1,
  );
  assert.equal(inbox.rows[0]?.title, asked.body?.title);
  assert.deepEqual(
    [inbox.rows[0]?.turn, inbox.rows[0]?.unread, inbox.rows[0]?.status],
    ["us", true, "received"],
  );
  await delhi.post(`/api/requests/${item}/opened`, {});
  assert.equal((await one(delhi, item)).unread, false);

  const seen = await one(delhi, item);
  await act(
    delhi,
    item,
    command("clarify", {
      args: { kind: "offence-facts", until: Date.now() + 3_600_000 } as never,
      after: seen.after,
    }),
  );
  const questioned = await until(
    "question",
    () => one(ottawa, item),
    (view) => view.status === "clarification-asked",
  );
  assert.equal(questioned.clock.state, "paused");
  await act(ottawa, item, command("reply", { after: questioned.after }));
  const replied = await until(
    "reply",
    () => one(delhi, item),
    (view) => view.status === "clarification-given",
  );
  await act(delhi, item, command("part", { after: replied.after }));
  const parted = await until(
    "part",
    () => one(delhi, item),
    (view) => view.status === "part-answered",
  );
  await act(delhi, item, command("refuse", { args: { ground: "not-held" } as never, after: parted.after }));

  const done = (view: RequestView) => view.status === "part-answered-rest-refused";
  const here = await until("refusal", () => one(ottawa, item), done);
  const there = await one(delhi, item);
  assert.ok(done(there));
  const shared = (view: RequestView) =>
    view.timeline.map((each) => [each.id, each.do, each.void, each.body?.text]).toSorted();
  assert.deepEqual(shared(here), shared(there));
  assert.ok(here.timeline.every((each) => each.void === null));
  assert.equal(here.clock.state, "stopped");
  assert.equal(here.clock.start, there.clock.start);
  assert.equal(here.clock.due, there.clock.due);

  const sent = await until(
    "evidence",
    () => one(ottawa, item),
    (view) => {
      const delivery = view.timeline.find((each) => each.do === "ask")?.delivery;
      return [delivery?.receipted, delivery?.applied, delivery?.opened].every((at) => typeof at === "number");
    },
  );
  assert.equal(sent.timeline.find((each) => each.do === "ask")?.delivery.declined, null);
});

test("a stale screen is refused with STALE, and nothing is written", async () => {
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: ask() });
  await act(
    ottawa,
    item,
    command("withdraw", { args: { reason: "no-longer-needed" } as never, after: [item.slice(3), null] }),
  ).catch(() => {});
  const before = await one(ottawa, item);
  const response = await ottawa.send("POST", `/api/requests/${item}/acts`, {
    command: command("revise", {
      args: { urgency: "immediate" } as never,
      after: [randomBytes(16).toString("hex"), null],
    }),
  });
  assert.equal(response.status, 409);
  assert.equal(((await response.json()) as { code: string }).code, "STALE");
  assert.equal((await one(ottawa, item)).timeline.length, before.timeline.length);
});

test("a file crosses after the receipt and is what was sent", async () => {
  const content = randomBytes(1024 * 1024 + 77);
  const upload = (await (
    await ottawa.send("POST", "/api/uploads?name=note.pdf&type=application/pdf", new Uint8Array(content))
  ).json()) as Upload;
  assert.equal(upload.size, content.length);
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: ask({ files: [upload.id] }) });
  const view = await until(
    "file",
    () => delhi.get<RequestView>(`/api/requests/${item}`).catch(() => null),
    (each) => each?.timeline[0]?.attachments[0]?.parts.have === 2,
  );
  const file = view?.timeline[0]?.attachments[0];
  assert.deepEqual([file?.name, file?.type, file?.size], ["note.pdf", "application/pdf", content.length]);
  const response = await delhi.send("POST", `/api/requests/${item}/files/${file?.a}`, TAKING);
  assert.match(response.headers.get("content-disposition") ?? "", /^attachment/);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
});

test("the hold: an act of the main lane can be taken back, and then it never was", async () => {
  const asked = ask({ lane: "main" });
  const accepted = await ottawa.post<Accepted>("/api/requests", { command: asked });
  assert.ok(accepted.heldUntil !== null && accepted.heldUntil > Date.now() + 8_000);
  assert.deepEqual(await ottawa.post<Accepted>("/api/requests", { command: asked }), accepted);
  const other = new Browser(nodes.ca.url);
  await other.signIn("ca.officer-2");
  assert.equal((await other.send("DELETE", `/api/held/${asked.id}`)).status, 404);
  assert.equal((await ottawa.send("DELETE", `/api/held/${asked.id}`)).status, 204);
  assert.equal((await ottawa.send("DELETE", `/api/held/${asked.id}`)).status, 404);
  assert.equal((await ottawa.send("GET", `/api/requests/${accepted.item}`)).status, 404);
});

test("a proof is downloaded for each side's acts, and the link says how it is", async () => {
  const list = await ottawa.get<RequestList>("/api/requests?view=sent");
  const item = list.rows.at(-1)?.item ?? "";
  const view = await one(ottawa, item);
  for (const { id } of view.timeline) {
    const text = await until(
      "proof",
      async () => (await ottawa.send("GET", `/api/requests/${item}/proofs/${id}`)).text(),
      (t) => t.startsWith("setu-proof/1\n"),
    );
    const [sender, receiver] = text.includes("\nca/link/in/") ? [nodes.ca, nodes.in] : [nodes.in, nodes.ca];
    const origin = claimedOrigin(Buffer.from(text));
    const log = sender.card.logs.find(([key]) => key?.name === origin) ?? [];
    const proven = verifyProof(Buffer.from(text), { origin, log, cosigners: receiver.card.mirror });
    assert.equal(proven.act.id, id);
  }
  const link = await until(
    "link up",
    () => ottawa.get<LinkView>("/api/link"),
    (each) => each.state === "up" && each.tls !== null,
  );
  assert.deepEqual(link.tls, { group: "X25519MLKEM768", protocol: "TLSv1.3" });
  assert.deepEqual(link.alarms, []);
  // Each says its versions, and shows both.
  assert.deepEqual(link.versions, {
    own: [...LINK_VERSIONS],
    peer: [...LINK_VERSIONS],
    common: LINK_VERSIONS[0],
  });
});

test("an individual asks what is held: its owner is asked, answers in codes, and learns nothing of the decision", () =>
  walkConsultation(nodes, ottawa, delhi));

test("leave is asked, granted under a condition, used and revoked; without it a record is used as nothing", () =>
  walkPermission(ottawa, delhi));

test("with leave a record is given on to a third, who verifies it and the leave alone", () =>
  walkOnward(ottawa, delhi, { ca: nodes.ca.card, in: nodes.in.card }));

test("a part of a record is issued by an act of its sender, and verified offline without the text of the whole", () =>
  walkSubset(ottawa, delhi, { ca: nodes.ca.card, in: nodes.in.card }));

test("a package for mutual legal assistance bears records with proofs and leave; whoever has the cards verifies it", () =>
  walkPackage(nodes, ottawa, delhi));

test("an officer is nominated, agreed to, accredited, amended, suspended and no longer accepted, on both nodes", () =>
  walkPosting(nodes, ottawa, delhi));

test("a posting ends with its dates by itself, and what is no posting is refused", () =>
  walkRefusals(ottawa, delhi));

test("what goes direct leaves a copy to the single point of contact, or one of three codes says why not", async () => {
  await walkCopies(ottawa, delhi);
  await walkException(nodes, ottawa);
});

test("the yearly figures of both parties are the same on both nodes, counted from the logs of each", async () => {
  const year = new Date().getUTCFullYear();
  const figures = async (node: TwoNodes["ca"]) => {
    const { desk } = node;
    assert.ok(desk);
    return (await node.store.tx((tx) => statisticsOf(desk, tx, year))).shared;
  };
  // The last acts may still be on their way.
  const both = await until(
    "the same figures",
    async () => [await figures(nodes.ca), await figures(nodes.in)] as const,
    ([ours, theirs]) => JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs)),
  );
  const [{ ca, in: theirs }] = both;
  assert.ok(ca && theirs);
  assert.ok(ca.asked + theirs.asked > 2 && ca.refused + ca.withdrawn > 1, JSON.stringify(both[0]));
});

const sorted = <T>(by: Readonly<Record<string, T>>) =>
  Object.entries(by).toSorted(([a], [b]) => (a < b ? -1 : 1));

test("replay drops everything but the four stores and rebuilds the same bytes", async () => {
  const dump = async (store: TwoNodes["ca"]["store"]) => {
    const acts = await store.pool.query(
      "SELECT a.* FROM (SELECT party, id, origin, pos, t, seen, floor, item, encode(act, 'hex'), approvals FROM derived.act) a ORDER BY 1, 2",
    );
    const rows = await store.pool.query("SELECT * FROM derived.request ORDER BY item");
    return JSON.stringify([acts.rows, rows.rows]);
  };
  for (const node of [nodes.ca, nodes.in]) {
    let before = "";
    // Evidence may still be on its way, and lines of the list still to be written.
    await until(
      "rest",
      async () => {
        const stale = await node.store.pool.query("SELECT FROM derived.stale");
        return stale.rowCount === 0 ? dump(node.store) : "";
      },
      (now) => [before, (before = now)][0] === now && now !== "",
    );
    assert.ok(before.length > 1000);
    await node.store.replay();
    assert.equal(await dump(node.store), before);
    // As after a crash of PostgreSQL: the next transaction rebuilds by itself.
    await node.store.pool.query("TRUNCATE derived.ready, derived.act, derived.request");
    await node.store.tx(async () => {});
    assert.equal(await dump(node.store), before);
  }
});
