import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { PurgeView } from "@setu/requests/disposal.ts";
import type { Party } from "@setu/core";
import type {
  AgencyRow,
  AlarmList,
  Grants,
  HealthView,
  KeysView,
  NewChange,
  People,
  Person,
  ProgramsView,
  RulesView,
} from "@setu/requests";
import { CANARY, matrix, newId, OFFICERS, Visitor } from "../access/matrix.fixture.ts";
import { Program } from "../clients/clients.fixture.ts";
import { findClient } from "../clients/registry.ts";
import { Guards } from "../access/guards.ts";
import { officerFacts } from "../access/officers.ts";
import { appOf } from "../http/app.fixture.ts";
import { aboutNode } from "../node/about.ts";
import { ownCard } from "../node/cards.ts";
import { KeysInUse } from "../node/in-use.ts";
import { tellWaiting } from "../officers/telling.ts";
import { loadConfig } from "../node/config.ts";
import { Loop } from "../node/loop.ts";
import { saveOfficers, seedOfficers } from "../node/officers.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

const administrator = OFFICERS.find(({ id }) => id === "ca.administrator") ?? assert.fail();
/** A second administrator, and a further account of the first and of the officer whom they change. */
const PEOPLE = [
  ...OFFICERS,
  { ...administrator, id: "ca.second", name: "second" },
  { ...administrator, id: "ca.first-too", name: "first too", person: "ca.administrator" },
  { ...administrator, id: "ca.reader-too", name: "reader too", person: "ca.reader" },
] as const;

let world: Awaited<ReturnType<typeof matrix>>;
let app: ReturnType<typeof appOf>;
let first: Visitor;
let second: Visitor;
before(async () => {
  world = await matrix();
  const { desk, home } = world;
  await saveOfficers(desk.store, PEOPLE);
  const [config, inUse] = [loadConfig(home), new KeysInUse(home)];
  const guards = new Guards(desk.store, desk.policy);
  await guards.check();
  const loops = [
    new Loop(
      "lines",
      () => {},
      () => Promise.resolve(1_000),
    ),
  ];
  const about = aboutNode({
    home,
    config,
    inUse,
    card: () => ownCard(config, inUse.now().keys),
    guards,
    loops: () => loops,
  });
  const limits = { json: 256 * 1024, bodyMs: 30_000, rate: 100_000, burst: 100_000 };
  const pages = { render: (page: object) => JSON.stringify(page), style: "p{}" };
  app = appOf(desk, PEOPLE, { about, limits, pages });
  [first, second] = [await signedIn("ca.administrator"), await signedIn("ca.second")];
});
after(() => world.close());

async function signedIn(id: string): Promise<Visitor> {
  const visitor = new Visitor(app);
  assert.equal(await visitor.signIn(id), 200, id);
  return visitor;
}
const get = async <T>(who: Visitor, path: string): Promise<T> =>
  JSON.parse(await who.text(`/api/administration/${path}`)) as T;
const post = (who: Visitor, path: string, body: object = {}) =>
  who.send("POST", `/api/administration/${path}`, body);
const answerOf = async (answer: Response) =>
  answer.status === 204 ? 204 : ((await answer.json()) as { code: string }).code;
const person = async (id: string): Promise<Person> =>
  (await get<People>(first, "people")).people.find((each) => each.id === id) ?? assert.fail(id);
const change = (officer: string, to: Grants): NewChange => ({
  id: newId(),
  officer,
  to,
  reason: "new-post",
});
const deeds = async (deed: string) => {
  const { rows } = await world.pool.query(
    "SELECT by, args FROM derived.trail WHERE what = 'administer' AND args ->> 'deed' = $1 ORDER BY pos DESC",
    [deed],
  );
  return (rows as { by: string; args: Record<string, unknown> }[]).map(
    ({ by, args }): Record<string, unknown> => ({ ...args, by }),
  );
};
const lastDeed = async () => {
  const { rows } = await world.pool.query(
    "SELECT by, args FROM derived.trail WHERE what = 'administer' ORDER BY pos DESC LIMIT 1",
  );
  const [row] = rows as { by: string; args: Record<string, unknown> }[];
  return row && { by: row.by, deed: row.args["deed"], officer: row.args["officer"] };
};

