import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import type { ItemId } from "@setu/core";
import type {
  Accepted,
  FileManifest,
  FilePages,
  RequestList,
  RequestView,
  SearchResult,
  SendCheck,
  Upload,
} from "@setu/requests";
import { docxOf, pdfOf } from "../../../viewer/src/files.fixture.ts";
import { noteHandling } from "../requests/custody.ts";
import { readManifest } from "../requests/file-routes.ts";
import { LISTS_REASON } from "../reasons/reasons.fixture.ts";
import { askCommand, Browser, TAKING, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";
import { changeOfficers } from "../standing/rows.fixture.ts";

/** An officer in Delhi looks at files that came from Ottawa, without opening them. */
let nodes: TwoNodes;
let ottawa: Browser;
let delhi: Browser;
before(async () => {
  nodes = await twoNodes();
  ottawa = new Browser(nodes.ca.url);
  delhi = new Browser(nodes.in.url);
  await ottawa.signIn("ca.officer-1");
  await delhi.signIn("in.officer-1");
});
after(() => nodes.close());

/** Sends a file to Delhi. @returns the path below which Delhi finds it */
async function sent(content: Uint8Array, name: string, type: string, mark: object = {}): Promise<string> {
  const query = new URLSearchParams({ name, type }).toString();
  const { id } = (await (await ottawa.send("POST", `/api/uploads?${query}`, content)).json()) as Upload;
  const command = askCommand();
  const { item } = await ottawa.post<Accepted>("/api/requests", {
    command: { ...command, mark: { ...command.mark, ...mark }, files: [id] },
  });
  const view = await until(
    "the file",
    async () => {
      const response = await delhi.send("GET", `/api/requests/${item}`);
      return response.ok ? ((await response.json()) as RequestView) : null;
    },
    (found) => found?.timeline[0]?.attachments[0]?.parts.have === 1,
  );
  return `/api/requests/${item}/files/${view?.timeline[0]?.attachments[0]?.a}`;
}

const looked = (path: string) =>
  until(
    "the pages",
    () => delhi.get<FilePages>(`${path}/pages`),
    ({ state }) => state !== "working",
  );

const rows = async (sql: string) => (await nodes.in.store.pool.query(sql)).rows as { v: Uint8Array }[];

test("a file that came is shown as pictures and words, with what it hides", async () => {
  const script = "/OpenAction<</S/JavaScript/JS(app.alert(1))>>";
  const path = await sent(pdfOf(["Synthetic words", "More"], { catalog: script }), "a.png", "image/png");
  const pages = await looked(path);
  assert.equal(pages.state, "ready");
  assert.deepEqual([pages.kind, pages.count, pages.flags], ["pdf", 2, ["type-differs", "pdf-javascript"]]);
  assert.match(pages.text ?? "", /Synthetic words/);
  assert.deepEqual(pages.pages[0], { w: 1224, h: 1584 });
  const page = await delhi.send("GET", `${path}/pages/1`);
  assert.equal(page.headers.get("content-type"), "image/png");
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.match(page.headers.get("content-security-policy") ?? "", /^sandbox; default-src 'none'/);
  const png = Buffer.from(await page.arrayBuffer());
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1224, 1584]);
  assert.equal((await delhi.send("GET", `${path}/pages/2`)).status, 404);
  assert.equal((await delhi.send("GET", `${path}/pages/-1`)).status, 404);
  assert.equal((await fetch(`${nodes.in.url}${path}/pages/0`)).status, 401);
});

