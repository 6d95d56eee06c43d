import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { MyPowers } from "@setu/requests";
import type { ReleaseView } from "@setu/requests/release-api.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { officerFacts } from "../access/officers.ts";
import { appOf } from "../http/app.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId } from "../notices/notices.fixture.ts";
import { approve } from "../release/approving.ts";
import { readProposal } from "../release/proposals.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { accept, submitDue } from "../requests/held.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { person } from "../access/person.fixture.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WORKS = ["read", "draft", "send"] as const;
const OFFICERS = [
  person("officer-1", { name: "Officer One", person: "ca.one", powers: WORKS }),
  person("lender", { person: "ca.lender" }),
  person("borrower", { powers: WORKS }),
  person("deputy", { powers: WORKS }),
  person("other", { powers: WORKS }),
  person("twin", { person: "ca.lender", powers: WORKS }),
  person("reviewer", { powers: ["oversee"] }),
  person("administrator", { powers: ["read", "approve", "administer"] }),
  person("approver"),
  person("lead", { powers: ["read", "supervise"] }),
];
let alone: LoneDesk;
let desk: Desk;
let author: Officer;
const visitors = new Map<string, Visitor>();
before(async () => {
  alone = await loneDesk();
  author = alone.officer;
  desk = { ...alone.desk, release: { ...alone.desk.release, fourEyes: "always" } };
  await saveOfficers(desk.store, OFFICERS);
  const app = appOf(desk, OFFICERS);
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(app);
    await visitor.signIn(id);
    visitors.set(id, visitor);
  }
});
after(() => alone.close());

const now = () => desk.ports.world.now();
const as = (id: string) => visitors.get(`ca.${id}`) ?? assert.fail(id);
const lend = async (by: string, to: string, from = now(), until = from + HOUR, id = newId()) => {
  const answer = await as(by).send("POST", "/api/delegations", { id, officer: `ca.${to}`, from, until });
  const code = answer.ok ? null : ((await answer.json()) as { code: string }).code;
  return { id, answer: code ?? answer.status };
};
const end = async (by: string, of: string) =>
  (await as(by).send("POST", `/api/delegations/${of}/end`, { id: newId() })).status;
const approves = async (id: string) =>
  (await officerFacts(desk.store, `ca.${id}`, now())).powers.includes("approve");
const propose = async () => {
  const command = parseCommand(askCommand({ id: newId(), lane: "main" }), Date.now());
  await accept(desk, author, null, command);
  return command.id;
};
const approveAs = async (id: string, proposal: string) => {
  const { challenge } = await desk.store.tx((tx) => readProposal(desk, tx, proposal));
  return approve({ desk, officer: { ...author, id: `ca.${id}` }, id: proposal }, challenge, null);
};
/** Time of the home log goes one way: what is written later than now comes last. */
const at = async (ms: number, work: () => Promise<void>) => {
  alone.pass(ms);
  await work().finally(() => alone.pass(-ms));
};

test("it falls with the power of who lent it, and before its time by who lent, who has it, or who leads", async () => {
  const { id } = await lend("lender", "other");
  assert.equal(await approves("other"), true);
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = true WHERE id = 'ca.lender'");
  assert.equal(await approves("other"), false);
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = false WHERE id = 'ca.lender'");
  assert.equal(await approves("other"), true);
  assert.equal(await end("officer-1", id), 403, "it is none of hers");
  assert.equal(await end("lead", id), 204);
  assert.equal(await approves("other"), false);
  assert.equal(await end("lender", id), 409, "it is over");
  for (const by of ["lender", "other"])
    assert.equal(await end(by, (await lend("lender", "other")).id), 204, by);
});

