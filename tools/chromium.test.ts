import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { chromium } from "playwright-core";
import { chromiumPath, unpacked } from "./chromium.ts";

test("a page is rendered", async (t) => {
  const browser = await chromium.launch({ ...(await chromiumPath()), timeout: 30_000 });
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setContent("<h1>Setu</h1><script>document.title = 'ran ' + (40 + 2)</script>");
  assert.equal(await page.title(), "ran 42");
  assert.equal(await page.getByRole("heading").textContent(), "Setu");
});

test("the packed fonts have no Devanagari, so pages must bring their own", async (t) => {
  const folder = await unpacked();
  const { args, env } = await chromiumPath({ PATH: process.env["PATH"] });
  const browser = await chromium.launch({
    executablePath: join(folder, "chromium"),
    args,
    env: { ...env, FONTCONFIG_PATH: join(folder, "fonts") },
    timeout: 30_000,
  });
  t.after(() => browser.close());
  const page = await browser.newPage();
  // A letter without a glyph is drawn as the font's empty box, as an unassigned number is.
  const widths = `["\\u0915\\u0916\\u0917", "\\u0378\\u0379\\u0380", "abc"].map((text) =>
    document.createElement("canvas").getContext("2d").measureText(text).width)`;
  const [ka, unassigned, latin] = await page.evaluate<number[]>(widths);
  assert.ok(latin !== undefined && latin > 0, "the packed fonts are found");
  assert.equal(ka, unassigned);
  assert.notEqual(latin, unassigned);
});

test("processes that unpack at once end with one whole browser and no remains", async (t) => {
  const parent = mkdtempSync(join(tmpdir(), "setu-chromium-test-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const [one, two] = await Promise.all([unpacked(parent), unpacked(parent)]);
  assert.equal(one, two);
  assert.ok(existsSync(join(one, "chromium")) && existsSync(join(one, "al2023", "lib")));
  assert.equal(readdirSync(parent).length, 1);
});

test("a folder that somebody else prepared is not run", async (t) => {
  const parent = mkdtempSync(join(tmpdir(), "setu-chromium-test-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const name = (await unpacked()).split("/").at(-1) ?? "";
  mkdirSync(join(parent, "theirs"));
  symlinkSync(join(parent, "theirs"), join(parent, name));
  await assert.rejects(unpacked(parent), /belongs to somebody else/);
});
