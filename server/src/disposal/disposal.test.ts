import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { isSetuError, parseAct, type ErrorCode, type ItemId, type Party, type RecordId } from "@setu/core";
import { openBody, peerOrigin, SLOT, submitIn } from "@setu/link";
import { newId, recordHold } from "./disposal.fixture.ts";
import type { Accepted, LinkView, RequestView, SavedView, SearchResult, Upload } from "@setu/requests";
import { actFrom } from "../desks/composing.ts";
import { writeBackup } from "../backup/write.ts";
import type { NodeConfig } from "../node/config.ts";
import type { RunningNode } from "../node/node.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "../node/two-nodes.fixture.ts";
import type { Desk } from "../requests/desk.ts";
import { answer } from "../review/openings.ts";
import { noticeFile } from "./coming-again.ts";
import { disposeItem, disposeRecord, type Order } from "./dispose.ts";
import { rewriteFreed } from "./rewrite.ts";

/** Planted in a title, a text, a note, a file, the name of a saved list and a draft, and nowhere else. */
const CANARY = "quetzalcoatl";
const ORDER: Order = { ground: "court-order", by: "ca.officer-1", agreed: "ca.officer-2" };

let nodes: TwoNodes;
let ottawa: RunningNode;
let officer: Browser;
let item: ItemId;
before(async () => {
  // Each with a server of its own, so that its data directory is nobody else's.
  nodes = await twoNodes(() => {}, { database: undefined } as unknown as Partial<NodeConfig>);
  ottawa = nodes.ca;
  officer = await signedIn();
  item = await planted();
});
after(() => nodes.close());

async function signedIn(): Promise<Browser> {
  const browser = new Browser(ottawa.url);
  await browser.signIn("ca.officer-1");
  return browser;
}
const deskOf = (node: RunningNode): Desk => node.desk ?? assert.fail("the node has a peer");
const view = () => officer.get<RequestView>(`/api/requests/${item}`);
const found = async () =>
  (await officer.get<SearchResult>(`/api/search?q=${CANARY}`)).matters.map(({ row }) => row.item);
const dispose = (order = ORDER) => {
  const desk = deskOf(ottawa);
  return desk.store.tx((tx) => disposeItem(desk, tx, item, order));
};
const coded = (code: ErrorCode) => (error: unknown) => isSetuError(error, code);

async function planted(): Promise<ItemId> {
  const path = `/api/uploads?name=${CANARY}.txt&type=text/plain`;
  const sent = await officer.send("POST", path, new TextEncoder().encode(`A file on ${CANARY}.`));
  const file = (await sent.json()) as Upload;
  const body = { title: `On ${CANARY}`, text: `A text on ${CANARY}.`, lang: "en" } as const;
  const { item: id } = await officer.post<Accepted>("/api/requests", {
    command: askCommand({ body, files: [file.id] }),
  });
  const note = { id: newId(), do: "note", args: { mentions: [] }, text: `A note on ${CANARY}.`, after: null };
  await officer.post(`/api/requests/${id}/home`, { command: note });
  const list = { id: newId(), name: CANARY, query: `q=${CANARY}`, shared: false };
  await officer.post("/api/views", list);
  const draft = { title: "", text: `A draft on ${CANARY}.`, lang: "en", args: {}, mark: null, files: [] };
  const content = { acts: { message: draft } };
  await officer.send("PUT", `/api/drafts/${encodeURIComponent(id)}`, { revision: 0, content });
  return id as ItemId;
}

/** Every file that the node keeps in which one of these stands, as bytes. */
function filesWith(home: string, needles: readonly Uint8Array[]): string[] {
  return readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return needles.some((needle) => bytes.includes(needle));
    })
    .map((path) => path.slice(home.length + 1));
}
const spoken = [Buffer.from(CANARY), Buffer.from(CANARY, "utf16le")];
/** Files of `setu backup`, as it writes values too; the keyring is the one of the last. */
const inBackups = (needles: readonly Uint8Array[]): string[] =>
  readdirSync(kept()).filter((name) => {
    const bytes = gunzipSync(readFileSync(join(kept(), name)));
    return needles.some(
      (needle) => bytes.includes(needle) || bytes.includes(Buffer.from(needle).toString("hex")),
    );
  });
