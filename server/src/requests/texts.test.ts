import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { isSetuError, MAX_BODY_BYTES, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import type { Command, Draft } from "@setu/requests";
import { assertMay } from "../access/deciding.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { readKnown } from "./desk.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { sendCheck } from "./drafting.ts";
import { parseContent, placeOf, readDraft, saveDraft } from "./drafts.ts";
import { accept, heldOf, submitDue, takeBack } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { askSearch } from "./asking.ts";
import { viewOf } from "./view.ts";

/** The texts of the desk: half a template does not leave, and a translation goes beside its original. */
let alone: LoneDesk;
let { desk, pool, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, pass } = alone);
});
beforeEach(() => pool.query("DELETE FROM draft"));
after(() => alone.close());

type Body = NonNullable<Command["body"]>;
const command = (body: Body, rest: object = {}) =>
  parseCommand(askCommand({ id: randomBytes(16).toString("hex"), lane: "main", body, ...rest }), Date.now());
const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);
const viewed = (item: string) =>
  desk.store.tx(async (tx) => {
    const known = await readKnown(desk, tx, item as ItemId);
    assert.ok(known);
    return viewOf(
      desk,
      tx,
      known,
      await assertMay(desk, tx, officer.id, { action: "read", item: known.item }),
    );
  });
/** All that an act would leave behind at this node. */
const traces = async () => {
  const { rows } = await pool.query(
    "SELECT (SELECT count(*) FROM held) AS held, (SELECT count(*) FROM pending) AS pending, (SELECT sum(size) FROM own_log) AS size",
  );
  return JSON.stringify(rows);
};

const TEXT = { title: "Bridge", text: "Who holds it?", lang: "en" } as const;
const FRENCH = { lang: "fr", text: "Qui en est titulaire ?", how: "human", by: "B. Example" } as const;
const HINDI = { lang: "hi", text: "यह किसका है? ९८०००४४५५६", how: "machine", by: "" } as const;
const OPEN: readonly (readonly [field: string, body: Body])[] = [
  ["title", { ...TEXT, title: "On {{date}}" }],
  ["text", { ...TEXT, text: "In the period {{period}}." }],
  ["text", { ...TEXT, text: "Opened and never closed: {{" }],
  ["translations", { ...TEXT, translations: [{ ...FRENCH, text: "Le {{date}}" }] }],
];

for (const lane of ["main", "flash"] as const) {
  test(`a text with an open place is refused before anything is written, on ${lane}`, async () => {
    const before = await traces();
    const draft: Draft = { ...TEXT, args: {}, mark: null, files: [] };
    const place = placeOf(officer.id, null);
    const saved = { revision: 0, content: { acts: { ask: draft } }, now: Date.now() };
    const revision = await desk.store.tx((tx) => saveDraft(tx, desk.store.atRest, place, saved));
    for (const [field, body] of OPEN) {
      await assert.rejects(
        accept(desk, officer, null, command(body, { lane }), revision),
        (error: unknown) =>
          coded("OPEN_PLACE")(error) && (error as { detail: { field?: string } }).detail.field === field,
        field,
      );
    }
    assert.equal(await traces(), before);
    assert.equal((await desk.store.tx((tx) => readDraft(tx, desk.store.atRest, place))).revision, revision);
  });
}

test("every act with a text is held to it, not only the first", async () => {
  const { item } = await accept(desk, officer, null, command(TEXT, { lane: "flash" }));
  const { after: heads } = await viewed(item);
  const body = { text: "We refer to {{reference}}.", lang: "en" } as const;
  for (const [act, args] of [
    ["message", {}],
    ["withdraw", { reason: "useful" }],
  ] as const) {
    const sent = command(body, { do: act, args, after: heads, lane: "flash" });
    await assert.rejects(accept(desk, officer, item as ItemId, sent), coded("OPEN_PLACE"), act);
  }
});

test("the check says so first, and what is pasted with closing braces alone goes", async () => {
  const check = (body: Body) =>
    desk.store.tx((tx) => sendCheck(desk, tx, officer, null, command(body, { lane: "flash" })));
  for (const [, body] of OPEN) assert.equal((await check(body)).refusals[0], "OPEN_PLACE");
  assert.deepEqual((await check({ ...TEXT, text: '{"a":{"b":1}}' })).refusals, []);
});

