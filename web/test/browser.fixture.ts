import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromiumPath } from "../../tools/chromium.ts";
import { ACCOUNTS } from "../dev/fixtures.ts";
import { startMock, type Mock } from "../dev/mock.ts";

export type Lang = "en" | "fr" | "hi";
export const LANGS = ["en", "fr", "hi"] as const;

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

export type Visit = {
  readonly page: Page;
  /** What the page complained of: script errors, and what the content security policy refused. */
  readonly complaints: string[];
  /** Addresses that are not the node's own. */
  readonly strangers: string[];
};

export async function visit(
  { browser, mock }: Stage,
  lang: Lang,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: lang,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5_000);
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    // A refused request is part of many tests; the browser reports each one.
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(mock.url)) strangers.push(request.url());
  });
  return { page, complaints, strangers };
}

/** From the first page to the inbox, by one click. */
export async function signIn(page: Page, mock: Mock, lang: Lang): Promise<void> {
  mock.session = null;
  await page.goto(mock.url);
  await page.locator(".accounts button", { hasText: ACCOUNTS[LANGS.indexOf(lang)]!.name }).click();
  await page.locator("table.requests").waitFor();
}

/** A request of the inbox on which everything can be done. */
export const workable = (mock: Mock): string => {
  const found = [...mock.requests.values()].find((each) => each.moves.includes("clarify"));
  assert.ok(found);
  return found.item;
};

/** Axe has nothing to object to, and nothing that it could not decide. */
export async function assertAxe(page: Page, where: string): Promise<void> {
  // Scrolled, the bar that stays in sight lies over what axe wants to see.
  await page.evaluate(() => window.scrollTo(0, 0));
  const { violations, incomplete } = await new AxeBuilder({ page }).analyze();
  const told = [...violations, ...incomplete].map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .slice(0, 3)
      .map((node) => `${node.html.slice(0, 160)} | ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`),
  }));
  assert.deepEqual(told, [], where);
}

/** Nothing is cut off or needs sideways scrolling. */
export async function assertFits(page: Page, where: string): Promise<void> {
  for (const width of [320, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(needed <= width, `${where}: ${needed} px at ${width}`);
  }
}
