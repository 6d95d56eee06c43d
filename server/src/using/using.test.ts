import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { ALWAYS, GATE_IDS, type GateId } from "@setu/core/gates/index.ts";
import { isCode } from "@setu/core/codes/index.ts";
import type { Uses, UseView } from "@setu/requests/using-api.ts";
import { USED_WITHIN, USES, type Use } from "@setu/requests/using.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { Events } from "../http/events.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { answerGate, approve } from "../release/approving.ts";
import { FULL_RELEASE, parseRelease } from "../release/config.ts";
import { readProposal } from "../release/proposals.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { sendCheck } from "../requests/drafting.ts";
import { exportSheet } from "../requests/export.ts";
import { accept, submitDue } from "../requests/held.ts";
import { parseListQuery } from "../requests/listing-query.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { assertTaken, assertUsable } from "./guard.ts";
import { person } from "../access/person.fixture.ts";
import { said } from "../release/said.fixture.ts";

const OFFICERS = [
  person("officer-1", { person: "ca.one" }),
  person("officer-2"),
  person("twin", { person: "ca.one" }),
  person("reader", { powers: ["read"] }),
  person("elsewhere", { agency: "ca.elsewhere", powers: ["read", "draft"] }),
  person("reviewer", { powers: ["oversee"] }),
] as const;
/** Each answer is a signed entry: the gates that are asked here are few. */
const ASKED: readonly GateId[] = [...ALWAYS, "g13"];
const because = Object.fromEntries(
  GATE_IDS.filter((gate) => !ASKED.includes(gate)).map((gate) => [gate, "Not in a synthetic exchange"]),
);
const NARROW = { tlp: ["AMBER+STRICT", "RED"], level: 2 };
const STRICT = { ...askCommand().mark, tlp: "AMBER+STRICT" };

let alone: LoneDesk;
let desk: Desk;
let officer: Officer;
const visitors = new Map<string, Visitor>();
before(async () => {
  alone = await loneDesk();
  const profiles = FULL_RELEASE.profiles.map((profile) => ({ ...profile, notApplicable: because }));
  const rule = { ...FULL_RELEASE, gates: NARROW, fourEyes: "never", signed: "never", profiles };
  desk = { ...alone.desk, release: parseRelease(rule) };
  ({ officer } = alone);
  await saveOfficers(desk.store, OFFICERS);
  const app = appOf(desk, OFFICERS, { events: new Events() });
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(app);
    await visitor.signIn(id);
    visitors.set(id, visitor);
  }
});
after(() => alone.close());

const as = (id: string) => visitors.get(`ca.${id}`) ?? assert.fail(id);
/** Of the other side, strictly marked unless it is said otherwise. */
const came = async (mark: object = STRICT): Promise<ItemId> => (await theyAsk(desk, mark)).item;
const intend = async (item: ItemId, kind: string, by = "officer-1", id = newId()) => {
  const json = { id, kind, text: "To act on it" };
  const answer = await as(by).send("POST", `/api/requests/${item}/uses`, json);
  return { id, status: answer.status, view: (await answer.json()) as UseView & { code: string } };
};
const say = async (id: string, gate: GateId, rest: object = {}, by = "officer-2") =>
  (await as(by).send("POST", `/api/uses/${id}/gate`, { answer: said(gate, rest) })).status;
const sayAll = async (id: string, rest: object = {}) => {
  for (const gate of ASKED) assert.equal(await say(id, gate, rest), 204, gate);
};
const done = async (id: string, by = "officer-1") => {
  const answer = await as(by).send("POST", `/api/uses/${id}/done`, {});
  const text = await answer.text();
  const { code, detail } = (text === "" ? {} : JSON.parse(text)) as { code?: string; detail?: object };
  return [answer.status, code, detail];
};
const mayTake = (item: ItemId, by = officer.id) =>
  desk.store.tx((tx) => assertTaken(desk, tx, by, { from: "in" as never, item }));
/** How much of what they said has been applied here. */
const heard = (n: number) => alone.pool.query("UPDATE peer_log SET held = $1, applied = $1", [n]);
const clear = async (item: ItemId, kind: Use) => {
  const { id } = await intend(item, kind);
  await sayAll(id);
  assert.deepEqual(await done(id), [204, undefined, undefined]);
  return id;
};

