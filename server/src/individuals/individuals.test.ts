import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId, WorkflowId } from "@setu/core";
import { peerOrigin } from "@setu/link";
import type { CaseView, Found, Letter, Overseen, OverseenCase, Register } from "@setu/individuals";
import { person } from "../access/person.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { newId, Visitor } from "../access/matrix.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { theyAsk, theySay } from "../notices/notices.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { accept, submitDue } from "../requests/held.ts";
import { actAtHome } from "../requests/home-acts.ts";
import { exportSheet } from "../requests/export.ts";
import { parseListQuery } from "../requests/listing-query.ts";
import { listsMayLeave } from "../reasons/reasons.fixture.ts";
import { assertTaken } from "../using/guard.ts";
import { caseFigures } from "./figures.ts";
import { keepsItems } from "./keeping.ts";
import { tellCases } from "./telling.ts";

/** What an individual asks about herself, at one node, as officers with different reach meet it (F85). */
const OFFICERS = [
  person("officer-1", { compartments: ["amal"], person: "ca.one" }),
  person("officer-2", { compartments: ["amal"] }),
  person("twin", { compartments: ["amal"], person: "ca.one" }),
  person("low", { clearance: 1, compartments: [] }),
  person("elsewhere", { compartments: ["amal"], topics: { read: { general: 4 } } }),
  person("without", { powers: ["read", "draft", "send"] }),
  person("reviewer", { powers: ["oversee"], agency: "ca.review" }),
] as const;
const DAY = 86_400_000;
const PAPER = {
  from: "An invented office",
  theirRef: "",
  dated: "2026-01-07",
  lang: "en",
  files: [],
  source: null,
  cut: false,
} as const;

let alone: LoneDesk;
const visitors = new Map<string, Visitor>();
let items: { readonly open: ItemId; readonly hidden: ItemId };
before(async () => {
  alone = await loneDesk();
  const { desk, officer } = alone;
  await saveOfficers(desk.store, OFFICERS);
  const ask = async (title: string): Promise<ItemId> => {
    const given = askCommand({ id: newId(), body: { title, text: `About ${title}.`, lang: "en" } });
    return (await accept(desk, officer, null, parseCommand(given, Date.now()))).item as ItemId;
  };
  items = { open: await ask("Persona Synthetica"), hidden: await ask("Persona Occulta") };
  await actAtHome(desk, officer, items.hidden, {
    id: newId(),
    do: "compartment",
    args: { names: ["amal"] } as never,
    text: null,
    after: null,
  });
  alone.pass(61_000);
  await submitDue(desk);
  const app = appOf(desk, OFFICERS, {
    limits: { json: 256 * 1024, bodyMs: 30_000, rate: 100_000, burst: 100_000 },
  });
  for (const { id } of OFFICERS) visitors.set(id, new Visitor(app));
  await pass(0);
});
after(() => alone.close());

/** Sessions end when nobody has done anything for long. */
async function pass(ms: number): Promise<void> {
  alone.pass(ms);
  for (const [id, visitor] of visitors) await visitor.signIn(id);
}

const as = (id: string) => visitors.get(`ca.${id}`) ?? assert.fail(id);
const said = async (answer: Response): Promise<string> => {
  if (answer.ok) return "";
  const { code, detail } = (await answer.json()) as { code: string; detail?: { rule?: string } };
  return detail?.rule === undefined ? code : `${code} ${detail.rule}`;
};
const register = async (kind: string, by = "officer-1", id: string = newId()) => {
  const answer = await as(by).send("POST", "/api/individuals", {
    id,
    kind,
    came: "letter",
    lang: "en",
    received: alone.desk.ports.world.now() - DAY,
    person: { name: "Synthetic Person", born: "1980-01-31", contact: "12 Example Street" },
    text: "Asks what is held.",
  });
  return { id, code: await said(answer) };
};
const step = async (
  id: string,
  what: string,
  args: object = {},
  by = "officer-1",
  text: string | null = null,
) => said(await as(by).send("POST", `/api/individuals/${id}/acts`, { id: newId(), do: what, args, text }));
const search = async (id: string, q: string, by: string) => {
  const answer = await as(by).send("POST", `/api/individuals/${id}/search`, { id: newId(), q });
  return answer.ok ? ((await answer.json()) as Found) : assert.fail(await answer.text());
};
const view = async (id: string, by = "officer-2") =>
  (await (await as(by).send("GET", `/api/individuals/${id}`)).json()) as CaseView;
