import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { canonicalBytes, type ItemId, type RecordId } from "@setu/core";
import { ALWAYS, GATE_IDS, REVIEW_WITHIN, type GateId } from "@setu/core/gates/index.ts";
import { formatApprovals } from "@setu/link";
import { requests2, type Command } from "@setu/requests";
import { LIFE_REASONS } from "@setu/requests/releasing.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { composed } from "../requests/drafting.ts";
import { accept, submitDue, takeBack } from "../requests/held.ts";
import { projectAll } from "../requests/projection.ts";
import type { StoredUpload } from "../requests/uploads.ts";
import {
  answerGate,
  approve,
  handOn,
  releaseAlone,
  review,
  sendBack,
  takeDown,
  useAgain,
} from "./approving.ts";
import { Ceremonies } from "../sign-in/ceremonies.ts";
import { FULL_RELEASE, parseRelease } from "./config.ts";
import { readProposal } from "./proposals.ts";
import { ReleaseTeller } from "./telling.ts";
import { releasesFor, releaseView } from "./view.ts";
import { waitingFor } from "../suspension/waiting.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { person } from "../access/person.fixture.ts";
import { said } from "./said.fixture.ts";

const OFFICERS = [
  person("officer-1", { name: "Officer One", person: "ca.one" }),
  person("officer-2"),
  person("twin", { person: "ca.one" }),
  person("third"),
  person("powerless", { powers: ["read", "draft", "send"] }),
  person("elsewhere", { agency: "ca.elsewhere" }),
] as const;

/** Each answer is a signed entry: the gates that are asked here are few. */
const ASKED: readonly GateId[] = [...ALWAYS, "g13"];
const LEFT_OUT = GATE_IDS.filter((gate) => !ASKED.includes(gate));

let alone: LoneDesk;
let desk: Desk;
let author: Officer;
const named = (id: string): Officer => ({ ...author, id: `ca.${id}` });
let second: Officer;
before(async () => {
  alone = await loneDesk();
  const because = Object.fromEntries(LEFT_OUT.map((gate) => [gate, "Not in a synthetic exchange"]));
  const profiles = FULL_RELEASE.profiles.map((profile) => ({ ...profile, notApplicable: because }));
  desk = { ...alone.desk, release: parseRelease({ ...FULL_RELEASE, signed: "never", profiles }) };
  author = alone.officer;
  second = named("officer-2");
  await saveOfficers(desk.store, OFFICERS);
});
after(() => alone.close());

/** What a test has changed of the officers is again as they were given it. */
const restore = async () => {
  await changeOfficers(alone.desk.store, "UPDATE officer SET seeded = NULL, suspended = false");
  await saveOfficers(desk.store, OFFICERS);
};

const on = (officer: Officer, id: string) => ({ desk, officer, id });
const propose = async (rest: Partial<Command> = {}, item: ItemId | null = null): Promise<string> => {
  const command = parseCommand(askCommand({ lane: "main", ...rest }), Date.now());
  const { proposed, heldUntil } = await accept(desk, author, item, command);
  assert.deepEqual([proposed, heldUntil], [true, null]);
  return command.id;
};
const answer = (id: string, gate: GateId, rest: object = {}, by = second) =>
  answerGate(on(by, id), said(gate, rest) as never);
const answerAll = async (id: string, rest: object = {}, gates = ASKED) => {
  for (const gate of gates) await answer(id, gate, rest);
};
const hashOf = async (id: string) => (await desk.store.tx((tx) => readProposal(desk, tx, id))).challenge;
const ready = async (rest: Partial<Command> = {}, item: ItemId | null = null) => {
  const id = await propose(rest, item);
  await answerAll(id);
  return { id, hash: await hashOf(id) };
};
const committed = (id: string) =>
  desk.store.tx(async (tx) => (await tx.act("ca" as never, id as RecordId)) !== null);
/** What they said stands in their log as far as we have applied it. */
const heard = () => alone.pool.query("UPDATE peer_log SET held = 5000, applied = 5000");
const leave = async () => {
  alone.pass(11_000);
  await submitDue(desk);
};
const heldOf = async (id: string) => {
  const { rows } = await alone.pool.query("SELECT state, returned FROM held WHERE id = $1", [id]);
  const [row] = rows as { state: string; returned: string | null }[];
  return row && [row.state, row.returned];
};

test("what needs a release leaves when a second person has approved it, and is held after", async () => {
  const id = await propose();
  await leave();
  assert.equal(await committed(id), false, "nobody has approved it");
  await assert.rejects(approve(on(second, id), await hashOf(id), null), {
    code: "NOT_RELEASED",
    detail: { outcome: "open", gates: ASKED.join(" ") },
  });
  await answerAll(id);
  const until = await approve(on(second, id), await hashOf(id), null);
  assert.equal(until - desk.ports.world.now() > 9_000, true);
  await submitDue(desk);
  assert.equal(await committed(id), false, "it is still held");
  await leave();
  assert.equal(await committed(id), true);
  await assert.rejects(approve(on(second, id), await hashOf(id), null), { code: "STALE" });
});

