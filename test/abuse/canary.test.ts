import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { Accepted, IntakePreview, NewFeed, NoticeList, Presence } from "@setu/requests";
import { homeOrigin, SLOT } from "@setu/link";
import { EVERYTHING } from "@setu/server/access/everything.fixture.ts";
import { twoNodes, until, type Browser, type TwoNodes } from "@setu/server/node/two-nodes.fixture.ts";
import { saveOfficers } from "@setu/server/node/officers.ts";
import { LISTS_REASON } from "@setu/server/reasons/reasons.fixture.ts";
import { logTo } from "@setu/server/http/log.ts";
import { FULL_RELEASE, parseRelease } from "@setu/server/release/config.ts";
import { ask, command, journey, officer, ORIGINS, rest, send, upload, view } from "./journey.fixture.ts";
import { forgedLog, supportBundleOf, textsOfHome, valuesOfDatabase } from "./support.fixture.ts";
import { messages, portsOf, readable, Wire, type Side } from "./wire.fixture.ts";

/** What is national, each with a word that occurs nowhere else. */
const CANARY = {
  account: "ca.officer-2",
  name: "Canary Kestrel",
  query: "canary-query-plover",
  sought: "canary-sought-dotterel",
  view: "canary-view-lapwing",
  heldTitle: "canary-held-title-heron",
  heldText: "canary-held-text-osprey",
  refused: "canary-refused-draft-curlew",
  checked: "canary-checked-draft-avocet",
  fileName: "canary-file-name-dunlin.txt",
  fileText: "canary-file-text-godwit",
  mail: "canary-mail-sandpiper@example.test",
  mention: "canary-mention-turnstone",
  note: "canary-note-lapwing",
  reference: "canary-reference-siskin",
  draft: "canary-draft-wheatear",
  newDraft: "canary-new-draft-redstart",
  translated: "canary-translated-bittern",
  draftTranslation: "canary-draft-translation-pipit",
  paperTitle: "canary-paper-title-nuthatch",
  paperText: "canary-paper-text-treecreeper",
  paperFrom: "canary-paper-from-wryneck",
  paperRef: "canary-paper-ref-hoopoe",
  paperFile: "canary-paper-file-bittern.pdf",
  paperSource: "canary-paper-source-crake.eml",
  paperUnsaved: "canary-paper-unsaved-rail",
  gateEvidence: "canary-gate-evidence-plover",
  gateBasis: "canary-gate-basis-dunlin",
  gateSubject: "canary-gate-subject-knot",
  proposed: "canary-proposed-godwit",
  remarks: "canary-remarks-curlew",
  // A neutral ground: the other side reads cannot-assist.
  ground: "mistreatment-risk",
} as const;
const ALLOWED = "Crossing is what this text is for: whimbrel.";

let nodes: TwoNodes;
const wire = new Wire();
const secrets = new Map<string, Uint8Array | string>(Object.entries(CANARY));
const logged: string[] = [];
before(async () => {
  const eyes = { tlp: ["RED"], level: 4 };
  const release = parseRelease({ ...FULL_RELEASE, gates: eyes, fourEyes: eyes, signed: "never" });
  const operations = { host: "127.0.0.1", port: 0 };
  nodes = await twoNodes(
    logTo((line) => logged.push(line.trim())),
    { release, operations },
  );
});
after(async () => {
  wire.stop();
  await nodes.close();
});

test("a canary scan finds no national-only byte on the wire", async () => {
  for (const [name, value] of await nationalWork()) secrets.set(name, value);
  const asked = ask({ body: { title: "Crossing", text: ALLOWED, lang: "en" } });
  await journey(nodes, asked, CANARY.ground);
  await rest(nodes, ORIGINS);
  for (const [name, value] of await homeLogs()) secrets.set(name, value);

  const crossed = { ca: heard("ca"), in: heard("in") };
  for (const side of ["ca", "in"] as const) {
    const { all, text } = crossed[side];
    for (const [name, secret] of secrets)
      for (const form of forms(secret))
        assert.ok(!all.some((bytes) => bytes.includes(form)), `${name} left ${side}`);
    // The scan has eyes: calls, answers, and the acts of this side were seen.
    for (const word of ["POST /link/1/flash/push/", "/hello", "HTTP/1.1 200"])
      assert.ok(text.includes(word), `${word} of ${side}`);
  }
  assert.ok(crossed.ca.all.some((bytes) => bytes.includes(ALLOWED)));
  for (const side of ["ca", "in"]) assert.ok(secrets.has(`home ${side} 0 leaf`), "there is a home log");
  assert.ok(crossed.ca.text.includes("GET /link/1/file/") || crossed.in.text.includes("GET /link/1/file/"));
  assert.ok(crossed.ca.kinds.has("ask") && crossed.ca.kinds.has("reply") && crossed.ca.kinds.has("pulse"));
  assert.ok(crossed.in.kinds.has("opened") && crossed.in.kinds.has("refuse"));
  assert.ok(crossed.in.all.some((bytes) => bytes.includes('"ground":"cannot-assist"')));
});

