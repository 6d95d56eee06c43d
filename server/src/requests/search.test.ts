import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { isSetuError, type ErrorCode, type ItemId, type RecordId } from "@setu/core";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { parseCommand } from "./command.ts";
import { loneDesk, type LoneDesk } from "./desk.fixture.ts";
import { accept, submitDue } from "./held.ts";
import { actAtHome } from "./home-acts.ts";
import { askSearch } from "./asking.ts";
import { storeUpload } from "./uploads.ts";

let alone: LoneDesk;
let { desk, pool, officer, pass } = {} as LoneDesk;
before(async () => {
  alone = await loneDesk();
  ({ desk, pool, officer, pass } = alone);
});
after(() => alone.close());

const newId = () => randomBytes(16).toString("hex") as RecordId;
const asked = async (title: string, text: string, files: readonly string[] = []): Promise<ItemId> => {
  const given = askCommand({ id: newId(), body: { title, text, lang: "en" }, files });
  const { item } = await accept(desk, officer, null, parseCommand(given, Date.now()));
  pass(11_000);
  await submitDue(desk);
  return item as ItemId;
};
const home = (item: ItemId, what: string, args: object, text: string | null = null, id = newId()) =>
  actAtHome(desk, officer, item, { id, do: what, args: args as never, text, after: null });
const find = (q: string, from: string | null = null) =>
  askSearch(desk, officer, { q, after: from }, Date.now());
const items = async (q: string) => (await find(q)).matters.map(({ row }) => row.item);
const coded = (code: string) => (error: unknown) => isSetuError(error, code as ErrorCode);

test("one number, written three ways and in another script, finds each matter that it touched", async () => {
  const first = await asked("Subscriber", "Please name the subscriber of +91 98000 12345.");
  const second = await asked("Account holder", "Call 098000-12345 first.");
  const third = await asked("फ़ोन", "नंबर ९८०००१२३४५ किसका है?");
  const fourth = await asked("Other", "Nothing of interest, 98000 54321.");
  await home(fourth, "note", { mentions: [] }, "same as (98000) 12345?");
  const all = [fourth, third, second, first];
  for (const q of ["+91 98000 12345", "09800012345", "9800012345", "९८००० १२३४५", "00919800012345"]) {
    assert.deepEqual(await items(q), all, q);
  }
  const { matters } = await find("9800012345");
  assert.deepEqual(
    matters.map(({ hits }) => hits.map(({ where, match }) => [where, match])),
    [
      [["number", "98000) 12345"]],
      [["number", "९८०००१२३४५"]],
      [["number", "098000-12345"]],
      [["number", "91 98000 12345"]],
    ],
  );
  assert.deepEqual(await items("98000 54321"), [fourth]);
  assert.deepEqual(await items("8000012345"), []);
});

test("each place has its reason, and words may stand in different texts of one matter", async () => {
  const upload = await desk.store.tx(async () =>
    storeUpload(desk, officer, { name: "relevé-bancaire.pdf", type: "application/pdf" }, bytes()),
  );
  const item = await asked("L’affaire Œuvre", "Le virement a été exécuté à Montréal.", [upload.id]);
  await home(item, "note", { mentions: [] }, "हिन्दी में उत्तर दें");
  await home(item, "refer", { kind: "interpol" }, "2026/45-ABC");
  const ref = (await find("oeuvre")).matters[0]?.row.ref ?? "";
  const wheres = async (q: string) => {
    const { matters } = await find(q);
    assert.deepEqual(
      matters.map(({ row }) => row.item),
      [item],
      q,
    );
    return matters[0]?.hits.map(({ where }) => where);
  };
  assert.deepEqual(await wheres("OEUVRE"), ["title"]);
  assert.deepEqual(await wheres("execute montre"), ["text"]);
  assert.deepEqual(await wheres("हिंदी"), ["note"]);
  assert.deepEqual(await wheres("releve bancaire"), ["file"]);
  assert.deepEqual(await wheres("2026 45 abc"), ["reference"]);
  assert.deepEqual(await wheres("202645abc"), ["reference"]);
  // Its check character, a word of one letter, may begin another word as well.
  assert.equal((await wheres(ref))?.[0], "reference");
  assert.deepEqual(await wheres(ref.replaceAll("-", "").toLowerCase()), ["reference"]);
  assert.deepEqual(await wheres("virement हिंदी"), ["note", "text"]);
  assert.deepEqual(await items("virement bitcoin"), []);
});