test("where the rule asks for a signature nothing is approved without a key", async () => {
  const { id, hash } = await ready();
  const signed: Desk = { ...desk, release: { ...desk.release, signed: "always" } };
  await assert.rejects(approve({ desk: signed, officer: second, id }, hash, null), { code: "STEP_UP" });
  await leave();
  assert.equal(await committed(id), false);
});

test("abuse 53: nobody approves what he wrote, by no account of his; nor without power, nor from outside", async () => {
  const { id, hash } = await ready();
  const rule = { detail: { action: "approve", rule: "own-draft" } };
  await assert.rejects(approve(on(author, id), hash, null), { code: "FORBIDDEN", ...rule });
  await assert.rejects(approve(on(named("twin"), id), hash, null), { code: "FORBIDDEN", ...rule });
  await assert.rejects(approve(on(named("powerless"), id), hash, null), { code: "FORBIDDEN" });
  await assert.rejects(approve(on(named("elsewhere"), id), hash, null), { code: "NOT_FOUND" });
  await assert.rejects(approve(on(second, newId()), hash, null), { code: "NOT_FOUND" });
  await leave();
  assert.equal(await committed(id), false);
});

test("abuse 53: who may approve no more when the hold ends has approved nothing", async () => {
  const { id, hash } = await ready();
  await approve(on(named("third"), id), hash, null);
  const power = (powers: string) =>
    changeOfficers(alone.desk.store, "UPDATE officer SET powers = $1 WHERE id = 'ca.third'", [powers]);
  await power("{read}");
  await leave();
  assert.deepEqual(await heldOf(id), ["returned", "FORBIDDEN"]);
  assert.equal(await committed(id), false);
  await assert.rejects(approve(on(named("third"), (await ready()).id), hash, null), { code: "FORBIDDEN" });
  await restore();
});

test("abuse 53: nobody approves in a topic that was not given to him, nor is offered as who could", async () => {
  const drugs = { ...askCommand().args, offence: "drug-trafficking" } as never;
  const given = (topics: object) =>
    changeOfficers(
      desk.store,
      "UPDATE officer SET topics = jsonb_set(topics, '{approve}', $1) WHERE id = 'ca.third'",
      [topics],
    );
  const [other, own] = [await ready(), await ready({ args: drugs })];
  await given({ drugs: 0 });
  await assert.rejects(approve(on(named("third"), other.id), other.hash, null), {
    code: "FORBIDDEN",
    detail: { action: "approve", rule: "topic-approve" },
  });
  const offered = async (id: string) =>
    (await desk.store.tx((tx) => releaseView(desk, tx, second, id))).approvers.map((each) => each.id);
  assert.deepEqual(
    [(await offered(other.id)).includes("ca.third"), (await offered(own.id)).includes("ca.third")],
    [false, true],
  );
  const queue = (await desk.store.tx((tx) => releasesFor(desk, tx, named("third")))).waiting.map(
    ({ id }) => id,
  );
  assert.deepEqual([queue.includes(other.id), queue.includes(own.id)], [false, true]);
  // Nor is he waited for who is not there yet.
  const comes = desk.ports.world.now() + 3_600_000;
  const from = (at: number) =>
    changeOfficers(desk.store, "UPDATE officer SET accredited_from = $1 WHERE id = 'ca.third'", [at]);
  const waitedFor = async (id: string) =>
    (await desk.store.tx((tx) => releaseView(desk, tx, second, id))).nextApprover;
  await from(comes);
  assert.deepEqual([await waitedFor(other.id), await waitedFor(own.id)], [null, comes]);
  await from(0);
  await approve(on(named("third"), own.id), own.hash, null);
  // Taken from him before the hold ends: it comes back.
  await given({});
  await leave();
  assert.deepEqual(await heldOf(own.id), ["returned", "FORBIDDEN"]);
  await restore();
});

test("abuse 53: of two who approve at once one has, and it leaves once", async () => {
  const { id, hash } = await ready();
  const both = await Promise.allSettled(
    [second, named("third")].map((by) => approve(on(by, id), hash, null)),
  );
  const lost = both.filter((each) => each.status === "rejected");
  assert.deepEqual(
    lost.map(({ reason }) => (reason as { code: string }).code),
    ["STALE"],
  );
  const { rows } = await alone.pool.query(
    "SELECT count(*)::int AS n FROM derived.release_act WHERE proposal = $1 AND what = 'approve'",
    [id],
  );
  assert.deepEqual(rows, [{ n: 1 }]);
});