const decide = (
  id: string,
  outcome: string,
  matters: readonly string[] = [],
  by = "officer-2",
  rest: object = {},
) => step(id, "case-decide", { outcome, matters, ...rest }, by, "What is held.");
const admitted = async (kind: string): Promise<string> => {
  const { id } = await register(kind);
  assert.equal(await step(id, "case-identify", { how: "consular" }), "");
  assert.equal(await step(id, "case-admit", { at: alone.desk.ports.world.now() - 1_000 }), "");
  return id;
};
const searched = async (kind: string): Promise<string> => {
  const id = await admitted(kind);
  await search(id, "Persona", "officer-1");
  return id;
};
const letter = async (id: string, lang = "en", by = "officer-2") =>
  as(by).send("GET", `/api/individuals/${id}/letter?lang=${lang}`);

test("who has not the power is answered alike whatever is there, and a reviewer and an administrator have it not", async () => {
  const id = await admitted("access");
  for (const by of ["without", "reviewer"])
    for (const at of [id, newId()]) {
      const answers = [
        await said(await as(by).send("GET", "/api/individuals")),
        await said(await as(by).send("GET", `/api/individuals/${at}`)),
        await step(at, "case-attach", { matter: items.open }, by),
        await said(await as(by).send("POST", `/api/individuals/${at}/search`, { id: newId(), q: "Persona" })),
        await said(await as(by).send("GET", `/api/consultations/in:${at}`)),
        await said(await letter(at, "en", by)),
      ];
      assert.deepEqual(
        [...new Set(answers)].map((each) => each.split(" ")[0]),
        ["FORBIDDEN"],
        by,
      );
    }
  assert.equal(await said(await as("officer-2").send("GET", `/api/individuals/${newId()}`)), "NOT_FOUND");
});

test("a case is registered once, its person stands in the body alone, and the clock runs from admission", async () => {
  const { id } = await register("access");
  assert.equal((await register("access", "officer-1", id)).code, "", "the same again");
  assert.equal((await register("access", "officer-2", id)).code, "DUPLICATE");
  const { rows } = await alone.pool.query<{ args: object }>(
    "SELECT args FROM derived.trail WHERE what LIKE 'case-%'",
  );
  assert.ok(rows.length > 0 && !JSON.stringify(rows).includes("Synthetic Person"));
  const early = await as("officer-1").send("POST", `/api/individuals/${id}/search`, {
    id: newId(),
    q: "Persona",
  });
  assert.equal(await said(early), "STALE", "nothing is sought before it is admitted");
  const first = await view(id);
  assert.deepEqual(
    [first.state, first.name, first.person?.contact, first.clock.state],
    ["registered", "Synthetic Person", "12 Example Street", "not-started"],
  );
  assert.equal(await step(id, "case-admit", { at: alone.desk.ports.world.now() }), "ILLEGAL");
  await step(id, "case-identify", { how: "identity-document" });
  const at = alone.desk.ports.world.now() - 1_000;
  assert.equal(await step(id, "case-admit", { at }), "");
  const { clock, moves } = await view(id);
  assert.deepEqual([clock.state, clock.start], ["running", at]);
  assert.ok(Number(clock.due) > at + 119 * DAY && moves.includes("case-decide"));
  assert.ok(!(await view(id, "officer-1")).moves.includes("case-decide"), "who registered it");
});

