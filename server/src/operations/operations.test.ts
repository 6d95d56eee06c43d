import assert from "node:assert/strict";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { randomBytes, X509Certificate } from "node:crypto";
import { TRAINING_FROM } from "@setu/core";
import { KeysInUse } from "../node/in-use.ts";
import { Loop } from "../node/loop.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import { homeFiles, loadConfig } from "../node/config.ts";
import { alertRules, firing, readMetrics, type Metric } from "./alerts.fixture.ts";
import { FAMILIES } from "./families.ts";
import { changeCarried } from "../carried/known.ts";
import { fileSamples, homeSamples, linkSamples } from "./gather.ts";
import { loadKeys } from "../keys/node-keys.ts";
import { openMetrics } from "./openmetrics.ts";
import { startOperations } from "./start.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const RULES = alertRules(readFileSync(join(ROOT, "deploy/alerts.yml"), "utf8"));
const WORD = "canary-operations-avocet";

let nodes: TwoNodes;
let at: string;
before(async () => {
  nodes = await twoNodes(() => {}, {
    operations: { host: "127.0.0.1", port: 0 },
    retention: { standard: 9000 },
  });
  at = `http://127.0.0.1:${nodes.ca.operations}`;
});
after(() => nodes.close());

const ask = (path: string): Promise<Response> => fetch(at + path);
const metrics = async (): Promise<readonly Metric[]> => readMetrics(await (await ask("/metrics")).text());
const alerts = async (): Promise<readonly string[]> => {
  const read = await metrics();
  return RULES.filter((rule) => firing(rule, read)).map(({ alert }) => alert);
};
const change = (sql: string, params: readonly unknown[] = []) => nodes.ca.store.pool.query(sql, [...params]);

/** Each makes one alert's condition true on the node that runs; those that hurt its loops come last. */
const CAUSES: Readonly<Record<string, () => Promise<unknown>>> = {
  SetuPeerSilent: () => change("UPDATE peer_log SET heard_at = heard_at - 3600000 WHERE heard_at > 0"),
  SetuAlarm: () =>
    change("INSERT INTO alarm (peer, code, at, evidence, digest) VALUES ('in', 'VOID_ACT', 1, '', $1)", [
      randomBytes(32),
    ]),
  SetuPurgeLate: () => change("UPDATE purge SET began = 1, ended = 2"),
  SetuScrubLate: () => change("UPDATE scrub SET ended = 1"),
  SetuBackupLate: async () => utimesSync(homeFiles(nodes.homes.ca).lastBackup, 1, 1),
  SetuClockSkew: async () => {
    // The receipt is what the other side signs with its own clock.
    const world = nodes.in.desk?.ports.world as { now: () => number };
    world.now = () => Date.now() + 60_000;
    const browser = new Browser(nodes.ca.url);
    await browser.signIn("ca.officer-1");
    await browser.post("/api/requests", {
      command: askCommand({ body: { title: WORD, text: WORD, lang: "en" } as never }),
    });
  },
  SetuNotSent: () =>
    change(
      "INSERT INTO pending (origin, id, seen, a, act, t) SELECT origin, 'waits', 9000000, 'a', '', 1 FROM own_log WHERE pulse_at > 0 LIMIT 1",
    ),
  SetuNotApplied: () =>
    change(
      `INSERT INTO entry (origin, pos, leaf, leaf_hash, t, seen, raises, act)
       SELECT origin, applied, '', decode(repeat('00', 32), 'hex'), 1, 0, false, '' FROM peer_log LIMIT 1`,
    ),
  SetuLinkStopped: () =>
    change("INSERT INTO link VALUES ('in', 'FORK') ON CONFLICT (peer) DO UPDATE SET stopped = 'FORK'"),
  // A link that runs writes the pulse that is due; one that was stopped does not.
  SetuPulseLate: () => change("UPDATE own_log SET pulse_at = pulse_at - 3600000 WHERE pulse_at > 0"),
};

test("no alert fires on a node that is well; each fires when its condition comes true", async () => {
  writeFileSync(homeFiles(nodes.homes.ca).lastBackup, "");
  await until("a quiet node", alerts, (fired) => fired.length === 0);
  for (const [alert, cause] of Object.entries(CAUSES)) {
    assert.ok(!(await alerts()).includes(alert), `${alert} fired before`);
    await cause();
    await until(alert, alerts, (fired) => fired.includes(alert), 15_000);
  }
  // What stood in the request is nowhere in what the machine tells.
  assert.ok(!(await (await ask("/metrics")).text()).includes(WORD));
});

test("what cannot be brought about here fires by its value: disk, certificate, calendar", async () => {
  const { ca } = nodes.homes;
  const certificate = loadKeys(homeFiles(ca).keys).tls.certificate;
  const far = new X509Certificate(certificate).validToDate.getTime() - 29 * 86_400_000;
  const calendars = new Map([["own", "ca-2026.1"]]);
  const full = await homeSamples(
    { home: ca, certificate, calendars, road: "both", trains: false },
    far,
    async () => ({
      free: 9,
      total: 100,
    }),
  );
  const read = readMetrics(openMetrics(full));
  for (const alert of ["SetuDisk", "SetuCertificate", "SetuKeyEnds", "SetuCalendar"])
    assert.ok(
      RULES.some((rule) => rule.alert === alert && firing(rule, read)),
      alert,
    );
});

