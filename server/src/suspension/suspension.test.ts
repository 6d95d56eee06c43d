import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { SuspensionAct } from "@setu/core";
import { saySuspension } from "@setu/link";
import type { Desk } from "../requests/desk.ts";
import type { Accepted, NotSent, RequestView } from "@setu/requests";
import { changeEntrances, changeOfficers } from "../standing/rows.fixture.ts";
import type { SuspendCommand, Suspensions, Waiting } from "@setu/requests/suspension.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";

const DAY = 86_400_000;
const newId = () => randomBytes(16).toString("hex");

let nodes: TwoNodes;
let one: Browser;
let two: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes();
  [one, two, delhi] = [new Browser(nodes.ca.url), new Browser(nodes.ca.url), new Browser(nodes.in.url)];
  await one.signIn("ca.officer-1");
  await two.signIn("ca.officer-2");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

const scope = (more: Partial<SuspendCommand> = {}): SuspendCommand => ({
  id: newId(),
  offences: ["cyber-fraud"],
  agencies: [],
  level: 0,
  direction: "both",
  from: Date.now() - 1_000,
  reason: "review",
  review: Date.now() + DAY,
  ...more,
});
/** What waits of an officer's own, as kind, act, and whether it could go by now. */
const waits = async (who: Browser) => {
  const { lines, total } = await who.get<Waiting>("/api/suspensions/waiting");
  assert.equal(lines.length, total);
  return lines.map(({ kind, do: what, stop }) => `${kind} ${what}${stop.ended === null ? "" : ", ended"}`);
};
const draftOf = (text: string, args: object) => ({
  title: "",
  text,
  lang: null,
  args,
  mark: null,
  files: [],
});
const list = (who: Browser) => who.get<Suspensions>("/api/suspensions");
const outcome = async (answer: Response) =>
  answer.ok ? answer.status : ((await answer.json()) as { code: string; detail: { by?: string } }).code;
const post = async (who: Browser, path: string, body: object = {}) =>
  outcome(await who.send("POST", `/api/suspensions${path}`, body));
const ask = (who: Browser, offence: string, more: object = {}) => {
  const given = askCommand({ lane: "main", ...more });
  return who.send("POST", "/api/requests", { command: { ...given, args: { ...given.args, offence } } });
};
/** What is held leaves as if its ten seconds were over. */
const release = () =>
  nodes.ca.store.tx((tx) => tx.db.change("UPDATE held SET until = until - 10000 WHERE state = 'held'", []));

