import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { RecordId } from "@setu/core";
import type { Power } from "@setu/policy";
import { gapsOf, type DutyView, type Shift } from "@setu/requests/duty.ts";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { officerFacts } from "../access/officers.ts";
import { saveOfficers } from "../node/officers.ts";
import { presentAt } from "./present.ts";
import { appOf } from "../http/app.fixture.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { give } from "../notices/notice.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { actOnRoster } from "./roster.ts";

/** The roster, as officers meet it: who is on duty, who approves, and what is handed over. */
const HOUR = 3_600_000;
const person = (id: string, rest: object = {}) => ({
  id: `ca.${id}`,
  name: id,
  agency: "ca.ncb-ottawa",
  lang: "en" as const,
  mail: `${id}@example.org`,
  ...EVERYTHING,
  ...rest,
});
const OFFICERS = [
  person("anne"),
  person("basu"),
  person("lead"),
  person("writer", { powers: ["read", "draft"] satisfies Power[] }),
  person("reviewer", { powers: ["oversee"] satisfies Power[] }),
];

let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
  await saveOfficers(alone.desk.store, OFFICERS);
});
after(() => alone.close());

const newId = () => randomBytes(16).toString("hex") as RecordId;
const now = () => alone.desk.ports.world.now();
async function act(by: string, what: string, args: object, text: string | null = null): Promise<RecordId> {
  const id = newId();
  const command = { id, do: what, args: args as never, text };
  await alone.desk.store.tx((tx) => actOnRoster(alone.desk, tx, { id: `ca.${by}` }, command));
  return id;
}
const shift = (officer: string, role: string, from: number, until: number) => ({
  officer: `ca.${officer}`,
  role,
  from: now() + from * HOUR,
  until: now() + until * HOUR,
});
const factsOf = async (id: string) => {
  const { onDuty, approving } = await officerFacts(alone.desk.store, `ca.${id}`, now());
  return [onDuty, approving];
};
const present = () => alone.desk.store.tx((tx) => presentAt(tx.db, now()));

test("an id is one act: the same again changes nothing, and nobody bends another's shift by its id", async () => {
  const shifts = async () => (await alone.pool.query("SELECT * FROM derived.shift ORDER BY id")).rows;
  const say = (by: string, id: RecordId, what: string, args: object) =>
    alone.desk.store.tx((tx) =>
      actOnRoster(alone.desk, tx, { id: `ca.${by}` }, { id, do: what, args: args as never, text: null }),
    );
  const planned = shift("anne", "officer", 200, 201);
  const id = await act("lead", "on-duty", planned);
  const before = await shifts();
  await say("lead", id, "on-duty", planned);
  const longer = { role: "officer", until: now() + 100 * HOUR };
  await assert.rejects(say("basu", id, "take-duty", longer), { code: "DUPLICATE" });
  assert.deepEqual(await shifts(), before);
  await act("lead", "off-duty", { of: id });
});

test("without a roster whoever is accredited counts; with one for approvers, it alone says who approves", async () => {
  assert.deepEqual(await factsOf("anne"), [true, true]);
  assert.equal((await present()).approver.laid, false);
  await act("lead", "on-duty", shift("anne", "approver", 1, 3));
  assert.deepEqual(await factsOf("anne"), [true, false], "of officers there is no roster yet");
  const { next, ...nobody } = (await present()).approver;
  assert.deepEqual(nobody, { laid: true, now: [], until: null });
  assert.ok(Math.abs(Number(next) - now() - HOUR) < 10_000);
  alone.pass(2 * HOUR);
  assert.deepEqual(await factsOf("anne"), [true, true]);
  assert.deepEqual(await factsOf("basu"), [true, false]);
  const there = (await present()).approver;
  assert.deepEqual([there.now, there.next], [["ca.anne"], null]);
  alone.pass(2 * HOUR);
  assert.deepEqual(await factsOf("anne"), [true, false], "a roster that has run out is still a roster");
});

test("the rest of a shift is handed over with a note, and taken by whoever says so", async () => {
  const shift = { role: "officer", until: now() + 4 * HOUR };
  await act("anne", "take-duty", shift);
  assert.deepEqual(await factsOf("anne"), [true, false]);
  assert.deepEqual(await factsOf("basu"), [false, false]);
  alone.pass(HOUR);
  await act("anne", "hand-over", { role: "officer", officer: "ca.basu" }, "CA-1 waits for a call at six.");
  assert.deepEqual(
    [await factsOf("anne"), await factsOf("basu")],
    [
      [false, false],
      [true, false],
    ],
  );
  assert.equal((await present()).officer.until, shift.until);
  await assert.rejects(act("anne", "hand-over", { role: "officer" }, ""), { code: "ILLEGAL" });
  await assert.rejects(act("basu", "hand-over", { role: "officer", officer: "ca.basu" }, ""), {
    code: "ILLEGAL",
  });
});