test("abuse 45: who registered it does not decide by another account, whatever somebody writes into the database", async () => {
  const { pool, desk } = alone;
  const { rows } = await pool.query(
    "SELECT id, person FROM officer WHERE id = ANY ('{ca.officer-1,ca.officer-2}')",
  );
  const persons = rows as { id: string; person: string | null }[];
  const SET = "UPDATE officer SET person = $2 WHERE id = $1";
  const id = await admitted("access");
  await changeOfficers(desk.store, SET, ["ca.officer-2", "ca.officer-1"]);
  await changeOfficers(desk.store, SET, ["ca.officer-1", "ca.officer-1"]);
  await pool.query(SET, ["ca.officer-1", "ca.nobody"]);
  assert.equal(await decide(id, "nothing-to-disclose"), "FORBIDDEN own-draft");
  await pool.query(SET, ["ca.officer-1", "ca.officer-1"]);
  for (const each of persons) await changeOfficers(desk.store, SET, [each.id, each.person]);
});

test("a case and a matter of our own are never one item: neither is read, nor destroyed, with the other", async () => {
  const { desk, officer } = alone;
  const intake = (item: ItemId) =>
    actAtHome(desk, officer, item, {
      id: newId(),
      do: "intake",
      args: { cameBy: "mail", received: desk.ports.world.now() - DAY, hour: true } as never,
      text: "Synthetic.",
      paper: { ...PAPER, title: "Synthetic matter" },
      after: null,
    });
  const { id } = await register("access");
  await assert.rejects(intake(`own:${id}` as ItemId), { code: "DUPLICATE" });
  const other = newId();
  await intake(`own:${other}` as ItemId);
  assert.equal((await register("access", "officer-1", other)).code, "DUPLICATE");
});

test("what lies above whoever searches is not found, and nothing is decided before all has been within reach", async () => {
  const id = await admitted("access");
  const low = await search(id, "Persona", "low");
  assert.deepEqual([low.matters.map(({ item }) => item), low.whole], [[items.open], true]);
  assert.equal(await decide(id, "nothing-to-disclose"), "NOT_SEARCHED");
  const seen = await view(id, "low");
  assert.deepEqual([seen.searched, seen.missing], [false, []], "what is missing lies above her");
  const known = await view(id);
  assert.ok(known.missing.some(({ compartments }) => compartments.includes("amal")));
  assert.deepEqual((await search(id, "Persona", "elsewhere")).matters, [], "of another topic");
  assert.equal(await decide(id, "nothing-to-disclose"), "NOT_SEARCHED");
  assert.ok((await view(id)).missing.some(({ topic }) => topic === "fraud.2"));
  const high = await search(id, "Persona", "officer-1");
  assert.deepEqual(high.matters.map(({ item }) => item).toSorted(), [items.open, items.hidden].toSorted());
  const shown = await view(id, "low");
  assert.ok(!JSON.stringify(shown).includes("amal") && !JSON.stringify(shown).includes("digest"));
  assert.equal(await decide(id, "nothing-to-disclose"), "");
});

test("what is attached above a reader is not there for her, in no list, step or count; and she decides nothing on it", async () => {
  const id = await searched("access");
  assert.equal(await step(id, "case-attach", { matter: items.hidden }, "low"), "NOT_FOUND");
  for (const matter of [items.open, items.hidden])
    assert.equal(await step(id, "case-attach", { matter }), "");
  // Whether it is attached already, restricted or decided on is no answer either.
  for (const [what, args] of [
    ["case-attach", { matter: items.hidden }],
    ["case-detach", { matter: items.hidden }],
    ["case-lift", { matter: items.hidden }],
    ["case-decide", { outcome: "disclosed", matters: [items.hidden] }],
  ] as const)
    assert.equal(await step(id, what, args, "low", what === "case-decide" ? "x" : null), "NOT_FOUND", what);
  const low = await view(id, "low");
  assert.deepEqual(
    low.matters.map(({ item }) => item),
    [items.open],
  );
  assert.ok(!JSON.stringify(low).includes(items.hidden));
  assert.equal((await view(id)).matters.length, 2);
  assert.equal(await decide(id, "disclosed-in-part", [items.open], "low"), "NOT_SEARCHED");
  assert.equal(await decide(id, "disclosed-in-part", [items.open]), "");
  assert.ok(!JSON.stringify(await view(id, "low")).includes(items.hidden));
});

