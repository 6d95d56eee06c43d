import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import { ALWAYS, GATE_IDS, type GateId } from "@setu/core/gates/index.ts";
import { ownOrigin } from "@setu/link";
import { sequence } from "@setu/link/sequence.ts";
import { refOf, type ReadPage, type RequestList, type SearchResult } from "@setu/requests";
import type { Findings } from "@setu/requests/findings.ts";
import type { Grounds } from "@setu/requests/dossier.ts";
import type { Statistics } from "@setu/requests/statistics.ts";
import { VERBS, type Trail, type TrailRow } from "@setu/requests/trail.ts";
import { root } from "tlog";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { answerGate, approve, sendBack } from "../release/approving.ts";
import { FULL_RELEASE, parseRelease } from "../release/config.ts";
import { readProposal } from "../release/proposals.ts";
import { parseCommand } from "../requests/command.ts";
import { said as saidAt } from "../release/said.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { accept, submitDue } from "../requests/held.ts";
import { appOf } from "../http/app.fixture.ts";
import { writeHome } from "../requests/home.ts";
import { tellLateFindings } from "./finding-telling.ts";
import { isHeld } from "./holding.ts";
import { CANARY, matrix, newId, OFFICERS, Visitor } from "../access/matrix.fixture.ts";

/** What oversight sees, and what nobody sees of oversight (issue: people, powers and oversight, point 8). */
let world: Awaited<ReturnType<typeof matrix>>;
const visitors = new Map<string, Visitor>();
before(async () => {
  world = await matrix();
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(world.app);
    if ((await visitor.signIn(id)) === 200) visitors.set(id, visitor);
  }
});
after(() => world.close());

const as = (id: string): Visitor => visitors.get(`ca.${id}`) ?? assert.fail(`${id} is not signed in`);
const trail = async (query = ""): Promise<Trail> => {
  const answer = await as("reviewer").send("GET", `/api/oversight/trail${query}`);
  assert.equal(answer.status, 200, await answer.clone().text());
  return (await answer.json()) as Trail;
};
const all = async (query: Readonly<Record<string, string>>): Promise<TrailRow[]> => {
  const rows: TrailRow[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const parameters: URLSearchParams = new URLSearchParams({
      ...query,
      ...(before !== undefined && { before: String(before) }),
    });
    const page: Trail = await trail(`?${String(parameters)}`);
    rows.push(...page.rows);
    before = page.next;
  }
  return rows;
};

test("the trail is found by reference, officer, verb and period, whole and each entry once", async () => {
  const { desk, items } = world;
  await as("officer-1").text(`/api/requests/${items.open}`);
  await as("officer-1").text("/api/search?q=word");
  // As many more as make a second page, in one transaction.
  await desk.store.tx(async (tx) => {
    for (let n = 1; n < 55; n++) await writeHome(desk.ports, tx, "query", { by: "ca.officer-1", found: n });
  });
  const everything = await all({});
  const positions = everything.map(({ pos }) => pos);
  assert.deepEqual(
    positions,
    positions.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(positions).size, positions.length);
  // Its own queries are entries too, so the last page knows of those before it.
  assert.deepEqual(
    positions.toSorted((a, b) => a - b).slice(0, 60),
    Array.from({ length: 60 }, (_, i) => i),
  );
  const ref = refOf(items.compartment);
  const ofMatter = await all({ ref: ref.toLowerCase() });
  assert.ok(ofMatter.length >= 5 && ofMatter.every(({ item }) => item === items.compartment));
  assert.ok(ofMatter.some(({ do: what, text }) => what === "note" && text === `Note ${CANARY}`));
  const searches = await all({ officer: "ca.officer-1", verb: "consultation" });
  assert.equal(searches.filter(({ do: what }) => what === "query").length, 55);
  assert.ok(searches.every(({ by, verb }) => by === "ca.officer-1" && verb === "consultation"));
  const [first, ...rest] = everything.filter(({ by }) => by === "ca.officer-1").toReversed();
  assert.ok(first);
  const begun = await all({ officer: "ca.officer-1", to: String(first.at + 1) });
  assert.ok(begun.length > 0 && begun.length < rest.length && begun.every(({ at }) => at <= first.at));
  const { total, verbs } = await trail("?officer=ca.officer-1");
  assert.equal(total.n, everything.filter(({ by }) => by === "ca.officer-1").length);
  assert.equal(
    VERBS.reduce((sum, verb) => sum + verbs[verb].n, 0),
    total.n,
  );
  for (const bad of ["verb=x", "ref=x", "officer=%20", "from=x", "before=-1", "x=1"]) {
    const answer = await as("reviewer").send("GET", `/api/oversight/trail?${bad}`);
    assert.equal(answer.status, 422, bad);
  }
});