test("what an officer may do is changed by two administrators, three persons in all, and not by one", async () => {
  const { grants } = await person("ca.reader");
  const to = { ...grants, clearance: 1, powers: ["read", "draft"], compartments: ["amal"] };
  const asked = change("ca.reader", to);
  assert.equal(await answerOf(await post(first, "changes", asked)), 204);
  assert.deepEqual((await person("ca.reader")).grants, grants, "nothing yet");
  const { changes } = await get<People>(second, "people");
  assert.deepEqual(
    changes.map(({ id, officer, before, to: after, proposedBy, stale }) => [
      id,
      officer,
      before,
      after,
      proposedBy,
      stale,
    ]),
    [[asked.id, "ca.reader", grants, to, "ca.administrator", false]],
  );
  const confirm = (who: Visitor) => post(who, `changes/${asked.id}/confirm`);
  assert.equal(await answerOf(await confirm(first)), "ILLEGAL", "whoever proposed it");
  assert.equal(
    await answerOf(await confirm(await signedIn("ca.first-too"))),
    "ILLEGAL",
    "by another account",
  );
  assert.equal(await answerOf(await confirm(await signedIn("ca.reader-too"))), "ILLEGAL", "whom it is for");
  assert.equal(await answerOf(await confirm(await signedIn("ca.officer-1"))), "FORBIDDEN");
  assert.deepEqual((await person("ca.reader")).grants, grants);

  assert.equal(await answerOf(await confirm(second)), 204);
  const facts = await officerFacts(world.desk.store, "ca.reader", world.desk.ports.world.now());
  assert.deepEqual([facts.clearance, facts.powers, facts.compartments], [1, ["read", "draft"], ["amal"]]);
  assert.deepEqual(await lastDeed(), { by: "ca.second", deed: "confirm", officer: "ca.reader" });
  assert.equal(await answerOf(await confirm(second)), "NOT_FOUND", "a second time");
});

test("what another confirms is what she has seen: nothing else is ever proposed under the same id", async () => {
  const { grants } = await person("ca.reader");
  const seen = change("ca.reader", { ...grants, clearance: grants.clearance === 0 ? 1 : 0 });
  const wider = { ...seen, to: { ...grants, clearance: 4, powers: ["read", "administer"] } };
  assert.equal(await answerOf(await post(first, "changes", seen)), 204);
  assert.equal(await answerOf(await post(first, "changes", wider)), "DUPLICATE");
  assert.equal(await answerOf(await post(first, `changes/${seen.id}/drop`)), 204);
  assert.equal(await answerOf(await post(first, "changes", wider)), "DUPLICATE", "nor when it was dropped");
  assert.equal(await answerOf(await post(second, `changes/${seen.id}/confirm`)), "NOT_FOUND");
  assert.deepEqual((await person("ca.reader")).grants, grants);
});

test("a proposal dies with what it stood on, with its proposer's power, and when it is dropped", async () => {
  const { grants } = await person("ca.officer-2");
  const asked = change("ca.officer-2", { ...grants, clearance: 0 });
  assert.equal(await answerOf(await post(first, "changes", asked)), 204);
  await changeOfficers(world.desk.store, "UPDATE officer SET clearance = 3 WHERE id = 'ca.officer-2'");
  try {
    assert.equal((await get<People>(second, "people")).changes[0]?.stale, true);
    assert.equal(await answerOf(await post(second, `changes/${asked.id}/confirm`)), "STALE");
  } finally {
    await changeOfficers(world.desk.store, "UPDATE officer SET clearance = $1 WHERE id = 'ca.officer-2'", [
      grants.clearance,
    ]);
  }
  await changeOfficers(
    world.desk.store,
    "UPDATE officer SET powers = '{read}' WHERE id = 'ca.administrator'",
  );
  try {
    assert.equal(await answerOf(await post(second, `changes/${asked.id}/confirm`)), "NOT_FOUND");
  } finally {
    await changeOfficers(
      world.desk.store,
      "UPDATE officer SET powers = '{administer}' WHERE id = 'ca.administrator'",
    );
  }
  assert.equal(await answerOf(await post(second, `changes/${asked.id}/drop`)), 204);
  assert.equal(await answerOf(await post(second, `changes/${asked.id}/confirm`)), "NOT_FOUND");
  assert.deepEqual((await person("ca.officer-2")).grants, grants);
});