test("two persons, and not two accounts of one: who registered does not decide, who restricted does not lift", async () => {
  const id = await searched("restriction");
  for (const by of ["officer-1", "twin"])
    assert.equal(await decide(id, "nothing-to-disclose", [], by), "FORBIDDEN own-draft");
  await step(id, "case-attach", { matter: items.open });
  assert.equal(await step(id, "case-restrict", { matter: items.open }), "");
  assert.equal(await step(id, "case-lift", { matter: items.open }, "twin"), "FORBIDDEN own-draft");
  assert.equal(await step(id, "case-detach", { matter: items.open }), "RESTRICTED", "nor by taking it out");
  assert.equal(await step(id, "case-lift", { matter: items.open }, "officer-2"), "");
  await step(id, "case-restrict", { matter: items.open }, "officer-2");
  const lifted = () => decide(id, "restriction-lifted", [items.open]);
  assert.equal(await lifted(), "FORBIDDEN own-draft", "nor by deciding so");
  assert.equal(await step(id, "case-lift", { matter: items.open }), "");
  assert.equal(await step(id, "case-detach", { matter: items.open }), "");
});

test("what came from the other side is not disclosed before its owner was asked and had its time", async () => {
  const { desk } = alone;
  const { item: matter } = await theyAsk(desk);
  const id = await searched("access");
  await step(id, "case-attach", { matter });
  assert.equal(await decide(id, "disclosed", [matter]), "ILLEGAL", "it was not asked");
  const until = desk.ports.world.now() + DAY;
  const ask = { id: newId(), matter, until, text: "On a synthetic person.", lang: "en" };
  assert.equal(await said(await as("officer-1").send("POST", `/api/individuals/${id}/consult`, ask)), "");
  assert.equal(await decide(id, "disclosed", [matter]), "ILLEGAL", "it has time yet");
  await pass(DAY + 1);
  assert.equal(await decide(id, "disclosed", [matter]), "");
});

test("nothing held, and held but nothing may be said: one letter, and one instant at which it leaves", async () => {
  const [nothing, held] = [await searched("access"), await searched("access")];
  await step(held, "case-attach", { matter: items.open });
  await decide(nothing, "nothing-to-disclose");
  await pass(40 * DAY);
  assert.equal(await decide(held, "refused", [], "officer-2", { ground: "inquiry" }), "");
  const told = async (id: string) => {
    const { leaves, clock } = await view(id);
    assert.equal(leaves, clock.due, "at the deadline, whenever it was decided");
    const early = await letter(id);
    assert.deepEqual([early.status, await step(id, "case-notify", { way: "letter" })], [409, "NOT_YET"]);
    return Number(leaves);
  };
  const last = Math.max(await told(nothing), await told(held));
  await pass(last - alone.desk.ports.world.now());
  for (const lang of ["en", "fr", "hi"]) {
    const texts = [nothing, held].map(async (id) => {
      const { text } = (await (await letter(id, lang)).json()) as Letter;
      return text.replace((await view(id)).ref, "REF");
    });
    const [one, two] = await Promise.all(texts);
    assert.equal(one, two);
    assert.ok(one?.includes("Synthetic Person"));
  }
  assert.equal(await step(held, "case-notify", { way: "letter" }), "");
  const closed = await view(held);
  assert.deepEqual([closed.state, closed.notice.state], ["closed", "stopped"]);
});

