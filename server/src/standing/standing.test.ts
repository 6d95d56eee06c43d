import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { officerFacts } from "../access/officers.ts";
import { peerCard } from "../node/cards.ts";
import { homeFiles, loadConfig } from "../node/config.ts";
import { HighWater } from "../node/high-water.ts";
import { compose } from "../node/node.ts";
import { mendOfficer, saveOfficers } from "../node/officers.ts";
import { loadKeys } from "../keys/node-keys.ts";
import { wantedOf } from "../officers-log/wanted.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { issue, readGrant } from "../clients/access-tokens.ts";
import { addClient } from "../clients/registry.ts";
import { Sessions } from "../http/sessions.ts";
import { feedOf, makeFeed } from "../me/feed.ts";
import { makeCode, officerOfCode, spendCode } from "../sign-in/enrolment.ts";
import { agreeToRecovery, askRecovery, openRecoveries } from "../sign-in/recovery.ts";
import { makeToken, readToken } from "../sign-in/tokens.ts";
import { entered } from "./entrances.ts";
import { changeOfficers } from "./rows.fixture.ts";
import { sealed, standings as rowsOf } from "./sealing.ts";
import { Standings } from "./standings.ts";

/** Whoever may write into every row of the database, and has no key of the node. */
const WHO = "ca.officer-1";
let alone: LoneDesk;
let standings: Standings;
before(async () => {
  alone = await loneDesk();
  standings = standingsOf(alone.desk.store);
});
after(() => alone.close());
beforeEach(async () => assert.deepEqual(await standings.check(), []));

function standingsOf(store: LoneDesk["desk"]["store"]): Standings {
  const peer = alone.desk.ports.identity.peer.party;
  return new Standings({ store, peer, log: (event) => alone.logged.push(event) });
}
const sql = (text: string, values: readonly unknown[] = []) => alone.pool.query(text, values as unknown[]);
const facts = (store = alone.desk.store) => officerFacts(store, WHO, Date.now());
const row = async () => (await sql("SELECT * FROM officer WHERE id = $1", [WHO])).rows[0] as Row;
type Row = Record<string, unknown>;
const put = (values: Row) => {
  const names = Object.keys(values).filter((name) => name !== "id");
  const set = names.map((name, i) => `${name} = $${i + 2}`).join();
  return sql(`UPDATE officer SET ${set} WHERE id = $1`, [WHO, ...names.map((name) => values[name])]);
};
const found = async (of = standings) => (await of.check()).map(({ officer, why }) => ({ officer, why }));
const alarms = async () =>
  (await sql("SELECT evidence FROM alarm WHERE code = 'STANDING_UNKNOWN' ORDER BY no")).rows.map(
    ({ evidence }) => String(evidence).split(" ").slice(0, 2).join(" "),
  );
/** What the alarm of a look names of sessions, tokens and codes. */
const cleared = async () => {
  await sql("DELETE FROM alarm WHERE code = 'SESSION_UNKNOWN'");
  assert.deepEqual(await found(), []);
  const { rows } = await sql("SELECT evidence FROM alarm WHERE code = 'SESSION_UNKNOWN'");
  return rows.map(({ evidence }) => String(evidence)).join();
};
/** The node as it is after a start: what it remembered is gone. */
const restarted = () => {
  const config = loadConfig(alone.home);
  const marks = new HighWater(homeFiles(alone.home).highWater);
  return compose(
    config,
    loadKeys(homeFiles(alone.home).keys),
    peerCard(alone.home, config),
    alone.pool,
    marks,
  ).store;
};