test("abuse 53: an approval is of these bytes on these heads, and of nothing else", async () => {
  const { id, hash } = await ready();
  await assert.rejects(approve(on(second, id), (await ready()).hash, null), { code: "STALE" });
  await changeOfficers(alone.desk.store, "UPDATE officer SET name = 'Renamed' WHERE id = $1", [author.id]);
  await assert.rejects(approve(on(second, id), hash, null), { code: "STALE" }, "the text bears the name");
  await restore();
  await approve(on(second, id), hash, null);
  // A command put in the place of the one that was approved.
  const other = await ready();
  await alone.pool.query(
    `UPDATE held SET command = other.command FROM proposal AS other WHERE held.id = $1 AND other.id = $2`,
    [id, other.id],
  );
  await leave();
  assert.deepEqual(await heldOf(id), ["returned", "CANNOT_OPEN"]);

  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const head = item.slice(3) as RecordId;
  const reply = { do: "answer", args: {} as never, after: [null, head] as const, lane: "flash" as const };
  const waiting = await ready({ ...reply, body: { text: "Synthetic answer.", lang: "en" } }, item);
  await theySay(desk, "withdraw", { item, args: { reason: "solved" }, after: [head, null] });
  await assert.rejects(approve(on(second, waiting.id), waiting.hash, null), { code: "STALE" });
});

test("a gate that is referred or refused keeps it here, whoever approves; nothing of an answer can be said twice", async () => {
  const { id, hash } = await ready();
  await answer(id, "g7", { raw: "substantial", residual: "substantial", decision: "refuse" });
  await assert.rejects(approve(on(second, id), hash, null), {
    code: "NOT_RELEASED",
    detail: { outcome: "refused", gates: "g7" },
  });
  await answer(id, "g7", { raw: "unknown", residual: "unknown", decision: "refer" });
  await assert.rejects(approve(on(second, id), hash, null), { detail: { outcome: "referred", gates: "g7" } });
  await answer(id, "g7");
  await approve(on(second, id), hash, null);
  await assert.rejects(answer(id, "g7"), { code: "STALE" }, "it has been decided");
});

test("what was refused stays refused when its author takes it down and proposes it anew in the same matter", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  const { after: _, ...plain } = askCommand({
    do: "message",
    args: {},
    lane: "flash" as const,
    after: undefined as never,
    body: { text: "Synthetic message.", lang: "en" as const },
  });
  const proposed = async () => {
    const command = parseCommand({ ...plain, id: newId() }, Date.now());
    await accept(desk, author, item, command);
    return command.id;
  };
  const first = await proposed();
  await answer(first, "g7", { raw: "substantial", residual: "substantial", decision: "refuse" });
  await takeDown(on(author, first));
  const anew = await proposed();
  for (const gate of ASKED) if (gate !== "g13") await answer(anew, gate, {}, author);
  await answer(anew, "g13", {}, named("third"));
  await assert.rejects(approve(on(named("third"), anew), await hashOf(anew), null), {
    code: "NOT_RELEASED",
    detail: { outcome: "refused", gates: "g7" },
  });
  await answer(anew, "g7");
  await approve(on(named("third"), anew), await hashOf(anew), null);
});

test("the second person of G13 is not the author by another account", async () => {
  const id = await propose();
  await answerAll(id, {}, ALWAYS);
  await answer(id, "g13", {}, named("twin"));
  await assert.rejects(approve(on(second, id), await hashOf(id), null), {
    detail: { outcome: "open", gates: "g13" },
  });
  const forged = (who: string) =>
    alone.pool.query("UPDATE officer SET person = $1 WHERE id = 'ca.twin'", [who]);
  await forged("ca.nobody");
  await assert.rejects(
    approve(on(second, id), await hashOf(id), null),
    { detail: { outcome: "open", gates: "g13" } },
    "nor by a word in the database",
  );
  await forged("ca.one");
  await answer(id, "g13", {}, named("third"));
  await approve(on(second, id), await hashOf(id), null);
});

test("an answer serves again in its matter, of its subject, until its date, when an officer says so", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  const message = { do: "message", args: {} as never, lane: "flash" as const, after: undefined as never };
  const body = { text: "Synthetic message.", lang: "en" as const };
  const { after: _, ...plain } = askCommand({ ...message, body });
  const proposed = async () => {
    const command = parseCommand({ ...plain, id: newId() }, Date.now());
    await accept(desk, author, item, command);
    return command.id;
  };
  const [one, two] = [await proposed(), await proposed()];
  await answerAll(one, { until: desk.ports.world.now() + 86_400_000 });
  const judged = async () => approve(on(second, two), await hashOf(two), null);
  await assert.rejects(judged(), { code: "NOT_RELEASED" }, "nobody has said so");
  const { rows } = await alone.pool.query<{ id: string }>(
    "SELECT id FROM derived.release_act WHERE proposal = $1 AND what = 'gate' ORDER BY pos",
    [one],
  );
  for (const each of rows) await useAgain(on(second, two), each.id, "Another person");
  await assert.rejects(judged(), { code: "NOT_RELEASED" }, "of another subject");
  for (const each of rows) await useAgain(on(second, two), each.id, " synthetic PERSON ");
  await judged();
  await assert.rejects(useAgain(on(second, await propose()), rows[0]?.id ?? "", "x"), { code: "NOT_FOUND" });
});