test("a restricted matter is not used, taken out, passed on or released until the restriction is lifted", async () => {
  const { desk } = alone;
  const { item } = await theyAsk(desk);
  const id = await admitted("restriction");
  await search(id, "Persona", "officer-1");
  await step(id, "case-attach", { matter: item });
  const use = async () =>
    said(
      await as("officer-1").send("POST", `/api/requests/${item}/uses`, {
        id: newId(),
        kind: "listing",
        text: "x",
      }),
    );
  const message = async () => {
    const command = { ...askCommand({ id: newId(), do: "message", args: {} }), after: undefined };
    return said(await as("officer-1").send("POST", `/api/requests/${item}/acts`, { command }));
  };
  await listsMayLeave(desk, alone.officer);
  const lines = async () => {
    const query = parseListQuery({ sort: "updated" });
    return (await exportSheet(desk, alone.officer, { query, items: [item], format: "csv" })).rows.length;
  };
  assert.deepEqual([await use(), await lines()], ["", 1]);
  assert.equal(await step(id, "case-restrict", { matter: item }), "");
  assert.deepEqual([await use(), await lines()], ["RESTRICTED", 0]);
  for (const from of ["in", "ca"])
    await assert.rejects(
      desk.store.tx((tx) => assertTaken(desk, tx, alone.officer.id, { from: from as never, item })),
      { code: "RESTRICTED" },
    );
  assert.equal(await message(), "RESTRICTED");
  const shown = (await (await as("officer-1").send("GET", `/api/requests/${item}`)).json()) as {
    restricted?: number;
  };
  assert.ok(Number(shown.restricted) > 0, "whoever may see it is told");
  const kept = () => desk.store.tx((tx) => keepsItems(tx, [item, items.open]));
  assert.ok((await kept()).has(item));
  assert.equal(await decide(id, "restriction-lifted", [item]), "");
  assert.equal(await use(), "");
  assert.equal(await message(), "");
});

test("what is decided to be deleted is destroyed with the decision, or nothing is decided", async () => {
  const { desk, officer } = alone;
  const item = `own:${newId()}` as ItemId;
  const paper = { ...PAPER, title: "Persona Deleta" };
  await actAtHome(desk, officer, item, {
    id: newId(),
    do: "intake",
    args: { cameBy: "mail", received: desk.ports.world.now() - DAY, hour: true } as never,
    text: "Of Persona Deleta.",
    paper,
    after: null,
  });
  const id = await searched("deletion");
  for (const matter of [items.open, item]) await step(id, "case-attach", { matter }, "officer-2");
  assert.equal(
    await decide(id, "deleted", [item]),
    "FORBIDDEN own-draft",
    "who alone said that it is about her",
  );
  for (const matter of [items.open, item]) {
    await step(id, "case-detach", { matter });
    await step(id, "case-attach", { matter });
  }
  const other = await searched("access");
  await step(other, "case-attach", { matter: item });
  assert.equal(await decide(id, "deleted", [item]), "STILL_OPEN", "another case is about it");
  await step(other, "case-restrict", { matter: item });
  assert.equal(await decide(id, "deleted", [item]), "RESTRICTED");
  const order = (by: string, command: object) =>
    actAtHome(desk, { ...officer, id: by }, item, { text: null, after: null, ...command } as never);
  // Nor is it destroyed on the word of two officers beside it.
  const of = newId();
  await order("ca.officer-1", { id: of, do: "destroy", args: { ground: "court-order" } });
  const agree = { id: newId(), do: "destroy-agree", args: { of } };
  await assert.rejects(order("ca.officer-2", agree), { code: "RESTRICTED" });
  await step(other, "case-lift", { matter: item }, "officer-2");
  await assert.rejects(order("ca.officer-2", agree), { code: "STILL_OPEN" });
  await order("ca.officer-1", { id: newId(), do: "destroy-drop", args: { of } });
  await step(other, "case-detach", { matter: item });
  const found = async () => (await search(await admitted("access"), "Deleta", "officer-1")).matters.length;
  assert.equal(await found(), 1);
  assert.equal(
    await decide(id, "deleted", [item, items.open]),
    "STILL_OPEN",
    "the other side has not got it yet",
  );
  assert.deepEqual([(await view(id)).state, await found()], ["admitted", 1]);
  assert.equal(await decide(id, "deleted", [item]), "");
  assert.deepEqual([(await view(id)).outcome, await found()], ["deleted", 0]);
});