test("no use passes by default: every gate that is asked is answered, and a doubt or a refusal keeps it", async () => {
  const item = await came();
  await assert.rejects(mayTake(item), {
    code: "GATES_OPEN",
    detail: { use: "export", outcome: "open", gates: "" },
  });
  const { id, view } = await intend(item, "export");
  assert.deepEqual(
    [view.state, view.gates, view.judgement?.outcome],
    ["open", GATE_IDS.filter((gate) => ASKED.includes(gate)), "open"],
  );
  assert.deepEqual((await done(id)).slice(0, 2), [409, "GATES_OPEN"]);
  await sayAll(id);
  await say(id, "g7", { raw: "substantial", residual: "substantial", decision: "refuse" });
  const [, , stopped] = await done(id);
  assert.deepEqual([stopped && JSON.stringify(stopped).includes("g7")], [true]);
  await say(id, "g7", { raw: "unknown", decision: "pass", mitigations: "Asked" });
  assert.deepEqual((await done(id)).slice(0, 2), [409, "GATES_OPEN"], "doubt refers");
  await assert.rejects(mayTake(item), { code: "GATES_OPEN" });
  await say(id, "g7");
  assert.deepEqual(await done(id), [204, undefined, undefined]);
  await mayTake(item);
  assert.equal(await say(id, "g7"), 409, "it has been decided");
});

test("who uses it is not the second person of G13, by no account of his; nor does he overrule who refused", async () => {
  const { id } = await intend(await came(), "arrest");
  for (const gate of ALWAYS) await say(id, gate, {}, "officer-1");
  await say(id, "g13", {}, "twin");
  const gates = async () => (await as("officer-1").send("GET", `/api/uses/${id}`)).json() as Promise<UseView>;
  assert.deepEqual((await gates()).judgement?.gates, ["g13"]);
  await say(id, "g13");
  await say(id, "g6", { decision: "refuse" });
  await say(id, "g6", {}, "officer-1");
  assert.deepEqual((await gates()).judgement, {
    outcome: "refused",
    gates: ["g6"],
    neutral: true,
    review: null,
  });
});

test("it is cleared for its kind, its matter and its person, and for a day", async () => {
  const [item, other] = [await came(), await came()];
  await clear(item, "export");
  await mayTake(item);
  await mayTake(item, "ca.twin");
  await assert.rejects(mayTake(other), { code: "GATES_OPEN" });
  await assert.rejects(mayTake(item, "ca.officer-2"), { code: "GATES_OPEN" });
  const arrest = { by: officer.id, item, use: "arrest" } as const;
  await assert.rejects(
    desk.store.tx((tx) => assertUsable(desk, tx, arrest)),
    { code: "GATES_OPEN" },
  );
  alone.pass(USED_WITHIN);
  await assert.rejects(mayTake(item), { code: "GATES_OPEN" });
  alone.pass(-USED_WITHIN);
});

test("what is widely shared is used with a word and no gate; of what is ours, and of a reviewer, nothing is asked", async () => {
  const wide = await came(askCommand().mark);
  await mayTake(wide);
  const { view } = await intend(wide, "listing");
  await intend(wide, "export");
  assert.deepEqual([view.state, view.why, view.gates, view.judgement], ["used", "To act on it", [], null]);
  const strict = await came();
  await desk.store.tx((tx) => assertTaken(desk, tx, officer.id, { from: "ca" as never, item: strict }));
  await mayTake(strict, "ca.reviewer");
  await theySay(desk, "message", { item: wide, mark: STRICT });
  await heard(5_000);
  await assert.rejects(mayTake(wide), { code: "GATES_OPEN" }, "the strictest word of the matter counts");
  const { id } = await intend(wide, "export");
  await sayAll(id);
  assert.equal((await done(id))[0], 204);
  await mayTake(wide);
});

