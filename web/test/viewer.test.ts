import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { newFiles, partOfRecord } from "../dev/files.ts";
import { assertAxe, LANGS, shows } from "./page.fixture.ts";
import { admit, openStage, visit, type Stage } from "./browser.fixture.ts";

/** A file that came, looked at in the browser and never opened. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => Object.assign(stage.mock, newFiles()));

async function opened(lang: "en" | "fr" | "hi" = "en"): Promise<Page> {
  const { page } = await visit(stage, lang);
  admit(stage.mock, lang);
  await page.goto(
    `${stage.mock.url}/requests/${encodeURIComponent([...stage.mock.requests.keys()][0] ?? "")}`,
  );
  await page.locator(".file-list button").first().click();
  await page.locator(".viewer").getByRole("button").first().waitFor();
  return page;
}

const source = (page: Page) => page.locator(".viewer-page img").getAttribute("src");

test("pages are turned and enlarged by keys, and the words stand below as words", async () => {
  const page = await opened();
  await page.locator(".viewer-page").focus();
  assert.match((await source(page)) ?? "", /\/pages\/0$/);
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageDown");
  assert.match((await source(page)) ?? "", /\/pages\/2$/, "no further than the last");
  await page.keyboard.press("PageUp");
  assert.match((await source(page)) ?? "", /\/pages\/1$/);
  await shows(() => page.locator(".viewer").textContent(), /Page 2 of 3/);
  const narrow = (await page.locator(".viewer-page img").boundingBox())?.width ?? 0;
  await page.keyboard.press("+");
  assert.ok(((await page.locator(".viewer-page img").boundingBox())?.width ?? 0) > narrow * 1.5);
  // What would be a script in another place is letters here.
  await shows(() => page.locator(".viewer-text").textContent(), /<script>document\.title/);
  assert.doesNotMatch(await page.title(), /run/);
  await page.context().close();
});

test("what is wrong with the file is said in words, and the original is taken only after a warning", async () => {
  const page = await opened();
  const text = (await page.locator(".viewer").textContent()) ?? "";
  assert.match(text, /The sender says: a PDF. By its bytes it is: a web page\./);
  assert.match(text, /Not scanned: no scanner is set up\./);
  assert.equal(await page.locator(".viewer a[download]").count(), 0);
  await page.getByRole("button", { name: "Take the original…" }).click();
  assert.match(
    (await page.locator(".viewer").textContent()) ?? "",
    /opened by a program on your own machine/,
  );
  assert.equal(
    await page.locator(".viewer a[download]").count(),
    0,
    "of what is warned of, for a reason alone",
  );
  const take = page.locator(".viewer").getByRole("button", { name: "Download the original" });
  await take.click();
  await page.getByText("Choose one.").waitFor();
  await page.getByText("Say why in a few words.").waitFor();
  assert.deepEqual(stage.mock.taken, []);
  await page.getByLabel("Reason").selectOption("examine");
  await page.getByLabel("In one line").fill("For the laboratory");
  await assertAxe(page, "the reason");
  const [saved] = await Promise.all([page.waitForEvent("download"), take.click()]);
  assert.doesNotMatch(saved.suggestedFilename(), /pdf/, "it is saved without its name");
  assert.deepEqual(stage.mock.taken, [{ reason: "examine", because: "For the laboratory" }]);
  await page.getByText("the reason is written down").waitFor();
  stage.mock.file = { ...stage.mock.file, flags: ["pages-cut"] };
  await page.context().close();
  const plain = await opened();
  await plain.getByRole("button", { name: "Take the original…" }).click();
  assert.equal(await plain.locator(".viewer a[download]").count(), 1, "of any other without");
  await plain.context().close();
});

test("a file that the scanner holds shows why, and no way to take it", async () => {
  const none = { kind: null, flags: [], count: 0, pages: [], text: null };
  stage.mock.file = { ...none, state: "held", reason: "scan-found", scan: "found" };
  const page = await opened();
  const text = (await page.locator(".viewer").textContent()) ?? "";
  assert.match(text, /Held: it is not shown\..*It cannot be downloaded\./);
  assert.equal(await page.getByRole("button", { name: "Take the original…" }).count(), 0);
  await page.context().close();
});

test("parts of a record are shown as text, attested by whoever issued them, and never as more than that", async () => {
  stage.mock.file = { ...stage.mock.file, kind: "text", flags: [], subset: partOfRecord };
  const page = await opened();
  await shows(() => page.locator(".viewer").textContent(), /issued by India, and attested by India\./);
  const text = (await page.locator(".viewer").textContent()) ?? "";
  assert.match(text, /At most 6 parts are withheld by the originator\./);
  assert.match(text, /Synthetic fifth, of an annex\.\s*These words do not stand in the text of the record/);
  assert.doesNotMatch(text, /prove|not here, so nothing was compared/i);
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${over} pixels too wide`);
  await assertAxe(page, "parts of a record");
  await page.context().close();
  stage.mock.file = { ...stage.mock.file, subset: { ...partOfRecord, parts: [], tie: "broken" } };
  const broken = await opened();
  await broken.getByText("Nobody attests this part of a record").waitFor();
  assert.doesNotMatch((await broken.locator(".viewer").textContent()) ?? "", /attested by/);
  await broken.context().close();
});

test("the viewer fits into 320 pixels", async () => {
  const page = await opened();
  await page.setViewportSize({ width: 320, height: 640 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${over} pixels too wide`);
  const box = await page.locator(".viewer").boundingBox();
  assert.ok((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320);
  await page.context().close();
});

test("in three languages: axe finds nothing", async () => {
  for (const lang of LANGS) {
    const page = await opened(lang);
    await page.locator(".viewer-page img").waitFor();
    await assertAxe(page, `${lang} viewer`, lang);
    await page.context().close();
  }
});

test("a file that the scanner holds is said in the list and in the thread, with the screens and without", async () => {
  const { requests } = stage.mock;
  const [item, whole] = [...requests].find(([, { timeline }]) =>
    timeline.some(({ attachments }) => attachments.some(({ parts }) => parts.have === parts.all)),
  )!;
  const timeline = whole.timeline.map((act) => ({
    ...act,
    attachments: act.attachments.map((file) => ({ ...file, held: true })),
  }));
  requests.set(item, { ...whole, timeline, heldFiles: 2 });
  for (const [lang, words, held] of [
    ["en", "2 files held", "Held: the scanner found something harmful in it."],
    ["fr", "2 fichiers retenus", "Retenu : l’analyseur y a trouvé quelque chose de nuisible."],
  ] as const) {
    const { page } = await visit(stage, lang);
    admit(stage.mock, lang);
    const at = encodeURIComponent(item);
    for (const list of ["/?view=all&state=any", `/read/all?state=any&lang=${lang}`]) {
      await page.goto(stage.mock.url + list);
      await page.getByText(words).first().waitFor();
      await page.goto(`${stage.mock.url}${list}&held=files`);
      await page.getByText(words).first().waitFor();
      assert.equal(await page.locator("tr[data-item], .rows tbody tr").count(), 1, "the list of those alone");
    }
    await page.goto(`${stage.mock.url}/requests/${at}`);
    await page.locator(".file-list").getByText(held).first().waitFor();
    await assertAxe(page, `held ${lang}`, lang);
    await page.goto(`${stage.mock.url}/read/requests/${at}?lang=${lang}`);
    await page.getByText(held).first().waitFor();
    assert.equal(await page.locator(`a[href$="/files/${timeline[0]?.attachments[0]?.a}"]`).count(), 0);
    await page.context().close();
  }
  requests.set(item, whole);
});
