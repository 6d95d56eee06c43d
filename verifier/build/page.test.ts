import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";
import { assertAxe, assertFits, LANGS, visitNode, type Visit } from "../../web/test/page.fixture.ts";
import { exportOf, history, OWN, PEER } from "../src/export.fixture.ts";
import { LANGUAGES } from "../src/text.ts";
import { pageHtml } from "./page.ts";

/** The page as a reviewer has it: one file, opened from his own disk, on an export in a folder beside it. */
const folder = mkdtempSync(join(tmpdir(), "setu-page-"));
const file = join(folder, "setu-verifier.html");
const address = pathToFileURL(file).href;
let html: string;
let browser: Browser;
before(async () => {
  html = await pageHtml();
  writeFileSync(file, html);
  browser = await chromium.launch(await chromiumPath());
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

function put(name: string, files: ReadonlyMap<string, Uint8Array>): string {
  const root = join(folder, name);
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

async function opened(lang: "en" | "fr" | "hi" = "en"): Promise<Visit> {
  const visit = await visitNode(browser, address, lang, { acceptDownloads: true });
  await visit.page.goto(address);
  return visit;
}

const { page: en, verdicts } = LANGUAGES.en;
const verdict = (page: Page) => page.locator("h2").textContent();

/** Every control by its label, as somebody who hears the page finds it. */
async function check(
  page: Page,
  root: string,
  more: { memory?: string; other?: string; seed?: string } = {},
): Promise<void> {
  await page.getByLabel(en.export).setInputFiles(root);
  if (more.other) await page.getByLabel(en.other).setInputFiles(more.other);
  if (more.memory) await page.getByLabel(en.memory).setInputFiles(more.memory);
  if (more.seed) await page.getByLabel(en.seed).fill(more.seed);
  await page.getByLabel(en.number).fill("12");
  await page.getByRole("button", { name: en.start }).press("Enter");
  await page.locator("h2").waitFor();
}

test("built twice, in two places, it is the same file; its policy names its own script and style, and no other", async () => {
  // Another folder with another name, as on another machine.
  const elsewhere = join(folder, "another place");
  mkdirSync(elsewhere);
  for (const part of ["verifier", "core", "link", "tlog", "spec"])
    cpSync(join(import.meta.dirname, "../..", part), join(elsewhere, part), { recursive: true });
  mkdirSync(join(elsewhere, "node_modules/@setu"), { recursive: true });
  for (const [name, target] of [
    ["tlog", "../tlog"],
    ["@setu/core", "../../core"],
    ["@setu/link", "../../link"],
    ["@noble", join(import.meta.dirname, "../../node_modules/@noble")],
    ["vite", join(import.meta.dirname, "../../node_modules/vite")],
  ] as const)
    symlinkSync(target, join(elsewhere, "node_modules", name));
  const other = (await import(pathToFileURL(join(elsewhere, "verifier/build/page.ts")).href)) as {
    pageHtml: typeof pageHtml;
  };
  const sum = (text: string) => createHash("sha256").update(text).digest("hex");
  assert.equal(sum(await other.pageHtml()), sum(html));
  for (const tag of ["script", "style"]) {
    const [, content = ""] = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(html) ?? [];
    const hash = createHash("sha256").update(content).digest("base64");
    assert.ok(html.includes(`${tag}-src 'sha256-${hash}'`), tag);
  }
  assert.doesNotMatch(html, /unsafe-|src="|href="http/);
  assert.ok(!html.includes(join(import.meta.dirname, "../..")), "it names no folder of who built it");
});

test("a true export is whole, a changed one names its first bad entry, and what to remember is a file of his own", async () => {
  const { page, complaints, strangers } = await opened();
  const made = history();
  const first = put("first", await exportOf(made));
  await check(page, first, { seed: "six white dice", other: put("other", await exportOf(made, PEER)) });
  assert.equal(await verdict(page), verdicts.whole);
  assert.equal(await page.evaluate("document.activeElement?.tagName"), "H2");
  assert.match(
    (await page.locator("article").textContent()) ?? "",
    /12 entries drawn from the first 44: 12 opened/,
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: en.keep }).press("Enter"),
  ]);
  const memory = join(folder, "kept");
  await download.saveAs(memory);
  assert.match(readFileSync(memory, "utf8"), /"v":"setu-memory\/1"/);

  made.logs[OWN]?.splice(17, 1);
  await check(page, put("second", await exportOf(made)), { memory });
  assert.equal(await verdict(page), verdicts.broken);
  const text = (await page.locator("article").textContent()) ?? "";
  assert.match(text, /First bad entry: 17/);
  assert.ok(text.includes(en.keepNot));
  assert.equal(await page.getByRole("button", { name: en.keep }).count(), 0);

  // The way to the network is closed once a folder was read.
  const reached = page.evaluate<string>(
    "fetch('http://127.0.0.1:9/').then(() => 'open', (error) => error.message)",
  );
  assert.match(await reached, /Failed to fetch|NetworkError/);
  assert.ok(
    complaints.some((each) => each.includes("connect-src 'none'")),
    complaints.join(),
  );
  assert.deepEqual(
    complaints.filter((each) => !/connect-src 'none'|127\.0\.0\.1:9\//.test(each)),
    [],
  );
  assert.deepEqual(
    strangers.filter((each) => !each.startsWith("blob:")),
    [],
  );
});

test("a live read-only address is asked with GET alone, and only it", async () => {
  const files = await exportOf(history());
  const asked = new Set<string>();
  const server = createServer(({ url = "", method = "", headers }, response) => {
    asked.add(`${method} ${headers.cookie ?? ""}${headers.referer ?? ""}`);
    const bytes = files.get(url.slice(1));
    response.writeHead(bytes ? 200 : 404, { "access-control-allow-origin": "*" }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const { page, complaints } = await opened();
    await page.getByLabel(en.exportAddress).fill(`http://127.0.0.1:${port}`);
    await page.getByLabel(en.exportAddress).press("Enter");
    await page.locator("h2").waitFor();
    assert.equal(await verdict(page), verdicts.whole);
    assert.deepEqual([...asked], ["GET "]);
    assert.deepEqual(complaints, []);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what takes long can be stopped by key, and says nothing", async () => {
  const files = await exportOf(history());
  const server = createServer(({ url = "" }, response) => {
    const bytes = files.get(url.slice(1));
    // The entries never come.
    if (!url.includes("tile/")) response.writeHead(200, { "access-control-allow-origin": "*" }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  try {
    const { page } = await opened();
    await page.getByLabel(en.exportAddress).fill(`http://127.0.0.1:${port}`);
    await page.getByLabel(en.exportAddress).press("Enter");
    await page.getByRole("button", { name: en.stop }).press("Enter");
    await page.getByText(en.stopped).waitFor();
    assert.equal(await page.locator("article").count(), 0);
    assert.ok(await page.getByRole("button", { name: en.start }).isEnabled());
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what is no export is said in a sentence, and a hostile name stays text", async () => {
  const { page, complaints } = await opened();
  await page.getByRole("button", { name: en.start }).press("Enter");
  assert.equal(await page.getByRole("status").textContent(), en.noExport);
  const files = await exportOf(history());
  const manifest = new TextDecoder().decode(files.get("manifest.json"));
  files.set(
    "manifest.json",
    new TextEncoder().encode(manifest.replace("six white dice", "<img src=x onerror=alert(1)>")),
  );
  await check(page, put("hostile", files));
  assert.equal(await page.locator("article img").count(), 0);
  assert.ok((await page.locator("article").textContent())?.includes("<img src=x"));
  const empty = put("empty", new Map([["other.json", new Uint8Array(3)]]));
  await page.getByLabel(en.export).setInputFiles(empty);
  await page.getByRole("button", { name: en.start }).press("Enter");
  await page.getByText("NOT_FOUND").waitFor();
  assert.deepEqual(complaints, []);
});

test("in three languages, by light and by dark, from 320 pixels: axe finds nothing, nothing is cut off", async () => {
  const made = history();
  made.logs[OWN]?.splice(17, 1);
  const root = put("axe", await exportOf(made));
  for (const lang of LANGS) {
    const { page, complaints } = await opened(lang);
    const words = LANGUAGES[lang];
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await page.getByLabel(words.page.export).setInputFiles(root);
    await page.getByRole("button", { name: words.page.start }).press("Enter");
    await page.locator("h2").waitFor();
    assert.equal(await verdict(page), words.verdicts.broken);
    await assertFits(page, lang);
    await assertAxe(page, lang);
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
  // The language can be changed over an answer.
  const { page } = await opened();
  await check(page, root);
  await page.getByLabel(en.language).selectOption("hi");
  assert.equal(await verdict(page), LANGUAGES.hi.verdicts.broken);
});