test("to say that an answer led to an arrest is a use of it: refused in the check, when it is sent and when its hold ends", async () => {
  const given = askCommand({ mark: STRICT as never });
  await heard(0);
  const free: Desk = { ...desk, release: alone.desk.release };
  const { item } = (await accept(free, officer, null, parseCommand(given, Date.now()))) as unknown as {
    item: ItemId;
  };
  await alone.pool.query("UPDATE derived.act SET pos = 1 WHERE id = $1", [given.id]);
  const after: [null, string] = [null, given.id];
  const { id: head } = await theySay(desk, "answer", { item, after, mark: STRICT, seen: 2 });
  await heard(5_000);
  const close = (outcome: string) => {
    const command = { ...given, id: newId(), do: "close", args: { outcome }, body: null };
    return parseCommand({ ...command, after: [given.id, head] }, Date.now());
  };
  const check = async (outcome: string) =>
    (await desk.store.tx((tx) => sendCheck(desk, tx, officer, item, close(outcome)))).refusals;
  assert.deepEqual(await check("useful"), []);
  assert.deepEqual(await check("led-to-arrest"), ["GATES_OPEN"]);
  await assert.rejects(accept(desk, officer, item, close("led-to-arrest")), { code: "GATES_OPEN" });
  await clear(item, "arrest");
  assert.deepEqual(await check("led-to-arrest"), []);
  const eyes: Desk = { ...desk, release: { ...desk.release, fourEyes: "always" } };
  const { id } = await accept(eyes, officer, item, close("led-to-arrest"));
  const second = { desk: eyes, officer: { ...officer, id: "ca.officer-2" }, id };
  for (const gate of ASKED) await answerGate(second, said(gate) as never);
  const { challenge } = await desk.store.tx((tx) => readProposal(desk, tx, id));
  await approve(second, challenge, null);
  alone.pass(USED_WITHIN);
  await submitDue(eyes);
  const { rows } = await alone.pool.query("SELECT returned FROM held WHERE id = $1", [id]);
  assert.deepEqual(rows, [{ returned: "GATES_OPEN" }], "its day is over");
  alone.pass(-USED_WITHIN);
});

test("a line that may not be used yet is left out of a sheet, and the sheet says how many", async () => {
  const [strict, wide] = [await came(), await came(askCommand().mark)];
  const sheet = () =>
    exportSheet(desk, officer, { query: parseListQuery({}), items: [strict, wide], format: "csv" });
  await listsMayLeave(desk, officer);
  const before_ = await sheet();
  assert.equal(before_.rows.length, 1);
  assert.match(before_.notes.join("\n"), /^1 rows are left out/m);
  await clear(strict, "export");
  const after_ = await sheet();
  assert.deepEqual([after_.rows.length, after_.notes.some((note) => note.includes("left out"))], [2, false]);
});

test("an answer serves again in another use of its kind, when an officer says so, and in no release", async () => {
  const item = await came();
  const { id: one } = await intend(item, "export");
  await sayAll(one, { until: desk.ports.world.now() + 60_000 });
  const seen = async (id: string) =>
    (await (await as("officer-1").send("GET", `/api/uses/${id}`)).json()) as UseView;
  const { id: arrest } = await intend(item, "arrest");
  assert.deepEqual((await seen(arrest)).others, [], "of another kind");
  const { id: two } = await intend(item, "export");
  const { others } = await seen(two);
  assert.equal(others.length, ASKED.length);
  const again = { subject: "synthetic PERSON " };
  for (const { id: answer } of others)
    await as("officer-1").send("POST", `/api/uses/${two}/again`, { ...again, answer });
  assert.equal((await seen(two)).judgement?.outcome, "released");
  assert.ok(USES.every((use) => !isCode("purpose", use, Date.now())));
});

test("an answer for one recipient of what is given on is none for another", async () => {
  const mark = { ...askCommand().mark, tlp: "GREEN" };
  const item = await came();
  const { id: record } = await theySay(desk, "message", { item, mark });
  await heard(5_000);
  const giveOn = async (third: string) => {
    const id = newId();
    const leave = { records: [record], files: [], third };
    const said = { id, kind: "onward", text: "To give it on", leave };
    return (await (await as("officer-1").send("POST", `/api/requests/${item}/uses`, said)).json()) as UseView;
  };
  const one = await giveOn("uk.ncb");
  await sayAll(one.id, { until: desk.ports.world.now() + 60_000 });
  assert.deepEqual((await giveOn("fr.ncb")).others, []);
  assert.equal((await giveOn("uk.ncb")).others.length, ASKED.length);
});

