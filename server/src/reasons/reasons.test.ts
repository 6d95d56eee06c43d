import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import type { Power } from "@setu/policy";
import { ROSTER } from "@setu/requests/duty.ts";
import { REASON_MS } from "@setu/requests/reasons.ts";
import { Visitor } from "../access/matrix.fixture.ts";
import { appOf } from "../http/app.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { home, settle, theyAsk, theySay } from "../notices/notices.fixture.ts";
import { touchedIn } from "../oversight/statistics.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk } from "../requests/desk.ts";
import { reading } from "../requests/reading.ts";
import { person } from "../access/person.fixture.ts";

/** Consulting for a reason (LED 2016/680, article 25), and the brake on reading in bulk, as officers meet them. */
const OFFICERS = [
  person("one"),
  person("two"),
  person("lead"),
  person("lead-too", { person: "ca.lead" }),
  person("reader", { powers: ["read"] satisfies Power[] }),
  person("double", { powers: ["read"] satisfies Power[] }),
  person("double-too", { person: "ca.double", powers: ["read"] satisfies Power[] }),
  person("night", { powers: ["read"] satisfies Power[] }),
  person("reviewer", { powers: ["oversee"] satisfies Power[], agency: "ca.review", clearance: 0 }),
];
const LIFTED = { officer: "ca.two", why: "Watched for a test" };
const BRAKE = { openedPerHour: 4, takenPerDay: 10 };

let alone: LoneDesk;
let desk: Desk;
let as: (id: string) => Visitor;
const closed: ItemId[] = [];
let open: ItemId;

/** Another process of the same node: it remembers nothing of what the first has shown. */
const process = (): Desk => ({ ...alone.desk, brake: BRAKE, reads: { minute: 0, who: new Set() } });
async function signIn(at: Desk): Promise<(id: string) => Visitor> {
  const limits = { json: 64 * 1024, bodyMs: 30_000, rate: 100_000, burst: 100_000 };
  const app = appOf(at, OFFICERS, {
    limits,
    pages: { render: (page) => JSON.stringify(page), style: "p{}" },
  });
  const visitors = new Map<string, Visitor>();
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(app);
    assert.equal(await visitor.signIn(id), 200);
    visitors.set(id, visitor);
  }
  return (id) => visitors.get(`ca.${id}`) ?? assert.fail(id);
}

before(async () => {
  alone = await loneDesk();
  desk = process();
  await saveOfficers(desk.store, OFFICERS);
  ({ item: open } = await theyAsk(desk));
  for (let n = 0; n < 9; n++) {
    const { item, id } = await theyAsk(desk);
    await theySay(desk, "withdraw", { item, args: { reason: "no-longer-needed" }, after: [id, null] });
    closed.push(item);
  }
  await settle(desk);
  as = await signIn(desk);
});
after(() => alone.close());

const read = (who: Visitor, item: ItemId) => who.send("GET", `/api/requests/${item}`);
const codeOf = async (answer: Promise<Response>): Promise<string> => {
  const given = await answer;
  return given.ok ? "ok" : ((await given.json()) as { code: string }).code;
};
const why = { verb: "consultation", code: "supervision", why: "Checking how it was closed" };
const give = (who: Visitor, item: string, rest: object = {}) =>
  who.send("POST", `/api/requests/${item}/reason`, { ...why, ...rest });
const lastEntry = async (by: string, what: string) =>
  (
    await alone.pool.query<{ verb: string; args: Record<string, string> }>(
      "SELECT verb, args FROM derived.trail WHERE by = $1 AND what = $2 ORDER BY pos DESC LIMIT 1",
      [`ca.${by}`, what],
    )
  ).rows[0];
const shut = (n: number): ItemId => closed[n] ?? assert.fail("too few");

