import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { canonicalBytes, isItemAct, isSetuError, type ItemId, type RecordId } from "@setu/core";
import { cutSubset, partsBytes } from "@setu/link/subset.ts";
import type { Command } from "@setu/requests";
import { EVERYTHING } from "../access/everything.fixture.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { saveOfficers } from "../node/officers.ts";
import { newId } from "../notices/notices.fixture.ts";
import { ASKS_NOTHING } from "../release/nothing.fixture.ts";
import { parseCommand } from "../requests/command.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { sendCheck } from "../requests/drafting.ts";
import { accept } from "../requests/held.ts";
import { keptOf } from "../requests/subset.fixture.ts";
import { storeUpload } from "../requests/uploads.ts";
import { shownParts } from "./showing.ts";

const AMBER = askCommand().mark;
const GREEN = { ...AMBER, tlp: "GREEN", pap: "GREEN" };
const RED = { ...AMBER, tlp: "RED" } as never;
const TEXTS = ["Synthetic first.", "Synthetic second.", "Synthetic third."];
let alone: LoneDesk;
let desk: Desk;
let officer: Officer;
before(async () => {
  alone = await loneDesk();
  ({ desk, officer } = alone);
  const rest = { agency: "ca.ncb-ottawa", lang: "en" as const, ...EVERYTHING };
  await saveOfficers(desk.store, [
    { id: officer.id, name: "Officer One", ...rest },
    { id: alone.other.id, name: "Officer Two", ...rest },
  ]);
});
after(() => alone.close());

async function* stream(bytes: Uint8Array) {
  yield Buffer.from(bytes);
}
const upload = async (content: Uint8Array, by = officer) =>
  (await storeUpload(desk, by, { name: "parts.json", type: "application/json" }, stream(content))).id;
const command = (rest: Partial<Command>) => parseCommand(askCommand(rest), Date.now());
const send = (rest: Partial<Command>, by = officer, on = desk) => accept(on, by, null, command(rest));
const check = (rest: Partial<Command>, by = officer, on = desk) =>
  on.store.tx((tx) => sendCheck(on, tx, by, null, command(rest)));
const refused = (reason: string) => ({ code: "BAD_SUBSET", detail: { reason } });

/** A record of ours that names parts of its text, the last of which does not stand in it. */
async function record(mark: object = AMBER, part: object = GREEN) {
  const kept = keptOf([...TEXTS, "Not of the text."], part);
  const body = { title: "Whole", text: TEXTS.join("\n"), lang: "en" as const };
  const files = [await upload(partsBytes(kept))];
  const { id, item } = await send({ mark: mark as never, body, files });
  return { kept, id: id as RecordId, item };
}

test("whoever is about to issue parts sees which they are, and how many at most are withheld; the home log names them", async () => {
  const { kept, id } = await record();
  const files = [await upload(cutSubset(kept, id, [1, 4]))];
  const { subsets, refusals } = await check({ files });
  assert.deepEqual(refusals, []);
  const [shown] = subsets ?? [];
  assert.ok(shown);
  const { parts, atMost, whole, kind, by, tie, name } = shown;
  assert.deepEqual([kind, by, tie, name, whole, atMost], ["subset", "ca", "here", "parts.json", id, 6]);
  assert.deepEqual(parts, [
    { no: 1, name: "paragraph", text: TEXTS[0], tlp: "GREEN" },
    { no: 4, name: "paragraph", text: "Not of the text.", tlp: "GREEN", unlike: true },
  ]);
  const sent = await send({ files });
  const { rows } = await alone.pool.query(
    "SELECT by, item, verb, args FROM derived.trail WHERE what = 'subset'",
  );
  const [{ args, ...line }] = rows as [{ args: Record<string, unknown> }];
  assert.deepEqual(line, { by: officer.id, item: sent.item, verb: "disclosure" });
  assert.deepEqual([args["ref"], args["whole"], args["parts"]], [sent.id, id, "1 4"]);
  const [digests] = (await check({ files: [await upload(partsBytes(kept))] })).subsets ?? [];
  assert.deepEqual([digests?.kind, digests?.atMost, digests?.parts], ["parts", 8, []]);
});

