import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId } from "@setu/core";
import { peerOrigin } from "@setu/link";
import { requests, VERSIONS, type TimelineAct } from "@setu/requests";
import { notation } from "@setu/requests/scales.ts";
import { home, newId, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { assertMay } from "../access/deciding.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { readKnown } from "./desk.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { sendCheck } from "./drafting.ts";
import { readDraft } from "./drafts.ts";
import { accept, submitDue, takeBack } from "./held.ts";
import { viewOf } from "./view.ts";

/** Canada is here; India is only what it has said. */
let alone: LoneDesk;
let { desk, pool, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, pass } = alone);
});
beforeEach(async () => {
  await pool.query("DELETE FROM held");
});
after(() => alone.close());

const B2 = { scheme: "admiralty-6x6", source: "b", information: "i2" };
const C3 = { scheme: "europol-4x4", source: "c", information: "i3" };
const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);

const viewed = (item: ItemId) =>
  desk.store.tx(async (tx) => {
    const known = await readKnown(desk, tx, item);
    assert.ok(known);
    return viewOf(desk, tx, known, await assertMay(desk, tx, officer.id, { action: "read", item }));
  });
const command = (what: string, args: object, rest: object = {}) => {
  const { after: _, ...given } = askCommand({
    id: newId(),
    do: what,
    args: args as never,
    body: null,
    ...rest,
  });
  return parseCommand({ ...given, ...rest }, Date.now());
};
const say = async (item: ItemId, what: string, args: object, rest: object = {}) => {
  const made = command(what, args, rest);
  await accept(desk, officer, item, made);
  return made.id;
};
const words = ({ evaluation }: TimelineAct) => {
  assert.ok(evaluation);
  const { given, agreed, notice } = evaluation;
  return [
    given && notation(given),
    agreed && notation(agreed),
    notice && notation(notice),
    notice?.answer?.do,
  ];
};
const act = async (item: ItemId, id: string): Promise<TimelineAct> => {
  const found = (await viewed(item)).timeline.find((each) => each.id === id);
  assert.ok(found);
  return found;
};
/** All that they have said so far, we have applied: what we say next has seen it. */
const applied = () =>
  pool.query(
    // One perfect subtree, so that one hash is its frontier.
    `UPDATE peer_log SET held = 65536, applied = 65536, frontier = decode(repeat('00', 32), 'hex') WHERE origin = $1`,
    [peerOrigin(desk.ports.identity, "flash")],
  );
/** On the lane that holds nothing back. */
const answered = async () => {
  const { item, id: ask } = await theyAsk(desk);
  await applied();
  const answer = await say(
    item,
    "answer",
    {},
    { after: [null, ask], body: { text: "It is so.", lang: "en" } },
  );
  return { item, ask, answer };
};

test("we evaluate our answer, they would otherwise, we agree: both stay, and what stands is agreed", async () => {
  const { item, answer } = await answered();
  assert.ok((await viewed(item)).moves.includes("evaluate"));
  await say(item, "evaluate", { ref: answer, ...B2 });
  assert.deepEqual(words(await act(item, answer)), ["B2", null, null, undefined]);

  const { id: notice } = await theySay(desk, "re-evaluate", { item, args: { ref: answer, ...C3 } });
  assert.deepEqual(words(await act(item, answer)), ["B2", null, "C3", undefined], "a notice changes nothing");
  assert.ok((await viewed(item)).moves.includes("agree"));

  await say(item, "agree", { ref: notice });
  assert.deepEqual(words(await act(item, answer)), ["B2", "C3", "C3", "agree"]);
  const view = await viewed(item);
  assert.ok(!view.moves.includes("agree"), "it is answered");
  assert.equal(view.status, "answered", "and moved nothing");
});

test("what another side may not say is refused before it is written, and by the send check", async () => {
  const { item, ask, answer } = await answered();
  const { item: elsewhere } = await theyAsk(desk);
  const { id: message } = await theySay(desk, "message", { item });
  const { id: rejected } = await theySay(desk, "message", { item });
  await pool.query("UPDATE derived.act SET persons = $2 WHERE id = $1", [
    rejected,
    JSON.stringify({ void: "bad-approval", signed: [] }),
  ]);
  const before = (await viewed(item)).timeline.length;
  const cases: readonly (readonly [string, ItemId, object])[] = [
    ["their record evaluated as ours", item, command("evaluate", { ref: message, ...B2 })],
    ["a question evaluated", item, command("re-evaluate", { ref: ask, ...B2 })],
    ["notice on our own record", item, command("re-evaluate", { ref: answer, ...B2 })],
    ["a record of another item", elsewhere, command("evaluate", { ref: answer, ...B2 })],
    ["agreed to what is no notice", item, command("agree", { ref: message })],
    ["nothing there", item, command("disagree", { ref: newId() })],
    ["no record named", item, command("evaluate", B2)],
    ["what is void", item, command("re-evaluate", { ref: rejected, ...B2 })],
  ];
  for (const [why, on, made] of cases) {
    await assert.rejects(accept(desk, officer, on, made as never), coded("ILLEGAL"), why);
    const check = await desk.store.tx((tx) => sendCheck(desk, tx, officer, on, made as never));
    assert.deepEqual(new Set(check.refusals), new Set(["ILLEGAL"]), why);
  }
  assert.equal((await viewed(item)).timeline.length, before);
  await say(item, "re-evaluate", { ref: message, ...B2 });
});