test("abuse 49: a closed matter of others shows no byte until a reason is given, which stands in the log before", async () => {
  const item = shut(0);
  for (const path of ["", "/manifest", `/proofs/${"0".repeat(32)}`, `/files/${"a".repeat(43)}`]) {
    const answer = await as("one").send(
      "GET",
      `/api/requests/${item}${path === "/manifest" ? `/files/${"a".repeat(43)}/manifest` : path}`,
    );
    const body = await answer.text();
    assert.equal(answer.status, 409, path);
    assert.match(body, /REASON_NEEDED/);
    assert.doesNotMatch(body, /in\.officer|AMBER|withdrawn/);
  }
  const page = await as("one").send("GET", `/read/requests/${item}`);
  assert.equal(page.status, 409);
  const { kind, verb, next } = JSON.parse(await page.text()) as Record<string, string>;
  assert.deepEqual([kind, verb, next], ["reason", "consultation", `/read/requests/${item}`]);
  // Nor is it told across that she opened it.
  await as("one").send("POST", `/api/requests/${item}/opened`);
  assert.equal(await lastEntry("one", "read"), undefined);

  assert.equal(await codeOf(give(as("one"), item, { why: " " })), "BAD_FIELD");
  assert.equal(await codeOf(give(as("one"), item, { code: "because" })), "UNKNOWN_CODE");
  assert.equal(await codeOf(read(as("one"), item)), "REASON_NEEDED");
  const held = (await (await give(as("one"), item)).json()) as { until: number };
  assert.ok(Math.abs(held.until - desk.ports.world.now() - REASON_MS) < 5_000);
  assert.equal(await codeOf(read(as("one"), item)), "ok");
  const entry = await lastEntry("one", "read");
  const given = await lastEntry("one", "give-reason");
  assert.deepEqual([entry?.verb, entry?.args["because"]], ["consultation", "supervision"]);
  assert.deepEqual(given?.args["code"], "supervision");
  assert.match(String(entry?.args["given"]), /^[0-9a-f]{32}$/);
  // Whoever may not see it is told what is told of nothing.
  assert.equal(await codeOf(give(as("one"), `ca:${"0".repeat(32)}`)), "NOT_FOUND");
});

test("abuse 49: the reason is for one item, one officer, one verb and eight hours", async () => {
  assert.equal(await codeOf(read(as("one"), shut(1))), "REASON_NEEDED");
  assert.equal(await codeOf(read(as("two"), shut(0))), "REASON_NEEDED");
  const proof = () => codeOf(as("one").send("GET", `/api/requests/${shut(0)}/proofs/${"0".repeat(32)}`));
  assert.equal(await proof(), "REASON_NEEDED");
  await give(as("one"), shut(0), { verb: "disclosure" });
  assert.equal(await proof(), "NOT_FOUND", "a proof of no act");
  alone.pass(REASON_MS + 60_000);
  as = await signIn(desk);
  assert.equal(await codeOf(read(as("one"), shut(0))), "REASON_NEEDED");
  alone.pass(-REASON_MS - 60_000);
});

test("what one has, watches or wrote, what is open while one is on duty, and a review are reasons by themselves", async () => {
  as = await signIn(desk);
  const because = async (who: string, item: ItemId) => {
    assert.equal(await codeOf(read(as(who), item)), "ok", who);
    return (await lastEntry(who, "read"))?.args["because"];
  };
  const me = { id: "ca.two", name: "two", agency: "ca.ncb-ottawa", lang: "en" } as const;
  await home(desk, me, shut(2), "watch", { officer: "ca.two" });
  assert.equal(await because("two", shut(2)), "watching");
  await home(desk, me, shut(3), "assign", { officer: "ca.two" });
  assert.equal(await because("two", shut(3)), "assigned");
  assert.equal(await because("reader", open), "duty");
  assert.equal(await because("reviewer", shut(3)), "oversight");
});

test("with a roster, an open matter is nobody's who is off duty", async () => {
  const now = desk.ports.world.now();
  const shift = { officer: "ca.two", role: "officer", from: now - 1_000, until: now + 3_600_000 };
  const id = "d".repeat(32);
  const laid = await as("lead").send("POST", "/api/duty", { id, do: "on-duty", args: shift });
  assert.equal(laid.status, 204);
  assert.equal(await codeOf(read(as("one"), open)), "REASON_NEEDED");
  assert.equal(await codeOf(read(as("two"), open)), "ok");
  const off = { id: "e".repeat(32), do: "off-duty", args: { of: id } };
  assert.equal((await as("lead").send("POST", "/api/duty", off)).status, 204);
  assert.equal(await codeOf(read(as("two"), shut(4))), "REASON_NEEDED");
});

test("lists leave for a reason, which counts every line", async () => {
  const path = "/api/requests.csv?state=any&view=all";
  assert.equal(await codeOf(as("one").send("GET", path)), "REASON_NEEDED");
  await give(as("one"), ROSTER, { verb: "disclosure", code: "desk-records" });
  assert.equal((await as("one").send("GET", path)).status, 200);
  const entry = await lastEntry("one", "query");
  assert.deepEqual([entry?.verb, entry?.args["because"]], ["disclosure", "desk-records"]);
  assert.equal(await codeOf(as("one").send("GET", path)), "TOO_MANY_READS", "20 lines of 10");
});