const WIDENED: readonly (readonly [string, string])[] = [
  ["powers", "powers = powers || '{administer}'"],
  ["clearance", "clearance = 0"],
  ["compartments", "compartments = '{amal}'"],
  ["agency", "agency = 'ca.elsewhere'"],
  ["the end of her accreditation", "accredited_until = accredited_until + 1"],
  ["her suspension", "suspended = true"],
  ["whose account it is", "person = 'ca.officer-2'"],
  ["what the configuration last said", "seeded = NULL"],
];
for (const [what, set] of WIDENED)
  test(`abuse 45: a row of an officer in which somebody has changed ${what} is not believed, and is named`, async () => {
    const before = await row();
    await sql(`UPDATE officer SET ${set} WHERE id = $1`, [WHO]);
    assert.deepEqual([(await facts()).active, (await facts()).powers], [false, []]);
    const { officers } = await alone.desk.store.tx((tx) => wantedOf(tx.db));
    const told = officers.find(({ id }) => id === WHO);
    assert.deepEqual([told?.disabled, told?.suspended], [true, false], "and nothing else is told by it");
    assert.deepEqual(await found(), [{ officer: WHO, why: "row" }]);
    assert.equal((await alarms()).at(-1), `${WHO} row`);
    await put(before);
    assert.equal((await facts()).active, true);
  });

test("abuse 45: a key or a token that somebody has put beside hers takes her tokens out of use", async () => {
  const { store } = alone.desk;
  const token = await makeToken(store, WHO, { name: "cli", writes: false, hours: 1 }, Date.now());
  const mine = () => readToken(store, token, Date.now());
  assert.equal((await mine()).officer.id, WHO);
  await sql("UPDATE token SET writes = true");
  await assert.rejects(mine, { code: "SIGNED_OUT" });
  assert.deepEqual(await found(), [{ officer: WHO, why: "credentials" }]);
  await sql("UPDATE token SET writes = false");
  assert.equal((await mine()).writes, false);
  await sql(
    `INSERT INTO passkey (key, kind, officer, name, algorithm, spki, counter, transports, synced, backed_up, made)
     VALUES ('k', 'x509', $1, 'Smart card', -7, '', 0, '{}', false, false, 1)`,
    [WHO],
  );
  assert.deepEqual(await found(), [{ officer: WHO, why: "credentials" }]);
  await assert.rejects(mine, { code: "SIGNED_OUT" });
  await sql("DELETE FROM passkey");
});

test("abuse 45: yesterday's row, whole and sealed, is not believed: by the process that saw the newer, nor after a start", async () => {
  const before = await row();
  await changeOfficers(alone.desk.store, "UPDATE officer SET clearance = 0 WHERE id = $1", [WHO]);
  assert.deepEqual(await found(), []);
  const now = await row();
  await put(before);
  assert.equal((await facts()).active, false);
  assert.deepEqual(await found(), [{ officer: WHO, why: "older" }]);
  const again = restarted();
  assert.deepEqual(await found(standingsOf(again)), [{ officer: WHO, why: "older" }]);
  assert.equal((await facts(again)).active, false);
  await put(now);
});

const MOVED: readonly (readonly [string, string])[] = [
  ["moved to another officer", "officer = 'ca.officer-2'"],
  ["kept from its end", "began = began + 1"],
  ["kept from resting", "used = used + 1"],
  ["made fresh", "proved = proved + 1"],
  ["made one of a key", "way = 'passkey'"],
  ["tied to a key", "passkey = 'k'"],
  ["said to be better proved", "acr = 'high'"],
  ["said to be newly proved", "auth_time = 1"],
  ["left without a seal", "mac = NULL"],
];
for (const [what, set] of MOVED)
  test(`abuse 45: a session that somebody has ${what} is none, and is named`, async () => {
    const sessions = new Sessions(alone.desk.store, Date.now);
    const token = await sessions.begin({ officer: WHO, way: "demo" });
    assert.equal((await sessions.read(token)).officer.id, WHO);
    await sql(`UPDATE session SET ${set}`);
    // As for a cookie that never was.
    const dead = { code: "SIGNED_OUT", message: "nobody is signed in" };
    await assert.rejects(sessions.read(token), dead);
    await assert.rejects(sessions.renew(token, "k"), dead);
    assert.match(await cleared(), /^session ca\.officer-\d [\w-]{43}$/);
    assert.equal(await cleared(), "", "it is gone, and told of once");
  });