test("what was made of a file is sealed, dropped by a rebuild, made again, and destroyed with the file's key", async () => {
  const path = await sent(pdfOf(["Sealed words"]), "b.pdf", "application/pdf");
  assert.equal((await looked(path)).state, "ready");
  const stored = await rows(
    "SELECT shown AS v FROM derived.rendering UNION ALL SELECT png FROM derived.rendering_page",
  );
  assert.ok(stored.length > 0);
  for (const { v } of stored) {
    const text = Buffer.from(v).toString("latin1");
    assert.doesNotMatch(text, /Sealed words|\x89PNG\r\n|IHDR/);
  }
  await nodes.in.store.replay();
  assert.deepEqual(await rows("SELECT 1 FROM derived.rendering"), []);
  assert.match((await looked(path)).text ?? "", /Sealed words/);
  await nodes.in.store.pool.query("DELETE FROM keyring WHERE slot >= 2");
  assert.deepEqual(
    await rows("SELECT 1 FROM derived.rendering UNION ALL SELECT 1 FROM derived.rendering_page"),
    [],
  );
  assert.equal((await looked(path)).state, "unavailable");
});

test("search finds the words in a file because it is here, says how many are unread, and shows nothing of one that is held", async () => {
  const search = (q: string) => delhi.get<SearchResult>(`/api/search?q=${encodeURIComponent(q)}`);
  const find = async (q: string) => (await search(q)).matters.flatMap(({ hits }) => hits);
  const read = () =>
    until(
      "all files to be read",
      () => search("capercaillie"),
      ({ unread }) => unread === 0,
    );
  const path = await sent(pdfOf(["Capercaillie wrote", "call +91 98765 40404"]), "c.pdf", "application/pdf");
  await read();
  const [hit] = await find("capercaillie");
  assert.deepEqual([hit?.where, hit?.match], ["inside", "Capercaillie"], "nobody has looked");
  assert.equal((await find("098765 40404"))[0]?.where, "inside");
  for (const { v } of await rows("SELECT text AS v FROM derived.file WHERE text IS NOT NULL"))
    assert.doesNotMatch(Buffer.from(v).toString("latin1"), /Capercaillie/);
  await nodes.in.store.pool.query("DELETE FROM derived.rendering");
  assert.equal((await find("capercaillie")).length, 1, "what is kept of pictures changes nothing");
  await nodes.in.store.replay();
  assert.ok((await read()).matters.length === 1, "read anew when all that is derived was dropped");
  const [, id, a] = /:([0-9a-f]{32})\/files\/(.+)$/.exec(path) ?? [];
  const FOUND = "INSERT INTO scan (a, c, verdict, at) SELECT $2, c, 'found', 0 FROM attachment WHERE id = $1";
  await nodes.in.store.pool.query(FOUND, [id, a]);
  assert.deepEqual(await find("capercaillie"), []);
  const item = path.split("/")[3]!;
  const { rows: listed } = await delhi.get<RequestList>("/api/requests?view=all");
  assert.deepEqual(
    listed.flatMap(({ item: each, heldFiles }) => (heldFiles === undefined ? [] : [[each, heldFiles]])),
    [[item, 1]],
    "the list says which request has a file that is held",
  );
  const held = await delhi.get<RequestList>("/api/requests?view=all&held=files");
  assert.deepEqual([held.rows.map((each) => each.item), held.total, held.more], [[item], 1, false]);
  const closed = await delhi.get<RequestList>("/api/requests?view=all&held=files&state=closed&sort=due");
  assert.deepEqual([closed.rows, closed.total], [[], 0], "and with other filters");
  assert.equal((await delhi.send("GET", "/api/requests?held=all")).status, 422);
  await delhi.post(...LISTS_REASON);
  const sheet = await (await delhi.send("GET", "/api/requests.csv?view=all&held=files")).text();
  assert.equal(sheet.match(/^.*IN-|^.*CA-/gm)?.length, 1, "and in what is exported");
  const { timeline } = await delhi.get<RequestView>(`/api/requests/${item}`);
  assert.equal(timeline[0]?.attachments[0]?.held, true);
  await nodes.in.store.pool.query("DELETE FROM scan");
  assert.equal((await find("capercaillie")).length, 1);
  await nodes.in.store.pool.query("DELETE FROM keyring WHERE slot >= 2");
  assert.deepEqual(await find("capercaillie"), []);
  assert.deepEqual(await rows("SELECT 1 FROM derived.file"), [], "gone with the key");
});

