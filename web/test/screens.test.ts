import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { startMock } from "../dev/mock.ts";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits, LANGS } from "./page.fixture.ts";
import { SCREENS } from "./screens.fixture.ts";

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
      await check(page, `${lang} sign-in`);
      await signIn(page, mock, lang);
      for (const [name, go] of SCREENS) {
        await go(page, mock);
        await check(page, `${lang} ${name}`);
        assert.equal(await page.locator("html").getAttribute("lang"), lang);
      }
      assert.deepEqual(complaints, []);
      assert.deepEqual(strangers, []);
      await page.context().close();
    });
  }
});

async function check(page: Page, where: string): Promise<void> {
  await assertAxe(page, where);
  await assertFits(page, where);
}
