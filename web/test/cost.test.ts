import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { CDPSession } from "playwright-core";
import { openStage, signIn, visit, type Stage } from "./browser.fixture.ts";
import { fillRows } from "./rows.fixture.ts";

/** What a list that is left open costs: one clock a minute for all its rows, and nothing between. */
const ROWS = 500;
const MINUTES = 3;
/** Milliseconds of the page's thread in a second of the wall. */
const BUDGET = 10;

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

async function threadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN) * 1000;
}

test(`${ROWS} rows with clocks cost under ${BUDGET} ms of CPU a second`, async (context) => {
  const { mock } = stage;
  fillRows(mock, ROWS);
  const { page } = await visit(stage, "en");
  await page.clock.install();
  await signIn(page, mock, "en");
  // The stand-in's clock does not go forward with the browser's, and the server's is the truth.
  await page.route("**/api/**", (route) => route.abort());
  assert.equal(await page.locator("tr[data-item]").count(), ROWS);
  const left = page.locator("tr[data-item] .due").first();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const words = await left.textContent();
  const before = await threadMs(session);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    await page.clock.runFor(61_000);
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
  }
  const perSecond = ((await threadMs(session)) - before) / (MINUTES * 61);
  context.diagnostic(`${perSecond.toFixed(2)} ms a second`);
  assert.notEqual(await left.textContent(), words, "the clocks went on");
  assert.ok(perSecond < BUDGET, `${perSecond} ms a second`);
  await page.context().close();
});