test("it goes back with remarks, is handed on to one who could approve it, or taken down by its author", async () => {
  const back = await propose();
  await sendBack(on(second, back), "Say who asked for it");
  await assert.rejects(answer(back, "g0"), { code: "STALE" });
  const down = await propose();
  await assert.rejects(takeDown(on(second, down)), { code: "FORBIDDEN" });
  await takeDown(on(author, down));
  await assert.rejects(approve(on(second, down), await hashOf(down), null), { code: "STALE" });

  const red = await ready({ mark: { ...askCommand().mark, tlp: "RED" } as never }).catch(() => null);
  assert.equal(red, null, "of what is for named eyes a colleague knows nothing");
  const id = await propose({ mark: { ...askCommand().mark, tlp: "RED" } as never });
  await assert.rejects(handOn(on(author, id), "ca.powerless", null), { code: "FORBIDDEN" });
  await assert.rejects(handOn(on(author, id), "ca.elsewhere", null), { code: "FORBIDDEN" });
  await handOn(on(author, id), second.id, "Please look");
  await answerAll(id);
  await approve(on(second, id), await hashOf(id), null);
});

test("a threat to life: one person, a coded reason, G5 to G8, and another looks at it within a day", async () => {
  const id = await propose();
  const alone_ = async (reason: string = LIFE_REASONS[0]) =>
    releaseAlone(on(author, id), { hash: await hashOf(id), reason, text: "A synthetic threat" });
  await assert.rejects(alone_(), {
    code: "NOT_RELEASED",
    detail: { outcome: "open", gates: ALWAYS.join(" ") },
  });
  await answerAll(id, {}, ALWAYS);
  await assert.rejects(alone_("convenience"), { code: "UNKNOWN_CODE" });
  await assert.rejects(releaseAlone(on(second, id), { hash: await hashOf(id), reason: "life", text: "x" }), {
    code: "FORBIDDEN",
  });
  await alone_();
  await leave();
  assert.equal(await committed(id), true);
  const { rows } = await alone.pool.query(
    "SELECT (args ->> 'review')::bigint - at AS within FROM derived.release_act WHERE proposal = $1 AND what = 'alone'",
    [id],
  );
  assert.ok(Math.abs(Number((rows[0] as { within: string }).within) - REVIEW_WITHIN) < 1_000);
  for (const own of [author, named("twin")])
    await assert.rejects(review(on(own, id), "justified", "Mine"), { code: "FORBIDDEN" });
  await review(on(second, id), "justified", "It was");
  await assert.rejects(review(on(second, id), "justified", "Again"), { code: "ILLEGAL" });
});

test("what nobody has let go does not leave, though it stood in the line of what is held", async () => {
  const free = { ...desk, release: alone.desk.release };
  const command = parseCommand(askCommand({ lane: "main" }), Date.now());
  await accept(free, author, null, command);
  await leave();
  assert.deepEqual(await heldOf(command.id), ["returned", "NOT_RELEASED"]);
});

test("abuse 53: the author's key is not the approver's, where a signature is asked for when the hold ends", async () => {
  const { id, hash } = await ready();
  const place = `proposal signature ${id}`;
  const { rows } = await alone.pool.query<{ signed: Buffer }>("SELECT signed FROM proposal WHERE id = $1", [
    id,
  ]);
  const unsigned = JSON.parse(
    Buffer.from(desk.store.atRest.open(rows[0]?.signed as Buffer, place)).toString(),
  ) as object;
  const approvals = formatApprovals([
    { key: "A".repeat(43) as never, kind: "webauthn" as never, bytes: "AA" },
  ]);
  const sealed = desk.store.atRest.seal(canonicalBytes({ ...unsigned, approvals }), place);
  await alone.pool.query("UPDATE proposal SET signed = $2 WHERE id = $1", [id, sealed]);
  await approve(on(second, id), hash, null);
  alone.pass(11_000);
  await submitDue({ ...desk, release: { ...desk.release, signed: "always" } });
  assert.deepEqual(await heldOf(id), ["returned", "NOT_RELEASED"]);
});

test("what was approved can be taken back while it is held", async () => {
  const { id, hash } = await ready();
  await approve(on(second, id), hash, null);
  await takeBack(desk, author, id);
  await leave();
  assert.equal(await committed(id), false);
});

test("abuse 53: words and files are content, whatever act bears them: gates, and a second person", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const after = [null, item.slice(3)] as const;
  const body = { text: "Synthetic particulars.", lang: "en" as const };
  const until = desk.ports.world.now() + 9 * 86_400_000;
  const extend = { do: "extend", args: { until, reason: "judicial-authorisation" } as never, after };
  const id = await propose({ ...extend, lane: "flash", body }, item);
  await assert.rejects(approve(on(second, id), await hashOf(id), null), {
    detail: { outcome: "open", gates: ASKED.join(" ") },
  });
  await takeDown(on(author, id));
  const silent = parseCommand(askCommand({ ...extend, body: null }), Date.now());
  assert.equal((await accept(desk, author, item, silent)).proposed, undefined, "codes alone are a step");
});

