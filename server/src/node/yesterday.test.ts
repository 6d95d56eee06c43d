import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ItemId, Party } from "@setu/core";
import { saySuspension } from "@setu/link";
import type { Accepted, RequestView } from "@setu/requests";
import pg from "pg";
import { restoreBackup } from "../backup/restore.ts";
import { writeBackup } from "../backup/write.ts";
import type { PgStore } from "../db/pg-store.ts";
import { disposeItem } from "../disposal/dispose.ts";
import { suspendOfficer } from "../officers-log/powers.ts";
import { loadConfig } from "./config.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

let nodes: TwoNodes;
before(async () => {
  nodes = await twoNodes();
});
after(() => nodes.close());

const BYTES = new TextEncoder().encode("Synthetic file of the day that is lost.");
const SIZES = "SELECT origin, cosigned AS n FROM own_log UNION ALL SELECT origin, held FROM peer_log";
/**
 * By hash, so that two databases can be compared: everything in the lanes up to what both sides have signed, and what follows
 * from it. The salt of a pulse over the home log (slot 255) never leaves a node, and is lost with the end of that log.
 */
const KEPT = `WITH until AS (SELECT key AS origin, value::bigint AS n FROM jsonb_each_text($1::jsonb))
  SELECT concat_ws(' ', origin, pos, encode(leaf_hash, 'hex'), md5(act), md5(body), tombstone) AS it
    FROM entry JOIN until USING (origin) WHERE split_part(origin, '/', 2) = 'link' AND pos < n
  UNION ALL SELECT concat_ws(' ', 'act', origin, pos, party, id, md5(act), persons) FROM derived.act JOIN until USING (origin) WHERE pos < n
  UNION ALL SELECT concat_ws(' ', 'key', party, keyring.id, slot) FROM keyring JOIN derived.act USING (party, id) JOIN until USING (origin) WHERE pos < n AND slot < 255
  UNION ALL SELECT concat_ws(' ', 'file', c, count(*), md5(string_agg(md5(bytes), '' ORDER BY part))) FROM attachment_part
    WHERE c = ANY ($2::text[]) GROUP BY c
  UNION ALL SELECT concat_ws(' ', 'suspended', party, id) FROM derived.suspension
  UNION ALL SELECT concat_ws(' ', 'out of office', id) FROM officer WHERE suspended
  UNION ALL SELECT concat_ws(' ', 'destroyed', party, id, ground) FROM disposal
  ORDER BY it`;
type Sizes = Readonly<Record<string, number>>;

const sizesOf = async (store: PgStore): Promise<Sizes> =>
  Object.fromEntries(
    (await store.rows<{ origin: string; n: number }>(SIZES, [])).map(({ origin, n }) => [origin, n]),
  );
const keptIn = async (store: PgStore, sizes: Sizes, files: readonly string[]) =>
  (await store.rows<{ it: string }>(KEPT, [JSON.stringify(sizes), files])).map(({ it }) => it);