test("topics and levels are given as everything else is: by two, logged, and for powers that are held", async () => {
  const { grants } = await person("ca.officer-2");
  const topics = { ...grants.topics, read: { cyber: 2, drugs: 1 }, approve: {} };
  const asked = change("ca.officer-2", { ...grants, topics });
  assert.equal(await answerOf(await post(first, "changes", asked)), 204);
  assert.deepEqual((await person("ca.officer-2")).grants, grants, "nothing yet");
  assert.equal(await answerOf(await post(second, `changes/${asked.id}/confirm`)), 204);
  const { approve: _, ...rest } = topics;
  assert.deepEqual((await person("ca.officer-2")).grants.topics, rest);
  const facts = await officerFacts(world.desk.store, "ca.officer-2", world.desk.ports.world.now());
  assert.deepEqual(facts.topics, rest);
  const said = (await deeds("confirm"))[0]?.["topics"] as readonly string[];
  assert.ok(said.includes("read/cyber/2") && said.includes("read/drugs/1"), String(said));
  assert.ok(
    !said.some((each) => each.startsWith("approve/") || each.startsWith("read/general")),
    String(said),
  );

  const wrong = async (given: object) =>
    answerOf(await post(first, "changes", change("ca.officer-2", { ...grants, topics: given })));
  for (const given of [
    { read: { astrology: 1 } },
    { read: { cyber: 5 } },
    { read: { cyber: -1 } },
    { read: ["cyber"] },
    { seal: { cyber: 1 } },
    [],
  ])
    assert.equal(await wrong(given), "BAD_FIELD", JSON.stringify(given));
  const back = change("ca.officer-2", grants);
  await post(first, "changes", back);
  assert.equal(await answerOf(await post(second, `changes/${back.id}/confirm`)), 204);
});

test("what a new release has written out stands in the home log once; an entry that names topics is seeded", async () => {
  const { desk } = world;
  await changeOfficers(desk.store, "UPDATE officer SET topics_written = true WHERE id = 'ca.reader'");
  const before = (await deeds("topics")).length;
  const start = (officers: typeof PEOPLE | readonly object[]) =>
    seedOfficers({ party: "ca" as Party, officers: officers as typeof PEOPLE }, desk.store, desk);
  await start(PEOPLE);
  await start(PEOPLE);
  const written = (await deeds("topics")).slice(0, -before || undefined);
  assert.deepEqual(
    written.map(({ by, officer, topics }) => [by, officer, (topics as readonly string[]).length]),
    [["ca", "ca.reader", 7]],
  );
  const named = PEOPLE.map((each) =>
    each.id === "ca.reader" ? { ...each, topics: { read: { drugs: 1 } } } : each,
  );
  await start(named);
  assert.deepEqual((await person("ca.reader")).grants.topics, { read: { drugs: 1 } });
  await start(PEOPLE);
});

test("nobody changes himself or who reviews, nobody is made a reviewer, and what changes nothing is no proposal", async () => {
  const propose = async (id: string, rest: Partial<Grants>) =>
    answerOf(await post(first, "changes", change(id, { ...(await person(id)).grants, ...rest })));
  assert.equal(await propose("ca.administrator", { powers: ["read"] }), "ILLEGAL", "himself");
  assert.equal(await propose("ca.first-too", { powers: ["read"] }), "ILLEGAL", "himself by another account");
  assert.equal(await propose("ca.reviewer", { clearance: 1 }), "ILLEGAL");
  assert.equal(await propose("ca.reader", { powers: ["read", "oversee"] }), "ILLEGAL");
  assert.equal(await propose("ca.reader", {}), "ILLEGAL");
  assert.equal(await propose("ca.reader", { clearance: 9 }), "BAD_FIELD");
  assert.equal(await propose("ca.reader", { powers: ["everything"] }), "BAD_FIELD");
  for (const deed of ["suspend", "sign-out"]) {
    const body = deed === "suspend" ? { reason: "incident" } : {};
    assert.equal(await answerOf(await post(first, `people/ca.reviewer/${deed}`, body)), "ILLEGAL", deed);
  }
});

test("who was widened in the database works no longer, and is shown so", async () => {
  const widen = (clearance: number) =>
    world.pool.query("UPDATE officer SET clearance = $1 WHERE id = 'ca.elsewhere'", [clearance]);
  const { active, grants } = await person("ca.elsewhere");
  await widen(grants.clearance === 4 ? 3 : 4);
  const now = await person("ca.elsewhere");
  await widen(grants.clearance);
  assert.deepEqual([active, now.active], [true, false]);
});