test("each reading is written down before it is answered; a screen that asks again within a minute is the same one", async () => {
  const id = await searched("access");
  await step(id, "case-attach", { matter: items.hidden }, "officer-2");
  const readings = async (what: string) => {
    const sql =
      "SELECT FROM derived.trail WHERE by = 'ca.low' AND what = $1 AND (item = $2 OR args ->> 'what' = 'individuals')";
    return (await alone.pool.query(sql, [what, `own:${id}`])).rowCount;
  };
  const first = await view(id, "low");
  await view(id, "low");
  assert.equal(await readings("read"), 1);
  assert.deepEqual(Object.keys(first.names), ["ca.officer-1"], "who acted above her alone is not named");
  await step(id, "case-attach", { matter: items.open });
  await view(id, "low");
  assert.equal(await readings("read"), 2, "what has changed is read anew");
  for (const _ of [1, 2]) await as("low").send("GET", "/api/individuals");
  assert.equal(await readings("query"), 1);
});

test("a consultation and the step that tells of it are one: of a peer that does not speak it there is neither", async () => {
  const { desk } = alone;
  const { identity } = desk.ports;
  const spoken = (versions: readonly WorkflowId[]) =>
    desk.store.tx(async (tx) => {
      const log = await tx.peer(peerOrigin(identity, "main"), "alone");
      await tx.savePeer({ ...log, pulse: { ...log.pulse, versions } });
    });
  const id = await searched("access");
  const ask = async (rest: object = {}) =>
    said(
      await as("officer-1").send("POST", `/api/individuals/${id}/consult`, {
        id: consult,
        matter: items.open,
        until: desk.ports.world.now() + DAY,
        text: "On a synthetic person.",
        lang: "en",
        ...rest,
      }),
    );
  const consult = newId();
  assert.equal(await ask(), "STALE", "it has not been attached");
  await step(id, "case-attach", { matter: items.open });
  assert.equal(await ask({ matter: `own:${newId()}` }), "BAD_FIELD");
  assert.equal(await ask({ until: 1 }), "BAD_FIELD");
  const asked = async () =>
    (await view(id)).matters.flatMap(({ consultations }) => consultations.map(({ status }) => status));
  await spoken(["requests/1" as WorkflowId]);
  assert.deepEqual([await ask(), await asked()], ["UNSUPPORTED_VERSION", []]);
  await spoken(identity.versions);
  assert.deepEqual([await ask(), await ask(), await asked()], ["", "", ["consulted"]], "twice is once");
  // One about a matter above her is not there, and not hers to withdraw.
  await step(id, "case-attach", { matter: items.hidden });
  const above = newId();
  assert.equal(await ask({ id: above, matter: items.hidden }), "");
  const withdraw = async (by: string) => {
    const command = { id: newId(), do: "withdraw", args: {}, after: [above, null], body: null };
    return said(await as(by).send("POST", `/api/consultations/ca:${above}/acts`, { command }));
  };
  const seen = await as("low").send("GET", `/api/consultations/ca:${above}`);
  assert.deepEqual(
    [seen.status, await withdraw("low"), await withdraw("without")],
    [404, "NOT_FOUND", "FORBIDDEN redress"],
  );
  assert.equal(await withdraw("officer-2"), "");
});