const kept = () => join(nodes.homes.ca, "..", "kept");
async function backUp(name: string): Promise<void> {
  const { store } = ottawa;
  const url = store.pool.options.connectionString ?? assert.fail("the node has a database");
  mkdirSync(kept(), { recursive: true });
  const of = { url, atRest: store.atRest, party: "ca", instance: 1, now: Date.now() };
  await writeBackup(of, { backup: join(kept(), name), keyring: join(kept(), "keyring") });
}
/** What officers have written that stands in no log, as it lies in the database: the key at rest alone opens it. */
const written = async (): Promise<readonly Uint8Array[]> =>
  (
    await ottawa.store.rows<{ content: Uint8Array }>(
      "SELECT content FROM draft UNION ALL SELECT content FROM saved_view",
      [],
    )
  ).map(({ content }) => content);
const onDisk = () => ottawa.store.pool.query("CHECKPOINT");
/** What opens the parts of the planted records, as it lies in the database: sealed under a key that this node has. */
const keysOf = async (): Promise<readonly Uint8Array[]> => {
  const sql = `SELECT substr(material, 14, 40) AS material FROM keyring WHERE slot <> ${SLOT.act} AND
    (id = $1 OR id IN (SELECT id FROM derived.home_act WHERE item = $2))
    UNION ALL SELECT substr(material, 14, 40) FROM upload`;
  return (await ottawa.store.rows<{ material: Uint8Array }>(sql, [item.slice(3), item])).map(
    (row) => row.material,
  );
};

test("abuse 57: nothing is destroyed under a hold, on its way, or on the word of one person", async () => {
  await until("the receipt", view, (each) => typeof each.timeline[0]?.delivery.applied === "number");
  await until("the note by words", found, (items) => items.includes(item));
  const { pool } = ottawa.store;
  const attested = (size: string) =>
    pool.query(`UPDATE own_log SET cosigned = ${size} WHERE origin = 'ca/link/in/flash/1'`);
  await attested("0");
  await assert.rejects(dispose(), coded("STILL_OPEN"), "it is not even over there");
  await attested("size");
  await assert.rejects(dispose({ ...ORDER, agreed: null }), coded("ILLEGAL"));
  await assert.rejects(dispose({ ...ORDER, agreed: ORDER.by }), coded("ILLEGAL"));
  const end = await recordHold(deskOf(ottawa), item);
  await assert.rejects(dispose(), coded("ON_HOLD"));
  assert.equal((await view()).timeline[0]?.body?.title, `On ${CANARY}`, "all of it is there");
  await end();
});

let before0: { readonly status: string; readonly moves: readonly string[] };
let keys: readonly Uint8Array[];
let drafted: readonly Uint8Array[];
let backup = "";

test("what is destroyed is gone everywhere at once; the acts, the fold and the log stay", async () => {
  backup = join(nodes.homes.ca, "..", "backup");
  await ottawa.stop();
  cpSync(join(nodes.homes.ca, "postgres"), backup, { recursive: true });
  ottawa = await nodes.again("ca", "instead");
  officer = await signedIn();
  const { status, moves, after } = await view();
  before0 = { status, moves };
  keys = await keysOf();
  assert.ok(keys.length >= 4, "a text, a file, a note and an upload");
  await onDisk();
  assert.ok(filesWith(nodes.homes.ca, spoken).length > 0, "the search for traces finds what is there");
  drafted = await written();
  assert.equal(drafted.length, 2, "a draft and a list");
  await backUp("before");
  for (const needles of [keys, drafted])
    assert.deepEqual(inBackups(needles), ["keyring"], "kept once, and in no series");
  // As they are in the segment of the log that is being written, and not in one that is given up anyway.
  await ottawa.store.pool.query("SELECT pg_switch_wal()");
  await ottawa.store.pool.query("UPDATE keyring SET material = material");
  const holding = filesWith(nodes.homes.ca, keys);
  assert.ok(
    holding.some((path) => path.includes("pg_wal")),
    String(holding),
  );

  const { records, attested } = await dispose();
  assert.deepEqual([records, attested.length], [2, 2], "the request and the note");
  const shown = await view();
  const [ask] = shown.timeline;
  assert.deepEqual([ask?.bodyState, ask?.body, shown.title], ["destroyed", null, null]);
  // No text is left to be corrected; whatever else could be done can be done.
  const left = before0.moves.filter((move) => move !== "correct");
  assert.notDeepEqual(left, before0.moves);
  assert.deepEqual({ status: shown.status, moves: shown.moves }, { ...before0, moves: left });
  assert.deepEqual(shown.after, after);
  assert.deepEqual(
    shown.ours.notes.map(({ text }) => text),
    [""],
  );
  assert.deepEqual(await found(), []);
  assert.deepEqual(
    await officer.get<readonly SavedView[]>("/api/views").then((all) => JSON.stringify(all).includes(CANARY)),
    false,
  );
  assert.equal(
    (await officer.send("GET", `/api/drafts/${encodeURIComponent(item)}`)).status === 200 &&
      JSON.stringify(await officer.get(`/api/drafts/${encodeURIComponent(item)}`)).includes(CANARY),
    false,
  );
  assert.deepEqual(await keysOf(), []);
  assert.deepEqual(await dispose(), { records: 0, attested: [] }, "once");
  await ottawa.store.replay("now");
  assert.deepEqual([(await view()).title, await found()], [null, []], "nor after a replay");
  const delhi = new Browser(nodes.in.url);
  await delhi.signIn("in.officer-1");
  const theirs = await delhi.get<RequestView>(`/api/requests/${item}`);
  assert.equal(theirs.timeline[0]?.bodyState, "here", "their copy is theirs");
});

