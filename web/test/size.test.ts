import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

/** Budgets of the design, gzip. `npm run build` comes first. */
const FIRST_LOAD = 140_000;
const LAZY = 60_000;
const STYLES = 15_000;
const DIST = join(import.meta.dirname, "../dist");

const packed = (path: string): number => gzipSync(readFileSync(join(DIST, path)), { level: 9 }).length;
const html = readFileSync(join(DIST, "index.html"), "utf8");
const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]!);
const sum = (paths: readonly string[]): number => paths.reduce((total, path) => total + packed(path), 0);

test("the first load, with the words of whoever loads it, stays within its budget", (context) => {
  const scripts = first.filter((path) => path.endsWith(".js"));
  const styles = first.filter((path) => path.endsWith(".css"));
  context.diagnostic(`scripts ${sum(scripts)} B, styles ${sum(styles)} B gzip`);
  assert.ok(scripts.length > 0 && styles.length > 0);
  assert.ok(sum(styles) <= STYLES, `${sum(styles)} bytes of styles`);
  for (const lang of ["en", "fr", "hi"]) {
    const words = wordsOf(lang);
    const total = sum([...scripts, words]);
    context.diagnostic(`${lang}: ${total} B gzip with ${packed(words)} B of words`);
    assert.ok(total <= FIRST_LOAD, `${lang}: ${total} bytes`);
  }
});

/** The words of a language are a file of their own: no page carries two languages. */
function wordsOf(lang: string): string {
  const names = readdirSync(join(DIST, "assets")).filter((name) =>
    new RegExp(`^${lang}-.*\\.js$`).test(name),
  );
  assert.equal(names.length, 1, lang);
  const path = `/assets/${names[0]!}`;
  assert.ok(!first.includes(path), lang);
  return path;
}

test("the first load carries its own words; those of each part are beside that part", (context) => {
  for (const lang of ["en", "fr", "hi"]) {
    const files = readdirSync(join(DIST, "assets", lang)).map((name) => `assets/${lang}/${name}`);
    context.diagnostic(`${lang}: ${sum(files)} B gzip of words in ${files.length} parts`);
    const total = packed(wordsOf(lang)) + sum(files);
    assert.ok(
      packed(wordsOf(lang)) * 3 < total,
      `${lang}: the first load carries ${packed(wordsOf(lang))} of ${total}`,
    );
  }
});

test("no lazy part is over its budget", (context) => {
  const lazy = readdirSync(join(DIST, "assets"))
    .filter((name) => name.endsWith(".js") && !first.includes(`/assets/${name}`))
    .map((name) => ({ name, size: packed(`assets/${name}`) }))
    .toSorted((a, b) => b.size - a.size);
  context.diagnostic(`largest: ${lazy[0]?.name} ${lazy[0]?.size} B gzip`);
  assert.ok(lazy.length > 4);
  for (const { name, size } of lazy) assert.ok(size <= LAZY, `${name}: ${size} bytes`);
});

test("nothing is loaded from outside and nothing is inline", () => {
  assert.doesNotMatch(html, /<style|\son[a-z]+=|(?:src|href)="(?:https?:)?\/\//);
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)[^>]*>/);
  for (const name of readdirSync(join(DIST, "assets")).filter((each) => each.endsWith(".css"))) {
    assert.doesNotMatch(
      readFileSync(join(DIST, "assets", name), "utf8"),
      /url\(["']?(?:https?:|\/\/|data:font)/,
    );
  }
});