test("what says that something came bears no words and no files, whatever the rule asks", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const acknowledge = { do: "acknowledge", args: {} as never, after: [null, item.slice(3)] as const };
  const free = { ...desk, release: alone.desk.release };
  for (const at of [desk, free]) {
    const told = parseCommand(askCommand(acknowledge), Date.now());
    await assert.rejects(accept(at, author, item, told), { code: "BAD_FIELD", detail: { field: "text" } });
  }
  const bare = parseCommand(askCommand({ ...acknowledge, body: null }), Date.now());
  const parts = { item, wf: requests2.id, args: {}, uploads: [{} as StoredUpload] };
  assert.throws(() => composed(desk.ports.identity, author, parts, bare), { detail: { field: "files" } });
  await accept(desk, author, item, bare);
});

test("abuse 53: nothing in a matter is marked less than the matter: not when it is sent, not when its hold ends", async () => {
  const from = (tlp: string) => ({ tlp: [tlp], level: 4 }) as never;
  const narrow: Desk = {
    ...desk,
    release: { ...desk.release, gates: "never", fourEyes: from("AMBER+STRICT") },
  };
  const strict = { ...askCommand().mark, tlp: "AMBER+STRICT" };
  const loose = { ...askCommand().mark, tlp: "GREEN" } as never;
  const body = { text: "Synthetic message.", lang: "en" as const };
  const { after: _, ...plain } = askCommand({
    do: "message",
    args: {},
    lane: "flash",
    mark: loose,
    body,
  });
  const message = () => parseCommand({ ...plain, id: newId() }, Date.now());
  const sent = async (item: ItemId) => (await accept(narrow, author, item, message())).proposed === true;
  const { item: strictly } = await theyAsk(desk, strict);
  await heard();
  assert.equal(await sent(strictly), true);

  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const refuse = { do: "refuse", args: { ground: "cannot-assist" } as never, body: null, mark: loose };
  const neutral = parseCommand(askCommand({ ...refuse, after: [null, item.slice(3)] }), Date.now());
  assert.equal((await accept(narrow, author, item, neutral)).proposed, undefined);
  assert.equal(await sent(item), false);
  await theySay(desk, "message", { item, mark: strict });
  await heard();
  assert.equal(await sent(item), true, "the strictest word of a matter counts, whosever it is");
  const again = parseCommand({ ...neutral, id: newId() }, Date.now());
  assert.equal((await accept(narrow, author, item, again)).proposed, true, "a neutral refusal's too");
  const { until } = (
    await alone.pool.query<{ until: string }>("SELECT until FROM held WHERE id = $1", [neutral.id])
  ).rows[0] ?? { until: "" };
  const wait = Number(until) - desk.ports.world.now() + 1;
  alone.pass(wait);
  await submitDue(narrow);
  alone.pass(-wait);
  assert.deepEqual(await heldOf(neutral.id), ["returned", "NOT_RELEASED"]);
});

test("abuse 53: the author releases alone over nobody's refusal, and with his key where the rule asks for one", async () => {
  const id = await propose();
  await answerAll(id, {}, ALWAYS);
  await answer(id, "g7", { decision: "refuse" }, named("third"));
  for (const own of [author, named("twin")]) await answer(id, "g7", {}, own);
  const said = { hash: await hashOf(id), reason: LIFE_REASONS[0], text: "A synthetic threat" };
  await assert.rejects(releaseAlone(on(author, id), said), { detail: { outcome: "refused", gates: "g7" } });
  await answer(id, "g7", {}, second);
  const signed: Desk = { ...desk, release: { ...desk.release, signed: "always" } };
  await assert.rejects(releaseAlone({ desk: signed, officer: author, id }, said), { code: "STEP_UP" });
  await releaseAlone(on(author, id), said);
  alone.pass(11_000);
  await submitDue(signed);
  assert.deepEqual(await heldOf(id), ["returned", "NOT_RELEASED"], "nor when the hold ends");
});

test("neutral refusals: whichever ground, the same bytes, and at the deadline", async () => {
  const free = { ...desk, release: alone.desk.release };
  const grounds = ["mistreatment-risk", "transnational-repression", "protection-claim", "cannot-assist"];
  const left: { args: unknown; mark: unknown; body: unknown; att: unknown; length: number; until: number }[] =
    [];
  for (const ground of grounds) {
    const { item } = await theyAsk(desk, askCommand().mark);
    await heard();
    const head = item.slice(3) as RecordId;
    const refuse = { do: "refuse", args: { ground } as never, after: [null, head] as const };
    const mark = { ...askCommand().mark, tlp: ground === "cannot-assist" ? "GREEN" : "RED" } as never;
    const given = askCommand({ ...refuse, mark, body: null });
    const told = { ...given, id: newId(), body: { text: "Because of this.", lang: "en" as const } };
    await assert.rejects(accept(free, author, item, parseCommand(told, Date.now())), { code: "BAD_FIELD" });
    const { heldUntil, id } = await accept(free, author, item, parseCommand(given, Date.now()));
    const { due } = (
      await alone.pool.query<{ due: string }>("SELECT until AS due FROM held WHERE id = $1", [id])
    ).rows[0] ?? { due: "" };
    assert.equal(Number(due), heldUntil);
    assert.ok(
      Number(heldUntil) > desk.ports.world.now() + 86_400_000,
      "routine: days, on the flash lane too",
    );
    await submitDue(free);
    assert.equal(await committed(id), false);
    const began = desk.ports.world.now();
    alone.pass(Number(heldUntil) - began - 1_000);
    await submitDue(free);
    assert.equal(await committed(id), false, "never earlier");
    alone.pass(1_001);
    await submitDue(free);
    const act = (await desk.store.tx((tx) => tx.act("ca" as never, id as RecordId)))?.act;
    assert.ok(act?.item);
    const { args, body, att, mark: sent } = act;
    const length = JSON.stringify(act).length;
    left.push({ args, mark: sent, body, att, length, until: Number(heldUntil) - began });
    alone.pass(-(Number(heldUntil) - began + 1));
  }
  const [first] = left;
  for (const each of left) {
    assert.deepEqual({ ...each, until: 0 }, { ...first, until: 0 });
    assert.ok(Math.abs(each.until - (first?.until ?? 0)) < 5_000);
  }
});

