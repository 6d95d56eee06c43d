import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, type Lang, LANGS, shows } from "./page.fixture.ts";

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function start(lang: Lang = "en"): Promise<Page> {
  const { page, complaints } = await visit(stage, lang);
  await signIn(page, stage.mock, lang);
  assert.deepEqual(complaints, []);
  return page;
}

async function shown(page: Page): Promise<void> {
  await page.locator("[data-figure]").first().waitFor();
}

test("the common picture in three languages: axe, 320 px, and what is ours marked in words", async () => {
  for (const lang of LANGS) {
    const page = await start(lang);
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await shown(page);
    await assertAxe(page, `picture ${lang}`, lang);
    await assertFits(page, `picture ${lang}`);
    assert.notEqual(await page.locator(".ours-alone .stays").textContent(), "");
    assert.equal(await page.locator("[data-figure]").count(), 16);
    await page.context().close();
  }
});

test("each number leads to a list with as many requests", async () => {
  const page = await start();
  await page.goto(`${stage.mock.url}/picture`);
  await shown(page);
  let followed = 0;
  for (const figure of [
    "overdue",
    "within-24h",
    "none",
    "us",
    "them",
    "unassigned",
    "mine",
    "follow-up",
    "own",
  ]) {
    for (const at of [0, 1]) {
      const link = page.locator(`[data-figure=${figure}] a`).nth(at);
      const said = Number(await link.textContent());
      await link.click();
      await page.locator(".request-list").waitFor();
      if (said > 0) {
        await page.locator("tr.request, [data-item]").first().waitFor();
        followed++;
      }
      const total = (await page.locator(".list-tools").textContent()) ?? "";
      const counted = Number(/\d+/.exec(total)?.[0] ?? 0);
      assert.equal(counted, said, `${figure} ${at}: ${total}`);
      await page.goBack();
      await shown(page);
    }
  }
  assert.ok(followed > 3, "the stand-in has something to count");
  await page.context().close();
});

test("an alarm and a link that is down stand in the picture in words", async () => {
  const page = await start();
  stage.mock.link = "down";
  stage.mock.alarms = [{ code: "FORK", at: Date.now(), lane: "main", evidence: "synthetic" }];
  await page.goto(`${stage.mock.url}/picture`);
  await page.locator(".picture").getByText("1 alarm on the link").waitFor();
  await shows(() => page.locator(".picture").textContent(), /The link is down\./);
  stage.mock.link = "up";
  stage.mock.alarms = [];
  await page.context().close();
});

test("where files are carried the link is not down: the page says as of when, what came back, and what to do next", async () => {
  const page = await start();
  stage.mock.road = "file";
  await page.goto(`${stage.mock.url}/link`);
  const files = page.locator("section[aria-labelledby=carried]");
  await files.getByText("by the clock of their node").waitFor();
  await files.getByText("428 / 424").waitFor();
  await files.getByText("setu link export FILE").waitFor();
  assert.doesNotMatch(
    (await page.locator("main").textContent()) ?? "",
    /link is down|The other node answers|Last heard/,
  );
  // Restored: what waits is not signed, and the next file asks for the rest.
  stage.mock.link = "down";
  await page.goto(`${stage.mock.url}/link`);
  await page.getByText("It asks for what was lost here").waitFor();
  const main = (await page.locator("main").textContent()) ?? "";
  assert.match(main, /waits and is not signed yet/);
  assert.doesNotMatch(main, /link is down/);
  stage.mock.link = "up";
  stage.mock.road = "both";
  // On a line both offices can read out which versions of the link each node speaks.
  await page.goto(`${stage.mock.url}/link`);
  await page.getByText("1 / 2, 1").waitFor();
  await page.context().close();
});

test("a screen that fails takes only itself away", async () => {
  const page = await start();
  await page.route("**/api/picture", (route) => route.fulfill({ json: { counts: {}, now: Date.now() } }));
  await page.getByRole("link", { name: "Common picture" }).click();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await page.getByRole("link", { name: "Inbox" }).click();
  await page.locator("table.requests").waitFor();
  await page.context().close();
});