test("two persons suspend a topic openly: both see it, the rest runs on, what was on its way crosses, and what stays waits for a person", async () => {
  const crossing = (await (await ask(one, "cyber-fraud")).json()) as Accepted;
  await release();
  const there = () => delhi.get<RequestView>(`/api/requests/${crossing.item}`).catch(() => null);
  await until("the request over there", there, (view) => view !== null);
  const waiting = (await (await ask(one, "cyber-fraud")).json()) as Accepted;
  assert.ok(waiting.heldUntil);

  const acts = {
    ask: draftOf("Synthetic text", { offence: "cyber-fraud" }),
    note: draftOf("A note of ours leaves nowhere", {}),
  };
  const draft = await one.send("PUT", "/api/drafts/new", { revision: 0, content: { acts } });
  assert.equal(draft.status, 200);
  const about = { message: draftOf("Of what is suspended", {}), withdraw: draftOf("", {}) };
  await one.send("PUT", `/api/drafts/${crossing.item}`, { revision: 0, content: { acts: about } });

  const said = scope();
  assert.equal(await post(one, "", said), 204);
  assert.deepEqual((await list(delhi)).theirs, [], "nothing is said before a second person has agreed");
  assert.equal(await post(one, `/${said.id}/confirm`), "ILLEGAL");
  await changeEntrances(nodes.ca.store, "session", "proved = 0 WHERE officer = 'ca.officer-2'");
  assert.equal(await post(two, `/${said.id}/confirm`), "STEP_UP", "a cookie alone confirms nothing");
  await two.signIn("ca.officer-2");
  const made = await two.send("POST", "/api/tokens", { name: "Synthetic program", writes: true, hours: 1 });
  const { token } = (await made.json()) as { token: string };
  const bearer = { authorization: `Bearer ${token}`, cookie: "" };
  const path = `/api/suspensions/${said.id}/confirm`;
  const byProgram = await new Browser(nodes.ca.url).send("POST", path, {}, bearer);
  assert.equal(await outcome(byProgram), "FORBIDDEN", "a program confirms nothing");
  assert.deepEqual(await waits(one), []);
  assert.equal(await post(two, `/${said.id}/confirm`), 204);
  assert.equal(await post(two, `/${said.id}/confirm`), "NOT_FOUND");
  const kept = ["draft message", "draft ask"];
  assert.deepEqual((await waits(one)).toSorted(), [...kept, "held ask"].toSorted());
  assert.deepEqual(await waits(two), [], "what an officer writes is her own");

  const { theirs } = await until(
    "the other side",
    () => list(delhi),
    ({ theirs: rows }) => rows.length === 1,
  );
  assert.deepEqual(
    theirs.map(({ party, ended, said: at, ...row }) => [party, ended, at > 0, row]),
    [["ca", null, true, said]],
  );
  const [mineNow] = await until(
    "one list at both",
    () => Promise.all([list(one), list(delhi)]),
    ([{ ours }, { theirs: rows }]) => JSON.stringify(ours) === JSON.stringify(rows),
  );
  assert.deepEqual([mineNow.ours.length, mineNow.proposals, mineNow.heard], [1, [], true]);

  // A view at both, of a request that was on its way; no clock is another by it.
  const shownTo = (who: Browser) => who.get<RequestView>(`/api/requests/${crossing.item}`);
  for (const who of [one, delhi]) {
    const { suspended, clock } = await shownTo(who);
    assert.deepEqual(suspended, [
      { id: said.id, party: "ca", from: said.from, review: said.review, ended: null },
    ]);
    assert.equal(clock.pauses.length, 0);
  }

  // Our door, and theirs for what they would ask anew.
  const answer = await ask(one, "cyber-fraud");
  const problem = (await answer.json()) as { code: string; detail: { by: string; suspension: string } };
  assert.deepEqual(
    [answer.status, problem.code, problem.detail.by, problem.detail.suspension],
    [409, "EXCHANGE_SUSPENDED", "ca", said.id],
  );
  assert.equal(
    await outcome(await ask(delhi, "cyber-fraud", { args: { ...askCommand().args, calendar: "ca-2026.1" } })),
    "EXCHANGE_SUSPENDED",
  );
  assert.equal(await outcome(await ask(one, "drug-trafficking")), 200, "the rest runs on");
  // What was said before goes out by no other channel either, from neither side.
  const needed = ["authority", "conducting", "proceeding", "law", "facts", "assistance", "purpose"];
  const form = Object.fromEntries(needed.map((name) => [name, "Synthetic"]));
  const rests = { records: [crossing.id], files: [], proceeding: "criminal", court: "appeal" };
  for (const who of [one, delhi])
    assert.equal(
      await outcome(
        await who.send("POST", `/api/requests/${crossing.item}/mla`, { form, lang: "fr", ...rests }),
      ),
      "EXCHANGE_SUSPENDED",
    );
  assert.equal(await outcome(await ask(one, "cyber-fraud", { lane: "flash" })), 200, "danger to life");

  // What had crossed may be answered by who has suspended nothing, and withdrawn by who has.
  const view = await there();
  assert.ok(view);
  const acting = (who: Browser, what: string, args: object, body: object | null, heads: RequestView) => {
    const { lane, mark } = askCommand({ lane: "main" });
    const command = { id: newId(), do: what, args, after: heads.after, mark, lane, body, files: [] };
    return who.send("POST", `/api/requests/${crossing.item}/acts`, { command }).then(outcome);
  };
  assert.equal(await acting(delhi, "acknowledge", {}, null, view), 200);
  const mine = await until(
    "the acknowledgement",
    () => one.get<RequestView>(`/api/requests/${crossing.item}`),
    ({ after: heads }) => heads[1] !== null,
  );
  assert.equal(await acting(one, "message", {}, { text: "Text.", lang: "en" }, mine), "EXCHANGE_SUSPENDED");
  assert.equal(
    await acting(one, "withdraw", { reason: "no-longer-needed" }, null, mine),
    200,
    "what ends it leaves",
  );

  // What was held comes back with its text, and leaves when somebody sends it again and not before.
  await release();
  const back = () =>
    one.get<NotSent>("/api/drafts").then(({ returned }) => returned.find(({ id }) => id === waiting.id));
  assert.equal(
    (await until("what came back", back, (found) => found !== undefined))?.code,
    "EXCHANGE_SUSPENDED",
  );

  const before = await list(one);
  await nodes.ca.store.replay();
  assert.deepEqual({ ...(await list(one)), now: 0 }, { ...before, now: 0 }, "it is in the log");

  const end = newId();
  assert.equal(await post(two, `/${said.id}/resume`, { id: end }), 204);
  assert.equal(await post(two, `/${end}/confirm`), "ILLEGAL");
  assert.equal(await post(one, `/${end}/confirm`), 204);
  await until(
    "the end",
    () => list(delhi),
    ({ theirs: [row] }) => row?.ended !== null,
  );
  assert.equal((await back())?.code, "EXCHANGE_SUSPENDED", "nothing goes by itself");
  const over = [...kept, "returned ask"].map((line) => `${line}, ended`);
  assert.deepEqual((await waits(one)).toSorted(), over.toSorted(), "what waited is there to be looked at");
  assert.equal((await waits(one))[0], "draft message, ended", "what has a clock comes first");
  for (const who of [one, delhi]) assert.equal((await shownTo(who)).suspended, undefined);
  assert.equal(await outcome(await ask(one, "cyber-fraud")), 200);
  assert.equal(
    await post(two, `/${said.id}/resume`, { id: newId() }),
    "NOT_FOUND",
    "what has ended has ended",
  );
});

