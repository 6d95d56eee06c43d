import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { startMock } from "../dev/mock.ts";
import { openStage, signIn, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS, type Lang } from "./page.fixture.ts";
import { SCREENS } from "./screens.fixture.ts";
import { spokenIn } from "./spoken.fixture.ts";

/** Every screen, in three languages and two themes: axe finds nothing, nothing overflows, nothing comes from outside. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

describe("every screen: axe finds nothing in both themes, nothing overflows", { concurrency: true }, () => {
  for (const lang of LANGS) {
    test(lang, async (context) => {
      const mock = await startMock();
      context.after(() => mock.close());
      const { page, complaints, strangers } = await visit({ ...stage, mock }, lang);
      await page.goto(mock.url);
      await page.locator(".accounts button").first().waitFor();
      await check(page, `${lang} sign-in`, lang);
      const assertSpoken = await spokenIn(lang);
      await signIn(page, mock, lang);
      for (const [name, go] of SCREENS) {
        await go(page, mock);
        await check(page, `${lang} ${name}`, lang);
        await assertSpoken(page, name);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
      }
      assert.deepEqual(complaints, []);
      assert.deepEqual(strangers, []);
      await page.context().close();
    });
  }
});

test("when the language changes, the words of all that was shown come in it", async () => {
  const { mock } = stage;
  const { page, complaints } = await visit(stage, "fr");
  const [assertFrench, assertHindi] = await Promise.all([spokenIn("fr"), spokenIn("hi")]);
  await signIn(page, mock, "fr");
  await page.goto(`${mock.url}/requests/${encodeURIComponent(workable(mock))}`);
  await page.locator(".timeline").waitFor();
  await page.locator("a[href='/me']").first().click();
  await page.locator(".me select[name=lang], .me select").first().waitFor();
  await assertFrench(page, "my settings");
  await page.getByRole("button", { name: "हिन्दी" }).click();
  await page.locator("html[lang=hi]").waitFor({ state: "attached" });
  await assertHindi(page, "my settings");
  await page.goBack();
  await page.locator(".timeline").waitFor();
  await assertHindi(page, "a request that had been shown in French");
  // The other screens of the fixture have a test of their own, which asks axe; all have one of their words and their room.
  await page.goto(`${mock.url}/powers`);
  await page.locator("#unseen").waitFor();
  await assertHindi(page, "my powers");
  await check(page, "my powers", "en");
  assert.deepEqual(complaints, []);
  await page.context().close();
});

async function check(page: Page, where: string, lang: Lang): Promise<void> {
  await assertAxe(page, where, lang);
  await assertFits(page, where);
}
