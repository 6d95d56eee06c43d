import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession } from "playwright-core";
import { openStage, signIn, visit } from "../web/test/browser.fixture.ts";
import { fillRows } from "../web/test/rows.fixture.ts";
import { below, type Result } from "./result.ts";

const ROWS = 500;
const SECONDS = 30;
const MINUTE = 60_000;

/** What an open list costs the browser in half a minute of the wall, in the middle of which every clock goes on. */
export async function screens(): Promise<Result[]> {
  const stage = await openStage();
  try {
    fillRows(stage.mock, ROWS);
    const { page } = await visit(stage, "en");
    await signIn(page, stage.mock, "en");
    if ((await page.locator("tr[data-item]").count()) !== ROWS) throw new Error("not all rows are shown");
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const intoMinute = (Date.now() + (SECONDS / 2) * 1000) % MINUTE;
    await sleep(MINUTE - intoMinute);
    const before = await busySeconds(session);
    await sleep(SECONDS * 1000);
    const busy = (await busySeconds(session)) - before;
    return [below(`${ROWS} rows with clocks, CPU a second`, (busy * 1000) / SECONDS, "ms", 10)];
  } finally {
    await stage.close();
  }
}

/** Of the processor, for the page's thread since it began: not of the wall, on which other work stands beside it. */
async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  const found = metrics.find(({ name }) => name === "ThreadTime");
  if (found === undefined) throw new Error("the browser does not say ThreadTime");
  return found.value;
}
