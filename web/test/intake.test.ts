import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { makeOwn } from "../dev/intake.ts";
import { admit, signIn, openStage, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, type Lang, LANGS, shows } from "./page.fixture.ts";

/** What came another way: registered by hand, from a message and from a table, and worked on like everything else. */
let stage: Stage;
before(async () => {
  stage = await openStage();
  const own = makeOwn(Date.now(), "officer-fr");
  stage.mock.requests.set(own.item, own);
});
after(() => stage.close());

const ownItem = () => [...stage.mock.requests.values()].find(({ cameBy }) => cameBy !== null)!.item;

async function open(path: string, lang: Lang = "en"): Promise<Page> {
  const { page } = await visit(stage, lang);
  if (path === "/") await signIn(page, stage.mock, lang);
  else {
    admit(stage.mock, lang);
    await page.goto(stage.mock.url + path);
  }
  return page;
}
const file = (name: string) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from("synthetic"),
});

test("from a list with one key, by hand: what is missing is told, what was written is kept, and it can be undone", async () => {
  const page = await open("/");
  await page.locator("tr[data-item] a").first().focus();
  await page.keyboard.press("i");
  await page.getByRole("heading", { name: "Register what came another way" }).waitFor();
  await page.getByText("It stays in Canada").waitFor();
  await page.getByLabel("Subject").fill("A call from an invented office");
  await page.getByLabel("Subject").press("Enter");
  await page.getByText("Nothing was registered; what you wrote is kept.").waitFor();
  assert.equal(await page.getByText("This is needed.").count(), 2);
  await shows(() => page.getByLabel("Subject").inputValue(), "A call from an invented office");
  await page.getByLabel("How it came").selectOption("telephone");
  await page.getByLabel("Received").fill("soon");
  await page.getByLabel("Received").press("Enter");
  await page.getByText("This is no date as it is written here.").waitFor();
  await page.getByLabel("Received").fill("2026-03-14 09:30");
  await page.getByLabel("Received").press("Enter");
  await page.getByRole("heading", { name: "Registered here" }).waitFor();
  const { command, item } = stage.mock.homeReceived.at(-1)!;
  assert.equal(command.do, "intake");
  assert.match(item, /^own:[0-9a-f]{32}$/);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Open it");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByLabel("How it came").waitFor();
  assert.equal(stage.mock.requests.has(item), false);
  await page.context().close();
});

test("a message fills the form; what has to be looked at is said, and a name that lies about its order is told", async () => {
  const page = await open("/intake");
  await page.locator("input[type=file]").setInputFiles(file("letter.eml"));
  await page.getByText("Look it over: nothing is registered yet.").waitFor();
  await page.getByText("The message has its text in HTML only").waitFor();
  await page.getByText("hidden marks change the order").waitFor();
  await shows(() => page.getByLabel("Subject").inputValue(), "Consignment 4711 at the invented port");
  await page.getByLabel("Their reference").fill("X-77");
  await page.getByLabel("Their reference").press("Enter");
  await page.getByRole("heading", { name: "Registered here" }).waitFor();
  const { paper } = stage.mock.homeReceived.at(-1)!.command;
  assert.deepEqual(
    [paper?.theirRef, paper?.source?.name, paper?.files.length, paper?.cut],
    ["X-77", "letter.eml", 2, true],
  );
  await page.getByRole("link", { name: "Open it" }).click();
  await page
    .getByText(/Came by mail; registered here by A\. Martel on .*; not attested by the other side\./)
    .waitFor();
  await page.goto(`${stage.mock.url}/intake`);
  await page.locator("input[type=file]").setInputFiles(file("letter.eml"));
  await page.getByText("This file is registered already.").waitFor();
  await page.getByLabel("Subject").press("Enter");
  await page.getByText("DUPLICATE").waitFor();
  await page.getByRole("link", { name: "Open it" }).click();
  await page.locator("#intake").waitFor();
  await page.context().close();
});

