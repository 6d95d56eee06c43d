import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CASES } from "../dev/individuals.ts";
import { RELEASE_IDS } from "../dev/releases.ts";
import { admit, openStage, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, assertFits } from "./page.fixture.ts";

/** A node that trains says so on every screen that there is: the routes are read from the two lists of them. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const SOURCES = ["../src/desks.ts", "../src/routes.tsx", "../src/outside.tsx"];
const routes = (): readonly string[] =>
  SOURCES.flatMap((file) =>
    [
      ...readFileSync(join(import.meta.dirname, file), "utf8").matchAll(
        /(?:path: |STATEMENT = )"(\/[^"]*)"/g,
      ),
    ].map(([, path = ""]) => path),
  );

test("a band with words, a frame, the title and the picture of the tab say it on every route and page", async () => {
  const { mock } = stage;
  const { page, complaints } = await visit(stage, "en", { viewport: { width: 320, height: 700 } });
  mock.me.ways = { ...mock.me.ways, training: true };
  const band = page.locator(".training-band", { hasText: "Nothing here is real" });
  const says = async (path: string) => {
    await page.goto(new URL(path, mock.url).href);
    await band.waitFor();
    assert.match(await page.title(), /TRAINING · /, path);
    assert.equal(await page.locator("link[rel=icon]").getAttribute("href"), "/favicon-training.svg");
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).borderTopWidth), "6px", path);
  };
  await says("/");
  await assertAxe(page, "sign-in that trains", "en");
  admit(mock, "en");
  const item = encodeURIComponent(workable(mock));
  const named: Readonly<Record<string, string>> = {
    "/requests/$item": item,
    "/releases/$item": RELEASE_IDS.waits,
    "/individuals/$item": CASES.due,
  };
  const all = routes();
  assert.ok(all.length > 30, "the routes were found");
  for (const path of all) await says(path.replace("$item", named[path] ?? item));
  await page.goto(new URL(`/requests/${item}`, mock.url).href);
  await page.locator(".timeline").waitFor();
  await assertFits(page, "a request on a node that trains");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  assert.ok(await band.isVisible());
  const box = await band.boundingBox();
  assert.ok(box !== null && box.y >= 0 && box.y < 100, "it stays in sight");
  Object.assign(mock.session?.node ?? {}, { training: true });
  await page.goto(new URL(`/read/requests/${item}`, mock.url).href);
  await band.waitFor();
  assert.match(await page.title(), /TRAINING · /);
  await page.emulateMedia({ media: "print" });
  assert.ok(await band.isVisible(), "it prints");
  await assertFits(page, "a read page on a node that trains");
  assert.deepEqual(complaints, []);
});

test("a live node says nothing of it", async () => {
  const { page } = await visit(stage, "en");
  stage.mock.me.ways = { oidc: false, passkeys: false, certificates: false };
  admit(stage.mock, "en");
  await page.goto(stage.mock.url);
  await page.locator("table.requests").waitFor();
  assert.equal(await page.locator(".training-band").count(), 0);
  assert.doesNotMatch(await page.title(), /TRAINING/);
});