/** What stands in the home or the database too, and in the bundle on purpose: words that the program has. */
const TOLD = ["of the home: America/Toronto"];

test("a canary scan finds no value of the database, of the keys or of the configuration in a support bundle", async () => {
  secrets.set("what crossed", ALLOWED);
  for (const text of textsOfHome(nodes.homes.ca)) secrets.set(`of the home: ${text}`, text);
  for (const value of await valuesOfDatabase(nodes.ca))
    secrets.set(`of the database: ${Buffer.from(value as string).toString()}`, value);
  assert.ok(secrets.size > 500, String(secrets.size));
  logged.push('{"t":"2026-11-23T09:00:00.000Z","event":"loop-failed","loop":"speak main","code":"40001"}');
  const bundle = Buffer.from(await supportBundleOf(nodes, forgedLog(logged, Object.values(CANARY))));
  const found = [...secrets].filter(([, secret]) => forms(secret).some((form) => bundle.includes(form)));
  assert.deepEqual(found.map(([name]) => name).toSorted(), TOLD);

  // It is worth something: each part is there, every loop of the process, the line that no canary stands in.
  const text = bundle.toString();
  assert.doesNotMatch(text, /failed: [A-Z]/);
  for (const line of [
    "2026-11-23T09:00:00Z loop-failed loop=speak main code=40001",
    "ok       walls",
    "setu_loop_late_seconds speak main",
  ])
    assert.ok(text.includes(line), line);
});

/** An officer of Canada who searches, drafts, is refused, takes back and reads, and sends nothing. */
async function nationalWork(): Promise<Map<string, Uint8Array | string>> {
  const people = ["ca.officer-1", CANARY.account].map((id, i) => {
    const name = ["Officer One", CANARY.name][i] ?? "";
    return { id, name, agency: "ca.ncb-ottawa", lang: "en" as const, mail: CANARY.mail, ...EVERYTHING };
  });
  await saveOfficers(nodes.ca.store, people);
  const quiet = await officer(nodes.ca.url, CANARY.account);
  const { csrf } = await quiet.signIn(CANARY.account);
  await quiet.get(`/api/requests?view=all&q=${CANARY.query}`);
  await quiet.get(`/api/search?q=${CANARY.sought}`);
  await quiet.post("/api/views", {
    id: randomBytes(16).toString("hex"),
    name: CANARY.view,
    query: "who=mine",
    shared: true,
  });
  await quiet.post(...LISTS_REASON);
  assert.equal((await quiet.send("GET", "/api/requests.csv")).status, 200);
  await upload(quiet, CANARY.fileName, CANARY.fileText);
  const draft = ask({ body: { title: "Draft", text: CANARY.checked, lang: "en" } });
  await quiet.post("/api/requests/check", { to: "in", command: draft });
  const held = ask({ lane: "main", body: { title: CANARY.heldTitle, text: CANARY.heldText, lang: "en" } });
  const accepted = await quiet.post<Accepted>("/api/requests", { command: held });
  assert.ok(accepted.heldUntil !== null);
  assert.equal((await quiet.send("DELETE", `/api/held/${held.id}`)).status, 204);

  const red = ask({
    mark: { ...ask().mark, tlp: "RED" } as never,
    body: { title: "Red", text: CANARY.proposed, lang: "en" },
  });
  assert.equal((await quiet.post<Accepted>("/api/requests", { command: red })).proposed, true);
  const gate = {
    gate: "g5",
    subject: CANARY.gateSubject,
    evidence: CANARY.gateEvidence,
    raw: "unknown",
    mitigations: "",
    residual: "unknown",
    basis: CANARY.gateBasis,
    decision: "refer",
    conditions: "",
    until: null,
  };
  await quiet.post(`/api/releases/${red.id}/gate`, { answer: gate });
  await quiet.post(`/api/releases/${red.id}/hand`, { officer: "ca.officer-1", text: CANARY.remarks });

  const ottawa = await officer(nodes.ca.url, "ca.officer-1");
  const { item } = await ottawa.post<Accepted>("/api/requests", { command: ask() });
  const { after: heads } = await view(ottawa, item);
  const refused = command("revise", {
    args: { urgency: "immediate" } as never,
    after: [held.id, heads[1]],
    body: { text: CANARY.refused, lang: "en" },
  });
  await assert.rejects(send(quiet, item, refused), /STALE/);
  await quiet.post(`/api/requests/${item}/opened`, {});
  const note = {
    id: randomBytes(16).toString("hex"),
    do: "note",
    args: { mentions: [CANARY.account] },
    text: CANARY.mention,
  };
  await ottawa.post(`/api/requests/${item}/home`, { command: note });
  const told = await until(
    "a notice",
    () => quiet.get<NoticeList>("/api/notices"),
    ({ unread }) => unread > 0,
  );
  await quiet.post("/api/notices/read", { all: told.rows[0]?.id });
  const { path } = await quiet.post<NewFeed>("/api/feed", {});
  assert.equal((await quiet.send("GET", path)).status, 200);
  return new Map([
    ...(await ownHalf(quiet, ottawa, item)),
    ...(await cameAnotherWay(quiet, item)),
    ["the event of a notice", `mentioned/${note.id}`],
    ["the secret of a calendar feed", path.slice("/feeds/".length, -".ics".length)],
    ["the token of a form", csrf],
    ["the id of an act that was taken back", held.id],
    ["the id of an act that was refused", refused.id],
    ["the id of a draft", draft.id],
  ]);
}

