import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import type { RequestView, SearchResult } from "@setu/requests";
import { appOf } from "../http/app.fixture.ts";
import { Events } from "../http/events.ts";
import { saveOfficers } from "../node/officers.ts";
import { askCommand } from "../node/two-nodes.fixture.ts";
import { newId } from "../notices/notices.fixture.ts";
import { loneDesk, type LoneDesk } from "../requests/desk.fixture.ts";
import { readNextFile } from "../requests/file-reading.ts";
import { submitDue } from "../requests/held.ts";
import { storeUpload } from "../requests/uploads.ts";
import { Visitor } from "./matrix.fixture.ts";
import { person } from "./person.fixture.ts";

/** One act of a matter is narrowed after others have read it: to named eyes, or to an end. The matter stays open to them. */
const OFFICERS = [person("officer-1"), person("officer-2")] as const;
const visitors = new Map<string, Visitor>();
let alone: LoneDesk;
before(async () => {
  alone = await loneDesk();
  await saveOfficers(alone.desk.store, OFFICERS);
  const app = appOf(alone.desk, OFFICERS, { events: new Events() });
  for (const { id } of OFFICERS) {
    const visitor = new Visitor(app);
    await visitor.signIn(id);
    visitors.set(id, visitor);
  }
});
after(() => alone.close());

const as = (id: string): Visitor => visitors.get(`ca.${id}`) ?? assert.fail(id);
const { mark } = askCommand();

async function send(path: string, rest: object): Promise<{ item: ItemId; id: string }> {
  const command = { ...askCommand({ id: newId() }), ...rest };
  const answer = await as("officer-1").send("POST", path, { command });
  assert.equal(answer.status, 200);
  alone.pass(11_000);
  await submitDue(alone.desk);
  return (await answer.json()) as { item: ItemId; id: string };
}
async function* content(text: string) {
  yield new TextEncoder().encode(text);
}
const said = async (who: string, item: ItemId, id: string) => {
  const view = JSON.parse(await as(who).text(`/api/requests/${item}`)) as RequestView;
  return view.timeline.find((act) => act.id === id) ?? assert.fail("no such act");
};

/** A matter with a message and its file, which both bear a word; and where an officer meets it. */
async function matterWith(word: string) {
  const { desk, officer } = alone;
  const { item } = await send("/api/requests", { body: { title: "Open", text: "A matter.", lang: "en" } });
  const claim = { name: `${word}.txt`, type: "text/plain" };
  const upload = await desk.store.tx(() => storeUpload(desk, officer, claim, content(`A ${word} inside.`)));
  const message = { do: "message", args: {}, body: { text: `The ${word} came.`, lang: "en" } };
  const { id } = await send(`/api/requests/${item}/acts`, { ...message, files: [upload.id] });
  // The list is brought up to date, and names the file that is to be read.
  const found = async (who: string) => {
    const { matters } = JSON.parse(await as(who).text(`/api/search?q=${word}`)) as SearchResult;
    return matters.flatMap(({ hits }) => hits.map(({ where }) => where));
  };
  await found("officer-1");
  while (await readNextFile(desk, AbortSignal.timeout(20_000)));
  const [file] = (await said("officer-1", item, id)).attachments;
  const taken = async (who: string) => {
    const statuses: number[] = [];
    for (const path of [`proofs/${id}`, `files/${file?.a}/pages`, `files/${file?.a}/manifest`])
      statuses.push((await as(who).send("GET", `/api/requests/${item}/${path}`)).status);
    return statuses;
  };
  /** Texts of the index that know the word, and files that are kept as words. */
  const indexed = async () => {
    const of = async (sql: string) => (await alone.pool.query<{ text: string }>(sql, [item])).rows;
    const words = await of("SELECT words::text AS text FROM derived.word WHERE item = $1");
    const files = await of("SELECT id AS text FROM derived.file WHERE item = $1");
    return [words.filter(({ text }) => text.includes(word)).length, files.length];
  };
  const narrow = (stricter: object) =>
    send(`/api/requests/${item}/acts`, {
      do: "narrow",
      args: { ref: id },
      mark: { ...mark, ...stricter },
      body: null,
    });
  return { item, id, found, taken, indexed, narrow };
}
/** No peer is there that could have signed a receipt of it. */
const OPEN = [503, 200, 200];

test("what is narrowed to named eyes is in no search, proof, file or index for who is not named", async () => {
  const { item, id, found, taken, indexed, narrow } = await matterWith("kingfisher");
  assert.deepEqual(await found("officer-2"), ["text", "file", "inside"]);
  assert.deepEqual(await taken("officer-2"), OPEN);
  assert.deepEqual(await indexed(), [3, 1]);
  await narrow({ tlp: "RED" });
  assert.deepEqual(await taken("officer-2"), [404, 404, 404]);
  assert.deepEqual(await taken("officer-1"), OPEN);
  // Nor for who is: an index that answered each reader otherwise would tell by its counts.
  for (const who of ["officer-2", "officer-1"]) assert.deepEqual(await found(who), [], who);
  assert.deepEqual(await indexed(), [0, 0], "and no word of it is left");
  assert.equal((await said("officer-2", item, id)).body, null);
});

test("what is narrowed to an end is found and taken until then, and by nobody after", async () => {
  const { found, taken, narrow } = await matterWith("wheatear");
  await narrow({ expires: alone.desk.ports.world.now() + 60_000 });
  assert.deepEqual(await found("officer-2"), ["text", "file", "inside"]);
  assert.deepEqual(await taken("officer-2"), OPEN);
  alone.pass(61_000);
  assert.deepEqual(await found("officer-2"), []);
  assert.deepEqual(await taken("officer-2"), [404, 404, 404]);
});
