import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";
import { ACCOUNTS, sessionOf } from "../dev/fixtures.ts";
import { startMock, type Mock } from "../dev/mock.ts";
import { LANGS, visitNode, type Lang, type Visit } from "./page.fixture.ts";

export type Stage = { readonly browser: Browser; readonly mock: Mock; readonly close: () => Promise<void> };

/** A browser and a stand-in server over the built screens. */
export async function openStage(): Promise<Stage> {
  const built = ["../dist/index.html", "../dist-ssr/print.js"].every((path) =>
    existsSync(join(import.meta.dirname, path)),
  );
  assert.ok(built, "the screens are not built: run npm run build");
  const mock = await startMock();
  const browser = await chromium.launch(await chromiumPath());
  return {
    browser,
    mock,
    close: async () => {
      await browser.close();
      await mock.close();
    },
  };
}

export const visit = (
  { browser, mock }: Stage,
  lang: Lang,
  options?: BrowserContextOptions,
): Promise<Visit> => visitNode(browser, mock.url, lang, options);

/** The session that signing in gives, for a test that goes on to an address: half the loads of a page are spared. */
export function admit(mock: Mock, lang: Lang): void {
  mock.session = sessionOf(ACCOUNTS[LANGS.indexOf(lang)]!);
}

/** To the inbox of everybody, by one click: not to what is hers and what nobody has, to which the bare address leads. */
export async function signIn(page: Page, mock: Mock, lang: Lang): Promise<void> {
  mock.session = null;
  await page.goto(`${mock.url}/?who=any`);
  await page.locator(".accounts button", { hasText: ACCOUNTS[LANGS.indexOf(lang)]!.name }).click();
  await page.locator("table.requests").waitFor();
}

/** A request of the inbox on which everything can be done. */
export const workable = (mock: Mock): string => {
  const found = [...mock.requests.values()].find((each) => each.moves.includes("clarify"));
  assert.ok(found);
  return found.item;
};
