import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DirectoryView, Grants, People } from "@setu/requests";
import { changeOfficers } from "../standing/rows.fixture.ts";
import { newId, Visitor } from "../access/matrix.fixture.ts";
import { officerFacts } from "../access/officers.ts";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { tellWaiting } from "../officers/telling.ts";
import { saveOfficers } from "../node/officers.ts";
import { loneDesk } from "../requests/desk.fixture.ts";
import { makeCode } from "../sign-in/enrolment.ts";
import { clientsOf, DirectoryClient, PATCH, type Said } from "./scim.fixture.ts";

/** A directory at a node: what it may bring about, and what takes persons. */
const AGENCY = "ca.ncb-ottawa";
const officer = (id: string, rest: object = {}) => ({
  id: `ca.${id}`,
  name: id,
  agency: AGENCY,
  lang: "en" as const,
  ...EVERYTHING,
  ...rest,
});
const WORKERS = Array.from({ length: 6 }, (_, n) => officer(`worker-${n}`));
const OFFICERS = [
  ...WORKERS,
  officer("first", { powers: ["administer"] }),
  officer("second", { powers: ["administer"] }),
  officer("third", { powers: ["administer"] }),
  officer("reviewer", { powers: ["oversee"] }),
  officer("elsewhere", { agency: "ca.elsewhere" }),
];
const HOUR = 3_600_000;

let world: Awaited<ReturnType<typeof loneDesk>>;
let app: ReturnType<typeof appOf>;
let directory: DirectoryClient;
let reader: DirectoryClient;
before(async () => {
  world = await loneDesk();
  const { desk } = world;
  await saveOfficers(desk.store, OFFICERS);
  const clients = clientsOf(desk.store, desk.ports.world.now);
  app = appOf(desk, OFFICERS, { clients });
  directory = await DirectoryClient.register(clients, app, { id: "ca.directory", agency: AGENCY });
  reader = await DirectoryClient.register(clients, app, {
    id: "ca.gateway",
    agency: AGENCY,
    scopes: ["requests:read"],
  });
});
after(() => world.close());

async function signedIn(id: string): Promise<Visitor> {
  const visitor = new Visitor(app);
  assert.equal(await visitor.signIn(id), 200, id);
  return visitor;
}
const user = (userName: string, rest: object = {}) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
  userName,
  ...rest,
});
const opened = async (userName: string, rest: object = {}): Promise<Said> => {
  const { status, said } = await directory.ask("POST", "/Users", user(userName, rest));
  assert.equal(status, 201, JSON.stringify(said));
  return said;
};
const shut = (id: string) =>
  directory.ask("PATCH", `/Users/${id}`, PATCH({ op: "Replace", path: "active", value: "False" }));
const standing = async (id: string) => officerFacts(world.desk.store, id, world.desk.ports.world.now());
const row = async (id: string): Promise<Record<string, unknown>> =>
  (await world.pool.query("SELECT * FROM officer WHERE id = $1", [id])).rows[0] as Record<string, unknown>;
const seen = async (who: string): Promise<DirectoryView> =>
  JSON.parse(await (await signedIn(who)).text("/api/administration/directory")) as DirectoryView;
const deeds = async () =>
  (
    await world.pool.query<{ by: string; args: Record<string, unknown> }>(
      "SELECT by, args FROM derived.trail WHERE what = 'administer' AND args ->> 'deed' = 'directory' ORDER BY pos",
    )
  ).rows.map(({ by, args }) => [by, args["officer"], args["did"], args["state"]]);

