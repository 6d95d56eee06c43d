import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { shows } from "./page.fixture.ts";

/** What our node does not have yet lies sealed on the officer's own disk: hers alone, until it is saved or she leaves. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.mock.drafts.clear();
});

const WORDS = "Written while the line was cut";
const address = () => `${stage.mock.url}/requests/${encodeURIComponent(workable(stage.mock))}`;
const text = (page: Page) => page.locator(".composer textarea");
const saved = () => stage.mock.drafts.get(workable(stage.mock))?.content.acts["message"]?.text;
const cut = (context: BrowserContext) => context.route("**/api/drafts/**", (route) => route.abort());
const mend = (context: BrowserContext) => context.unroute("**/api/drafts/**");

/** The page goes without a last word: as it closes by itself it would still say what it has to our node. */
async function crash(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  void devtools.send("Page.crash").catch(() => {});
  await crashed;
  await page.close();
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  await page.goto(address());
  await page.locator(".timeline").waitFor();
  return page;
}

/** Somebody is signed in, and the drafts of this browser do not reach the node. */
async function cutOff(): Promise<{ page: Page; complaints: string[] }> {
  const { page, complaints } = await visit(stage, "en");
  admit(stage.mock, "en");
  await page.goto(address());
  await page.locator(".timeline").waitFor();
  await cut(page.context());
  return { page, complaints };
}

async function write(page: Page, words: string): Promise<void> {
  await page.getByRole("button", { name: "Write a message" }).click();
  await text(page).fill(words);
  await shows(async () => String((await disk(page)).length), "1");
}

/** What a thief of the disk reads: each record with its bytes as text. */
const disk = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const found = await indexedDB.databases();
    if (!found.some(({ name }) => name === "setu-drafts")) return [];
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(new Error("not read")));
      });
    const db = await asked(indexedDB.open("setu-drafts"));
    const records = await asked(db.transaction("draft").objectStore("draft").getAll());
    db.close();
    return records.map((record: { bytes: ArrayBuffer }) =>
      JSON.stringify([record, new TextDecoder("latin1").decode(record.bytes)]),
    );
  });

test("the line is cut, one types, the page crashes: the words are there again, and then saved, and off the disk", async () => {
  const { page, complaints } = await cutOff();
  await page.evaluate(() =>
    addEventListener("input", () => document.body.setAttribute("data-typed", String(Date.now()))),
  );
  await write(page, WORDS);
  const [record = ""] = await disk(page);
  const [{ at }] = JSON.parse(record) as [{ at: number }];
  const after = at - Number(await page.locator("body").getAttribute("data-typed"));
  assert.ok(
    after >= 0 && after < 1_500,
    `on the disk ${after} ms after the last letter, before our node is asked`,
  );
  assert.doesNotMatch(record, /Written|message|officer/, "nobody reads it on the disk, nor what it is about");
  await page.locator(".save-line").getByText("when you sign out they are wiped").waitFor();
  const context = page.context();
  await crash(page);
  const again = await open(context);
  await again.locator(".notice", { hasText: WORDS }).getByRole("button", { name: "Go on writing" }).click();
  await shows(() => text(again).inputValue(), WORDS);
  assert.equal(saved(), undefined, "still without the node");
  await mend(context);
  await shows(async () => saved() ?? "", WORDS);
  await shows(async () => String((await disk(again)).length), "0");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("who signs out is told what is lost, and then nothing of it is on the disk", async () => {
  const { page } = await cutOff();
  await write(page, WORDS);
  const answers = [false, true];
  page.on("dialog", (asked) => {
    assert.match(asked.message(), /could not be saved on our node\. Sign out and lose it\?/);
    void (answers.shift() ? asked.accept() : asked.dismiss());
  });
  await page.getByRole("button", { name: "Sign out" }).click();
  await shows(async () => String(answers.length), "1");
  assert.equal(await text(page).inputValue(), WORDS, "who stays has lost nothing");
  assert.equal((await disk(page)).length, 1);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator(".accounts button").first().waitFor();
  assert.deepEqual(await disk(page), []);
  await page.context().close();
});

test("another tab and another officer see nothing of it; when its page is gone, the next page has it", async () => {
  const { page } = await cutOff();
  const context = page.context();
  await write(page, WORDS);
  const second = await open(context);
  await second.getByRole("button", { name: "Write a message" }).click();
  await second.waitForTimeout(600);
  assert.equal(await text(second).inputValue(), "");
  await crash(page);
  // The session ended by itself, and a colleague sits down.
  stage.mock.session = null;
  await second.goto(stage.mock.url);
  await second.locator(".accounts button", { hasText: "Roy" }).click();
  await second.locator("table.requests").waitFor();
  await second.goto(address());
  await second.locator(".timeline").waitFor();
  await second.waitForTimeout(600);
  assert.equal(await second.getByText(WORDS).count(), 0);
  assert.equal((await disk(second)).length, 1);
  stage.mock.session = null;
  await second.goto(stage.mock.url);
  await second.locator(".accounts button", { hasText: "Martel" }).click();
  await second.locator("table.requests").waitFor();
  await second.goto(address());
  await second.locator(".notice", { hasText: WORDS }).waitFor();
  await context.close();
});

test("when the node has a newer text, both are shown and neither is written over", async () => {
  const { page } = await cutOff();
  await write(page, WORDS);
  const context = page.context();
  await crash(page);
  const draft = { title: "", text: "From another computer", lang: null, args: {}, mark: null, files: [] };
  stage.mock.drafts.set(workable(stage.mock), {
    revision: ++stage.mock.revision,
    at: Date.now(),
    content: { acts: { message: draft } },
  });
  await mend(context);
  const again = await open(context);
  await again.getByRole("button", { name: "Write a message" }).click();
  const clash = again.locator(".composer .notice", { hasText: "Nothing is lost; choose." });
  await clash.getByText("From another computer").waitFor();
  await shows(() => text(again).inputValue(), WORDS);
  assert.equal(saved(), "From another computer");
  // Looking at it again is no choice.
  await again.getByRole("button", { name: "Put aside, keep the text" }).click();
  await again.getByRole("button", { name: "Write a message" }).click();
  await clash.waitFor();
  await clash.getByRole("button", { name: "Put both together" }).click();
  await shows(async () => saved() ?? "", `${WORDS}\n\nFrom another computer`);
  await shows(async () => String((await disk(again)).length), "0");
  await context.close();
});