test("abuse 14 and 15: a hostile file that came is held with its reason, and nothing of it is kept", async () => {
  const bomb = docxOf(["x"], [{ name: "word/media/a.png", content: Buffer.alloc(8 * 1024 * 1024) }]);
  const climbing = docxOf(["x"], [{ name: "../../x", content: "y" }]);
  for (const [content, reason] of [
    [bomb, "bomb"],
    [climbing, "bad-archive"],
  ] as const) {
    const path = await sent(content, "c.docx", "application/octet-stream");
    const { state, reason: said, pages, text } = await looked(path);
    assert.deepEqual([state, said, pages, text], ["held", reason, [], null]);
  }
});

test("abuse 16: a web page is letters here, and its original only ever a download", async () => {
  const path = await sent(Buffer.from("<!doctype html><script>alert(1)</script>"), "d.png", "image/png");
  const pages = await looked(path);
  assert.deepEqual([pages.kind, pages.flags, pages.pages], ["html", ["type-differs", "shown-as-text"], []]);
  const refused = await delhi.send("GET", path);
  assert.deepEqual(
    [refused.status, ((await refused.json()) as { code: string }).code],
    [409, "REASON_NEEDED"],
  );
  const original = await delhi.send("POST", path, TAKING);
  assert.match(original.headers.get("content-disposition") ?? "", /^attachment; filename="[\w-]{43}"$/);
  assert.equal(original.headers.get("content-type"), "application/octet-stream");
});