async function* bytes() {
  yield new Uint8Array(10);
}

test("what is around a hit is text, cut short", async () => {
  const item = await asked("Markup", `${"lead ".repeat(50)}<b>needle</b>\n${"trail ".repeat(50)}`);
  const [matter] = (await find("needle")).matters;
  assert.equal(matter?.row.item, item);
  const [hit] = matter?.hits ?? [];
  assert.equal(hit?.match, "needle");
  assert.match(hit?.before ?? "", /^…(lead )+<b>$/);
  assert.match(hit?.after ?? "", /^<\/b> (trail )+trail…$/);
  assert.ok((hit?.before.length ?? 0) < 70 && (hit?.after.length ?? 0) < 110);
});

test("what stands in a text that was corrected since is marked as such, after what holds, until the correction is recalled", async () => {
  const item = await asked("Corrected", "The heron was seen at the east gate.");
  const say = async (what: string, args: object, text: string) => {
    const { mark, lane } = askCommand();
    const body = text === "" ? null : { text, lang: "en" };
    const given = { id: newId(), do: what, args, mark, lane, body, files: [] };
    await accept(desk, officer, item, parseCommand(given as never, Date.now()));
    pass(11_000);
    await submitDue(desk);
    return given.id;
  };
  const hits = async (q: string) =>
    (await find(q)).matters.map(({ hits }) => hits.map(({ act, replaced }) => [act, replaced === true]));
  const ask = item.slice(3);
  assert.deepEqual(await hits("heron"), [[[ask, false]]]);
  const first = await say("correct", { ref: ask }, "The heron was seen at the west gate.");
  const second = await say("correct", { ref: first }, "The heron was seen at the north gate.");
  const [[standing, ...before] = []] = await hits("heron");
  assert.deepEqual(standing, [second, false]);
  assert.deepEqual(new Map(before as [string, boolean][]), new Map([ask, first].map((id) => [id, true])));
  assert.deepEqual(await hits("east"), [[[ask, true]]], "it is found, and says what it is worth");
  await say("recall", { ref: second, reason: "wrong-person" }, "");
  assert.deepEqual(await hits("west"), [[[first, false]]]);
});

test("a note that was taken back is no longer found", async () => {
  const item = await asked("Undone", "Nothing.");
  const note = newId();
  await home(item, "note", { mentions: [] }, "ephemeral remark", note);
  assert.deepEqual(await items("ephemeral"), [item]);
  await home(item, "undo", { of: note });
  assert.deepEqual(await items("ephemeral"), []);
});

test("a body that was destroyed is no longer found, at once and after the next change", async () => {
  const item = await asked("Perishable", "The word is chrysanthemum.");
  assert.deepEqual(await items("chrysanthemum"), [item]);
  await pool.query("DELETE FROM keyring WHERE slot = 1 AND id = $1", [item.slice(3)]);
  assert.deepEqual(await items("chrysanthemum"), []);
  await home(item, "note", { mentions: [] }, "destroyed by order");
  assert.deepEqual(await items("order"), [item]);
  const { rows } = await pool.query("SELECT place FROM derived.word WHERE item = $1 ORDER BY place", [item]);
  assert.deepEqual(
    rows.map((row: { place: string }) => row.place),
    ["note", "reference"],
  );
});