test("abuse 58: what was recalled is asked, received and attested, never called deleted; only a node that destroyed it attests", async () => {
  const delhi = new Browser(nodes.in.url);
  await delhi.signIn("in.officer-1");
  const ref = item.slice(3) as RecordId;
  const saying = (what: string, args: object) => {
    const { after: _, ...rest } = askCommand({ do: what, args: args as never, body: null });
    return rest;
  };
  const say = (by: Browser, command: object) => by.send("POST", `/api/requests/${item}/acts`, { command });
  const there = () => delhi.get<RequestView>(`/api/requests/${item}`);
  const until3 = Date.now() + 30 * 86_400_000;
  const kept = saying("kept", { ref, ground: "kept-by-law", until: until3 });
  assert.notEqual((await say(delhi, kept)).status, 200, "nobody has recalled it");
  const lie = await say(delhi, saying("disposed", { ref, ground: "recalled", at: 1 }));
  assert.deepEqual([lie.status, ((await lie.json()) as { code: string }).code], [422, "BAD_FIELD"]);
  await say(officer, saying("recall", { ref, reason: "wrong-person" }));
  const ours = (state: string) =>
    until(state, view, ({ timeline }) => timeline[0]?.recalled?.state === state).then(
      ({ timeline }) => timeline[0]?.recalled ?? assert.fail(),
    );
  assert.equal((await ours("received")).answer, null);
  const asked = await until("the recall over there", there, ({ timeline }) => timeline[0]?.recalled !== null);
  assert.ok(asked.moves.includes("kept"));
  assert.equal((await say(delhi, kept)).status, 200);
  const { answer: word } = await ours("kept");
  assert.deepEqual([word?.ground, word?.until, word?.destroyed], ["kept-by-law", until3, null]);

  const desk = deskOf(nodes.in);
  // The ground that the other side is told says nothing of a person.
  const order: Order = { ground: "individual-request", by: "in.officer-1", agreed: "in.officer-2" };
  const party = "ca" as Party;
  await desk.store.tx((tx) => disposeRecord(desk, tx, { item, party, id: ref }, order));
  const { answer: attested } = await ours("attested");
  assert.deepEqual([attested?.do, attested?.ground], ["disposed", "recalled"]);
  assert.ok((attested?.destroyed ?? 0) > 0);
  const last = await there();
  assert.equal(last.timeline[0]?.bodyState, "destroyed");
  assert.equal(last.timeline.filter((each) => each.do === "disposed").length, 1, "said once");
  assert.ok(!last.moves.includes("kept"));
});

