import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId, RecordId } from "@setu/core";
import { permissions, type Leaves, type PermissionView } from "@setu/permissions";
import { person } from "../access/person.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, theySay } from "../notices/notices.fixture.ts";
import { assertMayGive } from "../release/originators.ts";
import { actAtHome } from "../requests/home-acts.ts";
import type { LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk } from "../requests/desk.ts";
import { codeOf, COURT, LonePermissions, onward } from "./lone.fixture.ts";

/** One node: who may ask and see, what a second person lets go, and what a hostile peer says in vain. */
const OFFICERS = [
  person("officer-1", { compartments: ["amal"] }),
  person("officer-2", { compartments: ["amal"] }),
  person("reader", { powers: ["read"] }),
  person("outside"),
  person("elsewhere", { agency: "ca.elsewhere" }),
] as const;

let lone: LonePermissions;
let alone: LoneDesk;
let desk: Desk;
before(async () => {
  lone = await LonePermissions.open(OFFICERS);
  ({ alone, desk } = lone);
});
after(() => alone.close());

const project = () => lone.project();
const as = (id: string) => lone.as(id);
const json = async <T>(answer: Response) => (await answer.json()) as T;
const list = (who: string) => lone.list(who);
const came = (mark?: object) => lone.came(mark);
const seeking = (matter: ItemId, record: string) => lone.seeking(matter, record);
const use = (matter: ItemId, record: string, court: object = COURT) =>
  lone.use(matter, record, { leave: { records: [record], files: [], ...court } });
const asked = (matter: ItemId, record: RecordId, rest: object = {}) => lone.asked(matter, record, rest);
const theyGrant: LonePermissions["theyGrant"] = (...grant) => lone.theyGrant(...grant);

test("who may not see the matter learns of no permission about it; who may not send in it asks for none", async () => {
  const { item: matter, id: record } = await came();
  assert.equal(
    await codeOf(await as("elsewhere").send("POST", "/api/permissions", seeking(matter, record))),
    "FORBIDDEN",
  );
  assert.equal(
    await codeOf(await as("reader").send("POST", "/api/permissions", seeking(matter, record))),
    "FORBIDDEN",
  );
  await project();
  const { item } = await asked(matter, record);
  for (const who of ["officer-1", "outside"])
    assert.ok(
      (await list(who)).some((row) => row.item === item),
      who,
    );
  await actAtHome(desk, alone.officer, matter, {
    id: newId(),
    do: "compartment",
    args: { names: ["amal"] } as never,
    text: null,
    after: null,
  });
  await project();
  for (const who of ["elsewhere", "outside"]) {
    assert.deepEqual(
      (await list(who)).filter((row) => row.item === item),
      [],
    );
    assert.equal((await as(who).send("GET", `/api/permissions/${item}`)).status, 404);
    assert.equal((await as(who).send("GET", `/api/requests/${matter}/permissions`)).status, 404);
    const after = { ...seeking(matter, record).command, do: "clarify", args: {} };
    assert.equal(
      (await as(who).send("POST", `/api/permissions/${item}/acts`, { command: after })).status,
      404,
    );
  }
  assert.equal((await as("officer-1").send("GET", `/api/permissions/${item}`)).status, 200);
  // Its id names no request, whatever is asked of it.
  for (const path of ["", "/uses", "/permissions"])
    assert.equal((await as("officer-1").send("GET", `/api/requests/${item}${path}`)).status, 404, path);
});

test("leave waits for a second person, is judged by what was granted, and ends by itself", async () => {
  const { item: matter, id: record } = await came();
  await project();
  assert.equal(await codeOf(await use(matter, record)), "LEAVE_NEEDED");
  const { item, id } = await asked(matter, record);
  assert.equal(await codeOf(await use(matter, record)), "LEAVE_NEEDED", "nothing by silence");
  await theyGrant(item, id, record, { until: desk.ports.world.now() + 60_000 });
  assert.equal((await use(matter, record)).status, 200);
  assert.equal(await codeOf(await use(matter, record, { ...COURT, court: "appeal" })), "LEAVE_NEEDED");
  const view = await json<PermissionView>(await as("officer-1").send("GET", `/api/permissions/${item}`));
  assert.deepEqual([view.isInForce, view.rests.length], [true, 1]);
  alone.pass(61_000);
  assert.equal(await codeOf(await use(matter, record)), "LEAVE_NEEDED");
});