test("a directory opens an account in which there is nothing, and the home log says who did", async () => {
  const said = await opened("ana@example.test", {
    displayName: "Ana Example",
    externalId: "x-1",
    preferredLanguage: "fr-CA",
    emails: [{ value: "ana@example.test", type: "work", primary: true }],
    roles: [{ value: "administer" }],
    powers: ["administer", "oversee"],
    clearance: 4,
  });
  assert.match(said.id, /^ca\.person-[0-9a-f]{16}$/);
  assert.deepEqual([said["active"], said["displayName"]], [true, "Ana Example"]);
  const facts = await standing(said.id);
  assert.deepEqual([facts.powers, facts.clearance, facts.compartments, facts.active], [[], 0, [], false]);
  const { name, lang, mail, agency, provisioned } = await row(said.id);
  assert.deepEqual(
    [name, lang, mail, agency, provisioned],
    ["Ana Example", "fr", "ana@example.test", AGENCY, true],
  );
  assert.deepEqual((await deeds()).at(-1), ["ca.directory", said.id, "open", "done"]);
  // The configuration does not name it, and the next start does not close it.
  await saveOfficers(world.desk.store, OFFICERS);
  assert.equal((await directory.ask("GET", `/Users/${said.id}`)).said["active"], true);
  assert.equal((await directory.ask("POST", "/Users", user("ANA@example.test"))).status, 409);
});

test("it is found by what the directory calls it, page by page, in part and by its version", async () => {
  const by = async (filter: string) => {
    const { status, said } = await directory.ask("GET", `/Users?filter=${encodeURIComponent(filter)}`);
    return [
      status,
      (said["Resources"] as Said[] | undefined)?.map((each) => each["userName"]) ?? said["scimType"],
    ];
  };
  assert.deepEqual(await by('userName eq "Ana@Example.test"'), [200, ["ana@example.test"]]);
  assert.deepEqual(await by('externalId eq "x-1"'), [200, ["ana@example.test"]]);
  assert.deepEqual(await by('userName eq "ca.worker-1"'), [200, ["ca.worker-1"]]);
  assert.deepEqual(await by('userName sw "a"'), [400, "invalidFilter"]);
  assert.deepEqual(await by('password eq "a"'), [400, "invalidFilter"]);
  const all = (await directory.ask("GET", "/Users")).said;
  const names = (all["Resources"] as Said[]).map(({ id }) => id);
  // Reviewers, programs and the accounts of other agencies are in no list, and in no count.
  assert.equal(all["totalResults"], names.length);
  for (const id of ["ca.reviewer", "ca.elsewhere", "ca.directory"]) {
    assert.ok(!names.includes(id), id);
    assert.equal((await directory.ask("GET", `/Users/${id}`)).status, 404);
    assert.equal((await shut(id)).status, 404);
  }
  const page = (await directory.ask("GET", "/Users?startIndex=2&count=2&attributes=userName")).said;
  assert.deepEqual([page["startIndex"], page["itemsPerPage"]], [2, 2]);
  assert.deepEqual(
    (page["Resources"] as Said[]).map((each) => Object.keys(each).toSorted()),
    Array.from({ length: 2 }, () => ["id", "meta", "schemas", "userName"]),
  );
  const { said, headers } = await directory.ask("GET", "/Users/ca.worker-1");
  const etag = headers.get("etag") ?? "";
  const conditional = { "if-match": 'W/"another"' };
  const rename = PATCH({ op: "add", path: "externalId", value: "x-2" });
  assert.equal((await directory.ask("PATCH", `/Users/${said.id}`, rename, conditional)).status, 412);
  assert.equal((await directory.ask("PATCH", `/Users/${said.id}`, rename, { "if-match": etag })).status, 200);
  assert.equal(
    (await directory.send("GET", `/Users/${said.id}`, undefined, { "if-none-match": etag })).status,
    200,
  );
});