test("each direction, agency and level stops what falls into it and nothing else", async () => {
  const rows: readonly (readonly [Partial<SuspendCommand>, unknown, unknown])[] = [
    [{ direction: "asking" }, "EXCHANGE_SUSPENDED", 200],
    [{ direction: "giving" }, 200, "EXCHANGE_SUSPENDED"],
    [{ agencies: ["in.elsewhere"] }, 200, 200],
    [{ agencies: ["in.ncb-new-delhi"] }, "EXCHANGE_SUSPENDED", "EXCHANGE_SUSPENDED"],
    [{ level: 1 }, 200, 200],
    [{ from: Date.now() + DAY, review: Date.now() + 2 * DAY }, 200, 200],
  ];
  for (const [more, ours, theirs] of rows) {
    const said = scope({ offences: [], ...more });
    assert.equal(await post(one, "", said), 204, JSON.stringify(more));
    assert.equal(await post(two, `/${said.id}/confirm`), 204);
    await until(
      "theirs",
      () => list(delhi),
      (all) => all.theirs.some(({ id }) => id === said.id),
    );
    assert.equal(await outcome(await ask(one, "extortion")), ours, `we ask: ${JSON.stringify(more)}`);
    const args = { ...askCommand().args, calendar: "ca-2026.1" };
    const asked = await ask(delhi, "extortion", { args });
    assert.equal(await outcome(asked), theirs, `they ask: ${JSON.stringify(more)}`);
    const end = newId();
    await post(one, `/${said.id}/resume`, { id: end });
    assert.equal(await post(two, `/${end}/confirm`), 204);
    await until(
      "the end",
      () => list(delhi),
      (all) => all.theirs.every(({ ended }) => ended !== null),
    );
  }
});