test("who may approve sees what will cross, exactly; who may not, nothing; what came back stands beside the next", async () => {
  await alone.pool.query("DELETE FROM proposal");
  const see = (by: Officer, id: string) => desk.store.tx((tx) => releaseView(desk, tx, by, id));
  const list = (by: Officer) => desk.store.tx((tx) => releasesFor(desk, tx, by));
  const first = await propose();
  await sendBack(on(second, first), "Shorter");
  const id = await propose({ body: { title: "Synthetic", text: "Another text.", lang: "en" } });
  await answer(id, "g5", { decision: "refuse" });

  assert.deepEqual(
    (await list(second)).waiting.map((line) => line.id),
    [id],
  );
  const mine = await list(author);
  assert.deepEqual(mine.waiting, []);
  assert.deepEqual(
    mine.mine.map((line) => [line.id, line.state]),
    [
      [first, "returned"],
      [id, "open"],
    ],
  );
  for (const nobody of ["powerless", "elsewhere"]) assert.deepEqual((await list(named(nobody))).waiting, []);
  await assert.rejects(see(named("elsewhere"), id), { code: "NOT_FOUND" });

  const view = await see(second, id);
  assert.deepEqual([view.crosses.body?.text, view.before?.text], ["Another text.", "Synthetic text."]);
  assert.equal(view.hash, await hashOf(id));
  assert.deepEqual(
    view.gates,
    ASKED.toSorted((a, b) => GATE_IDS.indexOf(a) - GATE_IDS.indexOf(b)),
  );
  assert.deepEqual(
    view.leftOut.map(({ gate }) => gate),
    LEFT_OUT,
  );
  assert.deepEqual([view.judgement?.outcome, view.judgement?.neutral], ["refused", true]);
  assert.deepEqual(
    view.approvers.map((each) => each.id),
    ["ca.officer-2", "ca.third"],
    "nor his other account",
  );
  assert.deepEqual([view.stopped.approve, view.own], [null, false]);
  const own = await see(author, id);
  assert.deepEqual([own.stopped.approve, own.own], ["own-draft", true]);
  assert.deepEqual(
    (await see(author, first)).remarks.map(({ text }) => text),
    ["Shorter"],
  );
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET suspended = true WHERE id IN ('ca.officer-2', 'ca.third')",
  );
  assert.deepEqual((await see(author, id)).approvers, []);
  await restore();
});

test("who approves sees what a correction replaces and from whom a narrowing takes, as far as he reads that", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const says = (what: string, text: string, args = {}, mark = askCommand().mark) => ({
    do: what,
    args: args as never,
    mark,
    lane: "flash" as const,
    body: { text, lang: "en" as const },
  });
  // No gates: what is shown does not rest on them, and each answer is a signed entry.
  const light: Desk = { ...desk, release: { ...desk.release, gates: "never" } };
  const waiting = async (rest: Partial<Command>) => {
    const command = parseCommand(askCommand({ lane: "main", ...rest }), Date.now());
    assert.equal((await accept(light, author, item, command)).proposed, true);
    return command.id;
  };
  const given = async (rest: Partial<Command>) => {
    const id = await waiting(rest);
    await approve({ desk: light, officer: second, id }, await hashOf(id), null);
    alone.pass(11_000);
    await submitDue(light);
    assert.equal(await committed(id), true);
    return id;
  };
  const see = (by: string, id: string) => light.store.tx((tx) => releaseView(light, tx, named(by), id));
  const ref = await given(says("message", "First."));
  const corrected = await given(says("correct", "Second.", { ref }));
  const again = await waiting(says("correct", "Third.", { ref }));
  const shown = async (by: string, id = again) => {
    const { replaces, narrows } = await see(by, id);
    assert.equal(narrows, null);
    return replaces && [replaces.id, replaces.body?.text ?? null, replaces.bodyState];
  };
  assert.deepEqual(await shown("third"), [corrected, "Second.", "here"]);
  assert.equal((await see("third", await waiting(says("message", "Other.")))).replaces, null);

  const { audience, ...rest } = askCommand().mark;
  const narrower = { ...rest, audience: audience.slice(0, 1) } as never;
  const waits = await waiting(says("narrow", "Why.", { ref: corrected }, narrower));
  const { narrows } = await see("third", waits);
  assert.deepEqual(
    [narrows?.before?.audience, narrows?.after.audience, narrows?.lost, narrows?.passed],
    [audience, audience.slice(0, 1), audience.slice(1), []],
  );
  // Narrowed to named eyes by a step that needs nobody else: what it replaces is shown to whoever is named alone.
  const red = parseCommand(
    {
      ...askCommand(),
      ...says("narrow", "", { ref: corrected }, { ...rest, audience, tlp: "RED" } as never),
      body: null,
      id: newId(),
    },
    Date.now(),
  );
  assert.equal((await accept(light, author, item, red)).proposed, undefined);
  alone.pass(11_000);
  await submitDue(light);
  assert.equal(await committed(red.id), true);
  assert.deepEqual(await shown("third"), [corrected, null, "withheld"]);
  assert.deepEqual(await shown("officer-1"), [corrected, "Second.", "here"]);
  const hidden = (await see("third", waits)).narrows;
  assert.deepEqual([hidden?.before, hidden?.lost, typeof hidden?.rule], [null, [], "string"]);
});