test("an id lends once: the same again is the same act, and nobody makes another's lending longer by its id", async () => {
  const written = async () =>
    (
      await alone.pool.query(
        "SELECT count(*)::int AS n FROM entry WHERE origin LIKE 'ca/home/%' AND id = $1",
        [id],
      )
    ).rows[0].n as number;
  const { id } = await lend("lender", "approver");
  assert.equal(await written(), 1);
  const { rows: lent } = await alone.pool.query("SELECT begins, ends FROM derived.delegation WHERE id = $1", [
    id,
  ]);
  const { begins, ends } = lent[0] as { begins: number; ends: number };
  assert.equal((await lend("lender", "approver", begins, ends, id)).answer, 204);
  assert.equal(
    (await lend("lender", "other", now(), now() + HOUR, id)).answer,
    "DUPLICATE",
    "in other words",
  );
  assert.equal((await lend("approver", "other", now(), now() + 20 * DAY, id)).answer, "DUPLICATE");
  assert.equal(await written(), 1);
  await at(2 * HOUR, async () => {
    const { rows } = await alone.pool.query("SELECT officer FROM derived.delegation WHERE ends > $1", [
      now(),
    ]);
    assert.deepEqual(rows, []);
  });
  assert.equal(await end("lender", id), 204);
  // Nor does anything else that is written bear it: its key would open neither.
  const same = parseCommand(askCommand({ id, lane: "main" }), Date.now());
  await assert.rejects(accept(desk, author, null, same), { code: "DUPLICATE" });
  assert.equal((await lend("lender", "other", now(), now() + HOUR, await propose())).answer, "DUPLICATE");
});

test("nobody lends what she was not given: not what is lent to her, and to nobody who could not use it", async () => {
  await lend("lender", "borrower");
  for (const by of ["borrower", "officer-1", "reviewer", "administrator"])
    assert.equal((await lend(by, "other")).answer, "FORBIDDEN", by);
  for (const to of ["reviewer", "administrator", "twin", "nobody"])
    assert.equal((await lend("lender", to)).answer, "FORBIDDEN", to);
  assert.equal((await lend("lender", "lender")).answer, "BAD_FIELD");
  assert.equal((await lend("lender", "other", now() - DAY, now() - HOUR)).answer, "PASSED");
  assert.equal((await lend("lender", "other", now(), now() + 32 * DAY)).answer, "BAD_FIELD");
  assert.equal((await lend("lender", "other", now() + HOUR, now() + HOUR)).answer, "BAD_FIELD");
});

test("abuse 53: whoever wrote it approves it under nothing that is lent", async () => {
  const id = await propose();
  await lend("lender", "officer-1");
  assert.equal(await approves("officer-1"), true);
  await assert.rejects(approveAs("officer-1", id), {
    code: "FORBIDDEN",
    detail: { action: "approve", rule: "own-draft" },
  });
});

test("abuse 53: whoever wrote it has it approved by nobody to whom he lent it, by no account of his", async () => {
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.lender' WHERE id = 'ca.officer-1'");
  const id = await propose();
  const { id: lent } = await lend("lender", "other");
  assert.equal(await approves("other"), true);
  const refused = {
    code: "FORBIDDEN",
    detail: { action: "approve", rule: "own-draft", officer: "ca.other" },
  };
  await assert.rejects(approveAs("other", id), refused);
  const { stopped, approvers } = (await (
    await as("other").send("GET", `/api/releases/${id}`)
  ).json()) as ReleaseView;
  assert.equal(stopped.approve, "own-draft");
  assert.equal(
    approvers.some((each) => each.id === "ca.other"),
    false,
  );
  // Of another it serves; and no longer once the draft is that person's.
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = NULL WHERE id = 'ca.officer-1'");
  await approveAs("other", id);
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.lender' WHERE id = 'ca.officer-1'");
  await at(HOUR - 60_000, () => submitDue(desk).then(() => undefined));
  const { rows } = await alone.pool.query("SELECT returned FROM held WHERE id = $1", [id]);
  assert.deepEqual(rows, [{ returned: "FORBIDDEN" }]);
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.one' WHERE id = 'ca.officer-1'");
  await end("lender", lent);
});

test("abuse 45: who wrote it lends nothing for it beside a lender whom somebody has made one in the database", async () => {
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.lender' WHERE id = 'ca.officer-1'");
  const id = await propose();
  const { id: lent } = await lend("lender", "other");
  const { id: beside } = await lend("approver", "other");
  await alone.pool.query("UPDATE officer SET clearance = clearance - 1 WHERE id = 'ca.approver'");
  await assert.rejects(approveAs("other", id), {
    code: "FORBIDDEN",
    detail: { action: "approve", rule: "own-draft", officer: "ca.other" },
  });
  await alone.pool.query("UPDATE officer SET clearance = clearance + 1 WHERE id = 'ca.approver'");
  await approveAs("other", id);
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.one' WHERE id = 'ca.officer-1'");
  await end("lender", lent);
  await end("approver", beside);
});

