import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import type { Lang } from "./page.fixture.ts";

/** A compiled message; one without anything to fill in is a single string. */
type Words = Readonly<Record<string, readonly unknown[]>>;
const ASSETS = join(import.meta.dirname, "../dist/assets");

/** All words of the build in one language: the first load's, and those beside its parts. */
async function wordsOf(lang: Lang): Promise<Words> {
  const file = readdirSync(ASSETS).find((name) => new RegExp(`^${lang}-.*\\.js$`).test(name)) ?? "";
  const first = (await import(pathToFileURL(join(ASSETS, file)).href)) as { readonly messages: Words };
  const rest = readdirSync(join(ASSETS, lang)).map(
    (name) => JSON.parse(readFileSync(join(ASSETS, lang, name), "utf8")) as Words,
  );
  return Object.assign({}, first.messages, ...rest) as Words;
}

export type Spoken = (page: Page, where: string) => Promise<void>;

/**
 * The page says nothing by the id of its message, which is what a message without words shows, and nothing in the
 * English words of the screens where the language has others. What people wrote is in whatever language it is.
 */
export async function spokenIn(lang: Lang): Promise<Spoken> {
  const [own, english] = await Promise.all([wordsOf(lang), wordsOf("en")]);
  const ids = new Set(Object.keys(own));
  assert.ok(ids.size > 1000);
  const foreign = new Set(
    Object.entries(english)
      .filter(([id, [text]]) => typeof text === "string" && own[id]?.[0] !== text)
      .map(([, [text]]) => text as string),
  );
  return async (page, where) => {
    const texts = await page.evaluate(textsShown);
    assert.ok(texts.length > 0, where);
    const wrong = texts.filter(
      (text) => foreign.has(text) || text.split(/\s+/).some((word) => ids.has(word)),
    );
    assert.deepEqual(wrong, [], where);
  };
}

function textsShown(): string[] {
  const found: string[] = [];
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    if (node instanceof Element) {
      for (const name of ["aria-label", "title", "placeholder"]) found.push(node.getAttribute(name) ?? "");
    } else if (node.parentElement?.closest("script, style, [lang], [translate=no]") === null) {
      found.push(node.textContent ?? "");
    }
  }
  return [document.title, ...found].map((each) => each.trim()).filter((each) => each !== "");
}
