import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { permissions, type PermissionSent, type PermissionView } from "@setu/permissions";
import type { RequestView } from "@setu/requests";
import { person } from "../access/person.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { home, newId, theySay, toldTo } from "../notices/notices.fixture.ts";
import { approve } from "../release/approving.ts";
import { readProposal } from "../release/proposals.ts";
import { assertMayGive } from "../release/originators.ts";
import type { LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk } from "../requests/desk.ts";
import { exportSheet } from "../requests/export.ts";
import { accept, submitDue } from "../requests/held.ts";
import { parseListQuery } from "../requests/listing-query.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { conditionsOn, namedBound } from "./bound.ts";
import { codeOf, COURT, DAY, LonePermissions, onward } from "./lone.fixture.ts";
import { MOST_A_DAY, tellEnds } from "./telling.ts";

/** What becomes of leave after it was given: narrowed, about to end, revoked; and who is told. */
const OFFICERS = [
  person("officer-1"),
  person("officer-2"),
  person("user"),
  person("reader", { powers: ["read"] }),
  person("elsewhere", { agency: "ca.elsewhere" }),
] as const;
const MARK = { ...askCommand().mark, handling: ["H1", "H2"] };
const NARROWER = { ...MARK, pap: "RED" };

let lone: LonePermissions;
let alone: LoneDesk;
let desk: Desk;
before(async () => {
  lone = await LonePermissions.open(OFFICERS);
  ({ alone, desk } = lone);
});
after(() => alone.close());

const told = async (who: string) =>
  (await toldTo(desk, { ...alone.officer, id: `ca.${who}` })).filter((each) => each.startsWith("permission"));
/** What each has been told since the last time that this was asked. */
const heard = new Map<string, number>();
async function news(...who: readonly string[]): Promise<readonly (readonly string[])[]> {
  await lone.project();
  const all: (readonly string[])[] = [];
  for (const each of who) {
    const now = await told(each);
    all.push(now.slice(heard.get(each) ?? 0));
    heard.set(each, now.length);
  }
  return all;
}

test("what its originator narrows after leave was given is used, given on and passed on by that leave no more", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const { id: other } = await theySay(desk, "message", { item: matter, mark: MARK });
  const both = [record, other];
  const court = await lone.asked(matter, both);
  const third = await lone.asked(matter, both, onward({ third: "uk.ncb" }));
  const agency = await lone.asked(matter, both, onward({ agency: "ca.elsewhere" }));
  for (const { item, id } of [court, third, agency]) await lone.theyGrant(item, id, both);
  const use = (which: string) =>
    lone.use(matter, which, { leave: { records: [which], files: [], ...COURT } });
  const giveOn = (which: string) =>
    lone.use(matter, which, { kind: "onward", leave: { records: [which], files: [], third: "uk.ncb" } });
  const file = async (which: string) =>
    codeOf(await lone.as("officer-1").send("GET", `/api/permissions/${third.item}/onward/${which}`));
  const pass = () => desk.store.tx((tx) => assertMayGive(desk, tx, matter, "ca.elsewhere"));
  for (const each of both) assert.equal((await use(each)).status, 200);
  for (const each of both) assert.equal((await giveOn(each)).status, 200);
  assert.equal(await file(other), "BUSY", "the stand-in for the other side has signed no receipt");
  await pass();

  alone.pass(1_000);
  await lone.theyNarrow(matter, other, NARROWER);
  await lone.project();
  assert.equal(await codeOf(await use(other)), "LEAVE_NEEDED");
  assert.equal(await codeOf(await giveOn(other)), "LEAVE_NEEDED");
  assert.equal(await file(other), "LEAVE_NEEDED", "recorded, and narrowed since");
  await assert.rejects(pass(), { code: "ORIGINATOR_CONTROLLED" });
  assert.equal((await use(record)).status, 200, "the rest is as before");
  assert.equal(await file(record), "BUSY");
  const row = await lone.row("officer-1", court.item);
  assert.deepEqual(
    [row.isInForce, row.permission?.records, row.permission?.narrowed],
    [true, [record], 1],
    "the list says so",
  );

  alone.pass(1_000);
  const again = await lone.asked(matter, other);
  await lone.theyGrant(again.item, again.id, other);
  assert.equal((await use(other)).status, 200, "leave that was given under the narrower marking");
  alone.pass(1_000);
  await lone.theyNarrow(matter, null, { ...NARROWER, handling: ["H1", "H2", "H3"] });
  await lone.project();
  for (const each of both) assert.equal(await codeOf(await use(each)), "LEAVE_NEEDED", "all was narrowed");
  const after_ = await lone.row("officer-1", again.item);
  assert.deepEqual([after_.isInForce, after_.status], [false, "permission-granted"]);
});

