import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { RecordId } from "@setu/core";
import { homeOrigin, linkOrigin, type LogEntry, type Ports } from "@setu/link";
import { HighWater } from "@setu/server/node/high-water.ts";
import { compose } from "@setu/server/node/node.ts";
import { twoNodes, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { homeFiles, loadConfig, loadKeys, openPool, peerCard, type PgStore } from "@setu/server";
import { exportReview } from "@setu/server/review/export.ts";
import { reviewNode } from "@setu/server/review/node.ts";
import { NOTHING, verifyExport, type Memory, type Report, type Source } from "@setu/verifier";
import { firstBad } from "@setu/verifier/text.ts";
import { append, emptyFrontier, leafHash, root } from "tlog";
import { folderSource } from "../../cli/src/review-source.ts";
import { ask, journey, ORIGINS, rest } from "./journey.fixture.ts";

/**
 * security.md section 5, number 45, on PostgreSQL: whoever may change any row, with and without the keys of the node,
 * against a reviewer who kept the heads of yesterday, and against what the other side has signed.
 */
const LINK = linkOrigin("ca" as never, "in" as never, "flash", 1);
const HOME = homeOrigin("ca" as never, 1);
const SAMPLE = { seed: "six white dice", n: 20 as never };
const folder = mkdtempSync(join(tmpdir(), "setu-review-"));
let nodes: TwoNodes;
let memory: Memory;
let honest: Report;
let theirs: Source;
let dump: string;

before(async () => {
  nodes = await twoNodes();
  await journey(nodes, ask(), "not-held");
  await rest(nodes, ORIGINS);
  await nodes.ca.stop();
  dump = `${databaseName()}_dump`;
  await onServer(`CREATE DATABASE "${dump}" TEMPLATE "${databaseName()}"`);
  const again = await nodes.again("ca", "instead");
  await journey({ ...nodes, ca: again }, ask(), "not-held");
  await rest({ ...nodes, ca: again }, ORIGINS);
  await nodes.in.stop();
  await again.stop();
  const first = await judge(await exported(nodes.urls.ca, "honest"), {});
  assert.ok(first.memory);
  ({ memory, report: honest } = first as { memory: Memory; report: Report });
  const config = loadConfig(nodes.homes.in);
  const pool = openPool({ url: nodes.urls.in });
  theirs = await written(nodes.homes.in, pool, "theirs", config);
  await pool.end();
});
after(async () => {
  await onServer(`DROP DATABASE IF EXISTS "${dump}"`);
  await nodes.close();
  rmSync(folder, { recursive: true, force: true });
});

const databaseName = (): string => new URL(nodes.urls.ca).pathname.slice(1);

async function onServer(...statements: readonly string[]): Promise<void> {
  const url = new URL(nodes.urls.ca);
  url.pathname = "/postgres";
  const server = openPool({ url: url.href, max: 1 });
  for (const statement of statements) await server.query(statement);
  await server.end();
}

type Pool = ReturnType<typeof openPool>;
type Touched = { readonly client: Pool; readonly ports: Ports; readonly store: PgStore };
let exports = 0;

async function written(
  home: string,
  pool: Pool,
  name: string,
  config = loadConfig(home),
  work?: (given: Touched) => Promise<void>,
) {
  const high = new HighWater(join(folder, `${name}.marks`));
  const { store, ports } = compose(
    config,
    loadKeys(homeFiles(home).keys),
    peerCard(home, config),
    pool,
    high,
  );
  assert.ok(ports);
  await work?.({ client: pool, ports, store });
  const target = join(folder, name);
  // What was done to a database is looked at an hour after the other node's export.
  const world = { ...ports.world, now: () => Date.now() + (work ? 3_600_000 : 0) };
  await exportReview(reviewNode(home, store, { ...ports, world }), target, {
    by: "ca.oversight-1" as never,
    sample: SAMPLE,
    withheld: new Map(),
  });
  return folderSource(target);
}

/** An export of the database, after what is done to it. */
async function exported(
  url: string,
  name: string,
  work?: (given: Touched) => Promise<void>,
): Promise<Source> {
  const pool = openPool({ url });
  try {
    return await written(nodes.homes.ca, pool, name, loadConfig(nodes.homes.ca), work);
  } finally {
    await pool.end();
  }
}

const judge = (source: Source, given: { memory?: Memory; other?: Source }) =>
  verifyExport({ source, memory: NOTHING, asked: SAMPLE, ...given });

/** Does it to a copy of the database. @returns what a reviewer with a memory is told, and one with the other's export */
async function done(work: (given: Touched) => Promise<void>, template = databaseName()) {
  const name = `${databaseName()}_${(exports += 1)}`;
  const url = new URL(nodes.urls.ca);
  url.pathname = `/${name}`;
  await onServer(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  try {
    const source = await exported(url.href, `export-${exports}`, work);
    const known = await judge(source, { memory });
    assert.equal(known.memory === null, known.report.verdict === "broken");
    return { known: known.report, fresh: (await judge(source, { other: theirs })).report };
  } finally {
    await onServer(`DROP DATABASE "${name}" WITH (FORCE)`);
  }
}

const sql =
  (...statements: readonly string[]) =>
  async ({ client }: Touched) => {
    for (const statement of statements) await client.query(statement);
  };

const at = (report: Report, log: string) => firstBad(report, log);
const codes = ({ findings }: Report, log: string) =>
  findings.filter((each) => each.log === log).map(({ code }) => code);

test("the honest database is whole, and the other node's export gives the same verdict on the same logs (abuse 50)", async () => {
  assert.deepEqual(
    [honest.verdict, honest.findings.filter(({ code }) => code === "unanswered")],
    ["whole", []],
  );
  const { report } = await verifyExport({ source: theirs, memory: NOTHING, asked: SAMPLE });
  assert.equal(report.verdict, "whole");
  const facts = ({ logs }: Report) =>
    logs.filter(({ of }) => of !== "home").map(({ origin, size, root }) => ({ origin, size, root }));
  const sorted = (logs: ReturnType<typeof facts>) =>
    logs.toSorted((a, b) => a.origin.localeCompare(b.origin));
  assert.deepEqual(sorted(facts(report)), sorted(facts(honest)));
  assert.ok(honest.logs.every(({ of, attested }) => of === "peer" || (attested?.size ?? 0) > 0));
  const counts = honest.logs.map(({ sample }) => [sample?.drawn, sample?.opened]);
  assert.deepEqual(
    counts.map(([drawn]) => drawn),
    counts.map(([, opened]) => opened),
  );
});

for (const log of [LINK, HOME]) {
  const where = `origin = '${log}'`;
  test(`abuse 45: a row of ${log} is edited`, async () => {
    const edit = `UPDATE entry SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '"v":1', '"v":2'), 'UTF8') WHERE ${where} AND pos = 3`;
    const { known, fresh } = await done(sql("ALTER TABLE entry DISABLE TRIGGER ALL", edit));
    assert.deepEqual([at(known, log), at(fresh, log)], ["3", "3"]);
  });

  test(`abuse 45: a row of ${log} is deleted`, async () => {
    const { known, fresh } = await done(sql(`DELETE FROM entry WHERE ${where} AND pos = 4`));
    assert.equal(at(known, log), "4");
    assert.equal(fresh.verdict, "broken");
    if (log === LINK) assert.equal(at(fresh, log), "4");
  });

  test(`abuse 45: a row is inserted into ${log}`, async () => {
    const shift = `UPDATE entry SET pos = pos + 1000000 WHERE ${where} AND pos >= 2`;
    const back = `UPDATE entry SET pos = pos - 999999 WHERE ${where} AND pos >= 1000000`;
    const put = `INSERT INTO entry SELECT origin, 2, leaf, leaf_hash, t, seen, false, NULL, act, body, tombstone
      FROM entry WHERE ${where} AND pos = 1`;
    const { known, fresh } = await done(sql(shift, back, put));
    assert.equal(at(known, log), "2");
    assert.equal(fresh.verdict, "broken");
    if (log === LINK) assert.equal(at(fresh, log), "2");
  });

  test(`abuse 45: the chain of ${log} is rewritten from a row on, with the node's own keys`, async () => {
    const { known, fresh } = await done(async ({ client, ports, store }) => {
      const { size } = await store.tx((tx) => tx.own(log, false));
      const entries = await store.tx((tx) => tx.entries(log, 0, size));
      const kept = entries.filter((_, pos) => pos !== 5);
      await client.query(`DELETE FROM tile WHERE ${where}`);
      await client.query(`DELETE FROM entry WHERE ${where}`);
      await rewrite(store, ports, log, kept);
      await client.query(`UPDATE own_log SET cosigned = least(cosigned, size) WHERE ${where}`);
    });
    assert.equal(at(known, log), "5");
    assert.equal(fresh.verdict, "broken");
    const signed = log === LINK ? /^receipt-/ : /^home-differs$/;
    assert.ok(
      codes(fresh, log).some((code) => signed.test(code)),
      codes(fresh, log).join(),
    );
    if (log === LINK) assert.equal(at(fresh, log), "5");
  });
}

/** A second history under good signatures: what a database administrator with the file of keys can do. */
async function rewrite(
  store: PgStore,
  ports: Ports,
  origin: string,
  entries: readonly LogEntry[],
): Promise<void> {
  await store.tx(async (tx) => {
    const own = await tx.own(origin, true);
    const frontier = append(
      emptyFrontier(),
      entries.map(({ leaf }) => leafHash(leaf)),
    );
    const checkpoint = ports.keys.sign({ origin, size: frontier.size, root: root(frontier) }, Date.now());
    await tx.appendEntries(
      origin,
      0,
      entries.map((entry) => ({ ...entry, id: entry.id as RecordId })),
    );
    await tx.db.change(
      `UPDATE own_log SET size = $2, frontier = $3, checkpoint = $4, cosigned = 0 WHERE origin = $1`,
      [own.origin, frontier.size, Buffer.concat(frontier.hashes), checkpoint],
    );
  });
}

test("abuse 45: yesterday's dump is put back: each log ends where it ended then", async () => {
  const { known, fresh } = await done(async () => {}, dump);
  for (const { origin, of, size } of known.logs) {
    const before = honest.logs.find((log) => log.origin === origin);
    assert.ok(before);
    // The export writes into the home log, so that one goes on otherwise from where the dump ended.
    const first = Number(at(known, origin));
    if (before.size > size || of === "home")
      assert.ok(first <= size && first > 0, `${origin} ${first} ${size}`);
  }
  assert.ok(codes(known, HOME).includes("differs-from-memory"));
  // Without a memory the other node's older export still has what is missing here.
  const { size } = known.logs.find(({ origin }) => origin === LINK) ?? {};
  assert.equal(at(fresh, LINK), String(size));
});

test("abuse 45: contents are edited under a leaf that stays: the entry does not open, and is named", async () => {
  const edit = `UPDATE entry SET act = set_byte(act, 3, get_byte(act, 3) # 1) WHERE origin = '${LINK}' AND pos = 3`;
  const { known } = await done(sql(edit));
  assert.equal(known.verdict, "gaps");
  assert.deepEqual(
    known.findings.filter(({ code }) => code === "unreadable").map(({ log, first }) => [log, first]),
    [[LINK, 3]],
  );
});