test("abuse 45: what lets somebody in is made by this node alone, not for a secret of his own who writes the tables", async () => {
  const { desk } = alone;
  const { store } = desk;
  const now = Date.now();
  const [jwk, until] = ['{"kty":"EC"}', now + 60_000];
  const program = { name: "Program", agency: "ca.ncb-ottawa", clearance: 0, compartments: [], pin: null };
  await addClient(
    store,
    { ...program, id: "ca.program", scopes: ["requests:read"], topics: ["drugs"], until, jwk },
    now,
  );
  const grant = { client: "ca.program", scopes: [], binding: { jkt: "key", x5t: null } } as const;
  const ways: readonly (readonly [
    string,
    () => Promise<string>,
    (secret: string) => Promise<unknown>,
    string,
  ])[] = [
    [
      "session",
      () => new Sessions(store, Date.now).begin({ officer: WHO, way: "demo" }),
      (secret) => new Sessions(store, Date.now).read(secret),
      "SIGNED_OUT",
    ],
    ["access_token", () => issue(store, grant, now), (secret) => readGrant(store, secret, now), "SIGNED_OUT"],
    ["enrolment", () => makeCode(store, WHO, 1, now), (code) => officerOfCode(store, code, now), "FORBIDDEN"],
    [
      "enrolment",
      () => makeCode(store, WHO, 1, now),
      (code) => spendCode(store, code, WHO, now),
      "FORBIDDEN",
    ],
    ["feed", () => makeFeed(store, WHO, now), (secret) => feedOf(desk, secret), "NOT_FOUND"],
  ];
  for (const [table, make, use, code] of ways) {
    // One that was made here, of which he keeps the secret, is given to somebody else's row.
    const old = await make();
    const { rows } = await sql(`SELECT hash FROM ${table}`);
    await sql(`DELETE FROM ${table}`);
    const made = await make();
    await sql(`UPDATE ${table} SET hash = $1`, [rows[0]?.hash]);
    await assert.rejects(use(old), { code }, table);
    assert.match(await cleared(), new RegExp(`^${table} ca\\.\\S+ \\S+$`));
    await assert.rejects(use(made), { code }, table);
    await use(await make());
    await sql(`DELETE FROM ${table}`);
  }
});

test("abuse 45: nobody has asked for a code who stands in the table without having asked", async () => {
  const { store } = alone.desk;
  // Two who with the officer would be three persons.
  const [lost, asker, by] = [WHO, "ca.officer-2", "ca.program"];
  const now = Date.now();
  const agree = () =>
    store.tx((tx) => agreeToRecovery(tx, { by, officer: lost, now }, () => Promise.resolve(true)));
  await sql("INSERT INTO recovery (officer, asked_by, at) VALUES ($1, $2, $3)", [lost, asker, now]);
  assert.deepEqual(await store.tx(({ db }) => openRecoveries(db, now)), []);
  await assert.rejects(agree(), { code: "NOT_FOUND", message: "nobody has asked for this" });
  assert.match(await cleared(), /^recovery ca\.officer-1 \S+$/);
  await store.tx((tx) => askRecovery(tx, { by, officer: lost, now }));
  await sql("UPDATE recovery SET asked_by = $1", [asker]);
  await assert.rejects(agree(), { code: "NOT_FOUND" });
  assert.match(await cleared(), /^recovery ca\.officer-1 \S+$/);
});

test("a column that is added to what lets somebody in is sealed or stands here", async () => {
  for (const table of ["session", "access_token", "enrolment", "recovery", "feed"] as const) {
    const { rows } = await sql(
      "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0",
      [table],
    );
    const here = new Set([...entered(table).split(","), "session.id_token"]);
    assert.deepEqual(
      rows.map(({ attname }) => `${table}.${attname}`).filter((name) => !here.has(name)),
      [],
    );
  }
});