test("who was recalled stays so: no two administrators give the powers back", async () => {
  await changeOfficers(
    world.desk.store,
    "UPDATE officer SET recalled = true, suspended = true WHERE id = 'ca.elsewhere'",
  );
  try {
    const { grants, recalled, active } = await person("ca.elsewhere");
    assert.deepEqual([recalled, active], [true, false]);
    const back = change("ca.elsewhere", { ...grants, suspended: false });
    assert.equal(await answerOf(await post(first, "changes", back)), "ILLEGAL");
  } finally {
    await changeOfficers(
      world.desk.store,
      "UPDATE officer SET recalled = false, suspended = false WHERE id = 'ca.elsewhere'",
    );
  }
});

test("one administrator stops an officer at once; to let him go on takes two", async () => {
  const reader = await signedIn("ca.within");
  assert.equal(await answerOf(await post(first, "people/ca.within/suspend", { reason: "incident" })), 204);
  assert.equal((await reader.send("GET", "/api/session")).status, 401);
  assert.notEqual(await new Visitor(app).signIn("ca.within"), 200);
  assert.deepEqual(await lastDeed(), { by: "ca.administrator", deed: "suspend", officer: "ca.within" });
  const { grants } = await person("ca.within");
  const back = change("ca.within", { ...grants, suspended: false });
  assert.equal(await answerOf(await post(first, "changes", back)), 204);
  assert.notEqual(await new Visitor(app).signIn("ca.within"), 200);
  assert.equal(await answerOf(await post(second, `changes/${back.id}/confirm`)), 204);
  const again = await signedIn("ca.within");
  assert.equal(await answerOf(await post(first, "people/ca.within/sign-out")), 204);
  assert.equal((await again.send("GET", "/api/session")).status, 401);
});

test("after a start, what two administrators changed stays; what the configuration changed counts", async () => {
  const { grants } = await person("ca.uncleared");
  const asked = change("ca.uncleared", { ...grants, clearance: 2 });
  await post(first, "changes", asked);
  assert.equal(await answerOf(await post(second, `changes/${asked.id}/confirm`)), 204);
  assert.deepEqual(await saveOfficers(world.desk.store, PEOPLE), []);
  assert.equal((await person("ca.uncleared")).grants.clearance, 2);
  const edited = PEOPLE.map((each) => (each.id === "ca.uncleared" ? { ...each, clearance: 1 } : each));
  const suspend = (is: boolean) =>
    changeOfficers(world.desk.store, "UPDATE officer SET suspended = $1 WHERE id = 'ca.uncleared'", [is]);
  await suspend(true);
  assert.deepEqual(await saveOfficers(world.desk.store, edited), ["ca.uncleared"]);
  const { clearance, suspended } = (await person("ca.uncleared")).grants;
  assert.deepEqual([clearance, suspended], [1, true], "an edit of something else resumes nobody");
  await suspend(false);
  await saveOfficers(world.desk.store, PEOPLE);
});

test("of a reviewer, administration is told that there is one, and not when or with what she was here", async () => {
  await (await signedIn("ca.reviewer")).text(`/api/requests/${world.items.open}`);
  const { reviews, sessions, programs, keys } = await person("ca.reviewer");
  assert.deepEqual(
    { reviews, sessions, programs, keys },
    { reviews: true, sessions: null, programs: 0, keys: [] },
  );
  assert.equal((await person("ca.second")).sessions?.length, 1, "of others it is");
});

test("an alarm is acknowledged once, with a reason, and stays", async () => {
  const { pool } = world;
  await pool.query(
    "INSERT INTO alarm (peer, code, at, lane, evidence, digest) VALUES ('in', 'OVER_QUOTA', 1, 'main', 'synthetic', 'x')",
  );
  const [row] = (await get<AlarmList>(first, "alarms")).rows;
  assert.ok(row && row.acknowledged === null);
  const said = (because: string) => post(first, `alarms/${row.no}/acknowledge`, { because });
  assert.equal(await answerOf(await said("  ")), "BAD_FIELD");
  assert.equal(await answerOf(await said("A drill of both offices.")), 204);
  assert.equal(await answerOf(await said("Again.")), "NOT_FOUND");
  const shown = await world.desk.store.tx((tx) => tx.link("in" as Party));
  assert.deepEqual(shown.alarms, [], "officers and the doctor are told of what nobody has looked into");
  const [after] = (await get<AlarmList>(first, "alarms")).rows;
  assert.deepEqual(
    [after?.acknowledged?.by, after?.acknowledged?.because, after?.evidence],
    ["ca.administrator", "A drill of both offices.", "synthetic"],
  );
});