/** What one officer notes, gives to another, begins to write and links, on an item that both sides have. */
async function ownHalf(quiet: Browser, ottawa: Browser, item: string): Promise<[string, string][]> {
  const act = async (what: string, args: object, rest: object = {}): Promise<string> => {
    const id = randomBytes(16).toString("hex");
    const at = `/api/requests/${item}/home`;
    await quiet.post(at, { command: { id, do: what, args, ...rest } });
    return id;
  };
  const other = await ottawa.post<Accepted>("/api/requests", { command: ask() });
  const acts = [
    await act("assign", { officer: CANARY.account }, { after: null }),
    await act("watch", { officer: CANARY.account }),
    await act("note", { mentions: [CANARY.account] }, { text: CANARY.note }),
    await act("task", { officer: CANARY.account }, { text: CANARY.note }),
    await act("refer", { kind: "interpol" }, { text: CANARY.reference }),
    await act("translate", { of: item.split(":")[1], lang: "fr", how: "human" }, { text: CANARY.translated }),
    await act("follow-up", { at: Date.now() + 86_400_000 }),
    await act("relate", { kind: "follow-up-of", other: other.item }),
  ];
  const translations = [{ lang: "fr", text: CANARY.draftTranslation, how: null, by: "" }];
  const draft = (text: string) => ({
    title: "",
    text,
    lang: "en",
    translations,
    args: {},
    mark: null,
    files: [],
  });
  for (const [key, what, text] of [
    [item, "message", CANARY.draft],
    ["new", "ask", CANARY.newDraft],
  ] as const) {
    const content = { acts: { [what]: draft(text) } };
    assert.equal((await quiet.send("PUT", `/api/drafts/${key}`, { revision: 0, content })).status, 200);
  }
  await quiet.post(`/api/presence/${item}`, { doing: "writing" });
  const seen = await ottawa.get<readonly Presence[]>(`/api/presence/${item}`);
  // The scan looks for words that are really there.
  assert.deepEqual(
    seen.map(({ officer: id, doing }) => [id, doing]),
    [[CANARY.account, "writing"]],
  );
  const { ours, ref } = await view(ottawa, item);
  assert.deepEqual([ours.assignee?.officer, ours.notes.at(-1)?.text], [CANARY.account, CANARY.note]);
  assert.equal(ours.translations[0]?.text, CANARY.translated);
  return [
    ...acts.map((id, n): [string, string] => [`the id of act ${n} of our half`, id]),
    ["the reference that people say", ref],
  ];
}

