import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { actOn } from "../desks/acting.ts";
import { newId, settle, theySay } from "../notices/notices.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { postingDesk } from "./acting.ts";
import { designationDesk, listDesignations } from "./designations.ts";
import { listPostings, viewPosting } from "./reading.ts";
import { tellWaiting } from "./telling.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
});
after(() => alone.close());

const DAY = 86_400_000;
const terms = () => ({
  post: "liaison-officer",
  mandate: ["fraud"],
  languages: ["en"],
  from: Date.now() - DAY,
  until: Date.now() + DAY,
});
/** More than any position of ours. */
const ALL = Number.MAX_SAFE_INTEGER;
const account = async (id: string) => {
  const { rows } = await alone.pool.query<object>(
    "SELECT suspended, recalled, accredited_from, accredited_until FROM officer WHERE id = $1",
    [id],
  );
  return rows[0];
};
const say = (
  what: string,
  args: object,
  item: string | null,
  heads: readonly [string | null, string | null],
) =>
  actOn(alone.desk, postingDesk, alone.officer, item as never, {
    id: newId(),
    do: what,
    args: args as never,
    after: heads,
    body: null,
  });

test("an officer of theirs who is called as one of ours is not ours: her posting touches no account here", async () => {
  const { desk, officer } = alone;
  const before = await account("ca.officer-2");
  const wf = "officers/1";
  const args = { officer: "ca.officer-2", agency: "in.ncb-new-delhi", ...terms() };
  const { item, id } = await theySay(desk, "nominate", { wf, args, after: [null, null] });
  // What they have said has come, and was applied.
  await alone.pool.query(
    "UPDATE peer_log SET held = 1000, applied = 1 WHERE origin LIKE 'in/link/ca/flash/%'",
  );
  const agreed = await say("agree", {}, item, [null, id]);
  const accredit = await theySay(desk, "accredit", { item, after: [id, agreed.id], seen: ALL });
  assert.equal((await viewPosting(desk, officer, item)).standing, "in-force");
  assert.deepEqual(await account("ca.officer-2"), before);
  const suspend = await theySay(desk, "suspend", { item, after: [accredit.id, agreed.id], seen: ALL });
  await theySay(desk, "recall", { item, after: [suspend.id, agreed.id], seen: ALL });
  assert.equal((await viewPosting(desk, officer, item)).standing, "recalled");
  assert.deepEqual(await account("ca.officer-2"), before);
});

test("a nomination that comes to nothing takes nothing from her at home", async () => {
  const { officer } = alone;
  const before = await account("ca.officer-2");
  const { item, id } = await say(
    "nominate",
    { officer: "ca.officer-2", agency: "ca.ncb-ottawa", ...terms() },
    null,
    [null, null],
  );
  await say("recall", {}, item, [id, null]);
  assert.equal((await viewPosting(alone.desk, officer, item as never)).standing, "withdrawn");
  assert.deepEqual(await account("ca.officer-2"), before);
});

test("the register and who goes direct are the same after a replay", async () => {
  const { desk, officer } = alone;
  const mine = { id: newId(), do: "designate", after: [null, null] as const, body: null };
  await actOn(desk, designationDesk, officer, null, {
    ...mine,
    args: { agency: "ca.ncb-ottawa", role: "spoc", copy: false } as never,
  });
  const theirs = { agency: "in.cyber-unit", role: "direct", copy: true };
  const { item } = await theySay(desk, "designate", { wf: "agencies/1", args: theirs, after: [null, null] });
  // What they say of an agency of ours would have our requests copied to whom they like.
  const hostile = { agency: "ca.ncb-ottawa", role: "direct", copy: true };
  await theySay(desk, "designate", { wf: "agencies/1", args: hostile, after: [null, null] });
  await settle(desk);
  const shown = async () => {
    const { rows } = await listPostings(desk, officer);
    const kept = await alone.pool.query("SELECT * FROM derived.designation ORDER BY item");
    return [rows, (await listDesignations(desk, officer)).rows, kept.rows];
  };
  const before = await shown();
  assert.deepEqual(
    before.map((each) => each.length),
    [2, 3, 2],
  );
  await desk.store.replay();
  const again = await shown();
  // An act that has no position yet is read back from what waits; nothing else of theirs was ever in a log here.
  assert.ok(again.flat().every((row) => JSON.stringify(before).includes(JSON.stringify(row))));
  assert.ok(again.flat().length >= 3, item);
});

test("what an administrator has ended since comes back by no second word of the other side on old terms", async () => {
  const { desk, pool } = alone;
  const end = () =>
    changeOfficers(desk.store, "UPDATE officer SET accredited_until = 9 WHERE id = 'ca.officer-2'");
  // Exactly what they have said has been applied: more would claim to have seen what comes.
  const applied = () =>
    pool.query(`UPDATE peer_log SET held = 1000,
      applied = (SELECT count(*) FROM entry WHERE origin LIKE 'ca/link/in/flash/%') WHERE origin LIKE 'in/link/ca/flash/%'`);
  const args = { officer: "ca.officer-2", agency: "ca.ncb-ottawa", ...terms() };
  const { item, id } = await say("nominate", args, null, [null, null]);
  const agree = async (after: readonly [string | null, string | null]) => {
    // What waits of ours comes after every position, in the order of its commits.
    const { rows } = await pool.query<{ place: string }>("SELECT max(place) AS place FROM pending");
    const seen = 2 ** 52 + Number(rows[0]?.place) + 1;
    const said = await theySay(desk, "agree", { item: item as never, after, seen });
    await applied();
    return said.id;
  };
  const first = await agree([null, id]);
  const accredit = await say("accredit", {}, item, [id, first]);
  await end();
  const ended = await account("ca.officer-2");
  const second = await agree([first, accredit.id]);
  assert.deepEqual(await account("ca.officer-2"), ended);
  const longer = { ...terms(), until: Date.now() + 9 * DAY };
  const amend = await say("amend", longer, item, [accredit.id, second]);
  const third = await agree([second, amend.id]);
  const until = async () =>
    ((await account("ca.officer-2")) as { accredited_until: number }).accredited_until;
  assert.equal(await until(), longer.until, "the terms that were offered");
  await end();
  await agree([third, amend.id]);
  assert.equal(await until(), 9);
});

test("a nomination of theirs is told to who leads, until it is answered", async () => {
  const { desk, pool, officer } = alone;
  const told = async () => {
    await desk.store.tx((tx) => tellWaiting(desk, tx));
    const { rows } = await pool.query<{ officer: string; read: boolean }>(
      "SELECT officer, read_at IS NOT NULL AS read FROM notice WHERE kind = 'officers' AND reason = 'posting' ORDER BY officer",
    );
    return rows;
  };
  await told();
  await pool.query("DELETE FROM notice");
  const args = { officer: "in.officer-9", agency: "in.ncb-new-delhi", ...terms() };
  const { item, id } = await theySay(desk, "nominate", { wf: "officers/1", args, after: [null, null] });
  const waits = await told();
  assert.ok(
    waits.some((each) => each.officer === officer.id && !each.read),
    JSON.stringify(waits),
  );
  const leads = await pool.query<{ id: string }>("SELECT id FROM officer WHERE 'supervise' = ANY (powers)");
  assert.ok(waits.every((each) => leads.rows.some((lead) => lead.id === each.officer)));
  await theySay(desk, "recall", { item, after: [id, null], seen: ALL });
  assert.ok((await told()).every(({ read }) => read));
});