test("a correction is of the way of what it says anew: a question asked anew is asking", async () => {
  const { item } = (await (await ask(one, "extortion")).json()) as Accepted;
  await release();
  const path = `/api/requests/${item}`;
  const view = await until(
    "the request",
    () => one.get<RequestView>(path).catch(() => null),
    (found) => found !== null,
  );
  const correct = async (ref: string) => {
    const { mark } = askCommand();
    const body = { text: "Another question.", lang: "en" };
    const command = { id: newId(), do: "correct", args: { ref }, mark, lane: "main", body, files: [] };
    return { id: command.id, code: await outcome(await one.send("POST", `${path}/acts`, { command })) };
  };
  const asked = view?.timeline[0]?.id ?? "";
  const before = await correct(asked);
  assert.equal(before.code, 200);
  await release();
  await until(
    "the correction",
    () => one.get<RequestView>(path),
    ({ timeline: acts }) => acts.some(({ id }) => id === before.id),
  );
  for (const [direction, code] of [
    ["asking", "EXCHANGE_SUSPENDED"],
    ["giving", 200],
  ] as const) {
    const said = scope({ offences: ["extortion"], direction });
    assert.equal(await post(one, "", said), 204);
    assert.equal(await post(two, `/${said.id}/confirm`), 204);
    for (const ref of [asked, before.id]) assert.equal((await correct(ref)).code, code, direction);
    const end = newId();
    await post(one, `/${said.id}/resume`, { id: end });
    assert.equal(await post(two, `/${end}/confirm`), 204);
  }
});

test("both sides suspend the same at once, and each goes on for itself", async () => {
  const desks = { ca: nodes.ca.desk, in: nodes.in.desk };
  assert.ok(desks.ca && desks.in);
  const sayAt = (desk: Desk, said: object) =>
    desk.store.tx((tx) => saySuspension(desk.ports, tx, said as SuspensionAct));
  const said = (given: SuspendCommand) => {
    const { id, ...rest } = given;
    return { do: "suspend", suspension: id, ...rest };
  };
  const [here, there] = [scope({ offences: ["kidnapping"] }), scope({ offences: ["kidnapping"] })];
  await Promise.all([sayAt(desks.ca, said(here)), sayAt(desks.in, said(there))]);
  const inForce = async (who: Browser) => {
    const { ours, theirs } = await list(who);
    return [ours, theirs].map((rows) => rows.flatMap(({ id, ended }) => (ended === null ? [id] : [])));
  };
  const both = () => Promise.all([inForce(one), inForce(delhi)]);
  const met = await until("both, at both", both, (all) => all.flat(2).length === 4);
  assert.deepEqual(met, [
    [[here.id], [there.id]],
    [[there.id], [here.id]],
  ]);
  await sayAt(desks.ca, { do: "resume", suspension: here.id });
  await until("its end over there", both, ([, [, theirs]]) => theirs?.length === 0);
  const stopped = (await (await ask(one, "kidnapping")).json()) as { code: string; detail: object };
  assert.deepEqual(
    [stopped.code, stopped.detail],
    ["EXCHANGE_SUSPENDED", { by: "in", suspension: there.id, from: there.from }],
    "ours goes on; theirs does not, and they are asked nothing new",
  );
  await sayAt(desks.in, { do: "resume", suspension: there.id });
  await until("the end", both, (all) => all.flat(2).length === 0);
  assert.equal(await outcome(await ask(one, "kidnapping")), 200);
});