test("who opens one matter of others after the other is warned at a half and stopped, in every process at once", async () => {
  for (const item of closed.slice(0, 8)) await give(as("reader"), item);
  const [first, second] = await Promise.all([signIn(process()), signIn(process())]);
  // `open` counts already. Eight at once by two processes: three more are let through, whichever.
  const outcomes = await Promise.all(
    closed.slice(0, 8).map((item, n) => codeOf(read((n % 2 === 0 ? first : second)("reader"), item))),
  );
  assert.equal(outcomes.filter((code) => code === "ok").length, BRAKE.openedPerHour - 1, outcomes.join());
  assert.equal(outcomes.filter((code) => code === "TOO_MANY_READS").length, 8 - BRAKE.openedPerHour + 1);
  const notices = async (who: string) =>
    (
      (await (await as(who).send("GET", "/api/notices")).json()) as {
        rows: { kind: string; reason: string }[];
      }
    ).rows
      .filter(({ kind }) => kind === "brake")
      .map(({ reason }) => reason);
  assert.deepEqual(await notices("reader"), ["half"]);
  assert.ok((await notices("lead")).includes("ca.reader"));
  assert.equal((await notices("lead")).filter((reason) => reason === "ca.reader").length, 1, "once");
  assert.equal((await lastEntry("reader", "brake"))?.args["what"], "open");

  // A restart forgets nothing.
  const again = await signIn(process());
  const [refused = shut(0)] = closed.filter((_, n) => outcomes[n] === "TOO_MANY_READS");
  assert.equal(await codeOf(read(again("reader"), refused)), "TOO_MANY_READS");
  const [opened = shut(0)] = closed.filter((_, n) => outcomes[n] === "ok");
  assert.equal(await codeOf(read(again("reader"), opened)), "ok", "what is open already is no more");
});

test("what she watches or takes herself counts too; what others gave her does not", async () => {
  const me = { id: "ca.two", name: "two", agency: "ca.ncb-ottawa", lang: "en" } as const;
  const lead = { ...me, id: "ca.lead", name: "lead" };
  const counted = async () =>
    (
      await alone.pool.query<{ item: string }>(
        "SELECT DISTINCT item FROM derived.reading WHERE by = 'ca.two' AND what = 'open'",
      )
    ).rows.map(({ item }) => item);
  // Watched and taken before, and read.
  assert.ok((await counted()).includes(shut(2)) && (await counted()).includes(shut(3)));
  const again = await signIn(process());
  await home(desk, lead, shut(4), "assign", { officer: "ca.two" });
  assert.equal(await codeOf(read(again("two"), shut(4))), "ok");
  assert.equal((await counted()).includes(shut(4)), false);
  const outcomes: string[] = [];
  for (const item of [shut(5), shut(6)]) {
    await home(desk, me, item, "watch", { officer: "ca.two" });
    outcomes.push(await codeOf(read(again("two"), item)));
  }
  assert.deepEqual(outcomes, ["ok", "TOO_MANY_READS"], "an open matter was the third");
  assert.equal(await codeOf(as("lead").send("POST", "/api/brakes/lift", LIFTED)), "ok");
});

test("who has two accounts has one measure, and hears of it with whichever she reads", async () => {
  for (const item of closed.slice(0, 6))
    for (const who of ["double", "double-too"]) await give(as(who), item);
  const again = await signIn(process());
  const outcomes: string[] = [];
  for (const [n, item] of closed.slice(0, 6).entries())
    outcomes.push(await codeOf(read(again(n % 2 === 0 ? "double" : "double-too"), item)));
  assert.deepEqual(outcomes, ["ok", "ok", "ok", "ok", "TOO_MANY_READS", "TOO_MANY_READS"]);
  const lifted = { officer: "ca.double", why: "Both of her accounts" };
  assert.equal(await codeOf(as("lead").send("POST", "/api/brakes/lift", lifted)), "ok");
  assert.equal(await codeOf(read(again("double-too"), shut(5))), "ok", "and it is lifted for the person");
});

test("what stands beside a matter is read with its reason, and each thing that is taken out counts", async () => {
  const again = await signIn(process());
  const entries = async (what: string) =>
    (
      await alone.pool.query(
        "SELECT FROM derived.trail WHERE by = 'ca.lead' AND item = $1 AND what = 'read' AND verb = $2",
        [shut(8), what],
      )
    ).rowCount;
  const uses = () => again("lead").send("GET", `/api/requests/${shut(8)}/uses`);
  assert.equal(await codeOf(uses()), "REASON_NEEDED");
  assert.equal(await entries("consultation"), 0);
  await give(again("lead"), shut(8));
  assert.equal(await codeOf(uses()), "ok");
  assert.equal((await lastEntry("lead", "read"))?.args["because"], "supervision");
  assert.equal(await entries("consultation"), 1);
  await give(again("lead"), shut(8), { verb: "disclosure" });
  const lead = { id: "ca.lead", name: "lead", agency: "ca.ncb-ottawa", lang: "en" } as const;
  for (const n of [1, 2, 3]) {
    await reading(desk, { by: lead, item: shut(8), action: "download" }, () => Promise.resolve(null));
    assert.equal(await entries("disclosure"), n, "however soon after the other");
  }
});