test("rules, agencies, keys and the machine are told as they are", async () => {
  const { calendars, profiles, release } = await get<RulesView>(first, "rules");
  assert.deepEqual(
    calendars.flatMap(({ id, of }) => (of ? [[id, of]] : [])),
    [
      ["ca-2026.1", "us"],
      ["in-2026.1", "peer"],
    ],
  );
  assert.equal(profiles.length, world.desk.release.profiles.length);
  assert.deepEqual(release.fourEyes, world.desk.release.fourEyes);
  const agencies = await get<readonly AgencyRow[]>(first, "agencies");
  const ncb = agencies.find(({ agency }) => agency === "ca.ncb-ottawa");
  assert.ok(ncb && ncb.officers > ncb.active, "one is suspended, one has left her term");
  const keys = await get<KeysView>(first, "keys");
  assert.deepEqual(
    keys.logs.map(({ lane, keys: of }) => [lane, of.map(({ algorithm }) => algorithm)]),
    [
      ["flash", ["Ed25519", "ML-DSA-44"]],
      ["main", ["Ed25519", "ML-DSA-44"]],
    ],
  );
  assert.deepEqual(
    keys.ends.map(({ use, until, days }) => [use, until, days]),
    [["tls", keys.tls.until, null]],
  );
  const health = await get<HealthView>(first, "health");
  assert.deepEqual(health.loops, [{ name: "lines", last: null, failing: null }]);
  assert.deepEqual([health.guards.fault, health.policy.own], [null, world.desk.policy.hash]);
  assert.ok(health.disk.free > 0 && health.database.bytes > 0 && health.guards.at !== null);
});

test("what is destroyed by date is told in numbers; a run is begun and stopped by who looks after the node alone", async () => {
  const told = () => get<PurgeView>(first, "purge");
  const { rules, last, due, destroyed } = await told();
  assert.deepEqual([rules, last, due, destroyed], [[], null, 0, 0]);
  const officer = await signedIn("ca.officer-1");
  assert.equal(await answerOf(await officer.send("GET", "/api/administration/purge")), "FORBIDDEN");
  assert.equal(await answerOf(await post(officer, "purge/begin")), "FORBIDDEN");
  assert.equal(await answerOf(await post(first, "purge/stop")), "STALE", "none is under way");
  assert.equal(await answerOf(await post(first, "purge/begin")), 204);
  assert.deepEqual(await lastDeed(), { by: "ca.administrator", deed: "purge-begin", officer: undefined });
  assert.equal((await told()).last?.ended, null);
  assert.equal(await answerOf(await post(second, "purge/begin")), "STALE", "one is under way");
  assert.equal(await answerOf(await post(officer, "purge/stop")), "FORBIDDEN");
  assert.equal(await answerOf(await post(second, "purge/stop")), 204);
  assert.equal((await told()).last?.stoppedBy, "ca.second");
});

/** Every address of the program, with what exists in place of each name. */
const ADDRESSES = () =>
  [...new Set(app.routes.flatMap(({ method, path }) => (method === "GET" ? [path] : [])))].filter(
    (path) => path !== "/api/events" && path !== "*",
  );
const NAMES: Readonly<Record<string, () => string>> = {
  item: () => encodeURIComponent(world.items.compartment),
  id: () => encodeURIComponent(world.items.open),
};

test("an administrator meets no word of any matter, whatever she asks for", async () => {
  const secrets = [CANARY, "Open matter", "Text of Open", ...Object.values(world.items)];
  const told = new Map<string, string>();
  for (const address of ADDRESSES()) {
    const path = address.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => NAMES[name]?.() ?? "x");
    const asked = [path, `${path}?q=${CANARY}`];
    for (const each of asked) {
      const answer = await first.send("GET", each);
      // What is asked for is said again by the page that asks.
      const text = (await answer.text()).replaceAll(each, "").replaceAll(`"q":"${CANARY}"`, "");
      for (const secret of secrets)
        if (text.includes(secret)) told.set(`${each} says ${secret}`, text.slice(0, 300));
    }
  }
  assert.deepEqual([...told], []);
  // An officer at the same addresses meets them: the test would notice.
  const [list, item] = await Promise.all(
    ["/api/requests?view=all", `/api/requests/${world.items.open}`].map(async (path) =>
      (await signedIn("ca.officer-1")).text(path),
    ),
  );
  assert.ok(list?.includes("Open matter") && item?.includes("Text of Open"));
  assert.ok(ADDRESSES().length > 50, String(ADDRESSES().length));
});