test("a table: the wrong rows by number and reason, the good ones taken, the known one left alone", async () => {
  const page = await open("/intake");
  await page.locator("input[type=file]").setInputFiles(file("register.csv"));
  await page.getByText("2 rows can be registered. 2 rows are wrong.").waitFor();
  await page.getByText("In row 7 the quotes are wrong").waitFor();
  const wrong = page.locator(".intake-rows li", { hasText: "Row 3" });
  assert.match(
    (await wrong.textContent()) ?? "",
    /Received: This has not been yet\..*How it came: This is needed\./,
  );
  const before = stage.mock.homeReceived.length;
  await page.getByRole("button", { name: "Register 2 rows" }).click();
  await page.getByText("2 are registered.").waitFor();
  assert.equal(stage.mock.homeReceived.length, before + 2);
  assert.equal(await page.getByRole("button", { name: /^Register \d/ }).count(), 0);
  await page.locator(".intake-rows").getByRole("link").first().click();
  await page.getByText("not attested by the other side").waitFor();
  await page.context().close();
});

test("what is neither a message nor a table is refused, and nothing is read", async () => {
  const page = await open("/intake");
  await page.locator("input[type=file]").setInputFiles(file("letter.docx"));
  await page.getByText("Nothing was read.").waitFor();
  await page.context().close();
});

test("a file is chosen by key, on a button in the language of the page, which says what was chosen", async () => {
  const page = await open("/intake", "fr");
  // Listened for before anything is pressed: a chooser that opens while the browser is being told to hold it is lost.
  const chosen = page.waitForEvent("filechooser");
  const button = page.locator(".file-field label");
  assert.equal(await button.textContent(), "Choisir un fichier");
  await page.getByText("Rien n’est encore choisi").waitFor();
  await page.getByRole("group", { name: "Un message (.eml) ou un tableau (.csv)" }).waitFor();
  await page.getByLabel("Choisir un fichier").focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  assert.notEqual(await button.evaluate((each) => getComputedStyle(each).outlineStyle), "none");
  await page.keyboard.press("Space");
  const chooser = await chosen;
  await chooser.setFiles(file("lettre.docx"));
  await page.getByText("lettre.docx").waitFor();
  await page.context().close();
});

test("it stands in the list with its mark, and our half works on it by key; nothing on its page sends", async () => {
  const page = await open("/");
  const row = page.locator(`tr[data-item="${ownItem()}"]`);
  await row.getByText("Came by mail").waitFor();
  await row.getByText("No date is set.").waitFor();
  await row.locator("a").focus();
  await page.keyboard.press("Enter");
  await page.locator(".request-bar").getByText("Registered here").waitFor();
  await page.keyboard.press("a");
  await page.locator(".our-half").getByText("You have it.").waitFor();
  for (const key of ["r", "m"]) await page.keyboard.press(key);
  assert.equal(await page.locator(".composer").count(), 0);
  await page.keyboard.press("?");
  await page.locator(".modal").getByText("Write a note that stays with us").waitFor();
  assert.equal(await page.locator(".modal").getByText("Write a message").count(), 0);
  await page.context().close();
});

test("the page without a script, which is what prints, says the same", async () => {
  const page = await open("/");
  await page.goto(`${stage.mock.url}/print/requests/${encodeURIComponent(ownItem())}`);
  await page
    .getByText(/Came by mail; registered here by C\. Roy on .*; not attested by the other side\./)
    .waitFor();
  await page.getByText("papers.pdf").waitFor();
  assert.equal(await page.getByText("What is asked").count(), 0);
  await page.context().close();
});

test("in three languages and two themes axe finds nothing, and nothing overflows", async () => {
  for (const lang of LANGS) {
    const page = await open("/intake", lang);
    await page.locator("form.panel").waitFor();
    await page.locator("form.panel button[type=submit]").click();
    await page.locator("form.panel p.error[role=alert]").waitFor();
    await assertAxe(page, `intake, wrong, ${lang}`, lang);
    await assertFits(page, `intake, wrong, ${lang}`);
    await page.locator("input[type=file]").setInputFiles(file("letter.eml"));
    await page.locator("form.panel .notice.warning").first().waitFor();
    await assertAxe(page, `intake, message, ${lang}`, lang);
    await assertFits(page, `intake, message, ${lang}`);
    await page.locator("input[type=file]").setInputFiles(file("register.csv"));
    await page.locator(".intake-rows").waitFor();
    await assertAxe(page, `intake, table, ${lang}`, lang);
    await assertFits(page, `intake, table, ${lang}`);
    await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(ownItem())}`);
    await page.locator("#intake").waitFor();
    await assertAxe(page, `own matter, ${lang}`, lang);
    await assertFits(page, `own matter, ${lang}`);
    await page.context().close();
  }
});
