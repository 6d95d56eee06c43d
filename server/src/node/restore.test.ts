import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Party } from "@setu/core";
import type { Accepted, LinkView, RequestList, RequestView } from "@setu/requests";
import pg from "pg";
import { suspendOfficer } from "../officers-log/powers.ts";
import { standingOf } from "../officers-log/said.ts";
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

test("abuse 31: a database restored from an old backup takes back what the peer holds, and signs no second history", async () => {
  const name = new URL(nodes.urls.ca).pathname.slice(1);
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
  await nodes.ca.stop();
  await onServer(`CREATE DATABASE "${name}_backup" TEMPLATE "${name}"`);

  const between = await nodes.again("ca", "instead");
  const lost = [(await sendFrom(between)).item, (await sendFrom(between)).item];
  const { desk } = between;
  assert.ok(desk);
  await between.store.tx((tx) => suspendOfficer(desk, tx, "ca.officer-2"));
  const suspended = async () => {
    const { identity } = nodes.in.desk?.ports ?? assert.fail("the other node is linked");
    const known = await nodes.in.store.tx((tx) => standingOf(identity, tx, "ca" as Party));
    return (known.find(({ officer }) => officer === "ca.officer-2")?.suspended ?? null) !== null;
  };
  await until("the suspension over there", suspended, (is) => is);
  await between.stop();
  await onServer(`DROP DATABASE "${name}"`, `ALTER DATABASE "${name}_backup" RENAME TO "${name}"`);

  const restored = await nodes.again("ca", "instead");
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
  assert.deepEqual((await delhi.get<LinkView>("/api/link")).alarms, []);
  // What the home log has lost nobody can give back: it is said, and the link goes on.
  const { state, alarms } = await officer.get<LinkView>("/api/link");
  assert.deepEqual([state, alarms.map(({ code }) => code)], ["up", ["ROLLBACK"]]);
  assert.match(alarms[0]?.evidence ?? "", /^ca\/home\/1\n\d+ entries were signed, \d+ are here$/);
});