test("what is not of the form is refused, who does not lead says nothing, and the home log tells of each step", async () => {
  for (const [more, code] of [
    [{ offences: ["nothing-known"] }, "UNKNOWN_CODE"],
    [{ offences: ["fraud", "corruption"] }, "BAD_FIELD"],
    [{ level: 5 }, "BAD_FIELD"],
    [{ direction: "sideways" }, "BAD_FIELD"],
    [{ review: Date.now() - 500 }, "BAD_FIELD"],
    [{ reason: "because" }, "BAD_FIELD"],
    [{ more: 1 }, "BAD_FIELD"],
  ] as const)
    assert.equal(await post(one, "", { ...scope(), ...more }), code);
  const said = scope();
  assert.equal(await post(one, "", said), 204);
  assert.equal(await post(two, "", said), "DUPLICATE");
  const lead = (officer: string, change: string) =>
    changeOfficers(nodes.ca.store, `UPDATE officer SET powers = ${change} WHERE id = '${officer}'`);
  await lead("ca.officer-2", "array_remove(powers, 'supervise')");
  for (const path of ["", `/${said.id}/confirm`, `/${said.id}/drop`, `/${said.id}/resume`])
    assert.equal(
      await post(two, path, path === "" ? scope() : path.endsWith("resume") ? { id: newId() } : {}),
      "FORBIDDEN",
      path,
    );
  assert.equal((await list(two)).proposals.length, 1, "everybody sees it");
  await lead("ca.officer-2", "array_append(powers, 'supervise')");
  await lead("ca.officer-1", "array_remove(powers, 'supervise')");
  assert.equal(await post(two, `/${said.id}/confirm`), "NOT_FOUND", "who proposed it leads no more");
  await lead("ca.officer-1", "array_append(powers, 'supervise')");
  assert.equal(await post(two, `/${said.id}/drop`), 204);
  assert.equal(await post(two, `/${said.id}/confirm`), "NOT_FOUND");
  const rows = await nodes.ca.store.rows<{ deed: string }>(
    "SELECT DISTINCT args ->> 'deed' AS deed FROM derived.trail WHERE what = 'administer' AND args ->> 'deed' LIKE 'suspension-%' ORDER BY 1",
    [],
  );
  assert.deepEqual(
    rows.map(({ deed }) => deed),
    ["suspension-confirmed", "suspension-dropped", "suspension-proposed"],
  );
});

test("to a peer that does not understand it on every lane nothing is said, and the command says so", async () => {
  const said = scope();
  assert.equal(await post(one, "", said), 204);
  const speak = (from: string, to: string) =>
    nodes.ca.store.tx((tx) =>
      tx.db.change(
        "UPDATE peer_log SET pulse_versions = array_replace(pulse_versions, $1, $2) WHERE origin LIKE 'in/link/ca/flash/%'",
        [from, to],
      ),
    );
  await speak("suspension/1", "suspension/9");
  assert.equal((await list(one)).heard, false);
  assert.equal(await post(one, "", scope()), "UNSUPPORTED_VERSION");
  assert.equal(await post(two, `/${said.id}/confirm`), "UNSUPPORTED_VERSION");
  assert.ok((await list(one)).ours.every(({ id }) => id !== said.id));
  await speak("suspension/9", "suspension/1");
  assert.equal(await post(two, `/${said.id}/drop`), 204);
});

test("a side that says a hundred thousand of them stops nothing: they are counted, few are shown, and officers go on", async () => {
  await nodes.in.store.tx(async (tx) => {
    await tx.db.change(
      `INSERT INTO derived.suspension (act, party, origin, id, offences, agencies, level, direction, from_at, reason, review)
       SELECT md5('a' || n), 'ca', 'ca/link/in/main/1', md5('s' || n), '{unheard-of}', '{}', 0, 'both', 1, 'review', 2145916800000
       FROM generate_series(1, 100000) AS n`,
      [],
    );
    await tx.db.change(
      `INSERT INTO derived.act (party, id, origin, pos, t, seen, floor, item, act, approvals)
       SELECT 'ca', md5('a' || n), 'ca/link/in/main/1', 1000000 + n, n, 0, 0, NULL, '', '[]' FROM generate_series(1, 100000) AS n`,
      [],
    );
  });
  const began = performance.now();
  const { theirs, totals } = await list(delhi);
  assert.ok(theirs.length <= 200);
  assert.ok(totals.theirs >= 100_000);
  const args = { ...askCommand().args, calendar: "ca-2026.1" };
  assert.equal(await outcome(await ask(delhi, "cyber-fraud", { args })), 200);
  assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
});
