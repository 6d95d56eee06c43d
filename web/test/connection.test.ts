import assert from "node:assert/strict";
import { after, before, describe, test, type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { startMock, type Mock } from "../dev/mock.ts";
import { openStage, signIn, visit, workable, type Stage } from "./browser.fixture.ts";
import { assertAxe, shows } from "./page.fixture.ts";

/** The line to our own node breaks: what is on the screen stays, says since when, and goes on by itself. */
let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const LOST = /^As of \w+ \d+ \w+, \d\d:\d\d ET – not connected; what you write is kept\./;
const told = (page: Page) => page.locator(".connection");
const lost = (page: Page) => told(page).getByText(LOST);
const rows = (page: Page) => page.locator("tr[data-item]");

async function open(t: TestContext): Promise<{ readonly page: Page; readonly mock: Mock }> {
  const mock = await startMock();
  t.after(() => mock.close());
  const { page } = await visit({ ...stage, mock }, "en");
  t.after(() => page.context().close());
  await signIn(page, mock, "en");
  await told(page).waitFor({ state: "attached" });
  return { page, mock };
}

// Each waits for what takes its time, on a page and a stand-in of its own.
describe("the line to our own node", { concurrency: 3 }, () => {
  test("the list stays with the instant since when it is not renewed, and renews itself when the node is back", async (t) => {
    const { page, mock } = await open(t);
    const before = await rows(page).count();
    assert.ok(before > 0);
    assert.equal(await told(page).textContent(), "");
    await page.context().setOffline(true);
    await lost(page).waitFor();
    assert.equal(await told(page).getAttribute("role"), "status");
    assert.equal(await rows(page).count(), before);
    await assertAxe(page, "not connected");
    // Once: what is said does not change while it goes on, so that nobody hears it again and again.
    const words = await told(page).textContent();
    await page.waitForTimeout(3_000);
    assert.equal(await told(page).textContent(), words);
    const gone = await rows(page).first().getAttribute("data-item");
    mock.requests.delete(gone ?? "");
    await page.context().setOffline(false);
    await lost(page).waitFor({ state: "detached", timeout: 20_000 });
    await told(page).getByText("Connected again.").waitFor();
    await page.getByText("No longer in this list").waitFor();
  });

  test("a page that was read before opens with what it held, as of then; what is typed on it is kept", async (t) => {
    const { page, mock } = await open(t);
    await page.goto(`${mock.url}/requests/${encodeURIComponent(workable(mock))}`);
    await page.locator(".timeline").waitFor();
    const acts = await page.locator(".timeline > li").count();
    await page.getByRole("button", { name: "Write a message" }).click();
    await page.context().setOffline(true);
    await page.locator(".composer textarea").fill("Written in a tunnel");
    await lost(page).waitFor();
    assert.equal(await page.locator(".timeline > li").count(), acts);
    await shows(() => page.locator(".composer textarea").inputValue(), "Written in a tunnel");
    await page.context().setOffline(false);
    await lost(page).waitFor({ state: "detached", timeout: 20_000 });
    await shows(() => page.locator(".composer textarea").inputValue(), "Written in a tunnel");
  });

  test("a screen that was never loaded comes by itself when the node is back", async (t) => {
    const { page } = await open(t);
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "Search", exact: true }).click();
    await lost(page).waitFor();
    await page.context().setOffline(false);
    await page.locator("#search").waitFor({ timeout: 20_000 });
  });

  test("one question that fails is no lost line, and a gateway that answers for the node is no node", async (t) => {
    const { page, mock } = await open(t);
    await page.route("**/api/officers", (route) => route.abort());
    await page.goto(`${mock.url}/sent`);
    await rows(page).first().waitFor();
    await page.waitForTimeout(1_500);
    assert.equal(await lost(page).count(), 0);
    await page.route("**/api/**", (route) => route.fulfill({ status: 502, body: "<h1>Bad gateway</h1>" }));
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await lost(page).waitFor();
    await page.unroute("**/api/**");
    await lost(page).waitFor({ state: "detached", timeout: 20_000 });
  });

  test("a node that takes the question and says nothing is as good as gone", async (t) => {
    const { page } = await open(t);
    await page.route("**/api/**", () => {});
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    await lost(page).waitFor();
    assert.ok((await rows(page).count()) > 0);
    await page.unroute("**/api/**");
    await lost(page).waitFor({ state: "detached", timeout: 20_000 });
  });

  test("without the stream of events the screens look by themselves, and the stream is opened again", async (t) => {
    const { page, mock } = await open(t);
    let opened = 0;
    await page.route("**/api/events", (route) => {
      opened += 1;
      return opened < 3 ? route.fulfill({ status: 503, body: "" }) : route.continue();
    });
    // Both may have come about before the screen is there.
    const again = page.waitForResponse((answer) => answer.url().endsWith("/api/events") && answer.ok());
    await page.reload();
    await rows(page).first().waitFor();
    await again;
    assert.equal(opened, 3);
    assert.equal(await lost(page).count(), 0);
    const gone = await rows(page).first().getAttribute("data-item");
    mock.requests.delete(gone ?? "");
    mock.emit({ kind: "item", item: gone });
    await page.getByText("No longer in this list").waitFor();
  });
});