test("who is dismissed is out in the same moment: session, token, what she was writing; the other side hears it", async () => {
  const { desk, pool } = world;
  const visitor = await signedIn("ca.worker-0");
  const now = desk.ports.world.now();
  await changeOfficers(
    desk.store,
    "INSERT INTO token (hash, officer, name, writes, made, until) VALUES ($1, $2, 'x', true, $3, $4)",
    [Buffer.alloc(32, 1), "ca.worker-0", now, now + HOUR],
  );
  await pool.query(
    "INSERT INTO presence (item, officer, doing, since, seen) VALUES ($1, $2, 'writing', $3, $3)",
    ["ca:00000000000000000000000000000001", "ca.worker-0", now],
  );
  await makeCode(desk.store, "ca.worker-0", 1, now);
  const said = await shut("ca.worker-0");
  assert.deepEqual([said.status, said.said["active"]], [200, false]);
  assert.equal((await visitor.send("GET", "/api/session")).status, 401);
  const left = await pool.query<{ n: string }>(
    `SELECT (SELECT count(*) FROM session WHERE officer = $1) + (SELECT count(*) FROM token WHERE officer = $1)
      + (SELECT count(*) FROM presence WHERE officer = $1) + (SELECT count(*) FROM enrolment WHERE officer = $1) AS n`,
    ["ca.worker-0"],
  );
  assert.equal(Number(left.rows[0]?.n), 0);
  const declared = await pool.query("SELECT 1 FROM derived.person_act WHERE officer = 'ca.worker-0'");
  assert.ok((declared.rowCount ?? 0) > 0, "the lanes say so");
  assert.deepEqual((await deeds()).at(-1), ["ca.directory", "ca.worker-0", "close", "done"]);
});

test("nothing is given back by a directory: it is a wish, and two administrators answer it", async () => {
  const back = PATCH({ op: "replace", value: { active: true } });
  const { status, said } = await directory.ask("PATCH", "/Users/ca.worker-0", back);
  assert.deepEqual([status, said["active"]], [200, false], "the answer says how it is");
  assert.equal((await row("ca.worker-0"))["suspended"], true);
  await directory.ask("PATCH", "/Users/ca.worker-0", back);
  const wishes = (await seen("ca.first")).waiting.map(({ officer: of, did }) => [of, did]);
  assert.deepEqual(wishes, [["ca.worker-0", "reopen"]], "once, however often it is asked");
  const [first, second] = [await signedIn("ca.first"), await signedIn("ca.second")];
  const { people } = JSON.parse(await first.text("/api/administration/people")) as People;
  const { grants } = people.find(({ id }) => id === "ca.worker-0") ?? assert.fail();
  const to: Grants = { ...grants, suspended: false };
  const change = { id: newId(), officer: "ca.worker-0", to, reason: "new-post" };
  assert.equal((await first.send("POST", "/api/administration/changes", change)).status, 204);
  const confirm = await second.send("POST", `/api/administration/changes/${change.id}/confirm`, {});
  assert.equal(confirm.status, 204);
  assert.deepEqual((await seen("ca.first")).waiting, []);
  assert.equal((await directory.ask("GET", "/Users/ca.worker-0")).said["active"], true);
});

test("a group gives nothing: who is put into one stands before administrators as a wish", async () => {
  const made = await directory.ask("POST", "/Groups", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"],
    displayName: "Administrators",
    members: [{ value: "ca.worker-1" }],
  });
  assert.equal(made.status, 201, JSON.stringify(made.said));
  assert.deepEqual((await standing("ca.worker-1")).powers, [...EVERYTHING.powers]);
  const add = PATCH({ op: "Add", path: "members", value: [{ value: "ca.worker-2" }] });
  await directory.ask("PATCH", `/Groups/${made.said.id}`, add);
  const wished = async () =>
    (await seen("ca.first")).waiting.map(({ officer: of, did, group }) => [of, did, group]);
  assert.deepEqual(await wished(), [
    ["ca.worker-1", "join", "Administrators"],
    ["ca.worker-2", "join", "Administrators"],
  ]);
  const groups = (await directory.ask("GET", "/Users/ca.worker-1")).said["groups"] as Said[];
  assert.deepEqual(
    groups.map((each) => each["display"]),
    ["Administrators"],
  );
  for (const member of ["ca.reviewer", "ca.elsewhere", "ca.gateway", "ca.nobody"]) {
    const wrong = PATCH({ op: "add", path: "members", value: [{ value: member }] });
    assert.equal((await directory.ask("PATCH", `/Groups/${made.said.id}`, wrong)).status, 400, member);
  }
  const out = PATCH({ op: "remove", path: 'members[value eq "ca.worker-1"]' });
  assert.equal((await directory.ask("PATCH", `/Groups/${made.said.id}`, out)).status, 200);
  assert.deepEqual(await wished(), [["ca.worker-2", "join", "Administrators"]]);
  assert.equal((await directory.send("DELETE", `/Groups/${made.said.id}`)).status, 204);
  assert.deepEqual(await wished(), []);
});