test("where files are carried no line is missed, and a file that is late is told", async () => {
  const { desk, store } = nodes.in;
  const now = Date.now();
  const month = 30 * 86_400_000;
  // On a line the same silence is three alerts.
  const told = async (road: "both" | "file", at: number) => {
    const link = await linkSamples(store, desk ?? assert.fail("it is linked"), road, at);
    const files = road === "file" ? fileSamples(nodes.homes.in, at) : [];
    const read = readMetrics(openMetrics([...link, ...files]));
    return RULES.filter((rule) => firing(rule, read)).map(({ alert }) => alert);
  };
  const late = await told("both", now + month);
  assert.ok(late.includes("SetuPeerSilent") && late.includes("SetuPulseLate"), late.join());
  assert.deepEqual(await told("file", now), ["SetuFileLate"], "none has come or gone");
  const out = { at: now, sizes: { main: 1 } };
  await changeCarried(nodes.homes.in, (was) => ({ ...was, out, in: { at: now, asOf: now } }));
  assert.deepEqual(await told("file", now + month / 3), []);
  assert.deepEqual(await told("file", now + month), ["SetuFileLate"]);
});

test("a node that trains says so to whoever watches it, and a live one does not", async () => {
  const { store, desk } = nodes.in;
  const home = nodes.homes.in;
  const told = async (instance: number) => {
    const config = { ...loadConfig(home), instance };
    const stops: (() => Promise<unknown>)[] = [];
    const asked = { home, config, inUse: new KeysInUse(home), peer: null, pool: store.pool };
    const { operations, port } = await startOperations({ ...asked, given: { operations: 0 } }, stops);
    operations.serves({ store, desk, guards: { state: { fault: null } } as never, loops: () => [] });
    const [ready, figures] = await Promise.all(
      ["readyz", "metrics"].map(async (path) => (await fetch(`http://127.0.0.1:${port}/${path}`)).text()),
    );
    for (const stop of stops) await stop();
    const trains = readMetrics(figures ?? "").find(({ name }) => name === "setu_training");
    return [ready, trains?.value];
  };
  assert.deepEqual(await told(TRAINING_FROM + 1), ["ready TRAINING\n", 1]);
  assert.deepEqual(await told(1), ["ready\n", 0]);
});

test("it answers questions of this machine alone, and nothing but its three addresses", async () => {
  assert.equal((await ask("/livez")).status, 200);
  for (const path of ["/", "/api/session", "/metrics?x=1", "/constructor"])
    assert.equal((await ask(path)).status, 404);
  assert.equal((await fetch(`${at}/readyz`, { method: "POST" })).status, 405);
  // `fetch` sets the header itself.
  const status = await new Promise((resolve, reject) => {
    const port = nodes.ca.operations;
    const rebound = { host: "127.0.0.1", port, path: "/metrics", headers: { host: "evil.example" } };
    request(rebound, (answer) => resolve(answer.resume().statusCode))
      .on("error", reject)
      .end();
  });
  assert.equal(status, 421);
  const officers = await fetch(`${nodes.ca.url}/metrics`);
  assert.equal(officers.status, 404);
});

test("latencies are counted by class of route, bounds included", async () => {
  const read = (await metrics()).filter(({ name }) => name.startsWith("setu_http_request"));
  const classes = new Set(read.map(({ labels }) => labels["class"]));
  assert.ok(classes.has("command") && classes.has("sign-in"), [...classes].join());
  const buckets = read.filter(
    ({ name, labels }) => name.endsWith("_bucket") && labels["class"] === "command",
  );
  const values = buckets.map(({ value }) => value);
  assert.deepEqual(
    values,
    values.toSorted((a, b) => a - b),
  );
  assert.equal(values.at(-1), 1);
});

test("without its database a process is alive, not ready, and says so", async () => {
  const pool = nodes.in.store.pool;
  const other = `http://127.0.0.1:${nodes.in.operations}`;
  const gone = (() => Promise.reject(new Error("gone"))) as never;
  Object.assign(pool, { query: gone, connect: gone });
  const ready = await fetch(`${other}/readyz`);
  const read = readMetrics(await (await fetch(`${other}/metrics`)).text());
  for (const own of ["query", "connect"]) Reflect.deleteProperty(pool, own);
  assert.ok(RULES.some((rule) => rule.alert === "SetuNoDatabase" && firing(rule, read)));
  assert.deepEqual([ready.status, await ready.text()], [503, "NO_DATABASE\n"]);
  assert.equal((await fetch(`${other}/readyz`)).status, 200);
});

test("each alert has its paragraph, and each of its families is told by this program", () => {
  const page = readFileSync(join(ROOT, "docs/operations.md"), "utf8");
  for (const { alert, family } of RULES) {
    assert.ok(page.includes(`**\`${alert}\`**`), alert);
    assert.ok(Object.hasOwn(FAMILIES, family), family);
  }
});

test("a loop whose round does not end is late, and one that waits for its time is not", async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  const loops = [
    new Loop(
      "stands",
      () => {},
      () => promise,
    ),
    new Loop(
      "waits",
      () => {},
      async () => 60_000,
    ),
  ];
  for (const loop of loops) loop.start();
  await new Promise((done) => setTimeout(done, 60));
  assert.ok((loops[0]?.late ?? 0) >= 0.05, String(loops[0]?.late));
  assert.equal(loops[1]?.late, 0);
  resolve(0);
  for (const loop of loops) await loop.stop();
});
