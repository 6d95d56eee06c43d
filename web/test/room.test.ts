import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { speakLonger } from "./longer.fixture.ts";
import { assertFocusSeen, assertRoom, SIZES } from "./room.fixture.ts";
import { MORE_SCREENS, SCREENS } from "./screens.fixture.ts";
import { spokenIn } from "./spoken.fixture.ts";

/**
 * Every screen says all that it says in the language, by the words that came with its part; and there is room for words
 * that are two fifths longer than the French ones, on a telephone and at 400 %.
 */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function examine(page: Page, where: string): Promise<void> {
  assert.match((await page.locator("body").textContent()) ?? "", /(\p{L})\1\1/u, `${where}: the long words`);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    // A window that changes its size looks like a keyboard coming up on the screen, for which a dialog waits unseen.
    await page.locator('.overlay[style*="opacity: 0;"]').waitFor({ state: "detached" });
    const at = `${where}, ${size.width} × ${size.height}`;
    await assertRoom(page, at);
    await assertFocusSeen(page, at);
  }
  await page.setViewportSize(SIZES[1]);
}

test("every screen speaks the language and has room for longer words, and no bar covers what has the focus", async () => {
  const { mock } = stage;
  const assertSpoken = await spokenIn("fr");
  const { page } = await visit(stage, "fr");
  await speakLonger(mock);
  await page.goto(mock.url);
  await page.locator(".accounts button").first().waitFor();
  await examine(page, "sign-in");
  await signIn(page, mock, "fr");
  for (const [name, go] of [...SCREENS.slice(0, -2), ...MORE_SCREENS, ...SCREENS.slice(-2)]) {
    await go(page, mock);
    await assertSpoken(page, name);
    await examine(page, name);
  }
  await page.context().close();
});