test("abuse 31: a backup one day old, restored, loses nothing that the other side had cosigned: requests, messages, files, officers, suspensions, destructions", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "setu-yesterday-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { store, desk } = nodes.ca;
  assert.ok(desk);
  const { party, instance } = loadConfig(nodes.homes.ca);
  const files = { backup: join(folder, "yesterday"), keyring: join(folder, "keyring") };
  const of = { url: nodes.urls.ca, atRest: store.atRest, party, instance };
  const [ottawa, delhi] = [new Browser(nodes.ca.url), new Browser(nodes.in.url)];
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
  const bring = async (browser: Browser, bytes = BYTES) => {
    const response = await browser.send("POST", "/api/uploads?name=a.txt&type=text/plain", bytes);
    return ((await response.json()) as { id: string }).id;
  };
  const seen = (browser: Browser, item: string, acts: number) =>
    until(
      "what crosses",
      async () => {
        const response = await browser.send("GET", `/api/requests/${item}`);
        return response.ok ? ((await response.json()) as RequestView) : null;
      },
      (view) => (view?.timeline.length ?? 0) >= acts,
    );
  const ask = async (more: object = {}) => {
    const { item } = await ottawa.post<Accepted>("/api/requests", { command: { ...askCommand(), ...more } });
    await seen(delhi, item, 1);
    return item;
  };
  const old = await ask();
  const { head } = await writeBackup({ ...of, now: Date.now() }, files);

  // The day that will be lost here.
  const item = await ask({ files: [await bring(ottawa)] });
  const { after: heads } = (await seen(delhi, item, 1)) ?? assert.fail();
  const message = { ...askCommand(), do: "message", args: {}, after: heads, files: [await bring(delhi)] };
  await delhi.post(`/api/requests/${item}/acts`, { command: message });
  await seen(ottawa, item, 2);
  const said = { offences: ["kidnapping"], agencies: [], level: 0, direction: "both", reason: "review" };
  const times = { from: Date.now() - 1_000, review: Date.now() + 86_400_000 };
  const suspension = { do: "suspend", suspension: "5".repeat(32), ...said, ...times };
  await store.tx((tx) => saySuspension(desk.ports, tx, suspension as never));
  await store.tx((tx) => suspendOfficer(desk, tx, "ca.officer-2"));
  const order = { ground: "court-order", by: "ca.officer-1", agreed: "ca.admin-1" } as const;
  assert.equal((await store.tx((tx) => disposeItem(desk, tx, old as ItemId, order))).records, 1);
  const whole = "SELECT c FROM attachment WHERE state = 'whole'";
  const [theirs] = await until(
    "their file",
    () => store.rows<{ c: string }>(whole, []),
    ({ length }) => length === 1,
  );
  const [ours] = await store.rows<{ c: string }>("SELECT c FROM upload", []);
  const cs = [theirs?.c ?? "", ours?.c ?? ""];
  await until(
    "their copy of ours",
    () => nodes.in.store.rows(whole, []),
    ({ length }) => length === 1,
  );
  const idle =
    "SELECT FROM own_log JOIN pending USING (origin) UNION ALL SELECT FROM own_log WHERE cosigned < size AND origin LIKE '%/link/%'";
  await until(
    "all is cosigned",
    () => store.rows(idle, []),
    ({ length }) => length === 0,
  );
  const marks = () =>
    store.rows<{ key: string; size: number }>("SELECT key, size FROM monotone ORDER BY key", []);
  const [sizes, marked] = [await sizesOf(store), await marks()];
  const kept = await keptIn(store, sizes, cs);
  for (const kind of ["file", "suspended", "out of office", "destroyed"])
    assert.ok(
      kept.some((each) => each.startsWith(`${kind} `)),
      kind,
    );

  await nodes.ca.stop();
  const url = new URL(nodes.urls.ca);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  for (const sql of [`DROP DATABASE "${name}"`, `CREATE DATABASE "${name}"`]) await client.query(sql);
  await client.end();
  // The keyring of yesterday too: what it lacks comes back with the log, or is asked for again.
  const { head: from } = await restoreBackup(of, files);
  assert.equal(from.at, head.at);
  const restored = await nodes.again("ca", "instead");

  const again = await until(
    "what the other side gives back",
    () => keptIn(restored.store, sizes, cs),
    (now) => kept.every((each) => now.includes(each)),
    30_000,
  ).catch(async (error: unknown) => {
    const now = new Set(await keptIn(restored.store, sizes, cs));
    assert.deepEqual(
      kept.filter((each) => !now.has(each)),
      [],
      String(error).slice(0, 100),
    );
    throw error;
  });
  assert.deepEqual(again, kept);
  const officer = new Browser(restored.url);
  await officer.signIn("ca.officer-1");
  const view = await officer.get<RequestView>(`/api/requests/${item}`);
  assert.deepEqual(
    view.timeline.map((act) => [act.bodyState, act.void]),
    [
      ["here", null],
      ["here", null],
    ],
  );
  // Destroyed on the day that was lost, and in the backup again: gone before a screen opened.
  const gone = await officer.get<RequestView>(`/api/requests/${old}`);
  assert.equal(gone.timeline[0]?.bodyState, "destroyed");
  // Nothing that may never roll back has; only the home log has nobody to ask, and says so.
  const now = new Map(
    (await restored.store.rows<{ key: string; size: number }>("SELECT key, size FROM monotone", [])).map(
      ({ key, size }) => [key, size],
    ),
  );
  const back = marked.filter(({ key, size }) => (now.get(key) ?? 0) < size);
  assert.deepEqual(
    back.filter(({ key }) => key.includes("/link/")),
    [],
  );
  const { alarms, stopped } = await restored.store.tx((tx) => tx.link("in" as Party));
  assert.deepEqual([alarms.map(({ code }) => code), stopped], [["ROLLBACK"], null]);
  assert.deepEqual((await nodes.in.store.tx((tx) => tx.link("ca" as Party))).alarms, []);
});
