import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import type { Page } from "playwright-core";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, type Lang, LANGS, shows } from "./page.fixture.ts";

/** Blocks, templates and translations: put in by keys, refused half filled, never taken for the original. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());
beforeEach(() => {
  stage.mock.drafts.clear();
  Object.assign(stage.mock, { refuse: null, refusals: [], hold: 10_000 });
  for (const [item, each] of stage.mock.requests) stage.mock.requests.set(item, { ...each, held: [] });
});

const view = () => stage.mock.requests.get(workable(stage.mock))!;
const text = (page: Page) => page.locator(".placed-text textarea").first();
const open = (page: Page) => page.locator(".open-places").first();
const selected = (page: Page) =>
  text(page).evaluate((field: HTMLTextAreaElement) =>
    field.value.slice(field.selectionStart, field.selectionEnd),
  );
const said = () => stage.mock.received.at(-1)?.command.body;

async function enter(lang: Lang, path: string, ready: string): Promise<Page> {
  const { page } = await visit(stage, lang);
  admit(stage.mock, lang);
  await page.goto(`${stage.mock.url}${path}`);
  await page.locator(ready).first().waitFor();
  return page;
}
async function writeMessage(lang: Lang = "en"): Promise<Page> {
  const path = `/requests/${encodeURIComponent(workable(stage.mock))}`;
  const page = await enter(lang, path, ".timeline");
  await page.keyboard.press("m");
  await text(page).focus();
  return page;
}

test("a block goes in by two keys, filled with what is known, and its places are visited and named", async () => {
  const page = await writeMessage();
  await page.keyboard.type("Thank you.");
  await page.keyboard.press("Alt+b");
  await page.locator(".text-blocks button").first().waitFor();
  await page.keyboard.press("1");
  await open(page).getByText("1 place still open: date").waitFor();
  const written = await text(page).inputValue();
  assert.ok(written.startsWith(`Thank you. We have your request ${view().ref};`), written);
  assert.match(written, /due on [A-Z]\w+ \d+, \d{4}.* UTC\. NCB Ottawa is working on it/);
  assert.equal(await selected(page), "{{date}}");
  await page.keyboard.type("Friday, and {{again}}");
  await open(page).getByText("1 place still open: again").waitFor();
  await page.keyboard.press("Home");
  await page.keyboard.press("Alt+n");
  assert.equal(await selected(page), "{{again}}");
  await page.keyboard.type("so on");
  assert.equal(await open(page).textContent(), "");
  await page.keyboard.press("Control+z");
  await shows(() => text(page).inputValue(), /\{\{again\}\}|so/);
  await page.context().close();
});

test("the blocks speak the language of the text, not that of the screen", async () => {
  const page = await writeMessage();
  await page.locator(".composer").getByLabel("हिन्दी").check();
  await page.getByRole("button", { name: "Text blocks" }).click();
  const block = page.locator(".text-blocks button").first();
  await shows(() => block.locator("strong").textContent(), /Holding reply/);
  assert.equal(await block.locator("span").getAttribute("lang"), "hi");
  await block.click();
  await open(page).getByText("1 place still open: date").waitFor();
  await shows(() => text(page).inputValue(), /^आपका अनुरोध .*एनसीबी ओटावा.*\{\{तारीख\}\}/);
  assert.equal(await selected(page), "{{तारीख}}");
  await page.context().close();
});

test("half a template does not leave: the check names the place, and nothing can be sent", async () => {
  const page = await writeMessage();
  const before = stage.mock.received.length;
  await text(page).fill("We write again by {{date}}.");
  await page.keyboard.press("Control+Enter");
  const check = page.locator(".send-check");
  await check.getByText("OPEN_PLACE").waitFor();
  assert.equal(await check.locator(".place-names").textContent(), "date");
  const send = check.getByRole("button", { name: "Send", exact: true });
  assert.equal(await send.getAttribute("aria-disabled"), "true");
  await send.click({ force: true });
  await page.keyboard.press("Control+Enter");
  assert.equal(stage.mock.received.length, before);
  await check.getByRole("button", { name: "Change it" }).click();
  await text(page).fill("We write again by Friday.");
  await page.keyboard.press("Control+Enter");
  await check.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".hold").waitFor();
  assert.equal(said()?.text, "We write again by Friday.");
  await page.context().close();
});

test("a translation goes along with who made it, and comes back when the act is taken back", async () => {
  const page = await writeMessage();
  await text(page).fill("The provider was asked.");
  await page.getByRole("button", { name: "Add a translation" }).click();
  const one = page.locator(".translation-field");
  assert.ok(await one.getByLabel("Français").evaluate((radio) => radio === document.activeElement));
  await page.locator(".composer .button.primary").click();
  for (const words of ["Write the translation, or remove it.", "Say who translated it."])
    await one.getByText(words).waitFor();
  assert.equal(await one.getByText("Choose one.").count(), 2);
  assert.equal(await one.getByLabel("English").count(), 0, "not into the language of the original");
  await one.getByLabel("Français").check();
  await one.locator("textarea").fill("Le fournisseur a été saisi.");
  await one.getByLabel("by a person").check();
  await one.getByLabel("Translator").fill("B. Example");
  await page.locator(".composer .button.primary").click();
  await page.locator(".send-check").getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".hold").waitFor();
  const french = { lang: "fr", text: "Le fournisseur a été saisi.", how: "human", by: "B. Example" };
  assert.deepEqual(said()?.translations, [french]);
  await page.getByRole("button", { name: "Take it back" }).click();
  await one.locator("textarea").waitFor();
  await shows(() => one.locator("textarea").inputValue(), french.text);
  await one.getByRole("button", { name: "Remove the translation" }).click();
  assert.equal(await one.count(), 1, "words are not thrown away by one click");
  await one.getByRole("button", { name: "Really remove the translation" }).click();
  assert.equal(await one.count(), 0);
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), /Add a translation/);
  await page.context().close();
});

test("original and translations stand side by side, each in its language, and say what decides", async () => {
  const full = [...stage.mock.requests.values()].find(({ timeline }) => timeline[0]?.body?.translations)!;
  const page = await enter("en", `/requests/${encodeURIComponent(full.item)}`, ".timeline .translation");
  const written = page.locator(".written").first();
  const translations = written.locator(".translation");
  const lefts = async () =>
    new Set(
      await written
        .locator(":scope > div")
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left)),
    ).size;
  assert.deepEqual(
    await translations.locator(".prose").evaluateAll((all) => all.map((each) => each.getAttribute("lang"))),
    full.timeline[0]?.body?.translations?.map(({ lang }) => lang),
  );
  for (const [index, by] of ["Translated by M. Tremblay.", "Translated by machine."].entries()) {
    const words = (await translations.nth(index).locator(".meta").textContent()) ?? "";
    assert.match(words, /Courtesy translation, .+; the original decides\./);
    assert.ok(words.includes(by), words);
  }
  assert.equal(await lefts(), 3);
  await page.setViewportSize({ width: 899, height: 900 });
  assert.equal(await lefts(), 1, "below each other");
  await page.goto(`${stage.mock.url}/print/requests/${encodeURIComponent(full.item)}?lang=fr`);
  await page.locator(".sheet .translation").first().waitFor();
  assert.match(
    (await page.locator(".sheet .translation .meta").first().textContent()) ?? "",
    /l’original (fait foi|décide)/,
  );
  await page.context().close();
});

test("abuse 19: a translation of theirs is text, and whoever is named stays where the name stands", async () => {
  const hostile = `"'></p><script>document.title="taken"</script><img src=x onerror=alert(1)>\u202Eexe.fdp`;
  const { mock } = stage;
  const full = [...mock.requests.values()].find(({ timeline }) => timeline[0]?.body?.translations)!;
  const [first, ...rest] = full.timeline;
  const translation = { lang: "fr", text: hostile, how: "machine", by: hostile } as const;
  const body = { ...first!.body!, translations: [translation] };
  mock.requests.set(full.item, { ...full, timeline: [{ ...first!, body }, ...rest] });
  const { page, complaints } = await visit(stage, "en");
  admit(mock, "en");
  for (const path of ["/requests/", "/read/requests/"]) {
    await page.goto(`${mock.url}${path}${encodeURIComponent(full.item)}`);
    await page.locator(".translation").first().waitFor();
    assert.equal(await page.locator(".translation .prose").first().textContent(), hostile);
    assert.equal(await page.locator(".translation .meta bdi").first().textContent(), hostile);
    await page.locator(".translation .caution").first().waitFor();
    assert.notEqual(await page.title(), "taken");
    assert.equal(await page.locator(".translation img, .translation script").count(), 0);
  }
  assert.deepEqual(complaints, []);
  mock.requests.set(full.item, full);
  await page.context().close();
});

test("what they wrote is translated for our own readers, beside it, and nothing is sent", async () => {
  const full = [...stage.mock.requests.values()].find(({ timeline }) => timeline[0]?.body?.translations)!;
  const page = await enter("en", `/requests/${encodeURIComponent(full.item)}`, ".timeline .translation");
  const act = page.locator(".act.them", { hasText: "The first one." });
  const form = act.locator(".translate-form");
  const sent = stage.mock.received.length;
  await act.getByRole("button", { name: "Translate it for us" }).click();
  await form.locator("textarea").fill("La première.");
  await page
    .locator(".translate-form .save-line")
    .getByText(/Saved here/)
    .waitFor();
  await page.reload();
  await shows(() => form.locator("textarea").inputValue(), "La première.");
  await form.locator("textarea").press("Control+Enter");
  assert.equal(await form.getByText("Choose one.").count(), 2);
  await form.getByLabel("Français").check();
  await form.getByLabel("by a machine").check();
  await assertAxe(page, "translating for us");
  await form.getByRole("button", { name: "Keep the translation here" }).click();
  const ours = act.locator(".written .our-translation");
  await ours.getByText("La première.").waitFor();
  const words = (await ours.locator(".meta").textContent()) ?? "";
  assert.match(
    words,
    /^Our own translation, Français; it stays in Canada\. The original decides\. Translated by machine\. A\. Martel/,
  );
  assert.equal(await ours.locator(".prose").getAttribute("lang"), "fr");
  assert.equal(await form.count(), 0);
  await assertAxe(page, "translated for us");
  await assertFits(page, "translated for us");
  assert.equal(stage.mock.received.length, sent);
  await page.goto(`${stage.mock.url}/read/requests/${encodeURIComponent(full.item)}?lang=en`);
  await page.locator(".act.them .our-translation").getByText("La première.").waitFor();
  await page.context().close();
});

test("a new request begins with a template, and is not sent before its places are filled", async () => {
  const page = await enter("en", "/new", ".placed-text");
  await page.getByRole("button", { name: "Is a document genuine?" }).click();
  assert.equal(await selected(page), "{{document number}}");
  await open(page).getByText("3 places still open: document number, date, facts").waitFor();
  await shows(() => page.getByLabel("Subject").inputValue(), "Check of a document that was presented");
  assert.ok(await page.getByLabel("Check of a travel document").isChecked());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await page.locator(".modal").getByText("The next open place of the text").waitFor();
  await page.keyboard.press("Escape");
  const next = page.locator(".panel .button.primary").first();
  await next.click();
  for (const select of await page.locator("main .panel select:visible").all())
    await select.selectOption({ index: 1 });
  await next.click();
  await page.locator("main input[type=radio]").nth(3).check();
  for (const select of await page.locator("main .panel select:visible").all())
    await select.selectOption({ index: 1 });
  await next.click();
  await page.locator("main input[type=checkbox]").first().waitFor();
  await next.click();
  const check = page.locator(".send-check");
  await check.getByText("OPEN_PLACE").waitFor();
  assert.equal(await check.locator(".place-names").textContent(), "document number, date, facts");
  await check.getByRole("button", { name: "Change it" }).click();
  await open(page).getByText("3 places still open").waitFor();
  await page.context().close();
});

for (const lang of LANGS) {
  test(`blocks, templates and translations are whole in ${lang}`, async () => {
    const page = await writeMessage(lang);
    await page.locator(".add-translation .button").click();
    await text(page).fill("{{date}} {{");
    await assertAxe(page, `composer ${lang}`, lang);
    await assertFits(page, `composer ${lang}`);
    await text(page).press("Alt+b");
    await page.locator(".text-blocks button").first().waitFor();
    await assertAxe(page, `blocks ${lang}`, lang);
    await assertFits(page, `blocks ${lang}`);
    await page.goto(`${stage.mock.url}/new`);
    await page.locator(".placed-text").waitFor();
    await assertAxe(page, `new ${lang}`, lang);
    await assertFits(page, `new ${lang}`);
    await page.context().close();
  });
}
