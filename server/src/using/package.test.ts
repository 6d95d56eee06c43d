import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { ALWAYS, GATE_IDS } from "@setu/core/gates/index.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { person } from "../access/person.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { Events } from "../http/events.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { FULL_RELEASE, parseRelease } from "../release/config.ts";
import { said } from "../release/said.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk } from "../requests/desk.ts";

const OFFICERS = [
  person("officer-1"),
  person("officer-2"),
  person("reader", { powers: ["read"] }),
  person("elsewhere", { agency: "ca.elsewhere", powers: ["read", "draft", "send"] }),
] as const;
const because = Object.fromEntries(
  GATE_IDS.filter((gate) => ![...ALWAYS, "g13"].includes(gate)).map((gate) => [
    gate,
    "Not in a synthetic one",
  ]),
);
const NAMES = ["authority", "conducting", "proceeding", "law", "facts", "assistance", "purpose"];
const FORM = Object.fromEntries(NAMES.map((name) => [name, "Synthetic"]));
const STRICT = { ...askCommand().mark, tlp: "AMBER+STRICT" };

let alone: LoneDesk;
let desk: Desk;
let app: ReturnType<typeof appOf>;
const visitors = new Map<string, Visitor>();
before(async () => {
  alone = await loneDesk();
  const profiles = FULL_RELEASE.profiles.map((profile) => ({ ...profile, notApplicable: because }));
  const gates = { tlp: ["AMBER+STRICT", "RED"], level: 2 };
  const rule = { ...FULL_RELEASE, gates, fourEyes: "never", signed: "never", profiles };
  desk = { ...alone.desk, release: parseRelease(rule) };
  await saveOfficers(desk.store, OFFICERS);
  app = appOf(desk, OFFICERS, { events: new Events() });
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(app);
    await visitor.signIn(id);
    visitors.set(id, visitor);
  }
});
after(() => alone.close());

const as = (id: string) => visitors.get(`ca.${id}`) ?? assert.fail(id);
const packingOf = (records: readonly string[]) => ({
  form: FORM,
  lang: "hi",
  proceeding: "criminal",
  court: "first-instance",
  records,
  files: [],
});
const make = async (item: ItemId, records: readonly string[], by = "officer-1") => {
  const answer = await as(by).send("POST", `/api/requests/${item}/mla`, packingOf(records));
  return answer.ok ? answer.status : ((await answer.json()) as { code: string; detail: object });
};
const code = async (...given: Parameters<typeof make>) => {
  const made = await make(...given);
  return typeof made === "number" ? made : made.code;
};
const intend = async (item: ItemId) => {
  const use = { id: newId(), kind: "assistance", text: "To ask for assistance" };
  await as("officer-1").send("POST", `/api/requests/${item}/uses`, use);
  return use.id;
};
const sayAll = async (use: string) => {
  for (const gate of [...ALWAYS, "g13"] as const)
    await as("officer-2").send("POST", `/api/uses/${use}/gate`, { answer: said(gate) });
};

test("a package is made by whoever may send in the matter; to whom it is not there, it is not there", async () => {
  const { item, id } = await theyAsk(desk, askCommand().mark);
  assert.equal(await code(item, [id], "reader"), "FORBIDDEN");
  const unknown = await make(`in:${newId()}` as ItemId, [id], "elsewhere");
  assert.deepEqual(await make(item, [id], "elsewhere"), unknown);
  assert.equal((unknown as { code: string }).code, "NOT_FOUND");
});

test("where gates are asked, an intention is no leave: they are answered by another first, and for her alone", async () => {
  const { item, id } = await theyAsk(desk, STRICT);
  const use = await intend(item);
  assert.equal(await code(item, [id]), "GATES_OPEN");
  await sayAll(use);
  assert.equal(await code(item, [id]), "GATES_OPEN");
  await as("officer-1").send("POST", `/api/uses/${use}/done`, {});
  // Its marking asks for leave besides.
  assert.equal(await code(item, [id]), "LEAVE_NEEDED");
  assert.equal(await code(item, [id], "officer-2"), "GATES_OPEN");
});

