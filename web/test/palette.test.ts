import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS, type Lang } from "./page.fixture.ts";

/** Everything by its name; and what is said to those who use the screens otherwise. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const NAMES: Readonly<Record<Lang, string>> = { en: "link hea", fr: "etat de la lia", hi: "संपर्क की स्थि" };

async function ask(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.locator(".palette input:focus").waitFor();
  await page.keyboard.type(words);
  await page.locator(".palette [role=menuitem][data-focused]").waitFor();
}

for (const lang of LANGS) {
  test(`a screen is reached by a part of its name, and the palette is for everybody (${lang})`, async () => {
    const { page, complaints } = await visit(stage, lang);
    await signIn(page, stage.mock, lang);
    await page.keyboard.press("Control+k");
    await page.locator(".palette [role=menuitem]").nth(20).waitFor();
    await assertAxe(page, `palette ${lang}`, lang);
    await assertFits(page, `palette ${lang}`);
    await page.keyboard.press("Escape");
    await page.locator(".modal").waitFor({ state: "detached" });
    await ask(page, NAMES[lang]);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/link$/);
    await page.locator(".link-health .panel").first().waitFor();
    await ask(page, "203.0.113");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/search" && url.searchParams.get("q") === "203.0.113");
    assert.deepEqual(complaints, []);
    await page.context().close();
  });
}

test("the palette names the sheet of keys; a search for a misheard reference says so, its address leads to nothing", async () => {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  await page.locator("[data-row]").first().focus();
  await ask(page, "keys on this");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Keys on this screen" }).waitFor();
  await page.getByText("only while the focus is in what they are about").waitFor();
  await page.goto(`${stage.mock.url}/search?q=CA-7K3M-9QXT-3`);
  await page.getByText("the last sign does not fit the others").waitFor();
  await page.goto(`${stage.mock.url}/search?q=telephone`);
  await page.getByText("Nothing that you may read has").waitFor();
  assert.equal(await page.getByText("the last sign does not fit").count(), 0);
  await page.route("**/api/references/new", (route) =>
    route.fulfill({ status: 422, json: { code: "BAD_FIELD", detail: { field: "reference" } } }),
  );
  await page.goto(`${stage.mock.url}/requests/new`);
  await page.getByText("There is nothing here that you may read.").waitFor();
  assert.equal(await page.getByText("Correct it and send again.").count(), 0);
  await page.context().close();
});

test("what is typed before the palette is there is typed into it, and does nothing below", async () => {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  await page.route(/palette-[^/]*\.js$/, async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await page.locator("[data-row]").first().focus();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("ae");
  await page.locator(".palette input:focus").waitFor();
  const field = page.locator(".palette input");
  assert.equal(await field.inputValue(), "ae");
  const paint = () => field.evaluate((element) => getComputedStyle(element).backgroundColor);
  await field.fill("");
  await page.locator(".palette input[data-focused]").waitFor();
  const button = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.background = "var(--button)";
    return getComputedStyle(probe).backgroundColor;
  });
  assert.notEqual(await paint(), button, "the field is not painted as a chosen line");
  assert.equal(await page.locator(".told").count(), 0);
  await page.context().close();
});

test("an act is done by its name on the row where one stood, also when letters are turned off", async () => {
  const { page } = await visit(stage, "en");
  await signIn(page, stage.mock, "en");
  await page.goto(`${stage.mock.url}/?who=unassigned`);
  await page.locator("[data-row]").first().waitFor();
  await page.keyboard.press("?");
  await page.getByLabel("Use single-letter keys").uncheck();
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator("[data-row]").nth(1).focus();
  const ref = await page.locator("[data-row]").nth(1).textContent();
  await page.keyboard.press("a");
  assert.equal(await page.locator(".told").count(), 0);
  await ask(page, "take it");
  await page.keyboard.press("Enter");
  await page.locator(".told", { hasText: `Taken by you: ${ref}.` }).waitFor();
  // An act that asks something back opens its own dialog over the same row.
  await page.locator("[data-row]").first().focus();
  await ask(page, "assign it to");
  await page.keyboard.press("Enter");
  await page.locator(".modal .officers button").first().waitFor();
  await page.context().close();
});

test("the statement on accessibility is read without a session, on the screens and without a script", async () => {
  for (const lang of LANGS) {
    const { page, complaints } = await visit(stage, lang);
    stage.mock.session = null;
    await page.goto(stage.mock.url);
    await page.locator(".foot a").click();
    await page.locator(".statement section").nth(4).waitFor();
    await assertAxe(page, `statement ${lang}`, lang);
    await assertFits(page, `statement ${lang}`);
    const words = await page.locator(".statement").innerText();
    await page.goto(`${stage.mock.url}/read/accessibility?lang=${lang}`);
    await assertAxe(page, `statement read ${lang}`, lang);
    const squeezed = (text: string) => text.replace(/\s+/g, " ");
    assert.equal(squeezed(await page.locator(".statement").innerText()), squeezed(words));
    assert.deepEqual(complaints, []);
    await page.context().close();
  }
});