test("what left by one person waits for another's look, and is counted until then", async () => {
  const id = await propose();
  await answerAll(id, {}, ALWAYS);
  await releaseAlone(on(author, id), { hash: await hashOf(id), reason: "life", text: "A synthetic threat" });
  await leave();
  const reviews = async (by: Officer) =>
    (await desk.store.tx((tx) => releasesFor(desk, tx, by))).reviews.map((line) => line.id);
  assert.deepEqual(await reviews(second), [id]);
  assert.deepEqual(await reviews(author), []);
  await review(on(second, id), "not-justified", "It could have waited");
  assert.deepEqual(await reviews(second), []);
});

/** What each was told of one release, in the order of the names. */
const toldOf = async (id: string) => {
  const { rows } = await alone.pool.query<{ officer: string; reason: string }>(
    "SELECT officer, reason FROM notice WHERE kind = 'release' AND event LIKE '%' || $1 || '%' ORDER BY no",
    [id],
  );
  return Object.entries(Object.groupBy(rows, ({ reason }) => reason)).map(([reason, all]) => [
    reason,
    (all ?? []).map(({ officer }) => officer.slice(3)).toSorted(),
  ]);
};
const round = (at = desk) => desk.store.tx((tx) => new ReleaseTeller().round(at, tx));

test("who could approve is told that something waits, the author what became of it, and whoever has the turn", async () => {
  const back = await propose();
  assert.deepEqual(await toldOf(back), [["waits", ["officer-2", "third"]]], "nor the author's other account");
  await handOn(on(second, back), "ca.third", null);
  await sendBack(on(second, back), "Say who asked for it");
  assert.deepEqual((await toldOf(back)).slice(1), [
    ["turn", ["third"]],
    ["sent-back", ["officer-1"]],
  ]);
  const { id, hash } = await ready();
  await approve(on(second, id), hash, null);
  assert.deepEqual((await toldOf(id)).slice(1), [["approved", ["officer-1"]]]);
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET powers = array_remove(powers, 'approve') WHERE id <> 'ca.officer-1'",
  );
  const leads = ["elsewhere", "officer-1", "officer-2", "third", "twin"];
  assert.deepEqual(
    await toldOf(await propose()),
    [["waits", leads]],
    "nobody can approve it: who leads hears of it",
  );
  await restore();
});

test("a release for a threat to life is told to who leads, at once, at half of its day and when the day is over", async () => {
  const id = await propose();
  await answerAll(id, {}, ALWAYS);
  await releaseAlone(on(author, id), { hash: await hashOf(id), reason: "life", text: "A synthetic threat" });
  const told = async () => (await toldOf(id)).slice(1);
  const others = ["elsewhere", "officer-2", "third", "twin"];
  assert.deepEqual(await told(), [["alone", others]]);
  await round();
  assert.deepEqual(await told(), [["alone", others]], "not yet");
  alone.pass(REVIEW_WITHIN / 2 + 1_000);
  for (let again = 0; again < 2; again++) await round();
  const all = ["elsewhere", "officer-1", "officer-2", "third", "twin"];
  const half = ["review-half", all];
  assert.deepEqual(await told(), [["alone", others], half]);
  alone.pass(REVIEW_WITHIN / 2);
  await round();
  assert.deepEqual(await told(), [["alone", others], half, ["review-over", all]]);
  const { reviews, now } = await desk.store.tx((tx) => releasesFor(desk, tx, second));
  assert.ok((reviews.find((line) => line.id === id)?.review ?? Infinity) < now, "it is shown as overdue");
  alone.pass(-REVIEW_WITHIN - 1_000);
  await review(on(second, id), "justified", "It was");
});