test("at its originator's, leave that we gave shows the same after we have narrowed what it was given for", async () => {
  const free: Desk = { ...desk, release: alone.desk.release };
  const said = askCommand({ lane: "flash", mark: MARK as never });
  const { item: matter } = await accept(free, alone.officer, null, parseCommand(said, lone.now()));
  await lone.project();
  const { args } = lone.seeking(matter as never, said.id).command;
  const { item, id } = await theySay(desk, "seek", { wf: permissions.id, args, after: [null, null] });
  const applied = (n: number) => alone.pool.query("UPDATE peer_log SET held = $1, applied = $1", [n]);
  await applied(5_000);
  await lone.project();
  const granted = { records: [said.id], files: [], conditions: [], until: lone.now() + 20 * DAY };
  await lone.say(item, "grant", granted, [null, id]);
  assert.equal((await lone.row("officer-1", item)).isInForce, true);
  alone.pass(1_000);
  const narrow = { ...said, id: newId(), do: "narrow", args: { ref: said.id }, mark: NARROWER, body: null };
  await accept(
    free,
    alone.officer,
    matter as never,
    parseCommand({ ...narrow, after: [said.id, null] as never }, lone.now()),
  );
  await lone.project();
  const row = await lone.row("officer-1", item);
  assert.deepEqual([row.isInForce, row.permission?.narrowed], [false, 1]);
  await applied(0);
});

test("conditions stand beside what they bind, on the page, in a list that is taken out and in the name of a file, while leave is in force", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const { id: other } = await theySay(desk, "message", { item: matter, mark: MARK });
  const { item, id } = await lone.asked(matter, record);
  const view = async (who = "officer-1") =>
    (await (await lone.as(who).send("GET", `/api/requests/${matter}`)).json()) as RequestView;
  const leaveOf = async (which: string, who?: string) =>
    (await view(who)).timeline.find((act) => act.id === which)?.leave?.map(({ conditions }) => conditions);
  await listsMayLeave(desk, alone.officer);
  const sheet = async () => {
    const query = parseListQuery({});
    const { notes, head, rows } = await exportSheet(desk, alone.officer, {
      query,
      items: [matter],
      format: "csv",
    });
    return [notes.join(" "), rows[0]?.[head.indexOf("Conditions of leave")]];
  };
  assert.deepEqual([await leaveOf(record), (await sheet())[1]], [undefined, ""], "asked is not granted");
  const conditions = ["closed-session", "return-after-use"];
  const grant = await lone.theyGrant(item, id, record, { conditions });
  await lone.project();
  assert.deepEqual([await leaveOf(record), await leaveOf(other)], [[conditions], undefined]);
  const [notes, cell] = await sheet();
  assert.equal(cell, "In closed session only; To be returned after use");
  assert.match(
    String(notes),
    /used under its conditions: In closed session only; To be returned after use\./,
  );
  const on = (of: { record: string } | { file: string }, by = "ca.officer-1") =>
    desk.store.tx((tx) => conditionsOn(desk, tx, { by, matter }, of));
  assert.equal(namedBound(record, await on({ record }), ".x"), `${record}.closed-session.return-after-use.x`);
  assert.deepEqual([await on({ record: other }), await on({ record }, "ca.elsewhere")], [[], []]);
  await lone.theySayOf(item, "revoke", [grant.id, id], { from: 1 });
  assert.deepEqual([await leaveOf(record), (await sheet())[1], await on({ record })], [undefined, "", []]);
});

test("leave is asked by nobody who may not send any more when it leaves, whoever has approved it", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const sent = await lone.as("user").send("POST", "/api/permissions", lone.seeking(matter, record));
  const { id } = (await sent.json()) as PermissionSent;
  const { challenge } = await desk.store.tx((tx) => readProposal(desk, tx, id));
  await approve({ desk, officer: { ...alone.officer, id: "ca.officer-2" }, id }, challenge, null);
  const may = (powers: string) =>
    changeOfficers(desk.store, "UPDATE officer SET powers = $1 WHERE id = 'ca.user'", [powers]);
  await may("{read}");
  alone.pass(11_000);
  await submitDue(desk);
  const { rows } = await alone.pool.query("SELECT returned FROM held WHERE id = $1", [id]);
  assert.deepEqual(rows, [{ returned: "FORBIDDEN" }]);
  await may("{read,draft,send}");
});