test("an entry is bound by the first pulse that covers it, and by none before there is one", async () => {
  const { desk } = world;
  const { ports, store } = desk;
  const often = { ...ports, identity: { ...ports.identity, pulseEvery: 1_000 } };
  const pulse = () =>
    store.ofLane("main").tx(async (tx) => {
      const own = await tx.own(ownOrigin(ports.identity, "main"), false);
      await sequence(often, tx, "main", { size: own.size, root: root(own.frontier) });
    });
  const [bare] = (await trail("?officer=ca.officer-1")).rows;
  assert.ok(bare);
  assert.equal(bare.pin, null);
  world.pass(61_000);
  await pulse();
  world.pass(61_000);
  await as("officer-1").text("/api/search?q=later");
  await pulse();
  const rows = await all({ officer: "ca.officer-1" });
  const [later, earlier] = [rows[0], rows.find(({ pos }) => pos === bare.pos)];
  assert.ok(earlier?.pin && later?.pin);
  assert.deepEqual([earlier.pin.holds, later.pin.holds], [true, true]);
  assert.equal(later.pin.no, earlier.pin.no + 1);
  assert.equal(earlier.pin.receipted, null, "the other side is not there");
  // A leaf that is not the one that was bound: the node finds what the reviewer's verifier would.
  const { rows: kept } = await world.pool.query(
    "SELECT leaf_hash FROM entry WHERE origin LIKE '%/home/%' AND pos = $1",
    [later.pos],
  );
  const change = (hash: unknown) =>
    world.pool.query("UPDATE entry SET leaf_hash = $2 WHERE origin LIKE '%/home/%' AND pos = $1", [
      later.pos,
      hash,
    ]);
  await change(Buffer.alloc(32));
  const [changed] = (await trail(`?officer=ca.officer-1`)).rows;
  assert.equal(changed?.pin?.holds, false);
  await change((kept[0] as { leaf_hash: unknown }).leaf_hash);
});

test("a replay finds the same trail", async () => {
  const lines = async () => (await world.pool.query("SELECT * FROM derived.trail ORDER BY pos")).rows;
  const before = await lines();
  await world.desk.store.replay("now");
  assert.deepEqual(await lines(), before);
  assert.ok(before.length > 60);
});

test("the file says the same in three languages, and no cell is a formula", async () => {
  const texts = await Promise.all(
    ["en", "fr", "hi"].map((lang) =>
      as("reviewer").text(`/api/oversight/trail.csv?officer=ca.officer-1&lang=${lang}`),
    ),
  );
  for (const [i, word] of ["opened the matter", "a ouvert l’affaire", "मामला खोला"].entries())
    assert.ok(texts[i]?.includes(word), word);
  assert.equal(new Set(texts.map((text) => text.split("\r\n").length)).size, 1);
  assert.ok(!/\{[a-z]+\}/u.test(texts.join("")), "a place was left open");
});

test("who does not oversee is shown none of it, and the refusal is the same for everybody", async () => {
  const paths = ["trail", "trail.csv", "officers", "verifier", "verifier/setu-verifier.html"];
  for (const [id, visitor] of visitors) {
    if (id === "ca.reviewer") continue;
    for (const path of paths) {
      const answer = await visitor.send("GET", `/api/oversight/${path}`);
      const text = await answer.text();
      assert.deepEqual([answer.status, text.includes("FORBIDDEN")], [403, true], `${id} ${path}`);
    }
  }
});

/** Where an officer might notice somebody else. */
const NOTICES = (item: string) => [
  "/api/requests?view=inbox",
  "/api/requests?view=all",
  "/api/search?q=matter",
  "/api/notices",
  "/api/requests/new",
  "/api/picture",
  "/api/officers",
  "/api/powers",
  "/api/outlines",
  "/api/link",
  `/api/requests/${item}`,
  `/api/presence/${item}`,
  "/api/duty",
  "/api/brakes",
  "/api/releases",
  "/api/administration/people",
  "/api/administration/rules",
  "/api/administration/agencies",
  "/api/administration/alarms",
];
/** What is of the instant of the answer, or when the one who asks was last there. */
const timeless = (text: string): string => text.replaceAll(/"(now|left|from|until|used)":\d+/gu, "");