test("who lays down a roster leads; who is on it could do the work; and its hours are such that somebody can", async () => {
  await assert.rejects(act("writer", "on-duty", shift("anne", "officer", 0, 1)), {
    code: "FORBIDDEN",
    detail: { action: "lead", rule: "lead" },
  });
  await assert.rejects(act("reviewer", "take-duty", { role: "officer", until: now() + HOUR }), {
    code: "FORBIDDEN",
  });
  for (const officer of ["writer", "reviewer", "nobody"])
    await assert.rejects(act("lead", "on-duty", shift(officer, "approver", 0, 1)), { code: "FORBIDDEN" });
  await assert.rejects(act("lead", "on-duty", shift("anne", "boss", 0, 1)), { code: "UNKNOWN_CODE" });
  await assert.rejects(act("lead", "on-duty", shift("anne", "officer", -2, -1)), { code: "PASSED" });
  await assert.rejects(act("lead", "on-duty", shift("anne", "officer", 2, 1)), { code: "BAD_FIELD" });
  await assert.rejects(act("lead", "on-duty", shift("anne", "officer", 0, 169)), { code: "BAD_FIELD" });
  await assert.rejects(act("lead", "off-duty", { of: newId() }), { code: "ILLEGAL" });
});

test("a gap is when nobody of the role is there, and not between two who overlap", () => {
  const of = (officer: string, begins: number, ends: number): Shift => ({
    id: officer,
    officer,
    role: "officer",
    begins,
    ends,
    by: "x",
  });
  const shifts = [
    of("b", 5, 9),
    of("a", 0, 6),
    of("c", 12, 30),
    { ...of("d", 9, 12), role: "approver" as const },
  ];
  assert.deepEqual(gapsOf(shifts, "officer", { from: 2, until: 20 }), [{ from: 9, until: 12 }]);
  assert.deepEqual(gapsOf(shifts, "approver", { from: 9, until: 13 }), [{ from: 12, until: 13 }]);
  assert.deepEqual(gapsOf([], "officer", { from: 2, until: 20 }), [{ from: 2, until: 20 }]);
});

test("who is off duty is not woken by mail, and finds it on the screen", async () => {
  const told = ["anne", "basu"].map((id) => ({
    event: "test/1",
    officer: `ca.${id}`,
    item: "ca:0",
    kind: "assigned" as const,
    reason: "assigned",
  }));
  await alone.desk.store.tx((tx) => give(tx, told, now()));
  const { rows } = await alone.pool.query(
    "SELECT officer, screen, EXISTS (SELECT FROM mail WHERE mail.notice = no) AS mailed FROM notice ORDER BY officer",
  );
  assert.deepEqual(rows, [
    { officer: "ca.anne", screen: true, mailed: false },
    { officer: "ca.basu", screen: true, mailed: true },
  ]);
});

test("a replay finds the same roster, and the screen says it in one answer", async () => {
  const app = appOf(alone.desk, OFFICERS);
  const anne = new Visitor(app);
  await anne.signIn("ca.anne");
  const view = async () => (await (await anne.send("GET", "/api/duty")).json()) as DutyView;
  const before = await view();
  assert.deepEqual(before.present.officer.now, ["ca.basu"]);
  assert.deepEqual(
    before.handovers.map(({ by, officer, note }) => [by, officer, note]),
    [["ca.anne", "ca.basu", "CA-1 waits for a call at six."]],
  );
  assert.deepEqual([before.mayLead, before.may], [true, ["officer", "approver"]]);
  assert.deepEqual(before.people.approver, ["ca.anne", "ca.basu", "ca.lead"]);
  await alone.desk.store.replay();
  const after = await view();
  assert.deepEqual(
    [after.shifts, after.handovers, after.present.officer],
    [before.shifts, before.handovers, before.present.officer],
  );
  const wrong = await anne.send("POST", "/api/duty", { id: newId(), do: "sleep", args: {} });
  assert.equal(wrong.status, 422);
  const reviewer = new Visitor(app);
  await reviewer.signIn("ca.reviewer");
  assert.equal((await reviewer.send("GET", "/api/duty")).status, 200);
});