test("abuse 45: yesterday's row that a migration has sealed anew is not believed: the log says another under that number", async () => {
  const before = await row();
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = true WHERE id = $1", [WHO]);
  assert.deepEqual(await found(), []);
  const now = await row();
  await put(before);
  // As `migrateKeeping` does, which knows no log.
  const again = restarted();
  await again.tx(async (tx) => sealed(tx, await rowsOf(tx, [WHO], true)));
  const first = standingsOf(again);
  assert.deepEqual(await found(first), [{ officer: WHO, why: "row" }]);
  assert.equal((await facts(again)).active, false);
  assert.deepEqual(await found(first), [{ officer: WHO, why: "row" }], "nor when it is looked into again");
  await put(now);
  assert.deepEqual(await found(first), [], "and the row that the log tells of is believed at once");
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = false WHERE id = $1", [WHO]);
  assert.deepEqual(await found(first), []);
  assert.equal((await facts(again)).active, true);
});

test("abuse 45: a process that has not looked into the home log yet seals no row that is older than what stands there", async () => {
  const before = await row();
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = true WHERE id = $1", [WHO]);
  const now = await row();
  await put(before);
  const fresh = restarted();
  await changeOfficers(fresh, "UPDATE officer SET clearance = 1 WHERE id = $1", [WHO]);
  assert.equal((await facts(fresh)).active, false);
  assert.deepEqual(await found(standingsOf(restarted())), [{ officer: WHO, why: "older" }]);
  await put(now);
  await changeOfficers(alone.desk.store, "UPDATE officer SET suspended = false WHERE id = $1", [WHO]);
  assert.equal((await facts()).active, true);
});

test("what the node changes of a row that it does not believe leaves it unbelieved, until the operator mends it", async () => {
  await sql("UPDATE officer SET clearance = 1, recalled = true WHERE id = $1", [WHO]);
  const config = loadConfig(alone.home);
  await saveOfficers(alone.desk.store, config.officers);
  assert.equal((await facts()).active, false);
  assert.deepEqual(await found(), [{ officer: WHO, why: "row" }]);
  await sql("UPDATE officer SET recalled = false WHERE id = $1", [WHO]);
  const entry = config.officers.find(({ id }) => id === WHO) ?? assert.fail();
  await mendOfficer(config, { store: alone.desk.store, desk: alone.desk }, entry);
  assert.deepEqual(await found(), []);
  assert.deepEqual([(await facts()).active, (await facts()).clearance], [true, entry.clearance]);
});

test("rows without a seal are not taken for old ones, though the database forgets that the log has spoken", async () => {
  const before = await row();
  await put({ standing_no: 0, standing_mac: null, clearance: 0 });
  assert.deepEqual(await found(), [{ officer: WHO, why: "older" }]);
  await sql("DELETE FROM monotone WHERE key LIKE 'standing:%'");
  const again = restarted();
  assert.deepEqual(await found(standingsOf(again)), [{ officer: WHO, why: "older" }]);
  assert.equal((await facts(again)).active, false);
  await put(before);
  await changeOfficers(alone.desk.store, "UPDATE officer SET clearance = 0 WHERE id = $1", [WHO]);
  const now = await row();
  await put(before);
  assert.deepEqual(await found(standingsOf(restarted())), [{ officer: WHO, why: "older" }], "nor later");
  await put(now);
});

test("whose entry in the log was made unreadable is not believed, with whatever seal", async () => {
  await changeOfficers(alone.desk.store, "UPDATE officer SET clearance = 1 WHERE id = $1", [WHO]);
  assert.deepEqual(await found(), []);
  await sql(`DELETE FROM keyring WHERE id = (SELECT id FROM entry JOIN derived.trail USING (pos)
    WHERE entry.origin = 'ca/home/1' AND what = 'standing' ORDER BY pos DESC LIMIT 1)`);
  const faults = await found();
  assert.ok(faults.some(({ officer, why }) => officer === WHO && why === "log"));
  assert.equal((await facts()).active, false);
});