/** What came by mail, read and registered, given to somebody and linked with an item that both sides have. */
async function cameAnotherWay(quiet: Browser, item: string): Promise<[string, string][]> {
  const message = (title: string) =>
    Buffer.from(
      `From: ${CANARY.paperFrom} <x@example.test>\r\nDate: Tue, 3 Mar 2026 11:49:58 +0530\r\nSubject: ${title}\r\n` +
        `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${CANARY.paperText}\r\n--b\r\n` +
        `Content-Type: application/pdf; name="${CANARY.paperFile}"\r\n\r\nx\r\n--b--\r\n`,
    );
  const read = async (title: string): Promise<IntakePreview> => {
    const path = `/api/intake/file?as=eml&name=${CANARY.paperSource}`;
    return (await (await quiet.send("POST", path, message(title))).json()) as IntakePreview;
  };
  await read(CANARY.paperUnsaved);
  const { rows } = await read(CANARY.paperTitle);
  const [row] = rows;
  assert.ok(row?.entry);
  const paper = { ...row.entry.paper, theirRef: CANARY.paperRef };
  const act = async (at: string, what: string, rest: object): Promise<string> => {
    const id = randomBytes(16).toString("hex");
    await quiet.post(`/api/requests/${at}/home`, { command: { id, do: what, ...rest } });
    return id;
  };
  const acts = [
    await act(row.item, "intake", { ...row.entry, paper }),
    await act(row.item, "assign", { args: { officer: CANARY.account }, after: null }),
    await act(item, "relate", { args: { kind: "related", other: row.item } }),
  ];
  const { ours, ref } = await view(quiet, row.item);
  assert.equal(ours.intake?.paper?.files[0]?.name, CANARY.paperFile);
  await quiet.post(`/api/requests/${row.item}/opened`, {});
  return [
    ...acts.map((id, n): [string, string] => [`the id of act ${n} on what came by mail`, id]),
    ["the id of what came by mail", row.item.slice("own:".length)],
    ["the reference of what came by mail", ref],
    ["the hash of what came by mail", paper.source?.sha256 ?? ""],
  ];
}

/** Everything of the home logs, down to the salt under which their heads are hashed. */
async function homeLogs(): Promise<Map<string, Uint8Array | string>> {
  const found = new Map<string, Uint8Array | string>();
  for (const side of ["ca", "in"] as const) {
    const { identity } = portsOf(nodes, side);
    const origin = homeOrigin(identity.party, identity.instance);
    found.set(`the name of the home log of ${side}`, origin);
    await nodes[side].store.tx(async (tx) => {
      const { size, checkpoint } = await tx.own(origin, false);
      found.set(`the root of the home log of ${side}`, checkpoint.split("\n")[2] ?? "");
      for (const [pos, { id, leaf, leafHash, act }] of (await tx.entries(origin, 0, size)).entries()) {
        const parts = { id: id ?? "", leaf, leafHash, act };
        for (const [part, bytes] of Object.entries(parts)) found.set(`home ${side} ${pos} ${part}`, bytes);
      }
      const pulses = await tx.db.rows<{ id: string }>(
        "SELECT id FROM derived.act WHERE party = $1 AND item IS NULL",
        [identity.party],
      );
      const keys = await tx.keys(identity.party, pulses.map(({ id }) => id) as never);
      const salts = keys.filter(({ slot }) => slot === SLOT.home);
      assert.ok(salts.length > 0, "a pulse has a salt");
      for (const { id, material } of salts) found.set(`the home salt of pulse ${id}`, material);
    });
  }
  return found;
}

/** All that one side has said: bytes as sent, bodies of messages, and what the other side can decrypt of them. */
function heard(side: Side): { all: Buffer[]; text: string; kinds: Set<string> } {
  const other = side === "ca" ? "in" : "ca";
  const streams = wire.streams(nodes[side].linkPort ?? 0, nodes[other].linkPort ?? 0);
  const said = streams.flatMap(messages);
  const receiver = portsOf(nodes, other);
  // A bundle is what is posted to push.
  const bundles = said
    .filter(({ head }) => /^POST \S+\/push\//.test(head))
    .map(({ body }) => readable(body, receiver));
  assert.ok(
    bundles.every(({ slots }) => !slots.includes(SLOT.home)),
    `a home salt left ${side}`,
  );
  const plain = bundles.flatMap((each) => each.plain.map((bytes) => Buffer.from(bytes)));
  return {
    all: [...streams, ...said.map(({ body }) => body), ...plain],
    text: said.map(({ head }) => head).join("\n"),
    kinds: new Set(bundles.flatMap((each) => each.kinds)),
  };
}

/** The ways in which a value could be written: as it is, in hexadecimal, and inside base64 at any of three places. */
function forms(secret: Uint8Array | string): Buffer[] {
  const bytes = Buffer.from(secret as string);
  if (bytes.length === 0) return [];
  const inBase64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replaceAll("=", "");
    // The characters at both ends depend on the neighbours.
    return text.slice(Math.ceil((shift * 8) / 6), -1);
  });
  const url = inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const texts = [bytes.toString("hex"), ...inBase64, ...url];
  return [bytes, ...texts.map((text) => Buffer.from(text))];
}