test("a directory that closes everybody is braked: two administrators let it go, three persons in all", async () => {
  world.pass(2 * HOUR);
  const answers: number[] = [];
  for (const { id } of WORKERS) answers.push((await shut(id)).status);
  assert.deepEqual(answers, [200, 200, 200, 429, 429, 429]);
  assert.equal((await standing("ca.worker-5")).active, true, "the brake keeps her at work");
  const waiting = (await seen("ca.first")).waiting;
  assert.deepEqual(
    waiting.map(({ officer: of, did }) => [of, did]),
    [
      ["ca.worker-3", "close"],
      ["ca.worker-4", "close"],
      ["ca.worker-5", "close"],
    ],
  );
  const [first, second] = [await signedIn("ca.first"), await signedIn("ca.second")];
  const [one, other, last] = waiting.map(({ no }) => no);
  const decide = async (who: Visitor, what: "agree" | "drop", list: readonly (number | undefined)[]) =>
    (await who.send("POST", `/api/administration/directory/${what}`, { deeds: list })).status;
  assert.equal(await decide(first, "agree", [one, other]), 204);
  assert.equal((await standing("ca.worker-3")).active, true, "one is not two");
  assert.equal(await decide(first, "agree", [one]), 409, "nor is the same one twice");
  assert.equal(await decide(second, "agree", [one, other]), 204);
  assert.equal((await standing("ca.worker-3")).active, false);
  assert.equal(await decide(second, "drop", [last]), 204);
  assert.equal((await standing("ca.worker-5")).active, true);
  assert.deepEqual((await deeds()).slice(-1), [["ca.second", "ca.worker-5", "close", "dropped"]]);
  // Nobody is left who could let go what is braked: of three administrators it closes one, and not two.
  world.pass(2 * HOUR);
  assert.deepEqual([(await shut("ca.third")).status, (await shut("ca.second")).status], [200, 429]);
  assert.equal((await standing("ca.second")).active, true);
});

test("an account that is deleted is gone for the directory and stays for its acts; its name is free", async () => {
  const said = await opened("leo@example.test");
  assert.equal((await directory.send("DELETE", `/Users/${said.id}`)).status, 204);
  assert.equal((await directory.ask("GET", `/Users/${said.id}`)).status, 404);
  assert.equal((await row(said.id))["disabled"], true);
  await saveOfficers(world.desk.store, OFFICERS);
  assert.equal((await row(said.id))["disabled"], true, "no start opens it again");
  assert.notEqual((await opened("leo@example.test")).id, said.id);
});

test("no other door: a session, another scope, nobody; and no other page for a directory", async () => {
  const admin = await signedIn("ca.first");
  assert.equal((await admin.send("GET", "/scim/v2/Users")).status, 401);
  assert.equal((await reader.ask("GET", "/Users")).status, 403);
  for (const path of ["/../../api/requests", "/../../api/administration/people", "/../../api/powers"])
    assert.ok([401, 403].includes((await directory.send("GET", path)).status), path);
});

