import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId } from "@setu/core";
import type { Draft, DraftContent } from "@setu/requests";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { readKnown } from "./desk.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import {
  discardDraft,
  listDrafts,
  MAX_DRAFTS,
  parseContent,
  placeOf,
  readDraft,
  saveDraft,
} from "./drafts.ts";
import { accept, heldOf, returnedTo, submitDue, takeBack } from "./held.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

let alone: LoneDesk;
let { desk, pool, officer, other, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, other, pass } = alone);
});
beforeEach(() => pool.query("DELETE FROM draft"));
after(() => alone.close());

const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const draft = (text: string, rest: Partial<Draft> = {}): Draft => ({
  title: "",
  text,
  lang: "en",
  args: {},
  mark: null,
  files: [],
  ...rest,
});
const writing = (texts: Record<string, string>): DraftContent => ({
  acts: Object.fromEntries(Object.entries(texts).map(([act, text]) => [act, draft(text)])),
});
const item = `in:${"a".repeat(32)}` as ItemId;
const mine = () => placeOf(officer.id, item);
const save = (revision: number, content: DraftContent, place = mine()) =>
  desk.store.tx((tx) => saveDraft(tx, desk.store.atRest, place, { revision, content, now: Date.now() }));
const read = (place = mine()) => desk.store.tx((tx) => readDraft(tx, desk.store.atRest, place));
const textsOf = ({ content }: { content: DraftContent | null }) =>
  content && Object.fromEntries(Object.entries(content.acts).map(([act, { text }]) => [act, text]));
const command = (rest: object = {}) =>
  parseCommand(askCommand({ id: randomBytes(16).toString("hex"), lane: "main", ...rest }), Date.now());

test("of two tabs the second is refused, and what the first saved is there to be read", async () => {
  const seen = await save(0, writing({ message: "first words" }));
  await save(seen, writing({ message: "first words, and more" }));
  await assert.rejects(save(seen, writing({ message: "other words" })), coded("STALE"));
  await assert.rejects(save(0, writing({ message: "other words" })), coded("STALE"));
  assert.deepEqual(textsOf(await read()), { message: "first words, and more" });
});

test("saving again what is saved is no change: a lost answer costs nothing", async () => {
  const first = await save(0, writing({ message: "once" }));
  assert.equal(await save(0, writing({ message: "once" })), first);
});

test("a revision that was discarded never comes again", async () => {
  const first = await save(0, writing({ message: "gone" }));
  await desk.store.tx((tx) => discardDraft(tx, mine(), first));
  const second = await save(0, writing({ message: "another" }));
  assert.ok(second > first);
  await assert.rejects(save(first, writing({ message: "from a tab of yesterday" })), coded("STALE"));
  await assert.rejects(
    desk.store.tx((tx) => discardDraft(tx, mine(), first)),
    coded("STALE"),
  );
});

test("of two first drafts that arrive at once one is kept, and the other is told", async () => {
  const both = await Promise.allSettled(["one", "two"].map((text) => save(0, writing({ message: text }))));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.ok(coded("STALE")(both.find((each) => each.status === "rejected")?.reason));
});

test("a draft is its officer's own, and unreadable in a copy of the database", async () => {
  await save(0, writing({ message: "heron at the weir" }));
  assert.equal((await read(placeOf(other.id, item))).content, null);
  const { rows } = await pool.query("SELECT content FROM draft");
  const [{ content }] = rows as [{ content: Buffer }];
  assert.ok(!content.includes("heron"));
  await pool.query("UPDATE draft SET officer = $1", [other.id]);
  await assert.rejects(read(placeOf(other.id, item)), coded("CANNOT_OPEN"));
});

test("there are bounds: 64 KiB a draft, 200 drafts an officer, and nothing but drafts", async () => {
  await assert.rejects(save(0, writing({ message: "x".repeat(65_536) })), coded("TOO_LARGE"));
  for (let n = 0; n < MAX_DRAFTS; n++) {
    const key = `in:${n.toString(16).padStart(32, "0")}` as ItemId;
    await save(0, writing({ note: `no. ${n}` }), placeOf(officer.id, key));
  }
  await assert.rejects(save(0, writing({ note: "one more" })), coded("OVER_QUOTA"));
  await save(0, writing({ note: "of somebody else" }), placeOf(other.id, item));
  for (const bad of [null, [], { acts: [] }, { acts: { note: { text: "x" } } }, { acts: {}, more: 1 }]) {
    assert.throws(() => parseContent(bad), coded("BAD_FIELD"));
  }
});