test("what an officer may not read goes in no more than what is not there, and what was recalled in none", async () => {
  const free = { ...askCommand().mark, tlp: "GREEN", handling: ["H0"] };
  const { item } = await theyAsk(desk, free);
  await intend(item);
  assert.partialDeepStrictEqual(await make(item, [newId()]), { code: "BAD_FIELD" });
  const { id: hidden } = await theySay(desk, "message", { item, mark: { ...free, tlp: "RED" } });
  // It was said when nothing was asked of it; by now gates are.
  assert.equal(await code(item, [newId()]), "GATES_OPEN");
  const { id } = await theySay(desk, "message", { item, mark: free });
  const use = await intend(item);
  await sayAll(use);
  await as("officer-1").send("POST", `/api/uses/${use}/done`, {});
  const none = await make(item, [newId()]);
  assert.partialDeepStrictEqual(none, { code: "BAD_FIELD", detail: { field: "records" } });
  assert.deepEqual(await make(item, [hidden]), none);
  const { id: other } = await theySay(desk, "message", { item, mark: free });
  await theySay(desk, "recall", { item, args: { ref: id, reason: "wrong-person" }, mark: free });
  // She reads that it is wanted back, although not why.
  const why = { ref: other, reason: "wrong-person" };
  await theySay(desk, "recall", { item, args: why, mark: { ...free, tlp: "RED" } });
  assert.partialDeepStrictEqual(await make(item, [other]), { detail: { record: other, reason: "recalled" } });
  const stopped = { code: "ILLEGAL", detail: { record: id, reason: "recalled" } };
  assert.partialDeepStrictEqual(await make(item, [id]), stopped);
});

test("a record that was said anew or narrowed since goes in with the word that did so, and alone in none", async () => {
  const free = { ...askCommand().mark, tlp: "GREEN", handling: ["H0"] };
  const { item } = await theyAsk(desk, free);
  await intend(item);
  const say = async (what: string, args: object = {}, mark: object = free) =>
    (await theySay(desk, what, { item, args, mark })).id;
  const id = await say("message");
  // Whoever may: the stand-in for the other side has signed no receipt.
  assert.equal(await code(item, [id]), "BUSY");
  const first = await say("correct", { ref: id });
  const last = await say("correct", { ref: first });
  const lacks = (reason: string, by: string) => ({ code: "ILLEGAL", detail: { record: id, reason, by } });
  assert.partialDeepStrictEqual(await make(item, [id]), lacks("corrected", last));
  assert.partialDeepStrictEqual(await make(item, [id, first]), lacks("corrected", last));
  assert.equal(await code(item, [id, last]), "BUSY");
  assert.equal(await code(item, [last]), "BUSY", "what stands says so itself");
  const one = await say("narrow", { ref: id }, { ...free, pap: "RED" });
  assert.partialDeepStrictEqual(await make(item, [id, last]), lacks("narrowed", one));
  assert.equal(await code(item, [id, last, one]), "BUSY");
  const all = await say("narrow", {}, { ...free, pap: "RED", tlp: "AMBER" });
  assert.partialDeepStrictEqual(await make(item, [id, last, one]), lacks("narrowed", all));
  assert.equal(await code(item, [id, last, one, all]), "BUSY");
});

test("an officer's own program makes a package for her, and none where its token reads only", async () => {
  const { item, id } = await theyAsk(desk, { ...askCommand().mark, tlp: "GREEN", handling: ["H0"] });
  await intend(item);
  const byProgram = async (writes: boolean) => {
    const made = await as("officer-1").send("POST", "/api/tokens", { name: "Synthetic", writes, hours: 1 });
    const { token } = (await made.json()) as { token: string };
    const answer = await app.request(`http://127.0.0.1/api/requests/${item}/mla`, {
      method: "POST",
      headers: { host: "127.0.0.1", "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(packingOf([id])),
    });
    return ((await answer.json()) as { code: string }).code;
  };
  assert.equal(await byProgram(true), "BUSY");
  assert.equal(await byProgram(false), "FORBIDDEN");
});