test("a reviewer's queries and reads show to no officer and to no administrator, in no list, count or line", async () => {
  const { items } = world;
  const others = ["officer-1", "elsewhere", "administrator"].map((id) => [id, as(id)] as const);
  const look = async () => {
    const seen: string[] = [];
    for (const [id, visitor] of others)
      for (const path of NOTICES(items.open))
        seen.push(`${id} ${path} ${timeless(await visitor.text(path))}`);
    return seen;
  };
  const before = await look();
  const reviewer = as("reviewer");
  await reviewer.text(`/api/requests/${items.open}`);
  await reviewer.text(`/api/presence/${items.open}`);
  await reviewer.text("/api/search?q=matter");
  await reviewer.text("/api/requests?view=all&q=matter");
  await trail(`?ref=${refOf(items.open)}`);
  const list = JSON.parse(await reviewer.text("/api/requests?view=all")) as RequestList;
  assert.ok(
    list.rows.some(({ item }) => item === items.sealed),
    "a reviewer sees what is sealed",
  );
  assert.deepEqual(await look(), before);
  const own = await all({ officer: "ca.reviewer" });
  for (const [what, args] of [
    ["read", {}],
    ["query", {}],
    ["oversee", { ref: refOf(items.open), what: "trail" }],
  ] as const)
    assert.ok(
      own.some(
        (row) => row.do === what && Object.entries(args).every(([name, value]) => row.args[name] === value),
      ),
      `${what} stands in the home log`,
    );
});

/** Few gates: each answer is a signed entry. */
const ASKED: readonly GateId[] = [...ALWAYS, "g13"];
const because = Object.fromEntries(
  GATE_IDS.filter((gate) => !ASKED.includes(gate)).map((gate) => [gate, "Not in a synthetic exchange"]),
);

/** A desk that lets nothing go alone, and what is proposed on it. */
function releasing() {
  const profiles = FULL_RELEASE.profiles.map((profile) => ({ ...profile, notApplicable: because }));
  const desk = {
    ...world.desk,
    release: parseRelease({ ...FULL_RELEASE, signed: "never", profiles }),
  };
  // As the database has her.
  const author = { ...world.officer, name: "officer-1" };
  const second = { ...author, id: "ca.officer-2" };
  const answer = (id: string, gate: GateId, rest: object = {}, by = second) =>
    answerGate({ desk, officer: by, id }, saidAt(gate, rest) as never);
  const propose = async () => {
    const command = parseCommand(askCommand({ id: newId(), lane: "main" }), Date.now());
    const { item } = await accept(desk, author, null, command);
    return { id: command.id, item: item as ItemId };
  };
  return { desk, author, second, answer, propose };
}