test("abuse 45: nobody becomes another person than who wrote it by a word in the database", async () => {
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET person = 'ca.twin-too' WHERE id = ANY ('{ca.officer-1,ca.approver}')",
  );
  const id = await propose();
  await alone.pool.query("UPDATE officer SET person = 'ca.nobody' WHERE id = 'ca.officer-1'");
  await assert.rejects(approveAs("approver", id), { code: "FORBIDDEN" });
  await alone.pool.query("UPDATE officer SET person = 'ca.twin-too' WHERE id = 'ca.officer-1'");
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = 'ca.one' WHERE id = 'ca.officer-1'");
  await changeOfficers(alone.desk.store, "UPDATE officer SET person = NULL WHERE id = 'ca.approver'");
});

test("what is lent holds where it holds in the hands of who lent it, and nowhere else", async () => {
  const holds = (topics: object) =>
    changeOfficers(
      desk.store,
      "UPDATE officer SET topics = jsonb_set(topics, '{approve}', $1) WHERE id = 'ca.lender'",
      [topics],
    );
  const id = await propose();
  const { id: lent } = await lend("lender", "other");
  await holds({ drugs: 4 });
  await assert.rejects(approveAs("other", id), {
    code: "FORBIDDEN",
    detail: { action: "approve", rule: "topic-approve" },
  });
  await holds({ cyber: 0 });
  await approveAs("other", id);
  await holds({ cyber: 4, drugs: 4 });
  await end("lender", lent);
});

test("what an administrator lent before counts for nothing", async () => {
  const { id } = await lend("lender", "other");
  assert.equal(await approves("other"), true);
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET powers = powers || '{administer}' WHERE id = 'ca.lender'",
  );
  assert.equal(await approves("other"), false);
  await changeOfficers(
    alone.desk.store,
    "UPDATE officer SET powers = array_remove(powers, 'administer') WHERE id = 'ca.lender'",
  );
  await end("lender", id);
});

test("what is lent counts from its first instant up to its last, by the clock alone", async () => {
  const from = now() + HOUR;
  assert.equal((await lend("lender", "deputy", from, from + 2 * HOUR)).answer, 204);
  assert.equal(await approves("deputy"), false, "not yet");
  const id = await propose();
  await assert.rejects(approveAs("deputy", id), { code: "FORBIDDEN" });
  await at(HOUR + 1_000, async () => {
    assert.equal(await approves("deputy"), true);
    assert.equal(await approves("other"), false);
    await approveAs("deputy", id);
    await as("lead").signIn("ca.lead");
    const view = (await (await as("lead").send("GET", `/api/releases/${id}`)).json()) as ReleaseView;
    assert.deepEqual(view.approved, { by: "ca.deputy", lentBy: "ca.lender" });
  });
  await at(3 * HOUR + 1_000, async () => {
    assert.equal(await approves("deputy"), false, "it has ended by itself");
    await submitDue(desk);
    const { rows } = await alone.pool.query("SELECT returned FROM held WHERE id = $1", [id]);
    assert.deepEqual(rows, [{ returned: "FORBIDDEN" }], "who may approve no more has approved nothing");
  });
});

test("My powers says what is lent by and to whom, and the home log rebuilds it", async () => {
  const mine = async (id: string) => {
    await as(id).signIn(`ca.${id}`);
    return (await (await as(id).send("GET", "/api/powers")).json()) as MyPowers;
  };
  const { lent, powers } = await mine("borrower");
  assert.deepEqual(
    [lent.may, powers.includes("approve"), [...new Set(lent.delegations.map(({ by }) => by))]],
    [false, true, ["ca.lender"]],
  );
  assert.equal((await mine("lender")).lent.may, true);
  const all = async () =>
    (await alone.pool.query("SELECT * FROM derived.delegation ORDER BY id")).rows as unknown[];
  const before_ = await all();
  assert.ok(before_.length > 4);
  await desk.store.replay();
  assert.deepEqual(await all(), before_);
});