test("abuse 59: what was attested as destroyed and comes again, as a text or as a file, is one alarm for each record and blocks nothing", async () => {
  const [here, there] = [deskOf(ottawa), deskOf(nodes.in)];
  const delhi = new Browser(nodes.in.url);
  await delhi.signIn("in.officer-1");
  const path = "/api/uploads?name=a.txt&type=text/plain";
  const bytes = new TextEncoder().encode("Synthetic lines of a file.");
  const upload = (by: Browser) => by.send("POST", path, bytes).then((sent) => sent.json()) as Promise<Upload>;
  const body = { title: "Again", text: "What comes again.", lang: "en" } as const;
  const ask = () => askCommand({ body });
  const opened = () =>
    officer.post<Accepted>("/api/requests", { command: ask() }).then((done) => done.item as ItemId);
  const [recalled, other] = [await opened(), await opened()];
  const opening = recalled.slice(3) as RecordId;
  const of = (by: Browser, which: string) => by.get<RequestView>(`/api/requests/${which}`);
  const act = async (by: Browser, which: string, what: string, rest: Parameters<typeof askCommand>[0]) => {
    const { after: _, ...command } = askCommand({ do: what, args: {}, body: null, ...rest });
    assert.equal((await by.send("POST", `/api/requests/${which}/acts`, { command })).status, 200, what);
    return command.id as RecordId;
  };
  const words = { text: "With a file.", lang: "en" } as const;
  const withFile = await act(officer, recalled, "message", {
    body: words,
    files: [(await upload(officer)).id],
  });
  const row = () => here.store.tx((tx) => tx.act("ca" as Party, opening));
  const asked = await until("the place of it", row, (each) => each?.pos !== null);
  const plain = await here.store.tx(async (tx) => {
    assert.ok(asked?.act.item !== undefined && asked.act.body !== null && asked.pos !== null);
    const [key] = (await tx.keys("ca" as Party, [opening])).filter(({ slot }) => slot === SLOT.body);
    const [entry] = await tx.entries(asked.origin, asked.pos, asked.pos + 1);
    assert.ok(key && entry?.body instanceof Uint8Array);
    return openBody(here.ports.crypto, asked.act.body, key, entry.body);
  });
  const lane = asked?.origin.split("/")[3] ?? assert.fail();
  await until(
    "the file over there",
    () => of(delhi, recalled),
    ({ timeline }) =>
      timeline.some(({ attachments: [file] }) => file !== undefined && file.parts.have === file.parts.all),
  );
  const alarms = async () =>
    (await here.store.tx((tx) => tx.link("in" as Party))).alarms.filter(
      (alarm) => alarm.code === "DISPOSED_CONTENT",
    );
  /** As a node sends it whose keys are good. */
  const sendAgain = (of: ItemId) =>
    there.store.tx(async (tx) => {
      const id = newId();
      const { mark, wf } = asked?.act.item === undefined ? assert.fail() : asked.act;
      const said = { id, item: of, wf, by: "in.officer-1", do: "message", args: {}, mark };
      const draft = {
        act: actFrom(there.ports.identity, said),
        body: plain,
        approvals: "[]",
        attachments: [],
      };
      await submitIn(there.ports, tx, lane, draft);
      return id;
    });
  const comes = (which: ItemId, id: string) =>
    until(
      "it has come",
      () => of(officer, which),
      ({ timeline }) => timeline.some((each) => each.id === id),
    );
  const early = await sendAgain(other);
  await comes(other, early);

  for (const ref of [opening, withFile]) {
    await act(officer, recalled, "recall", { args: { ref, reason: "wrong-person" } as never });
  }
  await until(
    "both recalls over there",
    () => of(delhi, recalled),
    ({ timeline }) => timeline.filter((each) => each.recalled !== null).length === 2,
  );
  const noted = { id: newId(), do: "refer", args: { kind: "police-file" }, text: "Synthetic 1", after: null };
  await delhi.post(`/api/requests/${recalled}/home`, { command: noted });
  const order: Order = { ground: "recalled", by: "in.officer-1", agreed: "in.officer-2" };
  for (const id of [opening, withFile])
    await there.store.tx((tx) =>
      disposeRecord(there, tx, { item: recalled, party: "ca" as Party, id }, order),
    );
  const of2 = (id: string, { timeline }: RequestView) => timeline.find((each) => each.id === id)?.recalled;
  await until(
    "both attested",
    () => of(officer, recalled),
    (seen) => [opening, withFile].every((id) => of2(id, seen)?.state === "attested"),
  );
  assert.deepEqual(await alarms(), [], "what came before it was attested contradicts nothing");

  const { derived } = of2(withFile, await of(delhi, recalled)) ?? assert.fail();
  assert.deepEqual(
    [...new Set(derived.map(({ what, by }) => `${by} ${what}`))].toSorted(),
    ["in.officer-1 read", "in.officer-1 refer"],
    "who holds it reads what became of it, and of a record that is destroyed too",
  );
  assert.deepEqual(
    of2(withFile, await of(officer, recalled))?.derived,
    [],
    "and whoever recalled it does not",
  );

  const again = await sendAgain(other);
  const [alarm] = await until("an alarm", alarms, ({ length }) => length > 0);
  const evidence = (alarm ?? assert.fail()).evidence.split("\n");
  assert.equal(evidence[0], `ca/${opening}`);
  assert.match(evidence[1] ?? "", /^attested as destroyed: in\//);
  assert.match(evidence[2] ?? "", new RegExp(`^sent again: in/.* ${again}$`));
  const { checkpoint } = await here.store.tx((tx) => tx.peer(peerOrigin(here.ports.identity, lane), "none"));
  assert.equal(evidence[3], checkpoint.split("\n")[0], "with their signed heads");
  assert.ok(of2(opening, await of(officer, recalled))?.again, "and it is said at the record");
  for (let n = 0; n < 3; n++) await comes(other, await sendAgain(other));
  assert.equal((await alarms()).length, 1, "once for a record, however often it comes");

  const digest = createHash("sha256").update(bytes).digest();
  await here.store.tx((tx) => noticeFile(here, tx, { from: "in" as Party, id: early }, digest));
  assert.equal((await alarms()).length, 1, "nor does what was signed before it and is looked at after it");
  const file = await act(delhi, other, "message", { body: words, files: [(await upload(delhi)).id] });
  await until("the second alarm", alarms, ({ length }) => length === 2);
  const last = await of(officer, recalled);
  assert.ok(of2(withFile, last)?.again);
  await comes(other, file);
  assert.equal((await officer.get<LinkView>("/api/link")).state, "up", "nothing is blocked");
});

test("a reviewer is shown the attestation of what was ordered; a tombstone that nobody ordered is a loss", async () => {
  const desk = deskOf(ottawa);
  const { store, ports } = desk;
  const attestation = async (id: string) => {
    const row =
      (await store.tx((tx) => tx.act("ca" as Party, id as RecordId))) ?? assert.fail("the act stays");
    const at = row.pos ?? assert.fail("it has its place");
    const { act, body } = await answer({ store, ports, withheld: new Map() }, row.origin, at);
    assert.ok("bytes" in act, "the act is shown");
    assert.ok(body && "destroyed" in body);
    const said = await answer({ store, ports, withheld: new Map() }, "ca/home/1", body.destroyed);
    assert.ok("bytes" in said.act);
    const { log, pos, part, what, ground, by, agreed } = parseAct(said.act.bytes).args;
    assert.deepEqual([log, pos, part], [row.origin, at, "body"]);
    return { what, ground, by, agreed };
  };
  assert.deepEqual(await attestation(item.slice(3)), { what: "destroyed", ...ORDER });
  const body = { text: "Another text.", lang: "en" } as const;
  const given = askCommand({ do: "message", args: {}, body });
  const { after: _, ...message } = given;
  await officer.post(`/api/requests/${item}/acts`, { command: message });
  await until("its place", view, ({ timeline }) =>
    timeline.some(({ do: what, pos }) => what === "message" && pos !== null),
  );
  await store.pool.query("UPDATE entry SET body = NULL, tombstone = 'destroyed' WHERE id = $1", [message.id]);
  await store.pool.query("DELETE FROM keyring WHERE id = $1 AND slot = 1", [message.id]);
  const nobody = { ground: undefined, by: undefined, agreed: undefined };
  assert.deepEqual(await attestation(message.id), { what: "lost", ...nobody });
});

test("no byte of the planted text nor of a key for it is left in any file of the node", async () => {
  await ottawa.store.pool.query("ANALYZE");
  const done = await rewriteFreed(ottawa.store, Date.now());
  assert.deepEqual(done, { records: 2, log: true });
  assert.deepEqual(filesWith(nodes.homes.ca, spoken), []);
  assert.deepEqual(filesWith(nodes.homes.ca, keys), []);
  assert.deepEqual(await rewriteFreed(ottawa.store, Date.now()), { records: 0, log: true });
  // With today's keyring no backup opens it, that of before neither.
  await backUp("after");
  assert.deepEqual(readdirSync(kept()).toSorted(), ["after", "before", "keyring"]);
  assert.deepEqual(inBackups([...spoken, ...keys, ...drafted]), []);
});

test("a database from before the disposal has it destroyed anew before a screen opens, and the peer brings nothing back", async () => {
  await ottawa.stop();
  const data = join(nodes.homes.ca, "postgres");
  rmSync(data, { recursive: true });
  cpSync(backup, data, { recursive: true });
  ottawa = await nodes.again("ca", "instead");
  officer = await signedIn();
  const [ask] = (await view()).timeline;
  assert.deepEqual([ask?.bodyState, ask?.body, (await view()).title], ["destroyed", null, null]);
  assert.deepEqual(await found(), []);
  assert.deepEqual(await keysOf(), []);
  // A delivery that still has the key does not bring it back.
  const id = item.slice(3) as RecordId;
  const row = {
    from: ottawa.desk?.ports.identity.party ?? assert.fail(),
    id,
    slot: SLOT.body,
    material: new Uint8Array(64),
  };
  await ottawa.store.tx(async (tx) => {
    await tx.putKeys([row]);
    await tx.replaceKeys([row]);
  });
  assert.deepEqual(await keysOf(), []);
  await rewriteFreed(ottawa.store, Date.now());
  rmSync(backup, { recursive: true });
  assert.deepEqual(filesWith(nodes.homes.ca, [...spoken, ...keys]), []);
});