test("a translation crosses beside its original, is found by its own words, and is told once of a number", async () => {
  const body = { ...TEXT, text: "Who holds 98000 44556?", translations: [FRENCH, HINDI] };
  const { contains } = await desk.store.tx((tx) => sendCheck(desk, tx, officer, null, command(body)));
  assert.deepEqual(contains, { telephone: 1 });
  const { item } = await accept(desk, officer, null, command(body));
  pass(11_000);
  await submitDue(desk);
  const { timeline } = await viewed(item);
  assert.deepEqual(timeline[0]?.body?.translations, [FRENCH, HINDI]);
  const find = (q: string) => askSearch(desk, officer, { q, after: null }, desk.ports.world.now());
  const [found] = (await find("titulaire")).matters;
  assert.deepEqual(
    [found?.row.item, found?.hits.map(({ where, match }) => [where, match])],
    [item, [["text", "titulaire"]]],
  );
  assert.equal((await find("9800044556 किसका")).matters[0]?.row.item, item);
});

test("what is taken back is a draft with its translations, behind those written since", async () => {
  const sent = command({ ...TEXT, translations: [FRENCH] });
  await accept(desk, officer, null, sent);
  const held = await desk.store.tx((tx) => heldOf(desk, tx, `ca:${sent.id}` as ItemId));
  assert.deepEqual(held[0]?.body?.translations, [FRENCH]);
  const place = placeOf(officer.id, null);
  const since: Draft = { ...TEXT, text: "", args: {}, mark: null, files: [], translations: [HINDI] };
  const saved = { revision: 0, content: parseContent({ acts: { ask: since } }), now: Date.now() };
  await desk.store.tx((tx) => saveDraft(tx, desk.store.atRest, place, saved));
  await takeBack(desk, officer, sent.id, true);
  const { content } = await desk.store.tx((tx) => readDraft(tx, desk.store.atRest, place));
  assert.deepEqual(content?.acts["ask"]?.translations, [HINDI, FRENCH]);
  assert.throws(() => parseContent({ acts: { ask: { ...since, translations: {} } } }), coded("BAD_FIELD"));
});

test("our own translation of an act stays in our half: the newest of a language counts, and it is found", async () => {
  const { item } = await accept(desk, officer, null, command(TEXT, { lane: "flash" }));
  const newId = () => randomBytes(16).toString("hex") as RecordId;
  const of = item.slice(3);
  const translate = (text: string, args: object = {}, id = newId()) =>
    actAtHome(desk, officer, item as ItemId, {
      id,
      do: "translate",
      args: { of, lang: "fr", how: "human", ...args } as never,
      text,
      after: null,
    });
  const ours = async () => (await viewed(item)).ours.translations.map(({ text }) => text);
  const queued = async () =>
    (await pool.query("SELECT count(*) AS n FROM pending")).rows as readonly { n: string }[];
  const waiting = await queued();
  await translate("Passerelle piétonne");
  await translate("पैदल पुल", { lang: "hi", how: "machine" });
  const second = newId();
  await translate("Passerelle couverte", {}, second);
  assert.deepEqual(await ours(), ["पैदल पुल", "Passerelle couverte"]);
  const find = async (q: string) =>
    (await askSearch(desk, officer, { q, after: null }, desk.ports.world.now())).matters.map(
      ({ row, hits }) => [row.item, hits[0]?.where],
    );
  assert.deepEqual(await find("couverte"), [[item, "note"]]);
  assert.deepEqual(await find("piétonne"), [], "what was replaced is no longer found");
  const undo = { id: newId(), do: "undo", args: { of: second } as never, text: null, after: null };
  await actAtHome(desk, officer, item as ItemId, undo);
  assert.deepEqual(await ours(), ["Passerelle piétonne", "पैदल पुल"]);
  assert.deepEqual(await queued(), waiting, "nothing of it waits to be sent");
  await assert.rejects(translate("x", { of: "0".repeat(32) }), coded("NOT_FOUND"));
  await assert.rejects(translate("x", { lang: "de" }), coded("UNKNOWN_CODE"));
  await assert.rejects(translate("x", { how: "sworn" }), coded("UNKNOWN_CODE"));
  await assert.rejects(translate("x".repeat(10_001)), coded("TOO_LARGE"));
  await assert.rejects(translate(" "), coded("BAD_FIELD"));
});

test("abuse: translations that are none, too many or too large are refused at once", async () => {
  for (const translations of [[], [FRENCH, HINDI, HINDI], [FRENCH, FRENCH], [{ ...FRENCH, by: "" }]]) {
    assert.throws(() => command({ ...TEXT, translations }), coded("BAD_FIELD"));
  }
  // Each within its bound, together more than a record.
  const long = "ह".repeat(MAX_BODY_BYTES / 6);
  const body = { ...TEXT, text: long, lang: "hi" as const, translations: [{ ...FRENCH, text: long }] };
  await assert.rejects(accept(desk, officer, null, command(body)), coded("TOO_LARGE"));
});