test("a program is registered by two administrators, exactly as proposed, and ended by one", async () => {
  const { desk } = world;
  const { jwk } = await Program.make();
  const until = `${new Date(desk.ports.world.now() + 30 * 86_400_000).toISOString().slice(0, 19)}Z`;
  const program = {
    id: "ca.gateway-7",
    name: "Synthetic Gateway",
    agency: "ca.ncb-ottawa",
    clearance: 1,
    compartments: [],
    scopes: ["requests:read"],
    until,
    jwk,
  };
  const propose = (changed: object = {}, id = newId()) =>
    post(first, "programs", { id, program: { ...program, ...changed } });
  assert.equal(await answerOf(await propose({ jwk: { ...jwk, d: "secret" } })), "BAD_FIELD", "a private key");
  assert.equal(await answerOf(await propose({ scopes: ["requests:read", "directory:write"] })), "BAD_FIELD");
  assert.equal(await answerOf(await propose({ agency: "ca.nowhere" })), "BAD_FIELD");
  assert.equal(await answerOf(await propose({ id: "ca.reader" })), "DUPLICATE");
  const id = newId();
  assert.equal(await answerOf(await propose({}, id)), 204);
  assert.equal(await findClient(desk.store, "ca.gateway-7", desk.ports.world.now()), null, "one is not two");
  const [waiting] = (await get<ProgramsView>(second, "programs")).proposals;
  assert.deepEqual(
    [waiting?.id, waiting?.scopes, waiting?.clearance, waiting?.proof, waiting?.proposedBy],
    ["ca.gateway-7", ["requests:read"], 1, "key", "ca.administrator"],
  );
  assert.equal(await answerOf(await propose({ clearance: 2 }, id)), "DUPLICATE", "another under the same id");
  const proposer = (from: string, to: string) =>
    world.pool.query("UPDATE client_proposal SET proposed_by = $2 WHERE proposed_by = $1", [from, to]);
  const confirm = (who: Visitor) => post(who, `programs/${id}/confirm`);
  await proposer("ca.administrator", "ca.second");
  assert.notEqual(await answerOf(await confirm(first)), 204, "by a name that somebody wrote over hers");
  await proposer("ca.second", "ca.administrator");
  assert.equal(await answerOf(await confirm(first)), "ILLEGAL");
  assert.equal(await answerOf(await confirm(await signedIn("ca.first-too"))), "ILLEGAL", "another account");
  assert.equal(await answerOf(await confirm(second)), 204);
  const view = await get<ProgramsView>(first, "programs");
  assert.deepEqual(view.proposals, []);
  const row = view.programs.find((each) => each.id === "ca.gateway-7") ?? assert.fail();
  assert.deepEqual(
    [row.print, row.until, row.used, row.revoked],
    [waiting?.print, Date.parse(until), null, null],
  );
  assert.equal(await answerOf(await post(second, "clients/ca.gateway-7/revoke")), 204);
  assert.equal(await findClient(desk.store, "ca.gateway-7", desk.ports.world.now()), null);
  assert.deepEqual((await lastDeed())?.deed, "program-revoked");
  assert.equal(await answerOf(await propose()), "DUPLICATE", "an id is never used twice");
  const officer = await signedIn("ca.officer-1");
  assert.equal((await officer.send("GET", "/api/administration/programs")).status, 403);
  assert.equal((await officer.send("GET", "/api/administration/directory")).status, 403);
});

test("what ends is told to who administers, once for each warning, and the one before is over", async () => {
  const { store } = world.desk;
  const until = Date.now() + 10 * 86_400_000;
  const told = async (days: number | null) => {
    const ends = [{ use: "authority" as const, name: "Synthetic", until, days }];
    for (let again = 0; again < 2; again++) await store.tx((tx) => tellWaiting(world.desk, tx, ends));
    return store.tx((tx) =>
      tx.db.rows<{ officer: string; read: boolean }>(
        "SELECT officer, read_at IS NOT NULL AS read FROM notice WHERE kind = 'officers' AND reason = 'key' ORDER BY officer",
        [],
      ),
    );
  };
  assert.deepEqual(await told(null), []);
  const unread = async (days: number) =>
    (await told(days)).filter(({ read }) => !read).map(({ officer }) => officer);
  const keepers = await unread(30);
  assert.ok(keepers.includes("ca.administrator") && !keepers.includes("ca.reviewer"), keepers.join());
  for (const days of [14, 7, 0]) assert.deepEqual(await unread(days), keepers, `${days}`);
  assert.equal((await told(0)).length, 4 * keepers.length);
  // It was renewed.
  assert.ok((await told(null)).every(({ read }) => read));
});