test("whoever has the power is told of clocks, letters and consultations, once, and nobody else", async () => {
  const { desk, pool } = alone;
  const told = async (what: string) => {
    await desk.store.tx((tx) => tellCases(desk, tx));
    const sql =
      "SELECT officer, reason FROM notice WHERE kind = 'individual' AND event LIKE $1 ORDER BY officer, reason";
    return (await pool.query<{ officer: string; reason: string }>(sql, [`individual/${what}%`])).rows;
  };
  const id = await admitted("access");
  assert.deepEqual(await told(id), []);
  const half = Number((await view(id)).clock.marks?.[0]);
  await pass(half - desk.ports.world.now() + 1);
  const all = OFFICERS.filter(({ powers }) => (powers as readonly string[]).includes("redress")).map(
    (each) => each.id,
  );
  const expected = all.toSorted().map((officer) => ({ officer, reason: "p50" }));
  assert.deepEqual([await told(id), await told(id)], [expected, expected]);
  const args = { kind: "access", matter: items.hidden, until: half + 100 * DAY };
  const { item } = await theySay(desk, "consult", { wf: "individuals/1", args, after: [null, null] });
  assert.deepEqual(new Set((await told(item)).map(({ reason }) => reason)), new Set(["consulted"]));
  const low = (await (await as("low").send("GET", `/api/consultations/${item}`)).json()) as {
    matter: unknown;
  };
  assert.ok(
    low.matter === null && !JSON.stringify(low).includes(items.hidden),
    "she answers, and is not told of what",
  );
});

test("a reviewer sees the whole register, every step with its arguments, and the figures of the year", async () => {
  const seen = async <T>(path: string) =>
    (await (await as("reviewer").send("GET", `/api/oversight/${path}`)).json()) as T;
  const all = await seen<Overseen>("individuals");
  const hers = all.cases.find(({ outcome }) => outcome === "refused") ?? assert.fail();
  const one = await seen<OverseenCase>(`individuals/${hers.id}`);
  assert.equal(one.person?.name, "Synthetic Person");
  const search = one.acts.find((act) => act.do === "case-search");
  assert.deepEqual(
    [search?.args["level"], search?.args["compartments"], search?.text],
    [4, ["amal"], "Persona"],
  );
  assert.equal(one.acts.find((act) => act.do === "case-decide")?.args["ground"], "inquiry");
  for (const by of ["officer-1", "without"])
    assert.equal((await as(by).send("GET", "/api/oversight/individuals")).status, 403);
  const year = new Date(alone.desk.ports.world.now()).getUTCFullYear();
  const counts = await Promise.all(
    [year - 1, year, year + 1].map((of) => alone.desk.store.tx((tx) => caseFigures(alone.desk, tx, of))),
  );
  const total = (figure: "registered" | "decided") => counts.reduce((sum, each) => sum + each[figure], 0);
  assert.equal(total("registered"), all.cases.length);
  assert.equal(total("decided"), all.cases.filter(({ outcome }) => outcome !== null).length);
});

test("a replay finds every case and everything that it binds as it was", async () => {
  const all = async () => [
    (await alone.pool.query("SELECT * FROM derived.case_act ORDER BY pos")).rows as unknown[],
    (await alone.pool.query('SELECT * FROM derived.case_matter ORDER BY item, "case"')).rows as unknown[],
  ];
  const before_ = await all();
  const list = async () =>
    ((await (await as("officer-2").send("GET", "/api/individuals")).json()) as Register).cases;
  const cases = await list();
  assert.ok(before_[0]!.length > 20 && before_[1]!.length > 0 && cases.length > 5);
  await alone.desk.store.replay();
  assert.deepEqual(await all(), before_);
  assert.deepEqual(
    (await list()).map(({ id, state, name }) => [id, state, name]),
    cases.map(({ id, state, name }) => [id, state, name]),
  );
});
