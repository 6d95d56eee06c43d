import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { parseSuspension, type Party } from "@setu/core";
import { saySuspension } from "@setu/link";
import type { Accepted, LinkView, RequestList, RequestView } from "@setu/requests";
import type { Suspensions } from "@setu/requests/suspension.ts";
import pg from "pg";
import { acknowledge, alarmsOf } from "../admin/alarms.ts";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { restoreBackup } from "../backup/restore.ts";
import { LEFT_OUT } from "../backup/tables.ts";
import { writeBackup } from "../backup/write.ts";
import { atRest } from "../db/at-rest.ts";
import { makeToken, readToken } from "../sign-in/tokens.ts";
import { declareHomeLost, homeGapsOf } from "../officers-log/home-lost.ts";
import { declareLost, gapsOf } from "../officers-log/lost.ts";
import { resumeOfficer, suspendOfficer } from "../officers-log/powers.ts";
import { standingOf } from "../officers-log/said.ts";
import { loadConfig } from "./config.ts";
import { saveOfficers } from "./officers.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

let nodes: TwoNodes;
before(async () => {
  nodes = await twoNodes();
});
after(() => nodes.close());

const command = () => askCommand({ lane: "flash" });

/** Runs statements on the server, outside the node's own database, which nobody uses meanwhile. */
async function onServer(...statements: readonly string[]): Promise<void> {
  const url = new URL(nodes.urls.ca);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Canada goes on from a copy of its database, made before `work` ran at it. */
async function restoredTo(ca: TwoNodes["ca"], work: (between: TwoNodes["ca"]) => Promise<void>) {
  const name = new URL(nodes.urls.ca).pathname.slice(1);
  await ca.stop();
  await onServer(`CREATE DATABASE "${name}_backup" TEMPLATE "${name}"`);
  const between = await nodes.again("ca", "instead");
  await work(between);
  await between.stop();
  await onServer(`DROP DATABASE "${name}"`, `ALTER DATABASE "${name}_backup" RENAME TO "${name}"`);
  return nodes.again("ca", "instead");
}

let latest: TwoNodes["ca"];

test("abuse 31: a database restored from an old backup takes back what the peer holds, and signs no second history", async () => {
  const delhi = new Browser(nodes.in.url);
  await delhi.signIn("in.officer-1");
  const sendFrom = async (node: TwoNodes["ca"]) => {
    const officer = new Browser(node.url);
    await officer.signIn("ca.officer-1");
    const { item } = await officer.post<Accepted>("/api/requests", { command: command() });
    await until(
      item,
      () => delhi.send("GET", `/api/requests/${item}`),
      (response) => response.ok,
    );
    await until(
      "receipt",
      () => officer.get<RequestView>(`/api/requests/${item}`),
      (view) => typeof view.timeline[0]?.delivery.applied === "number",
    );
    return { officer, item };
  };
  const first = await sendFrom(nodes.ca);
  const lost: string[] = [];
  const suspended = async () => {
    const { identity } = nodes.in.desk?.ports ?? assert.fail("the other node is linked");
    const known = await nodes.in.store.tx((tx) => standingOf(identity, tx, "ca" as Party));
    return (known.find(({ officer }) => officer === "ca.officer-2")?.suspended ?? null) !== null;
  };
  const now = Date.now();
  const exchange = {
    do: "suspend",
    ...parseSuspension({
      suspension: "5".repeat(32),
      offences: ["extortion"],
      agencies: [],
      level: 0,
      direction: "asking",
      from: now,
      reason: "review",
      review: now + 86_400_000,
    }),
  } as const;
  const restored = await restoredTo(nodes.ca, async (between) => {
    lost.push((await sendFrom(between)).item, (await sendFrom(between)).item);
    const { desk } = between;
    assert.ok(desk);
    await between.store.tx((tx) => suspendOfficer(desk, tx, "ca.officer-2"));
    await between.store.tx((tx) => saySuspension(desk.ports, tx, exchange));
    await until(
      "the suspension of the exchange over there",
      () => delhi.get<Suspensions>("/api/suspensions"),
      ({ theirs }) => theirs.length === 1,
    );
    await until("the suspension over there", suspended, (is) => is);
  });
  latest = restored;

  const { officer, item } = await sendFrom(restored);
  const list = await until(
    "the lost tail",
    () => officer.get<RequestList>("/api/requests?view=sent"),
    (each) => each.total === 4,
  );
  assert.deepEqual(new Set(list.rows.map((row) => row.item)), new Set([first.item, ...lost, item]));
  for (const each of lost) {
    const view = await officer.get<RequestView>(`/api/requests/${each}`);
    assert.deepEqual([view.timeline[0]?.body?.text, view.timeline[0]?.void], ["Synthetic text.", null]);
  }
  // The backup knows her as before; the log does not, and nothing gives back what was taken away.
  const row = () =>
    restored.store.rows<{ suspended: boolean }>(
      "SELECT suspended FROM officer WHERE id = 'ca.officer-2'",
      [],
    );
  await until("the suspension here", row, ([is]) => is?.suspended === true);
  assert.equal(await suspended(), true);
  // Nor does it forget in what the exchange is suspended: danger to life left above, this does not.
  const said = await officer.get<Suspensions>("/api/suspensions");
  assert.deepEqual(
    said.ours.map(({ id, ended }) => [id, ended]),
    [[exchange.suspension, null]],
  );
  const { args, ...rest } = askCommand({ lane: "main" });
  const asked = await officer.send("POST", "/api/requests", {
    command: { ...rest, args: { ...args, offence: "extortion" } },
  });
  assert.equal(((await asked.json()) as { code: string }).code, "EXCHANGE_SUSPENDED");
  assert.deepEqual((await delhi.get<LinkView>("/api/link")).alarms, []);
  // What the home log has lost nobody can give back: it is said, and the link goes on.
  const { state, alarms } = await officer.get<LinkView>("/api/link");
  assert.deepEqual([state, alarms.map(({ code }) => code)], ["up", ["ROLLBACK"]]);
  assert.match(
    alarms[0]?.evidence ?? "",
    /^ca\/home\/1\n\d+ entries were signed, \d+ are here\n[0-9a-f]{64}$/,
  );
});

test("abuse 31: a backup is read back before it counts, has no keyring in it, and brings an empty database to where the peer can bring it on", async () => {
  const { store, desk } = latest;
  const { party, instance } = loadConfig(nodes.homes.ca);
  const folder = mkdtempSync(join(tmpdir(), "setu-backup-"));
  const to = { backup: join(folder, "one.backup"), keyring: join(folder, "keyring") };
  const of = { url: nodes.urls.ca, atRest: store.atRest, party, instance };
  const write = () => writeBackup({ ...of, now: Date.now() }, to);
  const named = { name: "cli", writes: false, hours: 1 };
  const token = await makeToken(store, "ca.officer-1", named, Date.now());
  await readToken(store, token, Date.now());
  const officer = new Browser(latest.url);
  await officer.signIn("ca.officer-1");
  const file = await officer.send(
    "POST",
    "/api/uploads?name=a.txt&type=text/plain",
    new Uint8Array([1, 2, 3]),
  );
  const { id: upload } = (await file.json()) as { id: string };
  const { rows } = await write();
  assert.ok((rows["entry"] ?? 0) > 10 && (rows["officer"] ?? 0) >= 2);
  const text = gunzipSync(readFileSync(to.backup)).toString("utf8");
  for (const name of Object.keys(LEFT_OUT)) assert.ok(!text.includes(`{"table":"${name}"`), name);
  const secret = await store.rows<{ material: string }>(
    "(SELECT material::text FROM keyring LIMIT 3) UNION ALL SELECT material::text FROM upload",
    [],
  );
  for (const { material } of secret) assert.ok(!text.includes(material.slice(2)));
  const kept = readFileSync(to.backup);

  // A bit that has turned in the database: no new backup counts, and the last one stays.
  const turn = (by: number) =>
    store.rows(
      `UPDATE entry SET act = set_byte(act, 40, get_byte(act, 40) # ${by}) WHERE origin LIKE 'ca/link/%/flash/1' AND pos = 2`,
      [],
    );
  await turn(1);
  await assert.rejects(write(), { code: "BAD_BUNDLE" });
  assert.deepEqual(readFileSync(to.backup), kept);
  await turn(1);
  // In a key: the one good copy of the keyring is not replaced by it.
  const keyring = readFileSync(to.keyring);
  const turnKey = () =>
    store.rows(
      "UPDATE keyring SET material = set_byte(material, 30, get_byte(material, 30) # 1) WHERE slot = 0",
      [],
    );
  await turnKey();
  await assert.rejects(write(), { code: "BAD_BUNDLE" });
  assert.deepEqual(readFileSync(to.keyring), keyring);
  await turnKey();

  const later = await officer.send("POST", "/api/uploads?name=b.txt&type=text/plain", new Uint8Array([4]));
  assert.ok(later.ok);
  // The keyring is of a later day than the backup that will be restored.
  await writeBackup({ ...of, now: Date.now() }, { ...to, backup: join(folder, "two.backup") });
  const { item } = await officer.post<Accepted>("/api/requests", { command: command() });
  await until(
    "its receipt",
    () => officer.get<RequestView>(`/api/requests/${item}`),
    (view) => typeof view.timeline[0]?.delivery.applied === "number",
  );
  const before = await officer.get<RequestList>("/api/requests?view=sent");
  assert.ok(desk);
  await assert.rejects(restoreBackup(of, to), { code: "USAGE" });
  await latest.stop();

  const name = new URL(nodes.urls.ca).pathname.slice(1);
  await onServer(`DROP DATABASE "${name}"`, `CREATE DATABASE "${name}"`);
  const bent = join(folder, "bent.backup");
  const middle = Math.floor(kept.length / 2);
  writeFileSync(bent, kept.with(middle, (kept[middle] ?? 0) ^ 1));
  const short = join(folder, "short.backup");
  writeFileSync(short, gzipSync(text.slice(0, text.trimEnd().lastIndexOf("\n") + 1)));
  const refused = [
    { ...to, backup: bent },
    { ...to, backup: short },
    { backup: to.keyring, keyring: to.backup },
  ];
  for (const each of refused) await assert.rejects(restoreBackup(of, each), { code: "BAD_BUNDLE" });
  const another = { ...of, atRest: atRest(new Uint8Array(32)) };
  await assert.rejects(restoreBackup(another, to), { code: "BAD_BUNDLE" });
  const checked = await restoreBackup(of, to);
  assert.deepEqual(checked.rows, rows);

  latest = await nodes.again("ca", "instead");
  const again = new Browser(latest.url);
  await again.signIn("ca.officer-1");
  const draft = { title: "", text: "Synthetic.", lang: "en", args: {}, mark: null, files: [] };
  const saved = await again.send("PUT", "/api/drafts/new", {
    revision: 0,
    content: { acts: { ask: draft } },
  });
  const { revision } = (await saved.json()) as { revision: number };
  assert.ok(revision > 1_000_000, "of no number that a window from before may still hold");
  // Of a file that came since, the backup has no byte.
  const uploads = await latest.store.rows<{ id: string }>("SELECT id FROM upload WHERE n < 100", []);
  assert.deepEqual(uploads, [{ id: upload }]);
  const list = await until(
    "the tail",
    () => again.get<RequestList>("/api/requests?view=sent"),
    ({ total }) => total === before.total,
  );
  assert.deepEqual(new Set(list.rows.map((row) => row.item)), new Set(before.rows.map((row) => row.item)));
  const view = await again.get<RequestView>(`/api/requests/${item}`);
  assert.equal(view.timeline[0]?.body?.text, "Synthetic text.");
  assert.deepEqual((await nodes.in.store.tx((tx) => tx.link("ca" as Party))).stopped, null);
  // A token may have been ended since: none opens. Her row is believed all the same, and she makes another.
  await assert.rejects(readToken(latest.store, token, Date.now()), { code: "SIGNED_OUT" });
  const anew = await makeToken(latest.store, "ca.officer-1", named, Date.now());
  await readToken(latest.store, anew, Date.now());
  const faults = await latest.store.rows("SELECT FROM alarm WHERE code = 'STANDING_UNKNOWN'", []);
  assert.deepEqual(faults, []);
  rmSync(folder, { recursive: true });
});

const ADMINISTERS = {
  ...EVERYTHING,
  powers: ["administer"] as const,
  lang: "en",
  agency: "ca.ncb-ottawa",
} as const;
const TWO = ["ca.admin-1", "ca.admin-2"].map((id) => ({ ...ADMINISTERS, id, name: id }));

test("abuse 31: what is lost on both sides closes the lane until two persons have declared it lost, and leaves nobody in office", async () => {
  const restored = await restoredTo(latest, async ({ store, desk }) => {
    assert.ok(desk);
    const { identity } = desk.ports;
    await store.tx((tx) => suspendOfficer(desk, tx, "ca.officer-1"));
    const word = `SELECT id FROM derived.person_act WHERE party = 'ca' AND officer = 'ca.officer-1' AND pos IS NOT NULL`;
    const said = await until(
      "the suspension over there",
      () => nodes.in.store.rows<{ id: string }>(word, []),
      (rows) => rows.length === identity.lanes.length,
    );
    await nodes.in.store.rows("DELETE FROM keyring WHERE party = 'ca' AND id = ANY ($1::text[])", [
      said.map(({ id }) => id),
    ]);
  });
  const { store, desk } = restored;
  assert.ok(desk);
  const gaps = () => store.tx((tx) => gapsOf(desk, tx));
  await until("both lanes closed", gaps, ({ length }) => length === 2);
  await saveOfficers(store, [...loadConfig(nodes.homes.ca).officers, ...TWO]);
  // Her row is of before: here nobody knows.
  const officer = new Browser(restored.url);
  await officer.signIn("ca.officer-1");
  const refused = await officer.send("POST", "/api/requests", { command: command() });
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { code: string }).code],
    [423, "OWN_LOG_CLOSED"],
  );
  await until(
    "the alarm",
    () => officer.get<LinkView>("/api/link"),
    ({ alarms, lanes }) =>
      alarms.filter(({ code }) => code === "CANNOT_OPEN").length === 2 &&
      lanes.every(({ closed, size }) => closed !== null && closed < size),
  );

  const [by, and] = ["ca.admin-1", "ca.admin-2"] as const;
  const declare = (lane: string, one: string, other: string) =>
    store.tx((tx) => declareLost(desk, tx, { lane, by: one, and: other }));
  const REFUSED = [
    ["ILLEGAL", "flash", by],
    ["FORBIDDEN", "flash", "ca.officer-1"],
    ["NOT_FOUND", "bulk", and],
  ] as const;
  for (const [code, lane, other] of REFUSED) await assert.rejects(declare(lane, by, other), { code });
  assert.equal((await gaps()).length, 2);
  assert.deepEqual(await declare("flash", by, and), ["ca.officer-1"]);
  assert.deepEqual(await declare("main", and, by), []);
  assert.deepEqual(await gaps(), []);
  await assert.rejects(officer.get("/api/session"));
  const [deed] = await store.rows<{ n: number }>(
    "SELECT count(*)::int AS n FROM derived.trail WHERE what = 'administer' AND args->>'deed' = 'log-lost'",
    [],
  );
  assert.equal(deed?.n, 2);
  // The end of the home log, which nobody else has: each restore has lost one, and two persons say so in what is left.
  const homeGap = (one: string, other: string) =>
    store.tx((tx) => declareHomeLost(desk, tx, { by: one, and: other }));
  await assert.rejects(homeGap(by, by), { code: "ILLEGAL" });
  // One person who has looked into the alarm has declared nothing.
  const open = await store.tx((tx) => homeGapsOf(desk, tx));
  const [{ no } = assert.fail()] = open;
  await store.tx((tx) => acknowledge(desk, tx, { by, no, because: "Looked into." }));
  const ends = await homeGap(by, and);
  assert.deepEqual(ends, open);
  assert.ok(ends.length > 0 && ends.every(({ signed, here }) => signed > here));
  await assert.rejects(homeGap(by, and), { code: "NOT_FOUND" });
  const [said] = await store.rows<{ args: Record<string, unknown> }>(
    "SELECT args FROM derived.trail WHERE args->>'deed' = 'home-lost' ORDER BY pos DESC LIMIT 1",
    [],
  );
  const { no: _, ...last } = ends.at(-1) ?? assert.fail();
  assert.deepEqual(said?.args, { ...last, deed: "home-lost", and });
  const { rows } = await store.tx((tx) => alarmsOf(desk, tx));
  assert.ok(rows.every(({ code, acknowledged }) => code !== "ROLLBACK" || acknowledged?.by === by));
  // What she may do was changed by this program, and is believed when it is given back.
  await store.tx((tx) => resumeOfficer(desk, tx, "ca.officer-1"));
  const back = new Browser(restored.url);
  await back.signIn("ca.officer-1");
  await back.get<RequestList>("/api/requests?view=sent");
  // The lanes go on, and say of her again what they had said.
  const waits = () => store.rows("SELECT FROM pending", []);
  await until("the lanes", waits, ({ length }) => length === 0);
  assert.equal((await nodes.in.store.tx((tx) => tx.link("ca" as Party))).stopped, null);
});