test("the dossier: risk before and after, dissent, who let it go, what crossed, who knew of it, and whether this is all", async () => {
  const { desk, second, answer, propose } = releasing();
  const passed = await propose();
  for (const gate of ASKED)
    await answer(
      passed.id,
      gate,
      gate === "g7" ? { raw: "high", mitigations: "An assurance", residual: "low" } : {},
    );
  const { challenge } = await desk.store.tx((tx) => readProposal(desk, tx, passed.id));
  await approve({ desk, officer: second, id: passed.id }, challenge, null);
  world.pass(61_000);
  await submitDue(desk);
  const stopped = await propose();
  await answer(stopped.id, "g7", { raw: "high", residual: "high", decision: "refuse" });
  await sendBack({ desk, officer: second, id: stopped.id }, "Synthetic doubt");
  const found = JSON.parse(await as("officer-1").text("/api/search?q=Synthetic")) as SearchResult;
  assert.ok(found.matters.some(({ row }) => row.item === passed.item));
  await as("officer-2").text(`/api/requests/${passed.item}`);

  const read = async (item: string) =>
    JSON.parse(await as("reviewer").text(`/read/oversight/${item}`)) as Extract<
      ReadPage,
      { kind: "dossier" }
    >;
  const { dossier, view } = await read(refOf(passed.item));
  const [decision, ...more] = dossier.decisions;
  assert.ok(decision && view);
  assert.equal(more.length, 0);
  assert.deepEqual(
    [decision.do, decision.author, decision.state, decision.approver, decision.hash],
    ["ask", "ca.officer-1", "approved", "ca.officer-2", challenge],
  );
  const g7 = decision.answers.find(({ gate }) => gate === "g7");
  assert.deepEqual([g7?.raw, g7?.mitigations, g7?.residual], ["high", "An assurance", "low"]);
  assert.deepEqual(g7?.faults, ["over-rated", "unchecked"], "who let it go had answered");
  assert.equal(view.timeline[0]?.body?.text, askCommand().body?.text, "what crossed, as it crossed");
  assert.match(dossier.hashes[passed.id] ?? "", /^[0-9a-f]{64}$/);
  const knew = dossier.knew.map(({ by, do: what }) => `${by} ${what}`);
  assert.ok(knew.includes("ca.officer-1 query") && knew.includes("ca.officer-2 read"), knew.join());
  const { complete } = dossier;
  assert.deepEqual([complete.ours, complete.theirs, complete.gone, complete.unreadable], [1, 0, 0, 0]);
  const [{ n }] = (
    await world.pool.query("SELECT count(*)::int AS n FROM derived.trail WHERE item = $1", [passed.item])
  ).rows as [{ n: number }];
  // Its own look is one more.
  assert.equal(complete.home, n - 1);

  const refused = await read(stopped.item);
  assert.equal(refused.view, null, "nothing crossed");
  assert.deepEqual(
    [refused.dossier.decisions[0]?.state, refused.dossier.decisions[0]?.remarks.map(({ text }) => text)],
    ["returned", ["Synthetic doubt"]],
  );

  const { rows, cells } = JSON.parse(await as("reviewer").text("/api/oversight/grounds?gate=g7")) as Grounds;
  assert.deepEqual(
    rows.map(({ item, raw, decision: what, state, faults }) => [item, raw, what, state, faults]),
    [
      [stopped.item, "high", "refuse", "returned", ["threshold"]],
      [passed.item, "high", "pass", "approved", ["threshold", "over-rated", "unchecked"]],
    ],
  );
  assert.deepEqual(cells.map(({ raw, decision: what, n: times }) => [raw, what, times]).toSorted(), [
    ["high", "pass", 1],
    ["high", "refuse", 1],
  ]);
  const year = new Date(desk.ports.world.now()).getUTCFullYear();
  const figures = JSON.parse(
    await as("reviewer").text(`/api/oversight/statistics?year=${year}`),
  ) as Statistics;
  const { substantial, asking, askingStopped, disclosed, alone } = figures.own;
  assert.deepEqual([substantial, asking, askingStopped, disclosed, alone], [2, 1, 1, 0, 0]);
  const none = JSON.parse(await as("reviewer").text("/api/oversight/statistics?year=2019")) as Statistics;
  assert.deepEqual([none.own.substantial, none.shared["ca"]?.asked], [0, 0]);
  for (const id of ["officer-1", "administrator"])
    for (const path of [
      "/api/oversight/statistics",
      `/read/oversight/${passed.item}`,
      "/api/oversight/grounds?gate=g7",
    ])
      assert.equal((await as(id).send("GET", path)).status, 403, `${id} ${path}`);
  assert.equal((await as("reviewer").send("GET", `/read/oversight/ca:${newId()}`)).status, 404);
});