test("a question goes to whoever has the matter and may answer, and where there is nobody to all who may", async () => {
  const { item: matter } = await lone.came(MARK);
  await news(...OFFICERS.map(({ name }) => name));
  const seek = async () => {
    const { args } = lone.seeking(matter, newId()).command;
    const { item } = await theySay(desk, "seek", { wf: permissions.id, args, after: [null, null] });
    return item;
  };
  await seek();
  const everybody = ["officer-1", "officer-2", "user", "reader", "elsewhere"];
  assert.deepEqual(await news(...everybody), [
    ["permission seek"],
    ["permission seek"],
    ["permission seek"],
    [],
    [],
  ]);
  await home(desk, alone.officer, matter, "assign", { officer: "ca.user" });
  const item = await seek();
  assert.deepEqual(await news(...everybody), [[], [], ["permission seek"], [], []]);
  assert.deepEqual(await news(...everybody), [[], [], [], [], []], "once");
  // Marked for an agency that they are none of.
  const { args } = lone.seeking(matter, newId()).command;
  await theySay(desk, "seek", {
    wf: permissions.id,
    args,
    after: [null, null],
    mark: { ...MARK, audience: ["in.ncb"] },
  });
  assert.deepEqual(await news("user", "officer-2"), [[], []]);
  for (let n = 0; n < MOST_A_DAY + 3; n += 1) await seek();
  const [many] = await news("user");
  assert.ok((many?.length ?? 0) > 10 && (many?.length ?? 0) < MOST_A_DAY, "a flood wakes nobody so often");
  assert.ok((await lone.list("user")).some((row) => row.item === item));
});

test("who asked hears of the answer; who asked and who uses it of the revocation and of the end, 30 and 7 days before", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const { item, id } = await lone.asked(matter, record);
  await news("officer-1", "user", "reader");
  const grant = await lone.theyGrant(item, id, record, { until: lone.now() + 40 * DAY });
  assert.deepEqual(await news("officer-1", "user", "reader"), [["permission grant"], [], []]);
  assert.equal((await lone.use(matter, record, {}, "user")).status, 200);
  const ends = async () => {
    await desk.store.tx((tx) => tellEnds(desk, tx));
    return news("officer-1", "user", "reader");
  };
  assert.deepEqual(await ends(), [[], [], []]);
  alone.pass(11 * DAY);
  const [thirty, seven] = [["permission ends-30"], ["permission ends-7"]];
  assert.deepEqual(await ends(), [thirty, thirty, []]);
  assert.deepEqual(await ends(), [[], [], []], "once");
  alone.pass(23 * DAY);
  assert.deepEqual(await ends(), [seven, seven, []]);
  await lone.theySayOf(item, "revoke", [grant.id, id], { from: lone.now() });
  assert.deepEqual(await news("officer-1", "user", "reader"), [
    ["permission revoke"],
    ["permission revoke"],
    [],
  ]);
  assert.deepEqual(await ends(), [[], [], []], "what is over does not end");
  alone.pass(-34 * DAY);
});

test("leave that was given for a few days says nothing of marks that had passed; what waits while the node stood still is told once", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const [short, long] = [await lone.asked(matter, record), await lone.asked(matter, record)];
  await lone.theyGrant(short.item, short.id, record, { until: lone.now() + 3 * DAY });
  await lone.theyGrant(long.item, long.id, record, { until: lone.now() + 40 * DAY });
  await news("officer-1");
  await desk.store.tx((tx) => tellEnds(desk, tx));
  assert.deepEqual(await news("officer-1"), [[]]);
  alone.pass(35 * DAY);
  await desk.store.tx((tx) => tellEnds(desk, tx));
  assert.deepEqual(await news("officer-1"), [["permission ends-7"]]);
  alone.pass(-35 * DAY);
});

test("the same use sent again is one; its id with other leave is refused, and what was done under leave stands when that is revoked", async () => {
  const { item: matter, id: record } = await lone.came(MARK);
  const first = await lone.asked(matter, record);
  const grant = await lone.theyGrant(first.item, first.id, record, { conditions: ["anonymised"] });
  const use = newId();
  const one = await lone.use(matter, record, { id: use });
  assert.equal(one.status, 200);
  // The same id again, for something else, is no use of that.
  const other = await lone.use(matter, record, {
    id: use,
    leave: { records: [record], files: [], proceeding: "criminal", court: "appeal" },
  });
  assert.equal(await codeOf(other), "DUPLICATE");
  assert.equal((await lone.use(matter, record, { id: use })).status, 200);
  await lone.theySayOf(first.item, "revoke", [grant.id, first.id], { from: 1 });
  const view = (await (
    await lone.as("officer-1").send("GET", `/api/permissions/${first.item}`)
  ).json()) as PermissionView;
  assert.equal(view.rests.length, 1, "what was done stands");
});
