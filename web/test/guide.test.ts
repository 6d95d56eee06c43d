import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { NOTHING_LEARNT } from "@setu/requests/learning.ts";
import { openStage, signIn, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, type Lang, LANGS, shows } from "./page.fixture.ts";

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function start(lang: Lang = "en"): Promise<Page> {
  stage.mock.me.learning = NOTHING_LEARNT;
  stage.mock.me.feed = null;
  stage.mock.me.mail = false;
  const { page } = await visit(stage, lang);
  await signIn(page, stage.mock, lang);
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await page.locator(".first-shift .line").first().waitFor();
  return page;
}

const line = (page: Page, name: string) => page.locator(".first-shift .line", { hasText: name });
const state = async (page: Page, name: string) =>
  (await line(page, name).locator(".state").textContent()) ?? "";

test("lines before the first shift tick themselves when it is so, and stay ticked", async () => {
  const page = await start();
  assert.equal(await state(page, "seen the keys"), "To do");
  assert.equal(await state(page, "read your notices"), "Done");
  assert.equal(await state(page, "away from this screen"), "To do");
  await page.keyboard.press("?");
  await page.locator(".modal").waitFor();
  await page.keyboard.press("Escape");
  await line(page, "seen the keys").getByText("Done").waitFor();
  await page.getByRole("button", { name: "The zone of the capital is right for me" }).click();
  await line(page, "time zone").getByText("Done").waitFor();
  stage.mock.me.feed = Date.now();
  await page.reload();
  await line(page, "away from this screen").getByText("Done").waitFor();
  assert.equal(await state(page, "seen the keys"), "Done");
  assert.equal(await state(page, "time zone"), "Done");
  assert.equal(await state(page, "guided scenario"), "To do");
  await page.context().close();
});

test("on a node that reaches a government the scenario is not offered", async () => {
  stage.mock.me.practice = false;
  const page = await start();
  await line(page, "guided scenario").getByText("Here every act reaches the other government.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Begin" }).count(), 0);
  stage.mock.me.practice = true;
  await page.context().close();
});

test("a step is done by doing it, and only the one that is due; the course goes on after leaving", async () => {
  const page = await start();
  const item = workable(stage.mock);
  const { home } = stage.mock.requests.get(item) ?? assert.fail();
  stage.mock.requests.set(item, { ...stage.mock.requests.get(item)!, home: { ...home, assignee: null } });
  await page.getByRole("button", { name: "Begin" }).click();
  const guide = page.locator(".guide");
  await guide.getByText("Step 1 of 10").waitFor();
  // Out of its order: the first step is to find it.
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.locator("table.requests").waitFor();
  await shows(() => guide.textContent(), /Step 1 of 10/);
  await page.getByRole("link", { name: "Nobody", exact: true }).click();
  await guide.getByText("Step 2 of 10").waitFor();
  await page
    .locator(`[data-item="${item}"] a, a[href*="${encodeURIComponent(item)}"]`)
    .first()
    .focus();
  await page.keyboard.press("a");
  await guide.getByText("Step 3 of 10").waitFor();
  assert.deepEqual(stage.mock.me.learning, { steps: 2, item, ticks: [] });
  await guide.getByRole("button", { name: /Leave/ }).click();
  await guide.waitFor({ state: "detached" });
  await page.goto(`${stage.mock.url}/first-shift`);
  await page.getByRole("button", { name: "Show it (2 of 10 steps done)" }).click();
  await guide.getByText("Step 3 of 10").waitFor();
  await page.goto(`${stage.mock.url}/requests/${encodeURIComponent(item)}`);
  await guide.getByText("Step 4 of 10").waitFor();
  await page.context().close();
});

test("the list and the panel in three languages: axe, 320 px", async () => {
  for (const lang of LANGS) {
    const page = await start(lang);
    await page.locator(".first-shift .line").last().getByRole("button").click();
    await page.locator(".guide summary").click();
    await assertAxe(page, `guide ${lang}`, lang);
    await assertFits(page, `guide ${lang}`);
    await page.context().close();
  }
});