test("a finding goes to who leads, is answered, asked again and closed; nobody else is shown that there is one", async () => {
  const { items } = world;
  const reviewer = as("reviewer");
  const head = as("officer-2");
  const until = world.desk.ports.world.now() + 86_400_000;
  const finding = {
    id: newId(),
    item: refOf(items.compartment),
    to: "ca.officer-2",
    until,
    text: "Synthetic finding",
  };
  const file = (rest: object = {}) =>
    reviewer.send("POST", "/api/oversight/findings", { ...finding, ...rest });
  for (const [rest, code] of [
    [{ to: "ca.reader-of-none" }, "BAD_FIELD"],
    [{ until: 1 }, "PASSED"],
    [{ text: " " }, "BAD_FIELD"],
    [{ item: `ca:${newId()}`, to: "ca.powerless" }, "BAD_FIELD"],
  ] as const)
    assert.ok((await (await file(rest)).text()).includes(code), JSON.stringify(rest));
  const before = await head.text("/api/notices");
  assert.equal((await file()).status, 204);
  assert.equal((await file()).status, 204, "the same again is the same");
  assert.notEqual(await head.text("/api/notices"), before, "she is told");
  const open = JSON.parse(await head.text("/api/findings")) as Findings;
  assert.deepEqual(
    open.findings.map(({ id, state, said }) => [id, state, said.map(({ text }) => text)]),
    [[finding.id, "open", ["Synthetic finding"]]],
  );
  const beyond = async () => (await head.text("/api/findings")).includes(refOf(items.compartment));
  const compartments = (names: readonly string[]) =>
    changeOfficers(world.desk.store, "UPDATE officer SET compartments = $1 WHERE id = 'ca.officer-2'", [
      names,
    ]);
  assert.equal(await beyond(), false, "not of what she may not know of");
  assert.ok(!(await head.text("/api/findings")).includes(items.compartment));
  await compartments(["amal"]);
  assert.ok(await beyond(), "and of what she may know of");
  await compartments([]);
  // Whoever else it is: an administrator, who leads another desk, the author of what was found.
  for (const id of ["officer-1", "elsewhere", "administrator", "reader"]) {
    const mine = JSON.parse(await as(id).text("/api/findings")) as Findings;
    assert.deepEqual([mine.findings, mine.leads, mine.names], [[], [], {}], id);
    assert.ok(!(await as(id).text("/api/notices")).includes("finding"), id);
    const answer = await as(id).send("POST", `/api/findings/${finding.id}/answer`, {
      id: newId(),
      text: "x",
    });
    assert.equal(answer.status, 404, id);
    assert.equal((await as(id).send("GET", "/api/oversight/findings")).status, 403, id);
    assert.equal((await as(id).send("POST", "/api/oversight/findings", finding)).status, 403, id);
  }
  const say = (who: Visitor, path: string, rest: object = {}) =>
    who.send("POST", path, { id: newId(), text: "Synthetic words", ...rest });
  const answerIt = () => say(head, `/api/findings/${finding.id}/answer`);
  assert.equal((await answerIt()).status, 204);
  assert.ok((await (await answerIt()).text()).includes("STALE"), "it is answered");
  assert.ok((await reviewer.text("/api/notices")).includes("finding-answer"), "who reviews is told");
  const path = `/api/oversight/findings/${finding.id}`;
  assert.equal((await say(reviewer, `${path}/again`, { until })).status, 204);
  assert.equal((await answerIt()).status, 204);
  assert.equal((await say(head, `${path}/close`)).status, 403, "nobody closes what is addressed to her");
  assert.equal((await say(reviewer, `${path}/close`)).status, 204);
  assert.ok((await (await say(reviewer, `${path}/again`, { until })).text()).includes("STALE"));
  const all_ = JSON.parse(await reviewer.text("/api/oversight/findings")) as Findings;
  assert.deepEqual(
    all_.findings.map(({ state, said }) => [state, said.length]),
    [["closed", 5]],
  );
  // Of another finding the date passes.
  assert.equal((await file({ id: newId(), until: world.desk.ports.world.now() + 30_000 })).status, 204);
  const late = (who: Visitor) => who.text("/api/notices").then((text) => text.includes("finding-late"));
  const round = () => world.desk.store.tx((tx) => tellLateFindings(world.desk, tx));
  await round();
  assert.equal(await late(head), false);
  world.pass(31_000);
  await round();
  await round();
  assert.deepEqual(
    [await late(head), await late(reviewer), await late(as("officer-1"))],
    [true, true, false],
  );
  await world.desk.store.replay("now");
  const again = JSON.parse(await reviewer.text("/api/oversight/findings")) as Findings;
  assert.deepEqual(again.findings.slice(1), all_.findings, "a replay finds the same");
});