test("what was sent is no draft any more; what was not sent of it stays", async () => {
  const fresh = placeOf(officer.id, null);
  const revision = await save(0, writing({ ask: "Who stands behind it?" }), fresh);
  await assert.rejects(
    accept(desk, officer, null, command({ mark: { ...askCommand().mark, audience: [] } }), revision),
  );
  assert.deepEqual(textsOf(await read(fresh)), { ask: "Who stands behind it?" }, "refused: kept");
  const { item: asked } = await accept(desk, officer, null, command(), revision);
  assert.equal((await read(fresh)).content, null);
  pass(11_000);
  await submitDue(desk);
  const place = placeOf(officer.id, asked as ItemId);
  const say = { do: "message", args: {}, body: { text: "sent", lang: "en" } };
  const { after: _, ...message } = askCommand(say as never);
  const parsed = () =>
    parseCommand({ ...message, lane: "main", id: randomBytes(16).toString("hex") }, Date.now());
  const both = await save(0, writing({ message: "sent", note: "for us" }), place);
  await accept(desk, officer, asked as ItemId, parsed(), both);
  assert.deepEqual(textsOf(await read(place)), { note: "for us" });
  const older = (await read(place)).revision;
  await save(older, writing({ message: "typed in another tab", note: "for us" }), place);
  await accept(desk, officer, asked as ItemId, parsed(), older);
  assert.deepEqual(textsOf(await read(place)), { message: "typed in another tab", note: "for us" });
});

test("an act that is taken back, or comes back, is a draft again and loses nothing to a newer one", async () => {
  const fresh = placeOf(officer.id, null);
  const body = { title: "Hosts", text: "Who stands behind it?", lang: "en" };
  const first = command({ body });
  await accept(desk, officer, null, first, null);
  await takeBack(desk, officer, first.id, true);
  const kept = (await read(fresh)).content?.acts["ask"];
  assert.deepEqual(
    [kept?.title, kept?.text, kept?.args["urgency"], kept?.mark?.tlp],
    ["Hosts", body.text, "routine", "AMBER"],
  );
  const second = command({ body: { ...body, text: "And who pays for it?" } });
  await accept(desk, officer, null, second, null);
  await changeOfficers(desk.store, "UPDATE officer SET disabled = true WHERE id = $1", [officer.id]);
  pass(11_000);
  await submitDue(desk);
  await changeOfficers(desk.store, "UPDATE officer SET disabled = false WHERE id = $1", [officer.id]);
  const [back] = await desk.store.tx((tx) => returnedTo(desk, tx, officer));
  assert.deepEqual(
    [back?.id, back?.code, back?.begins],
    [second.id, "FORBIDDEN", "Hosts And who pays for it?"],
  );
  assert.deepEqual(await desk.store.tx((tx) => returnedTo(desk, tx, other)), []);
  await assert.rejects(takeBack(desk, other, second.id, true), coded("NOT_FOUND"));
  await takeBack(desk, officer, second.id, true);
  assert.equal(
    (await read(fresh)).content?.acts["ask"]?.text,
    "Who stands behind it?\n\nAnd who pays for it?",
  );
  const [line] = await desk.store.tx((tx) => listDrafts(tx, desk.store.atRest, officer.id));
  assert.deepEqual([line?.key, line?.acts, line?.ref], ["new", ["ask"], null]);
});

test("of two officers who send, the second is told so, and both texts are there", async () => {
  const { item: asked } = await accept(desk, officer, null, command(), null);
  pass(11_000);
  await submitDue(desk);
  const withdraw = (by: typeof officer, text: string) =>
    desk.store.tx(async (tx) => {
      const known = await readKnown(desk, tx, asked as ItemId);
      const after = [known?.state.opener.head ?? null, known?.state.other.head ?? null];
      const body = { text, lang: "en" };
      const sent = { do: "withdraw", args: { reason: "useful" }, after, body };
      return {
        by,
        sent: command(sent),
        revision: await saveDraft(tx, desk.store.atRest, placeOf(by.id, asked as ItemId), {
          revision: 0,
          content: writing({ withdraw: text }),
          now: Date.now(),
        }),
      };
    });
  const both = [await withdraw(officer, "First words."), await withdraw(other, "Second words.")];
  for (const { by, sent, revision } of both) await accept(desk, by, asked as ItemId, sent, revision);
  pass(11_000);
  await submitDue(desk);
  const held = await desk.store.tx((tx) => heldOf(desk, tx, asked as ItemId));
  assert.deepEqual(
    held.map((each) => [each.officer, each.returned?.code, each.body?.text]),
    [[other.id, "STALE", "Second words."]],
  );
  const [late] = await desk.store.tx((tx) => returnedTo(desk, tx, other));
  assert.ok(late);
  await takeBack(desk, other, late.id, true);
  assert.deepEqual(textsOf(await read(placeOf(other.id, asked as ItemId))), { withdraw: "Second words." });
  const known = await desk.store.tx((tx) => readKnown(desk, tx, asked as ItemId));
  assert.equal(known?.state.judged.filter(({ act }) => act.do === "withdraw").length, 1);
});
