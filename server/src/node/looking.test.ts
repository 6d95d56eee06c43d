import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import type {
  Accepted,
  FileManifest,
  FilePages,
  RequestList,
  RequestView,
  SearchResult,
  Upload,
} from "@setu/requests";
import { docxOf, pdfOf } from "../../../viewer/src/files.fixture.ts";
import { askCommand, Browser, twoNodes, until, type TwoNodes } from "./two-nodes.fixture.ts";

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
async function sent(content: Uint8Array, name: string, type: string): Promise<string> {
  const query = new URLSearchParams({ name, type }).toString();
  const { id } = (await (await ottawa.send("POST", `/api/uploads?${query}`, content)).json()) as Upload;
  const { item } = await ottawa.post<Accepted>("/api/requests", {
    command: { ...askCommand(), files: [id] },
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
    assert.doesNotMatch(text, /Sealed words|PNG|IHDR/);
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

test("search finds what was read in a file, as long as that is kept, and shows nothing of a file that is held", async () => {
  const find = async (q: string) =>
    (await delhi.get<SearchResult>(`/api/search?q=${encodeURIComponent(q)}`)).matters.flatMap(
      ({ hits }) => hits,
    );
  const words = async () => (await rows("SELECT 1 FROM derived.word WHERE place = 'inside'")).length;
  const path = await sent(pdfOf(["Capercaillie wrote", "call +91 98765 40404"]), "c.pdf", "application/pdf");
  assert.deepEqual(await find("capercaillie"), [], "nobody has looked yet");
  await looked(path);
  const [hit] = await find("capercaillie");
  assert.deepEqual([hit?.where, hit?.match], ["inside", "Capercaillie"]);
  assert.equal((await find("098765 40404"))[0]?.where, "inside");
  await nodes.in.store.replay();
  assert.deepEqual(
    [await find("capercaillie"), await words()],
    [[], 0],
    "gone with what was made of the file",
  );
  await looked(path);
  assert.equal((await find("capercaillie")).length, 1, "and back with the next look");
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
  const { timeline } = await delhi.get<RequestView>(`/api/requests/${item}`);
  assert.equal(timeline[0]?.attachments[0]?.held, true);
  await nodes.in.store.pool.query("DELETE FROM scan");
  assert.equal((await find("capercaillie")).length, 1);
  await nodes.in.store.pool.query("DELETE FROM keyring WHERE slot >= 2");
  assert.deepEqual(await find("capercaillie"), []);
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
  const original = await delhi.send("GET", path);
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
  assert.deepEqual(hands.slice(-2), ["looked in.officer-1", "taken in.officer-1"]);
  assert.ok(manifest.custody.every(({ pos, log }) => pos !== null && log !== ""));
});