test("a peer that grants what is not asked, knows conditions of its own or lets it end before it began grants nothing", async () => {
  const { item: matter, id: record } = await came();
  const { item: other, id: elsewhere } = await came();
  await project();
  const cases: readonly (readonly [string, object])[] = [
    ["another record", { records: [elsewhere] }],
    ["no record", { records: [] }],
    ["an unknown condition", { conditions: ["as-we-please"] }],
    ["an expiry that has passed", { until: 1 }],
  ];
  for (const [name, rest] of cases) {
    const { item, id } = await asked(matter, record);
    await theyGrant(item, id, record, rest);
    assert.equal(await codeOf(await use(matter, record)), "LEAVE_NEEDED", name);
  }
  // Leave for the one matter is none for the other, whichever records it names.
  const { item, id } = await asked(matter, record);
  await theyGrant(item, id, record, { records: [record, elsewhere] });
  assert.equal((await use(matter, record)).status, 200);
  assert.equal(await codeOf(await use(other, elsewhere)), "LEAVE_NEEDED");
  assert.equal(await codeOf(await use(other, record)), "BAD_FIELD", "a record of another matter");
});

test("what the peer asks about nothing is shown to nobody, and however much it asks hides none of ours", async () => {
  const { item: matter, id: record } = await came();
  await project();
  const { item } = await asked(matter, record);
  const args = seeking(matter, record).command.args;
  const unknown = await theySay(desk, "seek", {
    wf: permissions.id,
    args: { ...args, matter: `in:${newId()}` },
  });
  const itself = await theySay(desk, "seek", { wf: permissions.id, args: { ...args, matter: item } });
  const rows = Array.from({ length: 1_200 }, (_, n) => `in:${n.toString(16).padStart(32, "0")}`);
  await alone.pool.query(
    `INSERT INTO derived.opened (item, wf) SELECT unnest($1::text[]), '${permissions.id}' ON CONFLICT DO NOTHING`,
    [rows],
  );
  await alone.pool.query(
    "INSERT INTO derived.permission (item, matter) SELECT unnest($1::text[]), $2 ON CONFLICT DO NOTHING",
    [rows, matter],
  );
  const shown = (await list("officer-1")).map((row) => row.item);
  assert.ok(shown.includes(item));
  for (const each of [unknown, itself]) assert.ok(!shown.includes(each.item));
  const leaves = await json<Leaves>(await as("officer-1").send("GET", `/api/requests/${matter}/permissions`));
  assert.ok(leaves.permissions.some((row) => row.item === item));
});

const giveOn = (matter: ItemId, record: string, third: string) =>
  as("officer-1").send("POST", `/api/requests/${matter}/uses`, {
    id: newId(),
    kind: "onward",
    text: "Synthetic",
    leave: { records: [record], files: [], third },
  });

test("a record is given on by whoever has recorded it, of this record and to this third, and by no one else's record", async () => {
  const { item: matter, id: record } = await came({ ...askCommand().mark, handling: ["H2"] });
  await project();
  const [london, paris] = [
    await asked(matter, record, onward({ third: "uk.ncb" })),
    await asked(matter, record, onward({ third: "fr.ncb" })),
  ];
  const file = async (who: string, { item }: { item: ItemId }) =>
    codeOf(await as(who).send("GET", `/api/permissions/${item}/onward/${record}`));
  assert.equal(await file("officer-1", london), "LEAVE_NEEDED");
  const grant = await theyGrant(london.item, london.id, record);
  await theyGrant(paris.item, paris.id, record);
  assert.equal(await file("officer-1", london), "GATES_OPEN", "leave alone decides nothing here");
  assert.equal((await giveOn(matter, record, "fr.ncb")).status, 200);
  assert.equal(await file("officer-1", london), "GATES_OPEN", "to another");
  assert.equal((await giveOn(matter, record, "uk.ncb")).status, 200);
  assert.equal(await file("officer-2", london), "GATES_OPEN", "recorded by another");
  assert.equal(await file("elsewhere", london), "FORBIDDEN");
  // Whoever may: the stand-in for the other side has signed no receipt.
  assert.equal(await file("officer-1", london), "BUSY");
  await theySay(desk, "revoke", {
    item: london.item,
    wf: permissions.id,
    after: [grant.id, london.id],
    seen: Number.MAX_SAFE_INTEGER,
    args: { from: 1 },
  });
  assert.equal(await file("officer-1", london), "LEAVE_NEEDED", "recorded, and revoked since");
});

