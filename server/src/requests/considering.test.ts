import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId } from "@setu/core";
import { CONSIDER, type Command } from "@setu/requests";
import { peerOrigin } from "@setu/link";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId, settle, theySay } from "../notices/notices.fixture.ts";
import { askList } from "./asking.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { homePartOf } from "./home-part.ts";
import { parseListQuery } from "./listing-query.ts";

let alone: LoneDesk;
let { desk, officer, pass, pool } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, officer, pass, pool } = alone);
});
after(() => alone.close());

const DAYS = CONSIDER.days * 86_400_000;
const coded = (code: ErrorCode) => (error: unknown) => isSetuError(error, code);
const sent = async (item: ItemId | null, command: Partial<Command>) => {
  const { after: _, ...rest } = askCommand({ id: newId() });
  const accepted = await accept(desk, officer, item, parseCommand({ ...rest, ...command }, Date.now()));
  pass(11_000);
  await submitDue(desk);
  return accepted;
};
/** They ask us, and our node has taken it. */
const asked = async (offence: string) => {
  const args = { ...askCommand().args, calendar: "ca-2026.1", offence };
  const said = await theySay(desk, "ask", { args, after: [null, null] });
  const origin = peerOrigin(desk.ports.identity, "flash");
  await pool.query("UPDATE peer_log SET held = applied + 1, applied = applied + 1 WHERE origin = $1", [
    origin,
  ]);
  return said;
};
const answer = ({ item, id }: Awaited<ReturnType<typeof asked>>) =>
  sent(item, { do: "answer", args: {}, after: [null, id], body: { text: "It is the carrier.", lang: "en" } });
const consider = (item: ItemId, args: object) => {
  const id = newId();
  const done = actAtHome(desk, officer, item, {
    id,
    do: "consider",
    args: args as never,
    text: null,
    after: null,
  });
  return done.then(() => id);
};
/** What waits to be considered, in the order of the list. */
const waiting = async () => {
  await settle(desk);
  const query = parseListQuery({ consider: "open", state: "open", sort: "due" });
  const { rows, total } = await askList(desk, officer, query, Date.now());
  assert.equal(total, rows.length);
  return rows.map(({ item, considerBy }) => ({ item, considerBy }));
};
const saidAt = async (item: ItemId, what: string) => {
  const found = (await desk.store.tx((tx) => tx.actsOf(item))).find(({ act }) => act.do === what);
  assert.ok(found);
  return found.t;
};

test("a matter of a serious offence waits from its answer on, with a date, and no other does", async () => {
  const [theirs, minor] = [await asked("ransomware"), await asked("cyber-fraud")];
  const first = theirs.item;
  assert.deepEqual(await waiting(), [], "while it goes on nothing is asked");
  await assert.rejects(consider(first, { outcome: "nothing" }), coded("ILLEGAL"));
  await answer(theirs);
  await answer(minor);
  const by = (await saidAt(first, "answer")) + DAYS;
  assert.deepEqual(await waiting(), [{ item: first, considerBy: by }]);
  await assert.rejects(consider(minor.item, { outcome: "nothing" }), coded("ILLEGAL"));
  const id = await consider(first, { outcome: "nothing" });
  assert.deepEqual(await waiting(), [], "it is asked once");
  await actAtHome(desk, officer, first, {
    id: newId(),
    do: "undo",
    args: { of: id },
    text: null,
    after: null,
  });
  assert.deepEqual(await waiting(), [{ item: first, considerBy: by }], "what was taken back is no answer");
  pass(60_000);
  const ask = { ...askCommand().args, offence: "homicide" } as never;
  const ours = (await sent(null, { args: ask, after: [null, null] })).item as ItemId;
  const args = { reason: "no-longer-needed" } as never;
  await sent(ours, { do: "withdraw", args, body: null, after: [ours.slice(3), null] });
  const later = { item: ours, considerBy: (await saidAt(ours, "withdraw")) + DAYS };
  assert.deepEqual(await waiting(), [{ item: first, considerBy: by }, later], "whoever asked, by the date");
  await consider(first, { outcome: "already-there" });
  await consider(ours, { outcome: "supplied-otherwise" });
  assert.deepEqual(await waiting(), []);
});

test("an answer has the reason or the record that it needs, and no other", async () => {
  const theirs = await asked("terrorist-financing");
  const { item } = theirs;
  await answer(theirs);
  for (const [args, code] of [
    [{ outcome: "perhaps" }, "UNKNOWN_CODE"],
    [{ outcome: "constructor" }, "UNKNOWN_CODE"],
    [{ outcome: "not-supplied" }, "BAD_FIELD"],
    [{ outcome: "not-supplied", reason: "too-much-work" }, "UNKNOWN_CODE"],
    [{ outcome: "nothing", reason: "no-instrument" }, "BAD_FIELD"],
    [{ outcome: "already-there", ref: newId() }, "BAD_FIELD"],
    [{ outcome: "supplied-here" }, "BAD_FIELD"],
    [{ outcome: "supplied-here", ref: newId() }, "NOT_FOUND"],
  ] as const)
    await assert.rejects(consider(item, args), coded(code), JSON.stringify(args));
  assert.deepEqual(
    (await waiting()).map((row) => row.item),
    [item],
    "what is refused leaves nothing",
  );
  await consider(item, { outcome: "not-supplied", reason: "investigation-or-safety" });
  const { rows } = await pool.query(
    "SELECT by, what, args FROM derived.trail WHERE item = $1 ORDER BY pos DESC LIMIT 1",
    [item],
  );
  const [{ by, what, args }] = rows as [{ by: string; what: string; args: object }];
  assert.deepEqual([by, what], [officer.id, "consider"], "the reviewer reads who answered");
  assert.deepEqual(
    { ...args, policy: 0, rules: 0 },
    {
      outcome: "not-supplied",
      reason: "investigation-or-safety",
      policy: 0,
      rules: 0,
    },
  );
});

test("supplied here names a record of ours that gives something, and an answer is given anew", async () => {
  const theirs = await asked("human-trafficking");
  const { item } = theirs;
  const { id } = await answer(theirs);
  await consider(item, { outcome: "not-supplied", reason: "no-instrument" });
  const recall = await sent(item, {
    do: "recall",
    args: { ref: id, reason: "wrong-person" } as never,
    body: null,
  });
  for (const ref of [theirs.id, recall.id])
    await assert.rejects(consider(item, { outcome: "supplied-here", ref }), coded("NOT_FOUND"));
  const body = { text: "Two more carriers.", lang: "en" } as const;
  const message = await sent(item, { do: "message", args: {}, body });
  await consider(item, { outcome: "supplied-here", ref: message.id });
  const { considered, acts } = await desk.store.tx((tx) => homePartOf(tx, item));
  assert.deepEqual(considered?.args["ref"], message.id);
  assert.equal(acts.filter((act) => act.do === "consider").length, 2, "what was answered before stays");
});