test("a file of parts that nobody could verify does not leave", async () => {
  const { kept, id } = await record();
  const subset = cutSubset(kept, id, [2]);
  const other = keptOf(TEXTS, GREEN);
  const strict = await record(AMBER, AMBER);
  const loose = await record(GREEN, AMBER);
  const clear = { mark: { ...GREEN, tlp: "CLEAR" } as never };
  const wide = { mark: { ...AMBER, audience: [...AMBER.audience, "in.other"].toSorted() } as never };
  const green = { mark: GREEN as never };
  const cases: readonly (readonly [string, Uint8Array, Partial<Command>?])[] = [
    ["FORM", Buffer.from(JSON.stringify(JSON.parse(Buffer.from(subset).toString()), null, 1))],
    ["VERSION", Buffer.from(Buffer.from(subset).toString().replace("subset/1", "subset/9"))],
    ["WHOLE", cutSubset(kept, newId(), [2])],
    ["PARTS", cutSubset(other, id, [2])],
    ["MARKING", subset, clear],
    ["MARKING", cutSubset(strict.kept, strict.id, [1]), green],
    ["MARKING", cutSubset(strict.kept, strict.id, [1]), wide],
    ["MARKING", cutSubset(loose.kept, loose.id, [1])],
    ["MARKING", canonicalBytes(strict.kept), green],
  ];
  for (const [reason, content, rest = {}] of cases) {
    const files = [await upload(content)];
    const { refusals, subsets } = await check({ ...rest, files });
    assert.deepEqual([refusals, subsets], [["BAD_SUBSET"], undefined], reason);
    for (const lane of ["flash", "main"] as const)
      await assert.rejects(send({ ...rest, files, lane }), refused(reason), `${reason} ${lane}`);
  }
  assert.deepEqual((await check({ files: [await upload(canonicalBytes(strict.kept))] })).refusals, []);
});

test("a record that the officer may not read is answered as one that is not there", async () => {
  const { kept, id } = await record(RED);
  const { other } = alone;
  const errors: unknown[] = [];
  for (const whole of [id, newId()]) {
    const files = [await upload(cutSubset(kept, whole, [1]), other)];
    await send({ files }, other).catch((error: unknown) => errors.push(error));
  }
  assert.ok(errors.every((error) => isSetuError(error, "BAD_SUBSET")));
  const said = errors.map((error) => (error as Error).message);
  assert.equal(said.length, 2);
  assert.equal(said[0], said[1]);
  assert.deepEqual((await check({ files: [await upload(cutSubset(kept, id, [1]))] })).refusals, []);
});

test("a record that was narrowed to named eyes is there no more for who is not named: she issues no part of it", async () => {
  const { other } = alone;
  const kept = keptOf(TEXTS, GREEN);
  const { item } = await send({});
  const body = { text: TEXTS.join("\n"), lang: "en" as const };
  const say = (rest: Partial<Command>) =>
    accept(desk, officer, item as ItemId, command({ args: {}, ...rest }));
  const { id } = await say({ do: "message", body, files: [await upload(partsBytes(kept))] });
  const files = [await upload(cutSubset(kept, id as RecordId, [1]), other)];
  assert.deepEqual((await check({ files }, other)).refusals, []);
  await say({ do: "narrow", args: { ref: id } as never, mark: RED, body: null });
  await assert.rejects(send({ files }, other), refused("WHOLE"));
  assert.deepEqual(
    (await check({ files: [await upload(cutSubset(kept, id as RecordId, [1]))] })).refusals,
    [],
  );
});

test("two persons release a part where the rule asks for two on the whole", async () => {
  const { kept, id } = await record(RED);
  const rule = { ...ASKS_NOTHING, fourEyes: { tlp: ["RED"], level: 4 } } as never;
  const strict: Desk = { ...desk, release: rule };
  const files = [await upload(cutSubset(kept, id, [1]))];
  assert.equal((await check({}, officer, strict)).release, undefined, "the act alone needs nobody");
  assert.equal((await check({ files }, officer, strict)).release?.fourEyes, true);
  assert.equal((await send({ files }, officer, strict)).proposed, true);
  const { rows } = await alone.pool.query(
    "SELECT 1 FROM derived.trail WHERE what = 'subset' AND args ->> 'whole' = $1",
    [id],
  );
  assert.equal(rows.length, 1, "what is put to release is written down");
});

test("who reads a subset is told what stands behind it as far as she may see it", async () => {
  const { kept, id } = await record(RED);
  const sent = await send({ files: [await upload(cutSubset(kept, id, [3]))] });
  const act = (await desk.store.tx((tx) => tx.act("ca" as never, sent.id as RecordId)))?.act;
  assert.ok(act && isItemAct(act));
  const looked = { act, file: act.att[0]!, claim: { name: "subset.json", type: "application/json" } };
  const mine = await shownParts(desk, officer, looked);
  assert.deepEqual([mine?.tie, mine?.by, mine?.atMost, mine?.parts[0]?.text], ["here", "ca", 7, TEXTS[2]]);
  const hers = await shownParts(desk, alone.other, looked);
  assert.deepEqual([hers?.tie, hers?.parts.length], ["away", 1]);
  // As if an act that is marked less strictly than the part had borne it.
  const loose = { ...looked, act: { ...act, mark: { ...act.mark, tlp: "CLEAR" as const } } };
  assert.equal((await shownParts(desk, officer, loose))?.tie, "broken");
});