test("what oversight holds is not thrown away, whatever asks, until a reviewer ends the hold", async () => {
  const { desk, items, pool } = world;
  const reviewer = as("reviewer");
  const hold = (path = "/api/oversight/holds") =>
    reviewer.send("POST", path, { id: newId(), item: items.open, text: "Synthetic sample" });
  assert.equal((await as("administrator").send("POST", "/api/oversight/holds", {})).status, 422);
  assert.equal((await hold()).status, 204);
  assert.equal((await hold()).status, 409, "it is held");
  assert.equal(await desk.store.tx((tx) => isHeld(tx, items.open)), true);
  assert.equal(await desk.store.tx((tx) => isHeld(tx, items.red)), false);
  const officer = as("officer-1");
  const path = `/api/drafts/${encodeURIComponent(items.open)}`;
  const draft = { title: "", text: "Synthetic draft", lang: "en", args: {}, mark: null, files: [] };
  const kept = await officer.send("PUT", path, { revision: 0, content: { acts: { message: draft } } });
  const { revision } = (await kept.json()) as { revision: number };
  const discard = () => officer.send("DELETE", `${path}?revision=${revision}`);
  const refused = await discard();
  assert.deepEqual([refused.status, (await refused.text()).includes("ON_HOLD")], [423, true]);
  // Of the held matter and of another: who destroys is the database itself.
  const destroy = (item: string) =>
    pool.query(
      "DELETE FROM keyring USING derived.act WHERE act.item = $1 AND keyring.id = act.id AND slot = 1",
      [item],
    );
  await assert.rejects(destroy(items.open), /oversight holds/);
  assert.ok(((await destroy(items.red)).rowCount ?? 0) > 0);
  await desk.store.replay("now");
  await assert.rejects(destroy(items.open), /oversight holds/, "after a replay too");
  assert.equal((await hold("/api/oversight/holds/end")).status, 204);
  assert.equal((await discard()).status, 204);
  assert.ok(((await destroy(items.open)).rowCount ?? 0) > 0);
});

test("a sample is held in one act: all of its matters or none, and none twice", async () => {
  const { items } = world;
  const sample = (who: string, refs: readonly string[], id = newId()) =>
    as(who).send("POST", "/api/oversight/holds/sample", { id, items: refs, text: "Drawn by six dice" });
  const [one, two] = [refOf(items.sealed), items.compartment];
  assert.equal((await sample("officer-1", [one])).status, 403);
  assert.equal((await sample("reviewer", [one, refOf(`ca:${newId()}` as ItemId)])).status, 404);
  assert.match(await (await sample("reviewer", [])).text(), /BAD_FIELD/);
  const held = () =>
    world.desk.store.tx((tx) => Promise.all([items.sealed, two].map((item) => isHeld(tx, item))));
  assert.deepEqual(await held(), [false, false], "not one of them");
  const id = newId();
  assert.deepEqual(await (await sample("reviewer", [one, two, one], id)).json(), { held: 2 });
  assert.deepEqual(await held(), [true, true]);
  assert.deepEqual(await (await sample("reviewer", [one, two], id)).json(), { held: 0 }, "the same again");
  const found = await trail(`?ref=${encodeURIComponent(one)}`);
  assert.equal(found.rows.filter((row) => row.do === "hold").length, 1);
  for (const item of [items.sealed, two])
    assert.equal(
      (await as("reviewer").send("POST", "/api/oversight/holds/end", { id: newId(), item, text: "x" }))
        .status,
      204,
    );
});

test("the node's own log tells what officers ask and nothing of what a reviewer asks", async () => {
  const lines: string[] = [];
  const app = appOf(world.desk, OFFICERS, {
    log: (event, fields) => lines.push(`${event} ${JSON.stringify(fields)}`),
  });
  for (const id of ["ca.reviewer", "ca.officer-1"]) {
    const visitor = new Visitor(app);
    assert.equal(await visitor.signIn(id), 200);
    await visitor.text(`/api/requests/${world.items.open}`);
    await visitor.text("/api/oversight/trail");
  }
  const asked = (who: string) =>
    lines.filter((line) => line.startsWith("http ") && line.includes(`"${who}"`));
  assert.deepEqual(asked("ca.reviewer"), []);
  assert.equal(asked("ca.officer-1").length, 2, "who is refused is told of");
  const came = (who: string) => lines.filter((line) => line.startsWith("signed-in") && line.includes(who));
  assert.deepEqual([came("ca.reviewer").length, came("ca.officer-1").length], [0, 1]);
  const { rows } = (await as("reviewer")
    .text("/api/oversight/trail?officer=ca.reviewer")
    .then(JSON.parse)) as Trail;
  assert.ok(
    rows.some((row) => row.do === "oversee" && row.args["what"] === "signed-in"),
    "oversight knows of it",
  );
});

test("a reviewer changes nothing", async () => {
  const { items } = world;
  const answer = await as("reviewer").send("POST", `/api/requests/${items.open}/home`, {
    command: { id: newId(), do: "note", args: { mentions: [] }, text: "x" },
  });
  assert.equal(answer.status, 403);
});