test("F35: a manifest names the content by its hash, opens the act's commitment, and says who had the file", async () => {
  const content = pdfOf(["Evidence"]);
  const path = await sent(content, "evidence.pdf", "application/pdf");
  await looked(path);
  await (await delhi.send("GET", path)).arrayBuffer();
  const manifest = await delhi.get<FileManifest>(`${path}/manifest`);
  const hash = createHash("sha256").update(content);
  assert.deepEqual(
    [manifest.name, manifest.size, manifest.sha256],
    ["evidence.pdf", content.length, hash.copy().digest("hex")],
  );
  const salt = Buffer.from(manifest.salt, "base64url");
  const opened = createHmac("sha256", salt).update(hash.digest()).digest("base64url");
  assert.deepEqual([opened, path.endsWith(`/${opened}`)], [manifest.a, true]);
  const hands = manifest.custody.map(({ what, by }) => `${what} ${by}`);
  assert.equal(hands[0], "sent ca.officer-1");
  assert.deepEqual(
    hands.filter((each) => !/^sent|^opened/.test(each)),
    ["received in", "checked in", "looked in.officer-1", "taken in.officer-1"],
  );
  assert.ok(manifest.custody.every(({ pos, log }) => pos !== null && log !== ""));
  const received = manifest.custody.find(({ what }) => what === "received");
  assert.match(received?.log ?? "", /^in\/link\/ca\//, "by which entry of its own Delhi said that it has it");
});

test("what a reviewer did with a file stands in the chain of custody for reviewers alone", async () => {
  const path = await sent(pdfOf(["Reviewed"]), "reviewed.pdf", "application/pdf");
  await looked(path);
  const { pool } = nodes.in.store;
  const { rows } = await pool.query("SELECT powers FROM officer WHERE id = 'in.officer-2'");
  await changeOfficers(nodes.in.store, "UPDATE officer SET powers = '{oversee}' WHERE id = 'in.officer-2'");
  try {
    const reviewer = new Browser(nodes.in.url);
    await reviewer.signIn("in.officer-2");
    await reviewer.get<FilePages>(`${path}/pages`);
    const hands = async (who: Browser) =>
      (await who.get<FileManifest>(`${path}/manifest`)).custody
        .filter(({ what }) => what === "looked")
        .map(({ by }) => by);
    assert.deepEqual(await hands(reviewer), ["in.officer-1", "in.officer-2"]);
    assert.deepEqual(await hands(delhi), ["in.officer-1"]);
    // What counts is what each was when she did it: later powers show nothing of it, and hide nothing.
    await changeOfficers(nodes.in.store, "UPDATE officer SET powers = '{read}' WHERE id = 'in.officer-2'");
    assert.deepEqual(await hands(delhi), ["in.officer-1"]);
    await nodes.in.store.replay();
    assert.deepEqual(await hands(delhi), ["in.officer-1"], "after a rebuild too");
  } finally {
    const [{ powers }] = rows as [{ powers: string[] }];
    await changeOfficers(nodes.in.store, "UPDATE officer SET powers = $1 WHERE id = 'in.officer-2'", [
      powers,
    ]);
  }
});

test("why an original was taken stands in the home log before it leaves, and in the chain of custody", async () => {
  const path = await sent(randomBytes(500), "locked.bin", "application/octet-stream");
  const taken = async () => {
    const { custody } = await delhi.get<FileManifest>(`${path}/manifest`);
    return custody.filter(({ what }) => what === "taken").map(({ reason, because }) => [reason, because]);
  };
  const refusal = async (body: object) => {
    const response = await delhi.send("POST", path, body);
    return response.ok ? "given out" : ((await response.json()) as { code: string }).code;
  };
  assert.equal(await refusal({ reason: "curious", because: "x" }), "UNKNOWN_CODE");
  for (const because of ["", "  ", "two\nlines", 7])
    assert.equal(await refusal({ reason: "order", because }), "BAD_FIELD");
  assert.equal(await refusal({ reason: "order", because: "x".repeat(201) }), "TOO_LARGE");
  assert.equal(await refusal({ reason: "order" }), "BAD_FIELD");
  assert.deepEqual(await taken(), []);
  const response = await delhi.send("POST", path, TAKING);
  assert.deepEqual(await taken(), [[TAKING.reason, TAKING.because]], "not a byte has been read of it");
  assert.equal((await response.arrayBuffer()).byteLength, 500);
  const { custody } = await delhi.get<FileManifest>(`${path}/manifest`);
  await nodes.in.store.replay();
  assert.deepEqual(
    (await delhi.get<FileManifest>(`${path}/manifest`)).custody,
    custody,
    "and outlives a rebuild",
  );
});

test("a manifest opens nothing of the home log, however much stands in it", async () => {
  const { desk } = nodes.in;
  assert.ok(desk);
  const path = await sent(pdfOf(["Much"]), "much.pdf", "application/pdf");
  await looked(path);
  const other = {
    what: "look",
    item: path.split("/")[3] as ItemId,
    file: "another",
    by: "in.officer-2",
  } as const;
  await desk.store.tx(async (tx) => {
    for (let n = 0; n < 300; n++)
      await noteHandling(desk.ports, tx, { ...other, reason: null, because: null });
  });
  const { crypto } = desk.ports;
  let opened = 0;
  const counting = {
    ...crypto,
    open: (...given: Parameters<typeof crypto.open>) => (opened++, crypto.open(...given)),
  };
  const counted = { ...desk, ports: { ...desk.ports, crypto: counting } };
  const read = { by: { id: "in.officer-1", name: "", agency: "", lang: "en" } as never, item: other.item };
  const { manifest } = await readManifest(counted, read, path.split("/").at(-1) ?? "");
  assert.deepEqual(
    manifest.custody.map(({ what }) => what).filter((what) => what === "looked"),
    ["looked"],
    "of this file alone",
  );
  assert.ok(opened < 10, `${opened} parts of records were opened`);
});

test("abuse 54: what its originator controls is answered under its marking, and its file goes into no other matter", async () => {
  const content = pdfOf(["Controlled words"]);
  const path = await sent(content, "c.pdf", "application/pdf", { handling: ["H1", "H2"] });
  const item = path.split("/")[3]!;
  const attach = async (bytes: Uint8Array) => {
    const named = new URLSearchParams({ name: "renamed.bin", type: "application/octet-stream" });
    return ((await (await delhi.send("POST", `/api/uploads?${named.toString()}`, bytes)).json()) as Upload)
      .id;
  };
  const refused = async (
    target: string | null,
    handling: readonly string[],
    files: readonly string[] = [],
  ) => {
    const given = askCommand();
    const say = target === null ? {} : { do: "message", args: {} };
    const command = { ...given, ...say, mark: { ...given.mark, handling }, files };
    const asked = target === null ? { command } : { command, item: target };
    const { refusals } = await delhi.post<SendCheck>("/api/requests/check", asked);
    return refusals.includes("ORIGINATOR_CONTROLLED");
  };
  assert.equal(await refused(item, ["H1"]), true, "quoted under less than it bears");
  assert.equal(await refused(item, ["H1", "H2"]), false);
  const [same, other] = [await attach(content), await attach(content.map((byte) => byte ^ 1))];
  assert.equal(await refused(null, ["H1", "H2"], [same]), true, "under another name, in another matter");
  assert.equal(await refused(null, ["H1"], [other]), false, "of the same length, and another file");
  assert.equal(await refused(item, ["H1", "H2"], [same]), false, "back to whom it came from");
  const sending = { ...askCommand(), do: "message", args: {} };
  const quoted = await delhi.send("POST", `/api/requests/${item}/acts`, { command: sending });
  assert.deepEqual(
    [quoted.status, ((await quoted.json()) as { code: string }).code],
    [409, "ORIGINATOR_CONTROLLED"],
  );

  const loose = pdfOf(["Words that are narrowed"]);
  const later = (await sent(loose, "d.pdf", "application/pdf", { handling: ["H1"] })).split("/")[3]!;
  const copy = [await attach(loose)];
  assert.equal(await refused(null, ["H1", "H2"], copy), false);
  const { mark } = askCommand();
  const narrow = { ...askCommand(), do: "narrow", args: {}, body: null };
  await ottawa.post(`/api/requests/${later}/acts`, {
    command: { ...narrow, mark: { ...mark, handling: ["H1", "H2"] } },
  });
  await until("controlled since", () => refused(null, ["H1", "H2"], copy), Boolean);

  const paper = {
    title: "Copied",
    from: "",
    theirRef: "",
    dated: null,
    lang: null,
    files: [
      {
        name: "x",
        type: "a/b",
        size: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
      },
    ],
    cut: false,
    source: null,
  };
  const command = {
    id: randomBytes(16).toString("hex"),
    do: "intake",
    args: { cameBy: "mail", received: Date.now() - 1_000, hour: true },
    text: "",
    paper,
  };
  const own = await delhi.send("POST", `/api/requests/own:${randomBytes(16).toString("hex")}/home`, {
    command,
  });
  assert.equal(
    ((await own.json()) as { code: string }).code,
    "ORIGINATOR_CONTROLLED",
    "registered as our own",
  );
});

test("abuse 54: who leads gives what is controlled to no agency that its originator does not name", async () => {
  const audience = ["ca.ncb-ottawa", "in.elsewhere"];
  const opened = async (handling: readonly string[]) => {
    const command = askCommand();
    const asked = { ...command, mark: { ...command.mark, handling, audience } };
    const { item } = await ottawa.post<Accepted>("/api/requests", { command: asked });
    await until(
      "the outline",
      () => delhi.get<readonly { item: string }[]>("/api/outlines"),
      (found) => found.some((each) => each.item === item),
    );
    const id = randomBytes(16).toString("hex");
    const given = {
      id,
      do: "pass-on",
      args: { agency: "in.ncb-new-delhi" },
      text: "Nobody here may read it",
    };
    const answer = await delhi.send("POST", `/api/requests/${item}/home`, { command: given });
    return answer.status === 204 ? "given" : ((await answer.json()) as { code: string }).code;
  };
  assert.equal(await opened(["H1", "H2"]), "ORIGINATOR_CONTROLLED");
  assert.equal(await opened(["H1"]), "given");
});
