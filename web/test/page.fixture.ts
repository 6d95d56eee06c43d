import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { LIMIT_MS, patient } from "./waiting.fixture.ts";

/** What is asked of every screen, whoever serves it: a stand-in or a real node. */
export type Lang = "en" | "fr" | "hi";
export const LANGS = ["en", "fr", "hi"] as const;

export type Visit = {
  readonly page: Page;
  /** What the page complained of: script errors, and what the content security policy refused. */
  readonly complaints: string[];
  /** Addresses that are not the node's own. */
  readonly strangers: string[];
};

export async function visitNode(
  browser: Browser,
  url: string,
  lang: Lang,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: lang,
    ...options,
  });
  const page = await context.newPage();
  patient(page);
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    // A refused request is part of many tests; the browser reports each one.
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) strangers.push(request.url());
  });
  return { page, complaints, strangers };
}

type Theme = "light" | "dark";
/**
 * A theme exchanges colours and a language exchanges words, so a screen that is seen in each language and in each theme
 * has been seen whole: where all three languages are looked at, one of them is in both.
 */
const THEMES: Readonly<Record<Lang, readonly Theme[]>> = {
  en: ["light", "dark"],
  fr: ["dark"],
  hi: ["light"],
};

/**
 * Axe has nothing to object to, and nothing that it could not decide: by all its rules in the theme in which the page
 * stands, by those of colour in the other, since nothing else differs there. Without a language, by light and by dark.
 */
export async function assertAxe(page: Page, where: string, lang: Lang = "en"): Promise<void> {
  const stands = (await page.evaluate<boolean>(IS_DARK)) ? "dark" : "light";
  const themes = THEMES[lang].toSorted((a, b) => Number(b === stands) - Number(a === stands));
  for (const [n, theme] of themes.entries()) {
    await page.emulateMedia({ colorScheme: theme });
    // The printable page has no theme: it is paper.
    await page.locator(`:root[data-theme=${theme}], :root:not([data-theme])`).waitFor({ state: "attached" });
    await assertAxeNow(page, `${where}, ${theme}`, n === 0 ? ALL : COLOURS);
  }
}
const IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches";

type Finding = {
  readonly id: string;
  readonly nodes: readonly {
    readonly html: string;
    readonly any: readonly { readonly message: string }[];
    readonly all: readonly { readonly message: string }[];
  }[];
};

/** The axe of its Playwright package, whose own way loads it anew for each look and describes all that is well besides. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright")).resolve(
    "axe-core/axe.min.js",
  ),
  "utf8",
);
/** Of the rules that find nothing no more is told than that. */
const run = (only: string): string =>
  `axe.run(document, { resultTypes: ["violations", "incomplete"]${only} })
    .then(({ violations, incomplete }) => [...violations, ...incomplete])`;
const ALL = run("");
const COLOURS = run(', runOnly: ["color-contrast", "link-in-text-block"]');

async function assertAxeNow(page: Page, where: string, look: string): Promise<void> {
  // Scrolled, the bar that stays in sight lies over what axe wants to see.
  await page.evaluate("scrollTo(0, 0)");
  // Our pages have no frames, so what runs in the page sees all of it.
  if (await page.evaluate<boolean>("!('axe' in window)")) await page.evaluate(AXE);
  const found = await page.evaluate<readonly Finding[]>(look);
  const told = found.map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .slice(0, 3)
      .map((node) => `${node.html.slice(0, 160)} | ${node.any[0]?.message ?? node.all[0]?.message ?? ""}`),
  }));
  assert.deepEqual(told, [], where);
}

/** Nothing is cut off or needs sideways scrolling. */
export async function assertFits(page: Page, where: string): Promise<void> {
  for (const width of [320, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const needed = await page.evaluate<number>("document.documentElement.scrollWidth");
    assert.ok(needed <= width, `${where}: ${needed} px at ${width}`);
  }
}

/**
 * What the screen comes to show: an act has its effect a moment after it is told, on a busy machine a longer one. As of
 * every wait, the limit is that of a test that hangs.
 */
export async function shows(read: () => Promise<string | null>, wanted: string | RegExp): Promise<void> {
  const holds = (text: string) => (typeof wanted === "string" ? text === wanted : wanted.test(text));
  let text = (await read()) ?? "";
  for (const end = performance.now() + LIMIT_MS; performance.now() < end && !holds(text);) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    text = (await read()) ?? "";
  }
  if (typeof wanted === "string") assert.equal(text, wanted);
  else assert.match(text, wanted);
}