test("an answer that waits while its clock runs out is told to who could let it go, and to its author", async () => {
  const { item } = await theyAsk(desk, askCommand().mark);
  await heard();
  const reply = { do: "answer", args: {} as never, after: [null, item.slice(3)] as const };
  const id = await propose(
    { ...reply, lane: "flash", body: { text: "Synthetic answer.", lang: "en" } },
    item,
  );
  await desk.store.tx((tx) => projectAll(desk, tx));
  const late = async () => (await toldOf(id)).slice(1);
  await round();
  assert.deepEqual(await late(), []);
  const [line] = (
    await alone.pool.query<{ marks: number[] }>(
      "SELECT shown #> '{clock,marks}' AS marks FROM derived.request WHERE item = $1",
      [item],
    )
  ).rows;
  const wait = (line?.marks[1] ?? 0) - desk.ports.world.now() + 1_000;
  alone.pass(wait);
  await round();
  await round();
  assert.deepEqual(await late(), [["late", ["officer-1", "officer-2", "third"]]]);
  alone.pass(-wait);
});

test("two who are asked to sign the same act are asked each for themselves", async () => {
  const ceremonies = new Ceremonies(desk.store, desk.ports.world.now);
  const asked = await hashOf(await propose());
  for (const { id } of [second, named("third")]) await ceremonies.begin("act", asked, id, { of: id });
  assert.deepEqual(await ceremonies.take("act", asked, second.id), { of: second.id });
  await assert.rejects(ceremonies.take("act", asked, second.id), { code: "SIGN_IN_STALE" });
  await assert.rejects(ceremonies.take("act", asked, "ca.twin"), { code: "SIGN_IN_STALE" });
  assert.deepEqual(await ceremonies.take("act", asked, "ca.third"), { of: "ca.third" });
});

test("what waits for her decision is read to take it; what waits no more, or for others, counts as any reading", async () => {
  const id = await propose();
  const look = (who: string) => desk.store.tx((tx) => releaseView(desk, tx, named(who), id));
  const counted = async (who: string) => {
    await look(who);
    const rows = await alone.pool.query<{ because: string; n: string }>(
      `SELECT args ->> 'because' AS because, (SELECT count(*) FROM derived.reading WHERE reading.pos = trail.pos) AS n
        FROM derived.trail WHERE by = $1 AND what = 'read' AND args ->> 'ref' = $2 ORDER BY pos DESC LIMIT 1`,
      [`ca.${who}`, id],
    );
    const [row] = rows.rows;
    return [row?.because, Number(row?.n)];
  };
  assert.deepEqual(await counted("third"), ["approval", 0]);
  assert.deepEqual(await counted("officer-1"), ["wrote", 0]);
  assert.deepEqual(await counted("powerless"), ["duty", 1], "who could not approve");
  await takeDown(on(author, id));
  assert.deepEqual(await counted("third"), ["duty", 1], "there is nothing to decide any more");
});

test("what was said of releases is rebuilt from the home log", async () => {
  const all = async () =>
    (await alone.pool.query("SELECT * FROM derived.release_act ORDER BY pos")).rows as unknown[];
  const before_ = await all();
  assert.ok(before_.length > 50);
  await desk.store.replay();
  assert.deepEqual(await all(), before_);
});

test("what was proposed before the exchange was suspended is not approved meanwhile, stays open, and waits in the list", async () => {
  const { id, hash } = await ready({ args: { ...askCommand().args, offence: "extortion" } as never });
  const waits = async (officer: Officer) =>
    (await waitingFor(desk, officer)).lines.flatMap(({ id: line, stop }) =>
      line === id ? [stop.ended] : [],
    );
  const refusals = async () => (await desk.store.tx((tx) => releaseView(desk, tx, second, id))).refusals;
  const said = newId();
  assert.deepEqual([await waits(author), await refusals()], [[], []]);
  await desk.store.tx((tx) =>
    tx.db.change(
      `INSERT INTO derived.suspension (act, party, origin, id, offences, agencies, level, direction, from_at, reason, review)
       VALUES ('a', 'ca', 'ca/link/in/main/1', $1, '{extortion}', '{}', 0, 'asking', 1, 'review', 2145916800000)`,
      [said],
    ),
  );
  await assert.rejects(approve(on(second, id), hash, null), { code: "EXCHANGE_SUSPENDED" });
  await assert.rejects(
    releaseAlone(on(author, id), { hash, reason: LIFE_REASONS[0] ?? "", text: "Synthetic" }),
    { code: "EXCHANGE_SUSPENDED" },
  );
  assert.deepEqual(await refusals(), ["EXCHANGE_SUSPENDED"]);
  for (const officer of [author, second]) assert.deepEqual(await waits(officer), [null]);
  assert.deepEqual(await waits(named("elsewhere")), [], "what she may not read is not there");
  const now = desk.ports.world.now();
  await desk.store.tx(async ({ db }) => {
    await db.change(
      "INSERT INTO derived.resumption (act, party, origin, id) VALUES ('b', 'ca', 'ca/link/in/main/1', $1)",
      [said],
    );
    await db.change(
      `INSERT INTO derived.act (party, id, origin, pos, t, seen, floor, item, act, approvals)
       VALUES ('ca', 'b', 'ca/link/in/main/1', 1000000, $1, 0, 0, NULL, '', '[]')`,
      [now],
    );
  });
  assert.deepEqual(await waits(author), [now]);
  assert.ok(await approve(on(second, id), hash, null));
});