test("leave that has ended does not begin again when this node's clock is set back", async () => {
  const { item: matter, id: record } = await came();
  await project();
  const { item, id } = await asked(matter, record);
  await theyGrant(item, id, record, { until: desk.ports.world.now() + 60_000 });
  alone.pass(61_000);
  await actAtHome(desk, alone.officer, matter, {
    id: newId(),
    do: "note",
    args: { mentions: [] },
    text: "Synthetic.",
    after: null,
  });
  alone.pass(-61_000);
  assert.equal(await codeOf(await use(matter, record)), "LEAVE_NEEDED");
  assert.equal((await lone.row("officer-1", item)).isInForce, false, "nor does the list say so");
  alone.pass(61_000);
});

test("what its sender has recalled is given on to nobody, whatever leave there is, nor where the recall is for other eyes", async () => {
  for (const tlp of ["AMBER", "RED"]) {
    const mark = { ...askCommand().mark, handling: ["H2"] };
    const { item: matter, id: record } = await came(mark);
    await project();
    const { item, id } = await asked(matter, record, onward({ third: "uk.ncb" }));
    await theyGrant(item, id, record);
    assert.equal((await giveOn(matter, record, "uk.ncb")).status, 200);
    const file = async () =>
      json<{ code: string; detail?: object }>(
        await as("officer-1").send("GET", `/api/permissions/${item}/onward/${record}`),
      );
    assert.equal((await file()).code, "BUSY");
    const recall = { item: matter, args: { ref: record, reason: "wrong-person" }, mark: { ...mark, tlp } };
    await theySay(desk, "recall", recall);
    assert.partialDeepStrictEqual(await file(), { code: "ILLEGAL", detail: { record, reason: "recalled" } });
  }
});

test("what its originator controls is passed on to an agency of ours by leave for exactly that agency, and by none for less", async () => {
  const mark = { ...askCommand().mark, handling: ["H2"] };
  const { item: matter, id: record } = await came(mark);
  await project();
  const pass = (agency: string) => desk.store.tx((tx) => assertMayGive(desk, tx, matter, agency));
  const controlled = { code: "ORIGINATOR_CONTROLLED" };
  await assert.rejects(pass("ca.elsewhere"), controlled);
  const { item, id } = await asked(matter, record, onward({ agency: "ca.elsewhere" }));
  await assert.rejects(pass("ca.elsewhere"), controlled, "asked is not granted");
  await theyGrant(item, id, record, { until: desk.ports.world.now() + 60_000 });
  await pass("ca.elsewhere");
  await assert.rejects(pass("ca.other"), controlled);
  alone.pass(61_000);
  await assert.rejects(pass("ca.elsewhere"), controlled, "it has ended");
});

test("neither leave nor a day in which a record may be given on begins again by a clock that is set back", async () => {
  const mark = { ...askCommand().mark, handling: ["H2"] };
  const { item: matter, id: record } = await came(mark);
  await project();
  const day = 24 * 3_600_000;
  const [short, long] = [
    await asked(matter, record, onward({ agency: "ca.elsewhere" })),
    await asked(matter, record, onward({ third: "uk.ncb" })),
  ];
  await theyGrant(short.item, short.id, record, { until: desk.ports.world.now() + 60_000 });
  await theyGrant(long.item, long.id, record, { until: desk.ports.world.now() + day + 3_600_000 });
  const file = async () =>
    codeOf(await as("officer-1").send("GET", `/api/permissions/${long.item}/onward/${record}`));
  const noteAfter = async (ms: number) => {
    alone.pass(ms);
    const note = {
      id: newId(),
      do: "note",
      args: { mentions: [] } as never,
      text: "Synthetic.",
      after: null,
    };
    await actAtHome(desk, alone.officer, matter, note);
    alone.pass(-ms);
  };
  assert.equal((await giveOn(matter, record, "uk.ncb")).status, 200);
  assert.equal(await file(), "BUSY");
  const pass = () => desk.store.tx((tx) => assertMayGive(desk, tx, matter, "ca.elsewhere"));
  await pass();
  await noteAfter(61_000);
  await assert.rejects(pass(), { code: "ORIGINATOR_CONTROLLED" });
  await noteAfter(day + 60_000);
  assert.equal(await file(), "GATES_OPEN");
  await noteAfter(day + 3_660_000);
  assert.equal(await file(), "LEAVE_NEEDED");
});