test("a use names the leave under which it is done, not that under which it was meant", async () => {
  await heard(0);
  const { item, id: record } = await theyAsk(desk, STRICT);
  const free: Desk = { ...desk, release: alone.desk.release };
  // The home log may be a day ahead: its clock is never set back.
  const until = () => desk.ports.world.now() + 30 * USED_WITHIN;
  const leave = { records: [record], files: [], proceeding: "criminal", court: "appeal" };
  const about = { ...leave, matter: item, use: "evidence", purpose: "investigation", until: until() };
  const granted = async (condition: string) => {
    const said = { ...askCommand({ mark: STRICT as never }), do: "seek", args: about, after: [null, null] };
    const body = { text: "Synthetic.", lang: "en" };
    const seek = parseCommand({ ...said, body }, Date.now(), "permissions");
    const { id, item: permission } = await accept(free, officer, null, seek);
    alone.pass(11_000);
    await submitDue(free);
    const given = { records: [record], files: [], conditions: [condition], until: until() };
    const grant = {
      item: permission as ItemId,
      wf: "permissions/1",
      after: [null, id] as never,
      args: given,
    };
    const { id: head } = await theySay(desk, "grant", { ...grant, seen: Number.MAX_SAFE_INTEGER });
    return { permission, head, id };
  };
  const first = await granted("anonymised");
  const { id } = await as("officer-1")
    .send("POST", `/api/requests/${item}/uses`, { id: newId(), kind: "evidence", text: "Synthetic", leave })
    .then(async (answer) => (await answer.json()) as UseView);
  await sayAll(id);
  const second = await granted("closed-session");
  await theySay(desk, "revoke", {
    item: first.permission as ItemId,
    wf: "permissions/1",
    after: [first.head, first.id],
    args: { from: 1 },
    seen: Number.MAX_SAFE_INTEGER,
  });
  assert.deepEqual(await done(id), [204, undefined, undefined]);
  const { uses } = (await (await as("officer-1").send("GET", `/api/requests/${item}/uses`)).json()) as Uses;
  assert.deepEqual(
    uses.map((use) => use.leave),
    [[{ item: second.permission, conditions: ["closed-session"] }]],
  );
  await heard(5_000);
});

test("who may not see the matter finds no use of it; who may not write says nothing of one; the same id is one use", async () => {
  const item = await came();
  const { id } = await intend(item, "assistance");
  const of = async (by: string, path: string) => (await as(by).send("GET", path)).status;
  assert.deepEqual(
    [await of("elsewhere", `/api/uses/${id}`), await of("elsewhere", `/api/requests/${item}/uses`)],
    [404, 404],
  );
  assert.equal(await of("reader", `/api/uses/${newId()}`), 404);
  const { uses, stopped, asked } = (await (
    await as("reader").send("GET", `/api/requests/${item}/uses`)
  ).json()) as Uses;
  assert.deepEqual([uses.map((use) => use.id), stopped, asked], [[id], "draft", true]);
  assert.equal((await intend(item, "export", "reader")).status, 403);
  assert.equal(await say(id, "g5", {}, "reader"), 403);
  assert.equal((await done(id, "officer-2"))[0], 403, "it is for whoever will do it to say that it is done");
  assert.equal((await intend(item, "assistance", "officer-1", id)).status, 200);
  assert.equal((await intend(item, "arrest", "officer-1", id)).view.code, "DUPLICATE");
  assert.equal((await intend(item, "anything")).view.code, "UNKNOWN_CODE");
  const dropped = await as("officer-1").send("POST", `/api/uses/${id}/drop`, {});
  assert.deepEqual([dropped.status, (await done(id))[1]], [204, "STALE"]);
});

test("uses are rebuilt from the home log", async () => {
  const all = async () =>
    (await alone.pool.query("SELECT * FROM derived.release_act ORDER BY pos")).rows as unknown[];
  const before_ = await all();
  assert.ok(before_.length > 30);
  await desk.store.replay();
  assert.deepEqual(await all(), before_);
});