test("a code is held against the list of its scheme", () => {
  const refused = (args: object) =>
    assert.throws(() => command("evaluate", { ref: newId(), ...args }), coded("UNKNOWN_CODE"));
  refused({ ...B2, scheme: "of-our-own" });
  refused({ ...C3, source: "e" });
  refused({ ...C3, information: "i5" });
  refused({ ...B2, source: "x" });
  assert.ok(command("evaluate", { ref: newId(), ...B2, source: "e", information: "i5" }));
});

const asked = async (): Promise<ItemId> => {
  const made = parseCommand(askCommand({ id: newId(), lane: "main" }), Date.now());
  const { item } = await accept(desk, officer, null, made);
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const text = { text: "We have found it.", lang: "en" };
const stateOf = async (id: string) => {
  const { rows } = await pool.query("SELECT state FROM held WHERE id = $1", [id]);
  return (rows as { state: string }[])[0]?.state ?? null;
};

test("sent together, the evaluation goes behind what it speaks of, even where it came due first", async () => {
  const item = await asked();
  const message = await say(item, "message", {}, { lane: "main", body: text });
  const evaluation = await say(item, "evaluate", { ref: message, ...B2 }, { lane: "main" });
  await pool.query("UPDATE held SET until = until - 5000 WHERE id = $1", [evaluation]);
  pass(7_000);
  await submitDue(desk);
  assert.equal(await stateOf(evaluation), "held", "it waits");
  pass(4_000);
  await submitDue(desk);
  await submitDue(desk);
  assert.equal(await stateOf(evaluation), "submitted");
  assert.deepEqual(words(await act(item, message)), ["B2", null, null, undefined]);
});

test("taken back together: no evaluation of nothing leaves, and its codes are a draft again", async () => {
  const item = await asked();
  const message = await say(item, "message", {}, { lane: "main", body: text });
  const evaluation = await say(item, "evaluate", { ref: message, ...B2 }, { lane: "main" });
  await takeBack(desk, officer, message, true);
  assert.equal(await stateOf(evaluation), null);
  const draft = await desk.store.tx((tx) =>
    readDraft(tx, desk.store.atRest, { officer: officer.id, key: item }),
  );
  assert.deepEqual(draft.content?.acts["message"]?.args, B2);
  assert.equal(draft.content?.acts["message"]?.text, text.text);
});

test("to a peer of the first release items are opened in version 1, and stay in it", async () => {
  const declare = (versions: readonly string[]) =>
    pool.query("UPDATE peer_log SET pulse_versions = $1", [versions]);
  await declare([requests.id]);
  const item = await asked();
  await declare(VERSIONS.map(({ id }) => id));
  const message = await say(item, "message", {}, { lane: "main", body: text });
  pass(11_000);
  await submitDue(desk);
  const { rows } = await desk.store.tx(async (tx) => ({ rows: await tx.actsOf(item) }));
  assert.deepEqual(
    rows.map((row) => (row.act as { wf: string }).wf),
    ["requests/1", "requests/1"],
  );
  const view = await viewed(item);
  assert.ok(!view.moves.includes("evaluate"));
  assert.deepEqual((await act(item, message)).void, null);
  const made = command("evaluate", { ref: message, ...B2 }, { lane: "main" });
  await assert.rejects(accept(desk, officer, item, made), coded("ILLEGAL"));
});

test("what the peer says without the right to is shown and says nothing", async () => {
  const { item, answer } = await answered();
  await say(item, "evaluate", { ref: answer, ...B2 });
  await theySay(desk, "evaluate", { item, args: { ref: answer, ...C3 } });
  await theySay(desk, "agree", { item, args: { ref: answer } });
  const { id: cut } = await theySay(desk, "re-evaluate", { item, args: { ref: answer, scheme: "x" } });
  assert.deepEqual(words(await act(item, answer)), ["B2", null, null, undefined]);
  assert.equal((await act(item, cut)).void, "bad-arguments");
  await home(desk, officer, item, "note", { mentions: [] }, "they evaluate what is ours");
});

test("an act of ours that is corrected and narrowed says so, with what holds now; it can be corrected again, a recalled one not", async () => {
  const { item, answer } = await answered();
  const { mark } = askCommand();
  assert.equal((await act(item, answer)).later, undefined);
  const body = { text: "It is otherwise.", lang: "en" };
  const correction = await say(item, "correct", { ref: answer }, { body });
  await say(item, "narrow", { ref: answer }, { mark: { ...mark, pap: "RED" } });
  const { later, body: before, mark: now } = await act(item, answer);
  assert.deepEqual(
    [later?.corrected?.id, later?.corrected?.body?.text, before?.text, now.pap],
    [correction, "It is otherwise.", "It is so.", "RED"],
  );
  assert.ok(later?.narrowed);
  const { moves, timeline } = await viewed(item);
  assert.ok(moves.includes("correct") && moves.includes("narrow"));
  assert.equal(timeline.find(({ id }) => id === correction)?.later, undefined, "it is what holds");
  await say(item, "recall", { ref: answer, reason: "wrong-person" });
  await assert.rejects(() => say(item, "correct", { ref: answer }, { body }), coded("ILLEGAL"));
  await assert.rejects(() => say(item, "narrow", { ref: answer }, { mark }), coded("ILLEGAL"));
});