test("hostile bodies are refused in the protocol's own form, and nothing of them is kept", async () => {
  const before = (await directory.ask("GET", "/Users?count=0")).said["totalResults"];
  const deep = `{"userName":${"[".repeat(40)}${"]".repeat(40)}}`;
  const cases: readonly (readonly [unknown, number, string | undefined])[] = [
    ["{", 400, "invalidSyntax"],
    ["[]", 400, "invalidSyntax"],
    [deep, 400, "invalidSyntax"],
    [user("x".repeat(300)), 400, "invalidValue"],
    [user("a\u202eb"), 400, "invalidValue"],
    [{ ...user("ok"), USERNAME: "two" }, 400, "invalidSyntax"],
    [user("ok", { active: "perhaps" }), 400, "invalidValue"],
    [user("ok", { emails: Array.from({ length: 11 }, () => ({ value: "a@b.test" })) }), 400, "invalidValue"],
    [{ displayName: "nobody" }, 400, "invalidValue"],
    [`{"userName":"${"y".repeat(600_000)}"}`, 413, undefined],
  ];
  for (const [body, status, scimType] of cases) {
    const answer = await directory.ask("POST", "/Users", body);
    assert.deepEqual(
      [answer.status, answer.said["scimType"], answer.said["schemas"]],
      [status, scimType, ["urn:ietf:params:scim:api:messages:2.0:Error"]],
      JSON.stringify(body).slice(0, 80),
    );
  }
  for (const [path, scimType] of [
    ["id", "mutability"],
    ["groups", "mutability"],
    ["powers", "invalidPath"],
    ["userName[value eq 1]", "invalidPath"],
    ['emails[type eq "none"].value', "noTarget"],
  ] as const) {
    const answer = await directory.ask(
      "PATCH",
      "/Users/ca.worker-1",
      PATCH({ op: "replace", path, value: "x" }),
    );
    assert.deepEqual([answer.status, answer.said["scimType"]], [400, scimType], path);
  }
  assert.equal((await directory.ask("GET", "/Users?count=0")).said["totalResults"], before);
});

test("what waits for administrators is told to those who can act, and is no news once it is done", async () => {
  const { desk, pool } = world;
  const told = async (officer: string) =>
    (
      await pool.query<{ reason: string }>(
        "SELECT DISTINCT reason FROM notice WHERE kind = 'officers' AND officer = $1 AND read_at IS NULL ORDER BY 1",
        [officer],
      )
    ).rows.map(({ reason }) => reason);
  const [first, second] = [await signedIn("ca.first"), await signedIn("ca.second")];
  const { people } = JSON.parse(await first.text("/api/administration/people")) as People;
  const { grants } = people.find(({ id }) => id === "ca.worker-5") ?? assert.fail();
  const change = {
    id: newId(),
    officer: "ca.worker-5",
    to: { ...grants, clearance: 1 },
    reason: "correction",
  };
  assert.equal((await first.send("POST", "/api/administration/changes", change)).status, 204);
  await pool.query(
    "INSERT INTO alarm (peer, code, at, lane, evidence, digest) VALUES ('in', 'KEY_COPIED', $1, NULL, 'x', 'y')",
    [desk.ports.world.now()],
  );
  const tell = () => desk.store.tx((tx) => tellWaiting(desk, tx));
  await tell();
  // The closing of `ca.second` waits since the brake; who proposed the change is not told of it.
  assert.deepEqual(await told("ca.first"), ["alarm", "braked"]);
  assert.deepEqual(await told("ca.second"), ["alarm", "braked", "grant"]);
  for (const id of ["ca.worker-5", "ca.reviewer", "ca.third", "ca.directory"])
    assert.deepEqual(await told(id), [], id);
  const confirmed = await second.send("POST", `/api/administration/changes/${change.id}/confirm`, {});
  assert.equal(confirmed.status, 204);
  await tell();
  assert.deepEqual(await told("ca.second"), ["alarm", "braked"]);
});