test("of the years before, the yearly figures read what waits still, and nothing that had its end", async () => {
  const touched = async (year: number) =>
    (await desk.store.tx((tx) => touchedIn(tx, year))).map(({ item }) => item);
  const year = new Date(desk.ports.world.now()).getUTCFullYear();
  // Whatever is not listed anew yet is read too.
  await settle(desk);
  assert.deepEqual(new Set(await touched(year)), new Set([open, ...closed]));
  assert.deepEqual(await touched(year + 1), [open]);
  assert.deepEqual(await touched(year - 1), []);
});

test("on a bad night the brake hides no threat to life from whoever is on duty, and tells who leads", async () => {
  const asked = [open, (await theyAsk(desk)).item, (await theyAsk(desk)).item] as const;
  await settle(desk);
  const shift = {
    officer: "ca.night",
    role: "officer",
    from: desk.ports.world.now() - 1_000,
    until: desk.ports.world.now() + 3_600_000,
  };
  const id = "c".repeat(32);
  const laid = await as("lead").send("POST", "/api/duty", { id, do: "on-duty", args: shift });
  assert.equal(laid.status, 204);
  const night = (await signIn(process()))("night");
  const closedByNow = closed.slice(0, 5);
  for (const item of closedByNow) await give(night, item);
  const others = () => codeOf(read(night, closedByNow[4] ?? open));
  for (const item of closedByNow.slice(0, 4)) assert.equal(await codeOf(read(night, item)), "ok");
  const told = async () =>
    (
      await alone.pool.query(
        "SELECT FROM notice WHERE kind = 'brake' AND officer = 'ca.lead' AND reason = $1",
        ["ca.night"],
      )
    ).rowCount;
  assert.equal(await told(), 0);
  // Four of four; what waits in the lane of threats to life is shown, one after the other.
  for (const item of asked) assert.equal(await codeOf(read(night, item)), "ok");
  assert.equal(await told(), 1, "at the first that was too many");
  assert.equal(await others(), "TOO_MANY_READS", "and all else is refused");
  const again = (await signIn(process()))("night");
  assert.equal(await codeOf(read(again, shut(0))), "ok", "what she has been working on stays open");
  // For the reason of another it is no duty: who is off duty is stopped there too.
  const off = { id: "b".repeat(32), do: "off-duty", args: { of: id } };
  assert.equal((await as("lead").send("POST", "/api/duty", off)).status, 204);
  const { item } = await theyAsk(desk);
  await settle(desk);
  await give(night, item);
  assert.equal(await codeOf(read(night, item)), "TOO_MANY_READS");
  const lifted = { officer: "ca.night", why: "The night is over" };
  assert.equal(await codeOf(as("lead").send("POST", "/api/brakes/lift", lifted)), "ok");
  assert.equal(await others(), "ok");
});

test("who leads lifts the brake of others, for a reason; her own, nobody does", async () => {
  const lift = (who: string, officer: string) =>
    codeOf(as(who).send("POST", "/api/brakes/lift", { officer, why: "A handover of nine files" }));
  const stopped = async () =>
    ((await (await as("lead").send("GET", "/api/brakes")).json()) as { officer: string; what: string }[]).map(
      ({ officer, what }) => `${officer} ${what}`,
    );
  assert.deepEqual(await stopped(), ["ca.one take", "ca.reader open"]);
  assert.equal(await lift("reader", "ca.reader"), "FORBIDDEN");
  assert.equal(await lift("lead", "ca.lead"), "FORBIDDEN");
  assert.equal(await lift("lead", "ca.lead-too"), "FORBIDDEN", "nor that of another account of hers");
  assert.equal(await codeOf(as("reader").send("GET", "/api/brakes")), "FORBIDDEN");
  assert.equal(await lift("lead", "ca.reader"), "ok");
  assert.deepEqual(await stopped(), ["ca.one take"]);
  const again = await signIn(process());
  assert.equal(await codeOf(read(again("reader"), shut(7))), "ok");
  // As the log says it, byte for byte.
  const rows = async () =>
    (await alone.pool.query("SELECT * FROM derived.reading ORDER BY pos")).rows.concat(
      (await alone.pool.query("SELECT * FROM derived.reason ORDER BY id")).rows,
      (await alone.pool.query("SELECT * FROM derived.shift ORDER BY id")).rows,
    );
  const before = await rows();
  await desk.store.replay();
  assert.deepEqual(await rows(), before);
});