test("no search tells which words stood in a text that has expired, in a matter that has not", async () => {
  const item = await asked("Lighthouse", "A matter that stays.");
  const expires = Date.now() + 60_000;
  const { mark, ...given } = askCommand({
    id: newId(),
    body: { text: "The word is kingfisher.", lang: "en" },
  });
  const message = { ...given, do: "message", args: {}, mark: { ...mark, expires } };
  await accept(desk, officer, item, parseCommand(message, Date.now()));
  pass(11_000);
  await submitDue(desk);
  const translation = { of: given.id, lang: "fr", how: "human" };
  await home(item, "translate", translation, "Le mot est martinpêcheur.");
  const at = async (q: string, now: number) =>
    (await askSearch(desk, officer, { q, after: null }, now)).matters.map(({ row }) => row.item);
  for (const q of ["kingfisher", "lighthouse kingfisher", "lighthouse martinpêcheur"]) {
    assert.deepEqual(await at(q, expires - 1), [item], q);
    assert.deepEqual(await at(q, expires), [], q);
  }
  assert.deepEqual(await at("lighthouse", expires), [item]);
});

test("the index is rebuilt from the logs, byte for byte", async () => {
  await items("anything");
  const kept = () =>
    pool.query("SELECT * FROM derived.word ORDER BY item, place, act").then(({ rows }) => rows);
  const before = await kept();
  assert.ok(before.length > 10);
  await desk.store.replay("now");
  assert.deepEqual(await kept(), before);
});

test("many matters come in pages, the last changed first, none twice, be their word common or rare", async () => {
  const made: ItemId[] = [];
  for (let i = 0; i < 22; i++) made.push(await asked(`Batch ${i}`, "periwinkle"));
  const inPages = async () => {
    const first = await find("periwinkle");
    assert.equal(first.matters.length, 20);
    assert.ok(first.more);
    const second = await find("periwinkle", first.more);
    assert.equal(second.more, null);
    assert.deepEqual(
      [...first.matters, ...second.matters].map(({ row }) => row.item),
      made.toReversed(),
    );
  };
  await inPages();
  // Among so many other texts it is gathered and no longer met.
  await pool.query(`INSERT INTO derived.word (item, place, act, words, updated)
    SELECT 'ca:none' || n, 'text', 'x', to_tsvector('simple', 'filler ' || n), 0 FROM generate_series(1, 30000) AS n`);
  await inPages();
  await pool.query("DELETE FROM derived.word WHERE updated = 0");
});

test("what changed weeks and years ago is found after what changed today, in one order", async () => {
  const days = (n: number) => pass(n * 86_400_000);
  const made: ItemId[] = [];
  for (const [matters, wait] of [
    [6, 500],
    [6, 80],
    [21, 0],
  ] as const) {
    for (let i = 0; i < matters; i++) made.push(await asked(`Layer ${i}`, "stratigraphy"));
    days(wait);
  }
  const newestFirst = async () => (await find("stratigraphy")).matters.map(({ row }) => row.item);
  assert.deepEqual(await newestFirst(), made.toReversed().slice(0, 20));
  const [oldest] = made;
  const { after: _, ...word } = askCommand({ do: "message", args: {} });
  await accept(desk, officer, oldest as ItemId, parseCommand(word, Date.now()));
  pass(11_000);
  await submitDue(desk);
  assert.deepEqual(await newestFirst(), [oldest, ...made.toReversed().slice(0, 19)]);
  const first = await find("stratigraphy");
  const rest = (await find("stratigraphy", first.more)).matters.map(({ row }) => row.item);
  assert.deepEqual(rest, made.slice(1, 14).toReversed());
});

test("abuse 12: what is sought is never SQL or a query of the database's own", async () => {
  const hostile = ["'; DROP TABLE derived.word; --", "a:* | b", "!'x' & ''", "\\' x, <->", "'a':A & %"];
  for (const q of hostile) await find(q);
  for (const q of ["", "  ", "!&|", "\u200d\u202e", "'--"])
    await assert.rejects(find(q), coded("BAD_FIELD"), q);
  await assert.rejects(find("a", "ZHVlIDEgY2E6MQ"), coded("BAD_FIELD"));
});
